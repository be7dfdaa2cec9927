// A light pass over the text of a YAML file before the parser: what the parser would let through or
// explain badly (encoding, tabs, unclosed quotes and brackets, anchors, tags, a text with ': ' or '
// #'), and the comments, which the parser drops. It knows tokens and lines, not structure. Time:
// linear. Threads: any.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/diagnostics.h"
#include "model/span.h"

namespace tf::model {

struct Comment {
  std::uint32_t line = 0;  // 1-based
  bool own_line = false;
  std::string text;  // from # to the end of the line, without trailing blanks
};

struct YamlScan {
  std::vector<Comment> comments;    // in order
  std::vector<bool> content_lines;  // by line - 1: has something besides blanks and a comment
  // Offsets of ? in plain texts inside [] or {}: yaml-cpp 0.7 takes them for a key's mark.
  std::vector<std::size_t> question_marks;
  bool sound = true;  // false: the parser must not see it
};

YamlScan scan_yaml(const std::shared_ptr<const SourceFile>& file, Diagnostics& out);

// The span of `bytes` bytes at byte `offset` of the file; length in characters, within the line.
Span span_at(const std::shared_ptr<const SourceFile>& file, std::size_t offset, std::size_t bytes);

}  // namespace tf::model
