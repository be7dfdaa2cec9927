#include "store/support.h"

namespace tf::store {
namespace {

JournalRow row_to_hash() {
  JournalRow row;
  row.seq = 2;
  row.case_id = (std::uint64_t{1} << 40) | 7;
  row.case_seq = 3;
  row.at = {1'773'131'999'123};
  row.key = key_of(9);
  row.request[15] = 4;
  row.body = "{\"c\":[\"act\",{}]}";
  row.case_hash[0] = 1;
  return row;
}

// The bytes hashed, written down here a second time: changing them breaks every store there is.
TEST(Links, TheCaseLinkIsOverTheHashBeforeAndTheHashOfTheBody) {
  Hash before{};
  before[31] = 5;
  EXPECT_EQ(case_link(before, "body"), Hasher().add(before).add(sha256("body")).finish());
}

TEST(Links, TheShardLinkIsOverEveryField) {
  const JournalRow row = row_to_hash();
  const auto number = [](std::uint64_t n) {
    std::string bytes;
    for (int i = 7; i >= 0; --i) bytes += static_cast<char>(n >> (8 * i));
    return bytes;
  };
  const auto raw = [](const auto& bytes) { return std::string(bytes.begin(), bytes.end()); };
  Hash before{};
  before[0] = 8;
  const std::string framed = "\x02" + raw(before) + number(row.seq) + number(row.case_id) +
                             number(row.case_seq) + "\x01" +
                             number(static_cast<std::uint64_t>(row.at.ms)) + raw(row.key) +
                             raw(row.request) + raw(sha256(row.body)) + raw(row.case_hash);
  EXPECT_EQ(framed.size(), 162U);
  EXPECT_EQ(shard_link(before, row), sha256(framed));
}

TEST(Links, AnyChangedFieldChangesTheShardLink) {
  const JournalRow row = row_to_hash();
  const Hash link_before = shard_link({}, row);
  const struct {
    const char* name;
    void (*change)(JournalRow&);
  } table[] = {
      {"seq", [](JournalRow& r) { ++r.seq; }},
      {"case", [](JournalRow& r) { ++r.case_id; }},
      {"case seq", [](JournalRow& r) { ++r.case_seq; }},
      {"kind", [](JournalRow& r) { r.kind = RowKind::refused; }},
      {"at", [](JournalRow& r) { r.at = r.at + 1; }},
      {"key", [](JournalRow& r) { ++r.key[7]; }},
      {"request", [](JournalRow& r) { ++r.request[7]; }},
      {"body", [](JournalRow& r) { r.body += ' '; }},
      {"case hash", [](JournalRow& r) { ++r.case_hash[7]; }},
  };
  for (const auto& entry : table) {
    JournalRow changed = row;
    entry.change(changed);
    EXPECT_NE(shard_link({}, changed), link_before) << entry.name;
  }
  JournalRow changed = row;
  ++changed.shard_hash[0];  // its own place is not hashed
  EXPECT_EQ(shard_link({}, changed), link_before);
}

TEST(Links, ARefusalLeavesTheChainOfItsCaseAlone) {
  Hash case_head{}, shard_head{};
  JournalRow row = row_to_hash();
  link(row, case_head, shard_head);
  EXPECT_EQ(case_head, case_link({}, row.body));
  EXPECT_EQ(row.case_hash, case_head);
  EXPECT_EQ(row.shard_hash, shard_link({}, row));
  EXPECT_EQ(shard_head, row.shard_hash);
  const Hash head = case_head;
  row.kind = RowKind::refused;
  row.case_seq = 0;
  const Hash before = shard_head;
  link(row, case_head, shard_head);
  EXPECT_EQ(case_head, head);
  EXPECT_EQ(row.case_hash, Hash{});
  EXPECT_EQ(row.shard_hash, shard_link(before, row));
}

}  // namespace
}  // namespace tf::store
