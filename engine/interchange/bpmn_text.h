// Words of a BPMN file as words of our language: ids, names, expressions, times.
// Private to interchange/.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace tf::interchange::bpmn {

// `${order.total == 3 && !paid}` and `=total = 3` → FEEL. What is no simple expression language
// comes back as it is.
std::string to_feel(std::string_view text);
// Every name an expression reads, replaced by what `name` answers; words of FEEL, calls, members
// and texts stay.
std::string with_names(std::string_view feel,
                       const std::function<std::string(std::string_view)>& name);
bool is_feel_word(std::string_view word);
// The type of field that holds what an expression gives, as far as its text says; else "".
std::string type_of_value(std::string_view feel);

// A timer: FEEL for its first moment, FEEL for the time between two, and how often (0: no end).
struct Timer {
  std::string at, again;
  int times = 0;
  bool known = true;  // false: a form not read here (cron)
};
// An ISO 8601 duration in our words, `3 calendar days`; "" when no single unit says it.
std::string span_words(std::string_view iso);
Timer read_timer(std::string_view kind, std::string_view text);

}  // namespace tf::interchange::bpmn
