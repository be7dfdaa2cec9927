// Small readings of nodes that every part of the binder uses.
#include <algorithm>

#include "base/text.h"
#include "core/bind_scope.h"

namespace tf::core {

Words words_of(const model::Node* node) {
  if (node == nullptr) return {};
  if (node->is_scalar()) return {node->text, node->text};
  return {std::string(node->text_of("zh")), std::string(node->text_of("en"))};
}

bool is_true(const model::Node* node) {
  return node != nullptr && node->is_scalar() && node->text == "true";
}

std::vector<std::string> texts_of(const model::Node* node) {
  std::vector<std::string> out;
  if (node == nullptr) return out;
  if (node->is_scalar()) out.push_back(node->text);
  for (const auto& item : node->items)
    if (item->is_scalar()) out.push_back(item->text);
  return out;
}

std::string underscored(std::string_view id) {
  std::string out(id);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

namespace {

// A line of a block text stands below the | with an indent of its own: it is found in the file.
model::Span in_block(const model::Node& scalar, std::size_t offset, std::size_t length) {
  const std::string_view text = scalar.text;
  const std::string_view before = text.substr(0, offset);
  model::Span at = scalar.span;
  at.line += static_cast<std::uint32_t>(1 + std::count(before.begin(), before.end(), '\n'));
  at.column = 1;
  at.length = 1;
  if (!at.file || at.line > at.file->line_starts.size()) return at;
  const std::size_t start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const std::string_view line = text.substr(start, text.find('\n', start) - start);
  const std::string_view written =
      std::string_view(at.file->text).substr(at.file->line_starts[at.line - 1]);
  const std::size_t indent = written.substr(0, written.find('\n')).find(line);
  if (indent == std::string_view::npos) return at;
  at.column = static_cast<std::uint32_t>(1 + count_points(written.substr(0, indent)) +
                                         count_points(text.substr(start, offset - start)));
  at.length = static_cast<std::uint32_t>(std::max<std::size_t>(length, 1));
  return at;
}

}  // namespace

model::Span inside(const model::Node& scalar, std::size_t offset, std::size_t length) {
  offset = std::min(offset, scalar.text.size());
  if (scalar.block) return in_block(scalar, offset, length);
  model::Span at = scalar.span;
  const std::string_view before = std::string_view(scalar.text).substr(0, offset);
  if (before.find('\n') != std::string_view::npos) return at;
  at.column += static_cast<std::uint32_t>(count_points(before) + (scalar.quoted ? 1 : 0));
  at.length = static_cast<std::uint32_t>(std::max<std::size_t>(length, 1));
  return at;
}

rule::Program compile(const model::Node& scalar, const rule::Names& names,
                      model::Diagnostics& out) {
  if (!scalar.is_scalar()) {
    out.report("bind.expression", scalar.span,
               {{"zh", "这里应写一个表达式"}, {"en", "an expression is needed here"}});
    return {};
  }
  auto program = rule::compile_expression(scalar.text, names);
  if (program) return std::move(*program);
  const rule::FeelError& error = program.error();
  out.report("bind.expression", inside(scalar, error.offset, error.length),
             {{"zh", error.zh}, {"en", error.en}}, error.suggestion);
  return {};
}

rule::Program compile_or_none(const model::Node* scalar, const rule::Names& names,
                              model::Diagnostics& out) {
  return scalar == nullptr ? rule::Program{} : compile(*scalar, names, out);
}

rule::Program compile_known(std::string_view text, const rule::Names& names) {
  auto program = rule::compile_expression(text, names);
  return program ? std::move(*program) : rule::Program{};
}

namespace {

std::string_view head_of(std::string_view path) {
  return path.substr(0, path.find('.'));
}

std::vector<std::string> field_names(const Definition& def) {
  std::vector<std::string> out;
  for (const auto& field : def.fields) out.push_back(field->name);
  return out;
}

}  // namespace

std::vector<Assign> read_assigns(Flow& flow, const model::Node* map, const rule::Names& names,
                                 bool fields_only) {
  std::vector<Assign> out;
  if (map == nullptr || !map->is_map()) return out;
  for (const model::Entry& entry : map->entries) {
    if (fields_only && entry.key != "grid" && flow.def->field(head_of(entry.key)) == nullptr)
      flow.out.report("bind.unknown_field", entry.key_span, {{"name", entry.written}},
                      closest(entry.key, field_names(*flow.def)).value_or(""));
    Assign assign;
    assign.field = entry.key;
    if (entry.value->is_map())
      assign.text = words_of(entry.value->get("text"));
    else
      assign.value = compile(*entry.value, names, flow.out);
    out.push_back(std::move(assign));
  }
  return out;
}

std::vector<Refusal> read_refusals(Flow& flow, const model::Node* map) {
  std::vector<Refusal> out;
  if (map == nullptr || !map->is_map()) return out;
  for (const model::Entry& entry : map->entries) {
    Refusal refusal;
    refusal.code = entry.key;
    refusal.when = compile_or_none(entry.value->get("when"), *flow.names, flow.out);
    refusal.text = words_of(entry.value->get("text"));
    refusal.offer = read_assigns(flow, entry.value->get("offer"), *flow.names, true);
    out.push_back(std::move(refusal));
  }
  return out;
}

void append_canonical(const model::Node& node, std::string& out) {
  switch (node.kind) {
    case model::Node::Kind::scalar:
      out += node.quoted ? '"' : '=';
      out += std::to_string(node.text.size());
      out += ':';
      out += node.text;
      break;
    case model::Node::Kind::list:
      out += '[';
      for (const auto& item : node.items) append_canonical(*item, out);
      out += ']';
      break;
    case model::Node::Kind::map:
      out += '{';
      for (const model::Entry& entry : node.entries) {
        out += std::to_string(entry.key.size());
        out += ':';
        out += entry.key;
        append_canonical(*entry.value, out);
      }
      out += '}';
      break;
  }
}

}  // namespace tf::core
