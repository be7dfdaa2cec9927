// upgrade: a new base under a town, told before anything changes.
#include <filesystem>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/difference_text.h"
#include "cli/town_package.h"
#include "cli/towns.h"
#include "cli/write_file.h"
#include "core/load_town.h"
#include "host/plugins.h"
#include "host/town_home.h"
#include "model/upgrade.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

struct UpgradeOptions {
  std::string town, base;
  bool yes = false;
};

// Both sides of an upgrade, loaded.
struct Sides {
  std::string town, base;   // ids
  std::string base_folder;  // where the base stands now
  model::Upgrade report;
  model::Diagnostics findings;  // of the town on the new base
};

// The folder of the town `id` among those `folder` stands on.
std::optional<std::string> base_below(const std::string& folder, const std::string& id,
                                      const model::Library& library, const std::string& town) {
  std::string at = folder;
  for (const model::TownFiles* files = library.town(town); files && !files->extends.empty();
       files = library.town(files->extends)) {
    const auto below = host::find_town(files->extends, at);
    if (!below || files->extends == id) return below;
    at = *below;
  }
  return std::nullopt;
}

std::optional<Sides> compare(Session& session, const UpgradeOptions& options) {
  Sides sides;
  const auto id = host::town_in(host::folder_path(options.base));
  if (!id)
    return session.fail(kRefused, cat(options.base, " 里没有 town.yaml。"),
                        cat("there is no town.yaml in ", options.base)),
           std::nullopt;
  sides.base = *id;
  auto before = host::load_folders({options.town});
  auto after = host::load_folders({options.town}, {{*id, options.base}});
  if (!before) return session.fail(before.error()), std::nullopt;
  if (!after) return session.fail(after.error()), std::nullopt;
  sides.town = before->ids.front();
  const std::string folder = host::folder_path(options.town);
  const auto stands = base_below(folder, *id, before->library, sides.town);
  if (!stands)
    return session.fail(kRefused, cat("乡镇 ", sides.town, " 不以 ", *id, " 为底。"),
                        cat("the town ", sides.town, " does not stand on ", *id)),
           std::nullopt;
  sides.base_folder = *stands;
  model::Diagnostics unheard;
  const auto old_base = before->library.merged(*id, unheard);
  const auto own = before->library.merged(sides.town, unheard);
  const auto new_base = after->library.merged(*id, unheard);
  sides.report = compare_upgrade(old_base, new_base, own);
  sides.findings = std::move(after->findings);
  const host::PluginHost host{&after->sources->texts, {}};
  static_cast<void>(
      core::load_town(after->library, sides.town, 1, sides.findings, host::plugin_loader(host)));
  sides.findings.sort();
  return sides;
}

std::string line_of(const Session& session, const model::UpgradeChange& change) {
  const std::string where = change.what.path.empty() ? change.document : cat(change.document, ": ");
  std::string line = difference_line(session, change.what, where);
  line.pop_back();
  return cat(line, "    ", model::place_of(change.place), "\n");
}

Value value_of(const model::UpgradeChange& change) {
  Record row = difference_value(change.what, "").as_record();
  row.set("document", Value::text(change.document));
  row.set("place", Value::text(model::place_of(change.place)));
  return Value::record(std::move(row));
}

void tell(Session& session, const Sides& sides) {
  const model::Upgrade& report = sides.report;
  if (session.json) {
    const auto all = [](const std::vector<model::UpgradeChange>& changes) {
      List rows;
      for (const model::UpgradeChange& change : changes) rows.push_back(value_of(change));
      return Value::list(std::move(rows));
    };
    List conflicts;
    for (const model::UpgradeConflict& one : report.conflicts)
      conflicts.push_back(
          Value::record({{"base", value_of(one.base)}, {"town", value_of(one.town)}}));
    session.out << to_json(Value::record({{"base", all(report.base)},
                                          {"town", all(report.town)},
                                          {"conflicts", Value::list(std::move(conflicts))},
                                          {"errors", Value::number(static_cast<std::int64_t>(
                                                         sides.findings.errors()))}}))
                << '\n';
  } else {
    session.out << session.pick("上级的改动", "the base changes") << ' ' << sides.base << ": "
                << report.base.size() << '\n';
    for (const model::UpgradeChange& change : report.base) session.out << line_of(session, change);
    session.out << session.pick("本镇的改动", "the town changes") << ' ' << sides.town << ": "
                << report.town.size() << '\n';
    for (const model::UpgradeChange& change : report.town) session.out << line_of(session, change);
    session.out << session.pick("两边都改的地方（本镇的为准）",
                                "changed by both, the town's stands")
                << ": " << report.conflicts.size() << '\n';
    for (const model::UpgradeConflict& one : report.conflicts)
      session.out << line_of(session, one.base) << line_of(session, one.town);
  }
  session.err << to_text(sides.findings, session.language);
}

// Files at once: the old folder stays beside as .NAME.old.
int replace_folder(Session& session, const TownPackage& package, const std::string& folder) {
  const fs::path home = fs::path(folder);
  const fs::path fresh = home.parent_path() / cat(".", home.filename().string(), ".new");
  const fs::path old = home.parent_path() / cat(".", home.filename().string(), ".old");
  std::error_code code;
  fs::remove_all(fresh, code);
  for (const auto& [path, text] : package.files) {
    fs::create_directories((fresh / path).parent_path(), code);
    if (const auto done = replace_file((fresh / path).string(), text); !done)
      return session.fail(done.error());
  }
  fs::remove_all(old, code);
  fs::rename(home, old, code);
  if (!code) fs::rename(fresh, home, code);
  if (code)
    return session.fail(kFailure, cat("写不了 ", folder, "。"), cat("cannot write ", folder));
  session.say(cat("已换上；原来的在 ", old.generic_string(), "。"),
              cat("replaced; what was there is in ", old.generic_string()));
  return session.exit = kOk;
}

int upgrade(Session& session, const UpgradeOptions& options) {
  const auto sides = compare(session, options);
  if (!sides) return session.exit;
  tell(session, *sides);
  if (sides->findings.has_errors())
    return session.fail(kFindings,
                        cat("本镇有 ", sides->findings.errors(), " 处不再合适；什么也没有改动。"),
                        cat(sides->findings.errors(),
                            " things of the town do not fit any more; nothing was changed"));
  if (!options.yes) {
    session.say("什么也没有改动；加 --yes 换上新的上级。",
                "nothing was changed; --yes puts the new base in place");
    return session.exit = kOk;
  }
  const auto package = gather_town(host::folder_path(options.base));
  if (!package) return session.fail(package.error());
  const std::string home = fs::path(sides->base_folder).parent_path().generic_string();
  const auto installed = host::TownHome(home).town(sides->base);
  if (installed && !installed->version.empty()) return install_town(session, *package, home);
  return replace_folder(session, *package, sides->base_folder);
}

}  // namespace

void add_upgrade(CLI::App& app, Session& session) {
  auto options = std::make_shared<UpgradeOptions>();
  CLI::App* command = app.add_subcommand(
      "upgrade", std::string(session.pick("换上新的上级文件之前，先说清三方各改了什么",
                                          "what a new base means for a town, before it changes")));
  command
      ->add_option("TOWN", options->town,
                   std::string(session.pick("乡镇的文件夹", "folder of the town")))
      ->required();
  command
      ->add_option("--base", options->base,
                   std::string(session.pick("新的上级文件夹", "folder of the new base")))
      ->required();
  command->add_flag("--yes", options->yes, std::string(session.pick("换上", "puts it in place")));
  command->callback([options, &session] { upgrade(session, *options); });
}

}  // namespace tf::cli
