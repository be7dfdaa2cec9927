// XPath's regular expressions (XQuery and XPath Functions and Operators 3.1 §5.6, XML Schema part 2
// appendix G) rewritten as ICU writes them. What XPath does not know (look-around, \b, possessive
// quantifiers) is refused. Private to rule/feel.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace tf::rule {

struct RegexFlags {
  bool dot_all = false;      // s
  bool multiline = false;    // m
  bool ignore_case = false;  // i
  bool spaced = false;       // x: blanks outside of brackets do not count
  bool literal = false;      // q
};
std::expected<RegexFlags, std::string> parse_regex_flags(std::string_view flags);

// Errors: one sentence.
std::expected<std::string, std::string> translate_regex(std::string_view pattern,
                                                        const RegexFlags& flags);

// A replacement: texts, and groups between them. `$12` is group 12 when there are so many, else
// group 1 and "2".
struct ReplacementPart {
  std::string text;
  int group = -1;  // -1: only the text
};
std::expected<std::vector<ReplacementPart>, std::string> parse_replacement(
    std::string_view replacement, int groups, bool literal);

}  // namespace tf::rule
