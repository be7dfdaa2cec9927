#include "base/zone.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "base/prng.h"

namespace tf {
namespace {

Instant at(std::string_view text) {
  return *parse_instant(text);
}
LocalTime reading(std::string_view text) {
  return *parse_local(text);
}

TEST(Zone, NamesThatAreNone) {
  for (const std::string_view name :
       {"", "Mars/Olympus", "asia/shanghai", "../etc/passwd", "Europe", "+8:00", "+14:01", "-15:00",
        "+08:60", "+08", "08:00", "posixrules"}) {
    const auto zone = Zone::find(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_EQ(zone.error().code, Errc::not_found);
  }
  EXPECT_EQ(
      Zone::find("Mars/Olympus").error().text,
      "no time zone 'Mars/Olympus'; write an IANA name such as Asia/Shanghai, or an offset such as "
      "+08:00");
}

TEST(Zone, UtcAndOffsets) {
  EXPECT_EQ(Zone().name(), "UTC");
  EXPECT_EQ(Zone().shared_name(), nullptr);
  EXPECT_EQ(Zone().format(at("2026-03-10T08:40:00.5Z")), "2026-03-10T08:40:00.5+00:00");
  const Zone fixed = *Zone::find("-03:30");
  EXPECT_EQ(fixed.name(), "-03:30");
  EXPECT_EQ(fixed.shared_name(), nullptr);
  EXPECT_EQ(fixed.format(at("2026-03-10T08:40:00Z")), "2026-03-10T05:10:00-03:30");
  EXPECT_EQ(fixed.instant(reading("2026-03-10 05:10")), at("2026-03-10T08:40:00Z"));
}

TEST(Zone, Local) {
  struct Row {
    std::string_view zone, utc, formatted;
  };
  const Row rows[] = {
      {"Asia/Shanghai", "2026-03-10T08:40:00Z", "2026-03-10T16:40:00+08:00"},
      {"Asia/Shanghai", "1988-07-01T00:00:00Z", "1988-07-01T09:00:00+09:00"},
      {"Asia/Shanghai", "1880-01-01T00:00:00Z", "1880-01-01T08:05:43+08:05:43"},
      {"Asia/Shanghai", "1700-01-01T00:00:00Z", "1700-01-01T08:05:43+08:05:43"},
      {"Europe/Paris", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00"},
      {"Europe/Paris", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"},
      {"Europe/Paris", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59+02:00"},
      {"Europe/Paris", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00+01:00"},
      // Beyond tzdata's tables, by the same rule: last Sundays of March and October.
      {"Europe/Paris", "2040-03-25T00:59:59Z", "2040-03-25T01:59:59+01:00"},
      {"Europe/Paris", "2040-03-25T01:00:00Z", "2040-03-25T03:00:00+02:00"},
      {"Europe/Paris", "2099-10-25T00:59:59Z", "2099-10-25T02:59:59+02:00"},
      {"Europe/Paris", "2099-10-25T01:00:00Z", "2099-10-25T02:00:00+01:00"},
      {"America/New_York", "2100-03-14T06:59:59Z", "2100-03-14T01:59:59-05:00"},
      {"America/New_York", "2100-03-14T07:00:00Z", "2100-03-14T03:00:00-04:00"},
      {"Australia/Sydney", "2044-04-02T15:59:59Z", "2044-04-03T02:59:59+11:00"},
      {"Australia/Sydney", "2044-04-02T16:00:00Z", "2044-04-03T02:00:00+10:00"},
      {"Australia/Sydney", "2045-01-15T00:00:00Z", "2045-01-15T11:00:00+11:00"},
  };
  for (const Row& row : rows) {
    const Zone zone = *Zone::find(row.zone);
    EXPECT_EQ(zone.format(at(row.utc)), row.formatted);
    EXPECT_EQ(to_utc_string(at(row.utc)), row.utc);
  }
}

TEST(Zone, InstantsOfReadings) {
  struct Row {
    std::string_view zone, local, utc;
  };
  const Row rows[] = {
      {"Europe/Paris", "2026-03-29 01:59:59", "2026-03-29T00:59:59Z"},
      {"Europe/Paris", "2026-03-29 02:00:00", "2026-03-29T01:00:00Z"},  // skipped: the gap's end
      {"Europe/Paris", "2026-03-29 02:30:00", "2026-03-29T01:00:00Z"},
      {"Europe/Paris", "2026-03-29 03:00:00", "2026-03-29T01:00:00Z"},
      {"Europe/Paris", "2026-10-25 01:59:59", "2026-10-24T23:59:59Z"},
      {"Europe/Paris", "2026-10-25 02:00:00", "2026-10-25T00:00:00Z"},  // twice: the earlier
      {"Europe/Paris", "2026-10-25 02:59:59", "2026-10-25T00:59:59Z"},
      {"Europe/Paris", "2026-10-25 03:00:00", "2026-10-25T02:00:00Z"},
      {"Europe/Paris", "2050-03-27 02:30:00", "2050-03-27T01:00:00Z"},
      {"Europe/Paris", "2050-10-30 02:30:00", "2050-10-30T00:30:00Z"},
      {"America/New_York", "2026-03-08 02:15", "2026-03-08T07:00:00Z"},
      {"America/New_York", "2026-11-01 01:15", "2026-11-01T05:15:00Z"},
      {"Pacific/Apia", "2011-12-30 12:00", "2011-12-30T10:00:00Z"},  // the day that was not
      {"Asia/Shanghai", "2026-02-17 24:00", "2026-02-17T16:00:00Z"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(to_utc_string(Zone::find(row.zone)->instant(reading(row.local))), row.utc)
        << row.local;
}

TEST(Zone, ThereAndBackIsTheSameInstantOrTheEarlierTwin) {
  Prng prng(3);
  for (const std::string_view name :
       {"Asia/Shanghai", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe",
        "Africa/Casablanca", "Asia/Kathmandu", "America/St_Johns"}) {
    const Zone zone = *Zone::find(name);
    for (int run = 0; run < 20'000; ++run) {
      const Instant t{prng.between(-3'000'000'000'000, 6'000'000'000'000)};
      const Instant back = zone.instant(zone.local(t));
      ASSERT_LE(back, t) << zone.format(t);
      ASSERT_EQ(zone.local(back), zone.local(t)) << zone.format(t);
      ASSERT_EQ(zone.offset_at(zone.local(t)), zone.offset(back));
    }
  }
}

// Past 2037, against the C library's reading of the same tables: zones with a rule, zones that gave
// theirs up, zones whose years are listed one by one.
TEST(Zone, LaterYearsAreThoseOfTheSystem) {
  const char* before = std::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  Prng prng(2038);
  for (const char* name :
       {"Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Santiago",
        "Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza", "Asia/Shanghai", "Asia/Tehran",
        "America/Sao_Paulo", "Europe/Moscow", "Africa/Cairo", "Asia/Jerusalem"}) {
    ASSERT_EQ(::setenv("TZ", name, 1), 0);
    ::tzset();
    const Zone zone = *Zone::find(name);
    for (int run = 0; run < 3'000; ++run) {  // 2027 to 2085
      const Instant t{prng.between(1'798'761'600'000, 3'660'000'000'000)};
      const std::time_t seconds = t.ms / 1000;
      std::tm read{};
      ASSERT_NE(::localtime_r(&seconds, &read), nullptr);
      ASSERT_EQ(zone.offset(t), read.tm_gmtoff * kSecond) << name << " " << to_utc_string(t);
    }
  }
  if (before == nullptr)
    ::unsetenv("TZ");
  else
    ::setenv("TZ", kept.c_str(), 1);
  ::tzset();
}

TEST(Zone, FarDays) {
  const Zone paris = *Zone::find("Europe/Paris");
  EXPECT_EQ(paris.offset_at({date_of({999'999'999, 7, 1}), 0}), 2 * kHour);
  EXPECT_EQ(paris.offset_at({date_of({999'999'999, 1, 1}), 0}), kHour);
  EXPECT_EQ(paris.offset_at({date_of({-999'999'999, 1, 1}), 0}), 561 * kSecond);
}

TEST(Zone, NamesAreShared) {
  const Zone shanghai = *Zone::find("Asia/Shanghai");
  ASSERT_NE(shanghai.shared_name(), nullptr);
  EXPECT_EQ(*shanghai.shared_name(), "Asia/Shanghai");
  EXPECT_EQ(shanghai.shared_name(), Zone::find("Asia/Shanghai")->shared_name());
  EXPECT_EQ(Zone::find("PRC")->name(), "PRC");
}

}  // namespace
}  // namespace tf
