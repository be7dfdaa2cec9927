#include "core/plugin_memory.h"

#include "base/json.h"
#include "base/text.h"

namespace tf::core {

namespace {

std::int64_t size_of(const std::string& key, const Value& value) {
  return value.is_null() ? 0 : static_cast<std::int64_t>(key.size() + to_json(value).size());
}

}  // namespace

std::optional<Lookup::Kept> TurnMemory::there(const std::string& key) const {
  if (const auto own = written_.find(key); own != written_.end()) return own->second;
  const auto& turn = turn_.memory.values;
  if (const auto found = turn.find({plugin_, key}); found != turn.end()) return found->second;
  Lookup* lookup = turn_.world().lookup;
  if (lookup == nullptr) return std::nullopt;
  auto found = lookup->kept(plugin_, key);
  if (found) found->value = turn_.opened(found->value);
  return found;
}

Value TurnMemory::get(const std::string& key) {
  const auto found = there(key);
  const bool over = found && found->until && *found->until <= turn_.effective();
  Value value = found && !over ? found->value : Value();
  if (!written_.contains(key)) reads_.set(key, value);
  return value;
}

std::expected<std::optional<Value>, std::string> TurnMemory::put(const rule::PluginWrite& write) {
  if (write.key.empty() || write.key.size() > kMaxKeptKey)
    return std::unexpected(cat("a key has 1 to ", kMaxKeptKey, " bytes"));
  const Value before = get(write.key);
  if (write.was && *write.was != before) return std::optional<Value>();
  Value value = write.value;
  if (write.add) {
    if (!before.is_null() && !before.is(Value::Kind::number))
      return std::unexpected(cat("what is kept under '", write.key, "' is no number"));
    if (!before.is_null()) {
      const auto sum = add(before.as_number(), value.as_number());
      if (!sum) return std::unexpected(cat("'", write.key, "' would be too large a number"));
      value = Value::number(*sum);
    }
  }
  const std::int64_t more = size_of(write.key, value) - size_of(write.key, before);
  if (size_of({}, value) > static_cast<std::int64_t>(kMaxKeptValue))
    return std::unexpected(cat("a value of more than ", kMaxKeptValue / 1024, " KiB"));
  if (more > 0) {
    Lookup* lookup = turn_.world().lookup;
    const auto known = turn_.memory.grown.find(plugin_);
    const std::int64_t held = (lookup == nullptr ? 0 : lookup->kept_bytes(plugin_)) +
                              (known == turn_.memory.grown.end() ? 0 : known->second) + grown_;
    if (held + more > quota_)
      return std::unexpected(
          quota_ == 0 ? std::string("the manifest asks for no memory: permissions: {kv: 64 KiB}")
                      : cat("more than the ", quota_, " bytes the manifest asks for"));
  }
  grown_ += more;
  std::optional<Instant> until;
  if (write.ttl) until = turn_.effective() + *write.ttl;
  written_[write.key] = {value, until};
  return std::optional<Value>(std::move(value));
}

void TurnMemory::keep() {
  for (const auto& [key, kept] : written_) turn_.memory.values[{plugin_, key}] = kept;
  turn_.memory.grown[plugin_] += grown_;
}

std::vector<Noted> TurnMemory::writes() const {
  std::vector<Noted> out;
  for (const auto& [key, kept] : written_) {
    Record with{{"v", kept.value}};
    if (kept.until) with.set("until", Value::number(kept.until->ms));
    out.push_back({kNotedKept, plugin_, key, Value::record(std::move(with))});
  }
  return out;
}

Value to_value(const rule::PluginWrite& write) {
  Record out{{"key", Value::text(write.key)}, {"value", write.value}};
  if (write.ttl) out.set("ttl", Value::number(*write.ttl));
  if (write.was) out.set("was", Value::list({*write.was}));
  if (write.add) out.set("add", Value::boolean(true));
  return Value::record(std::move(out));
}

// {plugin, quota, writes: […]}
std::vector<std::string> apply_kept(Turn& turn, const Value& told) {
  std::vector<std::string> left_out;
  if (!told["plugin"].is(Value::Kind::text) || !told["writes"].is(Value::Kind::list))
    return left_out;
  TurnMemory memory(
      turn, told["plugin"].as_text(),
      told["quota"].is(Value::Kind::number) ? told["quota"].as_number().whole().value_or(0) : 0);
  for (const Value& one : told["writes"].as_list()) {
    rule::PluginWrite write{one["key"].str(), one["value"], std::nullopt, std::nullopt,
                            one["add"].is_true()};
    if (one["ttl"].is(Value::Kind::number)) write.ttl = one["ttl"].as_number().whole();
    if (one["was"].is(Value::Kind::list) && !one["was"].as_list().empty())
      write.was = one["was"].as_list().front();
    const auto done = memory.put(write);
    if (!done || !*done) left_out.push_back(write.key);
  }
  memory.keep();
  for (Noted& note : memory.writes()) turn.emit(std::move(note));
  return left_out;
}

}  // namespace tf::core
