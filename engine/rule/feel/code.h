// What a text of FEEL is compiled to: the tree with every name bound to a slot, a constant or a
// function. Private to rule/feel; others hold a Program.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/value.h"
#include "rule/feel/feel.h"
#include "rule/feel/type.h"

namespace tf::rule {

struct Builtin;
struct Proto;
struct TableCode;
class Machine;

enum class OpCode : unsigned char {
  // The first four stand somewhere already: no computing.
  constant,
  variable,
  local,
  input,
  field,
  path,
  filter,
  filter_at,
  call,
  call_builtin,
  call_env,
  list,
  context,
  range,
  compared,
  negate,
  add,
  subtract,
  multiply,
  divide,
  power,
  equal,
  unequal,
  less,
  at_most,
  greater,
  at_least,
  all_of,
  any_of,
  between,
  in,
  instance_of,
  if_else,
  for_each,
  some,
  every,
  span,
  function,
  external,
  tests,
  table,
  typed,
  lost
};

struct Op {
  OpCode code = OpCode::constant;
  bool asks_input = false;  // a test that mentions `?`
  bool leaves = false;      // comparison: both sides stand somewhere already (constants, variables)
  bool strict = false;      // filter, if: the condition must be true or false
  bool asks_partial = false;  // a `for` whose return mentions `partial`
  bool is_truth = false;      // always boolean or null: a test of its own, whatever the input
  std::uint32_t offset = 0, length = 0;
  int slot = 0;      // variable, local, function; filter, context, function: own slot
  Value value;       // constant
  std::string text;  // field, path: the name; range: brackets; compared: operator
  std::vector<const Op*> kids;
  std::vector<std::string> names;  // context: keys; call: names of arguments
  std::vector<int> slots;  // context, for, some, every: slot of each; field: items, innermost first
  TypePtr type;            // instance_of
  const Builtin* builtin = nullptr;
  std::shared_ptr<const TableCode> table;
  std::unique_ptr<Proto> proto;  // function
};

// A function literal: its own frame, and what it takes along from around.
struct Proto {
  std::vector<std::string> parameters;
  std::vector<TypePtr> types;
  std::vector<std::pair<int, int>> captures;  // slot outside → slot inside
  int frame = 0;
  int self = -1;  // slot that holds the function itself, for recursion
  const Op* body = nullptr;
};

struct Program::Code {
  std::string text;
  std::list<Op> ops;  // stay where they are, with no room to spare: most programs have one to five
  const Op* root = nullptr;
  int frame = 0;
  std::vector<int> reads, calls;
  bool clock = false;
};

}  // namespace tf::rule

namespace tf {

// A function as a value: a closure, a built-in, or a native one (BKM, service, function of the
// surroundings).
struct FunctionValue {
  using Native = std::function<Value(rule::Machine&, std::span<const Value>)>;
  std::vector<std::string> parameters;
  std::vector<rule::TypePtr> types;  // of parameters; null: any
  rule::TypePtr result;              // null: unknown
  const rule::Builtin* builtin = nullptr;
  std::shared_ptr<const rule::Program::Code> code;  // keeps `proto` alive
  const rule::Proto* proto = nullptr;
  std::vector<Value> captured;
  Native native;
  bool exact = false;  // native: takes as many arguments as it has parameters
};

}  // namespace tf
