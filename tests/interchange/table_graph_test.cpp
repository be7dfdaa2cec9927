#include "interchange/table_graph.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/prng.h"
#include "dmn_models.h"
#include "interchange/loose_names.h"
#include "rule/native_table.h"

namespace tf::interchange {
namespace {

class RecordEnv : public rule::Env {
 public:
  RecordEnv(const std::vector<std::string>& names, const Record& record) {
    for (const std::string& name : names) {
      const Value* found = record.find(name);
      values_.push_back(found == nullptr ? Value() : *found);
    }
  }
  const Value& variable(int slot) override { return values_[static_cast<std::size_t>(slot)]; }
  Value call(int, std::span<const Value>) override { return {}; }
  Instant now() const override { return {}; }
  const Zone& zone() const override { return zone_; }

 private:
  std::vector<Value> values_;
  Zone zone_;
};

model::Document document_of(const std::string& text) {
  model::Diagnostics findings;
  auto document = model::read_document("t.yaml", text, findings);
  EXPECT_TRUE(findings.empty()) << to_text(findings, model::Language::en) << text;
  return document;
}

// The same inputs, asked of the table and of the graph after DMN and the native form.
void expect_equal_decisions(const model::Document& document, const std::vector<Record>& inputs) {
  const rule::BoxedTable read = rule::read_native_table(document);
  const LooseNames names(read.source, {});
  rule::TableSource source = read.source;
  for (std::size_t i = 0; i < source.outputs.size(); ++i)
    if (const auto given = rule::compile_expression(read.default_output[i], names)) {
      RecordEnv env(names.inputs(), {});
      source.outputs[i].otherwise = given->run(env);
    }
  const auto table = rule::DecisionTable::compile(source, names);
  ASSERT_TRUE(table) << table.error()[0].error.en;
  Report report;
  const rule::DrgModel model = graph_of_table(document, names, {}, report);
  for (const NotCarried& row : report.rows)  // bounds of outputs decide nothing
    EXPECT_TRUE(row.what == "min" || row.what == "max") << row.en;
  const auto graph = rule::Graph::link({through_native(through_dmn(model))});
  ASSERT_TRUE(graph.problems().empty()) << graph.problems()[0].en;
  const bool bare = source.outputs.size() == 1;
  for (const Record& input : inputs) {
    RecordEnv env(names.inputs(), input);
    Value wanted = table->decide(env).outputs;
    if (bare && wanted.is(Value::Kind::record)) wanted = wanted[source.outputs[0].name];
    if (bare && wanted.is(Value::Kind::list)) {
      List values;
      for (const Value& one : wanted.as_list()) values.push_back(one[source.outputs[0].name]);
      wanted = Value::list(std::move(values));
    }
    EXPECT_EQ(rule::to_feel_text(graph.decision(document.id, input, {}, Zone())),
              rule::to_feel_text(wanted))
        << rule::to_feel_text(Value::record(input));
  }
}

TEST(TableGraph, ShippedTables) {
  std::vector<Record> inputs;
  for (const int amount : {0, 5000, 5001})
    for (const bool flag : {false, true})
      for (const char* kind : {"family", "neighbour", "lawsuit", "police", "labour", "first"})
        inputs.push_back({{"amount", Value::number(std::int64_t{amount})},
                          {"injury", Value::boolean(flag)},
                          {"threat", Value::boolean(false)},
                          {"lawsuit", Value::boolean(!flag)},
                          {"households", Value::number(std::int64_t{amount % 3})},
                          {"kind", Value::text(kind)},
                          {"under", Value::text(kind)},
                          {"category", Value::text(kind)},
                          {"visit_kind", Value::text(kind)},
                          {"risk", Value::text(flag ? "high" : "low")},
                          {"earlier", Value::list({})}});
  for (const char* name : {"matter-size", "start-line", "duty-list", "hotline-route"}) {
    std::ifstream file(std::string(TF_ROOT) + "/rules/" + name + ".yaml");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    ASSERT_FALSE(text.empty()) << name;
    expect_equal_decisions(document_of(text), inputs);
  }
}

std::string one_of(Prng& random, std::initializer_list<const char*> words) {
  return std::data(words)[random.below(words.size())];
}

TEST(TableGraph, GeneratedTables) {
  std::vector<Record> inputs;
  for (int n = -1; n <= 6; ++n)
    for (const char* kind : {"red", "blue", "green"})
      inputs.push_back({{"n", Value::number(std::int64_t{n})}, {"kind", Value::text(kind)}});
  inputs.push_back({});
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Prng random(seed);
    const bool two = random.below(2) == 0;
    const std::string hit =
        one_of(random, {"unique", "first", "any", "rule_order", "collect", "collect sum",
                        "collect min", "collect max", "collect count"});
    std::string text = "table: t" + std::to_string(seed) + "\nhit: " + hit + "\n";
    if (random.below(2) == 0) text += "inputs: {twice: n * 2}\n";
    const bool computed = text.find("twice") != std::string::npos;
    text += "outputs:\n  points: {type: number";
    if (random.below(3) == 0)
      text += ", hit: " + one_of(random, {"sum", "min", "max", "count", "first", "list"});
    if (random.below(3) == 0) text += ", cap: 7";
    if (random.below(3) == 0) text += ", default: 1";
    text += "}\n";
    if (two)
      text += "  flag: {type: yes_no, hit: " + one_of(random, {"any true", "all true", "first"}) +
              "}\n";
    text += "rules: |\n  row | n | kind " + std::string(computed ? "| twice " : "") +
            "| => points" + (two ? " | => flag" : "") + "\n";
    for (std::uint64_t row = 1; row <= 1 + random.below(6); ++row) {
      text += "  r" + std::to_string(row) + " | " +
              one_of(random, {"-", "> 2", "[1..4)", "1, 3", "not(2)", "n < 5"}) + " | " +
              one_of(random, {"-", "red", "red, blue", "not(green)", "\"blue\""});
      if (computed) text += " | " + one_of(random, {"-", "<= 6", "? > 4"});
      text += " | " + one_of(random, {"1", "n", "n + 2", "10", "if kind = red then 3 else 4"});
      if (two) text += " | " + one_of(random, {"true", "false"});
      text += "\n";
    }
    SCOPED_TRACE(text);
    expect_equal_decisions(document_of(text), inputs);
  }
}

TEST(TableGraph, SaysWhatHasNoPlaceInDmn) {
  const auto document = document_of(
      "table: t\neffective: 2026-01-01\nhit: first\noutputs: {size: {type: whole, max: 3}}\nrules: "
      "|\n"
      "  row | n | => size\n  a   | - | 1\n");
  Report report;
  graph_of_table(document, LooseNames(rule::read_native_table(document).source, {}), {}, report);
  ASSERT_EQ(report.rows.size(), 2u);
  EXPECT_EQ(report.rows[0].en, "'effective' has no place in DMN");
  EXPECT_EQ(report.rows[0].line, 2);
  EXPECT_EQ(report.rows[1].what, "max");
}

}  // namespace
}  // namespace tf::interchange
