#include "rule/analysis_ways.h"

#include <gtest/gtest.h>

#include "base/prng.h"
#include "base/text.h"
#include "rule/feel/test_env.h"

namespace tf::rule {
namespace {

// amount: a whole number from 0, kind: family or land, hurt: yes or no, all given; note: anything;
// done(): a function of the surroundings.
TestNames names() {
  TestNames out;
  out.variable("amount", {}).variable("kind", {}, {"family", "land"}).variable("hurt", {});
  out.variable("note", {}).constant("family").constant("land").function("done", 1);
  return out;
}

InputFacts ways_facts(const std::string& expression) {
  InputFacts out;
  out.always_given = expression != "note";
  if (expression == "amount") {
    out.kind = Value::Kind::number;
    out.whole = true;
    out.least = Decimal(0);
  } else if (expression == "kind") {
    out.kind = Value::Kind::text;
    out.choices = {Value::text("family"), Value::text("land")};
  } else if (expression == "hurt") {
    out.kind = Value::Kind::boolean;
  } else {
    out.always_given = false;
  }
  return out;
}

// "2 never; 3 after 1; rest: amount = 5 (amount 5)"
std::string told(const std::vector<std::string>& conditions, bool first = true) {
  const WaysAnalysis analysis = analyse_ways(conditions, first, names(), ways_facts);
  std::string out;
  const auto add = [&](const std::string& one) { out += cat(out.empty() ? "" : "; ", one); };
  for (std::size_t w = 0; w < analysis.ways.size(); ++w) {
    if (analysis.ways[w].never) add(cat(w + 1, " never"));
    std::vector<std::string> before;
    for (const int one : analysis.ways[w].before) before.push_back(cat(one + 1));
    if (!before.empty()) add(cat(w + 1, " after ", join(before, ", ")));
  }
  for (const WaysAnalysis::Rest& rest : analysis.rest)
    add(cat(rest.maybe ? "perhaps" : "rest", ": ", rest.sample, " (", rest.box, ")"));
  if (!analysis.exact) add("not exact");
  return out;
}

struct WaysRow {
  const char* name;
  std::vector<std::string> conditions;
  const char* told;
};
class Ways : public testing::TestWithParam<WaysRow> {};
TEST_P(Ways, take) {
  EXPECT_EQ(told(GetParam().conditions), GetParam().told);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Ways,
    testing::Values(
        WaysRow{"all", {"kind = family", "kind = land"}, ""},
        WaysRow{"negated", {"kind = family", "not(kind = family)"}, ""},
        WaysRow{"either", {"kind = family or amount > 3", "kind = land and amount <= 3"}, ""},
        WaysRow{"de_morgan", {"kind = family and hurt", "not(kind = family and hurt)"}, ""},
        WaysRow{"between",
                {"amount < 10", "amount between 10 and 20", "amount in [21..30]"},
                "rest: amount = 31 (amount > 30)"},
        WaysRow{"hole", {"amount < 10", "amount > 10"}, "rest: amount = 10 (amount 10)"},
        WaysRow{"flipped", {"10 > amount", "10 <= amount"}, ""},
        WaysRow{"one_kind", {"kind = family"}, "rest: kind = land (kind land)"},
        WaysRow{"never", {"amount > 5 and amount < 3", "true"}, "1 never"},
        WaysRow{"below_the_least", {"amount < 0", "true"}, "1 never"},
        WaysRow{
            "masked", {"amount > 5", "kind = land", "amount > 7 and hurt", "true"}, "3 after 1"},
        WaysRow{"masked_by_two", {"hurt", "not(hurt)", "amount > 7"}, "3 after 1, 2"},
        WaysRow{"a_null_differs", {"note = \"a\"", "note != \"a\""}, ""},
        WaysRow{"a_question", {"done(\"visit\")", "amount >= 0"}, ""}));

TEST(WaysAnalysis, EveryWayThatHoldsMasksNothing) {
  EXPECT_EQ(told({"amount > 5", "amount > 7", "amount <= 5"}, false), "");
}

TEST(WaysAnalysis, WhatHasTooManyAlternativesIsLeftAlone) {
  std::string condition = "(amount = 1 or kind = land)";
  for (int i = 0; i < 8; ++i) condition += " and (amount = 1 or kind = land)";
  EXPECT_EQ(told({condition, "amount = 2"}).ends_with("not exact"), true);
}

// Conditions drawn at random, held against every case there can be.
std::string condition(Prng& random, int depth) {
  if (depth == 0 || random.below(3) == 0) {
    const std::string n = std::to_string(random.below(8));
    switch (random.below(7)) {
      case 0:
        return "amount > " + n;
      case 1:
        return n + " >= amount";
      case 2:
        return "amount between " + n + " and " + std::to_string(random.below(8));
      case 3:
        return random.below(2) == 0 ? "kind = family" : "kind != land";
      case 4:
        return "amount in (" + n + ", > " + std::to_string(random.below(8)) + ")";
      case 5:
        return "note = \"a\"";
      default:
        return "hurt";
    }
  }
  const std::string a = condition(random, depth - 1), b = condition(random, depth - 1);
  switch (random.below(3)) {
    case 0:
      return "(" + a + " and " + b + ")";
    case 1:
      return "(" + a + " or " + b + ")";
    default:
      return "not(" + a + ")";
  }
}

std::vector<TestNames> every_case() {
  std::vector<TestNames> out;
  for (int amount = 0; amount <= 9; ++amount)
    for (const char* kind : {"family", "land"})
      for (const bool hurt : {false, true})
        for (const Value& note : {Value(), Value::text("a"), Value::text("b")}) {
          TestNames& one = out.emplace_back(names());
          one.values = {Value::number(amount), Value::text(kind), Value::boolean(hurt), note};
        }
  return out;
}

TEST(WaysAnalysis, AgreesWithEveryCase) {
  const auto cases = every_case();
  Prng random(5);
  for (int round = 0; round < 400; ++round) {
    std::vector<std::string> conditions;
    for (std::uint64_t i = 0, n = 1 + random.below(4); i < n; ++i)
      conditions.push_back(condition(random, 2));
    const WaysAnalysis analysis = analyse_ways(conditions, true, names(), ways_facts);
    std::vector<bool> holds(conditions.size(), false), taken(conditions.size(), false);
    bool rest = false;
    for (const TestNames& one : cases) {
      bool some = false;
      for (std::size_t w = 0; w < conditions.size(); ++w) {
        TestEnv env(one);
        if (!compile_expression(conditions[w], one)->truth(env).value_or(false)) continue;
        holds[w] = true;
        if (!some) taken[w] = true;
        some = true;
      }
      rest = rest || !some;
    }
    const std::string shown = join(conditions, "; ");
    EXPECT_EQ(!analysis.rest.empty(), rest) << shown;
    for (std::size_t w = 0; w < conditions.size(); ++w) {
      EXPECT_EQ(analysis.ways[w].never, !holds[w]) << shown << " way " << w + 1;
      EXPECT_EQ(!analysis.ways[w].before.empty(), holds[w] && !taken[w])
          << shown << " way " << w + 1;
    }
  }
}

}  // namespace
}  // namespace tf::rule
