#include "host/town_shelf.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <set>
#include <thread>

#include "base/text.h"
#include "host/plugins.h"
#include "host/town_files.h"

namespace tf::host {

namespace fs = std::filesystem;

namespace {

// Name, size and time of every file below: another mark is another content.
void mark_folder(const fs::path& folder, std::string& out) {
  std::error_code code;
  std::vector<std::string> lines;
  for (fs::recursive_directory_iterator it(folder, code), end; !code && it != end;
       it.increment(code)) {
    if (it->path().filename().string().starts_with('.')) {
      if (it->is_directory(code)) it.disable_recursion_pending();
      continue;
    }
    if (it->is_regular_file(code))
      lines.push_back(cat(it->path().generic_string(), " ", it->file_size(code), " ",
                          it->last_write_time(code).time_since_epoch().count()));
  }
  std::ranges::sort(lines);
  out += cat(join(lines, "\n"), "\n");
}

// The town beside `folder` or further up; what stands right beside under its own id is found at
// once.
std::optional<std::string> base_folder(const std::string& id, const std::string& folder) {
  const std::string beside = (fs::path(folder).parent_path() / id).generic_string();
  if (town_in(beside) == id) return beside;
  return find_town(id, folder);
}

}  // namespace

Result<std::string> TownShelf::mark_of(const std::string& folder, std::string* extends) const {
  std::error_code code;
  const fs::path link = fs::read_symlink(folder, code);
  std::string mark = code ? "" : link.generic_string();
  const auto text = read_text(cat(folder, "/town.yaml"));
  if (!text) return std::unexpected(text.error());
  model::Diagnostics unheard;
  const model::Document town = model::read_document("town.yaml", *text, unheard);
  if (!town.root) return cat(mark, *text);  // its findings come when it is bound
  *extends = town.root->text_of("extends");
  // An installed version never changes; only what it includes from elsewhere may.
  if (mark.find("/.towns/") == std::string::npos && !mark.starts_with(".towns/"))
    mark_folder(folder, mark);
  for (const std::string& include : model::included_folders(town))
    mark_folder((fs::path(folder) / include).lexically_normal(), mark);
  return mark;
}

Result<const TownShelf::Base*> TownShelf::base(const std::string& folder, const std::string& id,
                                               const plugin::Launch& isolate) {
  std::string mark, extends;
  std::string at = folder;
  for (int depth = 0; depth < 16; ++depth) {  // its own bases belong to it
    mark += TF_TRY(mark_of(at, &extends));
    if (extends.empty()) break;
    const auto below = base_folder(extends, at);
    if (!below) break;
    at = *below;
    extends.clear();
  }
  Base& kept = bases_[folder];
  if (kept.shared && kept.mark == mark) return &kept;
  LoadedTowns towns = TF_TRY(load_folders({folder}));
  kept = Base{mark, nullptr, towns.sources->texts, std::move(towns.findings)};
  kept.shared = std::make_shared<const core::SharedBase>(core::load_town(
      towns.library, id, 0, kept.findings, plugin_loader(PluginHost{&kept.texts, isolate})));
  return &kept;
}

TownShelf::Kept TownShelf::bind(const Asked& asked, const Base* base,
                                const plugin::Launch& isolate) {
  Kept kept;
  kept.mark = asked.mark;
  const std::map<std::string, std::string> none{{"", ""}};
  if (base == nullptr) {
    auto towns = load_folders({asked.folder});
    if (!towns) {
      kept.error = towns.error().text;
      return kept;
    }
    kept.texts = towns->sources->texts;
    kept.findings = std::move(towns->findings);
    kept.town = std::make_shared<const core::Town>(
        core::load_town(towns->library, asked.id, asked.ordinal, kept.findings,
                        plugin_loader(PluginHost{&kept.texts, isolate}))
            .town);
    return kept;
  }
  auto files = read_own_files(asked.folder);
  if (!files) {
    kept.error = files.error().text;
    return kept;
  }
  model::Library library;
  for (TextFile& file : *files) {
    kept.texts[file.path] = file.text;
    if (!file.path.ends_with(".lua"))
      library.add(std::move(file.path), std::move(file.text), kept.findings);
  }
  library.finish(kept.findings, {asked.base});
  if (library.town(asked.id) == nullptr) return kept;
  std::map<std::string, std::string> texts = base->texts;  // scripts of both
  texts.insert(kept.texts.begin(), kept.texts.end());
  const PluginHost host{&texts, isolate};
  kept.town = std::make_shared<const core::Town>(core::load_overlay(
      *base->shared, library, asked.id, asked.ordinal, kept.findings, plugin_loader(host)));
  return kept;
}

Result<std::shared_ptr<const core::Catalog>> TownShelf::load(
    const std::vector<std::string>& folders, const std::map<std::string, std::uint32_t>& ordinals,
    model::Diagnostics& findings, const plugin::Launch& isolate) {
  std::uint32_t next = 1;
  for (const auto& [id, ordinal] : ordinals) next = std::max(next, ordinal + 1);
  std::vector<Asked> all;
  std::map<std::string, const Base*> bases;                          // by folder, of this load
  std::map<std::pair<std::string, std::string>, std::string> found;  // (where, id) → folder
  std::vector<const Base*> base_of;
  std::set<std::string> ids;
  for (const std::string& folder : folders) {
    Asked asked;
    asked.folder = folder_path(folder);
    const auto id = town_in(asked.folder);
    if (!id)
      return fail(Errc::not_found,
                  cat("there is no town.yaml in ", folder, "; give the folder of a town"));
    if (!ids.insert(*id).second) continue;
    asked.id = *id;
    const auto known = ordinals.find(*id);
    asked.ordinal = known != ordinals.end() ? known->second : next++;
    asked.mark = TF_TRY(mark_of(asked.folder, &asked.base));
    const Base* below = nullptr;
    if (!asked.base.empty()) {
      const auto place =
          std::pair(fs::path(asked.folder).parent_path().generic_string(), asked.base);
      if (!found.contains(place)) found[place] = base_folder(asked.base, asked.folder).value_or("");
      if (const std::string& at = found[place]; !at.empty()) {
        if (!bases.contains(at)) bases[at] = TF_TRY(base(at, asked.base, isolate));
        below = bases[at];
        asked.mark += cat("\nbase ", below->mark);
        if (below->findings.has_errors()) below = nullptr;  // told with the town, the long way
      }
    }
    asked.mark += cat("\nordinal ", asked.ordinal);
    all.push_back(std::move(asked));
    base_of.push_back(below);
  }

  std::vector<std::size_t> changed;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto kept = towns_.find(all[i].folder);
    if (kept == towns_.end() || kept->second.mark != all[i].mark || !kept->second.town)
      changed.push_back(i);
  }
  std::vector<Kept> made(changed.size());
  std::atomic<std::size_t> turn{0};
  const auto work = [&] {
    for (std::size_t n = turn++; n < changed.size(); n = turn++)
      made[n] = bind(all[changed[n]], base_of[changed[n]], isolate);
  };
  {
    std::vector<std::jthread> others;
    const std::size_t most = std::min<std::size_t>(std::thread::hardware_concurrency(), 8);
    for (std::size_t t = 1; t < most && t < changed.size(); ++t) others.emplace_back(work);
    work();
  }
  bound_ = changed.size();
  for (std::size_t n = 0; n < changed.size(); ++n) {
    if (!made[n].error.empty()) return fail(Errc::io, made[n].error);
    towns_[all[changed[n]].folder] = std::move(made[n]);
  }

  auto catalog = std::make_shared<core::Catalog>();
  auto sources = std::make_shared<core::Sources>();
  bool good = true;
  for (const auto& [folder, one] : bases)
    sources->texts.insert(one->texts.begin(), one->texts.end());
  for (const Asked& asked : all) {
    Kept& kept = towns_[asked.folder];
    findings.append(kept.findings);
    good = good && kept.town && !kept.findings.has_errors();
    if (kept.town) catalog->add(kept.town);
    sources->texts.insert(kept.texts.begin(), kept.texts.end());
    sources->towns.push_back(asked.id);
    if (kept.findings.has_errors()) kept.mark.clear();  // looked at again
  }
  findings.sort();
  if (!good) return std::shared_ptr<const core::Catalog>();
  sources->hash = hash_of(*sources);
  catalog->sources = std::move(sources);
  return std::shared_ptr<const core::Catalog>(std::move(catalog));
}

}  // namespace tf::host
