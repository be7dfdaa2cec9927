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

TEST(DecidedText, OldRowsHaveNoExplanation) {
  EXPECT_EQ(decided_text({"size", "v1", {"a", "b"}, {}}).en, "table size: a, b");
  EXPECT_EQ(decided_text({"size", "v1", {}, {}}).en, "table size: no row");
}

}  // namespace
}  // namespace tf::host
