#include "base/json_pull.h"

#include "base/temporal.h"
#include "base/text.h"

namespace tf {

JsonPull::JsonPull(std::string_view text)
    : at_(text.data()),
      end_(text.data() + text.size()),
      failed_(first_bad_utf8(text).has_value()) {}

std::string_view JsonPull::word() {
  if (!take('"')) return fail(), std::string_view();
  const char* begin = at_;
  while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20)
    ++at_;
  const std::string_view found(begin, static_cast<std::size_t>(at_ - begin));
  expect('"');
  return failed_ ? std::string_view() : found;
}

void JsonPull::text(std::string& out) {
  if (!take('"')) return fail();
  out.clear();
  for (;;) {
    const char* begin = at_;
    while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20)
      ++at_;
    out.append(begin, at_);
    if (take('"')) return;
    if (!take('\\')) return fail();
    escape(out);
    if (failed_) return;
  }
}

// The escapes that append_json_string writes.
void JsonPull::escape(std::string& out) {
  constexpr std::string_view kAfter = "\"\\nrt", kMeant = "\"\\\n\r\t";
  if (at_ == end_) return fail();
  if (const std::size_t i = kAfter.find(*at_); i != std::string_view::npos) {
    ++at_;
    out += kMeant[i];
    return;
  }
  unsigned point = 0;
  if (end_ - at_ < 5 || std::memcmp(at_, "u00", 3) != 0) return fail();
  const auto [end, error] = std::from_chars(at_ + 3, at_ + 5, point, 16);
  if (error != std::errc{} || end != at_ + 5 || point >= 0x80) return fail();
  at_ = end;
  out += static_cast<char>(point);
}

bool JsonPull::literal(std::string_view word) {
  if (static_cast<std::size_t>(end_ - at_) < word.size() ||
      std::memcmp(at_, word.data(), word.size()) != 0)
    return fail(), false;
  at_ += word.size();
  return true;
}

bool JsonPull::boolean() {
  if (failed_) return false;
  if (next_is('t')) return literal("true");
  literal("false");
  return false;
}

void JsonPull::value(Value& out, int depth) {
  if (failed_ || at_ == end_ || depth > kMostDepth) return fail();
  switch (*at_) {
    case '"': {
      std::string text;
      this->text(text);
      out = Value::text(std::move(text));
      return;
    }
    case '[':
      return list(out, depth);
    case '{':
      return record(out, depth);
    case 'n':
      literal("null");
      out = Value();
      return;
    case 't':
    case 'f':
      out = Value::boolean(boolean());
      return;
    default:
      return number(out);
  }
}

void JsonPull::number(Value& out) {
  const char* p = at_;
  const auto digits = [&] {
    const char* begin = p;
    while (p != end_ && *p >= '0' && *p <= '9') ++p;
    return p - begin;
  };
  if (p != end_ && *p == '-') ++p;
  const char* first = p;
  const auto whole_digits = digits();
  if (whole_digits == 0 || (whole_digits > 1 && *first == '0')) return fail();
  const bool fraction = p != end_ && *p == '.';
  if (fraction && (++p, digits() == 0)) return fail();
  if (p != end_ && is_number_part(*p)) return fail();
  if (!fraction && whole_digits < 18) {
    out = Value::number(whole<std::int64_t>());
    return;
  }
  const auto number = Decimal::parse({at_, static_cast<std::size_t>(p - at_)});
  if (!number) return fail();
  out = Value::number(*number);
  at_ = p;
}

void JsonPull::list(Value& out, int depth) {
  expect('[');
  List items;
  if (!take(']')) {
    do {
      value(items.emplace_back(), depth + 1);
    } while (take(','));
    expect(']');
  }
  if (!failed_) out = Value::list(std::move(items));
}

void JsonPull::record(Value& out, int depth) {
  expect('{');
  if (name("@", true)) {  // one of FEEL's kinds; ranges are left to parse_json
    std::string text;
    this->text(text);
    expect('}');
    auto temporal = failed_ ? std::nullopt : parse_any_temporal(text);
    if (!temporal) return fail();
    out = *std::move(temporal);
    return;
  }
  std::vector<Record::Entry> entries;
  if (!take('}')) {
    do {
      std::string key;
      text(key);
      // Ascending: so no name stands twice. Those of @ mean something else when they stand alone.
      if (failed_ || key.starts_with('@') || (!entries.empty() && key <= entries.back().first))
        return fail();
      expect(':');
      value(entries.emplace_back(std::move(key), Value()).second, depth + 1);
    } while (take(','));
    expect('}');
  }
  if (!failed_) out = Value::record(Record(std::move(entries)));
}

}  // namespace tf
