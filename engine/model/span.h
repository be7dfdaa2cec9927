// Where in an author's files something stands. Lines and columns are 1-based; columns count
// characters, not bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tf::model {

// One file as read: its path as given, its text, and where its lines begin.
struct SourceFile {
  std::string path;
  std::string text;
  std::vector<std::size_t> line_starts;  // byte offsets
};

struct Span {
  std::shared_ptr<const SourceFile> file;  // null: no place (a built-in)
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 1;  // characters under the caret, within the line
};

}  // namespace tf::model
