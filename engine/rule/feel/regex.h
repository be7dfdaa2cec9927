// XPath regular expressions (XQuery 3.1 Functions and Operators §5.6) on ICU: patterns are
// translated, and what XPath refuses is refused here. Also letter case, which needs the same
// tables. Limits:  kRegexTime steps of matching and kRegexStack bytes; a pattern that needs more is
// an error. Errors:  one sentence why.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace tf::rule {

inline constexpr int kRegexTime = 50;  // ICU's unit, about a millisecond
inline constexpr int kRegexStack = 4 * 1024 * 1024;

std::expected<bool, std::string> regex_matches(std::string_view input, std::string_view pattern,
                                               std::string_view flags);
std::expected<std::string, std::string> regex_replace(std::string_view input,
                                                      std::string_view pattern,
                                                      std::string_view replacement,
                                                      std::string_view flags,
                                                      std::size_t bytes = SIZE_MAX);
std::expected<std::vector<std::string>, std::string> regex_split(std::string_view input,
                                                                 std::string_view pattern,
                                                                 std::size_t bytes = SIZE_MAX);

std::string change_letter_case(std::string_view text, bool upper);

}  // namespace tf::rule
