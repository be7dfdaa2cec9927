// Calling: built-in functions, closures, functions of the surroundings; arguments by place or by
// name.
#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

// Arguments by name put into the order of `parameters`; false for a name nobody asks for or one
// that is missing.
bool put_in_order(std::span<const std::string> names, std::span<const Value> args,
                  std::span<const std::string> parameters, std::size_t required,
                  std::vector<Value>& out) {
  out.assign(parameters.size(), Value());
  std::vector<bool> given(parameters.size(), false);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto at = std::ranges::find(parameters, names[i]);
    if (at == parameters.end()) return false;
    const auto place = static_cast<std::size_t>(at - parameters.begin());
    if (given[place]) return false;
    given[place] = true;
    out[place] = args[i];
  }
  for (std::size_t i = 0; i < required; ++i)
    if (!given[i]) return false;
  while (out.size() > required && !given[out.size() - 1]) out.pop_back();
  return true;
}

}  // namespace

Machine::Frame::Frame(Machine& machine, const std::shared_ptr<const Program::Code>& code, int size)
    : machine_(machine),
      outer_frame_(machine.frame_),
      outer_code_(std::exchange(machine.code_, &code)),
      size_(static_cast<std::size_t>(size)) {
  if (size_ == 0) return;
  if (size_ > kSmall) {
    large_.resize(size_);
    machine.frame_ = large_.data();
  } else {
    machine.frame_ = small();
    std::uninitialized_default_construct_n(machine.frame_, size_);
  }
}

Machine::Frame::~Frame() {
  if (size_ > 0 && size_ <= kSmall) std::destroy_n(machine_.frame_, size_);
  machine_.frame_ = outer_frame_;
  machine_.code_ = outer_code_;
}

Value Machine::run(const std::shared_ptr<const Program::Code>& code, const Value* input) {
  const Value* outer = std::exchange(input_, input);
  const Frame frame(*this, code);
  Value out = eval(*code->root);
  input_ = outer;
  return out;
}

Tri Machine::run_truth(const std::shared_ptr<const Program::Code>& code, const Value* input) {
  const Value* outer = std::exchange(input_, input);
  const Frame frame(*this, code);
  const Tri out = truth(*code->root);
  input_ = outer;
  return out;
}

Tri Machine::test_of(const Op& op, const Value& input) {
  const Value* outer = std::exchange(input_, &input);
  const Tri out = tests(op);
  input_ = outer;
  return out;
}

Value Machine::call_op(const Op& op) {
  std::vector<Value> args;
  const std::size_t first = op.code == OpCode::call ? 1 : 0;
  if (op.code == OpCode::call_builtin && op.names.empty() &&
      op.kids.size() <= 3) {  // the usual case: no vector
    std::array<Value, 3> few;
    for (std::size_t i = 0; i < op.kids.size(); ++i) few[i] = eval(*op.kids[i]);
    running_ = &op;
    return call_builtin(*op.builtin, std::span(few).first(op.kids.size()));
  }
  const Value callee = first == 1 ? eval(*op.kids[0]) : Value();
  args.reserve(op.kids.size() - first);
  for (std::size_t i = first; i < op.kids.size(); ++i) args.push_back(eval(*op.kids[i]));
  running_ = &op;
  if (op.code == OpCode::call_builtin) return call_builtin(*op.builtin, args, op.names);
  if (!callee.is(Kind::function)) {
    if (op.builtin != nullptr) return call_builtin(*op.builtin, args, op.names);
    if (op.text.empty())
      warn("feel.call", "这里调用的不是函数", "what is called here is no function");
    else
      warn("feel.call", cat("`", op.text, "` 不是函数"), cat("`", op.text, "` is no function"));
    return {};
  }
  return call(callee, std::move(args), op.names);
}

Value Machine::call_env(const Op& op) {
  std::vector<Value> args;
  args.reserve(op.kids.size());
  for (const Op* kid : op.kids) args.push_back(eval(*kid));
  running_ = &op;
  if (!op.names.empty()) {
    warn("feel.call", cat("`", op.text, "` 的参数按位置写，不写名称"),
         cat("`", op.text, "` takes its arguments by place, not by name"));
    return {};
  }
  if (spent_) return {};
  return op.slots.empty() ? env_.call(op.slot, args)
                          : env_.call_for(frame_[op.slots.front()], op.slot, args);
}

Value Machine::run_builtin(const Builtin& builtin, const Call& call) {
  const auto is_single = [](const Value& v) { return v.is(Kind::list) && v.as_list().size() == 1; };
  if (!builtin.takes_single || std::ranges::none_of(call.args, is_single)) return builtin.run(call);
  const Builtin::Signature& signature = builtin.parsed[call.signature];
  std::vector<Value> args(call.args.begin(), call.args.end());
  for (std::size_t i = 0; i < args.size(); ++i)
    if (is_single(args[i]) && signature.parameters[i] != "list" &&
        !signature.parameters[i].starts_with("value"))
      args[i] = Value(args[i].as_list().front());
  return builtin.run({*this, args, call.signature, call.named});
}

Value Machine::call_builtin(const Builtin& builtin, std::span<const Value> args,
                            std::span<const std::string> names) {
  if (!spend() || !spend_for(args)) return {};
  std::vector<Value> ordered;
  for (std::size_t s = 0; s < builtin.parsed.size(); ++s) {
    const Builtin::Signature& signature = builtin.parsed[s];
    if (names.empty()) {
      if (!signature.variadic &&
          (args.size() < signature.required || args.size() > signature.parameters.size()))
        continue;
      if (signature.variadic && args.size() < std::max<std::size_t>(signature.required, 1))
        continue;
      return run_builtin(builtin, {*this, args, s, false});
    }
    const std::size_t required =  // by name, what may stand many times stands once
        signature.variadic ? signature.parameters.size() : signature.required;
    if (!put_in_order(names, args, signature.parameters, required, ordered)) continue;
    return run_builtin(builtin, {*this, ordered, s, true});
  }
  if (wants_warnings()) {
    std::string forms;
    for (const char* form : builtin.signatures)
      forms += cat(forms.empty() ? "" : ", ", builtin.name, "(", form, ")");
    warn("feel.call", cat("参数不对；可以写 ", forms),
         cat("the arguments do not fit; write ", forms));
  }
  return {};
}

Value Machine::call(const Value& callee, std::vector<Value> args,
                    std::span<const std::string> names) {
  if (!callee.is(Kind::function) || !spend()) return {};
  const auto f = callee.as_function();
  if (f->builtin != nullptr) return call_builtin(*f->builtin, args, names);
  if (!names.empty()) {
    std::vector<Value> ordered;
    if (!put_in_order(names, args, f->parameters, f->parameters.size(), ordered)) {
      warn("feel.call", "参数名称不对", "the names of the arguments do not fit");
      return {};
    }
    args = std::move(ordered);
  }
  if ((f->proto != nullptr || f->exact) && args.size() != f->parameters.size()) {
    warn("feel.call",
         cat("这个函数要 ", f->parameters.size(), " 个参数，给了 ", args.size(), " 个"),
         cat("this function takes ", f->parameters.size(), " arguments, not ", args.size()));
    return {};
  }
  for (std::size_t i = 0; i < args.size() && i < f->types.size(); ++i) {
    if (f->types[i] == nullptr) continue;
    bool ok = true;
    args[i] = coerce(args[i], *f->types[i], &ok);
    if (ok) continue;
    warn("feel.type", cat("参数 `", f->parameters[i], "` 应是 ", f->types[i]->name),
         cat("the argument `", f->parameters[i], "` must be ", f->types[i]->name));
    return {};
  }
  if (depth_ == 0) {
    warn("feel.budget", "函数调用太深，已停止",
         "functions call each other too deep: it was stopped");
    spent_ = true;
    return {};
  }
  --depth_;
  Value out = f->native ? f->native(*this, args) : call_closure(f, args);
  ++depth_;
  if (f->result != nullptr) {
    bool ok = true;
    out = coerce(out, *f->result, &ok);
    if (!ok)
      warn("feel.type", cat("函数的结果应是 ", f->result->name),
           cat("the function's result must be ", f->result->name));
  }
  return spent_ ? Value() : out;
}

Value Machine::call_closure(const std::shared_ptr<const FunctionValue>& f,
                            std::span<const Value> args) {
  if (f->proto->body == nullptr) return {};
  const Frame frame(*this, f->code, f->proto->frame);
  for (std::size_t i = 0; i < args.size(); ++i) frame_[i] = args[i];
  for (std::size_t i = 0; i < f->captured.size(); ++i)
    frame_[f->proto->captures[i].second] = f->captured[i];
  if (f->proto->self >= 0) frame_[f->proto->self] = Value::function(f);
  return eval(*f->proto->body);
}

Value Machine::function(const Op& op) {
  FunctionValue f;
  f.parameters = op.proto->parameters;
  f.types = op.proto->types;
  f.code = *code_;
  f.proto = op.proto.get();
  f.captured.reserve(op.proto->captures.size());
  for (const auto& [outside, inside] : op.proto->captures)
    f.captured.push_back(inside == op.proto->self ? Value() : frame_[outside]);
  return Value::function(std::make_shared<const FunctionValue>(std::move(f)));
}

}  // namespace tf::rule
