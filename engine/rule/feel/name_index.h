// Which names fit at a place of a token list: the longest that does. A name is compared token by
// token, so the blanks inside it do not matter ("Monthly  Salary").
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rule/feel/lexer.h"

namespace tf::rule {

class NameIndex {
 public:
  struct Match {
    std::string name;        // as declared
    std::size_t tokens = 0;  // 0: nothing fits
  };
  // Adds a name; one of a single word is only kept when `single_too`.
  void add(std::string_view name, bool single_too);
  Match longest(std::span<const Token> at) const;

 private:
  struct Entry {
    std::string name;
    std::vector<std::string> tokens;
  };
  std::map<std::string, std::vector<Entry>, std::less<>> by_first_;
};

// True for a name of one word (letters, digits, _), which needs no index.
bool is_single_word(std::string_view name);

}  // namespace tf::rule
