#include "sim/pattern_example.h"

#include <charconv>

#include "core/forms.h"
#include "rule/feel/regex.h"

namespace tf::sim {

namespace {

constexpr int kMostRepeats = 64;
constexpr int kMostDepth = 32;

// Walks the expression; `ok` turns false at what it does not understand.
class Walker {
 public:
  explicit Walker(std::string_view pattern) : left_(pattern) {}

  std::optional<std::string> run() {
    std::string out = ways(0);
    return ok_ && left_.empty() ? std::optional(std::move(out)) : std::nullopt;
  }

 private:
  bool next_is(char c) const { return !left_.empty() && left_.front() == c; }
  char take() {
    if (left_.empty()) return ok_ = false, ' ';
    const char c = left_.front();
    left_.remove_prefix(1);
    return c;
  }
  // A character as it is written in UTF-8.
  std::string whole_character() {
    std::string out(1, take());
    while (!left_.empty() && (static_cast<unsigned char>(left_.front()) & 0xC0U) == 0x80U)
      out += take();
    return out;
  }

  std::string ways(int depth) {
    if (depth > kMostDepth) ok_ = false;
    std::string first = row(depth);
    while (ok_ && next_is('|')) {
      take();
      row(depth);
    }
    return first;
  }

  std::string row(int depth) {
    std::string out;
    while (ok_ && !left_.empty() && !next_is('|') && !next_is(')')) {
      const std::string one = atom(depth);
      for (int n = repeats(); n > 0 && ok_; --n) out += one;
    }
    return out;
  }

  std::string atom(int depth) {
    if (next_is('^') || next_is('$')) return take(), std::string();
    if (next_is('.')) return take(), "a";
    if (next_is('\\')) return take(), escaped();
    if (next_is('[')) return take(), one_of();
    if (!next_is('(')) return whole_character();
    take();
    if (left_.starts_with("?:")) left_.remove_prefix(2);
    std::string inner = ways(depth + 1);
    if (take() != ')') ok_ = false;
    return inner;
  }

  std::string escaped() {
    const char c = take();
    switch (c) {
      case 'd':
        return "1";
      case 'w':
      case 'D':
      case 'S':
      case 'i':
      case 'c':
        return "a";
      case 's':
      case 'W':
        return " ";
      case 'n':
        return "\n";
      case 't':
        return "\t";
      default:
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) ok_ = false;
        return std::string(1, c);
    }
  }

  // The first of a class; of one that excludes, something unlikely to be in it.
  std::string one_of() {
    const bool others = next_is('^');
    if (others) take();
    std::string first = next_is('\\') ? (take(), escaped()) : whole_character();
    while (ok_ && !next_is(']'))
      if (next_is('\\'))
        take(), escaped();
      else if (next_is('['))
        ok_ = false;
      else
        take();
    take();
    return others ? std::string("~") : first;
  }

  int repeats() {
    int least = 1;
    if (next_is('*') || next_is('?'))
      take(), least = 0;
    else if (next_is('+'))
      take();
    else if (next_is('{'))
      least = counted();
    else
      return 1;
    if (next_is('?')) take();  // as little as possible, which it is
    return least;
  }

  int counted() {
    const std::size_t end = left_.find('}');
    int least = 0;
    const auto read = std::from_chars(left_.data() + 1, left_.data() + left_.size(), least);
    if (end == left_.npos || read.ec != std::errc() || least > kMostRepeats) return ok_ = false, 0;
    left_.remove_prefix(end + 1);
    return least;
  }

  std::string_view left_;
  bool ok_ = true;
};

}  // namespace

std::optional<std::string> example_of(std::string_view pattern) {
  auto out = Walker(pattern).run();
  if (!out) return std::nullopt;
  const auto fits = rule::regex_matches(*out, core::whole_pattern(pattern), "");
  return fits.value_or(false) ? out : std::nullopt;
}

}  // namespace tf::sim
