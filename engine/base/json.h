// JSON (RFC 8259) ↔ Value, strict and bounded: UTF-8 only, no duplicate keys, numbers kept exactly
// as written (34 digits), nothing after the value.
//
// Kinds JSON lacks are written as FEEL at-literals in a one-key object: {"@": "2026-03-10"},
// {"@": "P1D"}, {"@": "2026-03-10T16:40:00+08:00"}; so from_json(to_json(v)) == v for every
// storable value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/value.h"

namespace tf {

struct JsonLimits {
  std::size_t bytes = 1 << 20;
  std::size_t depth = 64;
  std::size_t values = 100'000;
};

// A refused text: which rule (json.syntax, json.depth, json.duplicate_key, json.text, json.number,
// json.size), where (1-based line and column in characters), and a sentence.
struct JsonError {
  std::string name;
  int line = 1;
  int column = 1;
  std::string text;
};
std::expected<Value, JsonError> parse_json(std::string_view text, const JsonLimits& limits = {});

// Compact, keys in the order of the record; `canonical`: keys sorted, so equal values give equal
// bytes.
std::string to_json(const Value& value, bool canonical = false);
std::string to_pretty_json(const Value& value);
void append_json(std::string& out, const Value& value, bool canonical = false);
// Writes `text` as a JSON string with its quotes onto `out`.
void append_json_string(std::string& out, std::string_view text);

}  // namespace tf
