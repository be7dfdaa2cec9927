#include "plugin/lua_api.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace tf::plugin {

namespace {

using Arguments = std::span<const Value>;

constexpr ApiEntry kTable[] = {
    {"calendar.days", "from: string, to: string", "integer", "两个日期之间的天数",
     "days from one date to another", false},
    {"calendar.add_days", "date: string, days: integer", "string", "若干天后的日期",
     "the date so many days later", false},
    {"calendar.weekday", "date: string", "integer", "星期几，1 为星期一",
     "day of the week, 1 for Monday", false},
    {"json.encode", "value: any", "string", "写成 JSON", "a value as JSON", false},
    {"json.decode", "text: string", "any", "读 JSON", "reads JSON", false},
    {"hash", "text: string", "string", "SHA-256，十六进制", "SHA-256 in hex", false},
    {"reject", "code: string, text: string|{zh: string, en: string}", "table",
     "过滤时退回：return tf.reject(…)", "refuses in a filter: return tf.reject(…)", false},
    {"secret", "name: string", "string", "清单里写明的密钥", "a secret the manifest names", true},
    {"http.fetch",
     "request: {url: string, method?: string, headers?: table<string, string>, body?: string}",
     "{status: integer, body: string}?, string?", "由主机代为请求；只限清单里的主机",
     "asked of the host; only what the manifest allows", true},
    {"retry", "after: string", "table", "稍后再试：return tf.retry(\"30s\")",
     "tries again later: return tf.retry(\"30s\")", true},
};

const std::string& text_of(Arguments a, std::size_t i, const char* what) {
  if (i >= a.size() || !a[i].is(Value::Kind::text))
    throw HostError{cat("argument ", i + 1, " is no ", what)};
  return a[i].as_text();
}

// "2026-03-10", also at the head of a moment.
Date date_in(Arguments a, std::size_t i) {
  const auto date = parse_date(std::string_view(text_of(a, i, "date")).substr(0, 10));
  if (!date) throw HostError{cat("'", a[i].as_text(), "' is no date; write 2026-03-10")};
  return *date;
}

Value date_text(Date date) {
  return Value::text(Value::date(date).str());
}

Value add_days(Arguments a) {
  const Date from = date_in(a, 0);
  const auto days =
      a.size() > 1 && a[1].is(Value::Kind::number) ? a[1].as_number().whole() : std::nullopt;
  if (!days || *days > 100'000 || *days < -100'000)
    throw HostError{"argument 2 is no whole number of days"};
  return date_text(from + *days);
}

Value decode(Arguments a) {
  auto value =
      parse_json(text_of(a, 0, "text"), {.bytes = 64 << 10, .depth = 30, .values = 10'000});
  if (!value) throw HostError{cat("not JSON: ", value.error().text)};
  return std::move(*value);
}

Value reject(Arguments a) {
  const std::string& code = text_of(a, 0, "code");
  Value zh = Value::text(code), en = zh;
  if (a.size() > 1 && a[1].is(Value::Kind::text)) zh = en = a[1];
  if (a.size() > 1 && a[1].is(Value::Kind::record)) {
    zh = a[1]["zh"].is_null() ? a[1]["en"] : a[1]["zh"];
    en = a[1]["en"].is_null() ? a[1]["zh"] : a[1]["en"];
  }
  return Value::record(
      {{"reject", Value::record({{"code", Value::text(code)}, {"zh", zh}, {"en", en}})}});
}

}  // namespace

std::span<const ApiEntry> api_table() {
  return kTable;
}

std::vector<HostFunction> pure_functions() {
  return {
      {"calendar.days", [](Arguments a) { return Value::number(date_in(a, 1) - date_in(a, 0)); }},
      {"calendar.add_days", add_days},
      {"calendar.weekday",
       [](Arguments a) {
         return Value::number(static_cast<std::int64_t>(weekday_of(date_in(a, 0))));
       }},
      {"json.encode", [](Arguments a) { return Value::text(to_json(a.empty() ? Value() : a[0])); }},
      {"json.decode", decode},
      {"hash", [](Arguments a) { return Value::text(to_hex(sha256(text_of(a, 0, "text")))); }},
      {"reject", reject},
  };
}

std::string lua_types() {
  std::string out = "---@meta townflow\n\n---@class tf\n---@field config table\ntf = {}\n";
  std::string groups;
  for (const ApiEntry& entry : kTable) {
    const std::string_view name = entry.name;
    const auto dot = name.find('.');
    if (dot != std::string_view::npos) {
      const std::string group = cat("tf.", name.substr(0, dot), " = {}\n");
      if (out.find(group) == std::string::npos) out += cat("\n", group);
    }
    out += cat("\n--- ", entry.en, " (", entry.zh, ")\n");
    if (entry.effect_only) out += "--- Only in effects.\n";
    std::string names;
    int depth = 0;
    std::string one;
    const auto finish = [&] {
      const std::string_view argument = trim(one);
      const auto colon = argument.find(": ");
      if (colon == std::string_view::npos) return;
      out += cat("---@param ", argument.substr(0, colon), " ", argument.substr(colon + 2), "\n");
      names += cat(names.empty() ? "" : ", ", argument.substr(0, colon));
      one.clear();
    };
    for (const char* c = entry.arguments; *c != '\0'; ++c) {
      if (*c == '{' || *c == '<') ++depth;
      if (*c == '}' || *c == '>') --depth;
      if (*c == ',' && depth == 0)
        finish();
      else
        one += *c;
    }
    finish();
    out += cat("---@return ", entry.answers, "\nfunction tf.", name, "(", names, ") end\n");
  }
  return out;
}

std::string api_markdown() {
  std::string out = "| `tf.` | answers | |\n|---|---|---|\n";
  for (const ApiEntry& entry : kTable)
    out += cat("| `", entry.name, "(", entry.arguments, ")` | `", entry.answers, "` | ", entry.zh,
               "。 ", entry.en, entry.effect_only ? "; in effects only" : "", " |\n");
  std::string escaped;
  bool code = false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == '`') code = !code;
    if (out[i] == '|' && code) escaped += '\\';
    escaped += out[i];
  }
  return escaped;
}

}  // namespace tf::plugin
