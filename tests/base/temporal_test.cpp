#include "base/temporal.h"

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/prng.h"
#include "base/zone.h"

namespace tf {
namespace {

TEST(Temporal, TextsThatAreNone) {
  for (const std::string_view text : {"",
                                      "P",
                                      "-P",
                                      "PT",
                                      "P1",
                                      "P1H",
                                      "P1S",
                                      "PT1D",
                                      "P1Y1D",
                                      "P1DT",
                                      "1D",
                                      "P1M1Y",
                                      "P1.5D",
                                      "+P1D",
                                      "PT1M1H",
                                      "PT1.S.",
                                      "P1D ",
                                      "--P1D",
                                      "P9999999999999999999D",
                                      "P999999999999999999D",
                                      "P999999999999999999Y",
                                      "07:01:2",
                                      "7:01:02",
                                      "07:01",
                                      "00:00:61",
                                      "00:60:00",
                                      "24:00:01",
                                      "25:00:00",
                                      "13:20:00+5",
                                      "13:20:00+5:00",
                                      "13:20:00+05:0",
                                      "13:20:00+14:01",
                                      "13:20:00-19:00",
                                      "13:20:00@xyz/abc",
                                      "13:20:00@",
                                      "13:20:00@+08:00",
                                      "13:20:00+01:00@Europe/Paris",
                                      "13:20:00z",
                                      "13:20:00.",
                                      "13:20:00.1234567890",
                                      "T13:20:00",
                                      "13:20:00T",
                                      "2017-12-31T",
                                      "2017-12-31T11:22",
                                      "2017-12-31t11:22:33",
                                      "2017-13-10T11:22:33",
                                      "2017-12-31 11:22:33",
                                      "998-12-31T11:22:33",
                                      "2017-12-31T24:00:01",
                                      "+99999-12-01T11:22:33",
                                      "2011-12-0310:15:30",
                                      "hello"})
    EXPECT_FALSE(parse_any_temporal(text)) << text;
}

TEST(Temporal, PrintedNormal) {
  struct Row {
    std::string_view text;
    Value::Kind kind;
    std::string_view printed;
  };
  using Kind = Value::Kind;
  const Row rows[] = {
      {"2026-03-10", Kind::date, "2026-03-10"},
      {"-999999999-12-31", Kind::date, "-999999999-12-31"},
      {"16:40:00", Kind::time, "16:40:00"},
      {"24:00:00", Kind::time, "00:00:00"},
      {"16:40:00.500", Kind::time, "16:40:00.5"},
      {"16:40:00.000000001", Kind::time, "16:40:00.000000001"},
      {"11:22:33-00:00", Kind::time, "11:22:33Z"},
      {"11:22:33+08:00", Kind::time, "11:22:33+08:00"},
      {"11:22:33-05:30:10", Kind::time, "11:22:33-05:30:10"},
      {"11:22:33+14:00", Kind::time, "11:22:33+14:00"},
      {"11:22:33@Etc/UTC", Kind::time, "11:22:33@Etc/UTC"},
      {"11:22:33@UTC", Kind::time, "11:22:33@UTC"},
      {"2021-01-01T24:00:00", Kind::moment, "2021-01-02T00:00:00"},
      {"2026-03-10T16:40:00+08:00", Kind::moment, "2026-03-10T16:40:00+08:00"},
      {"99999-12-31T11:22:33@Europe/Paris", Kind::moment, "99999-12-31T11:22:33@Europe/Paris"},
      {"-2017-12-31T11:22:33.456+01:35", Kind::moment, "-2017-12-31T11:22:33.456+01:35"},
      {"PT61M", Kind::duration, "PT1H1M"},
      {"P0D", Kind::duration, "PT0S"},
      {"-PT0H", Kind::duration, "PT0S"},
      {"PT0.S", Kind::duration, "PT0S"},
      {"PT0.999S", Kind::duration, "PT0.999S"},
      {"-PT0.5S", Kind::duration, "-PT0.5S"},
      {"PT1000M0.999999999S", Kind::duration, "PT16H40M0.999999999S"},
      {"P1DT2H3M4.123456789S", Kind::duration, "P1DT2H3M4.123456789S"},
      {"PT24H", Kind::duration, "P1D"},
      {"-P2DT274M", Kind::duration, "-P2DT4H34M"},
      {"P0Y", Kind::months, "P0M"},
      {"P1Y27M", Kind::months, "P3Y3M"},
      {"-P100M", Kind::months, "-P8Y4M"},
      {"P99999999Y", Kind::months, "P99999999Y"},
  };
  for (const Row& row : rows) {
    const auto value = parse_any_temporal(row.text);
    ASSERT_TRUE(value) << row.text;
    EXPECT_EQ(value->kind(), row.kind) << row.text;
    EXPECT_EQ(value->str(), row.printed);
    EXPECT_EQ(parse_any_temporal(row.printed), value) << row.text;
  }
}

TEST(Temporal, AZoneNameGivesTheOffsetOfThatDay) {
  EXPECT_EQ(parse_moment("2026-07-01T12:00:00@Europe/Paris")->time.offset, 7200);
  EXPECT_EQ(parse_moment("2026-01-01T12:00:00@Europe/Paris")->time.offset, 3600);
  EXPECT_EQ(parse_moment("999999999-07-01T12:00:00@Europe/Paris")->time.offset, 7200);
  EXPECT_EQ(parse_moment("2026-01-01T12:00:00")->time.offset, TimeOfDay::kNoOffset);
  EXPECT_EQ(parse_time("12:00:00@Europe/Paris")->offset, TimeOfDay::kNoOffset);
  EXPECT_TRUE(is_zoned(*parse_time("12:00:00@Europe/Paris")));
  EXPECT_FALSE(is_zoned(*parse_time("12:00:00")));
}

TEST(Temporal, MomentsAlongTheLineOfTime) {
  struct Row {
    std::string_view from;
    std::string_view plus;
    std::string_view to;
  };
  const Row rows[] = {
      {"2026-03-10T16:40:00", "PT8H", "2026-03-11T00:40:00"},
      {"2026-03-10T16:40:00+08:00", "-P1D", "2026-03-09T16:40:00+08:00"},
      {"1969-12-31T23:59:59.5", "PT0.5S", "1970-01-01T00:00:00"},
      {"2026-03-29T01:30:00@Europe/Paris", "PT1H", "2026-03-29T03:30:00@Europe/Paris"},
      {"2026-10-25T02:30:00@Europe/Paris", "PT1H", "2026-10-25T02:30:00+01:00"},
      {"2050-03-27T01:30:00@Europe/Paris", "PT1H", "2050-03-27T03:30:00@Europe/Paris"},
      {"99999-07-01T00:00:00@Europe/Paris", "P183D", "99999-12-30T23:00:00@Europe/Paris"},
  };
  for (const Row& row : rows) {
    const Moment from = *parse_moment(row.from);
    const auto to = moment_at(utc_nanos(from) + nanos_of(*parse_duration(row.plus)), from.time);
    ASSERT_TRUE(to) << row.from;
    EXPECT_EQ(to_string(*to), row.to);
  }
  const Moment last = *parse_moment("999999999-12-31T23:59:59");
  EXPECT_FALSE(moment_at(utc_nanos(last) + kNanosPerSecond, last.time));
}

TEST(Temporal, DurationsHaveALimit) {
  EXPECT_TRUE(duration_of_nanos(Nanos{INT64_MAX} * kNanosPerSecond + 999'999'999));
  EXPECT_FALSE(duration_of_nanos(Nanos{INT64_MAX} * kNanosPerSecond + kNanosPerSecond));
  EXPECT_EQ(to_string(Duration{INT64_MIN, -999'999'999}), "-P106751991167300DT15H30M8.999999999S");
  EXPECT_EQ(to_string(Months{INT64_MIN}), "-P768614336404564650Y8M");
}

TEST(Temporal, OnlyTemporalKindsAreAppended) {
  std::string out;
  EXPECT_THROW(append_temporal(out, Value::number(1)), Bug);
  EXPECT_TRUE(is_temporal(Value::Kind::date));
  EXPECT_TRUE(is_temporal(Value::Kind::months));
  EXPECT_FALSE(is_temporal(Value::Kind::text));
  EXPECT_FALSE(is_temporal(Value::Kind::range));
}

TEST(Temporal, WhatIsPrintedReadsBackEqual) {
  Prng prng(11);
  const std::string zones[] = {"Asia/Shanghai", "Europe/Lisbon", "America/New_York",
                               "Asia/Kolkata"};
  for (int run = 0; run < 20'000; ++run) {
    TimeOfDay time;
    time.nanos = prng.between(0, kSecondsPerDay * kNanosPerSecond - 1);
    if (prng.chance(1, 2)) time.nanos -= time.nanos % kNanosPerSecond;
    if (prng.chance(1, 3)) time.offset = static_cast<std::int32_t>(prng.between(-50'400, 50'400));
    if (prng.chance(1, 3)) time.zone = std::make_shared<const std::string>(prng.pick(zones));
    if (time.zone) time.offset = TimeOfDay::kNoOffset;
    const Date date{prng.between(-365'000'000'000, 365'000'000'000)};
    Duration duration{prng.between(-(std::int64_t{1} << 40), std::int64_t{1} << 40), 0};
    if (prng.chance(1, 2))
      duration.nanos =
          static_cast<std::int32_t>(prng.between(0, 999'999'999) * (duration.seconds < 0 ? -1 : 1));
    for (const Value& value :
         {Value::time(time), Value::date(date), Value::moment(Moment{date, time}),
          Value::duration(duration), Value::months(Months{prng.between(INT32_MIN, INT32_MAX)})})
      ASSERT_EQ(parse_any_temporal(value.str()), value) << value.str();
  }
}

}  // namespace
}  // namespace tf
