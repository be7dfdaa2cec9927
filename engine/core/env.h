// CaseEnv: what the names of an expression hold while it runs in a turn: answers typed just now,
// the item of a loop, the case's fields, built-ins, and the functions of §2 of the language.
// Ownership: borrows the turn; lives for one evaluation or a few. Threads: none.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "core/turn.h"

namespace tf::core {

class CaseEnv : public rule::Env {
 public:
  // `scope`: the scope the expression stands in (1: the case).
  explicit CaseEnv(Turn& turn, std::uint64_t scope = 1) : turn_(turn), scope_(scope) {}

  const Value& variable(int slot) override;
  Value call(int function, std::span<const Value> arguments) override;
  Value call_for(const Value& item, int function, std::span<const Value> arguments) override;
  Value call_plugin(int function, std::span<const Value> arguments);
  Instant now() const override { return turn_.effective(); }
  const Zone& zone() const override { return turn_.town().calendar->zone(); }

  // Answers that hide fields of the same name until they are recorded.
  std::map<std::string, Value, std::less<>> answers;
  // `token`: for arrived/done/total of a join. `at_step`: the step whose people `handler` and
  // `owner` mean.
  std::uint64_t token = 0;
  Value outcome;
  // A row decided by itself: what the loop name `row_name` means, over any scope.
  std::string row_name;
  Value row;
  bool as_closed =
      false;  // metrics of a reopened case: `result` and `state` are those of its last closing
  std::string plugin_problem;  // why the last plugin function that failed did
  // Field or dotted path, by name, as a text placeholder or a match names it.
  Value path(std::string_view dotted);
  // Where the case is: its first filled field of type place or address.
  Value place();
  bool is_private_path(std::string_view dotted) const;

 private:
  const Value& keep(Value v);
  const Value& field(std::string_view name, const Field* declared);
  Value builtin(int slot);
  const Value& opened(const Value& value);

  Turn& turn_;
  std::uint64_t scope_;
  std::deque<Value> scratch_;
  int depth_ = 0;
};

// The value of a program, with its warnings noted on the case's journal when it came out null by
// mistake.
Value evaluate(Turn& turn, const rule::Program& program, CaseEnv& env);
// What an assignment writes: its expression, or its text with the places filled.
Value assigned(Turn& turn, const Assign& assign, CaseEnv& env);
bool holds(Turn& turn, const rule::Program& program, CaseEnv& env);  // true and nothing else
// Text with <field> placeholders filled.
// `masked`: what is private stays out.
std::string fill_text(std::string_view text, CaseEnv& env, bool masked = false);

// A node as a value: {id, code, level, <level of each ancestor>: id …}.
Value node_value(const Town& town, std::string_view node);
Value person_value(const Town& town, std::string_view person);
Value unit_value(const Town& town, std::string_view unit);

}  // namespace tf::core
