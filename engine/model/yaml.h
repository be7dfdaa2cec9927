// Strict YAML: text → Node tree, or what is wrong with it, over yaml-cpp's event interface.
//
// Refused, each with its dotted name and place: yaml.encoding, yaml.syntax (tabs, wrong indent, unclosed
// quotes, no value), yaml.tag, yaml.alias, yaml.merge_key, yaml.many_documents, yaml.duplicate_key,
// yaml.depth (24), yaml.nodes (100,000), yaml.text_length (65,536 bytes), yaml.number (007),
// yaml.plain_word (yes no on off).
// Limit: 8 MiB a file. Threads: any. Time: linear.
#pragma once

#include <memory>
#include <string>

#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::model {

std::shared_ptr<const SourceFile> source_file(std::string path, std::string text);
// Null after an error (which is then in `out`); duplicate keys and the like leave a tree without the
// offending entry, so that checks go on and report everything at once.
std::unique_ptr<Node> parse_yaml(std::shared_ptr<const SourceFile> file, Diagnostics& out);

}  // namespace tf::model
