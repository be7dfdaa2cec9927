#include "host/outbox_retry.h"

#include <gtest/gtest.h>

namespace tf::host {
namespace {

struct Row {
  const char* name;
  const char* payload;
  std::uint32_t tries;
  std::optional<Milliseconds> asked;
  std::optional<Milliseconds> wait;  // none: failed for good
};

class OutboxRetry : public testing::TestWithParam<Row> {};

TEST_P(OutboxRetry, WaitsAsLongAsItShould) {
  const Row& row = GetParam();
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
    testing::Values(Row{"usual_first", "{}", 1, {}, 2 * kSecond},
                    Row{"usual_grows", "{}", 5, {}, 32 * kSecond},
                    Row{"usual_ends", "{}", kMostTries, {}, {}},
                    Row{"unreadable_as_usual", "not json", 1, {}, 2 * kSecond},
                    Row{"never_again", R"({"try":1})", 1, {}, {}},
                    Row{"three_in_all_second", R"({"try":3})", 2, {}, 4 * kSecond},
                    Row{"three_in_all_third", R"({"try":3})", 3, {}, {}},
                    Row{"spaced", R"({"try":3,"gap":600000})", 2, {}, 10 * kMinute},
                    Row{"more_than_usual", R"({"try":50,"gap":60000})", 20, {}, kMinute},
                    Row{"at_most_an_hour", R"({"try":50})", 30, {}, kHour},
                    Row{"asked_for", R"({"try":3,"gap":600000})", 1, 30 * kSecond, 30 * kSecond},
                    Row{"asked_for_too_often", R"({"try":3})", 3, 30 * kSecond, {}}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace tf::host
