// JSON text to Value. json_write.cpp writes.
#include "base/json.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/temporal.h"
#include "base/text.h"

namespace tf {
namespace {

// Walks over the text for the library and tells how far it came.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** seen) : at_(at), seen_(seen) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *seen_ = ++at_;
    return *this;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }
  bool operator!=(const Cursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** seen_;
};

// An object or array still open.
struct Open {
  static constexpr std::size_t kFew = 16;  // so many names are looked through one by one
  bool is_object = false;
  List items{};
  std::vector<Record::Entry> entries{};
  std::set<std::string, std::less<>> names{};  // of entries, once they are many

  bool has(std::string_view name) const {
    if (entries.size() <= kFew) {
      for (const auto& entry : entries)
        if (entry.first == name) return true;
      return false;
    }
    return names.contains(name);
  }
  void add_name(std::string& name) {
    if (entries.size() == kFew)
      for (const auto& entry : entries) names.insert(entry.first);
    if (entries.size() >= kFew) names.insert(name);
    entries.emplace_back(std::move(name), Value());
  }
};

// The value of {"@": content}; nullopt when the content is none of FEEL's.
std::optional<Value> at_literal(const Value& content) {
  if (content.is(Value::Kind::text)) {
    if (auto temporal = parse_any_temporal(content.as_text())) return temporal;
    if (const auto number = Decimal::parse(content.as_text())) return Value::number(*number);
    return std::nullopt;
  }
  if (!content.is(Value::Kind::list)) return std::nullopt;
  const List& parts = content.as_list();
  const auto word = [&](std::size_t i) -> std::string_view {
    return parts[i].is(Value::Kind::text) ? std::string_view(parts[i].as_text()) : "";
  };
  RangeValue range;
  if (parts.size() == 2) {
    const std::string_view sign = word(0);
    const bool included = sign == "<=" || sign == ">=";
    range.comparison = true;
    if (sign == "<" || sign == "<=") {
      range.upper = parts[1];
      range.upper_included = included;
    } else if (sign == ">" || sign == ">=") {
      range.lower = parts[1];
      range.lower_included = included;
    } else {
      return std::nullopt;
    }
    return Value::range(std::move(range));
  }
  if (parts.size() != 4) return std::nullopt;
  if ((word(0) != "[" && word(0) != "(") || (word(3) != "]" && word(3) != ")")) return std::nullopt;
  range.lower = parts[1];
  range.upper = parts[2];
  range.lower_included = word(0) == "[";
  range.upper_included = word(3) == "]";
  return Value::range(std::move(range));
}

// Takes the library's events and builds the value; the first event refused ends the reading.
class Builder {
 public:
  Builder(std::string_view text, const JsonLimits& limits)
      : text_(text), limits_(limits), seen_(text.data()) {}

  std::expected<Value, JsonError> run() {
    const char** seen = &seen_;
    nlohmann::json::sax_parse(Cursor(text_.data(), seen), Cursor(text_.data() + text_.size(), seen),
                              this);
    if (error_) return std::unexpected(std::move(*error_));
    return std::move(root_);
  }

  // Called by the library.
  bool null() { return put(Value()); }
  bool boolean(bool b) { return put(Value::boolean(b)); }
  bool number_integer(std::int64_t n) { return put(Value::number(n)); }
  bool number_unsigned(std::uint64_t n) {
    if (n <= INT64_MAX) return put(Value::number(static_cast<std::int64_t>(n)));
    return number_text(std::to_string(n));
  }
  bool number_float(double, const std::string& written) { return number_text(written); }
  bool string(std::string& text) { return put(Value::text(std::move(text))); }
  bool binary(nlohmann::json::binary_t&) { return refuse("json.syntax", 0, "no such kind"); }
  bool start_object(std::size_t) { return open(true); }
  bool start_array(std::size_t) { return open(false); }
  bool end_array() {
    Value list = Value::list(std::move(open_.back().items));
    open_.pop_back();
    return attach(std::move(list));
  }
  bool end_object() {
    std::vector<Record::Entry> entries = std::move(open_.back().entries);
    open_.pop_back();
    if (entries.size() == 1 && entries[0].first.starts_with('@')) {
      std::string& name = entries[0].first;
      if (name == "@") {
        auto value = at_literal(entries[0].second);
        if (!value)
          return refuse("json.syntax", seen_offset() - 1,
                        "{\"@\": …} holds a date, time, duration, range or number as FEEL writes "
                        "it, such as {\"@\": \"2026-03-10\"}");
        return attach(std::move(*value));
      }
      if (name.find_first_not_of('@') == std::string::npos) name.pop_back();
    }
    return attach(Value::record(Record(std::move(entries))));
  }
  bool key(std::string& name) {
    if (open_.back().has(name))
      return refuse("json.duplicate_key", quote_before(seen_offset() - 1),
                    cat("the name \"", name, "\" stands twice in one object"));
    open_.back().add_name(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& e) {
    constexpr int kOutOfRange = 406;
    if (e.id == kOutOfRange)
      return refuse("json.number", seen_offset() - 1,
                    "a number beyond 10^308 is written {\"@\": \"1e400\"}");
    const std::size_t at = position == 0 ? 0 : position - 1;
    if (std::string_view(e.what()).find("surrogate") != std::string_view::npos)
      return refuse("json.text", at, "\\uD800 to \\uDFFF stand only in pairs, a high one first");
    return refuse("json.syntax", at, what_stands_at(at));
  }

 private:
  std::size_t seen_offset() const { return static_cast<std::size_t>(seen_ - text_.data()); }

  bool open(bool is_object) {
    if (open_.size() >= limits_.depth)
      return refuse("json.depth", seen_offset() - 1,
                    cat("objects and arrays may stand ", limits_.depth, " deep and no deeper"));
    if (!count()) return false;
    Open level;
    level.is_object = is_object;
    open_.push_back(std::move(level));
    return true;
  }

  bool number_text(const std::string& written) {
    const auto number = Decimal::parse(written);
    if (!number)
      return refuse("json.number", seen_offset() - 1,
                    cat("the number ", written, " is beyond what a decimal of 34 digits holds"));
    return put(Value::number(*number));
  }

  bool put(Value value) { return count() && attach(std::move(value)); }

  bool count() {
    if (++values_ <= limits_.values) return true;
    return refuse("json.size", seen_offset() - 1,
                  cat("more than ", limits_.values, " values in one text"));
  }

  bool attach(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
      finished_ = true;
    } else if (open_.back().is_object) {
      open_.back().entries.back().second = std::move(value);
    } else {
      open_.back().items.push_back(std::move(value));
    }
    return true;
  }

  // The quote that opens the text whose closing quote is at `end`.
  std::size_t quote_before(std::size_t end) const {
    for (std::size_t at = end; at-- > 0;) {
      if (text_[at] != '"') continue;
      std::size_t slashes = 0;
      while (slashes < at && text_[at - 1 - slashes] == '\\') ++slashes;
      if (slashes % 2 == 0) return at;
    }
    return 0;
  }

  std::string what_stands_at(std::size_t at) const {
    if (at >= text_.size())
      return finished_ ? "nothing may follow the value" : "the text ends before the value does";
    const std::string_view rest = text_.substr(at);
    if (finished_) return cat("nothing may follow the value, but there is ", shown(rest));
    for (const std::string_view name : {"NaN", "Infinity", "-Infinity"})
      if (rest.starts_with(name)) return cat(name, " is no JSON number; write null");
    const auto c = static_cast<unsigned char>(rest[0]);
    if (c < 0x20 && c != '\n' && c != '\r' && c != '\t')
      return cat(shown(rest), " may not stand here; in a text it is written with a backslash");
    if (c == '\'') return "texts and names stand in double quotes (\")";
    if (c == '/' || c == '#') return "JSON has no comments";
    return cat(shown(rest), " does not belong here");
  }

  static std::string shown(std::string_view rest) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    const auto c = static_cast<unsigned char>(rest[0]);
    if (c == '\n' || c == '\r') return "a line break";
    if (c < 0x20) return cat("U+00", kHex[c >> 4], kHex[c & 15]);
    return cat("'", rest.substr(0, first_point(rest).bytes), "'");
  }

  bool refuse(std::string_view name, std::size_t offset, std::string text);

  std::string_view text_;
  JsonLimits limits_;
  const char* seen_;
  std::vector<Open> open_{};
  Value root_{};
  std::size_t values_ = 0;
  bool finished_ = false;
  std::optional<JsonError> error_{};
};

JsonError error_at(std::string_view name, std::string_view text, std::size_t offset,
                   std::string sentence) {
  const std::string_view before = text.substr(0, offset);
  const auto line = static_cast<int>(std::ranges::count(before, '\n')) + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto column = static_cast<int>(count_points(before.substr(line_start))) + 1;
  return {std::string(name), line, column, std::move(sentence)};
}

bool Builder::refuse(std::string_view name, std::size_t offset, std::string text) {
  error_ = error_at(name, text_, offset, std::move(text));
  return false;
}

}  // namespace

std::expected<Value, JsonError> parse_json(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes)
    return std::unexpected(
        JsonError{"json.size", 1, 1,
                  cat("the text has ", text.size(), " bytes; ", limits.bytes, " are allowed")});
  if (const auto bad = first_bad_utf8(text))
    return std::unexpected(error_at("json.text", text, *bad, "this byte is not UTF-8"));
  if (text.starts_with("\xEF\xBB\xBF"))
    return std::unexpected(JsonError{"json.syntax", 1, 1, "a byte order mark may not stand here"});
  return Builder(text, limits).run();
}

}  // namespace tf
