#include "base/check.h"

#include <gtest/gtest.h>

namespace tf {
namespace {

TEST(Check, ABrokenPromiseNamesItsPlace) {
  const int line = __LINE__ + 2;
  try {
    TF_CHECK(1 + 1 == 3);
    FAIL();
  } catch (const Bug& bug) {
    EXPECT_EQ(std::string(bug.what()),
              std::string(__FILE__) + ":" + std::to_string(line) + ": broken promise: 1 + 1 == 3");
  }
  EXPECT_NO_THROW(TF_CHECK(true));
  EXPECT_THROW(TF_BUG("no such kind"), Bug);
}

}  // namespace
}  // namespace tf
