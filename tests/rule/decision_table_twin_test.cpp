// Generated tables: compiled with indexes they answer what a scan does that asks every cell of
// every rule with the naive evaluator.
#include <gtest/gtest.h>

#include "base/prng.h"
#include "base/text.h"
#include "rule/decision_table.h"
#include "rule/feel/naive.h"
#include "rule/feel/parser.h"
#include "rule/feel/test_env.h"

namespace tf::rule {
namespace {

std::string pick(Prng& random, std::initializer_list<const char*> words) {
  return std::data(words)[random.below(words.size())];
}

std::string number_cell(Prng& random) {
  const std::string a = std::to_string(random.below(8)), b = std::to_string(4 + random.below(8));
  switch (random.below(7)) {
    case 0:
      return "-";
    case 1:
      return pick(random, {"> ", "< ", ">= ", "<= "}) + a;
    case 2:
      return pick(random, {"[", "("}) + a + ".." + b + pick(random, {"]", ")"});
    case 3:
      return a + ", " + b;
    case 4:
      return "not(" + a + ")";
    case 5:
      return "< n";  // no constant: the column has no index
    default:
      return a + ".5, > " + b;
  }
}
std::string text_cell(Prng& random) {
  return pick(random, {"-", "\"a\"", "\"a\", \"b\"", "not(\"c\")", "> \"a\"", "\"b\", null"});
}

TableSource table_of(Prng& random) {
  TableSource out;
  out.hit = std::array{HitPolicy::first, HitPolicy::rule_order, HitPolicy::unique,
                       HitPolicy::collect_count, HitPolicy::any}[random.below(5)];
  out.inputs = {{"n", "n", {}}, {"kind", "kind", {}}};
  const bool wide = random.below(2) == 0;
  if (wide) out.inputs.push_back({"sum", "n + m", {}});
  TableOutput output;
  output.name = "out";
  out.outputs = {output};
  const std::uint64_t rules = 1 + random.below(random.below(3) == 0 ? 140 : 6);
  for (std::uint64_t r = 0; r < rules; ++r) {
    TableRule rule{cat("r", r), {number_cell(random), text_cell(random)}, {}, ""};
    if (wide) rule.inputs.push_back(number_cell(random));
    rule.outputs = {pick(random, {"1", "2", "n"})};
    out.rules.push_back(std::move(rule));
  }
  return out;
}

TEST(DecisionTableTwin, IndexesAnswerWhatAScanDoes) {
  int fired = 0;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Prng random(seed);
    const TableSource source = table_of(random);
    for (int i = 0; i < 12; ++i) {
      std::map<std::string, Value> values{
          {"n", random.below(9) == 0 ? Value() : Value::number(random.between(-1, 12))},
          {"m", Value::number(random.between(0, 3))},
          {"kind",
           random.below(6) == 0 ? Value() : Value::text(pick(random, {"a", "b", "c", "d"}))}};
      TestNames names;
      for (const auto& [name, value] : values) names.variable(name, value);
      TestEnv env(names);
      const auto table = DecisionTable::compile(source, names);
      ASSERT_TRUE(table) << table.error()[0].error.en;
      std::vector<std::string> scan;
      for (const TableRule& rule : source.rules) {
        bool passes = true;
        for (std::size_t c = 0; passes && c < source.inputs.size(); ++c) {
          const auto tests = parse_unary_tests(rule.inputs[c], names);
          const auto input = parse_expression(source.inputs[c].expression, names);
          passes = Naive(values).test(*tests->root, Naive(values).run(*input->root));
        }
        if (passes) scan.push_back(rule.id);
      }
      fired += static_cast<int>(scan.size());
      Explanation why;
      const Decision decision = table->decide(env, why);
      SCOPED_TRACE(cat("seed ", seed, ", n ", to_feel_text(values["n"]), ", kind ",
                       to_feel_text(values["kind"])));
      if (source.hit == HitPolicy::rule_order) {
        EXPECT_EQ(decision.fired, scan);
        std::vector<std::string> told;
        for (const Fired& row : why.rules)
          if (row.fired) told.push_back(row.id);
        EXPECT_EQ(told, scan);
      }
      if (scan.empty() && source.hit != HitPolicy::collect_count) {
        EXPECT_EQ(decision.problem, "decision.no_match");
      } else if (source.hit == HitPolicy::first) {
        EXPECT_EQ(decision.fired, std::vector<std::string>{scan.front()});
      } else if (source.hit == HitPolicy::unique) {
        EXPECT_EQ(decision.problem, scan.size() > 1 ? "decision.not_unique" : "");
      } else if (source.hit == HitPolicy::collect_count) {
        EXPECT_EQ(decision.outputs["out"].str(), std::to_string(scan.size()));
      }
      EXPECT_EQ(table->outputs(env), decision.outputs);
    }
  }
  EXPECT_GT(fired, 5000);
}

}  // namespace
}  // namespace tf::rule
