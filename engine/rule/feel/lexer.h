// Text of FEEL → tokens. Names are not put together here: a name may hold spaces and operators, so
// the parser joins tokens to the longest name it knows. Source:  OMG DMN 1.5 §10.3.1.2, rules 27-38
// (names, literals) and 61-65 (comments, blanks). Limit:   kMaxText bytes; longer is feel.too_long.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "rule/feel/feel.h"

namespace tf::rule {

inline constexpr std::size_t kMaxText = 100'000;

enum class TokenKind : unsigned char { end, number, text, at, word, symbol };

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string_view source;  // as written, into the text given to tokenize()
  std::string value;        // text and at: the content, escapes resolved

  bool is(std::string_view symbol_or_word) const {
    return (kind == TokenKind::symbol || kind == TokenKind::word) && source == symbol_or_word;
  }
  std::size_t finish() const { return offset + length; }
};

// The last token is always `end`. The tokens look into `text`, which must outlive them.
std::expected<std::vector<Token>, FeelError> tokenize(std::string_view text);

FeelError feel_error(std::size_t offset, std::size_t length, std::string name, std::string zh,
                     std::string en, std::string suggestion = {});

}  // namespace tf::rule
