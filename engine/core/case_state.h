// CaseState: everything that is true of one case now; the fold of its events (apply_event.h),
// nothing else. Self-contained: replaying needs no definition, rules, people or plugins. Every
// struct lists its fields once, in fields(), from which codec, snapshot, hash and printing come
// (codec.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/id.h"
#include "base/time.h"
#include "base/value.h"
#include "rule/ladder.h"

namespace tf::core {

using rule::Light;
enum class CasePhase : std::uint8_t { open, suspended, closed };
enum class TaskPhase : std::uint8_t { offered, claimed };
enum class ClockPhase : std::uint8_t {
  running,
  paused,
  met,
  missed,
  cancelled
};  // missed: stopped late

// A claim about who acts. `assurance` is "claimed" until accounts exist; "engine" for timers.
struct Actor {
  std::string person;
  std::string assurance;
  std::string on_behalf;  // substitute or delegate for
  template <class V>
  void fields(V& v) {
    v("p", person);
    v("a", assurance);
    v("b", on_behalf);
  }
};

// What an item's row remembers of its own steps: step → {n entered, c completed, s started, e
// ended, o outcome, ok on time}. No author's field can have this name, and no view shows it.
inline constexpr const char* kRowVisits = "@visits";

// One running `steps` block: the case itself (scope 1), a nested block, one item of `each`.
struct Scope {
  std::uint64_t id = 0;
  std::uint64_t token = 0;  // the token that waits for it; 0 for the case
  std::string block;        // step id whose block it is; "" for the case
  std::string list;         // each: the case field its row is written through to, or ""
  std::int64_t index = -1;  // each: 0-based position
  std::string variable;     // each: name of the item
  Value row;                // each: the item (a record)
  bool kept = false;        // over; stays for what can be undone in it
  template <class V>
  void fields(V& v) {
    v("id", id);
    v("token", token);
    v("block", block);
    v("list", list);
    v("index", index);
    v("var", variable);
    v("row", row);
    v("kept", kept);
  }
};

// The watch of the case (owner 0) that ends a suspension whose reason has a longest time.
inline constexpr const char* kSuspended = "(suspended)";
// What a token waits for (Token.message) whose join has fired while the rest runs on.
inline constexpr const char* kRest = "(rest)";

// A token stands at a step and waits; a token that could move has moved before the turn ended.
struct Token {
  std::uint64_t id = 0;
  std::uint64_t scope = 0;
  std::string step;             // step id; a handler's own step is "owner/name"
  std::uint64_t visit = 0;      // how many times the step had been entered, this one counted
  std::string from;             // the step it came from, or ""
  bool side = false;            // of a non-interrupting handler
  std::optional<Instant> wake;  // a wait for a time
  std::string message;          // a wait for a message of this name
  std::uint64_t child = 0;      // a wait for an attached child case (CaseId::value)
  std::uint64_t effect = 0;     // a wait for an effect's answer
  std::vector<Value> done;      // each / meet: what has arrived so far
  std::int64_t total = 0;       // each: items
  std::string back;             // sent back: the step it returns to when this one is done
  template <class V>
  void fields(V& v) {
    v("id", id);
    v("scope", scope);
    v("step", step);
    v("visit", visit);
    v("from", from);
    v("side", side);
    v("wake", wake);
    v("message", message);
    v("child", child);
    v("effect", effect);
    v("done", done);
    v("total", total);
    v("back", back);
  }
};

struct Task {
  std::uint64_t id = 0;
  std::uint64_t token = 0;  // 0: given by a ladder or by amend, no token waits for it
  std::string step;
  std::string work;  // the word after `task:`
  TaskPhase phase = TaskPhase::offered;
  std::string post;  // the post or unit it was resolved for
  std::vector<std::string> candidates;
  std::string owner;
  std::vector<std::string> helpers;
  std::vector<std::string> path;  // nodes walked to find them
  std::string why;                // off_hours, vacant, absent, ROLE_UNRESOLVED, or ""
  std::vector<std::string> back;  // delegate: to whom it returns, innermost last
  std::string node;               // where its post sits
  std::uint64_t clock = 0;
  Instant offered_at;
  std::uint64_t urges = 0;
  std::map<std::string, std::uint64_t> counts;  // verb → times used on this task
  Value prepared;          // what a plugin (form.prepare) put into its form beforehand, by field
  std::uint64_t roll = 0;  // the version of the roll its people were found in; 0: it has none
  template <class V>
  void fields(V& v) {
    v("id", id);
    v("token", token);
    v("step", step);
    v("work", work);
    v("phase", phase);
    v("post", post);
    v("cand", candidates);
    v("owner", owner);
    v("help", helpers);
    v("path", path);
    v("why", why);
    v("back", back);
    v("node", node);
    v("clock", clock);
    v("at", offered_at);
    v("urges", urges);
    v("counts", counts);
    v("prep", prepared);
    v("roll", roll);
  }
};

// One rung of a ladder on one clock.
struct Rung {
  std::string level;          // L1…
  std::optional<Instant> at;  // its moment; none: only by condition
  bool conditional = false;   // has a `when`
  bool fired = false;
  std::optional<Instant> effective;
  template <class V>
  void fields(V& v) {
    v("l", level);
    v("at", at);
    v("when", conditional);
    v("f", fired);
    v("e", effective);
  }
};

struct Clock {
  std::uint64_t id = 0;
  std::string of;           // "case", "step", "milestone", "task"
  std::string name;         // step id, milestone id, ladder task id, or "" for the case
  std::uint64_t token = 0;  // the step it belongs to
  std::string rule;         // section.name of the deadline, with the alternative taken
  std::string rules;        // hash of the version set it was computed from
  Instant start;
  Instant due;
  std::optional<Instant> warn;
  bool provisional = false;  // beyond the loaded calendar
  bool ends_midnight = false;
  std::string ladder;
  std::vector<Rung> rungs;
  bool overdue_seen = false;  // the due instant has passed and was acted on
  bool warn_seen = false;
  ClockPhase phase = ClockPhase::running;
  Light light = Light::green;
  std::optional<Instant> stopped_at;
  std::optional<Instant> paused_at;
  std::uint64_t extended = 0;
  std::vector<std::string> granted;  // extensions, as spans in short: 5WD
  std::vector<Instant> stood;        // ended pauses: from, to, from, to …
  template <class V>
  void fields(V& v) {
    v("id", id);
    v("of", of);
    v("name", name);
    v("token", token);
    v("rule", rule);
    v("rules", rules);
    v("start", start);
    v("due", due);
    v("warn", warn);
    v("prov", provisional);
    v("mid", ends_midnight);
    v("ladder", ladder);
    v("rungs", rungs);
    v("od", overdue_seen);
    v("ws", warn_seen);
    v("phase", phase);
    v("light", light);
    v("stop", stopped_at);
    v("pat", paused_at);
    v("ext", extended);
    v("granted", granted);
    v("stood", stood);
  }
};

// An armed handler (`upon`) of a step (owner = token) or of the case (owner = 0).
struct Watch {
  std::uint64_t owner = 0;
  std::string handler;        // name within its owner
  std::optional<Instant> at;  // next firing of a timed one
  bool was_true = false;      // `when`: its truth at the end of the last turn
  std::uint64_t fired = 0;
  template <class V>
  void fields(V& v) {
    v("o", owner);
    v("h", handler);
    v("at", at);
    v("t", was_true);
    v("n", fired);
  }
};

// What is remembered of a step's visits: for done(), times(), spent(), on_time(), `not`, `from`.
struct Visits {
  std::uint64_t entered = 0;
  std::uint64_t completed = 0;
  std::optional<Instant> started_at;    // last
  std::optional<Instant> completed_at;  // last
  std::string outcome;                  // last
  std::string by;                       // who worked on it last
  std::optional<bool> on_time;          // last; none without a clock
  template <class V>
  void fields(V& v) {
    v("n", entered);
    v("c", completed);
    v("s", started_at);
    v("e", completed_at);
    v("o", outcome);
    v("by", by);
    v("ok", on_time);
  }
};

struct Child {
  std::uint64_t id = 0;
  std::string workflow;
  std::uint64_t token = 0;  // waits for it
  bool attached = false;
  bool closed = false;
  std::string result;
  template <class V>
  void fields(V& v) {
    v("id", id);
    v("wf", workflow);
    v("token", token);
    v("att", attached);
    v("closed", closed);
    v("result", result);
  }
};

// Something inside the case went wrong and waits to be put right: with what, how often it was
// tried, and when the next attempt is due by itself.
struct Incident {
  std::uint64_t id = 0;
  std::uint64_t token = 0;   // stands still at its step
  std::uint64_t task = 0;    // nobody could be found for it
  std::uint64_t effect = 0;  // being tried again: its answer decides
  std::string step, code, zh, en;
  Value cause;              // what a retry does, where no token or task says so
  std::uint64_t tries = 0;  // so far, the first failure not counted
  std::optional<Instant> next;
  Instant since;
  template <class V>
  void fields(V& v) {
    v("id", id);
    v("token", token);
    v("task", task);
    v("effect", effect);
    v("step", step);
    v("code", code);
    v("zh", zh);
    v("en", en);
    v("cause", cause);
    v("tries", tries);
    v("next", next);
    v("since", since);
  }
};

struct LightChange {
  Light light = Light::green;
  Instant at;         // effective
  Instant seen;       // detected
  std::string cause;  // clock rule and level
  std::string unit;   // red: whose it is
  template <class V>
  void fields(V& v) {
    v("l", light);
    v("at", at);
    v("seen", seen);
    v("by", cause);
    v("unit", unit);
  }
};

// What a case stands on for life, and what it used last.
struct Versions {
  std::string definition;  // hash of the merged, resolved workflow
  std::string rules;       // version set in use
  template <class V>
  void fields(V& v) {
    v("d", definition);
    v("r", rules);
  }
};

struct CaseState {
  CaseId id;
  std::string number;  // TOWN-YYYY-NNNN
  std::string town;
  std::string workflow;
  Versions versions;
  CasePhase phase = CasePhase::open;
  std::string stage;  // registered … closed: domain words
  std::string result;
  std::string last_result;             // of the closing before a reopening
  std::optional<Instant> last_closed;  // its instant
  std::string reason;                  // of the last jump: BUDGET_SPENT, OVERNIGHT…
  std::string reporter;
  std::string channel;
  std::string grid;  // node
  Instant received_at;
  std::optional<Instant> closed_at;
  Instant now;            // what the last events count from (a late timer's due)
  Instant last;           // stamp of the last event; time never runs backwards
  std::uint64_t seq = 0;  // rows of its journal
  std::uint64_t reopen_count = 0;
  std::uint64_t parent = 0;
  std::uint64_t parent_token = 0;
  std::uint64_t merged_into = 0;
  bool listed = false;
  Light light = Light::green;
  bool was_red = false;
  std::uint64_t urges = 0;
  std::uint64_t yellows = 0;  // missed steps and milestones, once per cause
  std::uint64_t reds = 0;
  std::uint64_t next_id = 1;  // tokens, scopes, tasks, clocks, effects count together
  std::vector<LightChange> lights;
  std::map<std::string, Value, std::less<>> facts;
  std::vector<Scope> scopes;
  std::vector<Token> tokens;
  std::vector<Task> tasks;
  std::vector<Clock> clocks;  // open ones, and those of the case itself
  std::vector<Watch> watches;
  std::vector<Child> children;
  std::map<std::string, Visits, std::less<>> visits;
  std::map<std::string, std::vector<Value>, std::less<>> kept;  // messages nobody waited for yet
  std::vector<std::string> keys;                                // match keys
  std::map<std::string, std::uint64_t, std::less<>> counts;     // verb → times on the case
  std::vector<Incident> incidents;                              // open ones

  template <class V>
  void fields(V& v) {
    v("id", id);
    v("number", number);
    v("town", town);
    v("wf", workflow);
    v("ver", versions);
    v("phase", phase);
    v("stage", stage);
    v("result", result);
    v("lres", last_result);
    v("lclo", last_closed);
    v("reason", reason);
    v("reporter", reporter);
    v("channel", channel);
    v("grid", grid);
    v("recv", received_at);
    v("closed", closed_at);
    v("now", now);
    v("last", last);
    v("seq", seq);
    v("reopen", reopen_count);
    v("parent", parent);
    v("ptoken", parent_token);
    v("merged", merged_into);
    v("listed", listed);
    v("light", light);
    v("wasred", was_red);
    v("urges", urges);
    v("yellows", yellows);
    v("reds", reds);
    v("next", next_id);
    v("lights", lights);
    v("fields", facts);
    v("scopes", scopes);
    v("tokens", tokens);
    v("tasks", tasks);
    v("clocks", clocks);
    v("watches", watches);
    v("children", children);
    v("visits", visits);
    v("kept", kept);
    v("keys", keys);
    v("counts", counts);
    v("incidents", incidents);
  }

  const Value& field(std::string_view name) const;  // null when unset
  Token* token(std::uint64_t id);
  const Token* token(std::uint64_t id) const;
  Scope* scope(std::uint64_t id);
  const Scope* scope(std::uint64_t id) const;
  Task* task(std::uint64_t id);
  const Task* task(std::uint64_t id) const;
  Clock* clock(std::uint64_t id);
  const Clock* clock(std::uint64_t id) const;
  const Clock* case_clock() const;  // the last one of the case, or null
  const Incident* incident(std::uint64_t id) const;
  Watch* watch(std::uint64_t owner, std::string_view handler);
  // The next moment at which something happens by itself; none when only people can move it.
  std::optional<Instant> next_wake() const;
};

}  // namespace tf::core
