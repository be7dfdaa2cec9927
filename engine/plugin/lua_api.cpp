#include "plugin/lua_api.h"

#include <charconv>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace tf::plugin {

namespace {

using Arguments = std::span<const Value>;

using In = ApiEntry::In;
constexpr ApiEntry kTable[] = {
    {"calendar.days", "from: string, to: string", "integer", "两个日期之间的天数",
     "days from one date to another", In::all},
    {"calendar.add_days", "date: string, days: integer", "string", "若干天后的日期",
     "the date so many days later", In::all},
    {"calendar.weekday", "date: string", "integer", "星期几，1 为星期一",
     "day of the week, 1 for Monday", In::all},
    {"json.encode", "value: any", "string", "写成 JSON", "a value as JSON", In::all},
    {"json.decode", "text: string", "any", "读 JSON", "reads JSON", In::all},
    {"hash", "text: string", "string", "SHA-256，十六进制", "SHA-256 in hex", In::all},
    {"reject", "code: string, text: string|{zh: string, en: string}", "table",
     "过滤时退回：return tf.reject(…)", "refuses in a filter: return tf.reject(…)", In::all},
    {"kv.get", "key: string", "any", "本插件在本镇记下的值", "what this plugin keeps in this town",
     In::filters},
    {"kv.put", "key: string, value: any, options?: {ttl?: string, if_was?: any, new?: boolean}",
     "boolean", "记下一个值，nil 为删去；if_was、new 不合时不记，答 false",
     "keeps a value, nil takes it away; false, and nothing kept, when if_was or new says otherwise",
     In::filters},
    {"kv.incr", "key: string, by?: number, options?: {ttl?: string}", "number",
     "加上一个数，答新值", "adds a number; the new value", In::filters},
    {"secret", "name: string", "string", "清单里写明的密钥", "a secret the manifest names",
     In::effects},
    {"http.fetch",
     "request: {url: string, method?: string, headers?: table<string, string>, body?: string}",
     "{status: integer, body: string}?, string?",
     "由主机代为请求；只限清单里的主机；不成时答 nil 和缘由",
     "asked of the host; only what the manifest allows; nil and the reason when it failed",
     In::effects},
    {"retry", "after: string", "table", "稍后再试：return tf.retry(\"30s\")",
     "tries again later: return tf.retry(\"30s\")", In::effects},
    {"test.call", "name: string, ...: any", "any", "调用本插件的函数；出错即报",
     "calls a function of the plugin; raises when it fails", In::tests},
    {"test.fails", "name: string, ...: any", "string, string", "应出错：错误代码和文字",
     "must fail: code and text", In::tests},
    {"test.kv", "record: table", "nil", "设定原来记着什么", "what is kept before", In::tests},
    {"test.kept", "", "table", "现在记着什么", "what is kept now", In::tests},
    {"test.http", "request: string, answer: {status: integer, body: string}|{error: string}", "nil",
     "外面怎样答复", "what the network answers", In::tests},
    {"test.asked", "", "string[]", "请求过哪些", "what the network was asked", In::tests},
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

namespace {

rule::PluginMemory& memory_of(rule::PluginMemory* const* memory) {
  if (*memory == nullptr) throw HostError{"only filters and effects keep something"};
  return **memory;
}

void read_options(Arguments a, rule::PluginWrite& write) {
  if (a.size() < 3 || !a[2].is(Value::Kind::record)) return;
  if (const Value& ttl = a[2]["ttl"]; !ttl.is_null()) {
    write.ttl = parse_span(ttl.str());
    if (!write.ttl) throw HostError{cat("'", ttl.str(), "' is no span; write 30s, 10m, 2h or 1d")};
  }
  if (a[2]["new"].is_true()) write.was = Value();
  if (const Value& was = a[2]["if_was"]; !was.is_null()) write.was = was;
}

std::optional<Value> put(rule::PluginMemory* const* memory, const rule::PluginWrite& write) {
  auto done = memory_of(memory).put(write);
  if (!done) throw HostError{done.error()};
  return std::move(*done);
}

}  // namespace

std::vector<HostFunction> memory_functions(rule::PluginMemory* const* memory) {
  return {
      {"kv.get", [memory](Arguments a) { return memory_of(memory).get(text_of(a, 0, "text")); }},
      {"kv.put",
       [memory](Arguments a) {
         rule::PluginWrite write;
         write.key = text_of(a, 0, "text");
         if (a.size() > 1) write.value = a[1];
         read_options(a, write);
         return Value::boolean(put(memory, write).has_value());
       }},
      {"kv.incr", [memory](Arguments a) {
         rule::PluginWrite write;
         write.key = text_of(a, 0, "text");
         write.value = a.size() > 1 && !a[1].is_null() ? a[1] : Value::number(1);
         if (!write.value.is(Value::Kind::number)) throw HostError{"argument 2 is no number"};
         write.add = true;
         read_options(a, write);
         return put(memory, write).value_or(Value());
       }}};
}

std::vector<HostFunction> effect_functions(Value secrets, Fetch fetch) {
  std::vector<HostFunction> out;
  out.push_back({"secret", [secrets = std::move(secrets)](Arguments a) {
                   const Value& found = a.empty() ? kNullValue : secrets[a[0].str()];
                   if (found.is_null()) throw HostError{"no such secret in the manifest"};
                   return found;
                 }});
  out.push_back({"http.fetch",
                 [fetch = std::move(fetch)](Arguments a) {
                   if (a.empty()) throw HostError{"takes {url = …}"};
                   Value answer = fetch(a[0]);
                   if (const Value& error = answer["error"]; !error.is_null())
                     return Value::list({Value(), Value::text(error.str())});
                   return Value::list({std::move(answer)});
                 },
                 true});
  out.push_back({"retry", [](Arguments a) {
                   Value after = a.empty() ? Value::text("30s") : a[0];
                   if (!parse_span(after.str()))
                     throw HostError{
                         cat("'", after.str(), "' is no span; write 30s, 10m, 2h or 1d")};
                   return Value::record({{"retry", std::move(after)}});
                 }});
  return out;
}

std::optional<Milliseconds> parse_span(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || n < 0 || n > 400 * kDay) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const Milliseconds each = unit == "ms"  ? 1
                            : unit == "s" ? kSecond
                            : unit == "m" ? kMinute
                            : unit == "h" ? kHour
                            : unit == "d" ? kDay
                                          : 0;
  if (each == 0 || n > 400 * kDay / each) return std::nullopt;
  return n * each;
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
    if (entry.in == In::effects) out += "--- Only in effects.\n";
    if (entry.in == In::filters) out += "--- In filters and effects.\n";
    if (entry.in == In::tests) out += "--- Only in tests/*.lua.\n";
    std::string names;
    int depth = 0;
    std::string one;
    const auto finish = [&] {
      const std::string_view argument = trim(one);
      const auto colon = argument.find(": ");
      if (colon == std::string_view::npos) return;
      out += cat("---@param ", argument.substr(0, colon), " ", argument.substr(colon + 2), "\n");
      std::string_view bare = argument.substr(0, colon);
      if (bare.ends_with('?')) bare.remove_suffix(1);
      names += cat(names.empty() ? "" : ", ", bare);
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

namespace {
const char* in_words(ApiEntry::In in) {
  return in == ApiEntry::In::effects   ? "; in effects only"
         : in == ApiEntry::In::filters ? "; in filters and effects"
         : in == ApiEntry::In::tests   ? "; in tests/*.lua only"
                                       : "";
}
}  // namespace

std::string api_markdown() {
  std::string out = "| `tf.` | answers | |\n|---|---|---|\n";
  for (const ApiEntry& entry : kTable)
    out += cat("| `", entry.name, "(", entry.arguments, ")` | `", entry.answers, "` | ", entry.zh,
               "。 ", entry.en, in_words(entry.in), " |\n");
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
