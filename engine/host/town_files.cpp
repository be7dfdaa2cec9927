#include "host/town_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>

#include "base/hash.h"
#include "base/system_error.h"
#include "base/text.h"
#include "core/load_town.h"
#include "host/plugins.h"
#include "host/side_by_side.h"

namespace tf::host {

namespace fs = std::filesystem;

namespace {

constexpr int kMostLevelsUp = 6;

bool is_yaml(const fs::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

bool hidden(const fs::path& path) {
  return path.filename().string().starts_with('.');
}

std::string plain(const fs::path& path) {
  return path.lexically_normal().generic_string();
}

// The town file of a folder, parsed without its findings: they come again when it is loaded.
std::optional<model::Document> town_file(const std::string& folder) {
  for (const char* name : {"town.yaml", "town.yml"}) {
    const std::string path = plain(fs::path(folder) / name);
    std::error_code code;
    if (!fs::is_regular_file(path, code)) continue;
    auto text = read_text(path);
    if (!text) continue;
    model::Diagnostics unheard;
    model::Document document = model::read_document(path, std::move(*text), unheard);
    if (document.root && document.kind == "town") return document;
  }
  return std::nullopt;
}

// The scripts of a plugin stand beside its manifest.
std::vector<std::string> scripts_beside(const std::string& manifest) {
  std::vector<std::string> out;
  std::error_code code;
  for (fs::directory_iterator it(fs::path(manifest).parent_path(), code), end; !code && it != end;
       it.increment(code))
    if (it->is_regular_file(code) && it->path().extension() == ".lua")
      out.push_back(plain(it->path()));
  std::ranges::sort(out);
  return out;
}

// Reading is much of a start, and each text stands alone. Findings come in the order of the files.
void read_into(model::Library& library, std::vector<TextFile>& files, model::Diagnostics& out) {
  struct Read {
    model::Document document;
    model::Diagnostics findings;
  };
  std::vector<Read> read(files.size());
  side_by_side(files.size(), [&](std::size_t i) {
    if (is_yaml(files[i].path))
      read[i].document = model::read_document(std::move(files[i].path), std::move(files[i].text),
                                              read[i].findings);
  });
  for (Read& one : read) {
    out.append(std::move(one.findings));
    library.add(std::move(one.document));
  }
}

struct Closing {  // a file, at the end of its block
  int file;
  ~Closing() { ::close(file); }
};

class FileReader {
 public:
  explicit FileReader(const std::map<std::string, std::string>& instead) : instead_(instead) {}
  Result<void> folder(const std::string& path) {
    for (const std::string& file : TF_TRY(yaml_below(path))) TF_OK(this->file(file));
    return {};
  }
  Result<void> file(const std::string& path) {
    if (!seen_.insert(path).second) return {};
    if (files_.size() == kMostFiles)
      return fail(Errc::too_large, cat("more than ", kMostFiles, " files; the last was ", path),
                  cat("文件超过 ", kMostFiles, " 个；最后一个是 ", path));
    files_.push_back({path, TF_TRY(read_text(path))});
    if (fs::path(path).filename() != "plugin.yaml") return {};
    for (const std::string& script : scripts_beside(path)) TF_OK(file(script));
    return {};
  }
  // A town's folder and what it includes; its town file.
  Result<std::optional<model::Document>> own(const std::string& path) {
    TF_OK(folder(path));
    auto document = town_file(path);
    if (!document) return document;
    for (const std::string& include : model::included_folders(*document))
      TF_OK(folder(plain(fs::path(path) / include)));
    return document;
  }
  // And the town it extends.
  Result<void> town(const std::string& path) {
    if (!towns_.insert(path).second) return {};
    const auto document = TF_TRY(own(path));
    if (!document) return {};
    const std::string base(document->root->text_of("extends"));
    if (base.empty()) return {};
    if (const auto other = instead_.find(base); other != instead_.end())
      return town(folder_path(other->second));
    if (const auto below = find_town(base, path)) return town(*below);
    return {};  // the library says which town is unknown, and where it is named
  }
  std::vector<TextFile> take() { return std::move(files_); }

 private:
  const std::map<std::string, std::string>& instead_;
  std::set<std::string> seen_, towns_;
  std::vector<TextFile> files_;
};

std::unexpected<Error> unread_folder(const std::string& folder, std::error_code code) {
  if (code == std::errc::no_such_file_or_directory)
    return fail(Errc::not_found, cat("there is no folder ", folder), cat("没有文件夹 ", folder));
  return std::unexpected(
      system_error(cat("cannot read folder ", folder), cat("读不了文件夹 ", folder), code.value()));
}

}  // namespace

Result<std::string> read_text(const std::string& path, std::size_t most) {
  const auto failed = [&](int code) {
    if (code == ENOENT)
      return fail(Errc::not_found, cat("there is no file ", path), cat("没有文件 ", path));
    return std::unexpected(system_error(cat("cannot read ", path), cat("读不了 ", path), code));
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failed(errno);
  const Closing closing{file};
  struct stat about{};
  if (::fstat(file, &about) != 0) return failed(errno);
  if (S_ISDIR(about.st_mode))
    return fail(Errc::invalid, cat(path, " is a folder, not a file"),
                cat(path, " 是文件夹，不是文件"));
  if (!S_ISREG(about.st_mode)) return failed(ENOTSUP);
  const auto size = static_cast<std::size_t>(about.st_size);
  if (size > most)
    return fail(Errc::too_large, cat(path, " has ", size, " bytes; at most ", most, " are read"),
                cat(path, " 有 ", size, " 字节；最多读 ", most, " 字节"));
  std::string text(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const ssize_t more = ::read(file, text.data() + got, size - got);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return failed(errno);
    if (more == 0) break;  // it became shorter
    got += static_cast<std::size_t>(more);
  }
  text.resize(got);
  return text;
}

Result<std::vector<std::string>> yaml_below(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code code;
  fs::recursive_directory_iterator it(folder, code);
  if (code) return unread_folder(folder, code);
  for (; it != fs::recursive_directory_iterator(); it.increment(code)) {
    if (code) return unread_folder(folder, code);
    if (it->is_directory(code) && hidden(it->path())) it.disable_recursion_pending();
    if (it->is_regular_file(code) && is_yaml(it->path()) && !hidden(it->path()))
      out.push_back(plain(it->path()));
  }
  std::ranges::sort(out);
  return out;
}

std::string folder_path(const std::string& folder) {
  std::string path = plain(fs::path(folder.empty() ? "." : folder));
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  const fs::path last = fs::path(path).filename();
  std::error_code code;
  if (path == "." || last == "..") return plain(fs::absolute(path, code));
  return path;
}

std::optional<std::string> town_in(const std::string& folder) {
  const auto document = town_file(folder);
  if (!document) return std::nullopt;
  return document->id;
}

std::optional<std::string> find_town(const std::string& id, const std::string& from) {
  std::error_code code;
  const fs::path absolute = fs::absolute(folder_path(from), code).lexically_normal();
  const auto shown = [&](const fs::path& found) {
    // As short as it was asked for: relative when `from` was.
    return fs::path(from).is_absolute() ? plain(found) : plain(fs::proximate(found, code));
  };
  fs::path at = absolute;
  for (int up = 0; up <= kMostLevelsUp; ++up, at = at.parent_path()) {
    if (town_in(at.string()) == id) return shown(at);
    std::vector<fs::path> beside;
    for (fs::directory_iterator it(at, code), end; !code && it != end; it.increment(code))
      if (it->is_directory(code) && !hidden(it->path())) beside.push_back(it->path());
    if (up > 0 || !town_in(at.string())) {
      fs::path examples = at / "examples";
      for (fs::directory_iterator it(examples, code), end; !code && it != end; it.increment(code))
        if (it->is_directory(code)) beside.push_back(it->path());
    }
    std::ranges::sort(beside);
    for (const fs::path& folder : beside)
      if (town_in(folder.string()) == id) return shown(folder);
    if (at == at.parent_path()) break;
  }
  return std::nullopt;
}

Result<std::vector<TextFile>> read_town_files(const std::vector<std::string>& folders,
                                              const std::map<std::string, std::string>& instead) {
  FileReader reader(instead);
  for (const std::string& folder : folders) TF_OK(reader.town(folder_path(folder)));
  return reader.take();
}

Result<std::vector<TextFile>> read_own_files(const std::string& folder) {
  const std::map<std::string, std::string> none;
  FileReader reader(none);
  TF_TRY(reader.own(folder_path(folder)));
  return reader.take();
}

Result<LoadedTowns> load_folders(const std::vector<std::string>& folders,
                                 const std::map<std::string, std::string>& instead,
                                 Scenarios scenarios) {
  LoadedTowns towns;
  for (const std::string& folder : folders) {
    const auto id = town_in(folder_path(folder));
    if (!id) {
      std::error_code code;
      if (!fs::exists(folder_path(folder), code))
        return fail(Errc::not_found, cat("there is no folder ", folder),
                    cat("没有文件夹 ", folder));
      return fail(Errc::not_found,
                  cat("there is no town.yaml in ", folder, "; give the folder of a town"),
                  cat(folder, " 里没有 town.yaml；请给出乡镇的文件夹"));
    }
    if (std::ranges::find(towns.ids, *id) == towns.ids.end()) towns.ids.push_back(*id);
  }
  std::vector<TextFile> files = TF_TRY(read_town_files(folders, instead));
  if (scenarios == Scenarios::left_out)
    std::erase_if(files, [](const TextFile& file) {
      return model::kind_at_a_glance(file.text) == "scenario";
    });
  towns.files = files.size();
  auto sources = std::make_shared<core::Sources>();
  for (const TextFile& file : files) sources->texts[file.path] = file.text;
  sources->towns = towns.ids;
  sources->hash = hash_of(*sources);
  towns.sources = std::move(sources);
  read_into(towns.library, files, towns.findings);
  towns.library.finish(towns.findings);
  return towns;
}

std::string hash_of(const core::Sources& sources) {
  std::vector<std::string> texts;  // where a folder stands does not count
  for (const auto& [path, text] : sources.texts) texts.push_back(to_hex(sha256(text)));
  std::ranges::sort(texts);
  return to_hex(sha256(join(texts, "\n")));
}

std::shared_ptr<const core::Catalog> bind_towns(LoadedTowns& towns,
                                                std::map<std::string, std::uint32_t> ordinals,
                                                const plugin::Launch& isolate) {
  const PluginHost host{towns.sources ? &towns.sources->texts : nullptr, isolate};
  auto catalog = std::make_shared<core::Catalog>();
  std::uint32_t next = 1;
  for (const auto& [id, ordinal] : ordinals) next = std::max(next, ordinal + 1);
  for (const std::string& id : towns.ids) {
    const auto known = ordinals.find(id);
    const std::uint32_t ordinal = known != ordinals.end() ? known->second : next++;
    catalog->add(core::load_town(towns.library, id, ordinal, towns.findings, plugin_loader(host),
                                 side_by_side)
                     .town);
  }
  towns.findings.sort();
  if (towns.findings.has_errors()) return nullptr;
  catalog->sources = towns.sources;
  return catalog;
}

}  // namespace tf::host
