// What can have happened to a case: a closed, small set. Facts only: an event carries all that
// applying it needs (due instants, owners, rows that fired), and nothing is decided when it is
// applied. Journal form: docs/journal.md. Once released a shape is upcast, never edited.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/case_state.h"

namespace tf::core {

struct TimePassed {  // what follows counts from `at`; `seen` later: a timer noticed late
  static constexpr const char* kName = "t";
  Instant at, seen;
  template <class V>
  void fields(V& v) {
    v("at", at);
    v("seen", seen);
  }
};
struct CaseOpened {
  static constexpr const char* kName = "open";
  std::uint64_t id = 0;
  std::string number, town, workflow;
  Versions versions;
  std::string reporter, channel, grid;
  Instant received_at;
  std::uint64_t parent = 0, parent_token = 0;
  std::vector<std::string> keys;
  template <class V>
  void fields(V& v) {
    v("id", id);
    v("no", number);
    v("town", town);
    v("wf", workflow);
    v("ver", versions);
    v("rep", reporter);
    v("ch", channel);
    v("grid", grid);
    v("at", received_at);
    v("par", parent);
    v("pt", parent_token);
    v("keys", keys);
  }
};
struct FieldsSet {  // scope 0 or 1: of the case; else of an item
  static constexpr const char* kName = "set";
  std::uint64_t scope = 0;
  std::map<std::string, Value> values;
  std::string by;  // "form", "set", "table matter-size#amount", "computed", …
  template <class V>
  void fields(V& v) {
    v("s", scope);
    v("v", values);
    v("by", by);
  }
};
struct Decided {  // a table was asked: which rows fired; the outputs follow as FieldsSet
  static constexpr const char* kName = "decide";
  std::string table, version;
  std::vector<std::string> rows;
  Value why;  // inputs read
  template <class V>
  void fields(V& v) {
    v("t", table);
    v("ver", version);
    v("rows", rows);
    v("why", why);
  }
};
struct Found {  // an answer of the world outside the case that a decision used
  static constexpr const char* kName = "found";
  std::string what;
  Value answer;
  template <class V>
  void fields(V& v) {
    v("q", what);
    v("a", answer);
  }
};
struct ScopeOpened {
  static constexpr const char* kName = "scope";
  Scope scope;
  template <class V>
  void fields(V& v) {
    scope.fields(v);
  }
};
struct ScopeClosed {
  static constexpr const char* kName = "scope-";
  std::uint64_t scope = 0;
  bool keep = false;  // nothing runs in it any more; it stays for what can be undone
  template <class V>
  void fields(V& v) {
    v("s", scope);
    v("keep", keep);
  }
};
struct TokenPlaced {  // a token enters a step
  static constexpr const char* kName = "at";
  std::uint64_t id = 0, scope = 0;
  std::string step, from;
  bool side = false;
  std::string reason;  // of a jump
  std::string back;    // where it returns to when it is done
  template <class V>
  void fields(V& v) {
    v("t", id);
    v("s", scope);
    v("step", step);
    v("from", from);
    v("side", side);
    v("why", reason);
    v("back", back);
  }
};
struct TokenWaits {  // what the token at its step waits for; replaces what it waited for before
  static constexpr const char* kName = "wait";
  std::uint64_t token = 0;
  std::optional<Instant> wake;
  std::string message;
  std::uint64_t child = 0, effect = 0;
  std::int64_t total = 0;
  template <class V>
  void fields(V& v) {
    v("t", token);
    v("wake", wake);
    v("msg", message);
    v("child", child);
    v("eff", effect);
    v("total", total);
  }
};
struct TokenArrived {  // a branch or item told the token that waits for it
  static constexpr const char* kName = "arrive";
  std::uint64_t token = 0;
  Value what;
  template <class V>
  void fields(V& v) {
    v("t", token);
    v("w", what);
  }
};
struct StepEnded {  // the token leaves its step and is gone; `completed` false: cancelled
  static constexpr const char* kName = "end";
  std::uint64_t token = 0;
  bool completed = true;
  std::string outcome, by;
  std::optional<bool> on_time;
  bool rest = false;  // its join has fired, what is open inside runs on: the token stays for it
  template <class V>
  void fields(V& v) {
    v("t", token);
    v("ok", completed);
    v("out", outcome);
    v("by", by);
    v("ot", on_time);
    v("rest", rest);
  }
};
struct TaskOffered {
  static constexpr const char* kName = "task";
  Task task;
  template <class V>
  void fields(V& v) {
    task.fields(v);
  }
};
struct TaskChanged {  // claim, transfer, delegate, add_sign, urge…: only what the verb names
                      // changes
  static constexpr const char* kName = "verb";
  std::uint64_t task = 0;
  std::string verb;
  TaskPhase phase = TaskPhase::offered;
  std::string owner;
  std::vector<std::string> candidates, helpers, back;
  std::string to, reason;
  Value with;  // its form
  template <class V>
  void fields(V& v) {
    v("t", task);
    v("verb", verb);
    v("phase", phase);
    v("owner", owner);
    v("cand", candidates);
    v("help", helpers);
    v("back", back);
    v("to", to);
    v("why", reason);
    v("with", with);
  }
};
struct TaskClosed {
  static constexpr const char* kName = "task-";
  std::uint64_t task = 0;
  std::string outcome;  // "" when withdrawn
  std::string by;
  template <class V>
  void fields(V& v) {
    v("t", task);
    v("out", outcome);
    v("by", by);
  }
};
struct ClockStarted {
  static constexpr const char* kName = "clock";
  Clock clock;
  template <class V>
  void fields(V& v) {
    clock.fields(v);
  }
};
struct ClockMoved {  // rule change, extension, resumption, amendment: new moments, same clock
  static constexpr const char* kName = "clock>";
  std::uint64_t clock = 0;
  std::string rule, rules;
  Instant due;
  std::optional<Instant> warn;
  std::vector<Rung> rungs;
  bool provisional = false, extended = false;
  std::string cause;
  std::string granted;  // the extension, where it is one
  template <class V>
  void fields(V& v) {
    v("c", clock);
    v("rule", rule);
    v("rules", rules);
    v("due", due);
    v("warn", warn);
    v("rungs", rungs);
    v("prov", provisional);
    v("ext", extended);
    v("why", cause);
    v("granted", granted);
  }
};
struct ClockPhaseChanged {  // paused, resumed (running), met, missed, cancelled
  static constexpr const char* kName = "clock=";
  std::uint64_t clock = 0;
  ClockPhase phase = ClockPhase::running;
  Instant at;
  template <class V>
  void fields(V& v) {
    v("c", clock);
    v("p", phase);
    v("at", at);
  }
};
struct ClockPassed {  // warn or due went by
  static constexpr const char* kName = "clock!";
  std::uint64_t clock = 0;
  bool due = false;
  template <class V>
  void fields(V& v) {
    v("c", clock);
    v("due", due);
  }
};
struct RungFired {
  static constexpr const char* kName = "rung";
  std::uint64_t clock = 0;
  std::string level;
  std::optional<Light> light;
  bool listed = false;
  Instant effective, detected;
  Value counts;  // reds and broken promises its condition counted, by what was asked
  template <class V>
  void fields(V& v) {
    v("c", clock);
    v("l", level);
    v("light", light);
    v("listed", listed);
    v("eff", effective);
    v("det", detected);
    v("counts", counts);
  }
};
struct LightChanged {  // of the case
  static constexpr const char* kName = "light";
  LightChange change;
  template <class V>
  void fields(V& v) {
    change.fields(v);
  }
};
struct WatchArmed {  // a handler is armed, or its next moment or truth changed
  static constexpr const char* kName = "watch";
  Watch watch;
  template <class V>
  void fields(V& v) {
    watch.fields(v);
  }
};
struct WatchDropped {
  static constexpr const char* kName = "watch-";
  std::uint64_t owner = 0;
  std::string handler;  // "" : all of the owner
  template <class V>
  void fields(V& v) {
    v("o", owner);
    v("h", handler);
  }
};
struct EffectRequested {  // performed after the commit by the outbox, under a stable key
  static constexpr const char* kName = "do";
  std::uint64_t id = 0;
  std::string kind;  // "notice", or an effect's name
  std::string key;   // (case, step, visit | clock level, recipient)
  std::vector<std::string> to;
  std::string text;  // words key or literal
  Value with;
  std::optional<Instant> not_before;  // quiet hours
  std::uint64_t token = 0;            // waits for the answer
  std::uint64_t attempts = 0;         // at most, the first counted; 0: as many as the outbox makes
  Milliseconds gap = 0;               // between them; 0: growing
  template <class V>
  void fields(V& v) {
    v("id", id);
    v("kind", kind);
    v("key", key);
    v("to", to);
    v("text", text);
    v("with", with);
    v("nb", not_before);
    v("t", token);
    v("try", attempts);
    v("gap", gap);
  }
};
struct EffectEnded {
  static constexpr const char* kName = "did";
  std::uint64_t id = 0;
  bool ok = true;
  Value answer;
  template <class V>
  void fields(V& v) {
    v("id", id);
    v("ok", ok);
    v("a", answer);
  }
};
struct ChildOpened {
  static constexpr const char* kName = "child";
  Child child;
  template <class V>
  void fields(V& v) {
    child.fields(v);
  }
};
struct ChildClosed {
  static constexpr const char* kName = "child-";
  std::uint64_t id = 0;
  std::string result;
  template <class V>
  void fields(V& v) {
    v("id", id);
    v("r", result);
  }
};
struct MessageKept {
  static constexpr const char* kName = "msg";
  std::string name;
  Value with;
  bool taken = false;  // the oldest kept one of that name was consumed
  template <class V>
  void fields(V& v) {
    v("n", name);
    v("w", with);
    v("x", taken);
  }
};
// A Noted of this name is a write into what a plugin keeps: by its id, reason the key, {v, until}.
inline constexpr const char* kNotedKept = "kept";
struct Noted {  // an act that changes nothing else: urge on the case, comment, incident, jump,
                // audit
  static constexpr const char* kName = "note";
  std::string what, by, reason;
  Value with;
  template <class V>
  void fields(V& v) {
    v("n", what);
    v("by", by);
    v("why", reason);
    v("w", with);
  }
};
struct CaseChanged {  // of the case as a whole; only what is set changes
  static constexpr const char* kName = "case";
  std::optional<CasePhase> phase;
  std::optional<std::string> stage, result;
  std::optional<Instant> closed_at;
  bool reopened = false;
  std::optional<bool> listed;
  std::uint64_t merged_into = 0;
  std::optional<Versions> versions;
  std::uint64_t parent = 0;                      // joined it after it was opened
  std::optional<std::vector<std::string>> keys;  // what it is found under from now on
  template <class V>
  void fields(V& v) {
    v("p", phase);
    v("stage", stage);
    v("r", result);
    v("closed", closed_at);
    v("re", reopened);
    v("listed", listed);
    v("into", merged_into);
    v("ver", versions);
    v("par", parent);
    v("keys", keys);
  }
};

struct Migrated {  // it goes on under another definition: what its steps are called now
  static constexpr const char* kName = "migrate";
  Versions versions;
  std::map<std::string, std::string> steps;  // old id → new id, of those whose name changed
  template <class V>
  void fields(V& v) {
    v("ver", versions);
    v("steps", steps);
  }
};

using Event =
    std::variant<TimePassed, CaseOpened, FieldsSet, Decided, Found, ScopeOpened, ScopeClosed,
                 TokenPlaced, TokenWaits, TokenArrived, StepEnded, TaskOffered, TaskChanged,
                 TaskClosed, ClockStarted, ClockMoved, ClockPhaseChanged, ClockPassed, RungFired,
                 LightChanged, WatchArmed, WatchDropped, EffectRequested, EffectEnded, ChildOpened,
                 ChildClosed, MessageKept, Noted, CaseChanged, Migrated>;

}  // namespace tf::core
