// Strict YAML: text → Node tree, or what is wrong with it, over yaml-cpp's event interface and a
// light pass of our own before it (yaml_scan.h).
//
// Refused, each with its dotted name and place: yaml.encoding, yaml.size, yaml.syntax (tabs, wrong
// indent, unclosed quotes and brackets), yaml.empty_value, yaml.tag, yaml.alias, yaml.merge_key,
// yaml.complex_key, yaml.many_documents, yaml.duplicate_key, yaml.depth (24), yaml.nodes (100,000),
// yaml.text_length (65,536 bytes), yaml.number (007), yaml.plain_word (yes no on off),
// yaml.comment, yaml.colon, yaml.indicator. Comments are kept on the nodes they stand at. A plain
// `null` is the text null: expressions use it. Limit: 8 MiB a file. Threads: any. Time: linear.
#pragma once

#include <memory>
#include <string>

#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::model {

inline constexpr std::size_t kMostYamlBytes = 8U << 20U;
inline constexpr std::size_t kMostYamlDepth = 24;
inline constexpr std::size_t kMostYamlNodes = 100'000;
inline constexpr std::size_t kMostYamlText = 65'536;

// CR LF becomes LF, a byte order mark is dropped.
std::shared_ptr<const SourceFile> source_file(std::string path, std::string text);
// Null after an error (which is then in `out`); duplicate keys and the like leave a tree without
// the offending entry, so that checks go on and report everything at once.
std::unique_ptr<Node> parse_yaml(std::shared_ptr<const SourceFile> file, Diagnostics& out);

}  // namespace tf::model
