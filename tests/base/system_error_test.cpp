#include "base/system_error.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>

namespace tf {
namespace {

TEST(SystemError, SaysWhyInBothLanguages) {
  const Error error = system_error("cannot open a.db", "打不开 a.db", EACCES);
  EXPECT_EQ(error.code, Errc::io);
  EXPECT_EQ(error.text, "cannot open a.db: permission denied");
  EXPECT_EQ(error.zh, "打不开 a.db：没有权限");
}

TEST(SystemError, KnowsAFullDisk) {
  EXPECT_EQ(system_error("a", "b", ENOSPC).code, Errc::full);
  EXPECT_EQ(system_error("a", "b", EDQUOT).code, Errc::full);
}

TEST(SystemError, TellsTheOthersInTheSystemsWords) {
  const Error error = system_error("cannot bind", "绑定不了", EADDRNOTAVAIL);
  EXPECT_EQ(error.text, std::string("cannot bind: ") + std::strerror(EADDRNOTAVAIL));
  EXPECT_FALSE(error.zh.empty());
}

}  // namespace
}  // namespace tf
