#include "cli.h"
#include "cli/towns.h"

namespace tf::cli {
namespace {

// A store on a virtual clock, with one case in it.
std::string store_in(const Folder& folder) {
  const std::string path = folder.path() + "/town.db";
  store::SqliteOptions options;
  options.virtual_clock = true;
  EXPECT_TRUE(store::open_sqlite(path, options));
  return path;
}

TEST(CmdCase, OpenWorkAndLook) {
  const Folder folder;
  const std::string store = store_in(folder);
  const auto on = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--store", store, "--town", kTestTown});
    return townflow(words);
  };
  Ran ran = on({"case", "open", "step-task", "--as", "dan", "--at", "2026-03-10 09:00"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("TESTTOWN-2026-0001"), std::string::npos);
  ran = on({"case", "complete", "1", "--as", "eve", "--step", "work", "--outcome", "good"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_TRUE(ran.err.starts_with("error: refused (task.not_yours): ")) << ran.err;
  ran = on({"case", "complete", "1", "--step", "work", "--outcome", "good"});
  EXPECT_EQ(ran.exit, kUsage);
  EXPECT_EQ(ran.err, "error: say who acts: --as PERSON\n");
  ran = on({"case", "complete", "1", "--as", "ann", "--step", "gone"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err, "error: no task of step 'gone' is open; see case show\n");
  EXPECT_EQ(on({"explain", "case", "1"}).exit, kOk);
  EXPECT_NE(on({"case", "show", "1"}).out.find("2026-03-10 09:00"), std::string::npos);
  ran = on({"case", "complete", "1", "--as", "ann", "--step", "work", "--outcome", "good", "--form",
            "{\"answer\": \"fine\"}"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  ran = townflow({"case", "list", "--store", store, "--json"});
  EXPECT_NE(ran.out.find("\"state\":\"closed\""), std::string::npos) << ran.out;
  EXPECT_EQ(on({"case", "show", "77"}).exit, kRefused);
}

TEST(CmdCase, ExplainsTheCellsOfAGraphsTables) {
  const Folder folder;
  const std::string store = store_in(folder);
  const auto on = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--store", store, "--town", kTestTown});
    return townflow(words);
  };
  Ran ran = on({"case", "open", "step-decide-graph", "--as", "dan", "--at", "2026-03-10 09:00",
                "--form", R"({"loan_amount": 50, "age": 20})"});
  ASSERT_EQ(ran.exit, kOk) << ran.err;
  const std::string told =
      "graph loans (Loan Amount = 50, Risk Level = low, age = 20, may = true); Risk Level: "
      "else; Loan Amount rules out much";
  ran = on({"explain", "case", "1"});
  EXPECT_NE(ran.out.find(told), std::string::npos) << ran.out;
  ran = on({"case", "show", "1"});
  EXPECT_NE(ran.out.find(told), std::string::npos) << ran.out;
}

TEST(CmdCase, CheckFiresOnAVirtualClock) {
  const Folder folder;
  const std::string store = store_in(folder);
  townflow({"case", "open", "step-task", "--as", "dan", "--at", "2026-03-10 09:00", "--store",
            store, "--town", kTestTown});
  Ran ran = townflow({"check", "--store", store, kTestTown, "--at", "2026-03-12 18:00"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("fired: ")) << ran.out;
  ran = townflow({"case", "list", "--store", store, "--light", "yellow"});
  EXPECT_NE(ran.out.find("TESTTOWN-2026-0001"), std::string::npos) << ran.out;
  ran = townflow({"check", "--store", store, kTestTown, "--at", "2026-03-12 18:00"});
  EXPECT_TRUE(ran.out.starts_with("fired: 0\n")) << ran.out;
}

TEST(CmdCase, AStoreThatIsNotThere) {
  const Ran ran = townflow({"case", "list", "--store", "/no/such/town.db"});
  EXPECT_EQ(ran.exit, kRefused) << ran.err;
}

TEST(CmdCase, ExplainACode) {
  const Ran ran = townflow({"explain", "TF0007"});
  EXPECT_EQ(ran.exit, kOk);
  EXPECT_TRUE(ran.out.starts_with("TF0007  yaml.duplicate_key\n")) << ran.out;
  EXPECT_EQ(townflow({"explain", "yaml.duplicat_key"}).err,
            "error: there is no code 'yaml.duplicat_key'; did you mean yaml.duplicate_key?\n");
}

}  // namespace
}  // namespace tf::cli
