// Definition: one workflow of one town, bound: names resolved, expressions compiled, sugar expanded
// to the core constructs. Immutable, shared by all cases that began with it, named by the hash of
// its merged form. Made by bind.h from model nodes; read by turn code only. Rules it names
// (deadlines, ladders, limits, tables, calendar) are versioned apart, in a RuleSet bound against
// the same names.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/calendar.h"
#include "base/value.h"
#include "core/name_slots.h"
#include "model/grammar.h"
#include "rule/deadline_file.h"
#include "rule/decision_table.h"
#include "rule/feel/feel.h"
#include "rule/functions.h"
#include "rule/ladder.h"

namespace tf::core {

struct StepKind;  // step/step_kind.h

struct Words {
  std::string zh, en;
  bool empty() const { return zh.empty() && en.empty(); }
};

// ---- fields and forms
// -------------------------------------------------------------------------------
enum class TypeKind : unsigned char {
  line,
  text,
  number,
  whole,
  money,
  yes_no,
  date,
  moment,
  choice,
  choices,
  person,
  unit,
  household,
  node,
  address,
  place,
  phone,
  photo,
  file,
  signature,
  case_ref,
  record,
  list
};
struct Field;
struct Type {
  TypeKind kind = TypeKind::line;
  std::vector<std::string> choices;                  // choice, choices
  std::shared_ptr<const Type> item;                  // list
  std::vector<std::shared_ptr<const Field>> fields;  // record
  std::string pattern;  // line, text, phone: what all of it must match (XPath regular expression)
};
struct Field {
  std::string name;
  Words title, about, reason;  // what people read; help for whoever fills it; why it is asked
  Type type;
  bool required = false;  // always; else by the condition
  rule::Program required_if, show, min, max, otherwise, is;
  std::string sensitivity = "internal";  // class: public, internal, sensitive
  bool unique = false;                   // no two cases of the process have the same
  bool locked = false;                   // never changed once set
  bool item = false;  // defined inside an `each`: belongs to the item, not to the case
};
// A form as a person fills it. Answers go to case (or item) fields of the same name; those of a
// shared form into one record field, `into`.
struct Form {
  std::string into;  // "" : fields of the case
  std::vector<std::shared_ptr<const Field>> fields;
};

struct Assign {
  std::string field;  // "a" or "a.b"
  rule::Program value;
  Words text;  // {text: …} instead of an expression
};
struct Refusal {
  std::string code;
  rule::Program when;
  Words text;  // holes <field> filled when refused
  std::vector<Assign> offer;
};

// ---- people
// -----------------------------------------------------------------------------------------
struct WhoItem {
  enum class Kind : unsigned char { role, near, field, person, unit, everyone } kind = Kind::role;
  std::string name;          // role, near-word or field path
  rule::Program person;      // person: FEEL
  rule::Program unit;        // unit: FEEL
  std::string at;            // node to start from; "" = the case's grid
  rule::Program at_value{};  // … or FEEL that says it
  std::string post;          // lead
  bool duty = false;         // the one on the roster now
  std::string skill;
  std::vector<std::string> not_of;  // steps, fields or near-words whose people are left out
  std::string pick;                 // claim, in_turn, least_busy, random, same_as:STEP, plugin name
  std::vector<WhoItem> otherwise;
};
using Who = std::vector<WhoItem>;  // any of these

// ---- clocks
// -----------------------------------------------------------------------------------------
struct BoundDeadline;
struct DueSpec {     // `due:` of a step, milestone or case
  std::string name;  // entry of the RuleSet's deadlines, or ""
  // Written in place; with `date`, the other keys beside it. Null: not so. Most specs have none,
  // and every step has room for two.
  std::shared_ptr<const rule::Deadline> given;
  std::shared_ptr<const BoundDeadline> choice;  // `by` written in place
  rule::Program date;  // {date: FEEL}: 24:00 of that day; a moment: that instant
  bool present() const { return !name.empty() || given || choice || date; }
};

struct Target {
  enum class Kind : unsigned char { step, end, next } kind = Kind::next;
  int step = -1;
  int times = 1;
};

struct Tell {  // a notice
  Who to;
  std::string text;             // words key; "" = the standard text of the place
  bool urge = false;            // as: urge (counted)
  std::vector<std::string> by;  // channels
};

struct Verb {  // an entry of `may`
  std::string word;
  Words title;  // what the button says; empty: the word of the town
  bool open = true;
  std::string to;                            // return, send_back: step id, previous, starter, any
  std::vector<std::string> within_deadline;  // name of a deadline since the task was offered
  std::string within;                        // transfer: unit
  int times = 0;                             // 0: any
  std::vector<std::string> by;               // roles
  std::vector<Form> forms;
  rule::Program if_;
  std::vector<Refusal> refuse;
  std::string then = "go_on";
};

// ---- events and handlers
// ----------------------------------------------------------------------------
struct EventSpec {
  enum class Kind : unsigned char {
    none,
    overdue,
    warn,
    after,
    at,
    ahead,
    every,
    when,
    message,
    signal,
    error,
    escalation,
    cancel,
    undo,
    any,
    all
  } kind = Kind::none;
  std::string name;                     // message, signal, error ("any"), escalation
  DueSpec after;                        // after: deadline; wait: deadline name
  rule::Program at;                     // at; ahead.of
  std::string ahead_by;                 // ahead: deadline list name in the RuleSet
  std::vector<rule::Span> ahead_spans;  // … or written in place
  DueSpec every;                        // every: cycle (Deadline with a cycle)
  rule::Program when;
  std::vector<Assign> match;  // message: field of the message = value of the case
  std::vector<Form> forms;    // message: what it must hold
  bool kept = false;
  rule::Program again;           // at: once more so long after each firing
  int times = 0;                 // at + again: so often in all; 0: no end
  std::vector<EventSpec> parts;  // any, all
};
struct Handler {
  std::string name;
  EventSpec event;
  rule::Program if_;
  bool keep = false;  // the step goes on
  // Runs among the steps of the block it hangs on: beside them (keep), or in their place, so that
  // the block ends when it has ended.
  bool inside = false;
  int step = -1;  // the handler's own step, or -1: only `go`
  std::vector<Target> go;
  std::string reason;
};

struct Milestone {
  std::string name;
  Words title;
  rule::Program if_, met;
  std::string from;  // step, field or built-in; "" = opening
  DueSpec due;
  std::string ladder;
  Tell tell;  // when it is met
};

// ---- step kinds: what each needs beyond the common part
// ------------------------------------------------
struct Outcome {
  std::string name;  // "done" when the step has no map
  Words title;
  std::vector<Form> forms;
  std::vector<Assign> set;
  std::vector<Refusal> refuse;
  std::vector<Target> go;
};
struct TaskSpec {
  std::string work;
  Who who, help;
  std::vector<Form> forms;
  std::vector<Refusal> refuse;
  rule::Program only_while;
  bool record = false;
};
struct SetSpec {
  std::vector<Assign> set;
};
struct DecideSpec {  // sugar of set, kept as a step so that rows are recorded
  std::vector<std::string> tables;
  std::vector<Assign> with;  // what the tables read under these names
  std::string into;          // the outputs as one record in this field, or ""
};
// How often an effect is tried again before it counts as failed, and who hears of that.
struct Retry {
  static constexpr std::uint64_t kUsual = 3;  // of a `do` that says nothing
  std::uint64_t times = kUsual;
  Milliseconds after = 0;  // between two attempts; 0: growing from seconds to an hour
  Tell then;
};
struct DoSpec {  // do, notify
  std::string effect;
  Tell tell;  // notify
  std::vector<Assign> with;
  std::string into;
  bool answers = false;  // the token waits
  Retry retry;
};
struct WaitSpec {
  EventSpec event;
  std::string lock;  // of the whole town: waits until this case has it (town_locks.h)
  // Of a branch of a race: what comes while this does not hold does not end it; and the code that
  // is recorded.
  rule::Program if_{};
  std::string reason{};
};
struct Branch {
  rule::Program when;
  std::vector<Target> then;
};
struct ChooseSpec {
  std::vector<Branch> branches;
  std::vector<Target> otherwise;
  bool every = false;
};
struct Join {
  enum class Kind : unsigned char {
    all,
    any,
    none,
    count,
    percent,
    when,
    live,
    tokens
  } kind = Kind::all;
  int n = 0;
  rule::Program when, veto;
};
// Which outcome a poll has: the first whose condition holds over its numbers.
struct PollOutcome {
  rule::Program when;
  std::string outcome;
};
struct EachSpec {
  rule::Program list;
  std::string field;  // the case field the list is, or "item.field" of an item around it
  std::string variable;
  int block = -1;
  Join join;
  bool run_on = false, grow = false, one_by_one = false;
  std::string into;
  Who people;             // expansion of `sign`: the list is these people, each as {person: …}
  bool distinct = false;  // sign: nobody stands for two signers
  rule::Program weight;   // sign, vote: what an item counts; 1 without
  // Expansion of `vote`: an item may be answered again until the step's clock ends it, or, without
  // one, until all have answered.
  bool poll = false, secret = false;
  std::vector<PollOutcome> verdict;
};
struct BlockSpec {
  int block = -1;
};
struct TogetherSpec {
  std::vector<int> branches;
  int block = -1;
  Join join;
  bool run_on = false;
  bool race = false;
};
struct MeetSpec {
  Join join;
  int ways_in = 0;
};
struct RaiseSpec {
  enum class Kind : unsigned char {
    error,
    escalation,
    signal,
    message,
    cancel,
    undo,
    incident  // stands still until somebody helps
  } kind = Kind::error;
  std::string name;
  std::string to;
  bool town = false;  // to: town: message to whoever waits in the town, signal to all of them
  std::vector<Assign> with;
};
struct OpenSpec {
  std::string workflow;
  std::vector<Assign> with;
  bool and_wait = false;
  std::string into;
};
struct EndSpec {
  std::string result;
};
struct StopSpec {
  bool whole_case = false;
  std::string result;
};
struct PassSpec {};

using Spec =
    std::variant<PassSpec, TaskSpec, SetSpec, DecideSpec, DoSpec, WaitSpec, ChooseSpec, EachSpec,
                 BlockSpec, TogetherSpec, MeetSpec, RaiseSpec, OpenSpec, EndSpec, StopSpec>;

struct Step {
  std::string id;
  Words title;
  const StepKind* kind = nullptr;
  Spec spec;
  int block = 0;  // the block it stands in; 0 = the case
  rule::Program if_;
  std::vector<Outcome> outcomes;  // at least one; the first is taken when a kind has no say
  bool named_outcomes = false;    // `next` is a map: people choose a button
  DueSpec due;
  std::string ladder;  // "" none
  Tell tell;           // notice on entry
  std::vector<Handler> upon;
  std::vector<Milestone> milestones;  // while it is open
  std::vector<Verb> may;
  std::string stage;                     // `stage:` or ""
  bool beside = false;                   // a handler's own step
  std::vector<std::string> lock_fields;  // may not change once it has completed
  const Verb* verb(std::string_view word) const;
  const Handler* handler(std::string_view name) const;
};
struct Block {
  std::string owner;       // step id, "" = the case
  std::vector<int> steps;  // in order; the first is where a token enters
};

// ---- start, case level
// --------------------------------------------------------------------------------
struct FindSpec {
  std::string name;
  std::vector<std::string> of;  // workflows; empty = this one
  std::vector<std::string>
      match;  // field paths of the case sought; a key is built from their values
  std::vector<rule::Program>
      values;          // what they must equal here; empty: the field of the same path
  rule::Program near;  // metres between the places of the two cases
  std::string within;  // deadline name
  std::string state;   // "", open, closed
  enum class Then : unsigned char { found, merge, reopen, open } then = Then::found;
  std::vector<Target> go;
  rule::Program when;       // applies only while it holds; cluster: over `cases`
  std::vector<Assign> set;  // cluster: fields of the new case
  // The fields a case is indexed by to be found: `match`, and its place where `near` asks for it.
  std::vector<std::string> tuple() const;
};
// Opens by itself: one case at every turn of a cycle, or one for each row of a list. With `when` a
// turn only looks: a case is opened where the condition holds that did not hold the turn before.
struct Schedule {
  DueSpec every;
  rule::Program each;  // empty: one case a turn
  std::string row;     // what the row is called in expressions
  rule::Program when;
};
// One way a case begins. Of several, each has its name, and what stands beside them holds for all.
struct Start {
  std::string name;  // "" when there is only one
  Words title;
  EventSpec event;         // kind none: by whoever opens the case
  std::vector<Target> go;  // empty: the first step
  Who who;                 // empty: anyone
  std::optional<Schedule> schedule;
  std::vector<FindSpec> find, same, cluster;
  std::vector<std::vector<Assign>> set;  // one after the other: its own, then the common one
  std::vector<std::string> decide;
  std::vector<Refusal> refuse;
  std::string message;
  std::vector<Form> forms;  // asked beside the fields of `case`
};
struct Amend {
  std::string field;
  Who who;
  std::vector<Form> forms;
  rule::Program if_;
  std::vector<Refusal> refuse;
  std::vector<Assign> set;
  DueSpec due;  // since receipt; later the field stays as it is
};
struct Metric {
  std::string name;
  enum class Kind : unsigned char { count, share, median, p95 } kind = Kind::count;
  rule::Program what, of;
  std::vector<std::string> per;
};

// By simple name (private_fields.h); empty: nothing of it is sealed.
using PrivateFields = std::map<std::string, std::shared_ptr<const Field>, std::less<>>;

struct Definition {
  std::string town, id, hash, version;
  Words title, about;
  std::vector<std::shared_ptr<const Field>> form;    // case: asked at opening
  std::vector<std::shared_ptr<const Field>> fields;  // all case fields, slot = index (form first)
  std::vector<std::string> loop_names;               // names of loop items, slot = kLoop + index
  std::vector<Step> steps;
  std::vector<Block> blocks;
  std::vector<Start> starts;  // at least one
  rule::Program met;
  DueSpec due;
  std::string ladder;
  std::vector<Handler> upon;
  std::vector<Milestone> milestones;
  std::vector<Verb> may;
  Tell tell;  // at opening
  Who help;   // of every task
  std::vector<Amend> amend;
  std::vector<Metric> metrics;
  std::vector<std::vector<std::string>>
      keys;                 // field paths of every match tuple any find in the town asks for
  PrivateFields sealed;     // fields whose values are sealed, and those they stand in
  bool town_locks = false;  // some step takes one
  std::map<std::string, int, std::less<>> step_index;  // id → index
  std::shared_ptr<const rule::Names> names;            // for rules bound later
  std::shared_ptr<const rule::Plugins> plugins;        // those its expressions call; null: none

  std::vector<const FindSpec*> finds() const;           // of every start
  std::vector<Form> opening(const Start& start) const;  // what that start asks for
  const Start* start(std::string_view name) const;      // null: none of this name
  // The `each` a step stands in, or null: whose items its visits belong to.
  const Step* each_around(const Step& step) const;
  const Step* step(std::string_view id) const;
  const Field* field(std::string_view name) const;
};

}  // namespace tf::core
