// Steps of an overlay: changed, inserted and removed by id.
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/text.h"
#include "model/grammar.h"
#include "model/overlay_merge.h"
#include "model/shape_table.h"

namespace tf::model {

namespace {

struct Place {
  enum class Kind : unsigned char { after, before, first, last };
  Kind kind = Kind::last;
  std::string step;
  std::string outcome;
  std::string text;  // as written: "after: line-3.out_of_village"
  Span span;
};

using Visit = std::function<void(Node& steps)>;

// Every map of steps in the body: steps, together, those written in a choice, in handlers, in
// races.
void each_steps(Node& node, const Visit& visit) {
  if (node.is_map() && node.form && node.form->map == &kStepsShape) visit(node);
  for (Entry& e : node.entries) each_steps(*e.value, visit);
  for (auto& item : node.items) each_steps(*item, visit);
}

// Every scalar that names a target.
void each_target(Node& node, const std::function<void(Node& target)>& visit) {
  if (node.is_scalar() && node.form && node.form->scalar == Scalar::target) visit(node);
  for (Entry& e : node.entries) each_target(*e.value, visit);
  for (auto& item : node.items) each_target(*item, visit);
}

bool names_field(std::string_view expression, std::string_view field) {
  for (std::size_t at = expression.find(field); at != expression.npos;
       at = expression.find(field, at + 1)) {
    const auto part_of_word = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             c == '_' || static_cast<unsigned char>(c) >= 0x80;
    };
    const bool before = at > 0 && part_of_word(expression[at - 1]);
    const std::size_t end = at + field.size();
    const bool after = end < expression.size() && part_of_word(expression[end]);
    if (!before && !after) return true;
  }
  return false;
}

bool reads(const Node& node, std::string_view field, const Node* except) {
  if (&node == except) return false;
  if (node.is_scalar() && node.form &&
      (node.form->scalar == Scalar::expression || node.form->scalar == Scalar::each ||
       node.form->scalar == Scalar::reference))
    return names_field(node.text, field);
  return std::ranges::any_of(node.entries,
                             [&](const Entry& e) { return reads(*e.value, field, except); }) ||
         std::ranges::any_of(node.items,
                             [&](const auto& item) { return reads(*item, field, except); });
}

// The fields that the people or effects of this part fill: form, set, into.
void filled_fields(const Node& node, const Node* except, std::set<std::string>& out) {
  if (&node == except) return;
  for (const Entry& e : node.entries) {
    if (e.key == "form" && e.value->is_map())
      for (const Entry& field : e.value->entries)
        if (!field.known) out.insert(field.key);
    if (e.key == "form" && e.value->is_list())
      for (const auto& field : e.value->items) out.insert(field->text);
    if (e.key == "form" && e.value->is_scalar()) out.insert(e.value->text);
    if (e.key == "set" && e.value->is_map())
      for (const Entry& field : e.value->entries) out.insert(field.key);
    if (e.key == "into" && e.value->is_scalar()) out.insert(e.value->text);
    filled_fields(*e.value, except, out);
  }
  for (const auto& item : node.items) filled_fields(*item, except, out);
}

class StepMerge {
 public:
  StepMerge(Node& workflow, Diagnostics& out) : workflow_(workflow), out_(out) { index(); }

  void run(const Node& patch) {
    for (const Entry& e : patch.entries) {
      if (!e.value->is_map()) continue;
      const bool removes = e.value->text_of("remove") == "true";
      if (Node* old = find(e.key)) {
        existing(e, *old, removes);
      } else if (removes) {
        report_both(out_, "overlay.remove_unknown", e.key_span, workflow_.span, {{"step", e.key}},
                    nearest(e.key));
      } else {
        fresh(e);
      }
    }
  }

 private:
  void index() {
    steps_of_.clear();
    each_steps(workflow_, [&](Node& steps) {
      for (const Entry& e : steps.entries) steps_of_.emplace(e.key, &steps);
    });
  }

  Node* find(std::string_view id) {
    const auto there = steps_of_.find(std::string(id));
    return there == steps_of_.end() ? nullptr : there->second->get(id);
  }

  std::string nearest(std::string_view id) const {
    std::vector<std::string> ids;
    for (const auto& [step, map] : steps_of_) ids.push_back(step);
    return closest(id, ids).value_or("");
  }

  // --- steps the base has
  void existing(const Entry& e, Node& old, bool removes) {
    if (!places(e).empty()) {
      report_both(out_, "overlay.moved", places(e).front().span, old.span, {{"step", e.key}});
      return;
    }
    if (is_locked(old, {})) {
      report_both(out_, "overlay.locked", e.key_span, old.get("locked")->span, {{"key", e.key}});
      return;
    }
    if (removes) {
      remove(e, old);
    } else if (!changes_kind(e, old, out_)) {
      merge_map(old, *e.value, out_);
    }
  }

  void remove(const Entry& e, Node& old) {
    if (const auto ways = ways_of(old); ways.size() > 1) {
      report_both(out_, "overlay.remove_outcomes", e.key_span, old.span,
                  {{"step", e.key}, {"ways", join(ways, ", ")}});
      return;
    }
    std::set<std::string> fills;
    filled_fields(old, nullptr, fills);
    std::set<std::string> others;
    filled_fields(workflow_, &old, others);
    if (const Node* asked = workflow_.get("case"))
      for (const Entry& field : asked->entries) others.insert(field.key);
    for (const std::string& field : fills)
      if (!others.contains(field) && reads(workflow_, field, &old)) {
        report_both(out_, "overlay.remove_field", e.key_span, old.span,
                    {{"step", e.key}, {"field", field}});
        return;
      }
    // Never entered: what led here leads on.
    const Span& at = e.value->entry("remove")->value->span;
    auto never = Node::scalar("false", at);
    never->form = &kExpression;
    old.put("if", std::move(never), at);
  }

  // The named ways out of a step; one way or none has no names.
  static std::vector<std::string> ways_of(const Node& step) {
    std::vector<std::string> out;
    const Node* next = step.get("next");
    if (next && next->is_map() && !next->has("go"))
      for (const Entry& outcome : next->entries) out.push_back(outcome.key);
    if (const Node* choices = step.get("choose"))
      for (const auto& row : choices->items)
        for (const char* key : {"then", "otherwise"})
          if (const Node* then = row->get(key))
            out.push_back(then->is_scalar() ? then->text : std::string(key));
    return out;
  }

  // --- new steps
  static std::vector<Place> places(const Entry& e) {
    std::vector<Place> out;
    for (const Entry& part : e.value->entries) {
      Place place;
      place.text = cat(part.key, ": ", part.value->text);
      place.span = part.value->span;
      if (part.key == "after" || part.key == "before") {
        place.kind = part.key == "after" ? Place::Kind::after : Place::Kind::before;
        const auto dot = part.value->text.find('.');
        place.step = part.value->text.substr(0, dot);
        if (dot != std::string::npos) place.outcome = part.value->text.substr(dot + 1);
      } else if (part.key == "first" || part.key == "last") {
        if (part.value->text != "true") continue;
        place.kind = part.key == "first" ? Place::Kind::first : Place::Kind::last;
      } else {
        continue;
      }
      out.push_back(std::move(place));
    }
    return out;
  }

  void fresh(const Entry& e) {
    const std::vector<Place> where = places(e);
    if (where.empty()) {
      out_.report("overlay.no_place", e.key_span, {{"step", e.key}}, nearest(e.key));
      return;
    }
    if (where.size() > 1) {
      out_.report("overlay.two_places", where[1].span, {{"step", e.key}});
      return;
    }
    const Place& place = where.front();
    const auto [taken, free] = taken_.try_emplace(place.text, e.key);
    if (!free) {
      Diagnostic& row = out_.report("overlay.place_taken", place.span,
                                    {{"place", place.text}, {"other", taken->second}});
      if (const Node* first = find(taken->second))
        row.notes.push_back({first->span, "第一个写在这里", "the first one stands here"});
      return;
    }
    Node* steps = workflow_.get("steps");
    if (!place.step.empty()) {
      const auto there = steps_of_.find(place.step);
      if (there == steps_of_.end()) {
        report_both(out_, "overlay.unknown_step", place.span, workflow_.span,
                    {{"step", place.step}}, nearest(place.step));
        return;
      }
      steps = there->second;
    }
    if (!steps) return;
    Entry entry{e.key, e.written, e.key_span, e.value->clone(), nullptr};
    for (const char* key : {"after", "before", "first", "last", "remove"}) entry.value->erase(key);
    switch (place.kind) {
      case Place::Kind::first:
        insert(*steps, 0, std::move(entry));
        break;
      case Place::Kind::last:
        insert(*steps, steps->entries.size(), std::move(entry));
        break;
      case Place::Kind::before:
        before(*steps, place, std::move(entry));
        break;
      case Place::Kind::after:
        after(*steps, place, std::move(entry));
        break;
    }
  }

  void insert(Node& steps, std::size_t at, Entry entry) {
    steps.entries.insert(steps.entries.begin() + static_cast<std::ptrdiff_t>(at), std::move(entry));
    index();
  }

  static std::size_t position(const Node& steps, std::string_view id) {
    const auto at = std::ranges::find(steps.entries, id, &Entry::key);
    return static_cast<std::size_t>(at - steps.entries.begin());
  }

  static std::unique_ptr<Node> target(std::string text, const Span& at) {
    auto node = Node::scalar(std::move(text), at);
    node->form = &kTarget;
    return node;
  }

  // On every way that led to the step: jumps are turned to the new one, which stands right before
  // it.
  void before(Node& steps, const Place& place, Entry entry) {
    each_target(workflow_, [&](Node& jump) {
      if (jump.text == place.step) {
        jump.text = entry.key;
        jump.span = place.span;
      }
    });
    insert(steps, position(steps, place.step), std::move(entry));
  }

  void after(Node& steps, const Place& place, Entry entry) {
    Node& step = *steps.get(place.step);
    const std::string_view kind = kind_of_step(step);
    if (kind == "end" || kind == "stop") {
      report_both(out_, "overlay.no_way_on", place.span, step.span,
                  {{"step", place.step}, {"kind", std::string(kind)}});
      return;
    }
    const auto ways = ways_of(step);
    Node* next = step.get("next");
    const bool by_outcome = next && next->is_map() && !next->has("go");
    if (place.outcome.empty() && ways.size() > 1) {
      report_both(out_, "overlay.several_ways", place.span, step.span,
                  {{"step", place.step}, {"ways", join(ways, ", ")}});
      return;
    }
    const std::string outcome = place.outcome.empty() && by_outcome ? ways.front() : place.outcome;
    if (!outcome.empty() && (!by_outcome || !next->has(outcome))) {
      report_both(out_, "overlay.unknown_outcome", place.span, step.span,
                  {{"step", place.step}, {"outcome", outcome}},
                  closest(outcome, ways).value_or(""));
      return;
    }
    const std::size_t at = position(steps, place.step);
    const std::string follower = at + 1 < steps.entries.size() ? steps.entries[at + 1].key : "end";
    if (by_outcome) {
      behind_outcome(*next, outcome, follower, entry, place.span);
    } else if (next) {
      if (!entry.value->has("next")) entry.value->put("next", next->clone(), place.span);
      step.put("next", target(entry.key, place.span), place.span);
    }
    insert(steps, at + 1, std::move(entry));
  }

  // The outcome leads to the new step, which leads to where the outcome led. Outcomes that fell
  // through to the following step now name it, for the new step stands in between.
  static void behind_outcome(Node& next, std::string_view outcome, const std::string& follower,
                             Entry& entry, const Span& at) {
    for (Entry& way : next.entries) {
      const bool ours = way.key == outcome;
      Node* go = way.value->is_map() ? way.value->get("go") : way.value.get();
      std::unique_ptr<Node> old = go ? go->clone() : target(follower, at);
      if (old->is_scalar() && old->text == "continue") old->text = follower;
      std::unique_ptr<Node> now = ours ? target(entry.key, at) : old->clone();
      if (ours && !entry.value->has("next")) entry.value->put("next", std::move(old), at);
      if (way.value->is_map()) {
        way.value->put("go", std::move(now), at);
      } else {
        way.value = std::move(now);
      }
    }
  }

  Node& workflow_;
  Diagnostics& out_;
  std::map<std::string, Node*> steps_of_;
  std::map<std::string, std::string> taken_;
};

}  // namespace

void merge_steps(Node& workflow, const Node& patch, Diagnostics& out) {
  StepMerge(workflow, out).run(patch);
}

}  // namespace tf::model
