// The small grammar's scanner: words of two languages, numbers, clock times, with the place of what
// is wrong. English words end at a word's end; Chinese ones need no blank. Case does not matter.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "rule/duration.h"

namespace tf::rule {

class Words {
 public:
  explicit Words(std::string_view text);
  bool done() const { return at_ >= text_.size(); }
  std::size_t offset() const { return at_; }
  void back_to(std::size_t offset) { at_ = offset; }
  // The first of `words` that stands here is eaten, with the blanks after it.
  bool eat(std::initializer_list<std::string_view> words);
  bool eat(std::string_view word) { return eat({word}); }
  // 12, １２, 十二, 两; nullopt (and nothing eaten) when no number stands here.
  std::optional<std::int64_t> number();
  // HH:MM or HH:MM:SS.
  std::optional<Milliseconds> clock();
  // MM-DD, or 12月1日.
  std::optional<MonthDay> month_day();
  std::optional<Weekday> weekday(bool bare = false);  // monday, 周一, 星期一; bare (after 每周): 一
  std::string_view rest() const { return text_.substr(at_); }
  std::string_view all() const { return text_; }

  // An error from `from` (default: here) to the end of the text.
  TermError error(const char* name, std::string zh, std::string en) const;
  TermError error_at(std::size_t from, std::size_t length, const char* name, std::string zh,
                     std::string en) const;

 private:
  void blanks();
  std::string_view text_;
  std::size_t at_ = 0;
};

// A span at the scanner's place; what follows is left alone.
Parsed<Span> read_span(Words& words);

}  // namespace tf::rule
