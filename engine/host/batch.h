// BatchRunner: the inside of a shard: commands of one batch become turns in memory, rows, and one
// commit. It is also what a turn may read beyond its case (core::Lookup): committed rows plus what
// this batch staged.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/turn.h"
#include "host/case_cache.h"
#include "host/case_loader.h"
#include "host/erasure.h"
#include "host/service.h"
#include "host/shard.h"
#include "host/texts.h"
#include "host/tree_history.h"
#include "store/store.h"

namespace tf::host {

class BatchRunner : private core::Lookup {
 public:
  BatchRunner(std::shared_ptr<const core::Catalog> catalog, store::Store& store,
              const ShardOptions& options);

  Result<void> start();  // head, counters
  // Beside whoever writes, for turns that are never committed: rows stand at `now`.
  Result<void> start_beside(Instant now);
  void use(std::shared_ptr<const core::Catalog> catalog);
  std::shared_ptr<const core::Catalog> catalog() const { return catalog_; }

  void begin(Instant now);
  void stand_at(Instant t);  // the next command's instant
  // One command with all that follows from it; rows are staged, nothing is durable yet.
  Answer run(const core::Command& command, const core::CommandKey& request_digest);
  // All or nothing; on failure memory goes back to what is committed.
  Result<void> commit();
  // The next page of a signal that is on its way to many cases, in one commit: how many it reached;
  // nothing when none is.
  Result<std::optional<std::size_t>> go_on_broadcast(Instant now);
  // What was run since begin() has not been: a rehearsal.
  void abandon();
  SealBook* book() { return seals(); }
  store::Batch& batch() { return batch_; }
  // An accepted row of case 0, which holds what concerns no case.
  Result<void> stage_of_no_case(const core::Actor& by, core::CommandBody command);
  // Written down, durable; finish_erasures does what is, and may be called again after any crash.
  Result<void> begin_erasure(const Erasure& erasure);
  Result<std::size_t> finish_erasures(Instant now);
  // By which figures are counted where they were counted.
  const TreeHistory& trees() const { return trees_; }
  void use(TreeHistory trees) { trees_ = std::move(trees); }
  // An accepted row of a chain that is no case's; `after`: rows it is known to have.
  Result<void> stage_stream(CaseId stream, std::uint64_t after, const core::Command& command,
                            const core::CommandKey& digest, const std::vector<core::Event>& events);
  // A refused row of its own, for a command that no turn judges.
  void stage_refused(const core::Command& command, const core::CommandKey& digest,
                     const core::Rejection& rejection) {
    stage_refusal(command, digest, rejection);
  }
  store::Store& store() { return store_; }
  std::uint64_t cases_of(const std::string& town) { return counter("n/" + town); }
  core::World& world() { return world_; }
  // Open cases of the town in processes that speak of this, at most `most`, in no order.
  std::vector<std::uint64_t> speaking(core::EventSpec::Kind kind, const std::string& name,
                                      std::size_t most);

  Result<core::CaseState> state(CaseId id);
  bool holds(CaseId id) { return cases_.find(id.value) != nullptr; }
  CachedCase& adopt(LoadedCase loaded);                          // as the store has it, into memory
  std::uint64_t staged_number(const std::string& number) const;  // case id, or 0
  core::CommandKey digest_of(const core::CommandKey& key) const;
  std::uint64_t last_seq() const { return head_.seq; }
  std::uint64_t commits() const { return commits_; }
  // Of the commits since it was asked last.
  Shard::Left left() { return std::exchange(left_, {}); }

 private:
  // core::Lookup
  std::vector<Found> find(const std::vector<std::string>& keys, Instant since,
                          bool closed) override;
  Value case_fields(CaseId id) override;
  CaseId numbered(const std::string& number) override;
  std::vector<CaseId> listening(core::EventSpec::Kind kind, const std::string& name,
                                CaseId except) override;
  std::int64_t count(std::string_view what, std::string_view of, Instant since) override;
  std::optional<Kept> kept(const std::string& plugin, const std::string& key) override;
  std::int64_t kept_bytes(const std::string& plugin) override;
  std::pair<std::int64_t, std::int64_t> metric(std::string_view key, std::string_view node,
                                               Date from, Date to) override;
  bool broadcast(const std::string& name, const Value& with, CaseId except) override;
  bool take_lock(const std::string& name, Holder holder) override;
  std::optional<Holder> leave_lock(const std::string& name, Holder holder) override;
  Value seal(std::uint64_t of, const Value& open, std::string_view nonce) override;
  Value unseal(std::uint64_t of, const Value& sealed) override;
  void forget_key(std::uint64_t of) override;
  SealBook* seals() override { return book_ ? &*book_ : nullptr; }

  struct Done {
    std::expected<void, core::Rejection> verdict;
    std::uint64_t case_id = 0;
    bool opened = false;
    std::optional<Error> failed{};  // it never came to a verdict; nothing is recorded
  };
  Done turn(const core::Command& command, const core::CommandKey& request_digest,
            std::vector<core::Follow>& follows);
  Result<CachedCase*> load(CaseId id);
  void find_definition(const std::string& hash);
  void catch_up(CaseId id);
  void stage(CachedCase& entry, const core::Command& command, const core::CommandKey& digest,
             std::vector<core::Event>& events, core::Turn& turn);
  void stage_refusal(const core::Command& command, const core::CommandKey& digest,
                     const core::Rejection& rejection, core::Turn* turn = nullptr);
  void stage_row(store::JournalRow row);
  void stage_metrics(core::Turn& turn, const std::vector<core::Event>& events);
  // `failed`: the internal command that was refused, `tries` times before.
  void incident(CaseId id, const core::Rejection& why, const core::Command* failed = nullptr,
                std::uint64_t tries = 0);
  // What the journal holds of the command, and the hash of its request.
  struct Recorded {
    std::optional<core::CommandBody> body;  // none: as it is
    core::CommandKey request;
  };
  Recorded recorded(core::Turn& turn, const core::Command& command, const core::CommandKey& digest);
  void take_ring();
  // A text of another case's command, under the key of the case that keeps it.
  Value sealed_text(CaseId id, const std::string& text);
  // A process with private fields seals: the keys are made for its first command.
  Result<void> ready_to_seal(const core::Definition* definition);
  const core::Definition* definition_for(const core::Command& command, const CachedCase& entry);
  void keep(const std::string& key, std::string text);
  void postpone(CaseId id, const std::string& why);
  void tell_postponed();
  std::pair<CaseId, std::string> new_case(const core::Town& town, Instant at);
  std::uint64_t& counter(const std::string& key);
  std::int64_t open_tasks(std::string_view person);

  std::shared_ptr<const core::Catalog> catalog_;
  store::Store& store_;
  const ShardOptions& options_;
  CatalogTexts texts_;
  core::World world_;
  CaseCache cases_;

  store::Head head_, committed_;
  std::map<std::string, std::uint64_t> counters_, committed_counters_;
  store::Batch batch_;
  std::vector<std::uint64_t> touched_;
  std::unordered_map<std::string, std::uint64_t> numbers_;  // of this batch
  std::map<core::CommandKey, core::CommandKey> digests_;
  // Locks of towns, keys of secrets, signals on their way.
  std::map<std::string, std::string> kept_, committed_kept_;
  TreeHistory trees_;
  std::uint64_t last_of_no_case_ = 0;  // row of case 0, whose first holds every text; 0: look there
  std::optional<SealBook> book_;       // none: nothing was sealed here yet
  bool ring_noted_ = false;            // the store says which ring it is
  Instant now_;
  std::uint64_t commits_ = 0;
  std::size_t postponed_ = 0;  // cases of this batch whose timers could not fire
  std::string postponed_why_;  // of the first of them
  std::string postponed_told_;
  Shard::Left left_;
  std::uint64_t turning_ = 0;  // the case whose turn it is
};

}  // namespace tf::host
