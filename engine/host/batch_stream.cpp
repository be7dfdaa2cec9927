// Chains of the journal that are no case's: publications (case 0) and the rolls of towns.
#include "core/codec.h"
#include "host/batch.h"

namespace tf::host {

Result<void> BatchRunner::stage_stream(CaseId stream, std::uint64_t after,
                                       const core::Command& command, const core::CommandKey& digest,
                                       const std::vector<core::Event>& events) {
  store::JournalRow row;
  row.case_id = stream.value;
  row.case_seq = after == 0 ? 0 : after - 1;
  Hash before{};
  constexpr std::size_t kPage = 100;
  for (;;) {
    const auto rows = TF_TRY(store_.read_case(stream.value, row.case_seq, kPage));
    for (const store::JournalRow& one : rows) {
      row.case_seq = one.case_seq;
      before = one.case_hash;
    }
    if (rows.size() < kPage) break;
  }
  for (const store::JournalRow& one : batch_.journal)  // and what this batch has staged
    if (one.case_id == stream.value && one.kind == store::RowKind::accepted) {
      row.case_seq = one.case_seq;
      before = one.case_hash;
    }
  ++row.case_seq;
  row.kind = store::RowKind::accepted;
  row.key = command.key;
  row.request = digest;
  row.body = core::encode_row(command.actor, command.body, events);
  row.case_hash = store::case_link(before, row.body);
  if (command.key != core::CommandKey{}) digests_[command.key] = digest;
  stage_row(std::move(row));
  return {};
}

Result<void> BatchRunner::stage_of_no_case(const core::Actor& by, core::CommandBody body) {
  core::Command command;
  command.actor = by;
  command.body = std::move(body);
  TF_OK(stage_stream({}, last_of_no_case_, command, {}, {}));
  last_of_no_case_ = batch_.journal.back().case_seq;
  return {};
}

}  // namespace tf::host
