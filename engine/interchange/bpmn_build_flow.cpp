// Gateways and the ways out of a step.
#include <algorithm>

#include "base/text.h"
#include "interchange/bpmn_build.h"
#include "interchange/bpmn_text.h"

namespace tf::interchange::bpmn {

using model::Node;

std::string Builder::path_end(const Frame& frame) const {
  return frame.ad_hoc == nullptr ? "end" : cat(step(frame.ad_hoc->id), "-done");
}

std::vector<Builder::Way> Builder::ways(Frame& frame, const Element& element) {
  std::vector<Way> out;
  for (const SequenceFlow* flow : frame.scope->leaving(element.id)) {
    Way way;
    way.target = entry(flow->target);
    way.otherwise = !element.default_flow.empty() && flow->id == element.default_flow;
    way.conditional = flow->conditional && !way.otherwise;
    way.condition = flow->condition;
    // Two flows between the same two steps are two ways: each has a step of its own.
    if (std::ranges::any_of(out, [&](const Way& w) { return w.target == way.target; })) {
      const std::string pass = fresh(bpmn_id(flow->id));
      put(*frame.steps, pass, map_of("next", way.target));
      way.target = pass;
    }
    out.push_back(std::move(way));
  }
  return out;
}

// Where a token goes that no way will take.
std::string Builder::stuck(Frame& frame) {
  const std::string id = cat(frame.owner.empty() ? out_.id : frame.owner, "-no-way");
  if (!frame.steps->has(id)) {
    auto raise = map_of("raise", map_of("incident", "NO_WAY"));
    put(*raise, "next", "end");
    used_.insert(id);
    put(*frame.steps, id, std::move(raise));
  }
  return id;
}

NodePtr Builder::choice(Frame& frame, const std::vector<Way>& ways, bool every,
                        std::string otherwise) {
  auto branches = Node::list({});
  for (const Way& way : ways) {
    if (way.otherwise) {
      otherwise = way.target;
      continue;
    }
    auto branch = map_of("when", way.conditional ? feel(way.condition) : "true");
    put(*branch, "then", way.target);
    branches->items.push_back(std::move(branch));
  }
  if (otherwise.empty()) otherwise = stuck(frame);
  branches->items.push_back(map_of("otherwise", otherwise));
  auto made = Node::map({});
  if (every) put(*made, "take", "every");
  put(*made, "choose", std::move(branches));
  return made;
}

void Builder::leave(Frame& frame, const Element& element, Node& made) {
  if (const Element* outcomes = outcomes_of(*frame.scope, element))
    return leave_by_outcome(frame.scope->leaving(outcomes->id), made);
  if (const auto leaving = frame.scope->leaving(element.id);
      leaving.size() == 1 && !leaving.front()->outcome.empty())
    return leave_by_outcome(leaving, made);
  const std::vector<Way> all = ways(frame, element);
  if (all.empty() || element.kind == ElementKind::end) return put(made, "next", path_end(frame));
  const bool gateway = element.kind == ElementKind::parallel;
  if (!gateway && std::ranges::any_of(all, [](const Way& w) { return w.conditional; })) {
    // Unconditional ways are always taken; the default only when no condition holds.
    const std::string split = fresh(cat(step(element.id), "-ways"));
    std::vector<std::string> targets;
    std::vector<Way> asked;
    for (const Way& way : all)
      if (way.conditional || way.otherwise)
        asked.push_back(way);
      else
        targets.push_back(way.target);
    const bool some = !targets.empty();
    targets.push_back(split);
    std::string next = split;
    if (some) {
      next = fresh(cat(step(element.id), "-all-ways"));
      put(*frame.steps, next, map_of("next", texts(targets)));
    }
    if (element.completion_quantity > 1) {
      auto go = map_of("go", next);
      put(*go, "times", cat(element.completion_quantity));
      put(made, "next", std::move(go));
    } else {
      put(made, "next", next);
    }
    return put(*frame.steps, split, choice(frame, asked, true, some ? "end" : ""));
  }
  if (element.completion_quantity > 1) {
    auto go = map_of("go", all.front().target);
    if (all.size() > 1) {
      const std::string each = fresh(cat(step(element.id), "-each"));
      std::vector<std::string> targets;
      for (const Way& way : all) targets.push_back(way.target);
      put(*frame.steps, each, map_of("next", texts(targets)));
      go = map_of("go", each);
    }
    put(*go, "times", cat(element.completion_quantity));
    return put(made, "next", std::move(go));
  }
  std::vector<std::string> targets;
  for (const Way& way : all) targets.push_back(way.target);
  put(made, "next", texts(targets));
}

void Builder::emit_gateway(Frame& frame, const Element& element) {
  const bool joins = frame.scope->entering(element.id).size() > 1;
  const bool splits = frame.scope->leaving(element.id).size() > 1;
  if (is_outcomes(*frame.scope, element)) return;  // the step before it has them
  auto made = Node::map({});
  if (NodePtr own = own_step(element); own != nullptr && own->has("meet")) {
    leave(frame, element, *own);
    return put(*frame.steps, step(element.id), std::move(own));
  }
  if (element.kind == ElementKind::exclusive) {
    const std::vector<Way> all = ways(frame, element);
    if (all.size() > 1 || (all.size() == 1 && all.front().conditional))
      made = choice(frame, all, false);
    else
      leave(frame, element, *made);
    return put(*frame.steps, step(element.id), std::move(made));
  }
  if (element.kind == ElementKind::parallel) {
    if (joins) put(*made, "meet", "all");
    leave(frame, element, *made);
    return put(*frame.steps, step(element.id), std::move(made));
  }
  if (joins) {
    if (element.kind == ElementKind::complex && !element.condition.empty()) {
      renames_.push_back({"activationCount", "sum(get entries(arrived).value)"});
      put(*made, "meet", map_of("when", feel(element.condition)));
      renames_.pop_back();
    } else {
      put(*made, "meet", "live");
    }
    leave(frame, element, *made);
    return put(*frame.steps, step(element.id), std::move(made));
  }
  const std::vector<Way> all = ways(frame, element);
  const bool chosen =
      std::ranges::any_of(all, [](const Way& w) { return w.conditional || w.otherwise; });
  if (splits && chosen)
    made = choice(frame, all, true);
  else
    leave(frame, element, *made);
  put(*frame.steps, step(element.id), std::move(made));
}

void Builder::emit_race(Frame& frame, const Element& element) {
  auto branches = Node::map({});
  for (const SequenceFlow* flow : frame.scope->leaving(element.id)) {
    const Element* target = frame.scope->find(flow->target);
    NodePtr branch;
    if (target->kind == ElementKind::receive_task)
      branch = received(*target);
    else if (target->kind == ElementKind::intermediate_catch && !target->events.empty())
      branch = events_of(*target);
    if (!branch) {
      report_.error(element.id, element.line, cat("事件网关之后须是事件，不是 ", target->tag),
                    cat("an event must follow an event-based gateway, not a ", target->tag));
      continue;
    }
    put(*branch, "go", step(target->id));
    put(*branches, step(target->id), std::move(branch));
  }
  put(*frame.steps, step(element.id), map_of("race", std::move(branches)));
}

}  // namespace tf::interchange::bpmn
