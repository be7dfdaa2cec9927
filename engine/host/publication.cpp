#include "host/publication.h"

#include <algorithm>

#include "core/codec.h"
#include "core/load_town.h"
#include "host/batch.h"
#include "host/plugins.h"

namespace tf::host {

namespace {

std::vector<std::string> texts_of(const Record& texts) {
  std::vector<std::string> out;
  for (const auto& [path, text] : texts) out.push_back(path);
  return out;
}

}  // namespace

std::shared_ptr<const core::Catalog> bind_sources(const core::Sources& sources,
                                                  const core::Catalog& now,
                                                  model::Diagnostics& told,
                                                  const plugin::Launch& isolate) {
  const PluginHost host{&sources.texts, isolate};
  model::Library library;
  for (const auto& [path, text] : sources.texts)
    if (!path.ends_with(".lua")) library.add(path, text, told);
  library.finish(told);
  auto out = std::make_shared<core::Catalog>();
  for (const std::string& id : sources.towns) {
    const core::Town* town = now.town(id);
    if (town == nullptr) continue;
    model::Diagnostics of_town;
    core::Town bound =
        core::load_town(library, id, town->ordinal, of_town, plugin_loader(host)).town;
    if (!of_town.has_errors()) out->add(std::move(bound));
    told.append(of_town);
  }
  return out;
}

// Of the batch: the row stands here, beside those who read it.
Result<void> BatchRunner::stage_publication(const core::Actor& by, core::Published published) {
  store::JournalRow row;
  Hash before{};
  constexpr std::size_t kPage = 100;
  for (;;) {
    const auto rows = TF_TRY(store_.read_case(0, row.case_seq, kPage));
    for (const store::JournalRow& one : rows) {
      row.case_seq = one.case_seq;
      before = one.case_hash;
    }
    if (rows.size() < kPage) break;
  }
  ++row.case_seq;
  row.kind = store::RowKind::accepted;
  row.body = core::encode_row(by, std::move(published), {});
  row.case_hash = store::case_link(before, row.body);
  stage_row(std::move(row));
  return {};
}

Result<std::vector<Publication>> publications(store::Store& store) {
  std::vector<Publication> out;
  std::uint64_t after = 0;
  constexpr std::size_t kPage = 50;
  for (;;) {
    const auto rows = TF_TRY(store.read_case(0, after, kPage));
    for (const store::JournalRow& row : rows) {
      after = row.case_seq;
      const core::RowBody body = TF_TRY(core::decode_row(row.body));
      const auto* published = std::get_if<core::Published>(&body.command);
      if (published == nullptr) continue;
      Publication one{row.at, body.actor.person, {}, {}};
      if (!out.empty()) one.sources.texts = out.back().sources.texts;
      for (const std::string& path : published->gone) one.sources.texts.erase(path);
      if (published->texts.is(Value::Kind::record)) {
        for (const auto& [path, text] : published->texts.as_record())
          one.sources.texts[path] = text.str();
        one.changed = texts_of(published->texts.as_record());
      }
      one.sources.towns = published->towns;
      one.sources.hash = published->hash;
      out.push_back(std::move(one));
    }
    if (rows.size() < kPage) return out;
  }
}

Result<std::optional<core::Published>> publication(store::Store& store,
                                                   const core::Catalog& catalog) {
  if (catalog.sources == nullptr) return std::nullopt;
  const auto all = TF_TRY(publications(store));
  return publication(all.empty() ? core::Sources{} : all.back().sources, catalog);
}

std::optional<core::Published> publication(const core::Sources& last,
                                           const core::Catalog& catalog) {
  if (catalog.sources == nullptr) return std::nullopt;
  const core::Sources& now = *catalog.sources;
  if (last.hash == now.hash && last.towns == now.towns) return std::nullopt;
  core::Published out{now.hash, now.towns, {}, {}};
  Record texts;
  for (const auto& [path, text] : now.texts)
    if (const auto known = last.texts.find(path);
        known == last.texts.end() || known->second != text)
      texts.set(path, Value::text(text));
  for (const auto& [path, text] : last.texts)
    if (!now.texts.contains(path)) out.gone.push_back(path);
  out.texts = Value::record(std::move(texts));
  return out;
}

Result<std::shared_ptr<const core::Catalog>> with_history(
    std::shared_ptr<const core::Catalog> catalog, store::Store& store,
    const plugin::Launch& isolate) {
  auto all = TF_TRY(publications(store));
  if (all.empty()) return catalog;
  auto out = std::make_shared<core::Catalog>(*catalog);
  const std::string now = catalog->sources ? catalog->sources->hash : "";
  std::size_t bound = 0;
  for (auto one = all.rbegin(); one != all.rend() && bound < kMostPublications; ++one) {
    if (one->sources.hash == now) continue;
    model::Diagnostics told;  // it was sound when it was published
    out->keep_from(*bind_sources(one->sources, *catalog, told, isolate));
    ++bound;
  }
  return out;
}

Result<std::shared_ptr<const core::Catalog>> with_definition(
    std::shared_ptr<const core::Catalog> catalog, store::Store& store, std::string_view hash) {
  if (catalog->definition(hash) != nullptr) return catalog;
  const auto all = TF_TRY(publications(store));
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    model::Diagnostics told;  // it was sound when it was published
    const auto bound = bind_sources(one->sources, *catalog, told, {});
    if (bound->definition(hash) == nullptr) continue;
    auto out = std::make_shared<core::Catalog>(*catalog);
    out->keep_from(*bound);
    return out;
  }
  return catalog;  // never published here
}

}  // namespace tf::host
