#include "sim/scenario_values.h"

#include "base/text.h"
#include "rule/feel/feel.h"

namespace tf::sim {

using model::Node;

namespace {

bool names(const Value& record, const std::string& id) {
  for (const char* key : {"id", "code", "number", "text", "item", "name"})
    if (const Value& value = record[key]; !value.is_null() && value.str() == id) return true;
  return false;
}

bool scalar_says(const Node& expected, const Value& actual, const Zone& zone) {
  const std::string& text = expected.text;
  switch (actual.kind()) {
    case Value::Kind::null:
      return text == "null" || text.empty();
    case Value::Kind::boolean:
      return text == (actual.as_boolean() ? "true" : "false");
    case Value::Kind::number: {
      const auto number = Decimal::parse(text);
      return number && *number == actual.as_number();
    }
    case Value::Kind::text:
      return text == actual.as_text();
    case Value::Kind::moment: {
      const auto instant = actual.instant(zone);
      return instant && same_moment(text, *instant, zone);
    }
    case Value::Kind::record:
      return names(actual, text);
    case Value::Kind::list:
      return actual.as_list().size() == 1 && scalar_says(expected, actual.as_list().front(), zone);
    default:
      return text == actual.str();
  }
}

}  // namespace

Value data_of(const Node& node) {
  if (node.is_list()) {
    List items;
    for (const auto& item : node.items) items.push_back(data_of(*item));
    return Value::list(std::move(items));
  }
  if (node.is_map()) {
    Record record;
    for (const model::Entry& entry : node.entries) record.set(entry.key, data_of(*entry.value));
    return Value::record(std::move(record));
  }
  if (node.quoted || node.block) return Value::text(node.text);
  if (node.text == "true" || node.text == "false") return Value::boolean(node.text == "true");
  if (node.text == "null") return {};
  const bool numeric =
      !node.text.empty() && node.text.find_first_not_of("0123456789.-") == std::string::npos;
  if (numeric)
    if (const auto number = Decimal::parse(node.text)) return Value::number(*number);
  return Value::text(node.text);
}

bool same_moment(std::string_view expected, Instant actual, const Zone& zone) {
  auto local = parse_local(expected);
  if (!local)
    if (const auto date = parse_date(expected)) local = LocalTime{*date, 0};
  if (!local) return false;
  const LocalTime there = zone.local(actual);
  const bool seconds = local->of_day % kMinute != 0;
  const Milliseconds unit = seconds ? kSecond : kMinute;
  return normal(*local) == LocalTime{there.date, there.of_day / unit * unit};
}

bool says(const Node& expected, const Value& actual, const Zone& zone) {
  if (expected.is_scalar()) return scalar_says(expected, actual, zone);
  if (expected.is_list()) {
    if (!actual.is(Value::Kind::list)) return expected.items.empty() && actual.is_null();
    const List& items = actual.as_list();
    if (items.size() != expected.items.size()) return false;
    for (std::size_t i = 0; i < items.size(); ++i)
      if (!says(*expected.items[i], items[i], zone)) return false;
    return true;
  }
  if (!actual.is(Value::Kind::record)) return false;
  for (const model::Entry& entry : expected.entries)
    if (!says(*entry.value, actual[entry.key], zone)) return false;
  return true;
}

std::vector<std::string> words_in(const Node& node) {
  if (node.is_scalar()) return {node.text};
  std::vector<std::string> words;
  for (const auto& item : node.items)
    words.push_back(item->is_scalar() ? item->text : shown(*item));
  return words;
}

std::string shown(const Node& node) {
  if (node.is_scalar()) return node.text;
  std::vector<std::string> parts;
  for (const auto& item : node.items) parts.push_back(shown(*item));
  for (const model::Entry& entry : node.entries)
    parts.push_back(cat(entry.key, ": ", shown(*entry.value)));
  return node.is_list() ? cat("[", join(parts, ", "), "]") : cat("{", join(parts, ", "), "}");
}

std::string shown(const std::vector<std::string>& list) {
  return cat("[", join(list, ", "), "]");
}

std::string shown(Instant t, const Zone& zone) {
  LocalTime local = zone.local(t);
  local.of_day = local.of_day / kSecond * kSecond;
  return to_string(local);
}

std::string shown(const Value& value, const Zone& zone) {
  if (value.is(Value::Kind::moment))
    if (const auto instant = value.instant(zone)) return shown(*instant, zone);
  return value.is_null() ? "null" : value.str();
}

}  // namespace tf::sim
