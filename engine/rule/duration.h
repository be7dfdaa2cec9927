// A length of time as people say it: `5 working days`, `5个工作日`, `2 office hours`, `30分钟`, and
// the short code of the specifications, `5WD`, `2OH`, `30MIN`. "days" alone is refused: working or
// calendar days? Source: the duration notation of the process specifications, and LANGUAGE's small
// grammar.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "model/diagnostics.h"

namespace tf::rule {

enum class Unit : unsigned char {
  minutes,
  hours,
  office_hours,
  working_days,
  calendar_days,
  months,
  years
};

struct Span {
  std::int64_t n = 0;
  Unit unit = Unit::minutes;
  friend bool operator==(const Span&, const Span&) = default;
};
inline constexpr std::int64_t kMostUnits = 100'000;

// What is wrong with a text, and where: bytes into it. `name` is a row of the diagnostic table.
struct TermError {
  const char* name = "deadline.bad_duration";
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string zh;
  std::string en;
  friend bool operator==(const TermError& a, const TermError& b) {
    return a.offset == b.offset && a.length == b.length && a.en == b.en;
  }
};
template <class T>
using Parsed = std::expected<T, TermError>;

Parsed<Span> parse_span(std::string_view text);
// "5 working days", "1 working day"; "5个工作日".
std::string to_text(const Span& span, model::Language language);
// "5WD", "2OH", "60D", "1M", "2Y", "24H", "30MIN".
std::string to_code(const Span& span);

// How short and how long a span can turn out to be, whatever it starts at.
struct Extent {
  Milliseconds shortest = 0;
  Milliseconds longest = 0;
};
Extent extent_of(const Span& span, const Calendar& calendar);

// Is `a` never longer than `b`? The longest `a` against the shortest `b`; spans of one
// unit compare exactly. Undecided means that for some start it is and for some it is not.
enum class Compared : unsigned char { within, beyond, undecided };
Compared compare(const Span& a, const Span& at_most, const Calendar& calendar);
Compared compare(const Extent& a, const Extent& at_most);

}  // namespace tf::rule
