#include "host/town_home.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "base/system_error.h"
#include "base/text.h"
#include "base/value.h"
#include "host/town_files.h"

namespace tf::host {

namespace fs = std::filesystem;

namespace {

Error io(std::string_view what, const std::string& path) {
  return system_error(cat(what, " ", path), cat("读写不了 ", path), errno);
}

Result<void> write_file(const fs::path& path, const std::string& text) {
  std::error_code code;
  fs::create_directories(path.parent_path(), code);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) return std::unexpected(io("cannot write", path.string()));
  return {};
}

// `link` leads to `target` from one moment to the next: there is no moment without it.
Result<void> swap_link(const fs::path& link, const std::string& target) {
  const fs::path fresh = link.parent_path() / cat(".", link.filename().string(), ".new");
  std::error_code code;
  fs::remove(fresh, code);
  fs::create_directory_symlink(target, fresh, code);
  if (!code) fs::rename(fresh, link, code);
  if (code)
    return std::unexpected(system_error(cat("cannot write ", link.string()),
                                        cat("写不了 ", link.string()), code.value()));
  return {};
}

std::vector<std::string> history_of(const fs::path& folder) {
  std::vector<std::string> out;
  const auto text = read_text((folder / "history").string());
  if (!text) return out;
  for (const std::string_view line : split(*text, '\n'))
    if (!line.empty()) out.emplace_back(line);
  return out;
}

std::string extends_of(const std::string& folder) {
  auto text = read_text(cat(folder, "/town.yaml"));
  if (!text) return {};
  model::Diagnostics unheard;
  const model::Document town = model::read_document("town.yaml", std::move(*text), unheard);
  return town.root ? std::string(town.root->text_of("extends")) : std::string();
}

}  // namespace

// ---- FileLock

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

Result<FileLock> FileLock::take(const std::string& path) {
  std::error_code code;
  fs::create_directories(fs::path(path).parent_path(), code);
  FileLock lock;
  lock.fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock.fd_ < 0) return std::unexpected(io("cannot open", path));
  if (::flock(lock.fd_, LOCK_EX | LOCK_NB) == 0) return lock;
  return fail(errno == EWOULDBLOCK ? Errc::busy : Errc::io,
              cat(path, " is held by another program"), cat(path, " 正被另一个程序占用"));
}

Result<void> FileLock::write(const std::string& text) const {
  if (::ftruncate(fd_, 0) != 0 ||
      ::pwrite(fd_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    return std::unexpected(io("cannot write", "the note of the host"));
  return {};
}

// ---- TownHome

TownHome::TownHome(std::string folder) : folder_(folder_path(folder)) {}

std::string TownHome::store() const {
  return folder_ + "/.towns";
}

std::vector<InstalledTown> TownHome::towns() const {
  std::vector<InstalledTown> out;
  std::error_code code;
  for (fs::directory_iterator it(folder_, code), end; !code && it != end; it.increment(code)) {
    const std::string name = it->path().filename().string();
    if (name.starts_with('.') || !it->is_directory(code)) continue;
    const auto id = town_in(it->path().string());
    if (!id) continue;
    InstalledTown town{*id, {}, {}, extends_of(it->path().string())};
    const fs::path link = fs::read_symlink(it->path(), code);
    if (!code && link.parent_path() == fs::path(".towns") / *id) {
      town.version = link.filename().string();
      town.versions = history_of(fs::path(store()) / *id);
    }
    code.clear();
    out.push_back(std::move(town));
  }
  std::ranges::sort(out, {}, &InstalledTown::id);
  return out;
}

std::map<std::string, std::string> TownHome::versions() const {
  std::map<std::string, std::string> out;
  for (const std::string& folder : folders()) {
    std::error_code code;
    const fs::path link = fs::read_symlink(folder, code);
    const std::string name = fs::path(folder).filename().string();
    out[name] = !code && link.parent_path() == fs::path(".towns") / name ? link.filename().string()
                                                                         : std::string();
  }
  return out;
}

std::optional<InstalledTown> TownHome::town(const std::string& id) const {
  for (InstalledTown& town : towns())
    if (town.id == id) return std::move(town);
  return std::nullopt;
}

std::vector<std::string> TownHome::folders() const {
  std::vector<std::string> out;
  std::error_code code;
  for (fs::directory_iterator it(folder_, code), end; !code && it != end; it.increment(code)) {
    const std::string path = it->path().generic_string();
    if (it->path().filename().string().starts_with('.')) continue;
    if (fs::is_regular_file(cat(path, "/town.yaml"), code) ||
        fs::is_regular_file(cat(path, "/town.yml"), code))
      out.push_back(path);
    code.clear();
  }
  std::ranges::sort(out);
  return out;
}

Result<FileLock> TownHome::lock() const {
  return FileLock::take(store() + "/lock");
}

Result<void> TownHome::stage(const std::string& id, const std::string& version,
                             const std::map<std::string, std::string>& files) const {
  const fs::path final = fs::path(store()) / id / version;
  std::error_code code;
  if (fs::is_directory(final, code)) return {};  // the name is the hash of what it holds
  const fs::path fresh = final.string() + ".new";
  fs::remove_all(fresh, code);
  for (const auto& [path, text] : files) TF_OK(write_file(fresh / path, text));
  fs::rename(fresh, final, code);
  if (code)
    return std::unexpected(system_error(cat("cannot write ", final.string()),
                                        cat("写不了 ", final.string()), code.value()));
  return {};
}

Result<std::string> TownHome::view(const std::string& id,
                                   const std::optional<std::string>& version) const {
  drop_view();
  const fs::path view = fs::path(store()) / "check";
  std::error_code code;
  fs::create_directories(view, code);
  for (const std::string& folder : folders()) {
    const fs::path name = fs::path(folder).filename();
    if (town_in(folder) == id) continue;
    fs::create_directory_symlink(fs::path("../..") / name, view / name, code);
  }
  if (version) fs::create_directory_symlink(fs::path("..") / id / *version, view / id, code);
  if (code)
    return std::unexpected(system_error(cat("cannot write ", view.string()),
                                        cat("写不了 ", view.string()), code.value()));
  return view.generic_string();
}

void TownHome::drop_view() const {
  std::error_code code;
  fs::remove_all(fs::path(store()) / "check", code);
}

Result<void> TownHome::go_live(const std::string& id, const std::string& version) const {
  const fs::path link = fs::path(folder_) / id;
  std::error_code code;
  if (fs::exists(fs::symlink_status(link, code)) && !fs::is_symlink(link, code))
    return fail(Errc::conflict, cat(link.string(), " is a folder kept by hand; move it away first"),
                cat(link.string(), " 是手工维护的文件夹，先移走"));
  const fs::path folder = fs::path(store()) / id;
  std::vector<std::string> versions = history_of(folder);
  std::erase(versions, version);
  versions.push_back(version);
  TF_OK(write_file(folder / "history.new", join(versions, "\n") + "\n"));
  fs::rename(folder / "history.new", folder / "history", code);
  if (code)
    return std::unexpected(system_error(cat("cannot write ", folder.string()),
                                        cat("写不了 ", folder.string()), code.value()));
  return swap_link(link, (fs::path(".towns") / id / version).generic_string());
}

Result<void> TownHome::take_away(const std::string& id) const {
  const fs::path link = fs::path(folder_) / id;
  std::error_code code;
  if (!fs::is_symlink(link, code))
    return fail(Errc::not_found, cat("no installed town ", id, " in ", folder_),
                cat(folder_, " 里没有装过乡镇 ", id));
  fs::remove(link, code);
  if (code)
    return std::unexpected(system_error(cat("cannot remove ", link.string()),
                                        cat("删不掉 ", link.string()), code.value()));
  return {};
}

void TownHome::prune(const std::string& id, const std::string& failed) const {
  const fs::path folder = fs::path(store()) / id;
  const std::vector<std::string> versions = history_of(folder);
  std::vector<std::string> kept = versions;
  std::erase(kept, failed);
  if (kept.size() > kMostVersions)
    kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(kMostVersions));
  std::error_code code;
  if (kept != versions && !write_file(folder / "history", join(kept, "\n") + "\n")) return;
  std::vector<fs::path> stale;
  for (fs::directory_iterator it(folder, code), end; !code && it != end; it.increment(code))
    if (it->is_directory(code) &&
        std::ranges::find(kept, it->path().filename().string()) == kept.end())
      stale.push_back(it->path());
  for (const fs::path& path : stale) fs::remove_all(path, code);
}

bool is_town_home(const std::string& folder) {
  const std::string path = folder_path(folder);
  return !town_in(path) && !TownHome(path).folders().empty();
}

std::vector<std::string> town_folders(const std::vector<std::string>& folders) {
  std::vector<std::string> out;
  for (const std::string& folder : folders) {
    if (is_town_home(folder)) {
      for (std::string& town : TownHome(folder).folders()) out.push_back(std::move(town));
    } else {
      out.push_back(folder);
    }
  }
  return out;
}

// ---- the note of the host

std::string to_text(const HostNote& note) {
  Record versions;
  for (const auto& [id, version] : note.versions) versions.set(id, Value::text(version));
  return to_json(Value::record({{"pid", Value::number(std::int64_t{note.pid})},
                                {"turn", Value::number(static_cast<std::int64_t>(note.turn))},
                                {"good", Value::boolean(note.good)},
                                {"text", Value::text(note.text)},
                                {"versions", Value::record(std::move(versions))}}));
}

std::optional<HostNote> serving(const TownHome& home) {
  const std::string path = home.folder() + "/.towns/host";
  std::error_code code;
  if (!fs::exists(path, code)) return std::nullopt;
  if (FileLock::take(path)) return std::nullopt;  // nobody holds it: nobody serves
  const auto text = read_text(path);
  const auto json = text ? parse_json(*text) : parse_json("");
  HostNote note;
  if (!json || !json->is(Value::Kind::record)) return note;
  note.pid = static_cast<int>((*json)["pid"].as_number().whole().value_or(0));
  note.turn = static_cast<std::uint64_t>((*json)["turn"].as_number().whole().value_or(0));
  note.good = (*json)["good"] == Value::boolean(true);
  note.text = (*json)["text"].str();
  for (const auto& [id, version] : (*json)["versions"].as_record())
    note.versions[id] = version.str();
  return note;
}

Result<FileLock> serve_home(const TownHome& home) {
  auto lock = FileLock::take(home.folder() + "/.towns/host");
  if (!lock && lock.error().code == Errc::busy)
    return fail(Errc::busy, cat("another townflow serves ", home.folder()),
                cat("另一个 townflow 正在为 ", home.folder(), " 服务"));
  if (lock) TF_OK(lock->write(""));  // what stands there is of a server before
  return lock;
}

}  // namespace tf::host
