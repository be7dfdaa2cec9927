// JsonPull: reads JSON straight into what the caller knows it to hold, with no Value in between.
// Only JSON as our own writers leave it: compact, names of an object in ascending order where they
// are not known beforehand, no exponents. Everything else, right or wrong, is failed(): the caller
// then reads the text with parse_json, which takes every form and says what is amiss.
//
//     JsonPull in(text);                  {"id":7,"by":"ann"}
//     in.expect('{');  if (in.name("id", true)) in.whole(id);  if (in.name("by", false)) …
//
// Ownership: `text` outlives it. After failed() nothing that was read counts, and every further
// call does nothing.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "base/value.h"

namespace tf {

class JsonPull {
 public:
  static constexpr int kMostDepth = 60;  // of a Value; deeper ones are left to parse_json

  explicit JsonPull(std::string_view text);

  bool failed() const { return failed_; }
  bool done() const { return !failed_ && at_ == end_; }  // the text ends here
  void fail() { failed_ = true; }

  bool next_is(char c) const { return !failed_ && at_ != end_ && *at_ == c; }
  bool take(char c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail();
  }
  // Whether `name` stands here as the next of its object, `first` or after a comma; then its value
  // is next. Else nothing is taken.
  bool name(std::string_view name, bool first) {
    const std::size_t size = name.size() + (first ? 3 : 4);
    if (failed_ || static_cast<std::size_t>(end_ - at_) < size) return false;
    const char* p = at_;
    if (!first && *p++ != ',') return false;
    if (*p++ != '"' || std::memcmp(p, name.data(), name.size()) != 0) return false;
    p += name.size();
    if (p[0] != '"' || p[1] != ':') return false;
    at_ = p + 2;
    return true;
  }
  // A text without escapes, where it stands.
  std::string_view word();
  void text(std::string& out);
  void value(Value& out) { value(out, 0); }
  bool boolean();
  template <class T>
  T whole() {
    T number{};
    const char* digits = at_ != end_ && *at_ == '-' ? at_ + 1 : at_;
    const bool plain =
        end_ - digits > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9';
    const auto [end, error] = std::from_chars(at_, end_, number);
    if (failed_ || plain || error != std::errc{} || (end != end_ && is_number_part(*end))) {
      fail();
      return {};
    }
    at_ = end;
    return number;
  }

 private:
  static bool is_number_part(char c) { return c == '.' || c == 'e' || c == 'E'; }
  bool literal(std::string_view word);
  void escape(std::string& out);
  void value(Value& out, int depth);
  void number(Value& out);
  void list(Value& out, int depth);
  void record(Value& out, int depth);

  const char* at_;
  const char* end_;
  bool failed_ = false;
};

}  // namespace tf
