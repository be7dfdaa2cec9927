// What the parts of the binder share: the town's documents found by kind, and the workflow being
// bound. Lives for one call of bind_town or bind_rules. Threads: none.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/bind.h"
#include "core/catalog.h"
#include "core/names.h"
#include "model/diagnostics.h"
#include "model/node.h"
#include "rule/deadline_file.h"
#include "rule/ladder.h"

namespace tf::core {

// An index as the definition holds it (never negative where it is used) as one of a vector.
inline std::size_t at(int index) {
  return static_cast<std::size_t>(index);
}

// The rule files of one version: those in force on one date, files of a kind laid together; and the
// calendar as it was known then.
struct RuleFiles {
  std::optional<Date> effective;
  bool running = false;  // a file that begins then says `apply: running`
  std::shared_ptr<const Calendar> calendar;
  std::map<std::string, std::shared_ptr<const Calendar>, std::less<>> unit_calendars;
  std::shared_ptr<model::Node> deadlines_root, ladders_root, limits_root;
  // Of kind `table` or `decisions`: what a step may decide by.
  std::map<std::string, const model::Document*, std::less<>> tables;
  rule::DeadlineFile deadlines;
  rule::Ladders ladders;
};

struct TownScope {
  explicit TownScope(model::Diagnostics& diagnostics) : out(diagnostics) {}

  model::Diagnostics& out;
  const model::Document* town = nullptr;
  std::map<std::string, const model::Document*, std::less<>> workflows;
  std::map<std::string, const model::Node*, std::less<>> forms;  // shared forms by id
  std::vector<const model::Document*> words, roles, people, calendars;
  std::map<std::string, const model::Node*, std::less<>> unit_calendars;
  std::vector<RuleFiles> versions;           // oldest first; at least one
  std::shared_ptr<const NameTable> choices;  // of all its processes: see choices_of
  Town bound;
  const WordMap* words_below = nullptr;  // of the town it extends, where those are not read again

  const RuleFiles& rules() const { return versions.back(); }
  const Words* word(std::string_view id) const;  // null: none
};

// Documents by kind; roles, calendar and rule files read. Reports what is wrong with them.
// `inherited`: what need not be read again.
TownScope open_scope(const std::vector<const model::Document*>& documents, model::Diagnostics& out,
                     const Inherited* inherited = nullptr);

// A workflow being bound. It changes nothing of the town, so that several may be bound at once:
// what it finds goes to `out`, and its words are put into the town's when it is done.
struct Flow {
  Flow(const TownScope& scope, std::shared_ptr<model::Node> expanded, model::Diagnostics& findings)
      : town(scope),
        out(findings),
        root(std::move(expanded)),
        names(std::make_shared<NameTable>(scope.choices)) {}

  const TownScope& town;
  model::Diagnostics& out;
  WordMap words;                      // of notices and rungs that bring their own
  std::shared_ptr<model::Node> root;  // sugar expanded
  std::shared_ptr<Definition> def = std::make_shared<Definition>();
  std::shared_ptr<NameTable> names;                // its own over the choices of all
  std::map<std::string, int, std::less<>> hidden;  // fields of forms and rows, reachable there only
  std::map<std::string, model::Span, std::less<>> field_spans;
  std::map<std::string, const model::Node*, std::less<>> field_nodes;
  std::vector<const model::Node*> step_node;  // by step index
  std::vector<int> parent_block;              // by block: the block around it; -1 for the case
  // Steps off the listed order: written in a choice, of a handler, of a race.
  std::map<int, int> then_next;   // the step below it in the same branch
  std::map<int, int> then_owner;  // the choice it comes back from
  struct Beside {
    const model::Node* node = nullptr;  // the handler or race branch
    int owner = -1;                     // the step it hangs on; -1 the case
    bool keep = false;
    bool inside = false;  // ends where it stands: nothing follows it
  };
  std::map<int, Beside> beside;
  int inward = -1;           // the block a handler being read may lead into
  std::map<int, int> gates;  // a choice the binder put before a step beside the order: its `if`
  std::map<const model::Node*, int> own_step;  // handler or race branch → its step
  std::map<std::string, const model::Node*, std::less<>> inline_ladders;
};

// ---- small readings (bind_text.cpp)
Words words_of(const model::Node* node);
bool is_true(const model::Node* node);
std::vector<std::string> texts_of(const model::Node* node);  // a scalar or a list of scalars
std::string underscored(std::string_view id);                // call-back → call_back
// The place `offset` bytes into the scalar's text.
model::Span inside(const model::Node& scalar, std::size_t offset, std::size_t length);
// Empty after a diagnostic. `what` is left out of nothing: every mistake is reported.
rule::Program compile(const model::Node& scalar, const rule::Names& names, model::Diagnostics& out);
rule::Program compile_or_none(const model::Node* scalar, const rule::Names& names,
                              model::Diagnostics& out);
// Source made by the binder itself.
rule::Program compile_known(std::string_view text, const rule::Names& names);
std::vector<Assign> read_assigns(Flow& flow, const model::Node* map, const rule::Names& names,
                                 bool fields_only);
// A `set`: what it writes, and that it takes nothing out of its seal.
std::vector<Assign> read_sets(Flow& flow, const model::Node* map);
void check_computed(Flow& flow);  // the same of computed fields
std::vector<Refusal> read_refusals(Flow& flow, const model::Node* map);
// Kind, keys and texts of a node: the same for equal content. For hashes.
void append_canonical(const model::Node& node, std::string& out);

// ---- fields and forms (bind_fields.cpp)
// All fields of the workflow get their slots, all choices and outcomes become constants.
void collect_names(Flow& flow);
// Choices and results of every process of the town, as constants: a process names those of the ones
// it opens or looks for.
std::shared_ptr<const NameTable> choices_of(const TownScope& town, const Inherited* inherited);
// Those of one process, as written.
void add_choices_of(const model::Node& workflow, NameTable& names);
// Expressions of the fields, once every name is known.
void bind_fields(Flow& flow);
std::vector<Form> read_forms(Flow& flow, const model::Node* form);
// The fields of a shared form, compiled against `names` and their own.
Form shared_form(Flow& flow, std::string_view id, const model::Node& form, std::string into);
Type read_type(const model::Node& field, model::Diagnostics& out);

// ---- people (bind_people.cpp, bind_who.cpp)
void read_roles(TownScope& town);
void read_people(TownScope& town);
void check_roll(TownScope& town);  // what these files name of each other (bind_roll_checks.cpp)
void read_words(TownScope& town, const Inherited* inherited);
// The words of `documents`, those of kind `words`.
WordMap words_written_in(const std::vector<model::Document>& documents);
Who read_who(Flow& flow, const model::Node* node);
// `retry`: a number, or times, the time between and who hears of it (bind_retry.cpp).
Retry read_retry(Flow& flow, const model::Node& node);

// ---- clocks, events, verbs (bind_events.cpp, bind_case.cpp)
DueSpec read_due(Flow& flow, const model::Node* node);
BoundDeadline bind_deadline(Flow& flow, const rule::DeadlineEntry& entry, model::Diagnostics& out);
std::vector<Milestone> read_milestones(Flow& flow, const model::Node* node,
                                       const std::string& place);
DueSpec read_cycle(Flow& flow, const model::Node& node);  // of `every`: reports what is none
std::string read_ladder_use(Flow& flow, const model::Node* node, const std::string& place);
EventSpec read_event(Flow& flow, const model::Node& node, std::string_view handler);
// The `form` beside a message: what it must hold.
void read_message_form(Flow& flow, const model::Node& holder, EventSpec& event);
Tell read_tell(Flow& flow, const model::Node* to, const model::Node* holder,
               const std::string& place);
std::vector<Verb> read_may(Flow& flow, const model::Node* node);
void bind_case(Flow& flow);
void bind_keys(TownScope& town, std::map<std::string, std::shared_ptr<Definition>>& definitions);
// The keys by which one process finds cases of others, put where those are bound.
void add_keys_asked_by(const Definition& asking,
                       std::map<std::string, std::shared_ptr<Definition>>& definitions);

// ---- steps (place_steps: bind_places.cpp; bind_steps.cpp, bind_specs.cpp)
void place_steps(Flow& flow);  // ids, blocks
void bind_steps(Flow& flow);   // what is in them
void check_steps(Flow& flow);  // once everything is bound
// Names that only `written`, the process before its shorthand is expanded, shows
// (bind_references.cpp).
void check_references(Flow& flow, const model::Node& written);
// Targets of a `next`, `go` or `then` of step `from` (-1: of the case).
std::vector<Target> read_targets(Flow& flow, const model::Node& node, int from);
// Where `step` leads when nothing is said.
std::vector<Target> following(const Flow& flow, int step);
std::vector<Handler> read_handlers(Flow& flow, const model::Node* upon, int owner);
void bind_spec(Flow& flow, int step);
const char* kind_of(const model::Node& step);  // core kind: task, set, block …; "pass"
// Fields of its `case` that whoever opens the process must give.
std::vector<std::string> required_at_opening(const model::Node& workflow);

// ---- rules (bind_rules.cpp, bind_tables.cpp)
// Ladders written at their steps, under "<workflow>/<step>".
void collect_inline_ladders(Flow& flow);
std::shared_ptr<const RuleSet> bind_rule_version(Flow& flow, const RuleFiles& files);
// A document of kind `decisions`; `text` grows by what else it is made of, for the hash.
std::optional<rule::DecisionTable> bind_graph(Flow& flow, const RuleFiles& files,
                                              const model::Document& document, std::string& text);
std::optional<rule::DecisionTable> bind_table(const model::Document& table,
                                              const rule::Names& names, model::Diagnostics& out);
TableRows rows_of_table(Flow& flow, const model::Node& each);
Value constant_of(const rule::Program& program);  // of what needs no case

}  // namespace tf::core
