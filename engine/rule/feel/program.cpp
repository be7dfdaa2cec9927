// Program: what others see of compiled FEEL.
#include <algorithm>

#include "base/temporal.h"
#include "rule/feel/compile.h"
#include "rule/feel/machine.h"
#include "rule/feel/never.h"

namespace tf::rule {

Program::Program(std::shared_ptr<const Code> code) : code_(std::move(code)) {}

const std::string& Program::text() const {
  static const std::string none;
  return code_ ? code_->text : none;
}
std::span<const int> Program::reads() const {
  return code_ ? std::span<const int>(code_->reads) : std::span<const int>();
}
bool Program::reads_clock() const {
  return code_ && code_->clock;
}
std::span<const int> Program::calls() const {
  return code_ ? std::span<const int>(code_->calls) : std::span<const int>();
}

std::vector<std::string> Program::constant_arguments(int function) const {
  std::vector<std::string> out;
  if (!code_) return out;
  for (const Op& op : code_->ops)
    if (op.code == OpCode::call_env && op.slot == function && !op.kids.empty() &&
        op.kids[0]->code == OpCode::constant && op.kids[0]->value.is(Value::Kind::text))
      out.push_back(op.kids[0]->value.as_text());
  return out;
}

namespace {

// Counts the items of a value, its shared parts each time they appear, up to `left`.
bool fits(const Value& value, std::size_t& left) {
  if (left == 0) return false;
  --left;
  if (value.is(Value::Kind::list))
    return std::ranges::all_of(value.as_list(),
                               [&](const Value& item) { return fits(item, left); });
  if (value.is(Value::Kind::record))
    return std::ranges::all_of(value.as_record(),
                               [&](const auto& entry) { return fits(entry.second, left); });
  return true;
}

}  // namespace

Value Program::run(Env& env, std::vector<Warning>* warnings, const Budget& budget) const {
  if (!code_) return {};
  Machine machine(env, warnings, budget);
  Value out = machine.run(code_);
  if (!out.is(Value::Kind::list) && !out.is(Value::Kind::record)) return out;
  std::size_t left = budget.bytes / sizeof(Value);
  if (fits(out, left)) return out;
  machine.warn("feel.budget", "结果太大", "the result is too large");
  return {};
}

std::optional<bool> Program::truth(Env& env, std::vector<Warning>* warnings,
                                   const Budget& budget) const {
  if (!code_) return std::nullopt;
  Machine machine(env, warnings, budget);
  const Tri answer = machine.run_truth(code_);
  return answer == Tri::null || machine.spent() ? std::nullopt : std::optional(answer == Tri::yes);
}

bool Program::test(const Value& input, Env& env, std::vector<Warning>* warnings,
                   const Budget& budget) const {
  if (!code_) return true;
  Machine machine(env, warnings, budget);
  return machine.run_truth(code_, &input) == Tri::yes && !machine.spent();
}

std::expected<Program, FeelError> compile_expression(std::string_view text, const Names& names) {
  const auto tree = parse_expression(text, names);
  if (!tree) return std::unexpected(tree.error());
  if (auto never = find_never(*tree->root, names)) return std::unexpected(*std::move(never));
  return Program(compile_tree(*tree, text, names));
}

std::expected<Program, FeelError> compile_unary_tests(std::string_view text, const Names& names) {
  const auto tree = parse_unary_tests(text, names);
  if (!tree) return std::unexpected(tree.error());
  if (auto never = find_never(*tree->root, names)) return std::unexpected(*std::move(never));
  return Program(compile_tree(*tree, text, names));
}

std::expected<std::string, FeelError> print_canonical(std::string_view text, const Names& names) {
  auto tree = parse_expression(text, names);
  if (!tree) return std::unexpected(std::move(tree).error());
  return ast::print(*tree->root);
}

Value call_function(const Value& function, std::span<const Value> arguments, Env& env,
                    std::vector<Warning>* warnings, const Budget& budget) {
  Machine machine(env, warnings, budget);
  return machine.call(function, {arguments.begin(), arguments.end()});
}

std::optional<bool> feel_equal(const Value& a, const Value& b) {
  const Tri same = equal(a, b);
  return same == Tri::null ? std::nullopt : std::optional(same == Tri::yes);
}

Value parse_temporal(std::string_view text) {
  auto value = parse_any_temporal(text);
  return value ? *std::move(value) : Value();
}

}  // namespace tf::rule
