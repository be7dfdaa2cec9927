#include "sim/scenario_names.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/time.h"
#include "core/command/verbs.h"
#include "core/names.h"
#include "core/rule_set.h"
#include "sim/scenario_acts.h"
#include "sim/scenario_expect.h"

namespace tf::sim {

using model::Node;

namespace {

using Known = std::set<std::string, std::less<>>;

// What the processes of a town have names for; of all of them, for a story may follow children.
struct TownNames {
  Known workflows, fields, steps, outcomes, messages, verbs;

  explicit TownNames(const core::Town& town) {
    for (const core::BuiltinName& builtin : core::builtin_names()) fields.insert(builtin.name);
    for (const core::VerbInfo& verb : core::verb_table())
      if (verb.word[0] != '@') verbs.insert(verb.word);
    open(town.may);
    for (const auto& [id, definition] : town.workflows) {
      workflows.insert(id);
      add(*definition);
    }
    for (const auto& [id, history] : town.rules)
      for (const core::RuleVersion& version : history) add(*version.rules);
  }

 private:
  void open(const std::vector<core::Verb>& may) {
    for (const core::Verb& verb : may) verbs.insert(verb.word);
  }
  void add_event(const core::EventSpec& event) {
    if (!event.name.empty()) messages.insert(event.name);
    for (const core::EventSpec& part : event.parts) add_event(part);
  }
  void add_handlers(const std::vector<core::Handler>& handlers) {
    for (const core::Handler& handler : handlers) add_event(handler.event);
  }
  void add(const core::Definition& definition) {
    for (const auto& field : definition.fields) fields.insert(field->name);
    open(definition.may);
    add_handlers(definition.upon);
    for (const core::Start& start : definition.starts) {
      add_event(start.event);
      if (!start.message.empty()) messages.insert(start.message);
      for (const core::Form& form : start.forms) add(form);
    }
    for (const core::Step& step : definition.steps) {
      steps.insert(step.id);
      if (const auto* task = std::get_if<core::TaskSpec>(&step.spec)) steps.insert(task->work);
      if (const auto* wait = std::get_if<core::WaitSpec>(&step.spec)) add_event(wait->event);
      for (const core::Outcome& outcome : step.outcomes) outcomes.insert(outcome.name);
      add_handlers(step.upon);
      open(step.may);
    }
  }
  // Work that ladders ask for.
  void add(const core::RuleSet& rules) {
    for (const auto& [id, ladder] : rules.ladders)
      for (const core::BoundRung& rung : ladder.rungs) {
        if (rung.level.ask) steps.insert({rung.level.ask->form, rung.level.ask->task});
        if (!rung.unlist.empty()) steps.insert({"unlist", "sign"});
        for (const core::Form& form : rung.ask_forms) add(form);
      }
    if (!rules.ladders.empty()) outcomes.insert({"signed", "refused", "done"});
  }
  void add(const core::Form& form) {
    for (const auto& field : form.fields) fields.insert(field->name);
  }
};

class NameCheck {
 public:
  NameCheck(const core::Town& town, model::Diagnostics& out)
      : town_(town), names_(town), out_(out) {}

  void run(const Node& root) {
    workflow(root.get("workflow"));
    const Node* routine = root.get("routine");
    if (routine != nullptr)
      for (const auto& item : routine->items) this->item(*item);
    if (const Node* story = root.get("story"))
      for (const auto& item : story->items) this->item(*item);
    const Node* variants = root.get("variants");
    if (variants == nullptr) return;
    for (const model::Entry& variant : variants->entries) {
      if (const Node* lines = variant.value->get("story"))
        for (const model::Entry& line : lines->entries) item(*line.value);
      else
        item(*variant.value);
    }
  }

 private:
  void item(const Node& item) {
    workflow(item.get("workflow"));
    const Node* expected = item.get("expect");
    const bool refused = expected != nullptr && expected->has("refused");
    if (!refused) act(item);
    if (expected != nullptr) expect(*expected);
  }

  void act(const Node& item) {
    for (const char* key : {"complete", "fill", "step"}) step(item.get(key));
    if (const Node* open = item.get("open"); open != nullptr && open->is_map())
      for (const model::Entry& field : open->entries)
        look_up(field.key, field.written, field.key_span, names_.fields, kField);
    one_of(item.get("outcome"), names_.outcomes, model::both("结果", "outcome"));
    if (const Node* verb = item.get("verb");
        verb != nullptr && !names_.messages.contains(verb->text))
      one_of(verb, names_.verbs, model::both("操作", "verb"));
    one_of(item.get("message"), names_.messages,
           model::both("有人等待的消息", "message that anything waits for"));
    if (const Node* by = item.get("by"); by != nullptr && by->is_scalar()) person(*by);
  }

  void expect(const Node& expected) {
    const std::vector<std::string_view> keys = expect_keys();
    for (const model::Entry& entry : expected.entries) {
      const std::string first = entry.key.substr(0, entry.key.find('.'));
      if (entry.key == "child") {
        for (const model::Entry& child : entry.value->entries) {
          look_up(child.key, child.written, child.key_span, names_.workflows, kProcess);
          expect(*child.value);
        }
      } else if (std::ranges::find(keys, entry.key) == keys.end()) {
        Known known = names_.fields;
        for (const std::string_view key : keys) known.emplace(key);
        look_up(first, entry.written, entry.key_span, known,
                model::both("可以期待的事，也不是字段", "thing to expect, and no field"));
      } else {
        value(entry.key, *entry.value);
      }
    }
  }

  // Words and moments that no case can ever have.
  void value(const std::string& key, const Node& value) {
    if (key == "step" || key == "steps") {
      step(&value);
      for (const auto& one : value.items) step(one.get());
    } else if (key == "light" || key == "lights") {
      words(value, {"green", "yellow", "red"}, model::both("灯色", "light"));
    } else if (key == "state") {
      words(value, {"open", "suspended", "closed"}, model::both("状态", "state"));
    } else if (key == "due" || key == "warn" || key == "step_due" || key == "step_warn" ||
               key == "received_at") {
      if (value.is_scalar() && value.text != "null" && !parse_local(value.text) &&
          !parse_date(value.text))
        out_.report("scenario.bad_moment", value.span, {{"text", value.text}});
    }
  }

  void words(const Node& node, const Known& known, const std::string& what) {
    if (node.is_scalar()) one_of(&node, known, what);
    for (const auto& item : node.items) one_of(item.get(), known, what);
  }

  void workflow(const Node* node) { one_of(node, names_.workflows, kProcess); }

  void step(const Node* node) {
    if (node == nullptr || !node->is_scalar()) return;
    const bool there = std::ranges::any_of(
        names_.steps, [&](const std::string& id) { return is_step(id, node->text); });
    if (!there) one_of(node, names_.steps, model::both("步骤", "step"));
  }

  void person(const Node& by) {
    const core::Roll& roll = town_.roll;
    if (roll.nodes.empty() || roll.knows(by.text)) return;
    Known known;
    for (const auto& [id, person] : roll.persons) known.insert(id);
    for (const auto& [id, place] : roll.nodes)
      for (const auto& [post, holders] : place.holds) known.insert(holders.begin(), holders.end());
    // Somebody may be no official: a reporter, a channel. Only what looks misspelt is told.
    const auto near = closest(by.text, std::vector<std::string>(known.begin(), known.end()));
    if (near) out_.report("scenario.unknown_person", by.span, {{"name", by.text}}, *near);
  }

  void one_of(const Node* node, const Known& known, const std::string& what) {
    if (node == nullptr || !node->is_scalar()) return;
    look_up(node->text, node->text, node->span, known, what);
  }

  void look_up(const std::string& name, const std::string& written, const model::Span& span,
               const Known& known, const std::string& what) {
    if (known.contains(name)) return;
    out_.report("scenario.unknown_name", span,
                {{"name", written}, {"what", what}, {"town", town_.id}},
                closest(name, std::vector<std::string>(known.begin(), known.end())).value_or(""));
  }

  const std::string kField = model::both("字段", "field");
  const std::string kProcess = model::both("流程", "process");
  const core::Town& town_;
  TownNames names_;
  model::Diagnostics& out_;
};

}  // namespace

void check_scenario_names(const model::Document& document, const core::Town& town,
                          model::Diagnostics& out) {
  const Node& root = *document.root;
  if (!root.has("story") || root.has("with")) return;
  NameCheck(town, out).run(root);
}

}  // namespace tf::sim
