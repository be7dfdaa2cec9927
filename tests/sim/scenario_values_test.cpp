#include "sim/scenario_values.h"

#include <gtest/gtest.h>

#include "model/yaml.h"
#include "sim/scenario_acts.h"

namespace tf::sim {
namespace {

std::unique_ptr<model::Node> yaml(const std::string& text) {
  model::Diagnostics findings;
  auto node = model::parse_yaml(model::source_file("v.yaml", text), findings);
  EXPECT_FALSE(findings.has_errors()) << text;
  return node;
}

TEST(ScenarioValues, WhatAClientWouldSend) {
  const auto node = yaml("{a: 800, b: \"800\", c: true, d: 2026-03-10, e: [1, x], f: null}");
  EXPECT_EQ(data_of(*node), Value::record({{"a", Value::number(800)},
                                           {"b", Value::text("800")},
                                           {"c", Value::boolean(true)},
                                           {"d", Value::text("2026-03-10")},
                                           {"e", Value::list({Value::number(1), Value::text("x")})},
                                           {"f", Value()}}));
}

TEST(ScenarioValues, ComparedAsExactlyAsWritten) {
  const Zone zone = *Zone::find("Asia/Shanghai");
  const Instant t = *parse_instant("2026-03-10T16:40:20+08:00");
  EXPECT_TRUE(same_moment("2026-03-10 16:40", t, zone));
  EXPECT_TRUE(same_moment("2026-03-10 16:40:20", t, zone));
  EXPECT_FALSE(same_moment("2026-03-10 16:40:21", t, zone));
  EXPECT_FALSE(same_moment("soon", t, zone));
  const Value person = Value::record({{"id", Value::text("zhou")}, {"name", Value::text("周")}});
  EXPECT_TRUE(says(*yaml("{v: zhou}")->get("v"), person, zone));
  EXPECT_FALSE(says(*yaml("{v: wu}")->get("v"), person, zone));
  EXPECT_TRUE(says(*yaml("{v: 1.0}")->get("v"), Value::number(1), zone));
  EXPECT_TRUE(says(*yaml("{v: {asked_line: 1}}")->get("v"),
                   Value::record({{"asked_line", Value::number(1)}, {"more", Value()}}), zone));
  EXPECT_FALSE(
      says(*yaml("{v: [a]}")->get("v"), Value::list({Value::text("a"), Value::text("b")}), zone));
}

TEST(ScenarioValues, StepsInsideAnExpansionAnswerToTheirOuterName) {
  EXPECT_TRUE(is_step("agree/sign", "agree"));
  EXPECT_TRUE(is_step("handle/remind", "remind"));
  EXPECT_FALSE(is_step("agreement", "agree"));
  EXPECT_FALSE(is_step("agree", "agree/sign"));
}

}  // namespace
}  // namespace tf::sim
