#include "cli.h"
#include "cli/towns.h"
#include "store/sqlite_db.h"

namespace tf::cli {
namespace {

class CmdErase : public testing::Test {
 protected:
  CmdErase() {
    town = folder.path() + "/small";
    folder.write("small/town.yaml",
                 "town: small\ntitle: {zh: 小镇, en: Small}\ncalendar: {zone: Asia/Shanghai, "
                 "office: 08:30-17:30}\n");
    folder.write("small/roles.yaml",
                 "roles: small\nlevels: [town]\nfind: {nobody: clerk}\nposts:\n  clerk: {level: "
                 "town, off_hours: self, zh: 干事, en: clerk}\n");
    folder.write("small/people.yaml",
                 "people: small\ntree: {hall: {level: town, holds: {clerk: [ann]}}}\n");
    folder.write("small/visit.yaml",
                 "workflow: visit\ntitle: {zh: 走访, en: Visit}\ncase: {who_asks: {type: person, "
                 "required: true}, phone: {type: phone}}\nsteps: {over: {end: done}}\n");
    store = folder.path() + "/town.db";
    EXPECT_TRUE(store::open_sqlite(store));
    const Ran ran = on({"case", "open", "visit", "--as", "ann", "--form",
                        R"({"who_asks":{"id_hash":"h1","name":"LiSi"},"phone":"13900001111"})"});
    EXPECT_EQ(ran.exit, kOk) << ran.err;
  }
  Ran on(std::vector<std::string> words) {
    words.insert(words.end(), {"--store", store, "--town", town});
    return townflow(words);
  }
  Folder folder;
  std::string town, store;
};

TEST_F(CmdErase, WhoIsNotKnownAndWhatIsNotThere) {
  EXPECT_EQ(on({"person", "erase", "nobody", "--as", "ann", "--reason", "r", "--yes"}).exit,
            kRefused);
  EXPECT_EQ(on({"case", "erase", "77", "--as", "ann", "--reason", "r", "--yes"}).exit, kRefused);
  EXPECT_EQ(on({"person", "erase", "h1", "--as", "ann"}).exit, kUsage);  // without a reason
}

TEST_F(CmdErase, SaysFirstWhatItWouldDo) {
  const Ran ran = on({"person", "erase", "h1", "--as", "ann", "--reason", "asked for"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_NE(ran.err.find("SMALL-"), std::string::npos) << ran.err;
  EXPECT_NE(on({"case", "show", "1", "--json"}).out.find("LiSi"), std::string::npos);
}

TEST_F(CmdErase, APersonThenTheCase) {
  Ran ran = on({"person", "erase", "h1", "--as", "ann", "--reason", "asked for", "--yes"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("erased: 1 key(s) destroyed")) << ran.out;
  ran = on({"case", "show", "1", "--json"});
  EXPECT_EQ(ran.out.find("LiSi"), std::string::npos);
  EXPECT_NE(ran.out.find("erased / 已抹除"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("13900001111"), std::string::npos);
  ran = on({"case", "erase", "1", "--as", "ann", "--reason", "kept long enough", "--yes"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(on({"case", "show", "1", "--json"}).out.find("13900001111"), std::string::npos);
  EXPECT_EQ(townflow({"doctor", "--store", store, "--deep"}).exit, kOk);
}

// A list that says something else than the journal is found, though the chain holds.
TEST_F(CmdErase, ARowThatIsNotWhatTheJournalMakesOfIt) {
  EXPECT_EQ(townflow({"doctor", "--store", store, "--deep"}).exit, kOk);
  auto db = store::Connection::open(store, store::Access::write);
  ASSERT_TRUE(db);
  ASSERT_TRUE(db->execute("UPDATE cases SET stage = 'lost'"));
  const Ran ran = townflow({"doctor", "--store", store, "--deep"});
  EXPECT_EQ(ran.exit, kFailure);
  EXPECT_NE(ran.out.find("FAIL  the lists are not what the journal makes of them: case SMALL-"),
            std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find("its row says 'lost' for stage"), std::string::npos) << ran.out;
}

// An act on a case whose rows were changed is told the damage, not that there is no such case.
TEST_F(CmdErase, ADamagedCaseIsNotCalledMissing) {
  auto db = store::Connection::open(store, store::Access::write);
  ASSERT_TRUE(db);
  ASSERT_TRUE(
      db->execute("UPDATE journal SET at = at - 1 WHERE case_id > 0 AND case_seq = 1 "
                  "AND case_id IN (SELECT id FROM cases)"));
  for (const char* language : {"en", "zh"}) {
    const Ran ran =
        on({"case", "comment", "1", "--as", "ann", "--reason", "seen", "--lang", language});
    EXPECT_EQ(ran.exit, kFailure) << ran.err;
    EXPECT_NE(ran.err.find(*language == 'z' ? "不是当初所写" : "the row is not what was written"),
              std::string::npos)
        << ran.err;
  }
}

TEST_F(CmdErase, WithoutItsKeyFileTheStoreIsNotWorkedOn) {
  std::filesystem::remove(store + ".keys");
  const Ran ran = on({"case", "show", "1"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_NE(ran.err.find("is missing"), std::string::npos) << ran.err;
  EXPECT_NE(townflow({"doctor", "--store", store}).out.find("FAIL  the key file"),
            std::string::npos);
}

}  // namespace
}  // namespace tf::cli
