// Values to JSON, and JsonWriter. json.cpp reads.
#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/json.h"
#include "base/json_writer.h"
#include "base/temporal.h"

namespace tf {

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out += text.substr(done, i - done);
    done = i + 1;
    out += '\\';
    switch (c) {
      case '"':
      case '\\':
        out += text[i];
        break;
      case '\n':
        out += 'n';
        break;
      case '\r':
        out += 'r';
        break;
      case '\t':
        out += 't';
        break;
      default:
        out += "u00";
        out += kHex[c >> 4];
        out += kHex[c & 15];
    }
  }
  out += text.substr(done);
  out += '"';
}

namespace {

void append_whole(std::string& out, std::int64_t n) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

void append_number(std::string& out, const Decimal& number) {
  if (const auto whole = number.whole()) return append_whole(out, *whole);
  const std::string text = number.str();
  // Readers hold a number as a double: 1e308 and no more.
  const bool within = number <= Decimal::scaled(1, 308) && number >= Decimal::scaled(-1, 308);
  if (!within) out += R"({"@":")";
  out += text;
  if (!within) out += R"("})";
}

bool is_at_name(std::string_view name) {
  return !name.empty() && name.find_first_not_of('@') == std::string_view::npos;
}

// One value and all in it. `indent`: columns before this value's own line; negative writes
// compactly.
struct Printer {
  std::string& out;
  bool canonical;

  void print(const Value& value, int indent) const {
    switch (value.kind()) {
      case Value::Kind::null:
        out += "null";
        return;
      case Value::Kind::boolean:
        out += value.as_boolean() ? "true" : "false";
        return;
      case Value::Kind::number:
        append_number(out, value.as_number());
        return;
      case Value::Kind::text:
        append_json_string(out, value.as_text());
        return;
      case Value::Kind::date:
      case Value::Kind::time:
      case Value::Kind::moment:
      case Value::Kind::duration:
      case Value::Kind::months:
        out += R"({"@":")";
        append_temporal(out, value);
        out += R"("})";
        return;
      case Value::Kind::range:
        print(value.as_range());
        return;
      case Value::Kind::list:
        print(value.as_list(), indent);
        return;
      case Value::Kind::record:
        print(value.as_record(), indent);
        return;
      case Value::Kind::function:
        TF_BUG("a function has no JSON form");
    }
  }

  void print(const RangeValue& range) const {
    out += R"({"@":[)";
    if (range.comparison) {
      const bool below = range.lower.is_null();
      const bool included = below ? range.upper_included : range.lower_included;
      append_json_string(out, below ? (included ? "<=" : "<") : (included ? ">=" : ">"));
      out += ',';
      print(below ? range.upper : range.lower, -1);
    } else {
      append_json_string(out, range.lower_included ? "[" : "(");
      out += ',';
      print(range.lower, -1);
      out += ',';
      print(range.upper, -1);
      out += ',';
      append_json_string(out, range.upper_included ? "]" : ")");
    }
    out += "]}";
  }

  void print(const List& list, int indent) const {
    out += '[';
    const int inner = indent < 0 ? indent : indent + 2;
    for (const Value& item : list) {
      if (&item != list.data()) out += ',';
      new_line(inner);
      print(item, inner);
    }
    if (!list.empty()) new_line(indent);
    out += ']';
  }

  void print(const Record& record, int indent) const {
    out += '{';
    const int inner = indent < 0 ? indent : indent + 2;
    bool first = true;
    const auto entry = [&](const Record::Entry& e) {
      if (!first) out += ',';
      first = false;
      new_line(inner);
      if (record.size() == 1 && is_at_name(e.first)) {
        append_json_string(out, "@" + e.first);
      } else {
        append_json_string(out, e.first);
      }
      out += indent < 0 ? ":" : ": ";
      print(e.second, inner);
    };
    if (canonical) {
      std::vector<const Record::Entry*> sorted;
      sorted.reserve(record.size());
      for (const Record::Entry& e : record) sorted.push_back(&e);
      std::ranges::sort(sorted, [](const auto* a, const auto* b) { return a->first < b->first; });
      for (const Record::Entry* e : sorted) entry(*e);
    } else {
      for (const Record::Entry& e : record) entry(e);
    }
    if (!record.empty()) new_line(indent);
    out += '}';
  }

  void new_line(int indent) const {
    if (indent < 0) return;
    out += '\n';
    out.append(static_cast<std::size_t>(indent), ' ');
  }
};

}  // namespace

void append_json(std::string& out, const Value& value, bool canonical) {
  Printer{out, canonical}.print(value, -1);
}

std::string to_json(const Value& value, bool canonical) {
  std::string out;
  append_json(out, value, canonical);
  return out;
}

std::string to_pretty_json(const Value& value) {
  std::string out;
  Printer{out, false}.print(value, 0);
  return out;
}

void JsonWriter::before_value() {
  if (comma_) out_ += ',';
  comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  before_value();
  out_ += bracket;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  before_value();
  append_json_string(out_, name);
  out_ += ':';
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  before_value();
  append_json_string(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(bool b) {
  return raw(b ? "true" : "false");
}

JsonWriter& JsonWriter::value(const Value& v) {
  before_value();
  append_json(out_, v);
  return *this;
}

JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  before_value();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::whole(std::int64_t n) {
  before_value();
  append_whole(out_, n);
  return *this;
}

JsonWriter& JsonWriter::natural(std::uint64_t n) {
  before_value();
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
  out_.append(digits, static_cast<std::size_t>(end - digits));
  return *this;
}

}  // namespace tf
