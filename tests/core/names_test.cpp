#include "core/names.h"

#include <gtest/gtest.h>

namespace tf::core {
namespace {

TEST(Names, TheFirstMeaningStays) {
  NameTable names;
  EXPECT_TRUE(names.variable("size", 3, {"small", "big"}));
  EXPECT_FALSE(names.constant("size"));
  EXPECT_EQ(names.find("size")->slot, 3);
  EXPECT_EQ(names.find("weight"), std::nullopt);
}

TEST(Names, WideningADomainThatMayBeAnythingEmptiesIt) {
  NameTable names;
  names.variable("size", 0, {"small"});
  names.widen("size", {"small", "big"});
  EXPECT_EQ(names.find("size")->domain, (std::vector<std::string>{"small", "big"}));
  names.widen("size", {});
  EXPECT_TRUE(names.find("size")->domain.empty());
  names.widen("nobody", {"x"});
  EXPECT_EQ(names.find("nobody"), std::nullopt);
}

TEST(Names, ATableLiesOverAnother) {
  NameTable under;
  under.variable("a", 1);
  under.variable("done", 2);
  const NameTable join = join_names(under);
  EXPECT_EQ(join.find("a")->slot, 1);
  EXPECT_EQ(join.find("done")->slot, kDone);
  EXPECT_EQ(join.all(), (std::vector<std::string>{"arrived", "done", "done_rows", "open", "total",
                                                  "total_weight", "a"}));
}

}  // namespace
}  // namespace tf::core
