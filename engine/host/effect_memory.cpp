#include "host/effect_memory.h"

#include "base/json.h"
#include "base/text.h"
#include "core/plugin_memory.h"
#include "host/opened.h"

namespace tf::host {

namespace {

constexpr std::size_t kMostWrites = 1'000;  // of one call

}  // namespace

Value EffectMemory::get(const std::string& key) {
  if (const auto own = own_.find(key); own != own_.end()) return own->second;
  const auto row = store_.kept(town_, manifest_.id, key, now_.ms);
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
