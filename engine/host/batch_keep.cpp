// What a batch keeps beside the cases, in the settings of the store and in the same commit: locks
// of a whole town with their queues, and the keys of what nobody may read before its time.
#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "base/json.h"
#include "base/seal.h"
#include "base/text.h"
#include "host/batch.h"

namespace tf::host {

namespace {

constexpr std::string_view kSealed = "sealed:";

std::vector<core::Lookup::Holder> queue_of(const std::string& text) {
  std::vector<core::Lookup::Holder> out;
  for (const std::string_view one : split(text, ' ')) {
    core::Lookup::Holder holder;
    const std::size_t dot = one.find('.');
    if (dot == std::string_view::npos) continue;
    std::from_chars(one.data(), one.data() + dot, holder.id.value);
    std::from_chars(one.data() + dot + 1, one.data() + one.size(), holder.token);
    out.push_back(holder);
  }
  return out;
}

std::string written(const std::vector<core::Lookup::Holder>& queue) {
  std::string out;
  for (const core::Lookup::Holder& one : queue)
    out += cat(out.empty() ? "" : " ", one.id.value, ".", one.token);
  return out;
}

}  // namespace

void BatchRunner::keep(const std::string& key, std::string text) {
  batch_.settings[key] = text;
  if (text.empty())
    kept_.erase(key);
  else
    kept_[key] = std::move(text);
}

// First come, first served: the first of the queue has it.
bool BatchRunner::take_lock(const std::string& name, Holder holder) {
  const std::string key = cat("lock/", world_.town->id, "/", name);
  const auto known = kept_.find(key);
  std::vector<Holder> queue =
      known == kept_.end() ? std::vector<Holder>{} : queue_of(known->second);
  if (std::ranges::find(queue, holder) == queue.end()) {
    queue.push_back(holder);
    keep(key, written(queue));
  }
  return queue.front() == holder;
}

std::optional<core::Lookup::Holder> BatchRunner::leave_lock(const std::string& name,
                                                            Holder holder) {
  const std::string key = cat("lock/", world_.town->id, "/", name);
  const auto known = kept_.find(key);
  if (known == kept_.end()) return std::nullopt;
  std::vector<Holder> queue = queue_of(known->second);
  const bool had = !queue.empty() && queue.front() == holder;
  if (std::erase(queue, holder) == 0) return std::nullopt;
  keep(key, written(queue));
  return had && !queue.empty() ? std::optional(queue.front()) : std::nullopt;
}

Value BatchRunner::seal(std::uint64_t of, const Value& open, std::string_view nonce) {
  const std::string name = cat("seal/", turning_, "/", of);
  auto known = kept_.find(name);
  if (known == kept_.end()) {
    const SealKey key = store_.virtual_clock() ? key_from(name) : random_key();
    keep(name, to_hex(key));
    known = kept_.find(name);
  }
  const auto key = key_of_hex(known->second);
  return key ? Value::text(cat(kSealed, tf::seal(*key, nonce, to_json(open, true)))) : Value();
}

Value BatchRunner::unseal(std::uint64_t of, const Value& sealed) {
  if (!sealed.is(Value::Kind::text) || !sealed.as_text().starts_with(kSealed)) return sealed;
  const auto known = kept_.find(cat("seal/", turning_, "/", of));
  const auto key = known == kept_.end() ? std::nullopt : key_of_hex(known->second);
  if (!key) return {};
  const auto text = tf::unseal(*key, std::string_view(sealed.as_text()).substr(kSealed.size()));
  if (!text) return {};
  const auto value = parse_json(*text);
  return value ? *value : Value();
}

void BatchRunner::forget_key(std::uint64_t of) {
  const std::string name = cat("seal/", turning_, "/", of);
  if (kept_.contains(name)) keep(name, "");
}

}  // namespace tf::host
