// Checks a value against a schema of the OpenAPI document: the keywords that document uses, and
// one rule more: a member no schema speaks of is a fault where members are listed, so that an
// answer cannot outgrow its description.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "base/temporal.h"
#include "base/text.h"
#include "base/time.h"
#include "base/value.h"

namespace tf::support {

class JsonSchema {
 public:
  // `document`: where "#/…" leads into.
  explicit JsonSchema(const Value& document) : document_(document) {}

  // The faults of `value`, each with its place.
  std::vector<std::string> check(const Value& schema, const Value& value) {
    faults_.clear();
    walk(schema, value, "$");
    return faults_;
  }

 private:
  void fault(const std::string& at, const std::string& what) {
    faults_.push_back(cat(at, ": ", what));
  }

  static bool is(const Value& value, const std::string& type) {
    if (type == "object") return value.is(Value::Kind::record);
    if (type == "array") return value.is(Value::Kind::list);
    if (type == "string") return value.is(Value::Kind::text);
    if (type == "boolean") return value.is(Value::Kind::boolean);
    if (type == "null") return value.is_null();
    if (type == "integer" || type == "number") return value.is(Value::Kind::number);
    return false;
  }

  void check_type(const Value& types, const Value& value, const std::string& at) {
    if (types.is_null()) return;
    if (types.is(Value::Kind::text)) {
      if (!is(value, types.as_text())) fault(at, cat("is no ", types.as_text()));
      return;
    }
    const auto& list = types.as_list();
    if (std::ranges::none_of(list, [&](const Value& t) { return is(value, t.as_text()); }))
      fault(at, "has none of its types");
  }

  void check_text(const Value& schema, const std::string& text, const std::string& at) {
    if (const Value& format = schema["format"]; !format.is_null()) {
      const bool good = format.as_text() == "date" ? parse_date(text).has_value()
                                                   : parse_instant(text).has_value();
      if (!good) fault(at, cat("'", text, "' is no ", format.as_text()));
    }
    if (!schema["minLength"].is_null() && text.empty()) fault(at, "is empty");
  }

  void check_members(const Value& schema, const Value& value, const std::string& at) {
    if (const Value& required = schema["required"]; required.is(Value::Kind::list))
      for (const Value& name : required.as_list())
        if (value.as_record().find(name.as_text()) == nullptr)
          fault(at, cat("lacks ", name.as_text()));
    const Value& properties = schema["properties"];
    const Value& others = schema["additionalProperties"];
    for (const auto& [name, member] : value.as_record()) {
      const std::string there = cat(at, ".", name);
      if (properties.is(Value::Kind::record) && properties.as_record().find(name) != nullptr)
        walk(properties[name], member, there);
      else if (others.is(Value::Kind::record))
        walk(others, member, there);
      else if (properties.is(Value::Kind::record))
        fault(there, "is in no schema");
    }
  }

  void walk(const Value& schema, const Value& value, const std::string& at) {
    if (const Value& reference = schema["$ref"]; !reference.is_null())
      return walk(lead(reference.as_text()), value, at);
    if (const Value& either = schema["oneOf"]; either.is(Value::Kind::list)) {
      const auto fits = std::ranges::count_if(either.as_list(), [&](const Value& one) {
        JsonSchema inner(document_);
        return inner.check(one, value).empty();
      });
      if (fits != 1) fault(at, cat("fits ", fits, " of its schemas"));
      return;
    }
    check_type(schema["type"], value, at);
    if (const Value& words = schema["enum"]; words.is(Value::Kind::list))
      if (std::ranges::find(words.as_list(), value) == words.as_list().end())
        fault(at, "is none of its words");
    if (const Value& one = schema["const"]; !one.is_null() && !(one == value))
      fault(at, "is not what it always is");
    if (value.is(Value::Kind::text)) check_text(schema, value.as_text(), at);
    if (value.is(Value::Kind::record)) check_members(schema, value, at);
    if (value.is(Value::Kind::list) && !schema["items"].is_null())
      for (std::size_t i = 0; i < value.as_list().size(); ++i)
        walk(schema["items"], value.as_list()[i], cat(at, "[", i, "]"));
  }

  const Value& lead(const std::string& reference) const {
    const Value* at = &document_;
    for (const std::string_view part : split(std::string_view(reference).substr(2), '/'))
      at = &(*at)[std::string(part)];
    return *at;
  }

  const Value& document_;
  std::vector<std::string> faults_;
};

}  // namespace tf::support
