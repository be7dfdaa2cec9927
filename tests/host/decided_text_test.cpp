#include "host/decided_text.h"

#include <gtest/gtest.h>

#include "core/decided_why.h"

namespace tf::host {
namespace {

std::shared_ptr<const core::Field> field(const char* name, core::TypeKind kind,
                                         const char* sensitivity = "internal") {
  auto out = std::make_shared<core::Field>();
  out->name = name;
  out->type.kind = kind;
  out->sensitivity = sensitivity;
  return out;
}

// What is recorded of a table over amount, phone, a secret and a list.
core::Decided decided(std::size_t more_rows = 0) {
  core::Definition definition;
  definition.fields = {
      field("amount", core::TypeKind::number), field("phone", core::TypeKind::phone),
      field("income", core::TypeKind::number, "sensitive"), field("marks", core::TypeKind::list)};
  rule::TableSource table;
  table.definitions = {{"rich", "income > 100"}};
  for (const char* name : {"amount", "phone", "rich", "marks"})
    table.inputs.push_back({name, name, {}});
  rule::Explanation why;
  why.inputs = {Value::number(800), Value::text("13800000000"), Value::boolean(true),
                Value::list({})};
  why.rules = {{"big", false, 0, ""}, {"land", true, -1, ""}, {"else", false, -1, ""}};
  for (std::size_t i = 0; i < more_rows; ++i)
    why.rules.push_back({"r" + std::to_string(i), false, 1, ""});
  return {"size", "v1", {"land"}, core::why_of(definition, table, why)};
}

TEST(DecidedText, ShowsValuesButThoseOfPrivateFields) {
  const core::Words words = decided_text(decided());
  EXPECT_EQ(words.en,
            "table size: land (amount = 800, phone, rich, marks); amount rules out big; "
            "passed over: else");
  EXPECT_EQ(
      words.zh,
      "规则表 size 命中 land（amount = 800，phone，rich，marks），amount 不合 big，排在后面：else");
}

TEST(DecidedText, RowsOfALongTableAreCounted) {
  EXPECT_EQ(decided_text(decided(60)).en,
            "table size: land (amount = 800, phone, rich, marks); amount rules out 1 rows; "
            "phone rules out 60 rows; passed over: 1 rows");
}

// A graph over amount and phone, with a decision `size` that is a table over both; `tables` of
// them.
Value graph_why(core::TypeKind phone, std::size_t tables = 1) {
  core::Definition definition;
  definition.fields = {field("amount", core::TypeKind::number), field("phone", phone)};
  rule::TableSource graph;
  graph.definitions = {{"answers", "ask({amount: amount, Phone: phone})"}};
  graph.inputs = {{"amount", "amount", {}}, {"Phone", "phone", {}}, {"size", "answers.size", {}}};
  rule::Explanation why;
  why.inputs = {Value::number(800), Value::text("138"), Value::text("big")};
  why.rules = {{"graph", true, -1, ""}};
  auto inner = std::make_shared<rule::TableSource>();
  for (const char* name : {"amount", "Phone", "amount * 2"})
    inner->inputs.push_back({"", name, {}});
  rule::Explanation cells;
  cells.inputs = {Value::number(800), Value::text("138"), Value::number(1600)};
  cells.rules = {{"small", false, 0, ""}, {"much", true, -1, ""}, {"else", false, -1, ""}};
  for (std::size_t i = 0; i < tables; ++i)
    why.behind.push_back({i == 0 ? "size" : "size " + std::to_string(i), inner, cells});
  return core::why_of(definition, graph, why);
}

TEST(DecidedText, AGraphTellsTheCellsOfItsTables) {
  const core::Words words =
      decided_text({"sizes", "v1", {"graph"}, graph_why(core::TypeKind::text)});
  EXPECT_EQ(words.en,
            "graph sizes (amount = 800, Phone = 138, size = big); size: much "
            "(amount * 2 = 1600); amount rules out small; passed over: else");
  EXPECT_EQ(words.zh,
            "判定图 sizes（amount = 800，Phone = 138，size = big）；size 命中 much"
            "（amount * 2 = 1600），amount 不合 small，排在后面：else");
}

TEST(DecidedText, OfAPrivateInputAGraphShowsNoValueMadeOfIt) {
  const core::Words words =
      decided_text({"sizes", "v1", {"graph"}, graph_why(core::TypeKind::phone)});
  EXPECT_EQ(words.en,
            "graph sizes (amount = 800, Phone, size); size: much (Phone, amount * 2); amount rules "
            "out small; passed over: else");
}

TEST(DecidedText, AGraphTellsOfSoManyTables) {
  const Value why = graph_why(core::TypeKind::text, core::kMostWhyTables + 5);
  EXPECT_EQ(why["of"].as_record().size(), core::kMostWhyTables);
}

TEST(DecidedText, OldRowsHaveNoExplanation) {
  EXPECT_EQ(decided_text({"size", "v1", {"a", "b"}, {}}).en, "table size: a, b");
  EXPECT_EQ(decided_text({"size", "v1", {}, {}}).en, "table size: no row");
}

}  // namespace
}  // namespace tf::host
