// One command's passage through a case:
//
//     state + command + now  --decide()-->  events (already applied) | Rejection
//
// Time:       now() is fixed for the turn; effective() is the instant things count from (a late
// timer's due). Ownership:  works on the state it is given, in place: refusals come before the
// first event, so a refused
//             command leaves it untouched. After a Bug the caller drops the state and reads the
//             journal again.
// Threads:    none; a Turn lives on its shard's one thread.
// Limit:      kMaxEvents events, kMaxSteps token moves; the next is a Bug.
#pragma once

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/seal_value.h"
#include "core/catalog.h"
#include "core/command.h"
#include "core/event.h"

namespace tf::core {

class Sealing;  // sealing.h

// What a turn may read beyond its case. Answered by the shard from committed rows plus what this
// batch staged; every answer a decision used is recorded in an event.
class Lookup {
 public:
  virtual ~Lookup() = default;
  struct Found {
    CaseId id;
    std::string workflow, number, phase, result;
    Instant opened_at;
    std::optional<Instant> closed_at;
    std::uint64_t parent = 0;
  };
  // Cases found under any of `keys`, opened (or, when `closed`, closed) at or after `since`, oldest
  // first.
  virtual std::vector<Found> find(const std::vector<std::string>& keys, Instant since,
                                  bool closed) = 0;
  // Fields of another case of the town, for children("wf") and links; null Value when unknown.
  virtual Value case_fields(CaseId id) = 0;
  // The case of the town with this number or id; none: 0.
  virtual CaseId numbered(const std::string&) { return {}; }
  // Open cases of the town but `except`, oldest first, in which somebody waits for this message or
  // signal now.
  virtual std::vector<CaseId> listening(EventSpec::Kind kind, const std::string& name,
                                        CaseId except) = 0;
  // Reds of a unit or node, broken promises of a promisor, since an instant.
  virtual std::int64_t count(std::string_view what, std::string_view of, Instant since) = 0;
  // What a plugin of the town keeps under a key; none when its time is over.
  struct Kept {
    Value value;
    std::optional<Instant> until;
  };
  virtual std::optional<Kept> kept(const std::string&, const std::string&) { return {}; }
  virtual std::int64_t kept_bytes(const std::string&) { return 0; }  // of all a plugin keeps
  // Numerator and denominator of a metric (metric_key) at a node over days, both included.
  virtual std::pair<std::int64_t, std::int64_t> metric(std::string_view key, std::string_view node,
                                                       Date from, Date to) = 0;
  // True when too many cases may hear this signal for one commit: it will reach them one after the
  // other, in the order of their ids, whatever happens meanwhile.
  virtual bool broadcast(const std::string&, const Value&, CaseId) { return false; }
  // A lock of the whole town: true when this token of this case has it now, or has had it already;
  // else the token waits in the queue, and who leaves says whose turn it is.
  struct Holder {
    CaseId id;
    std::uint64_t token = 0;
    bool operator==(const Holder&) const = default;
  };
  virtual bool take_lock(const std::string&, Holder) { return true; }
  virtual std::optional<Holder> leave_lock(const std::string&, Holder) { return std::nullopt; }
  // What nobody may read before its time, under a key that is thrown away afterwards: `of` names
  // the key, `nonce` is never used twice with it.
  virtual Value seal(std::uint64_t, const Value& open, std::string_view) { return open; }
  virtual Value unseal(std::uint64_t, const Value& sealed) { return sealed; }
  virtual void forget_key(std::uint64_t) {}
  // The keys private values are sealed under; null where nothing is.
  virtual SealBook* seals() { return nullptr; }
};

// An internal command a turn queues for another case; the shard runs them first in, first out, in
// the same commit.
struct Follow {
  CaseId target;  // none: OpenCase
  CommandBody body;
  std::uint64_t tries = 0;  // it failed so often before
};

struct World {
  const Catalog* catalog = nullptr;
  const Town* town = nullptr;
  Lookup* lookup = nullptr;
  // Gives the next case id and public number of the town; called only when an opening is certain.
  std::function<std::pair<CaseId, std::string>(const Town&, Instant)> new_case;
  // Set only where it is explored what could be (sim/verify.h): hears every condition with its
  // truth and may answer otherwise.
  std::function<bool(const rule::Program&, bool)> suppose;
};

class Turn {
 public:
  static constexpr std::size_t kMaxEvents = 20'000;
  static constexpr std::size_t kMaxSteps = 10'000;
  static constexpr std::size_t kUsualEvents = 16;

  Turn(World& world, CaseState& state, Instant now, Actor actor);

  const CaseState& state() const { return state_; }
  // What is private in this turn; null when nothing is sealed in this store.
  Sealing* sealing() { return sealing_.get(); }
  // Goes on with what another turn of the same command knows. A trial writes nothing: it seals
  // nothing either.
  void share_seals(const Turn& other, bool trial = true);
  // A value of a state or command as expressions may read it.
  Value opened(const Value& value);
  World& world() { return world_; }
  const Town& town() const { return *world_.town; }
  Instant now() const { return now_; }
  Instant effective() const { return effective_; }
  // What follows counts from `t` (never before what was).
  void set_effective(Instant t);
  const Actor& actor() const { return actor_; }
  const Definition& definition();
  const RuleSet& rules();
  std::shared_ptr<const RuleSet> shared_rules() { return rules(), rules_; }
  // Appends `event` and applies it at once, so the lines after emit() see its effect.
  void emit(Event event);
  std::uint64_t new_id();
  bool armed(std::uint64_t owner, std::string_view handler) const {
    return state_.watch(owner, handler) != nullptr;
  }
  // Something to be seen in the timeline that changes nothing: a null by mistake, an incident, a
  // comment.
  void note(std::string what, Value with, std::string reason = {});
  void follow(CaseId target, CommandBody body, std::uint64_t tries = 0);
  void bind_to(std::shared_ptr<const Definition> definition, std::shared_ptr<const RuleSet> rules);
  // The message a handler or wait is being run with, in scope as `message`; null outside.
  Value message;
  // The row of a schedule while the case opens, under the name the schedule gives it.
  Value row;
  // The cases a cluster found, in scope as `cases`; null elsewhere.
  Value cases;
  // While the condition of a rung is tested: reds and broken promises are counted as of the moment
  // this case itself turned red, and what was counted is kept for the event.
  struct Counted {
    bool on = false;
    Record used;
  } counted;
  std::size_t moves = 0;
  // What plugins keep, as this turn has changed it; its Noted events carry it to the store.
  struct Memory {
    std::map<std::pair<std::string, std::string>, Lookup::Kept> values;  // by plugin, key
    std::map<std::string, std::int64_t> grown;                           // bytes, by plugin
  } memory;
  // Expressions that came out null by mistake so far, and why the last one did.
  std::size_t nulls = 0;
  Value last_null;
  // Of the command, for what must differ from command to command and be the same when it is run
  // again; and what the journal holds instead of it, where it says what nobody may read.
  CommandKey key{};
  std::optional<CommandBody> shown;

  std::vector<Event>& events() { return events_; }
  std::vector<Follow>& follows() { return follows_; }

 private:
  const Definition* known_definition() const;
  World& world_;
  CaseState& state_;
  std::shared_ptr<Sealing> sealing_;
  bool trial_ = false;
  Instant now_, effective_;
  Actor actor_;
  std::shared_ptr<const Definition> definition_;
  std::shared_ptr<const RuleSet> rules_;
  std::vector<Event> events_;
  std::vector<Follow> follows_;
};

// What tells the sealings of one command on one case from those of all others.
std::string seal_once(const CommandKey& key, const CaseState& state);

using Verdict = std::expected<void, Rejection>;

// Decides `command` against `state` (fresh for OpenCase). On success the events are in
// turn.events(), applied.
Verdict decide(Turn& turn, const Command& command);

}  // namespace tf::core
