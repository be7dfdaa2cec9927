#include "store/verify.h"

#include "store/support.h"

namespace tf::store {
namespace {

// Feeds rows one by one; the first fault, or "".
std::string walk(const std::vector<JournalRow>& rows) {
  std::map<std::uint64_t, CaseHead> cases;
  JournalWalk walk(
      [&](std::uint64_t case_id, std::uint64_t) -> Result<CaseHead> { return cases[case_id]; });
  for (const JournalRow& row : rows) {
    if (auto fault = must(walk.feed(row))) return fault->text;
    if (row.kind == RowKind::accepted) cases[row.case_id] = {row.case_seq, row.case_hash};
  }
  return "";
}

TEST(JournalWalk, FindsTheFirstFault) {
  Chain chain;
  const std::vector<JournalRow> good = {chain.accepted(7, "a", 1), chain.accepted(8, "b"),
                                        chain.refused(7, "no"), chain.accepted(7, "c")};
  EXPECT_EQ(walk(good), "");
  const struct {
    const char* name;
    void (*change)(std::vector<JournalRow>&);
    const char* fault;
  } table[] = {
      {"row missing", [](auto& r) { r.erase(r.begin() + 1); },
       "journal row 3: the row before it is missing"},
      {"first row missing", [](auto& r) { r.erase(r.begin()); },
       "journal row 2: the row before it is missing"},
      {"stamp goes back", [](auto& r) { r[2].at = {1}; },
       "journal row 3 is stamped before the row ahead of it"},
      {"body", [](auto& r) { r[3].body = "d"; },
       "journal row 4: the body is not what was written (case 7, row 2 of the case)"},
      {"key", [](auto& r) { ++r[0].key[0]; },
       "journal row 1: the row is not what was written (link of the shard)"},
      {"body of a refusal", [](auto& r) { r[2].body = "yes"; },
       "journal row 3: the row is not what was written (link of the shard)"},
      {"gap in a case", [](auto& r) { r[3].case_seq = 3; },
       "journal row 4: row 3 of case 7 has none before it"},
      {"refusal with a place in the case", [](auto& r) { r[2].case_seq = 2; },
       "journal row 3: a refusal stands in the chain of case 7"},
      {"refusal made an act", [](auto& r) { r[2].kind = RowKind::accepted; },
       "journal row 3: row 0 of case 7 has none before it"},
      {"rewritten with new links but the end",
       [](auto& r) {
         Chain again;
         r[0] = again.accepted(7, "A", 1);
         r[1] = again.accepted(8, "b");
         r[2] = again.refused(7, "no");
       },
       "journal row 4: the body is not what was written (case 7, row 2 of the case)"},
  };
  for (const auto& row : table) {
    std::vector<JournalRow> rows = good;
    row.change(rows);
    EXPECT_EQ(walk(rows), row.fault) << row.name;
  }
}

}  // namespace
}  // namespace tf::store
