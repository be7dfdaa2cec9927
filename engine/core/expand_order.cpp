#include "core/expand_order.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "core/functions.h"
#include "core/town_locks.h"

namespace tf::core {

namespace {

using model::Entry;
using model::Node;

std::string lock_field(std::string_view lock) {
  std::string out = cat("lock_", lock);
  for (char& c : out)
    if (c == '-' || c == '.' || c == '/') c = '_';
  return out;
}

std::string town_lock_field(std::string_view lock) {
  return cat("town_", lock_field(lock));
}

Entry entry_of(std::string id, const model::Span& at, std::unique_ptr<Node> value) {
  return Entry{id, id, at, std::move(value), nullptr};
}

Entry needs_wait(const std::string& id, const Node& needs, const model::Span& at) {
  std::string when;
  const auto one = [&](const std::string& step) {
    if (!when.empty()) when += " and ";
    when += cat("done(\"", step, "\")");
  };
  if (needs.is_scalar()) one(needs.text);
  for (const auto& step : needs.items) one(step->text);
  auto event = Node::map(at);
  event->put("when", Node::scalar(std::move(when), needs.span), at);
  auto wait = Node::map(at);
  wait->put("wait", std::move(event), at);
  return entry_of(cat(id, "/needs"), at, std::move(wait));
}

// `only_while: c`: waited for before, and left, with the draft kept, as soon as it is untrue.
Entry while_wait(const std::string& id, Node& step, const Entry& only) {
  const model::Span at = only.key_span;
  const std::string when = only.value->text;
  auto event = Node::map(at);
  event->put("when", Node::scalar(when, only.value->span), at);
  auto wait = Node::map(at);
  wait->put("wait", std::move(event), at);
  auto left = Node::map(at);
  left->put("when", Node::scalar(cat("not(", when, ") = true"), only.value->span), at);
  left->put("go", Node::scalar(cat(id, "/while"), at), at);
  if (!step.has("upon")) step.put("upon", Node::map(at), at);
  step.get("upon")->put("not-now", std::move(left), at);
  return entry_of(cat(id, "/while"), at, std::move(wait));
}

// Free and taken in one move: the wait's outcome writes the field before another wait is looked at.
Entry lock_wait(const std::string& id, const std::string& field, const model::Span& at) {
  auto event = Node::map(at);
  event->put("when", Node::scalar(cat("free(\"", field, "\")"), at), at);
  auto text = Node::map(at);
  text->put("text", Node::scalar(id, at), at);
  auto set = Node::map(at);
  set->put(field, std::move(text), at);
  auto done = Node::map(at);
  done->put("set", std::move(set), at);
  auto next = Node::map(at);
  next->put("done", std::move(done), at);
  auto wait = Node::map(at);
  wait->put("wait", std::move(event), at);
  wait->put("next", std::move(next), at);
  wait->put("lock_field", Node::scalar(field, at), at);
  return entry_of(cat(id, "/lock"), at, std::move(wait));
}

bool names_outcomes(const Node& next) {
  return next.is_map() && std::any_of(next.entries.begin(), next.entries.end(), [](const Entry& e) {
           return e.key != "go" && e.key != "times";
         });
}

// Every way out gives the lock back; a step whose rest runs on keeps it until that is over.
void release(const std::string& id, Node& step, const std::string& field, const model::Span& at) {
  const bool runs_on = step.text_of("rest") == "run_on" || step.text_of("join") == "none";
  const Node* old = step.get("next");
  auto next = old != nullptr && names_outcomes(*old) ? old->clone() : Node::map(at);
  if (next->entries.empty()) {
    auto done = Node::map(at);
    if (old != nullptr) {
      const Node* go = old->is_map() ? old->get("go") : old;
      done->put("go", go->clone(), old->span);
    }
    next->put("done", std::move(done), at);
  }
  for (Entry& outcome : next->entries) {
    if (!outcome.value->is_map()) {
      auto body = Node::map(outcome.value->span);
      body->put("go", outcome.value->clone(), outcome.value->span);
      outcome.value = std::move(body);
    }
    if (!outcome.value->has("set")) outcome.value->put("set", Node::map(at), at);
    if (!runs_on) {
      outcome.value->get("set")->put(field, Node::scalar("null", at), at);
      continue;
    }
    auto held = Node::map(at);
    held->put("text", Node::scalar(cat(kLockRest, id), at), at);
    outcome.value->get("set")->put(field, std::move(held), at);
  }
  step.put("next", std::move(next), at);
}

// Its turn in the town, once it has it in the case: whoever leaves the lock sends the message.
Entry town_wait(const std::string& id, const std::string& lock, const model::Span& at) {
  auto event = Node::map(at);
  event->put("message", Node::scalar(town_lock_message(lock), at), at);
  auto wait = Node::map(at);
  wait->put("wait", std::move(event), at);
  wait->put("town_lock", Node::scalar(lock, at), at);
  return entry_of(cat(id, kTownLock), at, std::move(wait));
}

std::vector<Entry> guards_of(const std::string& id, Node& step) {
  std::vector<Entry> out;
  if (const Entry* needs = step.entry("needs")) {
    out.push_back(needs_wait(id, *needs->value, needs->key_span));
    step.erase("needs");
  }
  if (const Entry* only = step.entry("only_while")) {
    out.push_back(while_wait(id, step, *only));
    step.erase("only_while");
  }
  if (const Entry* lock = step.entry("lock")) {
    const Node& asked = *lock->value;
    const std::string name(asked.is_scalar() ? std::string_view(asked.text)
                                             : asked.text_of("name"));
    const bool town = !asked.is_scalar() && asked.text_of("in") == "town";
    const std::string field = town ? town_lock_field(name) : lock_field(name);
    const model::Span at = lock->key_span;
    out.push_back(lock_wait(id, field, at));
    if (town) out.push_back(town_wait(id, name, at));
    step.erase("lock");
    release(id, step, field, at);
  }
  return out;
}

}  // namespace

namespace {

// A wait holds the block open; the message start-X starts X, as often as it comes; finish ends it.
void expand_free(const std::string& id, Node& step, const model::Span& at) {
  if (Entry* branches = step.entry("together")) branches->key = "steps";  // a choice of people too
  Node* steps = step.get("steps");
  if (steps == nullptr) return;
  step.erase("order");
  auto event = Node::map(at);
  event->put("message", Node::scalar("finish", at), at);
  auto held = Node::map(at);
  held->put("wait", std::move(event), at);
  held->put("next", Node::scalar("end", at), at);
  if (!step.has("upon")) step.put("upon", Node::map(at), at);
  Node& upon = *step.get("upon");
  for (Entry& entry : steps->entries) {
    if (entry.value->is_map() && !entry.value->has("next"))
      entry.value->put("next", Node::scalar("end", at), at);
    auto start = Node::map(entry.key_span);
    start->put("message", Node::scalar(cat("start-", entry.key), at), entry.key_span);
    start->put("keep", Node::scalar("true", at), at);
    start->put("go", Node::scalar(entry.key, at), entry.key_span);
    upon.put(cat("start-", entry.key), std::move(start), entry.key_span);
  }
  steps->entries.insert(steps->entries.begin(), entry_of(cat(id, "/held"), at, std::move(held)));
}

}  // namespace

void expand_order(const std::string& id, Node& step) {
  const Entry* order = step.entry("order");
  if (order != nullptr && order->value->text == "free")
    return expand_free(id, step, model::Span(order->key_span));
  if (order == nullptr || order->value->text != "any") return;
  Entry* branches = step.entry("steps") ? step.entry("steps") : step.entry("together");
  if (branches == nullptr) return;
  const model::Span at = order->key_span;
  for (Entry& branch : branches->value->entries)
    if (branch.value->is_map() && !branch.value->has("lock"))
      branch.value->put("lock", Node::scalar(id, at), at);
  branches->key = "together";
  step.erase("order");
}

void expand_case_order(Node& workflow) {
  const Entry* order = workflow.entry("order");
  if (order == nullptr || !workflow.has("steps")) return;
  if (order->value->text == "free")
    return expand_free("case", workflow, model::Span(order->key_span));
  if (order->value->text != "any") return;
  const model::Span at = order->key_span;
  auto all = Node::map(at);
  all->put("order", Node::scalar("any", at), at);
  all->put("steps", workflow.get("steps")->clone(), workflow.get("steps")->span);
  auto steps = Node::map(at);
  steps->put("case/order", std::move(all), at);
  workflow.erase("order");
  workflow.put("steps", std::move(steps), at);
}

void expand_guards(Node& map, bool branches, Redirects& redirects) {
  std::vector<Entry> out;
  for (Entry& entry : map.entries) {
    std::vector<Entry> guards =
        entry.value->is_map() ? guards_of(entry.key, *entry.value) : std::vector<Entry>{};
    if (guards.empty()) {
      out.push_back(std::move(entry));
    } else if (branches) {
      const model::Span at = entry.key_span;
      const std::string id = entry.key;
      auto steps = Node::map(at);
      for (Entry& guard : guards) steps->entries.push_back(std::move(guard));
      steps->entries.push_back(std::move(entry));
      auto group = Node::map(at);
      group->put("steps", std::move(steps), at);
      out.push_back(entry_of(cat(id, "/turn"), at, std::move(group)));
    } else {
      redirects[entry.key] = guards.front().key;
      for (Entry& guard : guards) out.push_back(std::move(guard));
      out.push_back(std::move(entry));
    }
  }
  map.entries = std::move(out);
}

void redirect(Node& node, const Redirects& redirects) {
  const auto target = [&](Node& go) {
    if (!go.is_scalar()) return;
    if (const auto found = redirects.find(go.text); found != redirects.end())
      go.text = found->second;
  };
  for (auto& item : node.items) redirect(*item, redirects);
  for (Entry& entry : node.entries) {
    const bool leads =
        entry.key == "next" || entry.key == "go" || entry.key == "then" || entry.key == "otherwise";
    if (leads) {
      target(*entry.value);
      for (auto& item : entry.value->items) target(*item);
      if (entry.key == "next")
        for (Entry& outcome : entry.value->entries) {
          target(*outcome.value);
          for (auto& item : outcome.value->items) target(*item);
        }
    }
    redirect(*entry.value, redirects);
  }
}

}  // namespace tf::core
