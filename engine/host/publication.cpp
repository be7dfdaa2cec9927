#include "host/publication.h"

#include <algorithm>
#include <set>

#include "core/codec.h"
#include "core/share.h"
#include "host/plugins.h"
#include "host/roll_stream.h"

namespace tf::host {

namespace {

std::vector<std::string> texts_of(const Record& texts) {
  std::vector<std::string> out;
  for (const auto& [path, text] : texts) out.push_back(path);
  return out;
}

// Where the towns of published files stand, and what they extend.
class Homes {
 public:
  // Takes in those of `sources`; of a town file it has seen, only what changed is read.
  void add(const core::Sources& sources) {
    for (const auto& [path, text] : sources.texts) {
      if (!path.ends_with("/town.yaml") && !path.ends_with("/town.yml")) continue;
      Home& home = by_folder_[path.substr(0, path.rfind('/'))];
      if (home.text == text) continue;
      model::Diagnostics unheard;
      const model::Document town = model::read_document(path, text, unheard);
      home.text = text;
      if (!town.root || town.kind != "town") continue;
      home.id = town.id;
      home.extends = town.root->text_of("extends");
    }
  }
  // The town in whose folder `path` lies; empty: in none, so it may be of several.
  std::string owner_of(std::string path) const {
    for (auto slash = path.rfind('/'); slash != std::string::npos; slash = path.rfind('/')) {
      path.resize(slash);
      if (const auto home = by_folder_.find(path); home != by_folder_.end()) return home->second.id;
    }
    return {};
  }
  // Those of `towns` whose files are among `changed`, or those they stand on.
  std::vector<std::string> reached(const std::vector<std::string>& changed,
                                   const std::vector<std::string>& towns) const {
    std::set<std::string> out;
    for (const std::string& path : changed) {
      const std::string owner = owner_of(path);
      if (owner.empty()) return towns;
      out.insert(owner);
    }
    for (std::size_t before = 0; before != out.size();) {
      before = out.size();
      for (const auto& [folder, home] : by_folder_)
        if (out.contains(home.extends)) out.insert(home.id);
    }
    std::vector<std::string> known;
    for (const std::string& id : towns)
      if (out.contains(id)) known.push_back(id);
    return known;
  }

 private:
  struct Home {
    std::string id, extends, text;
  };
  std::map<std::string, Home> by_folder_;
};

// Paths that only one has, or that differ.
std::vector<std::string> differing(const core::Sources& a, const core::Sources& b) {
  std::vector<std::string> out;
  for (const auto& [path, text] : a.texts)
    if (const auto other = b.texts.find(path); other == b.texts.end() || other->second != text)
      out.push_back(path);
  for (const auto& [path, text] : b.texts)
    if (!a.texts.contains(path)) out.push_back(path);
  return out;
}

// Those `ids` as published then; without what this program does not understand any more.
std::shared_ptr<const core::Catalog> bind_some(const core::Sources& sources,
                                               const std::vector<std::string>& ids,
                                               const core::Catalog& now, model::Diagnostics& told,
                                               const plugin::Launch& isolate) {
  const PluginHost host{&sources.texts, isolate};
  const core::PluginLoader plugins = plugin_loader(host);
  model::Library library;
  for (const auto& [path, text] : sources.texts)
    if (!path.ends_with(".lua")) library.add(path, text, told);
  library.finish(told);
  std::map<std::string, std::unique_ptr<core::SharedBase>> bases;
  auto out = std::make_shared<core::Catalog>();
  for (const std::string& id : ids) {
    const core::Town* town = now.town(id);
    const model::TownFiles* files = library.town(id);
    if (town == nullptr || files == nullptr) continue;
    model::Diagnostics of_town;
    core::Town bound;
    if (library.town(files->extends) == nullptr) {
      bound = core::load_town(library, id, town->ordinal, of_town, plugins).town;
    } else {
      auto& base = bases[files->extends];
      if (!base)
        base = std::make_unique<core::SharedBase>(
            core::load_town(library, files->extends, 0, of_town, plugins));
      bound = core::load_overlay(*base, library, id, town->ordinal, of_town, plugins);
    }
    if (!of_town.has_errors()) out->add(std::move(bound));
    told.append(of_town);
  }
  return out;
}

}  // namespace

std::shared_ptr<const core::Catalog> bind_sources(const core::Sources& sources,
                                                  const core::Catalog& now,
                                                  model::Diagnostics& told,
                                                  const plugin::Launch& isolate) {
  return bind_some(sources, sources.towns, now, told, isolate);
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
      one.changed.insert(one.changed.end(), published->gone.begin(), published->gone.end());
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
  std::vector<Record::Entry> texts;
  for (const auto& [path, text] : now.texts)
    if (const auto known = last.texts.find(path);
        known == last.texts.end() || known->second != text)
      texts.emplace_back(path, Value::text(text));
  for (const auto& [path, text] : last.texts)
    if (!now.texts.contains(path)) out.gone.push_back(path);
  out.texts = Value::record(Record(std::move(texts)));
  return out;
}

Result<std::shared_ptr<const core::Catalog>> with_history(
    std::shared_ptr<const core::Catalog> catalog, store::Store& store,
    const plugin::Launch& isolate) {
  RollStreams rolls(TF_TRY(store.settings()));
  catalog = TF_TRY(rolls.in_force(std::move(catalog), store));
  auto all = TF_TRY(publications(store));
  if (all.empty()) return catalog;
  auto out = std::make_shared<core::Catalog>(*catalog);
  const std::string now = catalog->sources ? catalog->sources->hash : "";
  // Of each publication the towns that the next one changed; all others are there as they are.
  Homes homes;
  const core::Sources none;
  const core::Sources* next = catalog->sources ? catalog->sources.get() : &none;
  homes.add(*next);
  std::size_t bound = 0;
  for (std::size_t i = all.size(); i-- > 0 && bound < kMostPublications;) {
    const core::Sources& then = all[i].sources;
    homes.add(then);
    if (then.hash != now) {
      const auto ids = homes.reached(differing(then, *next), then.towns);
      model::Diagnostics told;  // it was sound when it was published
      out->keep_from(*bind_some(then, ids, *catalog, told, isolate));
      ++bound;
    }
    next = &then;
  }
  return out;
}

Result<std::shared_ptr<const core::Catalog>> with_definition(
    std::shared_ptr<const core::Catalog> catalog, store::Store& store, std::string_view hash,
    const plugin::Launch& isolate) {
  if (catalog->definition(hash) != nullptr) return catalog;
  const auto all = TF_TRY(publications(store));
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    model::Diagnostics told;  // it was sound when it was published
    const auto bound = bind_sources(one->sources, *catalog, told, isolate);
    if (bound->definition(hash) == nullptr) continue;
    auto out = std::make_shared<core::Catalog>(*catalog);
    out->keep_from(*bound);
    return out;
  }
  return catalog;  // never published here
}

}  // namespace tf::host
