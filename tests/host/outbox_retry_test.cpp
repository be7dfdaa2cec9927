#include "host/outbox_retry.h"

#include <gtest/gtest.h>

namespace tf::host {
namespace {

struct RetryRow {
  const char* name;
  const char* payload;
  std::uint32_t tries;
  std::optional<Milliseconds> asked;
  std::optional<Milliseconds> wait;  // none: failed for good
};

class OutboxRetry : public testing::TestWithParam<RetryRow> {};

TEST_P(OutboxRetry, WaitsAsLongAsItShould) {
  const RetryRow& row = GetParam();
  store::OutboxRow effect;
  effect.payload = row.payload;
  effect.tries = row.tries;
  const Instant now{1'000'000};
  const auto at = next_attempt(effect, now, row.asked);
  EXPECT_EQ(at.has_value(), row.wait.has_value());
  if (at && row.wait) {
    EXPECT_EQ(*at - now, *row.wait);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, OutboxRetry,
    testing::Values(RetryRow{"usual_first", "{}", 1, {}, 2 * kSecond},
                    RetryRow{"usual_grows", "{}", 5, {}, 32 * kSecond},
                    RetryRow{"usual_ends", "{}", kMostTries, {}, {}},
                    RetryRow{"unreadable_as_usual", "not json", 1, {}, 2 * kSecond},
                    RetryRow{"never_again", R"({"try":1})", 1, {}, {}},
                    RetryRow{"three_in_all_second", R"({"try":3})", 2, {}, 4 * kSecond},
                    RetryRow{"three_in_all_third", R"({"try":3})", 3, {}, {}},
                    RetryRow{"spaced", R"({"try":3,"gap":600000})", 2, {}, 10 * kMinute},
                    RetryRow{"more_than_usual", R"({"try":50,"gap":60000})", 20, {}, kMinute},
                    RetryRow{"at_most_an_hour", R"({"try":50})", 30, {}, kHour},
                    RetryRow{"asked_for", R"({"try":3,"gap":600000})", 1, 30 * kSecond,
                             30 * kSecond},
                    RetryRow{"asked_for_too_often", R"({"try":3})", 3, 30 * kSecond, {}}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace tf::host
