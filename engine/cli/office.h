// Office: a store with its towns and a shard over it, for commands that work on cases from a
// terminal; and what their acts share: who acts, under which key, and how an answer is told.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cli/towns.h"
#include "host/shard.h"

namespace CLI {
class App;
}

namespace tf::cli {

struct CaseOptions {
  std::string store;
  std::vector<std::string> towns;
  std::string ref;             // the case
  std::string actor, key, at;  // who, Idempotency-Key, virtual time
  std::string verb, step, outcome, to, reason, form = "{}";
  std::string workflow, town_id;            // open, list
  std::string phase, light, owner, search;  // list
  std::uint32_t limit = 50;
};

class Office {
 public:
  // Null after an error, with the exit code set.
  static std::unique_ptr<Office> open(Session& session, const CaseOptions& options);
  host::Shard& shard() { return *shard_; }
  store::Store& store() { return *store_; }
  const core::Catalog& catalog() const { return shard_->catalog(); }
  Instant now() const { return clock_.now(); }
  // What a case will stand on has to be on the record before it is opened.
  Result<bool> publish(const std::string& by) { return shard_->publish(catalog_, by); }
  const core::Town& first_town() const { return *catalog_->towns().front(); }
  // Fires what is due, each at its own instant. How many cases.
  Result<std::size_t> fire(std::size_t limit) { return shard_->fire_due(limit); }

 private:
  bool set_clock(Session& session, const CaseOptions& options);

  std::unique_ptr<store::Store> store_;
  std::shared_ptr<const core::Catalog> catalog_;
  VirtualClock clock_;
  std::unique_ptr<host::Shard> shard_;
};

// Tells an answer and sets the exit code.
int tell_answer(Session& session, const host::Answer& answer);
// Sends it as the person of `options`; without one it says so.
int send(Session& session, Office& office, const CaseOptions& options, host::Request request);
// "a:b" or "f=v", cut at the first `mark`; `json`: values are read as JSON where they are. Null,
// and told, when one has no mark.
Value pairs(Session& session, const std::vector<std::string>& given, char mark, bool json);
// A verb on the case `options` names: what `make` makes of the case, nothing when it has said why
// not.
using MakeAct = std::function<std::optional<core::Act>(const core::CaseState&)>;
int send_act(Session& session, const CaseOptions& options, const MakeAct& make);
// The same on no task.
int send_act(Session& session, const CaseOptions& options, core::Act act);

// --store, --town; and what an act needs besides: --as, --key, --at.
void store_options(CLI::App& command, CaseOptions& options, Session& session, bool needs_town);
void actor_options(CLI::App& command, CaseOptions& options, Session& session);

}  // namespace tf::cli
