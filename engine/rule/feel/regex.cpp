#include "rule/feel/regex.h"

#include <unicode/locid.h>
#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <memory>

#include "rule/feel/regex_translate.h"

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

struct Compiled {
  RegexFlags flags;
  std::unique_ptr<RegexMatcher> matcher;

  // Whether `input` holds a match, from a fresh start.
  std::expected<bool, std::string> finds(const UnicodeString& input) {
    UErrorCode status = U_ZERO_ERROR;
    matcher->reset(input);
    const bool found = matcher->find(status) != 0;
    if (U_FAILURE(status)) return std::unexpected(u_errorName(status));
    return found;
  }
};

std::expected<Compiled, std::string> compile(std::string_view pattern, std::string_view flags) {
  const auto parsed = parse_regex_flags(flags);
  if (!parsed) return std::unexpected(parsed.error());
  const auto translated = translate_regex(pattern, *parsed);
  if (!translated) return std::unexpected(translated.error());
  UErrorCode status = U_ZERO_ERROR;
  const std::uint32_t bits = parsed->ignore_case ? std::uint32_t{UREGEX_CASE_INSENSITIVE} : 0;
  auto matcher = std::make_unique<RegexMatcher>(wide(*translated), bits, status);
  if (U_FAILURE(status)) return std::unexpected(u_errorName(status));
  matcher->setTimeLimit(kRegexTime, status);
  matcher->setStackLimit(kRegexStack, status);
  if (U_FAILURE(status)) return std::unexpected(u_errorName(status));
  return Compiled{*parsed, std::move(matcher)};
}

// A pattern that matches nothing at all would match between any two characters.
std::expected<Compiled, std::string> compile_for_parts(std::string_view pattern,
                                                       std::string_view flags) {
  auto compiled = compile(pattern, flags);
  if (!compiled) return compiled;
  const UnicodeString empty;
  const auto found = compiled->finds(empty);
  if (!found) return std::unexpected(found.error());
  if (*found) return std::unexpected("the pattern matches the empty text");
  return compiled;
}

}  // namespace

std::expected<bool, std::string> regex_matches(std::string_view input, std::string_view pattern,
                                               std::string_view flags) {
  auto compiled = compile(pattern, flags);
  if (!compiled) return std::unexpected(compiled.error());
  const UnicodeString text = wide(input);
  return compiled->finds(text);
}

std::expected<std::string, std::string> regex_replace(std::string_view input,
                                                      std::string_view pattern,
                                                      std::string_view replacement,
                                                      std::string_view flags, std::size_t bytes) {
  auto compiled = compile_for_parts(pattern, flags);
  if (!compiled) return std::unexpected(compiled.error());
  RegexMatcher& matcher = *compiled->matcher;
  const auto parts = parse_replacement(replacement, matcher.groupCount(), compiled->flags.literal);
  if (!parts) return std::unexpected(parts.error());
  const UnicodeString text = wide(input);
  matcher.reset(text);
  UErrorCode status = U_ZERO_ERROR;
  std::string out;
  std::int32_t from = 0;
  while (matcher.find(status) && U_SUCCESS(status)) {
    out += narrow(text.tempSubStringBetween(from, matcher.start(status)));
    for (const ReplacementPart& part : *parts) {
      out += part.text;
      if (part.group >= 0) out += narrow(matcher.group(part.group, status));
    }
    if (out.size() > bytes) return std::unexpected("the result is too long");
    from = matcher.end(status);
  }
  if (U_FAILURE(status)) return std::unexpected(u_errorName(status));
  out += narrow(text.tempSubStringBetween(from));
  return out;
}

std::expected<std::vector<std::string>, std::string> regex_split(std::string_view input,
                                                                 std::string_view pattern,
                                                                 std::size_t bytes) {
  auto compiled = compile_for_parts(pattern, "");
  if (!compiled) return std::unexpected(compiled.error());
  const UnicodeString text = wide(input);
  compiled->matcher->reset(text);
  UErrorCode status = U_ZERO_ERROR;
  std::vector<std::string> out;
  std::int32_t from = 0;
  while (compiled->matcher->find(status) && U_SUCCESS(status)) {
    out.push_back(narrow(text.tempSubStringBetween(from, compiled->matcher->start(status))));
    if (out.size() > bytes / sizeof(std::string))
      return std::unexpected("there are too many parts");
    from = compiled->matcher->end(status);
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
