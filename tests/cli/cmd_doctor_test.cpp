#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli.h"
#include "host/system_clock.h"
#include "store/sqlite_db.h"
#include "store/store.h"

namespace tf::cli {
namespace {

// doctor on a store of its own; what it says of one thing, "" when it does not speak of it.
class Doctor : public testing::Test {
 protected:
  Doctor() { EXPECT_TRUE(store::open_sqlite(store)); }
  std::string told(std::vector<std::string> more, const std::string& begin) {
    more.insert(more.begin(), {"doctor", "--store", store});
    const Ran ran = townflow(more);
    exit = ran.exit;
    for (const char* mark : {"ok    ", "FAIL  "})
      if (const std::size_t at = ran.out.find(mark + begin); at != std::string::npos)
        return ran.out.substr(at, ran.out.find('\n', at) - at);
    return "";
  }
  void change(const char* sql) {
    auto db = store::Connection::open(store, store::Access::write);
    ASSERT_TRUE(db);
    ASSERT_TRUE(db->execute(sql));
  }
  const Folder folder;
  const std::string store = folder.path() + "/town.db";
  int exit = -1;
};

TEST_F(Doctor, OfAStoreThatIsNone) {
  folder.write("town.db", "this is no store, only a text of some length");
  EXPECT_EQ(told({}, "the store"),
            "FAIL  the store does not open: " + store +
                " is no townflow store: it is not an SQLite database; choose another file");
  EXPECT_EQ(exit, kFailure);
}

TEST_F(Doctor, OfAGoodOne) {
  EXPECT_EQ(told({"--deep"}, "the journal"), "ok    the journal's chain holds");
  EXPECT_EQ(exit, kOk);
}

TEST_F(Doctor, WrongRights) {
  std::filesystem::permissions(store, std::filesystem::perms::others_write,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(told({}, "anybody"), "FAIL  anybody may change " + store + ": chmod o-w " + store);
  EXPECT_EQ(exit, kFailure);
}

TEST_F(Doctor, ANewerStore) {
  change("PRAGMA user_version = 99");
  EXPECT_NE(told({}, "the store").find("newer townflow"), std::string::npos);
  EXPECT_EQ(exit, kFailure);
}

store::Batch one_row(Instant at) {
  store::Batch batch;
  store::JournalRow row;
  row.seq = 1;
  row.case_id = 1;
  row.case_seq = 1;
  row.key[0] = 7;
  row.at = at;
  row.body = "{}";
  Hash case_head{}, shard_head{};
  store::link(row, case_head, shard_head);
  batch.journal.push_back(row);
  return batch;
}

TEST_F(Doctor, AClockBehindTheStore) {
  const store::Batch batch = one_row(host::SystemClock().now() + kDay);
  ASSERT_TRUE((*store::open_sqlite(store))->commit(batch));
  EXPECT_TRUE(told({}, "the clock").starts_with("FAIL  the clock is behind the store's last row"));
}

TEST_F(Doctor, BesideWhoeverHasTheStore) {
  const auto serving = store::open_sqlite(store);
  ASSERT_TRUE(serving);
  ASSERT_TRUE((*serving)->commit(one_row(host::SystemClock().now())));
  EXPECT_EQ(told({"--deep"}, "a running"),
            "ok    a running townflow has the store; this only looks");
  EXPECT_EQ(told({"--deep"}, "the journal"), "ok    the journal's chain holds");
  EXPECT_EQ(exit, kOk);
}

TEST_F(Doctor, APortInUse) {
  const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof here;
  auto* const address = reinterpret_cast<sockaddr*>(&here);  // NOLINT: what bind asks for
  ASSERT_EQ(::bind(listening, address, size), 0);
  ASSERT_EQ(::listen(listening, 1), 0);
  ASSERT_EQ(::getsockname(listening, address, &size), 0);
  const std::string port = std::to_string(ntohs(here.sin_port));
  EXPECT_EQ(told({"--port", port}, "port"), "FAIL  port " + port + ": port " + port +
                                                " is in use; take another --port, or stop what "
                                                "uses it");
  EXPECT_EQ(exit, kFailure);
  ::close(listening);
  EXPECT_EQ(told({"--port", port}, "port"), "ok    port " + port + " is free");
}

TEST_F(Doctor, AYearWithoutItsHolidays) {
  const std::string town =
      "town: small\ntitle: {zh: 小镇, en: Small}\ncalendar: {zone: Asia/Shanghai, office: "
      "08:30-17:30, years: {2019: {rest: {new_year: 2019-01-01}}}}\n";
  folder.write("small/town.yaml", town);
  EXPECT_TRUE(told({"--town", folder.path() + "/small"}, "small: ")
                  .starts_with("FAIL  small: no table of holidays for "));
  EXPECT_EQ(exit, kFailure);
  folder.write("small/broken.yaml", "workflow: [");
  EXPECT_TRUE(told({"--town", folder.path() + "/small"}, "the files")
                  .starts_with("FAIL  the files of the towns have mistakes"));
}

}  // namespace
}  // namespace tf::cli
