#include "interchange/graph_file.h"

#include <gtest/gtest.h>

#include "dmn_models.h"

namespace tf::interchange {
namespace {

TEST(GraphFile, EveryKindOfLogicDecidesTheSameAfterwards) {
  const rule::DrgModel model = everything();
  const rule::DrgModel native = through_native(model);
  const rule::DrgModel again = through_native(through_dmn(native));
  for (const int amount : {0, 2, 3, 7, 101}) {
    EXPECT_EQ(answers(native, amount), answers(model, amount));
    EXPECT_EQ(answers(again, amount), answers(model, amount));
  }
}

TEST(GraphFile, ATableThatFitsIsAFileOfItsOwn) {
  const auto files = write_graph(everything(), "g");
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(files[1].id, "size-of-it");
  EXPECT_EQ(files[1].text,
            "table: size-of-it\n"
            "title: Size of it\n"
            "hit: first\n"
            "outputs:\n"
            "  result: {type: line}\n"
            "rules: |\n"
            "  row  | Amount | => result | note\n"
            "  much | > 5    | \"big\"     | yuan\n"
            "  else | -      | \"small\"   |\n");
  EXPECT_EQ(files[2].id, "sum");
}

TEST(GraphFile, AMissingTableHasItsPlace) {
  model::Diagnostics findings;
  const auto document = model::read_document(
      "g.yaml", "decisions: g\ndecide:\n  - {name: a, is: {table: nowhere}}\n", findings);
  ASSERT_TRUE(findings.empty());
  EXPECT_FALSE(read_graph(document, [](const std::string&) { return nullptr; }, findings));
  ASSERT_EQ(findings.rows().size(), 1u);
  EXPECT_EQ(place_of(findings.rows()[0].span), "g.yaml:3:27");
}

TEST(GraphFile, ComputedColumnsOfATableComeWithIt) {
  model::Diagnostics findings;
  const auto graph = model::read_document(
      "g.yaml",
      "decisions: g\ngiven:\n  - {name: n}\ndecide:\n  - {name: a, needs: [n], is: {table: t}}\n",
      findings);
  const auto table = model::read_document("t.yaml",
                                          "table: t\ninputs: {twice: n * 2}\n"
                                          "outputs: {size: line}\nrules: |\n"
                                          "  row | twice | => size\n  a   | > 4   | \"big\"\n",
                                          findings);
  const auto model = read_graph(graph, [&](const std::string&) { return &table; }, findings);
  ASSERT_TRUE(model) << to_text(findings, model::Language::en);
  const Zone utc;
  const auto linked = rule::Graph::link({*model});
  EXPECT_EQ(linked.decision("a", {{"n", Value::number(3)}}, {}, utc).str(), "big");
  EXPECT_TRUE(linked.decision("a", {{"n", Value::number(2)}}, {}, utc).is_null());
}

TEST(GraphFile, IdsOfNames) {
  EXPECT_EQ(id_of_name("Loan Eligibility (1)"), "loan-eligibility-1");
  EXPECT_EQ(id_of_name("贷款 资格"), "贷款-资格");
  EXPECT_EQ(id_of_name("!"), "d-1");
}

}  // namespace
}  // namespace tf::interchange
