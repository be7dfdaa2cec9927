// Contexts: reading, adding to and merging them.
#include "base/text.h"
#include "rule/feel/builtins.h"
#include "rule/feel/list_arguments.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

Value not_a_context(const Call& call) {
  return call.wrong("这里应是上下文", "a context is expected");
}

Value get_value(const Call& call) {
  if (!call.args[0].is(Kind::record) || !call.args[1].is(Kind::text)) return not_a_context(call);
  return call.args[0][call.args[1].as_text()];
}

Value get_entries(const Call& call) {
  if (!call.args[0].is(Kind::record)) return not_a_context(call);
  List out;
  for (const auto& [name, value] : call.args[0].as_record())
    out.push_back(Value::record({{"key", Value::text(name)}, {"value", value}}));
  return Value::list(std::move(out));
}

// context([{key: k, value: v}, …]); a repeated key is a mistake.
Value context(const Call& call) {
  const auto list = list_of(call.args[0]);
  if (!list) return not_a_context(call);
  Record out;
  for (const Value& entry : *list) {
    if (!entry.is(Kind::record)) return not_a_context(call);
    const Value* key = entry.as_record().find("key");
    const Value* value = entry.as_record().find("value");
    if (key == nullptr || value == nullptr || !key->is(Kind::text)) return not_a_context(call);
    if (!call.machine.spend(static_cast<std::uint32_t>(out.size()) + 1)) return {};
    if (out.find(key->as_text()) != nullptr) return call.wrong("键重复", "a key stands twice");
    out.set(key->as_text(), *value);
  }
  return Value::record(std::move(out));
}

// Puts `value` below a path of keys; each but the last must lead to a context.
bool put(Record& into, std::span<const Value> keys, const Value& value) {
  if (keys.empty() || !keys.front().is(Kind::text)) return false;
  const std::string& key = keys.front().as_text();
  if (keys.size() == 1) {
    into.set(key, value);
    return true;
  }
  const Value* below = into.find(key);
  if (below == nullptr || !below->is(Kind::record)) return false;
  Record inner = below->as_record();
  if (!put(inner, keys.subspan(1), value)) return false;
  into.set(key, Value::record(std::move(inner)));
  return true;
}

Value context_put(const Call& call) {
  if (!call.args[0].is(Kind::record)) return not_a_context(call);
  const bool many = call.args[1].is(Kind::list);
  if (call.named && many != (call.signature == 1))
    return call.wrong("一个键用 key，一条路径用 keys", "one key is `key`, a path is `keys`");
  if (!many && !call.args[1].is(Kind::text))
    return call.wrong("键应是文字", "the key must be a text");
  Record out = call.args[0].as_record();
  const auto keys =
      many ? std::span<const Value>(call.args[1].as_list()) : std::span(&call.args[1], 1);
  if (!put(out, keys, call.args[2])) return call.wrong("没有这条路径", "there is no such path");
  return Value::record(std::move(out));
}

Value context_merge(const Call& call) {
  const auto list = list_of(call.args[0]);
  if (!list) return not_a_context(call);
  Record out;
  for (const Value& one : *list) {
    if (!one.is(Kind::record)) return not_a_context(call);
    for (const auto& [name, value] : one.as_record()) {
      if (!call.machine.spend(static_cast<std::uint32_t>(out.size()) + 1)) return {};
      out.set(name, value);
    }
  }
  return Value::record(std::move(out));
}

}  // namespace

std::vector<Builtin> context_builtins() {
  return {
      {"get value", {"m, key", "context, key"}, get_value, "the value of a key"},
      {"get entries", {"m", "context"}, get_entries, "a list of {key, value}"},
      {"context", {"entries"}, context, "a context from a list of {key, value}"},
      {"context put",
       {"context, key, value", "context, keys, value"},
       context_put,
       "the context with one value more"},
      {"context merge", {"contexts"}, context_merge, "the contexts as one; the last wins"},
  };
}

}  // namespace tf::rule
