#include "model/node.h"

#include <algorithm>
#include <utility>

namespace tf::model {

const Entry* Node::entry(std::string_view key) const {
  for (const Entry& e : entries)
    if (e.key == key) return &e;
  return nullptr;
}

Entry* Node::entry(std::string_view key) {
  for (Entry& e : entries)
    if (e.key == key) return &e;
  return nullptr;
}

const Node* Node::get(std::string_view key) const {
  const Entry* found = entry(key);
  return found ? found->value.get() : nullptr;
}

Node* Node::get(std::string_view key) {
  Entry* found = entry(key);
  return found ? found->value.get() : nullptr;
}

std::string_view Node::text_of(std::string_view key, std::string_view otherwise) const {
  const Node* value = get(key);
  return value && value->is_scalar() ? std::string_view(value->text) : otherwise;
}

Node& Node::put(std::string_view key, std::unique_ptr<Node> value, const Span& at) {
  if (Entry* found = entry(key)) {
    found->value = std::move(value);
    return *found->value;
  }
  entries.push_back(Entry{std::string(key), std::string(key), at, std::move(value), nullptr});
  return *entries.back().value;
}

bool Node::erase(std::string_view key) {
  return std::erase_if(entries, [&](const Entry& e) { return e.key == key; }) != 0;
}

std::unique_ptr<Node> Node::clone() const {
  auto copy = std::make_unique<Node>();
  copy->kind = kind;
  copy->quoted = quoted;
  copy->block = block;
  copy->flow = flow;
  copy->text = text;
  copy->span = span;
  copy->form = form;
  copy->table = table;
  copy->comment = comment;
  copy->beside = beside;
  copy->trailing = trailing;
  copy->items.reserve(items.size());
  for (const auto& item : items) copy->items.push_back(item->clone());
  copy->entries.reserve(entries.size());
  for (const Entry& e : entries)
    copy->entries.push_back(Entry{e.key, e.written, e.key_span, e.value->clone(), e.known});
  return copy;
}

std::unique_ptr<Node> Node::scalar(std::string text, const Span& span) {
  auto node = std::make_unique<Node>();
  node->text = std::move(text);
  node->span = span;
  return node;
}

std::unique_ptr<Node> Node::list(const Span& span) {
  auto node = std::make_unique<Node>();
  node->kind = Kind::list;
  node->span = span;
  return node;
}

std::unique_ptr<Node> Node::map(const Span& span) {
  auto node = std::make_unique<Node>();
  node->kind = Kind::map;
  node->span = span;
  return node;
}

bool same_content(const Node& a, const Node& b) {
  if (a.kind != b.kind) return false;
  if (a.is_scalar()) return a.text == b.text;
  if (a.is_list())
    return std::ranges::equal(a.items, b.items,
                              [](const auto& x, const auto& y) { return same_content(*x, *y); });
  return std::ranges::equal(a.entries, b.entries, [](const Entry& x, const Entry& y) {
    return x.key == y.key && same_content(*x.value, *y.value);
  });
}

Document Document::clone() const {
  return Document{kind, id, file, root ? root->clone() : nullptr};
}

}  // namespace tf::model
