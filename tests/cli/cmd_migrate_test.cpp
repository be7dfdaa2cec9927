// Running cases to another version of their process, from the command line; and what puts a case
// right: repair, incident, timer.
#include <filesystem>

#include "cli.h"
#include "cli/towns.h"

namespace tf::cli {
namespace {

namespace fs = std::filesystem;

class Migrate : public testing::Test {
 protected:
  Migrate() {
    town = folder.path() + "/town";
    fs::copy(kTestTown, town, fs::copy_options::recursive);
    for (const auto& entry : fs::directory_iterator(town + "/workflows")) fs::remove(entry);
    write("town/workflows/errand.yaml",
          "workflow: errand\nversion: one\ncase: {subject: line}\n"
          "may: {migrate: {by: boss}, repair: {by: boss}, retry: {by: boss}, dismiss: {by: boss}}\n"
          "steps:\n  first: {task: work, who: clerk, due: 2 working days}\n"
          "  sum: {set: {total: count(subject) + subject}}\n"
          "  over: {end: done}\nfields: {total: number}\n");
    store = folder.path() + "/town.db";
    store::SqliteOptions options;
    options.virtual_clock = true;
    EXPECT_TRUE(store::open_sqlite(store, options));
    for (int i = 0; i < 2; ++i)
      EXPECT_EQ(on({"case", "open", "errand", "--as", "dan", "--at", "2026-03-10 09:00", "--form",
                    "{\"subject\": \"drain\"}"})
                    .exit,
                kOk);
  }
  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder.path() + "/" + name) << text;
  }
  Ran on(std::vector<std::string> words) {
    words.insert(words.end(), {"--store", store, "--town", town});
    return townflow(words);
  }
  Ran migrate(std::vector<std::string> words) {
    words.insert(words.begin() + 1, {town, "errand"});
    words.insert(words.end(), {"--store", store, "--as", "cat"});
    words.insert(words.begin(), "migrate");
    return townflow(words);
  }
  void new_version() {
    write("town/workflows/errand.yaml",
          "workflow: errand\nversion: two\ncase: {subject: line}\n"
          "may: {migrate: {by: boss}, repair: {by: boss}}\n"
          "steps:\n  begin: {task: work, who: clerk, due: 2 working days}\n"
          "  over: {end: done}\nfields: {total: number}\n");
  }

  Folder folder;
  std::string town, store;
};

TEST_F(Migrate, PlanSaysWhichLandAndWritesNothing) {
  new_version();
  Ran ran = migrate({"plan"});
  EXPECT_EQ(ran.exit, kRefused) << ran.err;
  EXPECT_NE(ran.out.find("TESTTOWN-2026-0001  migrate.no_step  "), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("would migrate: 0, refused: 2"), std::string::npos) << ran.out;
  write("map.yaml", "migration: errand\nfrom: one\nto: two\nsteps: {first: begin}\n");
  ran = migrate({"plan", "--map", folder.path() + "/map.yaml"});
  EXPECT_EQ(ran.exit, kOk) << ran.err << ran.out;
  EXPECT_NE(ran.out.find("would migrate: 2, refused: 0"), std::string::npos) << ran.out;
  EXPECT_NE(on({"case", "show", "1"}).out.find("first"), std::string::npos);
}

TEST_F(Migrate, ApplyMovesTheCasesAndTheyGoOn) {
  new_version();
  write("map.yaml", "migration: errand\nfrom: one\nto: two\nsteps: {first: begin}\n");
  const std::string map = folder.path() + "/map.yaml";
  Ran ran = migrate({"apply", "--map", map, "--dry-run"});
  EXPECT_NE(ran.out.find("would migrate: 2"), std::string::npos) << ran.out;
  ran = migrate({"apply", "--map", map, "--cases", "1"});
  EXPECT_NE(ran.out.find("migrated: 1, refused: 0"), std::string::npos) << ran.out << ran.err;
  ran = migrate({"apply", "--map", map});
  EXPECT_NE(ran.out.find("migrated: 1, refused: 0"), std::string::npos) << ran.out << ran.err;
  ran = on({"case", "complete", "1", "--as", "ann", "--step", "begin"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("\"state\":\"closed\""), std::string::npos) << ran.out;
}

TEST_F(Migrate, WhatIsMissingIsSaid) {
  new_version();
  EXPECT_EQ(townflow({"migrate", "plan", town, "errand", "--store", store}).exit, kUsage);
  EXPECT_EQ(migrate({"plan", "--to", "abcdef"}).exit, kRefused);
  write("map.yaml", "migration: errand\nfrom: one\nto: three\nsteps: {first: begin}\n");
  EXPECT_EQ(migrate({"plan", "--map", folder.path() + "/map.yaml"}).exit, kRefused);
  write("map.yaml", "migration: other\nfrom: one\nto: two\n");
  EXPECT_EQ(migrate({"plan", "--map", folder.path() + "/map.yaml"}).exit, kFindings);
  const Ran ran = townflow({"migrate", "plan", town, "errnd", "--store", store, "--as", "cat"});
  EXPECT_NE(ran.err.find("did you mean errand?"), std::string::npos) << ran.err;
}

TEST_F(Migrate, AStuckCaseIsFoundRetriedAndRepaired) {
  EXPECT_EQ(on({"case", "complete", "1", "--as", "ann", "--step", "first"}).exit, kOk);
  Ran ran = on({"incident", "list"});
  EXPECT_NE(ran.out.find("EXPRESSION_FAILED  sum"), std::string::npos) << ran.out << ran.err;
  EXPECT_EQ(on({"incident", "retry", "1", "--as", "ann"}).exit, kRefused);
  EXPECT_EQ(on({"incident", "retry", "1", "--as", "cat"}).exit, kOk);
  EXPECT_NE(on({"--json", "incident", "list"}).out.find("\"tries\":1"), std::string::npos);
  ran = on({"timer", "list", "1"});
  EXPECT_NE(ran.out.find("retry  EXPRESSION_FAILED"), std::string::npos) << ran.out;
  ran = on({"case", "repair", "1", "--as", "cat", "--move", "sum"});
  EXPECT_EQ(ran.exit, kUsage);
  EXPECT_EQ(ran.err, "error: 'sum' should read STEP:STEP\n");
  ran = on({"case", "repair", "1", "--as", "cat", "--reason", "done by hand", "--move", "sum:over",
            "--set", "total=5"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("\"state\":\"closed\""), std::string::npos) << ran.out;
  EXPECT_EQ(on({"incident", "list"}).out, "");
  EXPECT_EQ(on({"case", "complete", "2", "--as", "ann", "--step", "first"}).exit, kOk);
  EXPECT_EQ(on({"incident", "skip", "2", "--as", "cat"}).exit, kRefused);
  EXPECT_EQ(on({"incident", "skip", "2", "--as", "cat", "--reason", "not needed"}).exit, kOk);
  EXPECT_EQ(on({"timer", "fire", "--at", "2026-03-20 09:00"}).exit, kOk);
}

}  // namespace
}  // namespace tf::cli
