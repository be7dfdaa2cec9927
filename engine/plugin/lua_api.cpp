#include "plugin/lua_api.h"

#include <charconv>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "rule/feel/feel.h"

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
    {"calendar.add", "from: string, span: string", "string",
     "按本镇工作日历加上一段时间，如 2 working days、4 office hours；日期得日期，时刻得时刻",
     "a span later by the town's calendar: 2 working days, 4 office hours; of a date a date",
     In::filters},
    {"calendar.between", "from: string, to: string, unit?: string", "integer",
     "两个日期或时刻之间的 working days（默认）、calendar days 或 office minutes",
     "working days between two dates or moments (unless said calendar days or office minutes)",
     In::filters},
    {"calendar.is_workday", "at: string", "boolean", "本镇是否上班", "a working day of the town",
     In::filters},
    {"clock.now", "", "string", "本次操作的时刻", "the moment of the turn", In::filters},
    {"ctx", "",
     "{plugin: string, town: string, workflow?: string, number?: string, actor?: string}",
     "此刻为谁而算：插件、乡镇、流程、案件编号、办理人",
     "what the call is about: plugin, town; in filters process, number and actor too", In::filters},
    {"i18n", "id: string", "{zh: string, en: string}", "编号在本镇的两种语言名称",
     "the names of an id in this town", In::filters},
    {"rules.eval", "table: string, inputs: table", "any",
     "用本流程的规则表作一次决定；没给的输入为 null",
     "decides by a table of the case's process; inputs not given are null", In::turns},
    {"feel", "expression: string, names?: table", "any",
     "算一个 FEEL 表达式，不含 matches、replace、split",
     "a FEEL expression over the names given; without matches, replace and split", In::all},
    {"log", "text: string", "nil", "记一行：过滤时随事件，对外动作时入主机日志；一次最多 20 行",
     "a line: with the event of a filter, in the host's log of an effect; 20 a call", In::filters},
    {"audit", "text: string", "nil", "在案件的经过里留一行；一次最多 5 行",
     "a line on the record of the case; 5 a call", In::turns},
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
    {"notify.send", "notice: {to: string|string[], text: string, by?: string[]}", "nil",
     "通知名册里的人，走清单写明的渠道；随这次答复发出，一次",
     "tells people of the roll, by channels the manifest names; sent once, with the answer",
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
    {"test.clock", "at: string", "nil", "现在是何时", "what time it is", In::tests},
    {"test.table", "name: string, outputs: any", "nil", "规则表怎样答复",
     "what rules.eval answers for a table", In::tests},
    {"test.logged", "", "string[]", "log、audit、notify.send 留下的行",
     "lines of log, audit and notify.send", In::tests},
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

// Names of a record for one expression.
class RecordEnv : public rule::Names, public rule::Env {
 public:
  explicit RecordEnv(const Value& record) {
    if (!record.is(Value::Kind::record)) return;
    for (const auto& [name, value] : record.as_record()) {
      names_.push_back(name);
      values_.push_back(value);
    }
  }
  std::optional<rule::Name> find(std::string_view name) const override {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i] == name)
        return rule::Name{rule::Name::Kind::variable, static_cast<int>(i), {}, {}};
    return std::nullopt;
  }
  std::vector<std::string> all() const override { return names_; }
  const Value& variable(int slot) override { return values_[static_cast<std::size_t>(slot)]; }
  Value call(int, Arguments) override { return {}; }
  Instant now() const override { return {}; }
  const Zone& zone() const override { return zone_; }

 private:
  std::vector<std::string> names_;
  std::vector<Value> values_;
  Zone zone_;
};

// Small enough that the clock of the call is asked often; patterns have a budget of their own and
// are for string.find.
Value feel(Arguments a) {
  constexpr std::size_t kMostFeel = 2'000;
  constexpr rule::Budget kFeel{.steps = 5'000, .depth = 50, .bytes = 256 << 10};
  const std::string& text = text_of(a, 0, "text");
  if (text.size() > kMostFeel) throw HostError{cat("more than ", kMostFeel, " bytes of FEEL")};
  for (const char* pattern : {"matches", "replace", "split"})
    if (text.find(pattern) != std::string::npos)
      throw HostError{cat("FEEL of a plugin has no ", pattern, "; use string.find or string.gsub")};
  RecordEnv env(a.size() > 1 ? a[1] : Value());
  const auto program = rule::compile_expression(text, env);
  if (!program) throw HostError{program.error().en};
  if (program->reads_clock())
    throw HostError{"FEEL of a plugin has no clock; give it tf.clock.now()"};
  std::vector<rule::Warning> warnings;
  Value answer = program->run(env, &warnings, kFeel);
  if (answer.is_null() && !warnings.empty()) throw HostError{warnings.front().en};
  return answer;
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

std::vector<HostFunction> town_functions(rule::PluginMemory* const* memory) {
  std::vector<HostFunction> out;
  for (const char* name : {"calendar.add", "calendar.between", "calendar.is_workday", "clock.now",
                           "ctx", "i18n", "rules.eval", "log", "audit", "notify.send"})
    out.push_back({name, [memory, name](Arguments a) {
                     if (*memory == nullptr)
                       throw HostError{"only filters and effects ask their town"};
                     auto answer = (*memory)->ask(name, a);
                     if (!answer) throw HostError{answer.error()};
                     return *std::move(answer);
                   }});
  return out;
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
      {"feel", feel},
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
    if (entry.in == In::turns) out += "--- Only in filters.\n";
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
         : in == ApiEntry::In::turns   ? "; in filters only"
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
