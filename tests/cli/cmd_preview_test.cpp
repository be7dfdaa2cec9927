// A town whose rules change between two starts: what running cases keep, what takes them along,
// what a preview says beforehand; figures; and check beside others.
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "cli/towns.h"
#include "support/small_town.h"

namespace tf::cli {
namespace {

constexpr const char* kErrand =
    "workflow: errand\nstart: {who: anyone}\ndue: answer\nladder: plain\n"
    "metrics:\n  closed_well: {share: result = over, of: state = closed}\n"
    "  time: {median: spent(\"look\")}\n  late: {p95: spent(\"look\")}\n"
    "steps:\n  look: {task: look, who: clerk}\n  over: {end: over}\n";

class PreviewTest : public testing::Test {
 protected:
  PreviewTest() {
    folder.write("town/town.yaml", support::kSmallTown);
    folder.write("town/roles.yaml", support::kSmallRoles);
    folder.write("town/people.yaml", support::kSmallPeople);
    folder.write("town/ladders.yaml", support::kSmallLadders);
    folder.write("town/errand.yaml", kErrand);
    answer_in("5 working days");
    store::SqliteOptions options;
    options.virtual_clock = true;
    EXPECT_TRUE(store::open_sqlite(store, options));
  }
  void answer_in(const std::string& duration, const std::string& apply = "new") {
    folder.write("town/deadlines.yaml",
                 "deadlines: small\napply: " + apply + "\nerrand: {answer: " + duration + "}\n");
  }
  std::string due() {
    const Ran ran = townflow({"case", "show", "1", "--store", store, "--town", town, "--json"});
    EXPECT_EQ(ran.exit, kOk) << ran.err;
    const std::size_t at = ran.out.find("\"due\":\"");
    return at == std::string::npos ? ran.out : ran.out.substr(at + 7, 16);
  }
  Ran open(const char* at) {
    return townflow(
        {"case", "open", "errand", "--as", "ann", "--at", at, "--store", store, "--town", town});
  }
  Ran check(const char* at) { return townflow({"check", town, "--store", store, "--at", at}); }

  Folder folder;
  std::string town = folder.path() + "/town", store = folder.path() + "/town.db";
};

TEST_F(PreviewTest, CasesKeepTheRulesTheyBeganUnder) {
  EXPECT_EQ(open("2026-03-10 09:00").exit, kOk);
  EXPECT_EQ(due(), "2026-03-17T17:30");
  answer_in("1 working day");
  EXPECT_EQ(check("2026-03-10 10:00").exit, kOk);
  EXPECT_EQ(due(), "2026-03-17T17:30");
  // Work goes on under the old rules, though no file has them any more.
  EXPECT_EQ(townflow({"case", "complete", "1", "--as", "ann", "--step", "look", "--store", store,
                      "--town", town})
                .exit,
            kOk);
}

TEST_F(PreviewTest, APreviewWritesNothingAndSaysWhatWillCome) {
  open("2026-03-10 09:00");
  open("2026-03-10 09:30");
  answer_in("1 working day", "running");
  const Ran before = townflow({"case", "list", "--store", store, "--json"});
  const Ran ran = townflow({"preview", town, "--store", store});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out,
            "SMALL-2026-0001  errand\n  case  2026-03-17 17:30 -> 2026-03-11 17:30\n"
            "SMALL-2026-0002  errand\n  case  2026-03-17 17:30 -> 2026-03-11 17:30\n"
            "open 2; deadline changes 2; colour changes 0\n");
  EXPECT_EQ(townflow({"case", "list", "--store", store, "--json"}).out, before.out);
}

TEST_F(PreviewTest, RunningTakesThemAlongAndThePastFiresOnce) {
  open("2026-03-10 09:00");
  open("2026-03-12 09:00");
  answer_in("1 working day", "running");
  Ran ran = townflow({"preview", town, "--store", store});
  EXPECT_NE(ran.out.find("SMALL-2026-0001  errand  green -> yellow\n"), std::string::npos)
      << ran.out;
  check("2026-03-12 10:00");
  EXPECT_EQ(due(), "2026-03-11T17:30");
  ran = townflow({"case", "list", "--store", store, "--light", "yellow"});
  EXPECT_NE(ran.out.find("SMALL-2026-0001"), std::string::npos) << ran.out;
  EXPECT_TRUE(check("2026-03-12 10:00").out.starts_with("fired: 0\n"));
  EXPECT_NE(townflow({"preview", town, "--store", store}).out.find("deadline changes 0"),
            std::string::npos);
}

// Both at once, and beside a server: the store is held, so there is nothing to do, and no error.
TEST_F(PreviewTest, CheckBesideWhoeverHasTheStoreIsHarmless) {
  open("2026-03-10 09:00");
  const auto held = store::open_sqlite(store);
  ASSERT_TRUE(held);
  const Ran ran = townflow({"check", town, "--store", store, "--at", "2026-03-20 09:00", "--json"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out, "{\"busy\":true,\"fired\":0}\n");
  EXPECT_EQ(townflow({"preview", town, "--store", store}).exit, kOk);
}

TEST_F(PreviewTest, ManyChecksAtOnceFireEachTimerOnce) {
  for (int i = 0; i < 5; ++i) open("2026-03-10 09:00");
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    children.push_back(::fork());
    if (children.back() == 0) ::_exit(check("2026-03-20 09:00").exit);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  check("2026-03-20 09:00");
  const auto held = store::open_sqlite(store);
  std::size_t fired = 0;
  const auto rows = (*held)->read_all(0, 1000);
  for (const store::JournalRow& row : *rows)
    if (row.body.find("\"timers\"") != std::string::npos) ++fired;
  EXPECT_EQ(fired, 5u);
}

TEST_F(PreviewTest, FiguresWithNumeratorAndDenominator) {
  const auto figures = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"metrics", town, "--store", store});
    return townflow(more);
  };
  open("2026-03-10 09:00");
  open("2026-03-10 09:00");
  EXPECT_EQ(figures({"--period", "2026-03"}).out,
            "errand.closed_well  null  0/0\nerrand.time  null  of 0\nerrand.late  null  of 0\n"
            "errand.closing_rate  0/2  0%\nerrand.on_time_rate  null  0/0\n"
            "errand.urge_rate  0/2  0%\nerrand.reopen_rate  null  0/0\n"
            "errand.return_rate  null  0/0\nerrand.red_count  0\nerrand.yellow_count  0\n"
            "errand.listed_count  0\n");
  for (const char* n : {"1", "2"})
    townflow({"case", "complete", n, "--as", "ann", "--step", "look", "--store", store, "--town",
              town, "--at", n[0] == '1' ? "2026-03-10 10:00" : "2026-03-10 11:00"});
  EXPECT_TRUE(figures({"--period", "2026-W11"})
                  .out.starts_with("errand.closed_well  2/2  100%\nerrand.time  3600  of 2\n"
                                   "errand.late  7200  of 2\nerrand.closing_rate  2/2  100%\n"
                                   "errand.on_time_rate  2/2  100%\n"));
  EXPECT_EQ(figures({"on_time_rate", "--period", "2026-W11"}).out, "on_time_rate  2/2  100%\n");
  EXPECT_EQ(figures({"errand.time", "--period", "2026-Q2"}).out, "errand.time  null  of 0\n");
  EXPECT_EQ(figures({"errand.gone", "--period", "2026"}).exit, kRefused);
  EXPECT_EQ(figures({"--period", "2026-W54"}).exit, kUsage);
}

}  // namespace
}  // namespace tf::cli
