// The tree of a FEEL text, names still as texts. Nodes live in an Arena; a tree is as deep as
// kMaxDepth at most.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/value.h"
#include "rule/decision_table.h"
#include "rule/feel/type.h"

namespace tf::rule::ast {

inline constexpr int kMaxDepth = 400;

enum class Kind : unsigned char {
  literal,      // value
  name,         // text
  path,         // kids[0] . text
  filter,       // kids[0] [ kids[1] ]; text "strict": the condition must be true or false
  call,         // kids[0] ( kids[1..] ), names when named
  list,         // kids
  context,      // names: kids
  range,        // kids[0] .. kids[1]; text is the two brackets: "[]" "()" "(]" "[)"
  compared,     // text is the operator, kids[0]: (< 10), or one test of a cell
  negate,       // - kids[0]
  arithmetic,   // kids[0] text kids[1]
  comparison,   // kids[0] text kids[1]
  all_of,       // kids joined by `and`
  any_of,       // kids joined by `or`
  between,      // kids[0] between kids[1] and kids[2]
  in,           // kids[0] in (kids[1..])
  instance_of,  // kids[0] instance of types[0]
  if_else,      // kids: condition, then, else; text "strict" as above
  for_each,     // names[i] in kids[i]; last kid: return. A source may be a `span`
  some,         // names[i] in kids[i]; last kid: satisfies; text "strict" as above
  every,        // the same
  span,         // kids[0] .. kids[1] of a `for`
  function,     // names and types of parameters; kids[0] body
  external,     // a function of another language: not supported, null when called
  tests,        // unary tests: kids, any of them; text "not" negates; no kids: "-"
  // Only in boxed expressions:
  table,  // a decision table: `table`
  typed,  // kids[0] as types[0]
  lost,   // what could not be understood: null
};

struct Node;

// A decision table before its names are bound. Null cells pass everything.
struct Table {
  TableSource source;  // names, policies, allowed outputs; its texts are for messages
  std::vector<Node*> inputs, allowed;
  std::vector<std::vector<Node*>> cells;    // by input, then rule
  std::vector<std::vector<Node*>> outputs;  // by rule
  std::vector<Node*> otherwise;             // by output; empty: no default
  bool bare = false;                        // one output: its value instead of a context (DMN)
};

struct Node {
  Kind kind = Kind::literal;
  std::size_t offset = 0;
  std::size_t length = 0;
  int depth = 1;
  std::string text;
  Value value;
  std::vector<Node*> kids;
  std::vector<std::string> names;
  std::vector<TypePtr> types;
  std::shared_ptr<Table> table;
};

using Arena = std::deque<Node>;

// One canonical spelling: single blanks, brackets only where they are needed.
std::string print(const Node& node);

}  // namespace tf::rule::ast
