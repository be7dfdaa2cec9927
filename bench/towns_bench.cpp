// A thousand towns on one base: how long they take to load, what they hold, and what it takes to
// publish one that changed. Each has an overlay of 20 patches and 3 plugins of its own.
//     build/release/bench/towns_bench [TOWNS] [BASE]
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/text.h"
#include "host/shard.h"
#include "host/town_files.h"
#include "host/town_shelf.h"
#include "usage.h"

namespace {

namespace fs = std::filesystem;
using tf::cat;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

// 20 patches: 4 deadlines, 3 limits, a ladder's rung, 2 rows of a table, a field, 5 steps changed,
// inserted or told, 4 words. `hours` differs from town to town.
std::string overlay(const std::string& id, int hours) {
  return cat("town: ", id, "\ntitle: {zh: ", id, ", en: ", id, "}\nextends: county\nplugins:\n",
             "  ", id, "-roster: {version: \">=1.0\"}\n  ", id, "-share: {version: \">=1.0\"}\n  ",
             id, "-dates: {version: \">=1.0\"}\n", R"(deadlines:
  three-lines:
    line-1: {small: {for: )",
             hours, R"( hours}}
    tea:    2 working days
    whole:  {big: 25 calendar days}
  hall:
    check: 1 working day
limits:
  hall: {seats: 200, chairs: 300, tables: 40}
tables:
  matter-size:
    rules: |
      row    | place         | amount | => size | => risk | note
      amount |               | > 3000 |         |         | own
      more   | before amount | > 9000 | big     | mid     | own
workflows:
  three-lines:
    case:
      clan: {title: {zh: 房头, en: Clan}, type: line}
    steps:
      line-1: {who: peacemaker}
      line-3: {title: {zh: 书记, en: Secretary}}
      tea: {before: record, title: {zh: 和气茶, en: Tea}, task: drink-tea, who: peacemaker, due: tea, form: {host: required line}}
      discipline-note: {after: line-3.out_of_village, notify: town_secretary, text: {zh: 出村, en: Out of the village}}
words: |
  id          | zh   | en
  drink-tea   | 喝茶 | Drink tea
  hall-check  | 核对 | Check
  hall-key    | 钥匙 | Key
  hall-return | 归还 | Return
)");
}

std::string people(const std::string& id) {
  return cat("people: ", id, "\ntree:\n  ", id, "-county:\n    level: county\n    below:\n      ",
             id, ":\n        level: town\n        holds: {command_room: [", id,
             "-1], town_secretary: [", id, "-2]}\n        below:\n          ", id,
             "-village:\n            level: village\n            holds: {village_secretary: [", id,
             "-3]}\n            below: {", id, "-grid: {level: grid, holds: {peacemaker: [", id,
             "-4]}}}\n");
}

void plugin(const fs::path& town, const std::string& name, const std::string& function) {
  write(town / "plugins" / name / "plugin.yaml",
        cat("plugin: ", name, "\napi: 1\nversion: 1.0.0\nentry: main.lua\ntitle: {zh: ", name,
            ", en: ", name, "}\ngives:\n  ", function,
            ": {kind: function, takes: {a: number, b: number}, answers: number}\n"));
  write(town / "plugins" / name / "main.lua",
        cat("return {", function, " = function(a, b) return a * 100 / (b + 1) end}\n"));
}

void make_town(const fs::path& home, int n) {
  const std::string id = cat("t", n);
  const fs::path town = home / id;
  write(town / "town.yaml", overlay(id, 2 + n % 3));
  write(town / "people.yaml", people(id));
  plugin(town, id + "-roster", cat("roster_", n));
  plugin(town, id + "-share", cat("share_", n));
  plugin(town, id + "-dates", cat("dates_", n));
}

int fail(const std::string& text) {
  std::fprintf(stderr, "towns_bench: %s\n", text.c_str());
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  const int towns = count > 1 ? std::atoi(arguments[1]) : 1000;
  const fs::path base = count > 2 ? arguments[2] : "examples/county";
  std::string pattern = (fs::temp_directory_path() / "townflow-towns-XXXXXX").string();
  const fs::path home = mkdtemp(pattern.data());
  // The base as packages have it: beside the towns, with what it includes.
  std::error_code code;
  for (const auto& [from, to] : {std::pair{base, home / "examples" / "county"},
                                 std::pair{base / "../../workflows", home / "workflows"},
                                 std::pair{base / "../../rules", home / "rules"}}) {
    fs::create_directories(to.parent_path());
    fs::copy(from, to, fs::copy_options::recursive, code);
  }
  std::vector<std::string> folders;
  for (int n = 1; n <= towns; ++n) {
    make_town(home / "examples", n);
    folders.push_back((home / "examples" / cat("t", n)).string());
  }

  const auto tell = [](const tf::model::Diagnostics& findings) {
    return tf::model::to_text(findings, tf::model::Language::en).substr(0, 4000);
  };
  tf::host::TownShelf shelf;
  tf::model::Diagnostics findings;
  auto begin = std::chrono::steady_clock::now();
  const auto loaded = shelf.load(folders, {}, findings);
  const double load = seconds_since(begin);
  if (!loaded) return fail(loaded.error().text);
  if (!*loaded) return fail(tell(findings));
  const double memory = tf::bench::resident_mb();

  const auto store = tf::store::memory_store();
  tf::VirtualClock clock(*tf::parse_instant("2026-03-10T09:00:00+08:00"));
  auto shard = tf::host::Shard::open(*loaded, *store, clock);
  if (!shard) return fail(shard.error().text);
  begin = std::chrono::steady_clock::now();
  if (const auto done = (*shard)->publish(*loaded); !done) return fail(done.error().text);
  const double first = seconds_since(begin);

  std::map<std::string, std::uint32_t> ordinals;
  for (const tf::core::Town* town : (*loaded)->towns()) ordinals[town->id] = town->ordinal;
  std::vector<double> whole, pause;
  for (int round = 1; round <= 9; ++round) {
    const int n = 1 + (round * 37) % towns;
    write(home / "examples" / cat("t", n) / "town.yaml", overlay(cat("t", n), 5 + round));
    tf::model::Diagnostics again;
    begin = std::chrono::steady_clock::now();
    const auto changed = shelf.load(folders, ordinals, again);
    if (!changed || !*changed) return fail(changed ? tell(again) : changed.error().text);
    const double bound = seconds_since(begin);
    const auto recorded = (*shard)->publish(*changed);
    if (!recorded || !*recorded) return fail("the change was not recorded");
    whole.push_back(seconds_since(begin) * 1e3);
    pause.push_back(whole.back() - bound * 1e3);
    if (shelf.bound_last() != 1) return fail(cat(shelf.bound_last(), " towns were bound, not one"));
    for (const tf::core::Town* town : (*changed)->towns())
      if (town->id != cat("t", n) && town != (*loaded)->town(town->id) && round == 1)
        return fail(cat(town->id, " was disturbed"));
  }
  std::sort(whole.begin(), whole.end());
  std::sort(pause.begin(), pause.end());
  std::printf("%d towns on %s, each 20 patches and 3 plugins; %u threads\n", towns,
              base.string().c_str(), std::thread::hardware_concurrency());
  std::printf("load            %8.2f s\nresident        %8.0f MB\nfirst publish   %8.0f ms\n", load,
              memory, first * 1e3);
  std::printf("publish one     %8.1f ms (%.1f to %.1f), of it the towns wait %.1f ms\n",
              whole[whole.size() / 2], whole.front(), whole.back(), pause[pause.size() / 2]);
  fs::remove_all(home, code);
  return 0;
}
