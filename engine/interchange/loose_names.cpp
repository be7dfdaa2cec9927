#include "interchange/loose_names.h"

#include <algorithm>

#include "base/text.h"

namespace tf::interchange {

LooseNames::LooseNames(const rule::TableSource& source, const std::vector<std::string>& given)
    : inputs_(given) {
  // A computed column is no input, but what comes after it may name it.
  for (const auto& [name, expression] : source.definitions) {
    learn(expression, false);
    if (std::ranges::find(inputs_, name) == inputs_.end()) defined_.insert(name);
  }
  for (const rule::TableInput& input : source.inputs) {
    learn(input.expression, false);
    for (const std::string& tests : input.allowed) learn(tests, true);
  }
  for (const rule::TableRule& rule : source.rules) {
    for (const std::string& cell : rule.inputs)
      if (cell != "-") learn(cell, true);
    for (const std::string& cell : rule.outputs)
      if (cell != "-" && !cell.empty()) learn(cell, true);
  }
}

// One unknown name after the other, until the text is understood or wrong for another reason.
void LooseNames::learn(const std::string& text, bool cell) {
  constexpr int kMostNames = 200;
  for (int i = 0; i < kMostNames; ++i) {
    auto program =
        cell ? rule::compile_unary_tests(text, *this) : rule::compile_expression(text, *this);
    if (program && cell) program = rule::compile_expression(text, *this);
    if (program || program.error().name != "feel.unknown_name") return;
    const rule::FeelError& error = program.error();
    const std::string name = text.substr(error.offset, error.length);
    if (name.empty() || find(name)) return;
    if (cell)
      choices_.insert(name);
    else
      inputs_.push_back(name);
  }
}

std::optional<rule::Name> LooseNames::find(std::string_view name) const {
  rule::Name out;
  const auto input = std::ranges::find(inputs_, name);
  if (input != inputs_.end()) {
    out.slot = static_cast<int>(input - inputs_.begin());
    return out;
  }
  if (defined_.contains(name)) {
    out.slot = static_cast<int>(inputs_.size());  // never read: the table's own name stands above
    return out;
  }
  if (!choices_.contains(name)) return std::nullopt;
  out.kind = rule::Name::Kind::constant;
  out.constant = Value::text(std::string(name));
  return out;
}

std::vector<std::string> LooseNames::all() const {
  std::vector<std::string> out = inputs_;
  out.insert(out.end(), defined_.begin(), defined_.end());
  out.insert(out.end(), choices_.begin(), choices_.end());
  return out;
}

}  // namespace tf::interchange
