// Runs compiled FEEL. One Machine is one run: it holds the frame of local values, the budget and
// the warnings. Threads: none; a Program may run on several threads, each with its Machine.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rule/feel/builtins.h"
#include "rule/feel/code.h"
#include "rule/feel/compare.h"
#include "rule/feel/feel.h"

namespace tf::rule {

class Machine {
 public:
  static constexpr std::size_t kMaxWarnings = 50;
  static constexpr std::uint32_t kMaxEvalDepth = 3000;

  Machine(Env& env, std::vector<Warning>* warnings, const Budget& budget)
      : env_(env),
        warnings_(warnings),
        steps_(budget.steps),
        depth_(budget.depth),
        bytes_(budget.bytes) {}

  Value run(const std::shared_ptr<const Program::Code>& code, const Value* input = nullptr);
  Tri run_truth(const std::shared_ptr<const Program::Code>& code, const Value* input = nullptr);

  // For tables, inside a Frame: the value of `op` where it stands or in `hold`; a cell's tests on
  // an input.
  const Value& value_of(const Op& op, Value& hold) { return ref(op, hold); }
  Tri test_of(const Op& tests, const Value& input);
  // The frame of a program's local values, for its lifetime.
  class Frame;

  // Calls a function value. Named arguments when `names` is not empty.
  Value call(const Value& callee, std::vector<Value> args, std::span<const std::string> names = {});
  Value call_builtin(const Builtin& builtin, std::span<const Value> args,
                     std::span<const std::string> names = {});

  Env& env() { return env_; }
  // False when the budget is spent: stop, the result is null.
  bool spend(std::uint32_t steps = 1);
  bool spend_bytes(std::size_t bytes);
  bool spent() const { return spent_; }
  std::size_t bytes_left() const { return bytes_; }
  // As equal(), charged by the items looked at.
  Tri equals(const Value& a, const Value& b);
  // Charges what `values` hold at their top: the least a function must do to read them.
  bool spend_for(std::span<const Value> values);
  // A warning at the operation that is running.
  void warn(std::string_view name, std::string_view zh, std::string_view en);
  bool wants_warnings() const { return warnings_ != nullptr && warnings_->size() < kMaxWarnings; }
  std::vector<Warning>* warnings() { return warnings_; }

 private:
  // eval.cpp
  Value eval(const Op& op);
  Value eval_inner(const Op& op);
  Tri truth(const Op& op);
  // The value of `op` without copying where it stands somewhere already; else it is put into
  // `hold`.
  const Value& ref(const Op& op, Value& hold);
  const Value& leaf(const Op& op);  // of the first four codes
  Value field(const Op& op);
  Tri truth_of(const Op& op, const Value& value);
  void warn_missing(const Op& op, std::string_view name);
  void warn_no_order(const Op& op, const Value& a, const Value& b);
  Tri compare(const Op& op);
  Tri compare(const Op& op, const Value& a, const Value& b);
  Tri between(const Op& op);
  Tri membership(const Op& op);
  Tri passes(const Value& input, const Op& test);
  Tri tests(const Op& op);
  Value strict_choice(const Op& op);
  Value arithmetic(const Op& op);
  Value range(const Op& op);
  Value compared(const Op& op);
  // eval_collections.cpp
  Value list(const Op& op);
  Value context(const Op& op);
  Value path(const Op& op);
  Value filter(const Op& op);
  Value filter_at(const Op& op, const Value& base, const Value& index);
  Value for_each(const Op& op);
  Value quantified(const Op& op);
  // eval_call.cpp
  Value call_op(const Op& op);
  Value call_env(const Op& op);
  Value run_builtin(const Builtin& builtin, const Call& call);
  Value function(const Op& op);
  Value call_closure(const std::shared_ptr<const FunctionValue>& f, std::span<const Value> args);

  struct Iteration;
  bool iterate(const Op& op, std::size_t level, Iteration& each);

  Env& env_;
  std::vector<Warning>* warnings_;
  std::uint32_t steps_;
  std::uint32_t depth_;  // calls left
  std::uint32_t nesting_ = 0;
  std::size_t bytes_;
  bool spent_ = false;
  const Op* running_ = nullptr;
  const Value* input_ = nullptr;
  Value* frame_ = nullptr;
  const std::shared_ptr<const Program::Code>* code_ = nullptr;
};

// Small frames stand on the stack.
class Machine::Frame {
 public:
  Frame(Machine& machine, const std::shared_ptr<const Program::Code>& code)
      : Frame(machine, code, code->frame) {}
  Frame(Machine& machine, const std::shared_ptr<const Program::Code>& code, int size);
  ~Frame();
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

 private:
  static constexpr std::size_t kSmall = 6;
  Value* small() { return reinterpret_cast<Value*>(small_); }
  Machine& machine_;
  Value* outer_frame_;
  const std::shared_ptr<const Program::Code>* outer_code_;
  std::size_t size_;
  std::vector<Value> large_;
  alignas(Value) unsigned char small_[kSmall * sizeof(Value)];  // built only when there are locals
};

// The property of a value: a field, a part of a date, a bound of a range. Null when there is none.
Value property_of(const Value& value, std::string_view name);
// Whether values of this kind have such a property, be it null in this one. A list has what its
// items have.
bool has_property(const Value& value, std::string_view name);

const char* kind_name(Value::Kind kind);  // "number", "date and time", for messages

}  // namespace tf::rule
