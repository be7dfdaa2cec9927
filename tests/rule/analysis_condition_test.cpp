#include "rule/analysis_condition.h"

#include <gtest/gtest.h>

#include <array>

#include "base/text.h"

namespace tf::rule {
namespace {

constexpr std::array<const char*, 5> kNames{"size", "cost", "fine", "message", "count_of"};

class Five : public Names {
 public:
  std::optional<Name> find(std::string_view name) const override {
    for (const char* word : {"small", "big"})
      if (name == word) return Name{Name::Kind::constant, 0, Value::text(word), {}};
    if (name == "free") return Name{Name::Kind::function, 7, {}, {}};
    for (std::size_t i = 0; i < kNames.size(); ++i)
      if (name == kNames[i]) return Name{Name::Kind::variable, static_cast<int>(i), {}, {}};
    return std::nullopt;
  }
  std::vector<std::string> all() const override { return {kNames.begin(), kNames.end()}; }
};

InputFacts slot_facts(int slot) {
  InputFacts out;
  if (slot == 0)
    out.kind = Value::Kind::text, out.choices = {Value::text("small"), Value::text("big")};
  if (slot == 1) out.kind = Value::Kind::number, out.whole = true;
  if (slot == 2) out.kind = Value::Kind::boolean;
  return out;
}

std::vector<Program> compiled(const std::vector<std::string>& texts) {
  std::vector<Program> out;
  for (const std::string& text : texts) out.push_back(*compile_expression(text, Five()));
  return out;
}

struct ConditionRow {
  const char* name;
  std::vector<std::string> yes, no;
  CanHold answer;
};

class CanHoldTest : public testing::TestWithParam<ConditionRow> {};

TEST_P(CanHoldTest, IsProvenOrUnknown) {
  const auto yes = compiled(GetParam().yes), no = compiled(GetParam().no);
  EXPECT_EQ(can_hold(yes, no, slot_facts), GetParam().answer);
}

INSTANTIATE_TEST_SUITE_P(
    Table, CanHoldTest,
    testing::Values(
        ConditionRow{"two_at_once", {"size = big and size = small"}, {}, CanHold::no},
        ConditionRow{"a_range", {"cost > 100 and cost < 102"}, {}, CanHold::yes},
        ConditionRow{"no_whole_number_between", {"cost > 100 and cost < 101"}, {}, CanHold::no},
        ConditionRow{
            "all_choices_taken", {"size != null"}, {"size = big", "size = small"}, CanHold::no},
        ConditionRow{"null_is_left", {}, {"size = big", "size = small"}, CanHold::yes},
        ConditionRow{"a_list", {"size in (big, small)"}, {"size = big"}, CanHold::yes},
        ConditionRow{"not", {"not(fine) and fine"}, {}, CanHold::no},
        ConditionRow{"a_path", {"message.size = \"x\""}, {"message.size = \"x\""}, CanHold::no},
        ConditionRow{"a_path_that_is_there", {"message.size != null"}, {}, CanHold::yes},
        ConditionRow{"two_names", {"cost > count_of"}, {}, CanHold::unknown},
        ConditionRow{"a_function", {"free(\"x\")"}, {}, CanHold::unknown},
        ConditionRow{"the_clock", {"now() > now()"}, {}, CanHold::unknown}),
    [](const auto& row) { return row.param.name; });

TEST(ValuesWorthTrying, AreOneOfEachRegion) {
  ConditionFacts read;
  for (const Program& program : compiled({"cost > 100", "cost <= 3 or cost + 1 = 7"}))
    read_condition(program, read);
  EXPECT_FALSE(read.exact);
  std::string shown;
  for (const Value& value : values_worth_trying(read.asked, 1, "", slot_facts(1)))
    shown += cat(value.str(), " ");
  EXPECT_EQ(shown, "2 3 4 100 101 null ");
}

TEST(ValuesWorthTrying, AreNoneOfWhatNobodyAsks) {
  EXPECT_TRUE(values_worth_trying({}, 3, "size", {}).empty());
}

}  // namespace
}  // namespace tf::rule
