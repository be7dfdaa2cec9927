// `retry` of an effect, and of the notices of a town.
#include "base/text.h"
#include "core/bind_scope.h"

namespace tf::core {

namespace {

constexpr std::uint64_t kMostTimes = 100;
constexpr const char* kFailedText = "effect_failed";

void wrong_retry(Flow& flow, const model::Node& node, std::string zh, std::string en) {
  flow.out.report("bind.retry", node.span, {{"zh", std::move(zh)}, {"en", std::move(en)}});
}

std::uint64_t read_times(Flow& flow, const model::Node& node) {
  const auto number = Decimal::parse(node.text);
  const auto times = number ? number->whole() : std::nullopt;
  if (times && *times >= 0 && *times <= static_cast<std::int64_t>(kMostTimes))
    return static_cast<std::uint64_t>(*times);
  wrong_retry(flow, node, cat("次数“", node.text, "”须在 0 到 ", kMostTimes, " 之间"),
              cat("'", node.text, "' times: a number from 0 to ", kMostTimes, " is needed"));
  return Retry::kUsual;
}

Milliseconds read_gap(Flow& flow, const model::Node& node) {
  const auto span = rule::parse_span(node.text);
  if (span && span->n > 0) {
    if (span->unit == rule::Unit::minutes) return span->n * kMinute;
    if (span->unit == rule::Unit::hours) return span->n * kHour;
  }
  wrong_retry(flow, node, cat("间隔“", node.text, "”须写分钟或小时，如 5 minutes"),
              cat("'", node.text, "' between attempts: write minutes or hours, as in 5 minutes"));
  return 0;
}

}  // namespace

Retry read_retry(Flow& flow, const model::Node& node) {
  Retry retry;
  if (node.is_scalar()) {
    retry.times = read_times(flow, node);
    return retry;
  }
  if (const model::Node* times = node.get("times")) retry.times = read_times(flow, *times);
  if (const model::Node* after = node.get("after")) retry.after = read_gap(flow, *after);
  if (const model::Node* then = node.get("then")) {
    retry.then.to = read_who(flow, then);
    retry.then.text = kFailedText;
    if (!flow.town.bound.words.contains(kFailedText))
      flow.words.try_emplace(kFailedText, Words{"多次重试仍未成功，请处理。",
                                                "It failed every time; please see to it."});
  }
  return retry;
}

}  // namespace tf::core
