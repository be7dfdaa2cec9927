// What can be asked of a case. A command is data; core/command/*.cpp decides it, one file each.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/case_state.h"

namespace tf::core {

struct OpenCase {
  static constexpr const char* kName = "open";
  std::string town, workflow;
  Value data;  // a record: what the form asked
  std::string channel;
  std::optional<Instant> received_at;  // imports: when it really came in; never in the future
  std::optional<Instant> due;          // imports: the deadline is given (case clock)
  std::uint64_t parent = 0, parent_token = 0;
  std::uint64_t given_id = 0;  // internal: a child's id and number are given by the parent's turn
  std::string given_number;
  std::optional<Instant> turn;  // internal: the turn of its schedule; the case counts from it
  Value row;                    // … and its row
  std::string start;  // which of several starts; "": the first that fits and needs no event
  std::vector<std::string>
      cluster;  // internal: match keys; opens only when enough cases share them
  template <class V>
  void fields(V& v) {
    v("town", town);
    v("workflow", workflow);
    v("data", data);
    v("channel", channel);
    v("received_at", received_at);
    v("due", due);
    v("parent", parent);
    v("parent_token", parent_token);
    v("given_id", given_id);
    v("given_number", given_number);
    v("turn", turn);
    v("row", row);
    v("start", start);
    v("cluster", cluster);
  }
};
// A verb of a person on a task or on the case: complete, fill, claim, transfer, delegate, add_sign,
// return, urge, suspend, resume, extend, merge, reopen, amend, …: the word is the key of the table
// in core/command/verbs.cpp; words a step opens in `may` beyond it send the message of that name.
struct Act {
  static constexpr const char* kName = "act";
  std::string verb;
  std::uint64_t task = 0;  // 0: on the case
  std::string outcome;     // complete
  std::string to;          // person, step, or case number
  std::string reason;
  Value form;
  bool same = false;  // internal: an opening that turned out to be this case (`start.same`)
  template <class V>
  void fields(V& v) {
    v("verb", verb);
    v("task", task);
    v("outcome", outcome);
    v("to", to);
    v("reason", reason);
    v("form", form);
    v("same", same);
  }
};
struct SendMessage {
  static constexpr const char* kName = "message";
  std::string name;
  Value with;
  bool signal = false;  // internal: to all who wait in the case, not to one
  template <class V>
  void fields(V& v) {
    v("name", name);
    v("with", with);
    v("signal", signal);
  }
};
struct FireTimers {  // everything due before now, in due order
  static constexpr const char* kName = "timers";
  template <class V>
  void fields(V&) {}
};
struct FinishEffect {
  static constexpr const char* kName = "effect";
  std::uint64_t effect = 0;
  bool ok = true;
  Value answer;
  template <class V>
  void fields(V& v) {
    v("effect", effect);
    v("ok", ok);
    v("answer", answer);
  }
};
struct ChildEnded {  // internal: from child to parent
  static constexpr const char* kName = "child";
  std::uint64_t child = 0;
  std::string result;
  Value answers;
  template <class V>
  void fields(V& v) {
    v("child", child);
    v("result", result);
    v("answers", answers);
  }
};
struct ChildRaised {  // internal: what a child threw and nobody in it caught
  static constexpr const char* kName = "raised";
  std::uint64_t child = 0;
  bool error = true;  // else an escalation: the child goes on
  std::string name;
  Value with;
  template <class V>
  void fields(V& v) {
    v("child", child);
    v("error", error);
    v("name", name);
    v("with", with);
  }
};
struct CancelCase {  // internal: attached child of a cancelled step; or terminate
  static constexpr const char* kName = "cancel";
  std::string reason;
  template <class V>
  void fields(V& v) {
    v("reason", reason);
  }
};
struct RulesChanged {  // internal: apply: running
  static constexpr const char* kName = "rules";
  std::string rules;  // version set
  std::string by;
  template <class V>
  void fields(V& v) {
    v("rules", rules);
    v("by", by);
  }
};

struct RollChanged {  // internal: people changed; the case's open tasks are looked at again
  static constexpr const char* kName = "roll";
  std::string version;               // of the roll
  std::vector<std::string> touched;  // persons, units, and posts as node/post
  template <class V>
  void fields(V& v) {
    v("version", version);
    v("touched", touched);
  }
};

// A folder of towns was taken in. Stands in the chain of case 0, with the texts of its files where
// they differ from the publication before, so that old cases find their process again.
struct Published {
  static constexpr const char* kName = "publish";
  std::string hash;  // over all texts
  std::vector<std::string> towns;
  Value texts;  // path → text, of new and changed files
  std::vector<std::string> gone;
  template <class V>
  void fields(V& v) {
    v("hash", hash);
    v("towns", towns);
    v("texts", texts);
    v("gone", gone);
  }
};

// Keys were destroyed: what was sealed under them reads as erased from then on. Stands in the chain
// of case 0; of whom it was, only the keys say.
struct Erased {
  static constexpr const char* kName = "erase";
  std::string what;  // person, case
  std::string town;
  std::uint64_t id = 0;             // the case
  std::vector<std::string> leaves;  // the keys, in 16 hexadecimal digits
  std::string reason;
  template <class V>
  void fields(V& v) {
    v("what", what);
    v("town", town);
    v("id", id);
    v("leaves", leaves);
    v("reason", reason);
  }
};

// An act on the roll of a town (core/roll_change.h); stands in the stream of that town's roll. The
// verb `import`: what changed in the people files since they were taken in last.
struct ChangeRoll {
  static constexpr const char* kName = "people";
  std::string town, verb;
  Value with;  // a record: person, post, node …, as the verb's table says
  template <class V>
  void fields(V& v) {
    v("town", town);
    v("verb", verb);
    v("with", with);
  }
};

using CommandBody =
    std::variant<OpenCase, Act, SendMessage, FireTimers, FinishEffect, ChildEnded, ChildRaised,
                 CancelCase, RulesChanged, RollChanged, Published, ChangeRoll, Erased>;

// 16 bytes of SHA-256 of (town, Idempotency-Key), or of (cause, n) for internal commands.
using CommandKey = std::array<std::uint8_t, 16>;

struct Command {
  CaseId target;  // none for OpenCase: the shard gives the id
  CommandKey key{};
  Actor actor;
  CommandBody body;
  std::string lang{};  // zh or en, of who asks; "": nobody said
};

// The business says no. Data, journalled; nothing else of the case changes.
struct Rejection {
  std::string code;    // WRONG_LINE (a town's) or task.not_found (ours)
  std::string zh, en;  // filled sentences
  Value offer;         // corrected data for a button, or null
  std::string lang{};  // zh or en: in which it was told first, and is for ever
  template <class V>
  void fields(V& v) {
    v("code", code);
    v("zh", zh);
    v("en", en);
    v("offer", offer);
    v("lang", lang);
  }
};

}  // namespace tf::core
