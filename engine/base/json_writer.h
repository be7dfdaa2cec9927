// JSON written piece by piece onto a string: commas are put where they belong, nothing is checked
// but that every name gets one value.
//     JsonWriter(out).begin_object().field("case",
//     "42").key("tags").begin_array().value(1).end_array()
//         .end_object();
// Ownership: writes onto the caller's string, which must outlive the writer.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/value.h"

namespace tf {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(bool b);
  template <std::integral T>
    requires(!std::same_as<T, bool> && !std::same_as<T, char>)
  JsonWriter& value(T n) {
    if constexpr (std::signed_integral<T>) return whole(static_cast<std::int64_t>(n));
    return natural(static_cast<std::uint64_t>(n));
  }
  JsonWriter& value(const Value& v);  // as to_json
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // a finished JSON value

  template <class T>
  JsonWriter& field(std::string_view name, const T& v) {
    return key(name).value(v);
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& whole(std::int64_t n);
  JsonWriter& natural(std::uint64_t n);
  void before_value();

  std::string& out_;
  bool comma_ = false;  // something stands before, at this level
};

}  // namespace tf
