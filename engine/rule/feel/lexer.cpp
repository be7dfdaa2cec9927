#include "rule/feel/lexer.h"

#include <utility>

#include "base/text.h"

namespace tf::rule {

FeelError feel_error(std::size_t offset, std::size_t length, std::string name, std::string zh,
                     std::string en, std::string suggestion) {
  return {offset, length, std::move(name), std::move(zh), std::move(en), std::move(suggestion)};
}

namespace {

bool is_blank(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         c == 0x180E || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
         c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

struct PointRange {
  char32_t first, last;
};

constexpr PointRange kNameStart[] = {
    {'A', 'Z'},       {'_', '_'},       {'a', 'z'},       {0xC0, 0xD6},     {0xD8, 0xF6},
    {0xF8, 0x2FF},    {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F},
    {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
constexpr PointRange kNamePart[] = {{'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};

bool is_name_start(char32_t c) {
  if (is_blank(c)) return false;
  for (const PointRange& r : kNameStart)
    if (c >= r.first && c <= r.last) return true;
  return false;
}
bool is_name_part(char32_t c) {
  if (is_name_start(c)) return true;
  for (const PointRange& r : kNamePart)
    if (c >= r.first && c <= r.last) return true;
  return false;
}

constexpr std::string_view kLongSymbols[] = {"**", "..", "!=", "<=", ">=", "->"};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::expected<std::vector<Token>, FeelError> run() {
    while (skip_blanks()) {
      if (at_ >= text_.size()) {
        push(TokenKind::end, at_);
        return std::move(tokens_);
      }
      if (!next()) break;
    }
    return std::unexpected(std::move(error_));
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  Token& push(TokenKind kind, std::size_t start) {
    Token& token = tokens_.emplace_back();
    token.kind = kind;
    token.offset = start;
    token.length = at_ - start;
    token.source = text_.substr(start, at_ - start);
    return token;
  }

  bool fail(std::size_t offset, std::size_t length, std::string zh, std::string en) {
    error_ = feel_error(offset, length, "feel.syntax", std::move(zh), std::move(en));
    return false;
  }

  // Blanks and comments; false for a comment that never ends.
  bool skip_blanks() {
    while (at_ < text_.size()) {
      if (peek() == '/' && peek(1) == '/') {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else if (peek() == '/' && peek(1) == '*') {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos)
          return fail(at_, 2, "注释没有结束，缺 */", "the comment has no end: */ is missing");
        at_ = end + 2;
      } else {
        const Point p = first_point(text_.substr(at_));
        if (!is_blank(p.value)) break;
        at_ += p.bytes;
      }
    }
    return true;
  }

  bool next() {
    const char c = peek();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '"') return text(TokenKind::text, at_);
    if (c == '@') {
      const std::size_t start = at_++;
      if (peek() != '"')
        return fail(start, 1, "@ 之后应是引号中的日期或时长",
                    "after @ a quoted date or duration is expected");
      return text(TokenKind::at, start);
    }
    const std::size_t start = at_;
    Point p = first_point(text_.substr(at_));
    if (is_name_start(p.value)) {
      do {
        at_ += p.bytes;
        if (at_ >= text_.size()) break;
        p = first_point(text_.substr(at_));
      } while (is_name_part(p.value));
      push(TokenKind::word, start);
      return true;
    }
    for (const std::string_view symbol : kLongSymbols) {
      if (!text_.substr(at_).starts_with(symbol)) continue;
      at_ += symbol.size();
      push(TokenKind::symbol, start);
      return true;
    }
    at_ += p.bytes;
    push(c == '?' ? TokenKind::word : TokenKind::symbol, start);
    return true;
  }

  bool number() {
    const std::size_t start = at_;
    while (is_digit(peek())) ++at_;
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      while (is_digit(peek())) ++at_;
    }
    if (peek() == 'e' || peek() == 'E') {
      const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 2 : 1;
      if (is_digit(peek(sign))) {
        at_ += sign;
        while (is_digit(peek())) ++at_;
      }
    }
    push(TokenKind::number, start);
    return true;
  }

  bool text(TokenKind kind, std::size_t start) {
    ++at_;
    std::string content;
    while (peek() != '"') {
      if (at_ >= text_.size())
        return fail(start, 1, "文字没有结束的引号", "the text has no closing quote");
      if (peek() != '\\') {
        content += text_[at_++];
      } else if (!escape(content)) {
        return false;
      }
    }
    ++at_;
    push(kind, start).value = std::move(content);
    return true;
  }

  // One \n, \t, \", \uXXXX or \UXXXXXX; a pair of \u surrogates is one character.
  bool escape(std::string& content) {
    const char c = peek(1);
    switch (c) {
      case 'n':
        content += '\n';
        break;
      case 'r':
        content += '\r';
        break;
      case 't':
        content += '\t';
        break;
      case '"':
      case '\'':
      case '\\':
        content += c;
        break;
      case 'u':
      case 'U':
        return point_escape(content, c == 'u' ? 4 : 6);
      default:
        content += '\\';
        at_ += 1;
        return true;
    }
    at_ += 2;
    return true;
  }

  bool hex(std::size_t from, std::size_t digits, char32_t& out) const {
    out = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = from + i < text_.size() ? text_[from + i] : '\0';
      const int v = is_digit(c)            ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : -1;
      if (v < 0) return false;
      out = out * 16 + static_cast<char32_t>(v);
    }
    return true;
  }

  bool point_escape(std::string& content, std::size_t digits) {
    char32_t point = 0;
    if (!hex(at_ + 2, digits, point))
      return fail(at_, 2, "\\u 之后应是四位十六进制数，\\U 之后应是六位",
                  "\\u takes four hexadecimal digits, \\U six");
    std::size_t used = 2 + digits;
    if (point >= 0xD800 && point < 0xDC00) {
      char32_t low = 0;
      if (peek(used) == '\\' && peek(used + 1) == 'u' && hex(at_ + used + 2, 4, low) &&
          low >= 0xDC00 && low < 0xE000) {
        point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
        used += 6;
      }
    }
    if ((point >= 0xD800 && point < 0xE000) || point > 0x10FFFF)
      return fail(at_, used, "没有这个字符", "there is no such character");
    append_utf8(content, point);
    at_ += used;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  FeelError error_;
};

}  // namespace

std::expected<std::vector<Token>, FeelError> tokenize(std::string_view text) {
  if (text.size() > kMaxText)
    return std::unexpected(feel_error(
        0, 1, "feel.too_long", cat("表达式太长：", text.size(), " 字节，至多 ", kMaxText, " 字节"),
        cat("the expression is too long: ", text.size(), " bytes, at most ", kMaxText)));
  if (const auto bad = first_bad_utf8(text))
    return std::unexpected(
        feel_error(*bad, 1, "feel.syntax", "不是合法的 UTF-8 文字", "this is not valid UTF-8"));
  return Lexer(text).run();
}

}  // namespace tf::rule
