#include "host/outbox_retry.h"

#include <algorithm>

#include "base/json.h"

namespace tf::host {

namespace {

std::int64_t whole_or(const Value& value, std::int64_t otherwise) {
  return value.is(Value::Kind::number) ? value.as_number().whole().value_or(otherwise) : otherwise;
}

Milliseconds growing(std::uint32_t tries) {
  return std::min<Milliseconds>(2 * kSecond << std::min<std::uint32_t>(tries, 11), kHour);
}

}  // namespace

std::optional<Instant> next_attempt(const store::OutboxRow& row, Instant now,
                                    std::optional<Milliseconds> asked) {
  const auto request = parse_json(row.payload, {.bytes = 2 << 20});
  const Value said = request ? *request : Value();
  const std::int64_t most = whole_or(said["try"], kMostTries);
  if (row.tries >= most) return std::nullopt;
  const Milliseconds gap = whole_or(said["gap"], 0);
  return now + asked.value_or(gap > 0 ? gap : growing(row.tries - 1));
}

}  // namespace tf::host
