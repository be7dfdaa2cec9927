#include "interchange/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <memory>

#include "base/text.h"

namespace tf::interchange {

namespace {

struct FreeRead {
  void operator()(archive* a) const { archive_read_free(a); }
};
struct FreeWrite {
  void operator()(archive* a) const { archive_write_free(a); }
};
struct FreeEntry {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

std::string told(archive* a) {
  const char* text = archive_error_string(a);
  return text == nullptr ? "damaged" : text;
}

std::unexpected<Error> no_archive() {
  return fail(Errc::invalid, "this is no .tar.gz, .tar or .zip file",
              "不是 .tar.gz、.tar 或 .zip 文件");
}
std::unexpected<Error> leads_out(const std::string& name) {
  return fail(Errc::invalid, cat("'", name, "' leads out of the folder, or is no plain name"),
              cat("“", name, "”指到文件夹之外，或不是普通文件名"));
}

// The content of the entry the reader stands at, bounded while it is unpacked.
Result<std::string> content_of(archive* reader, const std::string& name, std::size_t room,
                               const ArchiveLimits& limits) {
  std::string text;
  std::array<char, 64U << 10U> part{};
  for (;;) {
    const la_ssize_t got = archive_read_data(reader, part.data(), part.size());
    if (got < 0)
      return fail(Errc::invalid, cat("cannot unpack ", name, ": ", told(reader)),
                  cat(name, " 解不开，压缩包已损坏"));
    if (got == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(got));
    if (text.size() > limits.file_bytes)
      return fail(Errc::too_large, cat(name, " unpacks to more than ", limits.file_bytes, " bytes"),
                  cat(name, " 解开后超过 ", limits.file_bytes, " 字节"));
    if (text.size() > room)
      return fail(Errc::too_large,
                  cat("the files unpack to more than ", limits.bytes, " bytes, at ", name),
                  cat("解到 ", name, " 时，全部文件已超过 ", limits.bytes, " 字节"));
  }
}

// Put into the archive: one call after which it is whole or refused.
Result<void> put(archive* writer, const std::string& path, const std::string& content) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), path.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_mtime(entry.get(), 0, 0);
  if (archive_write_header(writer, entry.get()) != ARCHIVE_OK ||
      archive_write_data(writer, content.data(), content.size()) !=
          static_cast<la_ssize_t>(content.size()))
    return fail(Errc::io, cat("cannot pack ", path, ": ", told(writer)), cat(path, " 无法打包"));
  return {};
}

la_ssize_t collect(archive*, void* into, const void* bytes, std::size_t size) {
  static_cast<std::string*>(into)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

}  // namespace

bool is_inner_path(std::string_view path, std::size_t most) {
  if (path.empty() || path.size() > most || first_bad_utf8(path)) return false;
  for (const char c : path)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f' || c == '\\' || c == ':') return false;
  for (const std::string_view part : split(path, '/'))
    if (part.empty() || part == "." || part == "..") return false;
  return true;
}

Result<ArchiveFiles> read_archive(std::string_view bytes, const ArchiveLimits& limits) {
  const std::unique_ptr<archive, FreeRead> reader(archive_read_new());
  archive_read_support_format_zip_seekable(reader.get());
  archive_read_support_format_tar(reader.get());
  archive_read_support_filter_gzip(reader.get());
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    return no_archive();
  ArchiveFiles files;
  std::size_t total = 0, entries = 0;
  for (;;) {
    archive_entry* entry = nullptr;
    const int next = archive_read_next_header(reader.get(), &entry);
    if (next == ARCHIVE_EOF) return files;
    if (next != ARCHIVE_OK && next != ARCHIVE_WARN)
      return entries == 0 ? no_archive()
                          : fail(Errc::invalid, cat("the archive is damaged: ", told(reader.get())),
                                 "压缩包已损坏，重新取一份");
    if (++entries > limits.files)
      return fail(Errc::too_large, cat("more than ", limits.files, " entries"),
                  cat("超过 ", limits.files, " 个文件"));
    const char* written = archive_entry_pathname(entry);
    std::string name = written == nullptr ? "" : written;
    if (name.starts_with("./")) name.erase(0, 2);
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) {
      while (name.ends_with('/')) name.pop_back();
      if (!name.empty() && name != "." && !is_inner_path(name, limits.name)) return leads_out(name);
      continue;
    }
    if (!is_inner_path(name, limits.name)) return leads_out(name);
    if (type != AE_IFREG || archive_entry_hardlink(entry) != nullptr ||
        archive_entry_symlink(entry) != nullptr)
      return fail(Errc::invalid, cat(name, " is a link or a device; only plain files are taken"),
                  cat(name, " 是链接或设备；只收普通文件"));
    if (archive_entry_is_encrypted(entry) != 0)
      return fail(Errc::invalid, cat(name, " is encrypted"), cat(name, " 加了密，请不加密再打包"));
    std::string content = TF_TRY(content_of(reader.get(), name, limits.bytes - total, limits));
    total += content.size();
    if (!files.emplace(name, std::move(content)).second)
      return fail(Errc::invalid, cat(name, " is there twice"), cat(name, " 出现了两次"));
  }
}

Result<std::string> write_archive(const ArchiveFiles& files) {
  std::string out;
  const std::unique_ptr<archive, FreeWrite> writer(archive_write_new());
  archive_write_set_format_pax_restricted(writer.get());
  // Names are UTF-8 here and everywhere: no locale has a say.
  archive_write_set_format_option(writer.get(), "pax", "hdrcharset", "BINARY");
  archive_write_add_filter_gzip(writer.get());
  archive_write_set_filter_option(writer.get(), "gzip", "timestamp", nullptr);
  archive_write_set_bytes_in_last_block(writer.get(), 1);
  if (archive_write_open(writer.get(), &out, nullptr, collect, nullptr) != ARCHIVE_OK)
    return fail(Errc::io, cat("cannot pack: ", told(writer.get())), "无法打包");
  for (const auto& [path, content] : files) TF_OK(put(writer.get(), path, content));
  if (archive_write_close(writer.get()) != ARCHIVE_OK)
    return fail(Errc::io, cat("cannot pack: ", told(writer.get())), "无法打包");
  return out;
}

}  // namespace tf::interchange
