#include "rule/feel/regex_translate.h"

#include "base/text.h"

namespace tf::rule {
namespace {

using Text = std::expected<std::string, std::string>;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// One character, so written that it means itself inside and outside of brackets.
std::string escaped(char32_t point) {
  constexpr char kHex[] = "0123456789abcdef";
  if ((point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
      (point >= '0' && point <= '9') || point >= 0x80) {
    std::string out;
    append_utf8(out, point);
    return out;
  }
  return cat("\\x", kHex[(point >> 4) & 15], kHex[point & 15]);
}

// Blanks outside of brackets taken out (flag x).
std::string without_blanks(std::string_view pattern) {
  std::string out;
  int brackets = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (brackets == 0 && is_blank(c)) continue;
    if (c == '\\' && i + 1 < pattern.size()) {
      out += c;
      while (brackets == 0 && i + 1 < pattern.size() && is_blank(pattern[i + 1])) ++i;
      if (i + 1 < pattern.size()) out += pattern[++i];
      continue;
    }
    if (c == '[') ++brackets;
    if (c == ']' && brackets > 0) --brackets;
    out += c;
  }
  return out;
}

// \s \d \w … as the inside of an ICU set.
std::string_view class_escape(char c) {
  switch (c) {
    case 's':
      return "[\\x20\\t\\n\\r]";
    case 'S':
      return "[^\\x20\\t\\n\\r]";
    case 'd':
      return "\\p{Nd}";
    case 'D':
      return "\\P{Nd}";
    case 'w':
      return "[^\\p{P}\\p{Z}\\p{C}]";
    case 'W':
      return "[\\p{P}\\p{Z}\\p{C}]";
    case 'i':
      return "[\\p{L}_\\x3a]";
    case 'I':
      return "[^\\p{L}_\\x3a]";
    case 'c':
      return "[\\p{L}\\p{Nd}\\p{M}_\\x3a\\x2d\\x2e\\xb7]";
    case 'C':
      return "[^\\p{L}\\p{Nd}\\p{M}_\\x3a\\x2d\\x2e\\xb7]";
    default:
      return {};
  }
}

class Translator {
 public:
  Translator(std::string_view pattern, const RegexFlags& flags) : text_(pattern), flags_(flags) {}

  Text run() {
    const bool good = alternatives();
    if (good && at_ < text_.size()) fail("a `)` too many");
    if (!error_.empty()) return std::unexpected(std::move(error_));
    return std::move(out_);
  }

 private:
  static constexpr int kMaxDepth = 100;

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool fail(std::string why) {
    if (error_.empty()) error_ = std::move(why);
    return false;
  }

  bool alternatives() {
    if (++depth_ > kMaxDepth) return fail("nested too deep");
    while (at_ < text_.size() && peek() != ')') {
      if (peek() == '|') {
        out_ += '|';
        ++at_;
      } else if (!atom() || !quantifier()) {
        return false;
      }
    }
    --depth_;
    return true;
  }

  bool atom() {
    const char c = peek();
    switch (c) {
      case '(':
        return group();
      case '[': {
        ++at_;
        std::string set;
        if (!bracket(set)) return false;
        out_ += set;
        return true;
      }
      case '.':
        ++at_;
        out_ += flags_.dot_all ? "[\\x{0}-\\x{10FFFF}]" : "[^\\n\\r]";
        return true;
      case '^':
        ++at_;
        out_ += flags_.multiline ? "(?:\\A|(?<=\\n)(?!\\z))" : "\\A";
        return true;
      case '$':
        ++at_;
        out_ += flags_.multiline ? "(?:(?=\\n)|(?<!\\n)\\z)" : "\\z";
        return true;
      case '\\':
        return escape();
      case '?':
      case '*':
      case '+':
      case '{':
      case '}':
      case ']':
        return fail(cat("`", c, "` has nothing before it"));
      default: {
        const Point p = first_point(text_.substr(at_));
        at_ += p.bytes;
        out_ += escaped(p.value);
        return true;
      }
    }
  }

  bool group() {
    ++at_;
    const bool capturing = peek() != '?';
    int number = 0;
    if (capturing) {
      number = ++groups_;
      out_ += '(';
    } else {
      if (peek(1) != ':') return fail("`(?` must be followed by `:`");
      at_ += 2;
      out_ += "(?:";
    }
    if (!alternatives()) return false;
    if (peek() != ')') return fail("a `)` is missing");
    ++at_;
    out_ += ')';
    if (capturing) closed_.push_back(number);
    return true;
  }

  bool escape() {
    const char c = peek(1);
    if (is_digit(c)) return back_reference();
    std::string set;
    if (const std::string_view known = class_escape(c); !known.empty()) {
      at_ += 2;
      out_ += known;
      return true;
    }
    char32_t point = 0;
    if (!single_escape(point, set)) return false;
    out_ += set.empty() ? escaped(point) : set;
    return true;
  }

  // As many digits as name a group that is closed already.
  bool back_reference() {
    ++at_;
    int number = 0;
    std::size_t digits = 0;
    for (std::size_t i = 0; i < 3 && is_digit(peek(i)); ++i) {
      const int longer = number * 10 + (peek(i) - '0');
      if (i > 0 && !is_closed(longer)) break;
      number = longer;
      digits = i + 1;
    }
    if (!is_closed(number)) return fail(cat("there is no group ", number, " before its reference"));
    at_ += digits;
    out_ += cat("(?:\\", number, ")");
    return true;
  }
  bool is_closed(int group) const {
    for (const int one : closed_)
      if (one == group) return true;
    return false;
  }

  // \n, \., \p{Lu}, \p{IsGreek}: a character into `point`, or a class into `set`.
  bool single_escape(char32_t& point, std::string& set) {
    const char c = peek(1);
    at_ += 2;
    switch (c) {
      case 'n':
        point = '\n';
        return true;
      case 'r':
        point = '\r';
        return true;
      case 't':
        point = '\t';
        return true;
      case 'p':
      case 'P':
        return property(c, set);
      case '\\':
      case '|':
      case '.':
      case '-':
      case '^':
      case '?':
      case '*':
      case '+':
      case '{':
      case '}':
      case '(':
      case ')':
      case '[':
      case ']':
      case '$':
        point = static_cast<unsigned char>(c);
        return true;
      default:
        return fail(c == '\0' ? std::string("a `\\` at the end") : cat("`\\", c, "` is unknown"));
    }
  }

  bool property(char letter, std::string& set) {
    const std::size_t close = text_.find('}', at_);
    if (peek() != '{' || close == std::string_view::npos)
      return fail("`\\p` takes a name in braces");
    std::string name(text_.substr(at_ + 1, close - at_ - 1));
    at_ = close + 1;
    for (const char c : name)
      if (!is_digit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '-')
        return fail("this property is unknown");
    if (name.starts_with("Is"))
      set = cat("\\", letter, "{blk=", name.substr(2), "}");
    else if (name.size() <= 2)
      set = cat("\\", letter, "{", name, "}");
    else
      return fail(cat("the property `", name, "` is unknown"));
    return true;
  }

  // After `[`, up to and with its `]`. Set difference becomes a look-ahead, so that it also holds
  // without case.
  bool bracket(std::string& set) {
    if (++depth_ > kMaxDepth) return fail("nested too deep");
    const bool negated = peek() == '^';
    if (negated) ++at_;
    std::string inside, minus;
    bool first = true;
    while (peek() != ']' || first) {
      if (at_ >= text_.size()) return fail("a `]` is missing");
      if (peek() == ']') return fail("an empty `[]`");
      if (peek() == '-' && peek(1) == '[') {
        at_ += 2;
        if (first || !bracket(minus)) return fail("a `-[` needs something before it");
        if (peek() != ']') return fail("a `-[…]` must stand last");
        break;
      }
      if (!member(inside)) return false;
      first = false;
    }
    ++at_;
    --depth_;
    set = cat("[", negated ? "^" : "", inside, "]");
    if (!minus.empty()) set = cat("(?:(?!", minus, ")", set, ")");
    return true;
  }

  bool member(std::string& inside) {
    char32_t from = 0;
    std::string set;
    if (!set_character(from, set)) return false;
    if (!set.empty()) {
      inside += set;
      return true;
    }
    inside += escaped(from);
    if (peek() != '-' || peek(1) == ']' || peek(1) == '[') return true;
    ++at_;
    char32_t to = 0;
    if (!set_character(to, set)) return false;
    if (!set.empty()) {  // `a-\d`: the `-` is itself
      inside += cat("\\x2d", set);
      return true;
    }
    if (to < from) return fail("a range runs backwards");
    inside += cat("-", escaped(to));
    return true;
  }

  bool set_character(char32_t& point, std::string& set) {
    if (at_ >= text_.size()) return fail("a `]` is missing");
    if (peek() == '[') return fail("a `[` inside brackets must be escaped");
    if (peek() != '\\') {
      const Point p = first_point(text_.substr(at_));
      at_ += p.bytes;
      point = p.value;
      return true;
    }
    if (const std::string_view known = class_escape(peek(1)); !known.empty()) {
      at_ += 2;
      set = known;
      return true;
    }
    return single_escape(point, set);
  }

  bool quantifier() {
    const char c = peek();
    if (c == '?' || c == '*' || c == '+') {
      out_ += c;
      ++at_;
    } else if (c == '{') {
      const std::size_t close = text_.find('}', at_);
      if (close == std::string_view::npos) return fail("a `}` is missing");
      const std::string_view inside = text_.substr(at_ + 1, close - at_ - 1);
      const auto parts = split(inside, ',');
      if (parts.size() > 2 || parts[0].empty())
        return fail("a quantifier is `{n}`, `{n,}` or `{n,m}`");
      for (const std::string_view part : parts)
        for (const char d : part)
          if (!is_digit(d) || part.size() > 6)
            return fail("a quantifier is `{n}`, `{n,}` or `{n,m}`");
      out_ += cat("{", inside, "}");
      at_ = close + 1;
    } else {
      return true;
    }
    if (peek() == '?') {
      out_ += '?';
      ++at_;
    }
    return true;
  }

  std::string_view text_;
  const RegexFlags& flags_;
  std::size_t at_ = 0;
  std::string out_;
  std::string error_;
  int groups_ = 0, depth_ = 0;
  std::vector<int> closed_;
};

}  // namespace

std::expected<RegexFlags, std::string> parse_regex_flags(std::string_view flags) {
  RegexFlags out;
  for (const char c : flags) {
    switch (c) {
      case 's':
        out.dot_all = true;
        break;
      case 'm':
        out.multiline = true;
        break;
      case 'i':
        out.ignore_case = true;
        break;
      case 'x':
        out.spaced = true;
        break;
      case 'q':
        out.literal = true;
        break;
      default:
        return std::unexpected("flags are s, m, i, x and q");
    }
  }
  return out;
}

Text translate_regex(std::string_view pattern, const RegexFlags& flags) {
  if (flags.literal) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size();) {
      const Point p = first_point(pattern.substr(i));
      out += escaped(p.value);
      i += p.bytes;
    }
    return out;
  }
  const std::string bare = flags.spaced ? without_blanks(pattern) : std::string(pattern);
  return Translator(bare, flags).run();
}

std::expected<std::vector<ReplacementPart>, std::string> parse_replacement(
    std::string_view replacement, int groups, bool literal) {
  std::vector<ReplacementPart> out(1);
  if (literal) {
    out[0].text = replacement;
    return out;
  }
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const char c = replacement[i];
    const char next = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
    if (c == '\\') {
      if (next != '\\' && next != '$')
        return std::unexpected("in a replacement `\\` stands before `\\` or `$` only");
      out.back().text += next;
      ++i;
    } else if (c == '$') {
      if (!is_digit(next))
        return std::unexpected("in a replacement `$` stands before the number of a group");
      int number = next - '0';
      ++i;
      while (i + 1 < replacement.size() && is_digit(replacement[i + 1]) &&
             number * 10 + (replacement[i + 1] - '0') <= groups)
        number = number * 10 + (replacement[++i] - '0');
      out.back().group = number <= groups ? number : -1;  // a group that is not there: nothing
      out.emplace_back();
    } else {
      out.back().text += c;
    }
  }
  return out;
}

}  // namespace tf::rule
