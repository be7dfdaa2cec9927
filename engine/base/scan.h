// A cursor over ASCII text for the small fixed forms of base: digits, single characters. Nothing is
// consumed by a read that fails.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tf {

struct Scanner {
  std::string_view rest;

  bool at_end() const { return rest.empty(); }
  bool sees_digit() const { return !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; }
  bool sees(char c) const { return !rest.empty() && rest[0] == c; }
  bool eat(char c) {
    if (!sees(c)) return false;
    rest.remove_prefix(1);
    return true;
  }
  // The run of digits that starts here, as text.
  std::string_view digits() {
    std::size_t n = 0;
    while (n < rest.size() && rest[n] >= '0' && rest[n] <= '9') ++n;
    const std::string_view run = rest.substr(0, n);
    rest.remove_prefix(n);
    return run;
  }
  // Exactly `count` digits (at most 18); more may follow.
  std::optional<std::int64_t> fixed(std::size_t count) {
    if (rest.size() < count) return std::nullopt;
    std::int64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest[i] < '0' || rest[i] > '9') return std::nullopt;
      value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(count);
    return value;
  }
  // 1-9 digits after a point, as billionths; without a point, 0.
  std::optional<std::int64_t> fraction() {
    if (!sees('.')) return 0;
    Scanner ahead{rest.substr(1)};
    const std::string_view run = ahead.digits();
    if (run.empty() || run.size() > 9) return std::nullopt;
    std::int64_t nanos = 0;
    for (std::size_t i = 0; i < 9; ++i) nanos = nanos * 10 + (i < run.size() ? run[i] - '0' : 0);
    rest = ahead.rest;
    return nanos;
  }
};

// `value` >= 0 with at least `width` digits.
inline void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  char digits[20];
  std::size_t count = 0;
  for (; value != 0 || count == 0; value /= 10)
    digits[++count - 1] = static_cast<char>('0' + value % 10);
  if (count < width) out.append(width - count, '0');
  while (count > 0) out += digits[--count];
}
// ".5" for 500'000'000 nanos; nothing for none.
inline void append_fraction(std::string& out, std::int64_t nanos) {
  if (nanos == 0) return;
  out += '.';
  append_padded(out, nanos, 9);
  out.erase(out.find_last_not_of('0') + 1);
}

}  // namespace tf
