#include "host/effect_memory.h"

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "core/plugin_memory.h"

namespace tf::host {

namespace {

constexpr std::size_t kMostWrites = 1'000;  // of one call

}  // namespace

Value EffectMemory::get(const std::string& key) {
  if (const auto own = own_.find(key); own != own_.end()) return own->second;
  const auto row = store_.kept(town_.id, manifest_.id, key, now_.ms);
  if (!row || !*row) return {};
  auto value = parse_json((*row)->value);
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
  if (what == "ctx")
    return Value::record({{"plugin", Value::text(manifest_.id)},
                          {"version", Value::text(manifest_.version)},
                          {"town", Value::text(town_.id)}});
  if (auto answer = core::answer_of_town(town_, now_, what, arguments)) return *std::move(answer);
  return PluginMemory::ask(what, arguments);
}

Value EffectMemory::with_writes(Value answer) const {
  if (writes_.empty()) return answer;
  Record out = answer.is(Value::Kind::record) ? answer.as_record() : Record{};
  out.set(core::kKeptWrites,
          Value::record({{"plugin", Value::text(manifest_.id)},
                         {"quota", Value::number(static_cast<std::int64_t>(manifest_.kept))},
                         {"writes", Value::list(writes_)}}));
  return Value::record(std::move(out));
}

}  // namespace tf::host
