#include "store/verify.h"

#include "base/text.h"

namespace tf::store {
namespace {

constexpr std::size_t kPage = 1000;

std::string broken_case_link(const JournalRow& row) {
  return cat("journal row ", row.seq, ": the body is not what was written (case ", row.case_id,
             ", row ", row.case_seq, " of the case)");
}
std::string gap_in_case(const JournalRow& row) {
  return cat("journal row ", row.seq, ": row ", row.case_seq, " of case ", row.case_id,
             " has none before it");
}
}  // namespace

Error missing_before(std::uint64_t seq) {
  return {Errc::corrupt, cat("journal row ", seq, ": the row before it is missing")};
}
Error broken_link(std::uint64_t seq) {
  return {Errc::corrupt,
          cat("journal row ", seq, ": the row is not what was written (link of the shard)")};
}

Result<std::optional<std::string>> JournalWalk::feed(const JournalRow& row) {
  if (row.seq != head_.seq + 1) return missing_before(row.seq).text;
  if (row.at < head_.at)
    return cat("journal row ", row.seq, " is stamped before the row ahead of it");
  if (row.kind == RowKind::accepted) {
    const CaseHead before = TF_TRY(before_(row.case_id, row.case_seq));
    if (row.case_seq != before.case_seq + 1) return gap_in_case(row);
    if (row.case_hash != case_link(before.case_hash, row.body)) return broken_case_link(row);
  } else if (row.case_seq != 0 || row.case_hash != Hash{}) {
    return cat("journal row ", row.seq, ": a refusal stands in the chain of case ", row.case_id);
  }
  if (row.shard_hash != shard_link(head_.shard_hash, row)) return broken_link(row.seq).text;
  head_ = {row.seq, row.shard_hash, row.at};
  return std::nullopt;
}

Result<std::optional<std::string>> walk_journal(Store& store, JournalWalk walk) {
  for (;;) {
    const auto rows = store.read_all(walk.head().seq, kPage);
    if (!rows && rows.error().code == Errc::corrupt) return rows.error().text;
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return std::nullopt;
    for (const JournalRow& row : *rows)
      if (auto fault = TF_TRY(walk.feed(row))) return fault;
  }
}

Result<void> follows(const Batch& batch, const Head& head) {
  Head last = head;
  for (const JournalRow& row : batch.journal) {
    if (row.seq != last.seq + 1)
      return fail(Errc::conflict, cat("the journal ends at row ", last.seq, ", so row ", row.seq,
                                      " cannot be next; read its head again"));
    if (row.at < last.at)
      return fail(Errc::conflict,
                  cat("journal row ", row.seq, " is stamped ", to_utc_string(row.at),
                      ", before the row ahead of it (", to_utc_string(last.at), ")"));
    last = {row.seq, row.shard_hash, row.at};
  }
  return {};
}

Result<void> check_case_page(const std::vector<JournalRow>& rows, CaseHead before) {
  for (const JournalRow& row : rows) {
    if (row.case_seq != before.case_seq + 1) return fail(Errc::corrupt, gap_in_case(row));
    if (row.case_hash != case_link(before.case_hash, row.body))
      return fail(Errc::corrupt, broken_case_link(row));
    before = {row.case_seq, row.case_hash};
  }
  return {};
}

}  // namespace tf::store
