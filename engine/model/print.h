// Node → canonical YAML text, with English or Chinese keys and words: what `fmt` and `show` print.
// Promise: parsing the output gives the same content, and formatting it again gives the same bytes.
// Comments and single empty lines are kept, text tables aligned, flow maps that would be too long
// or would break moved to lines of their own. Threads: any.
#pragma once

#include <string>

#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::model {

struct PrintOptions {
  Language language = Language::en;
  bool align_tables = true;
  bool keep_quotes = false;  // as the author had them, so that the hash of what is bound stays
  bool origins = false;  // "  # from county/workflows/three-lines.yaml:12" where the file changes
  std::size_t width = 130;  // characters; a longer flow map gets lines of its own
};

// Chinese where the author wrote the first key in Chinese.
Language language_of(const Document& document);
// `document` has been through check_shape.
std::string print_document(const Document& document, const PrintOptions& options = {});
std::string print_node(const Node& node, const PrintOptions& options = {});

}  // namespace tf::model
