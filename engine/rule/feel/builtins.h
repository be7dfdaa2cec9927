// The table of FEEL's built-in functions: one row each, by family in builtins_*.cpp.
// Source:  OMG DMN 1.5 §10.3.4.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "rule/feel/name_index.h"

namespace tf::rule {

class Machine;

// One call: the arguments, already in the order of the signature; optional ones left out at the end
// are missing.
struct Call {
  Machine& machine;
  std::span<const Value> args;
  std::size_t signature = 0;  // which of the function's signatures fits
  bool named = false;         // called by names
  // True when argument i is there and not null.
  bool has(std::size_t i) const { return i < args.size() && !args[i].is_null(); }
  // Null, with the warning feel.call.
  Value wrong(std::string_view zh, std::string_view en) const;
};

struct Builtin {
  const char* name;
  // "string, start position, length?": a `?` makes it optional, a leading `...` takes any number.
  std::vector<const char*> signatures;
  Value (*run)(const Call&);
  const char* doc;
  bool clock = false;  // its answer depends on the time

  struct Signature {
    std::vector<std::string> parameters;
    std::size_t required = 0;
    bool variadic = false;
  };
  std::vector<Signature> parsed = {};
  bool takes_single =
      false;  // a list of one item stands for the item (text, number and date functions)
};

const Builtin* find_builtin(std::string_view name);
std::vector<std::string> builtin_names();
std::span<const Builtin> all_builtins();
const NameIndex& builtin_index();  // of those with more than one word

// The families.
std::vector<Builtin> numeric_builtins();
std::vector<Builtin> text_builtins();
std::vector<Builtin> list_builtins();
std::vector<Builtin> temporal_builtins();
std::vector<Builtin> range_builtins();
std::vector<Builtin> context_builtins();
std::vector<Builtin> conversion_builtins();

}  // namespace tf::rule
