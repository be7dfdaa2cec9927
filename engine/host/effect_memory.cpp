#include "host/effect_memory.h"

#include <algorithm>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "core/plugin_memory.h"
#include "host/opened.h"

namespace tf::host {

namespace {

constexpr std::size_t kMostWrites = 1'000;  // of one call
constexpr std::size_t kMostNotices = 20;    // of one call

}  // namespace

Value EffectMemory::get(const std::string& key) {
  if (const auto own = own_.find(key); own != own_.end()) return own->second;
  const auto row = store_.kept(town_.id, manifest_.id, key, now_.ms);
  if (!row || !*row) return {};
  auto value = parse_json(opened_json(store_, (*row)->value));
  return value ? std::move(*value) : Value();
}

std::expected<std::optional<Value>, std::string> EffectMemory::put(const rule::PluginWrite& write) {
  if (manifest_.kept == 0)
    return std::unexpected("the manifest asks for no memory: permissions: {kv: 64 KiB}");
  if (writes_.size() >= kMostWrites)
    return std::unexpected(cat("more than ", kMostWrites, " writes in one call"));
  const Value before = get(write.key);
  if (write.was && *write.was != before) return std::optional<Value>();
  Value value = write.value;
  if (write.add && before.is(Value::Kind::number)) {
    const auto sum = add(before.as_number(), value.as_number());
    if (!sum) return std::unexpected(cat("'", write.key, "' would be too large a number"));
    value = Value::number(*sum);
  }
  own_[write.key] = value;
  writes_.push_back(core::to_value(write));
  return std::optional<Value>(std::move(value));
}

std::expected<Value, std::string> EffectMemory::ask(std::string_view what,
                                                    std::span<const Value> arguments) {
  if (what == "log") {
    if (++logged_ > core::kMostLogged)
      return std::unexpected(cat("more than ", core::kMostLogged, " lines in one call"));
    const std::string line = arguments.empty() ? "" : arguments[0].str();
    log_info(
        "a plugin says",
        {{"plugin", manifest_.id}, {"town", town_.id}, {"text", line.substr(0, core::kMaxLogged)}});
    return Value();
  }
  if (what == "notify.send") return notify(arguments);
  if (what == "ctx")
    return Value::record({{"plugin", Value::text(manifest_.id)},
                          {"version", Value::text(manifest_.version)},
                          {"town", Value::text(town_.id)}});
  if (auto answer = core::answer_of_town(town_, now_, what, arguments)) return *std::move(answer);
  return PluginMemory::ask(what, arguments);
}

// {to = "li" or {"li", …}, text = …, by = {"sms"}}
std::expected<Value, std::string> EffectMemory::notify(std::span<const Value> arguments) {
  const Value asked = arguments.empty() ? Value() : arguments[0];
  if (manifest_.notify.empty())
    return std::unexpected("the manifest asks for no notices: permissions: {notify: [app]}");
  if (notices_.size() >= kMostNotices)
    return std::unexpected(cat("more than ", kMostNotices, " notices in one call"));
  const auto texts = [](const Value& given) {
    if (given.is(Value::Kind::list)) return given.as_list();
    return given.is_null() ? List{} : List{given};
  };
  const List to = texts(asked["to"]);
  const std::string text = asked["text"].is(Value::Kind::text) ? asked["text"].as_text() : "";
  if (to.empty() || text.empty() || text.size() > core::kMaxLogged)
    return std::unexpected(cat("takes {to = person, text = up to ", core::kMaxLogged, " bytes}"));
  List by = texts(asked["by"]);
  for (const Value& channel : by)
    if (std::ranges::find(manifest_.notify, channel.str()) == manifest_.notify.end())
      return std::unexpected(
          cat("the manifest does not ask for the channel '", channel.str(), "'"));
  if (by.empty())
    for (const std::string& channel : manifest_.notify) by.push_back(Value::text(channel));
  notices_.push_back(Value::record(
      {{"to", Value::list(to)}, {"text", Value::text(text)}, {"by", Value::list(std::move(by))}}));
  return Value();
}

Value EffectMemory::with_writes(Value answer) const {
  if (writes_.empty() && notices_.empty()) return answer;
  Record out = answer.is(Value::Kind::record) ? answer.as_record() : Record{};
  if (!notices_.empty()) out.set(core::kToldNotices, Value::list(notices_));
  if (writes_.empty()) return Value::record(std::move(out));
  out.set(core::kKeptWrites,
          Value::record({{"plugin", Value::text(manifest_.id)},
                         {"quota", Value::number(static_cast<std::int64_t>(manifest_.kept))},
                         {"writes", Value::list(writes_)}}));
  return Value::record(std::move(out));
}

}  // namespace tf::host
