#include "store/sqlite_rows.h"

#include "base/text.h"
#include "store/verify.h"

namespace tf::store {
namespace {

std::optional<std::int64_t> due(const Statement& row, int column) {
  const std::int64_t ms = row.integer(column);
  if (ms == kNoDue) return std::nullopt;
  return ms;
}

}  // namespace

Result<JournalRow> journal_row(const Statement& row, const BodyPacker& packer) {
  JournalRow out;
  out.seq = natural(row, 0);
  out.case_id = natural(row, 1);
  out.case_seq = natural(row, 2);
  out.kind = row.integer(3) != 0 ? RowKind::refused : RowKind::accepted;
  out.at = {row.integer(4)};
  Hash before{};
  const bool whole = row.bytes(5, out.key) && row.bytes(6, out.request) &&
                     row.bytes(7, out.case_hash) && row.bytes(8, out.shard_hash) &&
                     row.bytes(11, before);
  if (!whole)
    return fail(Errc::corrupt, cat("journal row ", out.seq, ": a key or hash has a wrong length"),
                cat("日志第 ", out.seq, " 行：键或散列长度不对"));
  if (row.null(10)) {
    out.body = row.text(9);
  } else {
    auto body = packer.unpack(row.text(10));
    if (!body)
      return fail(Errc::corrupt, cat("journal row ", out.seq, ": ", body.error().text),
                  cat("日志第 ", out.seq, " 行：", body.error().zh));
    out.body = *std::move(body);
  }
  if (out.seq != 1 && row.null(11)) return std::unexpected(missing_before(out.seq));
  if (out.shard_hash != shard_link(before, out)) return std::unexpected(broken_link(out.seq));
  return out;
}

Result<CaseRow> case_row(const Statement& row) {
  CaseRow out;
  out.id = natural(row, 0);
  out.light = static_cast<std::uint8_t>(row.integer(1));
  out.due_ms = due(row, 2);
  out.wake_ms = row.maybe(3);
  out.town = row.text(4);
  out.number = row.text(5);
  out.parent = natural(row, 6);
  out.workflow = row.text(7);
  out.title = row.text(8);
  out.phase = row.text(9);
  out.stage = row.text(10);
  out.result = row.text(11);
  out.reason = row.text(12);
  out.listed = row.integer(13) != 0;
  out.unit = row.text(14);
  out.grid = row.text(15);
  out.owner = row.text(16);
  out.reporter = row.text(17);
  out.opened_ms = row.integer(18);
  out.warn_ms = row.maybe(19);
  out.closed_ms = row.maybe(20);
  out.on_time = row.integer(21) != 0;
  out.seq = natural(row, 22);
  if (!row.bytes(23, out.case_hash))
    return fail(Errc::corrupt, cat("row of case ", out.id, ": its hash has a wrong length"),
                cat("事项 ", out.id, " 的行：散列长度不对"));
  return out;
}

TaskRow task_row(const Statement& row) {
  TaskRow out;
  out.case_id = natural(row, 0);
  out.task = natural(row, 1);
  out.light = static_cast<std::uint8_t>(row.integer(2));
  out.due_ms = due(row, 3);
  out.town = row.text(4);
  out.workflow = row.text(5);
  out.number = row.text(6);
  out.step = row.text(7);
  out.title = row.text(8);
  out.work = row.text(9);
  out.state = row.text(10);
  out.owner = row.text(11);
  out.candidates = lines_of(row.text(12));
  out.unit = row.text(13);
  out.offered_ms = row.integer(14);
  return out;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  if (text.empty()) return lines;
  for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
  return lines;
}

}  // namespace tf::store
