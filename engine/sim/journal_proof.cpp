#include "sim/journal_proof.h"

#include <map>

#include "base/hash.h"
#include "base/text.h"
#include "core/codec.h"
#include "core/replay.h"

namespace tf::sim {

namespace {

constexpr std::size_t kProofPage = 500;

class Proof {
 public:
  Proof(host::Shard& shard, const std::function<void(const core::CaseState&)>& each)
      : shard_(shard), each_(each) {}

  Result<JournalProof> run() {
    std::uint64_t after = 0;
    for (;;) {
      const auto rows = TF_TRY(shard_.store().read_all(after, kProofPage));
      for (const store::JournalRow& row : rows) TF_OK(fold(row));
      if (rows.size() < kProofPage) break;
      after = rows.back().seq;
    }
    for (const auto& [id, state] : open_) TF_OK(judge(state));
    return std::move(proof_);
  }

 private:
  Result<void> fold(const store::JournalRow& row) {
    ++proof_.rows;
    if (row.kind == store::RowKind::refused) {
      ++proof_.refusals;
      return {};
    }
    if (town_of(CaseId{row.case_id}) == 0) return {};  // of no case
    const core::RowBody body = TF_TRY(core::decode_row(row.body));
    core::CaseState& state = open_[row.case_id];
    core::fold_row(state, body.events, row.case_seq);
    if (state.phase != core::CasePhase::closed) return {};
    // A closed case may yet be reopened or commented on: only its last row is the end.
    const auto listed = TF_TRY(shard_.store().case_row(row.case_id));
    if (!listed || listed->seq != row.case_seq) return {};
    TF_OK(judge(state));
    open_.erase(row.case_id);
    return {};
  }

  Result<void> judge(const core::CaseState& folded) {
    ++proof_.cases;
    const core::CaseState live = TF_TRY(shard_.state(folded.id));
    const Hash ours = core::state_hash(folded), theirs = core::state_hash(live);
    if (ours != theirs && ++proof_.different == 1)
      proof_.first = cat("case ", folded.number, ": the journal gives ", to_hex(ours),
                         ", the engine holds ", to_hex(theirs));
    if (each_) each_(folded);
    return {};
  }

  host::Shard& shard_;
  const std::function<void(const core::CaseState&)>& each_;
  std::map<std::uint64_t, core::CaseState> open_;
  JournalProof proof_;
};

}  // namespace

Result<JournalProof> prove_journal(host::Shard& shard,
                                   const std::function<void(const core::CaseState&)>& each) {
  return Proof(shard, each).run();
}

}  // namespace tf::sim
