// Node: one value of an author's YAML file, with its place. The strict builder (yaml.h) makes it,
// the shape table (shape.h) checks it and turns Chinese keys into English ones, overlays merge it
// (overlay.h), sugar is rewritten in it (rule of LANGUAGE: `show --core` prints it), and core/bind
// reads it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/span.h"

namespace tf::model {

struct Node;
struct Key;        // shape.h: what the table says of a key
struct Form;       // shape.h: what the table says of a value
struct TextTable;  // text_table.h

struct Entry {
  std::string key;      // canonical English once the shape table has been over it
  std::string written;  // as the author wrote it
  Span key_span;
  std::unique_ptr<Node> value;
  const Key* known =
      nullptr;  // the row of the shape table; null before the check and for free keys
};

struct Node {
  enum class Kind : unsigned char { scalar, list, map };
  Kind kind = Kind::scalar;
  bool quoted = false;  // scalar in quotes or a block: never a number or boolean
  bool block = false;   // written with | or >
  bool flow = false;    // list or map in [] or {}
  std::string text;     // scalar: its text
  std::vector<std::unique_ptr<Node>> items;  // list
  std::vector<Entry> entries;                // map, in written order
  Span span;
  const Form* form = nullptr;  // what the shape table took it for; null before the check
  // A text table that two files were merged into, with the place of every cell; else null.
  std::shared_ptr<const TextTable> table;
  std::string comment;   // lines above it ("# …", or "" for an empty line), for fmt
  std::string beside;    // the comment on its line
  std::string trailing;  // root only: comments after everything

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_list() const { return kind == Kind::list; }
  bool is_map() const { return kind == Kind::map; }
  // The value under `key`, or null (also when this is no map).
  const Node* get(std::string_view key) const;
  Node* get(std::string_view key);
  const Entry* entry(std::string_view key) const;
  Entry* entry(std::string_view key);
  bool has(std::string_view key) const { return get(key) != nullptr; }
  // The scalar text under `key`, or `otherwise`.
  std::string_view text_of(std::string_view key, std::string_view otherwise = {}) const;
  // Replaces or appends.
  Node& put(std::string_view key, std::unique_ptr<Node> value, const Span& span);
  bool erase(std::string_view key);
  std::unique_ptr<Node> clone() const;

  static std::unique_ptr<Node> scalar(std::string text, const Span& span);
  static std::unique_ptr<Node> list(const Span& span);
  static std::unique_ptr<Node> map(const Span& span);
};

// Same content: kinds, keys in order, texts and quoting of words; places and comments do not count.
bool same_content(const Node& a, const Node& b);

// A loaded file: its kind (first key: workflow, table, deadlines…), its id (that key's value) and
// its tree. One of several `workflows` is a document of its own (loader.h), whose root is the map
// under its id.
struct Document {
  std::string kind;
  std::string id;
  std::shared_ptr<const SourceFile> file;
  std::unique_ptr<Node> root;

  Document clone() const;
};

}  // namespace tf::model
