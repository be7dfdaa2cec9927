#include "cli/towns.h"

#include <algorithm>
#include <iostream>
#include <iterator>

#include "base/json.h"
#include "base/text.h"
#include "core/load_town.h"
#include "host/plugins.h"
#include "host/publication.h"
#include "host/system_clock.h"

namespace tf::cli {

namespace {

constexpr std::size_t kMostJson = 1U << 20U;

// Towns with cases keep the ordinal that is in the ids of their cases.
Result<std::map<std::string, std::uint32_t>> ordinals_of(store::Store& store,
                                                         const std::vector<std::string>& ids) {
  std::map<std::string, std::uint32_t> ordinals;
  for (const std::string& id : ids) {
    store::CaseFilter filter;
    filter.town = id;
    filter.limit = 1;
    const auto rows = TF_TRY(store.cases(filter));
    if (!rows.empty()) ordinals[id] = town_of(CaseId{rows.front().id});
  }
  return ordinals;
}

int tell_findings(Session& session, const model::Diagnostics& findings) {
  session.err << to_text(findings, session.language);
  return session.fail(kFindings,
                      cat("有 ", findings.errors(), " 处错误，未载入；按上面所说改正后再试。"),
                      cat(findings.errors(),
                          " mistakes, nothing was loaded; mend what is said above and try again"));
}

std::shared_ptr<const core::Catalog> from_shelf(
    Session& session, host::TownShelf& shelf, const std::vector<std::string>& folders,
    const std::map<std::string, std::uint32_t>& ordinals) {
  model::Diagnostics findings;
  auto catalog = shelf.load(folders, ordinals, findings, session.isolate_plugins);
  if (!catalog)
    session.fail(catalog.error());
  else if (!*catalog)
    tell_findings(session, findings);
  return catalog ? *std::move(catalog) : nullptr;
}

}  // namespace

std::shared_ptr<const core::Catalog> open_towns(Session& session,
                                                const std::vector<std::string>& folders,
                                                store::Store* store, host::TownShelf* shelf) {
  std::map<std::string, std::uint32_t> ordinals;
  if (store != nullptr) {
    std::vector<std::string> ids;
    for (const std::string& folder : folders)
      if (auto id = host::town_in(host::folder_path(folder))) ids.push_back(std::move(*id));
    auto known = ordinals_of(*store, ids);
    if (!known) {
      session.fail(known.error());
      return nullptr;
    }
    ordinals = std::move(*known);
  }
  host::TownShelf own;
  auto catalog = from_shelf(session, shelf == nullptr ? own : *shelf, folders, ordinals);
  if (!catalog || store == nullptr) return catalog;
  auto with = host::with_history(std::move(catalog), *store, session.isolate_plugins);
  if (with) return *std::move(with);
  session.fail(with.error());
  return nullptr;
}

std::shared_ptr<const core::Catalog> reopen_towns(Session& session, host::TownShelf& shelf,
                                                  const std::vector<std::string>& folders,
                                                  const core::Catalog& now) {
  std::map<std::string, std::uint32_t> ordinals;
  for (const core::Town* town : now.towns()) ordinals[town->id] = town->ordinal;
  return from_shelf(session, shelf, folders, ordinals);
}

int no_such_workflow(Session& session, const std::string& town, const std::string& name,
                     const std::vector<std::string>& names) {
  const auto near = closest(name, names);
  return session.fail(
      kRefused,
      cat("乡镇 ", town, " 没有流程 '", name, "'",
          near ? cat("；是否指 ", *near, "？") : cat("；有：", join(names, "、"))),
      cat("town ", town, " has no workflow '", name, "'",
          near ? cat("; did you mean ", *near, "?") : cat("; there are: ", join(names, ", "))));
}

std::optional<OneTown> open_one(Session& session, const std::string& folder) {
  auto towns = host::load_folders({folder});
  if (!towns) {
    session.fail(towns.error());
    return std::nullopt;
  }
  const host::PluginHost host{&towns->sources->texts, {}};
  core::LoadedTown loaded = core::load_town(towns->library, towns->ids.front(), 1, towns->findings,
                                            host::plugin_loader(host));
  if (towns->findings.has_errors()) {
    towns->findings.sort();
    tell_findings(session, towns->findings);
    return std::nullopt;
  }
  return OneTown{towns->ids.front(), std::move(loaded.documents), std::move(loaded.town)};
}

std::unique_ptr<store::Store> open_store(Session& session, const std::string& path, bool create,
                                         bool virtual_clock) {
  store::SqliteOptions options;
  options.create = create;
  options.virtual_clock = virtual_clock;
  options.keys = session.keys;
  auto opened = store::open_sqlite(path, options);
  if (opened) return std::move(*opened);
  session.fail(opened.error());
  return nullptr;
}

Result<Value> json_argument(const std::string& text) {
  std::string json = text;
  if (text == "-") {
    json.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else if (text.starts_with('@')) {
    json = TF_TRY(host::read_text(text.substr(1), kMostJson));
  }
  auto value = parse_json(json);
  if (value) return std::move(*value);
  return fail(
      Errc::invalid,
      cat("not JSON: line ", value.error().line, ", column ", value.error().column, ": ",
          value.error().text),
      cat("不是 JSON：第 ", value.error().line, " 行第 ", value.error().column, " 列写法不对"));
}

std::optional<Instant> time_argument(const std::string& text, const Zone& zone) {
  if (const auto instant = parse_instant(text)) return instant;
  if (const auto local = parse_local(text)) return zone.instant(*local);
  if (const auto date = parse_date(text)) return zone.instant({*date, 0});
  return std::nullopt;
}

Instant ForwardClock::now() const {
  return std::max(least_, host::SystemClock().now());
}

}  // namespace tf::cli
