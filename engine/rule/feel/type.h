// Types of FEEL (OMG DMN 1.5 §10.3.2): what `instance of` asks and what a value is coerced to when
// it enters a variable, a parameter or a result. Ownership: types are immutable and shared.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/value.h"

namespace tf::rule {

struct Type;
using TypePtr = std::shared_ptr<const Type>;

struct Type {
  enum class Kind : unsigned char {
    any,
    null,
    boolean,
    number,
    text,
    date,
    time,
    moment,
    duration,
    months,
    list,
    range,
    context,
    function,
    never  // a name nobody knows: nothing conforms
  } kind = Kind::any;
  std::string name;  // as written; for messages
  TypePtr element;   // list, range: of what; function: the result
  std::vector<std::pair<std::string, TypePtr>> fields;  // context: its entries
  std::vector<TypePtr> parameters;                      // function
  bool open = true;                                     // context, function: any such thing will do
  // Allowed values: empty, or answers whether the value may be taken. A list type asks it of the
  // list when `allowed_of_list`, else of each item.
  std::function<bool(const Value&)> allowed;
  std::vector<std::string> allowed_texts = {};  // the unary tests it stands for, all of them
};

// The built-in type of that name ("number", "date and time", "Any" …), or null.
TypePtr builtin_type(std::string_view name);

// Whether `value` is of `type`, whatever values that type allows; null is of the type Null only.
bool is_instance(const Value& value, const Type& type);
// Whether a value may be assigned: it is of the type and allowed, or null.
bool conforms(const Value& value, const Type& type);
// `value` as `type`: a list of one item where an item is wanted and the other way round, a date
// where a date and time is wanted; null with `ok` false when it does not fit.
Value coerce(const Value& value, const Type& type, bool* ok = nullptr);
// Whether every value of `a` is one of `b` (for function types).
bool type_conforms(const Type& a, const Type& b);

}  // namespace tf::rule
