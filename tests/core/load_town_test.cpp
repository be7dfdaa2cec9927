// The towns that ship with townflow bind without an error; what they become is what they say.
#include "core/load_town.h"

#include <gtest/gtest.h>

#include "core/check_tables.h"
#include "support/town_files.h"

namespace tf::core {
namespace {

struct Case {
  const char* name;
  std::vector<std::string> folders;
};

class ShippedTown : public testing::TestWithParam<Case> {};

TEST_P(ShippedTown, BindsWithoutError) {
  model::Diagnostics out;
  const auto towns = load_towns(support::town_files(GetParam().folders), out);
  EXPECT_FALSE(towns.empty());
  EXPECT_EQ(out.errors(), 0U) << model::to_text(out, model::Language::en);
  for (const LoadedTown& loaded : towns)
    for (const auto& [id, definition] : loaded.town.workflows) {
      EXPECT_EQ(definition->hash.size(), 64U) << id;
      for (const Step& step : definition->steps) {
        EXPECT_NE(step.kind, nullptr) << id << " " << step.id;
        EXPECT_FALSE(step.outcomes.empty()) << id << " " << step.id;
      }
      EXPECT_FALSE(loaded.town.rules.at(id).empty());
    }
}

// No gap, no row that never wins, no cell without effect, in any table of any town. Cells the
// analysis cannot read are said to be so, and few.
TEST_P(ShippedTown, HasTablesWithoutAFinding) {
  model::Diagnostics loading, out;
  const auto towns = load_towns(support::town_files(GetParam().folders), loading);
  for (const LoadedTown& loaded : towns) {
    std::vector<const model::Document*> documents;
    for (const model::Document& document : loaded.documents) documents.push_back(&document);
    check_tables(loaded.town, documents, out);
  }
  std::size_t not_read = 0;
  for (const model::Diagnostic& row : out.rows()) {
    EXPECT_STREQ(row.code->name, "table.not_analysed") << model::to_text(out, model::Language::en);
    ++not_read;
  }
  EXPECT_LE(not_read, towns.size());
}

INSTANTIATE_TEST_SUITE_P(
    All, ShippedTown,
    testing::Values(Case{"county", {"workflows", "rules", "examples/county"}},
                    Case{"wanshi", {"workflows", "rules", "examples/county", "examples/wanshi"}},
                    Case{"chunjiang",
                         {"workflows", "rules", "examples/county", "examples/chunjiang"}},
                    Case{"boston311", {"examples/boston311"}},
                    Case{"steps", {"tests/scenario/town"}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace tf::core
