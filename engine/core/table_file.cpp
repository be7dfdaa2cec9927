#include "core/table_file.h"

#include <algorithm>

#include "base/text.h"
#include "core/bind_scope.h"
#include "model/grammar.h"

namespace tf::core {

namespace {

void read_header(TableFile& file) {
  for (std::size_t i = 0; i < file.text.header.size(); ++i) {
    const std::string& title = file.text.header[i].text;
    if (title == "row" || title == "行名")
      file.row = static_cast<int>(i);
    else if (title == "note" || title == "备注")
      file.note = static_cast<int>(i);
    else if (title == "place" || title == "位置")
      continue;
    else if (title.starts_with("=>"))
      file.outputs.push_back(i);
    else
      file.inputs.push_back(i);
  }
}

std::string output_name(const TableFile& file, std::size_t column) {
  return std::string(trim(std::string_view(file.text.header[column].text).substr(2)));
}

rule::TableOutput read_output(const std::string& name, const model::Node* node,
                              const rule::Names& names, model::Diagnostics& out) {
  rule::TableOutput output;
  output.name = name;
  if (node == nullptr || !node->is_map()) return output;
  for (const std::string& choice : texts_of(node->get("of")))
    output.allowed.push_back(Value::text(choice));
  output.hit = node->text_of("hit");
  if (const auto cap = Decimal::parse(node->text_of("cap"))) output.cap = *cap;
  if (const model::Node* otherwise = node->get("default")) {
    const rule::Program program = compile(*otherwise, names, out);
    if (program) output.otherwise = constant_of(program);
  }
  return output;
}

std::optional<Decimal> number_of(const model::Node* node, const rule::Names& names,
                                 model::Diagnostics& out) {
  if (node == nullptr) return std::nullopt;
  const rule::Program program = compile(*node, names, out);
  const Value value = program ? constant_of(program) : Value();
  return value.is(Value::Kind::number) ? std::optional(value.as_number()) : std::nullopt;
}

rule::OutputFacts read_facts(const model::Node* node, const rule::Names& names,
                             model::Diagnostics& out) {
  rule::OutputFacts facts;
  if (node == nullptr) return facts;
  model::Diagnostics quiet;
  const Type type = read_type(*node, quiet);
  facts = facts_of(type);
  if (node->is_map()) {
    facts.least = number_of(node->get("min"), names, out);
    facts.most = number_of(node->get("max"), names, out);
  }
  return facts;
}

}  // namespace

rule::InputFacts facts_of(const Type& type) {
  using Kind = Value::Kind;
  rule::InputFacts facts;
  switch (type.kind) {
    case TypeKind::line:
    case TypeKind::text:
    case TypeKind::address:
    case TypeKind::phone:
      facts.kind = Kind::text;
      break;
    case TypeKind::whole:
      facts.whole = true;
      [[fallthrough]];
    case TypeKind::number:
    case TypeKind::money:
      facts.kind = Kind::number;
      break;
    case TypeKind::yes_no:
      facts.kind = Kind::boolean;
      break;
    case TypeKind::date:
      facts.kind = Kind::date;
      break;
    case TypeKind::moment:
      facts.kind = Kind::moment;
      facts.zoned = true;
      break;
    case TypeKind::choice:
      facts.kind = Kind::text;
      for (const std::string& choice : type.choices) facts.choices.push_back(Value::text(choice));
      break;
    default:
      break;  // people, places, files, rows: nothing a comparison could be held against
  }
  return facts;
}

model::Span TableFile::place(int rule, int column, int definition, std::size_t offset,
                             std::size_t length) const {
  if (definition >= 0) {
    const model::Node* given = document->root->get("inputs");
    const auto i = static_cast<std::size_t>(definition);
    if (given != nullptr && i < given->entries.size())
      return inside(*given->entries[i].value, offset, length);
    return text.span;
  }
  if (column < 0) {
    if (rule < 0) return text.header.empty() ? text.span : text.header.front().span;
    const auto& line = text.rows[static_cast<std::size_t>(rule)];
    return row >= 0 ? line.cells[static_cast<std::size_t>(row)].span : line.span;
  }
  const auto at_column = static_cast<std::size_t>(column);
  const std::size_t cell =
      at_column < inputs.size() ? inputs[at_column] : outputs[at_column - inputs.size()];
  const model::TableCell& at =
      rule < 0 ? text.header[cell] : text.rows[static_cast<std::size_t>(rule)].cells[cell];
  model::Span span = at.span;
  if (length == 0) return span;
  if (offset <= at.text.size())
    span.column +=
        static_cast<std::uint32_t>(count_points(std::string_view(at.text).substr(0, offset)));
  span.length = static_cast<std::uint32_t>(length);
  return span;
}

std::optional<TableFile> read_table_file(const model::Document& document, const rule::Names& names,
                                         model::Diagnostics& out) {
  const model::Node& root = *document.root;
  const model::Node* rules = root.get("rules");
  if (rules == nullptr) return std::nullopt;
  TableFile file;
  file.document = &document;
  file.text = model::parse_table(*rules, out);
  if (file.text.header.empty()) return std::nullopt;
  read_header(file);
  rule::TableSource& source = file.source;
  source.name = document.id;
  source.hit =
      rule::parse_hit_policy(root.text_of("hit", "unique")).value_or(rule::HitPolicy::unique);
  if (const model::Node* inputs = root.get("inputs"))
    for (const model::Entry& entry : inputs->entries)
      source.definitions.emplace_back(entry.key, entry.value->text);
  const model::Node* allowed = root.get("allowed");
  for (const std::size_t i : file.inputs) {
    const std::string& title = file.text.header[i].text;
    source.inputs.push_back({title, title, {}});
    if (allowed != nullptr && allowed->has(title))
      source.inputs.back().allowed.emplace_back(allowed->text_of(title));
  }
  const model::Node* outputs = root.get("outputs");
  for (const std::size_t i : file.outputs) {
    const std::string name = output_name(file, i);
    const model::Node* node = outputs == nullptr ? nullptr : outputs->get(name);
    source.outputs.push_back(read_output(name, node, names, out));
    file.output_facts.push_back(read_facts(node, names, out));
  }
  for (const auto& line : file.text.rows) {
    rule::TableRule rule;
    if (file.row >= 0) rule.id = line.cells[static_cast<std::size_t>(file.row)].text;
    if (file.note >= 0) rule.note = line.cells[static_cast<std::size_t>(file.note)].text;
    for (const std::size_t i : file.inputs) {
      const std::string& cell = line.cells[i].text;
      rule.inputs.push_back(cell.empty() ? "-" : cell);
    }
    for (const std::size_t i : file.outputs) rule.outputs.push_back(line.cells[i].text);
    source.rules.push_back(std::move(rule));
  }
  return file;
}

void report_allowed(const TableFile& file, model::Diagnostics& out) {
  const model::Node* allowed = file.document->root->get("allowed");
  if (allowed == nullptr) return;
  const auto& inputs = file.source.inputs;
  for (const model::Entry& entry : allowed->entries)
    if (std::ranges::find(inputs, entry.key, &rule::TableInput::title) == inputs.end())
      out.report("table.allowed_column", entry.key_span, {{"column", entry.key}});
}

void report_table_errors(const TableFile& file, const std::vector<rule::TableError>& errors,
                         model::Diagnostics& out) {
  for (const rule::TableError& error : errors)
    out.report("bind.table_column",
               file.place(error.rule, error.column, error.definition, error.error.offset,
                          error.error.length),
               {{"table", file.source.name}, {"zh", error.error.zh}, {"en", error.error.en}},
               error.error.suggestion);
}

namespace {

// `family, land`, `not(family)`: the bare words of a cell.
void words_of_cell(std::string_view cell, std::vector<std::string>& out) {
  if (cell.starts_with("not(") && cell.ends_with(")")) {
    cell.remove_prefix(4);
    cell.remove_suffix(1);
  }
  for (const std::string_view part : split(cell, ',')) {
    const std::string word(trim(part));
    if (model::is_name(word) && word != "true" && word != "false" && word != "null")
      out.push_back(word);
  }
}

// `Loan Amount`, as graphs of decisions name their inputs.
bool is_name_of_words(std::string_view title) {
  return std::ranges::all_of(split(title, ' '),
                             [](std::string_view word) { return model::is_name(word); });
}

}  // namespace

NameTable names_of_table(const model::Document& document) {
  NameTable names;
  const model::Node* rules = document.root->get("rules");
  if (rules == nullptr) return names;
  model::Diagnostics quiet;
  const model::TextTable text = model::parse_table(*rules, quiet);
  TableFile file;
  file.text = text;
  read_header(file);
  int slot = 0;
  if (const model::Node* inputs = document.root->get("inputs"))
    for (const model::Entry& entry : inputs->entries) names.variable(entry.key, slot++);
  for (const std::size_t i : file.inputs)
    if (is_name_of_words(text.header[i].text)) names.variable(text.header[i].text, slot++);
  std::vector<std::string> words;
  for (const auto& line : text.rows)
    for (const auto* columns : {&file.inputs, &file.outputs})
      for (const std::size_t i : *columns) words_of_cell(line.cells[i].text, words);
  if (const model::Node* allowed = document.root->get("allowed"))
    for (const model::Entry& entry : allowed->entries) words_of_cell(entry.value->text, words);
  if (const model::Node* outputs = document.root->get("outputs"))
    for (const model::Entry& entry : outputs->entries)
      if (entry.value->is_map())
        for (const std::string& choice : texts_of(entry.value->get("of"))) words.push_back(choice);
  for (const std::string& word : words) names.constant(word);
  return names;
}

}  // namespace tf::core
