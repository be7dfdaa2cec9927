#include "host/publications.h"

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "core/load_town.h"
#include "model/yaml.h"

namespace tf::host {

namespace {

constexpr std::string_view kPrefix = "pub/";
using Files = std::map<std::string, std::string, std::less<>>;  // path → text

std::string text_of(const Files& files) {
  List rows;
  for (const auto& [path, text] : files)
    rows.push_back(Value::list({Value::text(path), Value::text(text)}));
  return to_json(Value::list(std::move(rows)));
}

std::optional<Files> files_of(const std::string& json) {
  const auto value = parse_json(json);
  if (!value || !value->is(Value::Kind::list)) return std::nullopt;
  Files files;
  for (const Value& row : value->as_list()) {
    if (!row.is(Value::Kind::list) || row.as_list().size() != 2) return std::nullopt;
    files[row.as_list()[0].str()] = row.as_list()[1].str();
  }
  return files;
}

// "pub/00000003": the text of the third publication; oldest first.
std::map<std::string, std::string> publications(
    const std::map<std::string, std::string>& settings) {
  std::map<std::string, std::string> out;
  for (const auto& [key, value] : settings)
    if (key.starts_with(kPrefix)) out.emplace(key, value);
  return out;
}

std::string next_key(const std::map<std::string, std::string>& all) {
  const std::size_t n =
      all.empty() ? 1 : std::stoull(all.rbegin()->first.substr(kPrefix.size())) + 1;
  std::string digits = std::to_string(n);
  return cat(kPrefix, std::string(8 - std::min<std::size_t>(8, digits.size()), '0'), digits);
}

void keep(core::Catalog& catalog, const Files& files) {
  model::Diagnostics quiet;
  std::vector<std::pair<std::string, std::string>> texts(files.begin(), files.end());
  for (core::LoadedTown& loaded : core::load_towns(texts, quiet)) {
    for (const auto& [id, definition] : loaded.town.workflows)
      if (catalog.definition(definition->hash) == nullptr) catalog.keep(definition);
    for (const auto& [workflow, history] : loaded.town.rules)
      for (const core::RuleVersion& version : history)
        if (catalog.rules(version.rules->hash) == nullptr) catalog.keep(version.rules);
  }
}

// What the files that differ from `before` ask of running cases: "", provisional, running.
std::string asked_of_running(const Files& before, const Files& after) {
  std::string asked;
  for (const auto& [path, text] : after) {
    const auto old = before.find(path);
    if (old != before.end() && old->second == text) continue;
    model::Diagnostics quiet;
    const auto root = model::parse_yaml(model::source_file(path, text), quiet);
    if (root == nullptr) continue;
    for (const char* key : {"apply", "适用"})
      if (const std::string_view word = root->text_of(key); word == "running" || word == "在办案")
        return "running";
    for (const char* key : {"calendar", "日历", "town", "乡镇"})
      if (root->has(key)) asked = "provisional";
  }
  return asked;
}

}  // namespace

Result<std::shared_ptr<const core::Catalog>> with_publications(
    std::shared_ptr<const core::Catalog> catalog, const std::vector<TextFile>& files,
    store::Store& store, bool record) {
  Files now;
  for (const TextFile& file : files) now[file.path] = file.text;
  const auto older = publications(TF_TRY(store.settings()));
  const std::string text = text_of(now);
  auto full = std::make_shared<core::Catalog>(*catalog);
  Files latest;
  for (const auto& [key, stored] : older) {
    auto read = files_of(stored);
    if (!read) {
      log_error("a publication of the store cannot be read", {{"key", key}});
      continue;
    }
    if (stored != text) keep(*full, *read);
    latest = std::move(*read);
  }
  if (!record || (!older.empty() && older.rbegin()->second == text)) return full;
  store::Batch batch;
  batch.settings[next_key(older)] = text;
  const std::string asked = older.empty() ? "" : asked_of_running(latest, now);
  if (!asked.empty())
    for (const core::Town* town : catalog->towns())
      batch.settings[cat(kApplySetting, town->id)] = asked;
  TF_OK(store.commit(batch));
  return full;
}

}  // namespace tf::host
