// Names that could be anything at run time and look misspelt.
#include "core/check_names.h"

#include <gtest/gtest.h>

#include "support/small_town.h"

namespace tf::core {
namespace {

std::string told(const std::string& workflow,
                 std::vector<std::pair<std::string, std::string>> more = {}) {
  std::vector<std::pair<std::string, std::string>> files = {
      {"small/town.yaml", support::kSmallTown},
      {"small/roles.yaml", support::kSmallRoles},
      {"small/people.yaml", support::kSmallPeople},
      {"small/errand.yaml", "workflow: errand\n" + workflow}};
  for (auto& file : more) files.push_back(std::move(file));
  support::Bound bound;
  const auto towns = load_towns(files, bound.out);
  EXPECT_EQ(bound.findings(), "");
  std::vector<const model::Document*> documents;
  for (const model::Document& document : towns.front().documents) documents.push_back(&document);
  check_names(towns.front().town, documents, bound.out);
  return bound.sentences();
}

constexpr const char* kHomes =
    "case: {homes: {type: list of record, fields: {family: line, rooms: whole}}}\n";

TEST(CheckNames, AMisspeltMemberIsTold) {
  EXPECT_EQ(told(std::string(kHomes) + "steps:\n  a: {if: count(homes.roms) > 1, task: work}\n"),
            "4:23 nothing is called `roms` (rooms?)\n");
}

TEST(CheckNames, AMisspeltNameInAFilterIsTold) {
  EXPECT_EQ(
      told(std::string(kHomes) +
           "steps:\n  a: {if: 'count(homes[rooms > 1 and famly = \"x\"]) > 1', task: work}\n"),
      "4:38 nothing is called `famly` (family?)\n");
}

TEST(CheckNames, WhatIsLikeNothingOrBoundHereIsNotTold) {
  EXPECT_EQ(told(std::string(kHomes) + "fields:\n"
                                       "  n:\n"
                                       "    is: |\n"
                                       "      count(for rom in homes return rom.zzqqxx) + "
                                       "count(homes[family != null].rooms)\n"
                                       "steps:\n  a: {task: work}\n"),
            "");
}

TEST(CheckNames, WhatAMessageHoldsIsItsSendersAffair) {
  EXPECT_EQ(
      told("fields: {urged: whole}\nsteps:\n  a: {task: work}\nupon:\n  m: {message: call, if: "
           "message.urge = true, keep: true, set: {urged: 1}}\n"),
      "");
}

TEST(CheckNames, ASectionOfNoProcessIsTold) {
  EXPECT_EQ(
      told("steps:\n  a: {task: work}\n",
           {{"small/d.yaml", "deadlines: d\nerrnd: {answer: 3 hours}\nother: {x: 1 hour}\n"}}),
      "2:1 there is no process 'errnd', so nothing uses this section (errand?)\n");
}

}  // namespace
}  // namespace tf::core
