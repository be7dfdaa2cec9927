#include "host/town_shelf.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "host/plugins.h"
#include "host/side_by_side.h"
#include "host/town_files.h"

namespace tf::host {

namespace fs = std::filesystem;

namespace {

// Name, size and time of every file below: another mark is another content.
void mark_folder(const std::string& folder, std::string& out) {
  DIR* open = ::opendir(folder.c_str());
  if (open == nullptr) return;
  std::vector<std::pair<std::string, unsigned char>> names;
  while (const dirent* entry = ::readdir(open))
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name, entry->d_type);
  std::sort(names.begin(), names.end());
  for (const auto& [name, type] : names) {
    if (type == DT_DIR) {
      mark_folder(cat(folder, "/", name), out);
      continue;
    }
    struct stat about{};
    if (::fstatat(::dirfd(open), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISDIR(about.st_mode)) mark_folder(cat(folder, "/", name), out);
    if (S_ISREG(about.st_mode))
      out += cat(folder, "/", name, " ", about.st_size, " ", about.st_mtim.tv_sec, ".",
                 about.st_mtim.tv_nsec, " ", about.st_ino, "\n");
  }
  ::closedir(open);
}

// What the files of a town's own folder are now. An installed version never changes; only what it
// includes from elsewhere may.
std::string mark_of(const std::string& folder) {
  std::error_code code;
  const std::string link = fs::read_symlink(folder, code).generic_string();
  std::string mark = cat(link, "\n");
  if (!link.starts_with(".towns/")) mark_folder(folder, mark);
  return mark;
}

bool is_script(const std::string& path) {
  return path.ends_with(".lua");
}

// The town beside `folder` or further up; what stands right beside under its own id is found at
// once.
std::optional<std::string> base_folder(const std::string& id, const std::string& folder) {
  const std::string beside = (fs::path(folder).parent_path() / id).generic_string();
  if (town_in(beside) == id) return beside;
  return find_town(id, folder);
}

}  // namespace

const TownShelf::Seen* TownShelf::look(const std::string& folder, const std::string& own,
                                       std::string& mark) {
  Seen& seen = seen_[folder];
  if (seen.mark != own) {
    seen = Seen{own, "", "", {}};
    for (const char* name : {"/town.yaml", "/town.yml"}) {
      auto text = read_text(cat(folder, name));
      if (!text || !seen.id.empty()) continue;
      model::Diagnostics unheard;  // its findings come when it is bound
      const model::Document town =
          model::read_document(cat(folder, name), std::move(*text), unheard);
      if (!town.root || town.kind != "town") continue;
      seen.id = town.id;
      seen.extends = town.root->text_of("extends");
      seen.includes = model::included_folders(town);
    }
  }
  mark += own;
  for (const std::string& include : seen.includes)
    mark_folder((fs::path(folder) / include).lexically_normal().generic_string(), mark);
  return seen.id.empty() ? nullptr : &seen;
}

Result<const TownShelf::Base*> TownShelf::base(const std::string& folder, const std::string& id) {
  std::string mark;
  std::optional<std::string> at = folder;
  for (int depth = 0; at && depth < 16; ++depth) {  // what it stands on belongs to it
    const Seen* seen = look(*at, mark_of(*at), mark);
    if (seen == nullptr || seen->extends.empty()) break;
    at = base_folder(seen->extends, *at);
  }
  Base& kept = bases_[folder];
  if (kept.shared && kept.mark == mark) return &kept;
  LoadedTowns towns = TF_TRY(load_folders({folder}));
  kept = Base{mark, ++bases_read_, nullptr, towns.sources->texts, {}, std::move(towns.findings)};
  for (const auto& [path, text] : kept.texts)
    if (is_script(path)) kept.scripts[path] = text;
  kept.shared = std::make_shared<const core::SharedBase>(
      core::load_town(towns.library, id, 0, kept.findings,
                      plugin_loader(PluginHost{&kept.texts, isolate_}), side_by_side));
  return &kept;
}

Result<std::vector<TownShelf::Asked>> TownShelf::ask(
    const std::vector<std::string>& folders, const std::map<std::string, std::uint32_t>& ordinals) {
  std::uint32_t next = 1;
  for (const auto& [id, ordinal] : ordinals) next = std::max(next, ordinal + 1);
  std::vector<Asked> all;
  std::set<std::string> ids;
  std::map<std::pair<std::string, std::string>, const Base*> bases;  // by place and id
  std::vector<std::string> marks(folders.size());
  side_by_side(folders.size(), [&](std::size_t n) { marks[n] = mark_of(folder_path(folders[n])); });
  for (std::size_t n = 0; n < folders.size(); ++n) {
    const std::string& folder = folders[n];
    Asked asked;
    asked.folder = folder_path(folder);
    const Seen* seen = look(asked.folder, marks[n], asked.mark);
    std::error_code code;
    if (seen == nullptr && !fs::exists(asked.folder, code))
      return fail(Errc::not_found, cat("there is no folder ", folder), cat("没有文件夹 ", folder));
    if (seen == nullptr)
      return fail(Errc::not_found,
                  cat("there is no town.yaml in ", folder, "; give the folder of a town"),
                  cat(folder, " 里没有 town.yaml；请给出乡镇的文件夹"));
    if (!ids.insert(seen->id).second) continue;
    asked.id = seen->id;
    asked.extends = seen->extends;
    const auto known = ordinals.find(asked.id);
    asked.ordinal = known != ordinals.end() ? known->second : next++;
    if (!asked.extends.empty()) {
      const std::pair place(asked.folder.substr(0, asked.folder.rfind('/')), asked.extends);
      if (!bases.contains(place)) {
        const auto at = base_folder(asked.extends, asked.folder);
        bases[place] = at ? TF_TRY(base(*at, asked.extends)) : nullptr;
      }
      asked.base = bases[place];
      if (asked.base != nullptr) asked.mark += cat("base ", asked.base->read);
    }
    asked.mark += cat("ordinal ", asked.ordinal);
    all.push_back(std::move(asked));
  }
  return all;
}

TownShelf::Kept TownShelf::bind(const Asked& asked, bool alone) const {
  Kept kept;
  kept.mark = asked.mark;
  if (asked.base == nullptr) {  // it stands on none, or on one that is missing, and hears so
    auto towns = load_folders({asked.folder});
    if (!towns) {
      kept.error = towns.error().text;
      return kept;
    }
    kept.texts = towns->sources->texts;
    kept.findings = std::move(towns->findings);
    kept.town = std::make_shared<const core::Town>(
        core::load_town(towns->library, asked.id, asked.ordinal, kept.findings,
                        plugin_loader(PluginHost{&kept.texts, isolate_}),
                        alone ? core::SideBySide(side_by_side) : core::SideBySide())
            .town);
    return kept;
  }
  auto files = read_own_files(asked.folder);
  if (!files) {
    kept.error = files.error().text;
    return kept;
  }
  model::Library library;
  Texts scripts = asked.base->scripts;
  for (TextFile& file : *files) {
    kept.texts[file.path] = file.text;
    if (is_script(file.path))
      scripts[file.path] = std::move(file.text);
    else
      library.add(std::move(file.path), std::move(file.text), kept.findings);
  }
  library.finish(kept.findings, {asked.extends});
  const model::TownFiles* own = library.town(asked.id);
  if (own == nullptr || own->town() == nullptr) return kept;  // its findings say why
  kept.town = std::make_shared<const core::Town>(
      core::load_overlay(*asked.base->shared, library, asked.id, asked.ordinal, kept.findings,
                         plugin_loader(PluginHost{&scripts, isolate_})));
  return kept;
}

std::vector<TownShelf::Kept> TownShelf::bind_all(const std::vector<const Asked*>& asked) const {
  std::vector<Kept> made(asked.size());
  side_by_side(asked.size(), [&](std::size_t n) { made[n] = bind(*asked[n], asked.size() == 1); });
  return made;
}

// The next catalog: the last one with what changed, or a new one when other towns were asked for.
void TownShelf::put_together(const std::vector<Asked>& all) {
  std::vector<std::string> folders;
  for (const Asked& asked : all) folders.push_back(asked.folder);
  const bool same = last_ && folders == folders_;
  if (same && fresh_.empty()) return;
  auto catalog = same ? std::make_shared<core::Catalog>(*last_) : std::make_shared<core::Catalog>();
  auto sources = std::make_shared<core::Sources>();
  std::set<const Base*> bases;
  for (const Asked& asked : all) {
    if (!same || fresh_.contains(asked.folder)) catalog->add(towns_[asked.folder].town);
    sources->towns.push_back(asked.id);
    if (asked.base != nullptr && bases.insert(asked.base).second)
      sources->texts.insert(asked.base->texts.begin(), asked.base->texts.end());
  }
  for (const Asked& asked : all) {
    const Texts& texts = towns_[asked.folder].texts;
    sources->texts.insert(texts.begin(), texts.end());
  }
  // A sum is counted again where the text is not the last one's.
  static const Texts none;
  const Texts& before = last_ ? last_->sources->texts : none;
  std::vector<std::string> sums;
  for (const auto& [path, text] : sources->texts) {
    const auto old = before.find(path);
    std::string& sum = sums_[path];
    if (sum.empty() || old == before.end() || old->second != text) sum = to_hex(sha256(text));
    sums.push_back(sum);
  }
  std::sort(sums.begin(), sums.end());
  sources->hash = to_hex(sha256(join(sums, "\n")));
  catalog->sources = std::move(sources);
  last_ = std::move(catalog);
  folders_ = std::move(folders);
  fresh_.clear();
}

Result<std::shared_ptr<const core::Catalog>> TownShelf::load(
    const std::vector<std::string>& folders, const std::map<std::string, std::uint32_t>& ordinals,
    model::Diagnostics& findings, const plugin::Launch& isolate) {
  isolate_ = isolate;
  const std::vector<Asked> all = TF_TRY(ask(folders, ordinals));
  std::vector<const Asked*> changed;
  std::set<const Base*> broken;  // told once, whoever stands on it
  for (const Asked& asked : all) {
    if (asked.base != nullptr && asked.base->findings.has_errors()) {
      if (broken.insert(asked.base).second) findings.append(asked.base->findings);
      continue;
    }
    const auto kept = towns_.find(asked.folder);
    if (kept == towns_.end() || kept->second.mark != asked.mark) changed.push_back(&asked);
  }
  std::vector<Kept> made = bind_all(changed);
  bound_ = changed.size();
  bool good = broken.empty();
  for (std::size_t n = 0; n < changed.size(); ++n) {
    if (!made[n].error.empty()) return fail(Errc::io, made[n].error);
    findings.append(made[n].findings);
    if (!made[n].town || made[n].findings.has_errors()) {
      good = false;
      continue;  // it is looked at again, and told again, until it is mended
    }
    fresh_.insert(changed[n]->folder);
    towns_[changed[n]->folder] = std::move(made[n]);
  }
  findings.sort();
  if (!good) return std::shared_ptr<const core::Catalog>();
  put_together(all);
  return last_;
}

}  // namespace tf::host
