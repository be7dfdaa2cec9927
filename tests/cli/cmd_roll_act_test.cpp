#include "base/json.h"
#include "cli.h"
#include "store/store.h"

namespace tf::cli {
namespace {

class CmdRollAct : public testing::Test {
 protected:
  CmdRollAct() : store(folder.path() + "/town.db") {
    store::SqliteOptions options;
    options.virtual_clock = true;
    EXPECT_TRUE(store::open_sqlite(store, options));
  }
  Ran on(std::vector<std::string> words) const {
    words.insert(words.end(), {"--store", store, "--town", kTestTown});
    return townflow(words);
  }
  Folder folder;
  std::string store;
};

TEST_F(CmdRollAct, ActsAreInForceAndOnTheRecord) {
  Ran ran = on({"case", "open", "step-task", "--as", "dan", "--at", "2026-03-10 09:00"});
  ASSERT_EQ(ran.exit, kOk) << ran.err;
  ran = on({"roll", "person", "kim", "--name", "Kim", "--skill", "law,fire", "--as", "ann"});
  ASSERT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out, R"({"town":"testtown","version":2,"verb":"person","changed":["person kim"]})"
                     "\n");
  ran = on({"roll", "appoint", "kim", "--post", "clerk", "--node", "test-town", "--as", "ann"});
  ASSERT_EQ(ran.exit, kOk) << ran.err;
  // Open work is offered to whoever serves now.
  ran = townflow({"case", "list", "--store", store, "--json"});
  EXPECT_NE(on({"case", "show", "1", "--json"}).out.find("kim"), std::string::npos);
  ran = on({"roll", "show"});
  EXPECT_NE(ran.out.find("version 3\n"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("person kim: {name: Kim, skill: [law, fire]}\n"), std::string::npos)
      << ran.out;
  ran = on({"roll", "changes", "--after", "1"});
  EXPECT_NE(ran.out.find("2  2026-03-10T09:00:00+08:00  ann  person"), std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find("3  2026-03-10T09:00:00+08:00  ann  appoint"), std::string::npos)
      << ran.out;
  const auto json = parse_json(on({"roll", "show", "--json"}).out);
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["version"].str(), "3");
  EXPECT_EQ((*json)["persons"]["kim"]["name"].str(), "Kim");
}

TEST_F(CmdRollAct, TheSameKeyIsDoneOnce) {
  const std::vector<std::string> words{"roll", "person", "kim",   "--name", "Kim",
                                       "--as", "ann",    "--key", "k1"};
  const Ran first = on(words);
  ASSERT_EQ(first.exit, kOk) << first.err;
  EXPECT_EQ(on(words).out, first.out);
}

TEST_F(CmdRollAct, RefusalsInBothLanguages) {
  Ran ran = on({"roll", "end", "annn", "--as", "ann"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err,
            "error: refused (roll.unknown_person): there is no person 'annn'; did you mean ann?\n");
  ran = on({"--lang", "zh", "roll", "absent", "ann", "--to", "soon", "--as", "ann"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err, "错误：不予办理（roll.bad_date）：to 须为日期，如 2026-12-01\n");
  EXPECT_EQ(on({"roll", "end", "ann"}).exit, kUsage);  // by whom?
  EXPECT_EQ(on({"roll", "appoint", "ann"}).exit, kUsage);
  EXPECT_EQ(on({"roll", "show", "--in", "elsewhere"}).exit, kRefused);
}

}  // namespace
}  // namespace tf::cli
