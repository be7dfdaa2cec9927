#include "store/verify.h"

#include "base/text.h"

namespace tf::store {
namespace {

constexpr std::size_t kPage = 1000;

Error broken_case_link(const JournalRow& row) {
  return {Errc::corrupt,
          cat("journal row ", row.seq, ": the body is not what was written (case ", row.case_id,
              ", row ", row.case_seq, " of the case)"),
          cat("日志第 ", row.seq, " 行：内容不是当初所写（事项 ", row.case_id, " 的第 ",
              row.case_seq, " 行）")};
}
Error gap_in_case(const JournalRow& row) {
  return {
      Errc::corrupt,
      cat("journal row ", row.seq, ": row ", row.case_seq, " of case ", row.case_id,
          " has none before it"),
      cat("日志第 ", row.seq, " 行：事项 ", row.case_id, " 的第 ", row.case_seq, " 行之前缺一行")};
}
Error stamped_back(const JournalRow& row) {
  return {Errc::corrupt, cat("journal row ", row.seq, " is stamped before the row ahead of it"),
          cat("日志第 ", row.seq, " 行的时间早于前一行")};
}
Error refusal_in_case(const JournalRow& row) {
  return {Errc::corrupt,
          cat("journal row ", row.seq, ": a refusal stands in the chain of case ", row.case_id),
          cat("日志第 ", row.seq, " 行：被拒的请求混进了事项 ", row.case_id, " 的链")};
}
}  // namespace

Error missing_before(std::uint64_t seq) {
  return {Errc::corrupt, cat("journal row ", seq, ": the row before it is missing"),
          cat("日志第 ", seq, " 行：它前面的一行不见了")};
}
Error broken_link(std::uint64_t seq) {
  return {Errc::corrupt,
          cat("journal row ", seq, ": the row is not what was written (link of the shard)"),
          cat("日志第 ", seq, " 行：不是当初所写（整本日志的链在此断开）")};
}

Result<std::optional<Error>> JournalWalk::feed(const JournalRow& row) {
  if (row.seq != head_.seq + 1) return missing_before(row.seq);
  if (row.at < head_.at) return stamped_back(row);
  if (row.kind == RowKind::accepted) {
    const CaseHead before = TF_TRY(before_(row.case_id, row.case_seq));
    if (row.case_seq != before.case_seq + 1) return gap_in_case(row);
    if (row.case_hash != case_link(before.case_hash, row.body)) return broken_case_link(row);
  } else if (row.case_seq != 0 || row.case_hash != Hash{}) {
    return refusal_in_case(row);
  }
  if (row.shard_hash != shard_link(head_.shard_hash, row)) return broken_link(row.seq);
  head_ = {row.seq, row.shard_hash, row.at};
  return std::nullopt;
}

Result<std::optional<Error>> walk_journal(Store& store, JournalWalk walk) {
  for (;;) {
    const auto rows = store.read_all(walk.head().seq, kPage);
    if (!rows && rows.error().code == Errc::corrupt) return rows.error();
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
      return fail(Errc::conflict,
                  cat("the journal ends at row ", last.seq, ", so row ", row.seq,
                      " cannot be next; read its head again"),
                  cat("日志到第 ", last.seq, " 行为止，第 ", row.seq, " 行接不上；请重新读取"));
    if (row.at < last.at)
      return fail(Errc::conflict,
                  cat("journal row ", row.seq, " is stamped ", to_utc_string(row.at),
                      ", before the row ahead of it (", to_utc_string(last.at), ")"),
                  cat("日志第 ", row.seq, " 行的时间 ", to_utc_string(row.at), " 早于前一行（",
                      to_utc_string(last.at), "）"));
    last = {row.seq, row.shard_hash, row.at};
  }
  return {};
}

Result<void> check_case_page(const std::vector<JournalRow>& rows, CaseHead before) {
  for (const JournalRow& row : rows) {
    if (row.case_seq != before.case_seq + 1) return std::unexpected(gap_in_case(row));
    if (row.case_hash != case_link(before.case_hash, row.body))
      return std::unexpected(broken_case_link(row));
    before = {row.case_seq, row.case_hash};
  }
  return {};
}

}  // namespace tf::store
