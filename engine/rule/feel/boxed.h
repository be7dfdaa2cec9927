// Boxed expressions of DMN (OMG DMN 1.5 §7.3, §8, §10.2.2): expressions drawn as boxes, made of
// FEEL texts. They are turned into one FEEL tree, so scopes, functions and budgets are the same as
// in a text. Errors:  a text that is not FEEL gives null where it stands, and a row in `errors`;
// the rest still works.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rule/decision_table.h"
#include "rule/feel/feel.h"

namespace tf::rule {

struct Boxed;
using BoxedPtr = std::shared_ptr<const Boxed>;

struct BoxedEntry {
  std::string name;  // context: empty for the result
  std::string type;  // typeRef or empty
  BoxedPtr value;
};

// One input or output clause of a boxed table has FEEL texts for what TableSource holds as values.
struct BoxedTable {
  TableSource source;
  std::vector<std::string>
      output_values;  // by output: unary tests of allowed values, in order of priority
  std::vector<std::string> default_output;  // by output: an expression, or empty
};

struct Boxed {
  enum class Kind : unsigned char {
    none,         // no logic: null
    literal,      // text
    table,        // table
    context,      // entries
    relation,     // columns, items: row after row
    list,         // items
    function,     // entries: parameters (without values); items[0] body
    external,     // a function in another language
    invocation,   // text: the function; entries: arguments
    conditional,  // items: if, then, else
    filter,       // items: in, match
    iteration,    // for: name in items[0] return items[1]
    some,
    every  // name in items[0] satisfies items[1]
  } kind = Kind::none;
  std::string type;  // typeRef or empty
  std::string text;
  std::string name;  // the iterator's variable
  std::vector<BoxedPtr> items;
  std::vector<BoxedEntry> entries;
  std::vector<std::string> columns;
  std::shared_ptr<const BoxedTable> table;
};

struct BoxedError {
  std::string text;  // the FEEL text that is wrong
  FeelError error;
};

// Never fails as a whole. A typeRef nobody knows lets everything pass.
Program compile_boxed(const Boxed& boxed, const Names& names, std::vector<BoxedError>& errors);

}  // namespace tf::rule
