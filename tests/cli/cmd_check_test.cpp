#include "cli.h"
#include "cli/towns.h"

namespace tf::cli {
namespace {

class CmdCheck : public testing::Test {
 protected:
  CmdCheck() {
    store::SqliteOptions options;
    options.virtual_clock = true;
    EXPECT_TRUE(store::open_sqlite(store, options));
    const Ran ran = townflow({"case", "open", "do-once", "--as", "dan", "--at", "2026-03-10 09:00",
                              "--store", store, "--town", kTestTown});
    EXPECT_EQ(ran.exit, kOk) << ran.err;
  }
  Ran check(std::vector<std::string> more) {
    more.insert(more.begin(), {"check", "--store", store, kTestTown, "--at", "2026-03-10 09:00"});
    return townflow(more);
  }
  const Folder folder;
  const std::string store = folder.path() + "/town.db";
};

TEST_F(CmdCheck, WhereNoticesCannotGo) {
  const Ran ran = check({"--notices", folder.path() + "/no/such/file"});
  EXPECT_EQ(ran.exit, kFailure);
  EXPECT_EQ(ran.err, "error: cannot open the notice file " + folder.path() +
                         "/no/such/file: a part of the path does not exist; check the disk and the "
                         "permissions\n");
}

// On a host without a server nothing else would send them.
TEST_F(CmdCheck, SendsWhatWaitsOnce) {
  const std::string notices = folder.path() + "/notices";
  Ran ran = check({});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out.find("sent"), std::string::npos) << ran.out;
  EXPECT_NE(ran.err.find("1 notices wait"), std::string::npos) << ran.err;
  ran = check({"--notices", notices, "--json"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("\"sent\":1,\"unsent\":0"), std::string::npos) << ran.out;
  const std::string first = folder.read("notices");
  EXPECT_NE(first.find("board.publish"), std::string::npos) << first;
  ran = check({"--notices", notices});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(folder.read("notices"), first);
  EXPECT_NE(townflow({"case", "list", "--store", store, "--json"}).out.find("\"state\":\"closed\""),
            std::string::npos);
}

TEST_F(CmdCheck, BesideWhoeverHasTheStore) {
  const auto serving = store::open_sqlite(store);
  ASSERT_TRUE(serving);
  const Ran ran = check({"--json"});
  EXPECT_EQ(ran.exit, kOk);
  EXPECT_EQ(ran.out, "{\"busy\":true,\"fired\":0}\n");
}

}  // namespace
}  // namespace tf::cli
