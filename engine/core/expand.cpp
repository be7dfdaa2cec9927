#include "core/expand.h"

#include "base/text.h"
#include "core/bind.h"
#include "core/expand_order.h"
#include "core/expand_sign.h"
#include "core/expand_vote.h"

namespace tf::core {

namespace {

using model::Entry;
using model::Node;

void expand_call(Node& step) {
  Node* call = step.get("call");
  const Node* into = step.get("into");
  if (call == nullptr || into == nullptr) return;
  auto set = Node::map(call->span);
  set->put(into->text, call->clone(), into->span);
  const model::Span at = step.entry("call")->key_span;
  step.erase("call");
  step.erase("into");
  step.put("set", std::move(set), at);
}

// The choice after a step that is done again: out when `until` holds, an error when it took too
// long.
Entry again(const std::string& id, const Node& repeat, const model::Span& at) {
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

void expand_map(Node& map, Group place, Redirects& redirects);

void expand_step(const std::string& id, Node& step, Redirects& redirects) {
  if (!step.is_map()) return;
  expand_call(step);
  expand_sign(id, step);
  expand_vote(id, step);
  expand_order(id, step);
  constexpr std::pair<const char*, Group> kInner[] = {{"steps", Group::steps},
                                                      {"together", Group::branches},
                                                      {"race", Group::events},
                                                      {"upon", Group::events}};
  for (const auto& [key, place] : kInner)
    if (Node* inner = step.get(key)) expand_map(*inner, place, redirects);
  if (Node* choose = step.get("choose"))
    for (auto& branch : choose->items)
      for (const char* key : {"then", "otherwise"})
        if (Node* inner = branch->get(key); inner != nullptr && inner->is_map())
          expand_map(*inner, Group::steps, redirects);
}

void expand_map(Node& map, Group place, Redirects& redirects) {
  std::vector<Entry> out;
  for (Entry& entry : map.entries) {
    Node& step = *entry.value;
    const std::string id = entry.key;
    std::optional<Entry> follower;
    if (step.is_map() && step.has("repeat")) {
      follower = again(id, *step.get("repeat"), step.entry("repeat")->key_span);
      step.erase("repeat");
      // A way out written in one `next` is the way out of the loop.
      Node* next = step.get("next");
      if (next != nullptr && (!next->is_map() || next->has("go"))) {
        follower->value->get("choose")->items.front()->put("then", next->clone(), next->span);
        step.erase("next");
      }
    }
    expand_step(id, step, redirects);
    out.push_back(std::move(entry));
    if (follower) out.push_back(std::move(*follower));
  }
  map.entries = std::move(out);
  if (place != Group::events) expand_guards(map, place == Group::branches, redirects);
}

}  // namespace

void expand_steps(Node& workflow) {
  Redirects redirects;
  if (Node* steps = workflow.get("steps")) expand_map(*steps, Group::steps, redirects);
  if (Node* upon = workflow.get("upon")) expand_map(*upon, Group::events, redirects);
  if (!redirects.empty()) redirect(workflow, redirects);
}

std::unique_ptr<Node> expand_sugar(const Node& workflow) {
  auto out = workflow.clone();
  expand_steps(*out);
  return out;
}

}  // namespace tf::core
