// Lua patterns (Lua 5.4 manual §6.4.1) with a budget: every step of the search is charged, so a
// pattern that backtracks without end is a stop like any other loop. Same answers as the stock
// matcher; the depth of nested captures and items is bounded.
// Ownership: borrows subject, pattern and meter. Threads: none.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "plugin/meter.h"

namespace tf::plugin {

struct PatternError {
  const char* text;
};

class Pattern {
 public:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  static constexpr std::size_t kMaxCaptures = 32;
  struct Capture {
    std::size_t begin = 0;
    std::size_t length = 0;
    enum class Kind : unsigned char { open, closed, position } kind = Kind::open;
  };

  Pattern(std::string_view subject, std::string_view pattern, Meter& meter)
      : subject_(subject), pattern_(pattern), meter_(meter) {}
  // The end of a match that begins at `at`, or kNone. Captures are those of this match.
  std::size_t match_at(std::size_t at);
  std::size_t captures() const { return level_; }
  const Capture& capture(std::size_t i) const { return captures_[i]; }

 private:
  static constexpr int kMaxDepth = 200;
  std::size_t match(std::size_t s, std::size_t p);
  std::size_t step(std::size_t& s, std::size_t& p, bool& again);
  std::size_t item_end(std::size_t p) const;
  bool single(std::size_t s, std::size_t p, std::size_t end);
  bool in_set(unsigned char c, std::size_t p, std::size_t end);
  std::size_t balance(std::size_t s, std::size_t p);
  std::size_t most(std::size_t s, std::size_t p, std::size_t end);
  std::size_t least(std::size_t s, std::size_t p, std::size_t end);
  std::size_t open(std::size_t s, std::size_t p, Capture::Kind kind);
  std::size_t close(std::size_t s, std::size_t p);
  std::size_t back_reference(std::size_t s, char digit);
  char at(std::size_t p) const { return p < pattern_.size() ? pattern_[p] : '\0'; }

  std::string_view subject_, pattern_;
  Meter& meter_;
  std::array<Capture, kMaxCaptures> captures_{};
  std::size_t level_ = 0;
  int depth_ = 0;
};

}  // namespace tf::plugin
