// Archives of strangers: .zip, .tar, .tar.gz … by libarchive, from memory to memory. Nothing is
// ever written to a path that an archive names: a caller gets names and contents.
//
// Refused, whole: names that lead out of the folder (absolute, `..`, drive letters, backslashes),
// anything but plain files and folders (links, devices), one name twice, encrypted entries.
// Limits:  ArchiveLimits, looked at while unpacking, so that a bomb stops early.
// Errors:  Errc::invalid, Errc::too_large, each naming the entry.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tf::interchange {

struct ArchiveLimits {
  std::size_t files = 2000;
  std::size_t file_bytes = 8U << 20U;
  std::size_t bytes = 64U << 20U;  // of all files together
  std::size_t name = 200;          // bytes of a path
};

using ArchiveFiles = std::map<std::string, std::string>;  // path inside → content

// "rules/table.yaml": relative, no empty part, no "." or "..", nothing a shell or Windows reads
// otherwise, valid UTF-8.
bool is_inner_path(std::string_view path, std::size_t most = ArchiveLimits().name);

Result<ArchiveFiles> read_archive(std::string_view bytes, const ArchiveLimits& limits = {});
// .tar.gz; the same bytes for the same files: no times, no owners, names in order.
Result<std::string> write_archive(const ArchiveFiles& files);

}  // namespace tf::interchange
