#include "base/value.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/no_function.h"
#include "base/temporal.h"
#include "base/zone.h"

namespace tf {

namespace {

Value number(std::string_view text) {
  return Value::number(*Decimal::parse(text));
}
Value temporal(std::string_view text) {
  return *parse_any_temporal(text);
}

TEST(Value, TheWrongKindIsABug) {
  EXPECT_THROW(Value().as_boolean(), Bug);
  EXPECT_THROW(Value::number(1).as_text(), Bug);
  EXPECT_THROW(Value::text("x").as_list(), Bug);
  EXPECT_THROW(Value::list({}).as_record(), Bug);
  EXPECT_THROW(Value().as_function(), Bug);
}

TEST(Value, SmallAndCheapToCopy) {
  static_assert(sizeof(Value) <= 48);
  const Value text = Value::text("水渠");
  const Value copy = text;
  EXPECT_EQ(&copy.as_text(), &text.as_text());
}

TEST(Value, ARecordKeepsTheOrderAndEachNameOnce) {
  Record record{{"b", Value::number(1)}, {"a", Value::number(2)}, {"b", Value::number(3)}};
  EXPECT_EQ(Value::record(record).str(), "{b: 3, a: 2}");
  record.set("c", Value());
  record.set("a", Value::boolean(true));
  record.erase("b");
  record.erase("absent");
  EXPECT_EQ(Value::record(record).str(), "{a: true, c: null}");
  EXPECT_EQ(record.find("b"), nullptr);
  ASSERT_NE(record.find("c"), nullptr);
  EXPECT_EQ(record.size(), 2u);
  EXPECT_TRUE(Record().empty());
}

TEST(Value, FieldsOfARecord) {
  const Value v = Value::record({{"depth_cm", Value::number(6)}});
  EXPECT_EQ(v["depth_cm"], Value::number(6));
  EXPECT_TRUE(v["absent"].is_null());
  EXPECT_TRUE(Value::number(1)["x"].is_null());
  EXPECT_TRUE(v["a"]["b"].is_null());
}

TEST(Value, Equality) {
  EXPECT_EQ(number("1.0"), number("1"));
  EXPECT_NE(number("1"), Value::text("1"));
  EXPECT_NE(Value(), Value::boolean(false));
  EXPECT_EQ(Value::record({{"a", Value()}, {"b", number("1")}}),
            Value::record({{"b", number("1.00")}, {"a", Value()}}));
  EXPECT_NE(Value::record({{"a", Value()}}), Value::record({{"b", Value()}}));
  EXPECT_NE(Value::record({{"a", Value()}}), Value::record({{"a", Value()}, {"b", Value()}}));
  EXPECT_NE(Value::list({number("1"), number("2")}), Value::list({number("2"), number("1")}));
  EXPECT_EQ(Value::duration({1, 0}), temporal("PT1S"));
  EXPECT_NE(temporal("P1Y"), temporal("P1D"));
  EXPECT_NE(temporal("10:00:00"), temporal("10:00:00Z"));
  EXPECT_NE(temporal("10:00:00Z"), temporal("10:00:00@Etc/UTC"));
  EXPECT_EQ(temporal("10:00:00@Etc/UTC"), temporal("10:00:00@Etc/UTC"));
}

TEST(Value, RangesThatLookAlike) {
  const RangeValue below{.lower = {}, .upper = number("10"), .comparison = true};
  const RangeValue from_null{.lower = {}, .upper = number("10")};
  const RangeValue closed{.lower = {}, .upper = number("10"), .upper_included = true};
  EXPECT_NE(Value::range(below), Value::range(from_null));
  EXPECT_NE(Value::range(closed), Value::range(from_null));
  EXPECT_EQ(Value::range(below), Value::range(RangeValue(below)));
  EXPECT_EQ(Value::range(below).str(), "< 10");
  EXPECT_EQ(Value::range(from_null).str(), "(null..10)");
  EXPECT_EQ(Value::range(closed).str(), "(null..10]");
  const RangeValue least{.lower = number("1"), .lower_included = true, .comparison = true};
  EXPECT_EQ(Value::range(least).str(), ">= 1");
}

TEST(Value, FunctionsAreEqualWhenTheSame) {
  const auto f = std::make_shared<const FunctionValue>();
  EXPECT_EQ(Value::function(f), Value::function(f));
  EXPECT_NE(Value::function(f), Value::function(std::make_shared<const FunctionValue>()));
  EXPECT_EQ(Value::function(f).as_function(), f);
  EXPECT_EQ(Value::function(f).str(), "function");
}

TEST(Value, TheOrderIsTotal) {
  // In order: kind first, then as each kind has it.
  const std::vector<Value> sorted = {
      Value(),
      Value::boolean(false),
      Value::boolean(true),
      number("-1e30"),
      number("-0.5"),
      number("2"),
      number("10"),
      Value::text(""),
      Value::text("a"),
      Value::text("b"),
      temporal("2026-01-01"),
      temporal("2026-01-02"),
      temporal("10:00:00"),
      temporal("10:00:00-01:00"),
      temporal("10:00:00Z"),
      temporal("10:00:00@Asia/Shanghai"),
      temporal("10:00:00@Europe/Paris"),
      temporal("2026-01-01T10:00:00"),
      temporal("2026-01-01T11:00:00"),
      temporal("2026-01-02T10:00:00"),
      temporal("-PT0.5S"),
      temporal("PT1S"),
      temporal("P1M"),
      temporal("P1Y"),
      Value::range(RangeValue{.lower = number("1"), .upper = number("2")}),
      Value::range(RangeValue{.lower = number("1"), .upper = number("3")}),
      Value::list({}),
      Value::list({number("1")}),
      Value::list({number("1"), Value()}),
      Value::list({number("2")}),
      Value::record({}),
      Value::record({{"a", number("1")}}),
      Value::record({{"b", number("2")}, {"a", number("1")}}),
      Value::record({{"a", number("2")}}),
      Value::record({{"b", number("0")}}),
  };
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    for (std::size_t j = 0; j < sorted.size(); ++j) {
      EXPECT_EQ(sorted[i] < sorted[j], i < j) << sorted[i].str() << " < " << sorted[j].str();
      EXPECT_EQ(sorted[i] == sorted[j], i == j) << sorted[i].str() << " = " << sorted[j].str();
    }
  }
}

TEST(Value, AsAPersonReadsIt) {
  const Value v =
      Value::record({{"who", Value::text("王")},
                     {"sizes", Value::list({number("1.50"), Value(), Value::boolean(false)})},
                     {"due", temporal("2026-03-10T16:40:00+08:00")},
                     {"within", Value::duration({93784, 0})}});
  EXPECT_EQ(
      v.str(),
      "{who: 王, sizes: [1.5, null, false], due: 2026-03-10T16:40:00+08:00, within: P1DT2H3M4S}");
}

TEST(Value, MomentsOfInstants) {
  const Zone paris = *Zone::find("Europe/Paris");
  const auto moment = [](std::string_view utc, const Zone& zone) {
    return Value::moment(*parse_instant(utc), zone);
  };
  EXPECT_EQ(moment("2026-03-10T08:40:00.5Z", paris).str(), "2026-03-10T09:40:00.5@Europe/Paris");
  EXPECT_EQ(moment("2026-10-25T00:30:00Z", paris).str(), "2026-10-25T02:30:00@Europe/Paris");
  EXPECT_EQ(moment("2026-10-25T01:30:00Z", paris).str(), "2026-10-25T02:30:00+01:00");
  EXPECT_EQ(moment("2026-03-10T08:40:00Z", Zone()).str(), "2026-03-10T08:40:00Z");
  EXPECT_EQ(moment("2026-03-10T08:40:00Z", *Zone::find("+08:00")).str(),
            "2026-03-10T16:40:00+08:00");
  for (const std::string_view utc :
       {"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-03-29T01:00:00Z"})
    EXPECT_EQ(to_utc_string(*moment(utc, paris).instant(Zone())), utc);
}

TEST(Value, InstantsOfMoments) {
  const Zone shanghai = *Zone::find("Asia/Shanghai");
  const auto utc = [&](std::string_view text) {
    const auto instant = temporal(text).instant(shanghai);
    return instant ? to_utc_string(*instant) : "none";
  };
  EXPECT_EQ(utc("2026-03-10"), "2026-03-09T16:00:00Z");
  EXPECT_EQ(utc("2026-03-10T08:00:00"), "2026-03-10T00:00:00Z");
  EXPECT_EQ(utc("2026-03-10T08:00:00.1239+01:00"), "2026-03-10T07:00:00.123Z");
  EXPECT_EQ(utc("2026-07-10T08:00:00@Europe/Paris"), "2026-07-10T06:00:00Z");
  EXPECT_EQ(utc("999999999-01-01"), "none");
  EXPECT_EQ(utc("-999999999-01-01T00:00:00Z"), "none");
  EXPECT_EQ(utc("PT1S"), "none");
  EXPECT_FALSE(Value::text("2026-03-10").instant(shanghai));
}

}  // namespace
}  // namespace tf
