#include "rule/feel/regex.h"

#include <unicode/locid.h>
#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <memory>
#include <optional>

namespace tf::rule {
namespace {

using icu::RegexMatcher;
using icu::UnicodeString;

UnicodeString wide(std::string_view text) {
  return UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}
std::string narrow(const UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::expected<std::uint32_t, std::string> flag_bits(std::string_view flags) {
  std::uint32_t bits = 0;
  for (const char c : flags) {
    switch (c) {
      case 's':
        bits |= UREGEX_DOTALL;
        break;
      case 'm':
        bits |= UREGEX_MULTILINE;
        break;
      case 'i':
        bits |= UREGEX_CASE_INSENSITIVE;
        break;
      case 'q':
        bits |= UREGEX_LITERAL;
        break;
      case 'x':
        break;
      default:
        return std::unexpected("flags are s, m, i, x, q");
    }
  }
  return bits;
}

struct Compiled {
  std::unique_ptr<RegexMatcher> matcher;
};

std::expected<Compiled, std::string> compile(std::string_view pattern, std::string_view flags) {
  const auto bits = flag_bits(flags);
  if (!bits) return std::unexpected(bits.error());
  UErrorCode status = U_ZERO_ERROR;
  auto matcher = std::make_unique<RegexMatcher>(wide(pattern), *bits, status);
  if (U_FAILURE(status)) return std::unexpected(u_errorName(status));
  matcher->setTimeLimit(kRegexTime, status);
  matcher->setStackLimit(kRegexStack, status);
  return Compiled{std::move(matcher)};
}

}  // namespace

std::expected<bool, std::string> regex_matches(std::string_view input, std::string_view pattern,
                                               std::string_view flags) {
  auto compiled = compile(pattern, flags);
  if (!compiled) return std::unexpected(compiled.error());
  const UnicodeString text = wide(input);
  compiled->matcher->reset(text);
  UErrorCode status = U_ZERO_ERROR;
  const bool found = compiled->matcher->find(status);
  if (U_FAILURE(status)) return std::unexpected(u_errorName(status));
  return found;
}

std::expected<std::string, std::string> regex_replace(std::string_view input,
                                                      std::string_view pattern,
                                                      std::string_view replacement,
                                                      std::string_view flags) {
  auto compiled = compile(pattern, flags);
  if (!compiled) return std::unexpected(compiled.error());
  const UnicodeString text = wide(input);
  compiled->matcher->reset(text);
  UErrorCode status = U_ZERO_ERROR;
  const UnicodeString out = compiled->matcher->replaceAll(wide(replacement), status);
  if (U_FAILURE(status)) return std::unexpected(u_errorName(status));
  return narrow(out);
}

std::expected<std::vector<std::string>, std::string> regex_split(std::string_view input,
                                                                 std::string_view pattern) {
  auto compiled = compile(pattern, "");
  if (!compiled) return std::unexpected(compiled.error());
  const UnicodeString text = wide(input);
  compiled->matcher->reset(text);
  UErrorCode status = U_ZERO_ERROR;
  std::vector<std::string> out;
  std::int32_t from = 0;
  while (compiled->matcher->find(status) && U_SUCCESS(status)) {
    const std::int32_t start = compiled->matcher->start(status),
                       end = compiled->matcher->end(status);
    out.push_back(narrow(text.tempSubStringBetween(from, start)));
    from = end;
  }
  if (U_FAILURE(status)) return std::unexpected(u_errorName(status));
  out.push_back(narrow(text.tempSubStringBetween(from)));
  return out;
}

std::string change_letter_case(std::string_view text, bool upper) {
  UnicodeString wide_text = wide(text);
  upper ? wide_text.toUpper(icu::Locale::getRoot()) : wide_text.toLower(icu::Locale::getRoot());
  return narrow(wide_text);
}

}  // namespace tf::rule
