// Texts, counted in code points. Patterns are XPath regular expressions (regex.h).
#include "base/decimal_math.h"
#include "base/text.h"
#include "rule/feel/builtins.h"
#include "rule/feel/list_arguments.h"
#include "rule/feel/machine.h"
#include "rule/feel/regex.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

bool is_text(const Call& call, std::size_t i) {
  return i < call.args.size() && call.args[i].is(Kind::text);
}
Value not_a_text(const Call& call) {
  return call.wrong("这里应是文字", "a text is expected");
}

Value made(const Call& call, std::string text) {
  return call.machine.spend_bytes(text.size()) ? Value::text(std::move(text)) : Value();
}

// The byte where code point `n` begins, or the end.
std::size_t byte_of(std::string_view text, std::size_t n) {
  std::size_t at = 0;
  while (n > 0 && at < text.size()) {
    at += first_point(text.substr(at)).bytes;
    --n;
  }
  return at;
}

Value substring(const Call& call) {
  if (!is_text(call, 0) || !call.args[1].is(Kind::number)) return not_a_text(call);
  const std::string& text = call.args[0].as_text();
  const auto size = static_cast<std::int64_t>(count_points(text));
  const auto start = truncated(call.args[1].as_number());
  if (!start || *start == 0 || *start > size || *start < -size)
    return call.wrong("没有这个位置", "there is no such position");
  const std::int64_t first = *start > 0 ? *start - 1 : size + *start;
  std::int64_t length = size - first;
  if (call.args.size() > 2) {
    if (!call.args[2].is(Kind::number))
      return call.wrong("长度应是数", "the length must be a number");
    const auto wanted = truncated(call.args[2].as_number());
    if (!wanted || *wanted < 1) return call.wrong("长度至少是 1", "the length must be 1 or more");
    length = std::min(length, *wanted);
  }
  const std::size_t from = byte_of(text, static_cast<std::size_t>(first));
  const std::string_view rest = std::string_view(text).substr(from);
  return made(call, std::string(rest.substr(0, byte_of(rest, static_cast<std::size_t>(length)))));
}

Value string_length(const Call& call) {
  if (!is_text(call, 0)) return not_a_text(call);
  return Value::number(static_cast<std::int64_t>(count_points(call.args[0].as_text())));
}

template <bool upper>
Value change_case(const Call& call) {
  if (!is_text(call, 0)) return not_a_text(call);
  return made(call, change_letter_case(call.args[0].as_text(), upper));
}

template <bool before>
Value part(const Call& call) {
  if (!is_text(call, 0) || !is_text(call, 1)) return not_a_text(call);
  const std::string& text = call.args[0].as_text();
  const std::string& match = call.args[1].as_text();
  const std::size_t at = text.find(match);
  if (at == std::string::npos) return Value::text("");
  if (match.empty()) return before ? Value::text("") : call.args[0];
  return made(call, before ? text.substr(0, at) : text.substr(at + match.size()));
}

Value contains(const Call& call) {
  if (!is_text(call, 0) || !is_text(call, 1)) return not_a_text(call);
  return Value::boolean(call.args[0].as_text().find(call.args[1].as_text()) != std::string::npos);
}
Value starts_with(const Call& call) {
  if (!is_text(call, 0) || !is_text(call, 1)) return not_a_text(call);
  return Value::boolean(call.args[0].as_text().starts_with(call.args[1].as_text()));
}
Value ends_with(const Call& call) {
  if (!is_text(call, 0) || !is_text(call, 1)) return not_a_text(call);
  return Value::boolean(call.args[0].as_text().ends_with(call.args[1].as_text()));
}

std::optional<std::string_view> flags_of(const Call& call, std::size_t i) {
  if (i >= call.args.size() || call.args[i].is_null()) return "";
  if (!call.args[i].is(Kind::text)) return std::nullopt;
  return call.args[i].as_text();
}

// A pattern may cost up to kRegexTime.
constexpr std::uint32_t kPatternSteps = 2000;

Value wrong_pattern(const Call& call, const std::string& why) {
  return call.wrong(cat("正则表达式不能用：", why), cat("the pattern cannot be used: ", why));
}

Value matches(const Call& call) {
  if (!call.machine.spend(kPatternSteps)) return {};
  const auto flags = flags_of(call, 2);
  if (!is_text(call, 0) || !is_text(call, 1) || !flags) return not_a_text(call);
  const auto found = regex_matches(call.args[0].as_text(), call.args[1].as_text(), *flags);
  return found ? Value::boolean(*found) : wrong_pattern(call, found.error());
}

Value replace(const Call& call) {
  if (!call.machine.spend(kPatternSteps)) return {};
  const auto flags = flags_of(call, 3);
  if (!is_text(call, 0) || !is_text(call, 1) || !is_text(call, 2) || !flags)
    return not_a_text(call);
  auto out = regex_replace(call.args[0].as_text(), call.args[1].as_text(), call.args[2].as_text(),
                           *flags, call.machine.bytes_left());
  return out ? made(call, *std::move(out)) : wrong_pattern(call, out.error());
}

Value split_text(const Call& call) {
  if (!call.machine.spend(kPatternSteps)) return {};
  if (!is_text(call, 0) || !is_text(call, 1)) return not_a_text(call);
  auto parts =
      regex_split(call.args[0].as_text(), call.args[1].as_text(), call.machine.bytes_left());
  if (!parts) return wrong_pattern(call, parts.error());
  if (!call.machine.spend_bytes(parts->size() * sizeof(Value))) return {};
  List out;
  for (std::string& one : *parts) out.push_back(Value::text(std::move(one)));
  return Value::list(std::move(out));
}

Value string_join(const Call& call) {
  const auto list = list_of(call.args[0]);
  if (!list) return not_a_text(call);
  std::string between;
  if (call.has(1)) {
    if (!is_text(call, 1)) return not_a_text(call);
    between = call.args[1].as_text();
  }
  std::string out;
  bool first = true;
  for (const Value& item : *list) {
    if (item.is_null()) continue;
    if (!item.is(Kind::text)) return not_a_text(call);
    if (!first) out += between;
    first = false;
    out += item.as_text();
    if (out.size() > call.machine.bytes_left()) return made(call, std::move(out));
  }
  return made(call, std::move(out));
}

}  // namespace

std::vector<Builtin> text_builtins() {
  return {
      {"substring",
       {"string, start position, length?"},
       substring,
       "a part; positions from 1, negative from the end"},
      {"string length", {"string"}, string_length, "how many characters"},
      {"upper case", {"string"}, change_case<true>, "in capital letters"},
      {"lower case", {"string"}, change_case<false>, "in small letters"},
      {"substring before", {"string, match"}, part<true>, "what stands before the match"},
      {"substring after", {"string, match"}, part<false>, "what stands after the match"},
      {"replace",
       {"input, pattern, replacement, flags?"},
       replace,
       "every match of a pattern replaced"},
      {"contains", {"string, match"}, contains, "whether the match is inside"},
      {"starts with", {"string, match"}, starts_with, "whether it begins so"},
      {"ends with", {"string, match"}, ends_with, "whether it ends so"},
      {"matches", {"input, pattern, flags?"}, matches, "whether a pattern is found"},
      {"split", {"string, delimiter"}, split_text, "the parts between matches of a pattern"},
      {"string join", {"list, delimiter?"}, string_join, "texts one after the other"},
  };
}

}  // namespace tf::rule
