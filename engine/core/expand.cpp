#include "core/expand.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "base/text.h"
#include "core/bind.h"
#include "core/expand_order.h"
#include "core/expand_sign.h"
#include "core/expand_vote.h"

namespace tf::core {

namespace {

using model::Entry;
using model::Node;

bool has_outcomes(const Node& step) {
  const Node* next = step.get("next");
  return next != nullptr && next->is_map() && !next->has("go") && !next->has("times");
}

// What follows when a call gave this answer: where it goes, or what is set on the way.
std::unique_ptr<Node> on_answer(const std::string& id, const Entry& answer) {
  const Node& way = *answer.value;
  if (!way.is_map()) return way.clone();
  const Node* go = way.get("go");
  const Node* set = way.get("set");
  if (set == nullptr) return go != nullptr ? go->clone() : Node::scalar("continue", way.span);
  auto step = Node::map(way.span);
  step->put("set", set->clone(), set->span);
  if (go != nullptr) step->put("next", go->clone(), go->span);
  auto group = Node::map(way.span);
  group->put(cat(id, "/", answer.key), std::move(step), way.span);
  return group;
}

// A choice by what was called, or by the field that took its answer; an answer that is none of them
// stands still.
std::unique_ptr<Node> by_answer(const std::string& id, const std::string& asked, const Node& next,
                                const model::Span& at) {
  auto ways = Node::list(at);
  for (const Entry& answer : next.entries) {
    auto way = Node::map(answer.key_span);
    way->put("when", Node::scalar(cat("(", asked, ") = \"", answer.key, "\""), at),
             answer.key_span);
    way->put("then", on_answer(id, answer), answer.key_span);
    ways->items.push_back(std::move(way));
  }
  auto incident = Node::map(at);
  incident->put("incident", Node::scalar("NO_WAY", at), at);
  auto raise = Node::map(at);
  raise->put("raise", std::move(incident), at);
  auto group = Node::map(at);
  group->put(cat(id, "/no-way"), std::move(raise), at);
  auto otherwise = Node::map(at);
  otherwise->put("otherwise", std::move(group), at);
  ways->items.push_back(std::move(otherwise));
  return ways;
}

// `call: f(x)` with `into` is a `set`; with outcomes under `next` a choice, or a set and a choice.
std::optional<Entry> expand_call(const std::string& id, Node& step) {
  const Entry* entry = step.entry("call");
  if (entry == nullptr) return std::nullopt;
  const model::Span at = entry->key_span;
  const auto call = step.get("call")->clone();
  const auto into = step.has("into") ? step.get("into")->clone() : nullptr;
  const auto ways = has_outcomes(step) ? step.get("next")->clone() : nullptr;
  if (into == nullptr && ways == nullptr) return std::nullopt;  // told by the binder
  step.erase("call");
  step.erase("into");
  if (ways != nullptr) step.erase("next");
  if (into == nullptr) {
    step.put("choose", by_answer(id, call->text, *ways, at), at);
    return std::nullopt;
  }
  auto set = Node::map(call->span);
  set->put(into->text, call->clone(), into->span);
  step.put("set", std::move(set), at);
  if (ways == nullptr) return std::nullopt;
  auto choose = Node::map(at);
  choose->put("choose", by_answer(cat(id, "/answer"), into->text, *ways, at), at);
  return Entry{cat(id, "/answer"), cat(id, "/answer"), at, std::move(choose), nullptr};
}

// What a step needs further steps for: beside others, or in place of one, it becomes a block.
bool needs_room(const Node& step) {
  return std::ranges::any_of(
             std::initializer_list<const char*>{"repeat", "lock", "needs", "only_while"},
             [&](const char* key) { return step.has(key); }) ||
         (step.has("call") && step.has("into") && has_outcomes(step));
}

// The step goes into a block of its own; what makes the handler stays where it is.
void make_room(const std::string& id, Node& handler) {
  constexpr const char* kStays[] = {"clock",  "after", "at",         "again",  "times", "ahead",
                                    "every",  "when",  "message",    "signal", "error", "match",
                                    "cancel", "undo",  "escalation", "keep",   "go",    "reason",
                                    "while",  "kept",  "any",        "all",    "if"};
  const model::Span at = handler.span;
  auto step = Node::map(at);
  for (auto entry = handler.entries.begin(); entry != handler.entries.end();) {
    const bool stays =
        std::ranges::any_of(kStays, [&](const char* key) { return entry->key == key; });
    if (stays) {
      ++entry;
      continue;
    }
    step->entries.push_back(std::move(*entry));
    entry = handler.entries.erase(entry);
  }
  auto steps = Node::map(at);
  steps->put(id, std::move(step), at);
  handler.put("steps", std::move(steps), at);
}

// Handlers of the step for the error of too many rounds, which is thrown behind it; null: none.
std::unique_ptr<Node> errors_of(const Node& step) {
  const Node* upon = step.get("upon");
  if (upon == nullptr) return nullptr;
  auto out = Node::map(upon->span);
  for (const Entry& handler : upon->entries)
    if (handler.value->is_map())
      if (const auto error = handler.value->text_of("error");
          error == "TOO_MANY_ROUNDS" || error == "any")
        out->put(handler.key, handler.value->clone(), handler.key_span);
  return out->entries.empty() ? nullptr : std::move(out);
}

// The choice after a step that is done again: out when `until` holds, an error when it took too
// long.
Entry again(const std::string& id, const Node& step, const model::Span& at) {
  const Node& repeat = *step.get("repeat");
  auto branches = Node::list(at);
  const auto branch = [&](std::string when, const model::Span& place, std::unique_ptr<Node> then) {
    auto one = Node::map(place);
    one->put("when", Node::scalar(std::move(when), place), place);
    one->put("then", std::move(then), place);
    branches->items.push_back(std::move(one));
  };
  if (const Node* until = repeat.get("until"))
    branch(until->text, until->span, Node::scalar("continue", until->span));
  else if (const Node* during = repeat.get("while"))
    branch(cat("not(", during->text, ")"), during->span, Node::scalar("continue", during->span));
  if (const Node* most = repeat.get("at_most")) {
    auto error = Node::map(most->span);
    error->put("error", Node::scalar("TOO_MANY_ROUNDS", most->span), most->span);
    auto raise = Node::map(most->span);
    raise->put("raise", std::move(error), most->span);
    if (auto upon = errors_of(step)) raise->put("upon", std::move(upon), most->span);
    auto group = Node::map(most->span);
    group->put(cat(id, "/too-many"), std::move(raise), most->span);
    branch(cat("times(\"", id, "\") >= ", most->text), most->span, std::move(group));
  }
  auto back = Node::map(at);
  back->put("otherwise", Node::scalar(id, at), at);
  branches->items.push_back(std::move(back));
  auto choose = Node::map(at);
  choose->put("choose", std::move(branches), at);
  return Entry{cat(id, "/again"), cat(id, "/again"), at, std::move(choose), nullptr};
}

enum class Group : unsigned char { steps, branches, events };

// A branch that is done again: a block of its own, so that the rounds are inside the branch.
void make_branch(const std::string& id, Entry& branch) {
  const model::Span at = branch.key_span;
  auto steps = Node::map(at);
  steps->put(id, std::move(branch.value), at);
  branch.value = Node::map(at);
  branch.value->put("steps", std::move(steps), at);
  branch.key = branch.written = cat(id, "/rounds");
}

void expand_map(Node& map, Group place, const std::string& owner, Redirects& redirects);

// The choice after a call, when there is one.
std::optional<Entry> expand_step(const std::string& id, Node& step, Redirects& redirects) {
  if (!step.is_map()) return std::nullopt;
  std::optional<Entry> answer = expand_call(id, step);
  expand_sign(id, step);
  expand_vote(id, step);
  expand_order(id, step);
  if (Node* undo = step.get("undo_by"); undo != nullptr && undo->is_map() && needs_room(*undo))
    make_room(cat(id, "/undone"), *undo);
  if (Node* undo = step.get("undo_by"); undo != nullptr && undo->is_map())
    expand_step(cat(id, "/undo"), *undo, redirects);
  constexpr std::pair<const char*, Group> kInner[] = {{"steps", Group::steps},
                                                      {"together", Group::branches},
                                                      {"race", Group::events},
                                                      {"upon", Group::events}};
  for (const auto& [key, place] : kInner)
    if (Node* inner = step.get(key)) expand_map(*inner, place, id, redirects);
  if (Node* choose = step.get("choose"))
    for (auto& branch : choose->items)
      for (const char* key : {"then", "otherwise"})
        if (Node* inner = branch->get(key); inner != nullptr && inner->is_map())
          expand_map(*inner, Group::steps, id, redirects);
  return answer;
}

std::optional<Entry> expand_repeat(const std::string& id, Node& step) {
  if (!step.is_map() || !step.has("repeat")) return std::nullopt;
  Entry follower = again(id, step, step.entry("repeat")->key_span);
  step.erase("repeat");
  // A way out written in one `next` is the way out of the loop.
  const Node* next = step.get("next");
  if (next != nullptr && (!next->is_map() || next->has("go"))) {
    follower.value->get("choose")->items.front()->put("then", next->clone(), next->span);
    step.erase("next");
  }
  return follower;
}

void expand_map(Node& map, Group place, const std::string& owner, Redirects& redirects) {
  std::vector<Entry> out;
  for (Entry& entry : map.entries) {
    Node& step = *entry.value;
    const std::string id = entry.key;
    const bool rounds =
        step.is_map() && (step.has("repeat") || (step.has("call") && needs_room(step)));
    if (place == Group::events && step.is_map() && needs_room(step))
      make_room(cat(owner, "/", id, "/work"), step);
    else if (place == Group::branches && rounds)
      make_branch(id, entry);
    std::optional<Entry> follower = expand_repeat(id, *entry.value);
    std::optional<Entry> answer = expand_step(entry.key, *entry.value, redirects);
    out.push_back(std::move(entry));
    if (answer) out.push_back(std::move(*answer));
    if (follower) out.push_back(std::move(*follower));
  }
  map.entries = std::move(out);
  if (place != Group::events) expand_guards(map, place == Group::branches, redirects);
}

}  // namespace

void expand_steps(Node& workflow) {
  Redirects redirects;
  expand_case_order(workflow);
  if (Node* steps = workflow.get("steps")) expand_map(*steps, Group::steps, "case", redirects);
  if (Node* upon = workflow.get("upon")) expand_map(*upon, Group::events, "case", redirects);
  if (!redirects.empty()) redirect(workflow, redirects);
}

std::unique_ptr<Node> expand_sugar(const Node& workflow) {
  auto out = workflow.clone();
  expand_steps(*out);
  return out;
}

}  // namespace tf::core
