#include "model/grammar.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace tf::model {

namespace {

constexpr std::array<std::string_view, 22> kTypes{
    "line",   "text",    "number", "whole",     "money",     "yes_no", "date",    "moment",
    "choice", "choices", "person", "unit",      "household", "node",   "address", "place",
    "phone",  "photo",   "file",   "signature", "case",      "record"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

// Punctuation of other scripts is no letter: general and CJK punctuation, full-width ASCII signs.
bool has_foreign_sign(std::string_view text) {
  while (!text.empty()) {
    const Point point = first_point(text);
    const char32_t c = point.value;
    const bool sign = (c >= 0x80 && c < 0xC0 && c != 0xAA && c != 0xB5 && c != 0xBA) || c == 0xD7 ||
                      c == 0xF7 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x3004) ||
                      (c >= 0x3008 && c <= 0x3020) || (c >= 0xFF01 && c <= 0xFF0F) ||
                      (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) ||
                      (c >= 0xFF5B && c <= 0xFF65) || c == 0xFEFF;
    if (sign) return true;
    text.remove_prefix(point.bytes);
  }
  return false;
}

std::optional<std::int64_t> whole(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return {};
  std::int64_t n = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (failure != std::errc{} || end != text.data() + text.size()) return {};
  return n;
}

// What join, meet and sign share: all, any, n.
std::optional<Quota> parse_quota(std::string_view text) {
  if (text == "all") return Quota{Quota::Kind::all, 0};
  if (text == "any") return Quota{Quota::Kind::any, 0};
  if (const auto n = whole(text); n && *n > 0) return Quota{Quota::Kind::count, *n};
  return {};
}

}  // namespace

bool is_field_type(std::string_view word) {
  return std::ranges::find(kTypes, word) != kTypes.end();
}

std::optional<FieldType> parse_field_type(std::string_view text) {
  FieldType type;
  text = trim(text);
  if (text == "required") {  // the type comes from where the field is declared
    type.required = true;
    return type;
  }
  if (text.starts_with("required ")) {
    type.required = true;
    text = trim(text.substr(9));
  }
  if (text.starts_with("list of ")) {
    type.list = true;
    text = trim(text.substr(8));
  }
  if (text.starts_with("choice of ") || text.starts_with("choices of ")) {
    const std::string_view words = trim(text.substr(text.find(" of ") + 4));
    for (const std::string_view word : split(words, ' '))
      if (!word.empty()) type.choices.emplace_back(word);
    text = text.substr(0, text.find(' '));
  }
  if (!is_field_type(text)) return {};
  type.type = text;
  return type;
}

std::optional<EachClause> parse_each(std::string_view text) {
  const auto at = text.rfind(" as ");
  if (at == text.npos) return {};
  const std::string_view name = trim(text.substr(at + 4));
  const std::string_view expression = trim(text.substr(0, at));
  if (!is_name(name) || expression.empty()) return {};
  return EachClause{std::string(expression), std::string(name), text.find(name, at + 4)};
}

std::optional<Target> parse_target(std::string_view text) {
  if (text == "end") return Target{Target::Kind::end, {}};
  if (text == "continue") return Target{Target::Kind::go_on, {}};
  if (!is_id(text)) return {};
  return Target{Target::Kind::step, std::string(text)};
}

std::optional<std::int64_t> parse_percent(std::string_view text) {
  if (!text.ends_with('%')) return {};
  const auto n = whole(trim(text.substr(0, text.size() - 1)));
  if (!n || *n < 1 || *n > 100) return {};
  return n;
}

std::optional<Fraction> parse_fraction(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return {};
  const auto part = whole(trim(text.substr(0, slash)));
  const auto total = whole(trim(text.substr(slash + 1)));
  if (!part || !total || *total < 1 || *part > *total) return {};
  return Fraction{*part, *total};
}

std::optional<Quota> parse_join(std::string_view text) {
  if (text == "none") return Quota{Quota::Kind::none, 0};
  if (const auto n = parse_percent(text)) return Quota{Quota::Kind::percent, *n};
  return parse_quota(text);
}

std::optional<Quota> parse_meet(std::string_view text) {
  if (text == "live") return Quota{Quota::Kind::live, 0};
  if (text.ends_with(" tokens")) {
    const auto n = whole(trim(text.substr(0, text.size() - 7)));
    if (n && *n > 0) return Quota{Quota::Kind::tokens, *n};
    return {};
  }
  return parse_quota(text);
}

std::optional<Quota> parse_sign(std::string_view text) {
  if (text == "in turn") return Quota{Quota::Kind::in_turn, 0};
  if (const auto n = parse_percent(text)) return Quota{Quota::Kind::percent, *n};
  return parse_quota(text);
}

bool is_id(std::string_view text) {
  return !text.empty() && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text,
                             [](char c) { return is_letter(c) || is_digit(c) || c == '-'; }) &&
         !has_foreign_sign(text);
}

bool is_name(std::string_view text) {
  return !text.empty() && !is_digit(text.front()) && std::ranges::all_of(text, [](char c) {
    return is_letter(c) || is_digit(c) || c == '_';
  }) && !has_foreign_sign(text);
}

bool is_reference(std::string_view text) {
  if (text.empty()) return false;
  return std::ranges::all_of(split(text, '.'), [](std::string_view part) {
    return !part.empty() && part.front() != '-' && std::ranges::all_of(part, [](char c) {
      return is_letter(c) || is_digit(c) || c == '-' || c == '_';
    }) && !has_foreign_sign(part);
  });
}

}  // namespace tf::model
