// Activities: tasks, sub-processes, calls; loops around them; what is attached to them.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "interchange/bpmn_build.h"
#include "interchange/bpmn_text.h"

namespace tf::interchange::bpmn {

using model::Node;

// What a task without a body of its own does: what the importer says, else nothing.
void Builder::body_of_task(const Element& element, Node& made) {
  if (const auto error = fill_.error.find(element.id); error != fill_.error.end())
    return put(made, "raise", map_of("error", bpmn_reference(error->second)));
  const auto sets = fill_.set.find(element.id);
  if (sets == fill_.set.end() && !element.script.empty()) return script(element, made);
  if (sets == fill_.set.end() && !element.decision.empty()) return decision(element, made);
  if (sets == fill_.set.end()) {
    const std::string work = element.work.empty() ? "" : cat(" (", join(element.work, " "), ")");
    if (!work.empty() || (element.tag != "task" && element.tag != "manualTask"))
      report_.note(element.id, element.line,
                   cat(element.tag, " 的内容", work, " 没有带过来：导入后这一步只是经过"),
                   cat("what the ", element.tag, " does", work,
                       " was not carried over: the step is passed through"));
    return;
  }
  auto set = Node::map({});
  for (const auto& [variable, expression] : sets->second)
    put(*set, field(variable), feel(expression));
  put(made, "set", std::move(set));
}

NodePtr Builder::call(const Element& element) {
  auto made = map_of("open", bpmn_id(element.called));
  if (element.called.empty())
    report_.error(element.id, element.line, "调用活动没有 calledElement",
                  "the call activity has no calledElement");
  put(*made, "and_wait", "true");
  if (!element.in.empty()) {
    auto with = Node::map({});
    for (const Mapping& in : element.in) put(*with, bpmn_variable(in.target), feel(in.source));
    put(*made, "with", std::move(with));
  }
  return made;
}

NodePtr Builder::activity(Frame& frame, const Element& element) {
  auto made = Node::map({});
  if (NodePtr own = own_step(element)) {
    const bool counted = own->has("vote") || own->has("sign");
    if (counted || (!element.body && element.kind != ElementKind::call && !own->entries.empty())) {
      title(*own, element);
      return own;
    }
    if (element.kind == ElementKind::call && own->has("open")) {
      put(*own, "open", bpmn_id(element.called));
      title(*own, element);
      return own;
    }
  }
  switch (element.kind) {
    case ElementKind::user_task:
      user_task(element, *made);
      break;
    case ElementKind::receive_task:
      // The gateway has waited for it, or it has opened the case.
      if (is_raced(*frame.scope, element) || begins(element)) break;
      put(*made, "wait", received(element));
      break;
    case ElementKind::send_task:
      if (element.message.empty()) {
        body_of_task(element, *made);
      } else {
        put(*made, "raise", map_of("message", bpmn_reference(element.message)));
        put(*made, "to", "town");
      }
      break;
    case ElementKind::sub_process:
    case ElementKind::transaction: {
      auto steps = scope_steps(*element.body, nullptr, step(element.id));
      if (steps->entries.empty())
        put(*steps, fresh(cat(step(element.id), "-empty")), map_of("next", "end"));
      put(*made, "steps", std::move(steps));
      add_sub_handlers(*element.body, step(element.id), *made);
      break;
    }
    case ElementKind::ad_hoc:
      made = ad_hoc(element);
      add_sub_handlers(*element.body, step(element.id), *made);
      break;
    case ElementKind::call:
      made = call(element);
      break;
    default:
      body_of_task(element, *made);
  }
  title(*made, element);
  return made;
}

// An ad-hoc sub-process: a wait holds it open; a message starts each activity, another ends it.
NodePtr Builder::ad_hoc(const Element& element) {
  const std::string& id = step(element.id);
  const std::string opened = field(cat(element.id, "_open"), "number");
  const std::string over = cat(id, "-over"), held = cat(id, "-held");
  for (const char* end : {"-over", "-held", "-begin", "-done", "-check"})
    used_.insert(cat(id, end));
  auto steps = Node::map({});
  auto begin = map_of("set", map_of(opened.c_str(), "0"));
  put(*begin, "next", held);
  put(*steps, cat(id, "-begin"), std::move(begin));
  auto wait = map_of("wait", map_of("message", over));
  put(*wait, "next", "end");
  put(*steps, held, std::move(wait));
  auto end =
      element.cancel_remaining ? map_of("stop", "scope") : map_of("raise", map_of("message", over));
  put(*end, "next", "end");
  put(*steps, over, std::move(end));
  auto done = map_of("set", map_of(opened.c_str(), cat(opened, " - 1")));
  const std::string condition = element.condition.empty() ? "" : feel(element.condition);
  put(*done, "next", condition.empty() ? "end" : cat(id, "-check"));
  put(*steps, cat(id, "-done"), std::move(done));
  if (!condition.empty()) {
    auto branches = Node::list({});
    branches->items.push_back(map_of("when", condition));
    put(*branches->items.back(), "then", over);
    branches->items.push_back(map_of("otherwise", "end"));
    put(*steps, cat(id, "-check"), map_of("choose", std::move(branches)));
  }
  auto inner = scope_steps(*element.body, &element, id);
  for (model::Entry& entry : inner->entries) steps->put(entry.key, std::move(entry.value), {});
  auto upon = Node::map({});
  for (const Element* first : entries(*element.body)) {
    const std::string start = cat("start-", step(first->id));
    auto handler = map_of("message", start);
    std::string guard;
    if (element.one_at_a_time) guard = cat(opened, " = 0");
    if (!condition.empty() && !element.cancel_remaining)
      guard += cat(guard.empty() ? "" : " and ", "not((", condition, ") = true)");
    if (!guard.empty()) put(*handler, "if", guard);
    put(*handler, "keep", "true");
    put(*handler, "set", map_of(opened.c_str(), cat(opened, " + 1")));
    put(*handler, "next", entry(first->id));
    put(*upon, start, std::move(handler));
  }
  auto finish = map_of("message", cat("finish-", id));
  put(*finish, "if", cat(opened, " = 0"));
  put(*finish, "keep", "true");
  put(*finish, "set", map_of(opened.c_str(), "0"));
  put(*finish, "next", over);
  put(*upon, cat("finish-", id), std::move(finish));
  auto made = map_of("steps", std::move(steps));
  put(*made, "upon", std::move(upon));
  return made;
}

void Builder::multi(Frame& frame, const Element& element, NodePtr inner) {
  const Loop& loop = element.loop;
  const std::string& id = step(element.id);
  std::string name = loop.item.empty() ? cat(id, "_round") : bpmn_variable(loop.item);
  std::ranges::replace(name, '-', '_');
  const std::string count = feel(loop.cardinality);
  const std::string all = loop.collection.empty() ? count : feel(loop.collection);
  const std::string list =
      loop.collection.empty()
          ? cat("if (", count, ") < 1 then [] else for i in 1..(", count, ") return {item: i}")
          : cat("for e in ", all, " return {item: e}");
  auto made = map_of("each", cat(list, " as ", name));
  if (loop.sequential) put(*made, "one_by_one", "true");
  if (!loop.condition.empty()) {
    const std::size_t before = renames_.size();
    count_instances("total", "done", "open");
    // The item of the instance that has just ended.
    if (!loop.item.empty()) renames_.push_back({loop.item, "done_rows[-1].item"});
    put(*made, "join", map_of("when", feel(loop.condition)));
    renames_.resize(before);
  }
  // What follows an instance: its value is kept, its end counted, events are told.
  auto steps = Node::map({});
  const std::size_t outside = renames_.size();
  name_instance(element, name);
  std::vector<std::pair<std::string, NodePtr>> after;
  if (NodePtr value = kept(element)) after.emplace_back(fresh(cat(id, "-kept")), std::move(value));
  const bool counted = counts_instances(loop);
  std::string ended;
  if (counted) {
    ended = field(cat(id, "_ended"), "number");
    after.emplace_back(fresh(cat(id, "-ended")),
                       map_of("set", map_of(ended.c_str(), cat("if ", ended, " = null then 1 else ",
                                                               ended, " + 1"))));
  }
  const std::string total =
      loop.collection.empty() ? cat("(", count, ")") : cat("count(", all, ")");
  for (const Loop::Told& told : loop.told) {
    auto raise = map_of("raise", map_of("escalation", bpmn_reference(told.event)));
    const std::size_t before = renames_.size();
    count_instances(total, ended, cat("(", total, " - ", ended, ")"));
    if (loop.behavior == "one")
      put(*raise, "if", cat(ended, " = 1"));
    else if (!told.condition.empty())
      put(*raise, "if", feel(told.condition));
    renames_.resize(before);
    after.emplace_back(fresh(cat(id, "-told")), std::move(raise));
  }
  renames_.resize(outside);
  put(*inner, "next", after.empty() ? "end" : after.front().first);
  take_answers(element, *inner);
  put(*steps, id, std::move(inner));
  for (std::size_t i = 0; i < after.size(); ++i) {
    put(*after[i].second, "next", i + 1 < after.size() ? after[i + 1].first : "end");
    put(*steps, after[i].first, std::move(after[i].second));
  }
  put(*made, "steps", std::move(steps));
  boundaries(frame, element, *made);
  leave(frame, element, *made);
  if (counted) {  // the next time it counts anew
    auto done = map_of("go", made->get("next")->clone());
    put(*done, "set", map_of(ended.c_str(), "0"));
    put(*made, "next", map_of("done", std::move(done)));
  }
  put(*frame.steps, around_.at(element.id), std::move(made));
}

// What its item and its number are called inside an instance.
void Builder::name_instance(const Element& element, const std::string& round) {
  if (!element.loop.item.empty()) renames_.push_back({element.loop.item, cat(round, ".item")});
  if (!element.loop.cardinality.empty())
    renames_.push_back({"loopCounter", cat(round, ".item - 1")});
}

void Builder::count_instances(const std::string& total, const std::string& ended,
                              const std::string& open) {
  for (const char* prefix : {"numberOf", "nrOf"}) {
    renames_.push_back({cat(prefix, "Instances"), total});
    renames_.push_back({cat(prefix, "CompletedInstances"), ended});
    renames_.push_back({cat(prefix, "ActiveInstances"), open});
  }
}

bool Builder::counts_instances(const Loop& loop) {
  return !loop.told.empty() &&
         (loop.behavior == "one" || std::ranges::any_of(loop.told, [](const Loop::Told& told) {
            return told.condition.find("Instances") != told.condition.npos;
          }));
}

NodePtr Builder::kept(const Element& element) {
  const Loop& loop = element.loop;
  if (loop.output.empty() || loop.output_item.empty()) return nullptr;
  const std::string value = feel(loop.output_item);
  const auto known = types_.find(loop.output_item);
  std::string type = known == types_.end() ? type_of_value(value) : known->second;
  if (type.empty()) type = "text";
  const std::string& list = field(to_feel(loop.output), cat("list of ", type));
  return map_of("set", map_of(list.c_str(), cat("append(if ", list, " = null then [] else ", list,
                                                ", ", value, ")")));
}

void Builder::standard(Frame& frame, const Element& element, NodePtr inner) {
  const Loop& loop = element.loop;
  const std::string& id = step(element.id);
  const std::string condition = loop.condition.empty() ? "true" : feel(loop.condition);
  const std::string test = fresh(cat(id, "-again"));
  auto steps = Node::map({});
  const auto choice = [&](const std::string& then) {
    auto branches = Node::list({});
    branches->items.push_back(map_of("when", condition));
    put(*branches->items.back(), "then", then);
    branches->items.push_back(map_of("otherwise", "end"));
    return map_of("choose", std::move(branches));
  };
  if (loop.maximum.empty()) {
    put(*inner, "next", test);
    take_answers(element, *inner);
    if (loop.test_before) put(*steps, test, choice(id));
    put(*steps, id, std::move(inner));
    if (!loop.test_before) put(*steps, test, choice(id));
  } else {
    std::string name = cat(id, "_round");
    std::ranges::replace(name, '-', '_');
    const std::string most = feel(loop.maximum);
    auto rounds = map_of("each", cat("if (", most, ") < 1 then [] else for i in 1..(", most,
                                     ") return {item: i} as ", name));
    put(*rounds, "one_by_one", "true");
    put(*rounds, "join", map_of("when", cat("not(", condition, ")")));
    put(*inner, "next", "end");
    take_answers(element, *inner);
    put(*rounds, "steps", map_of(id.c_str(), std::move(inner)));
    put(*rounds, "next", "end");
    const std::string all = fresh(cat(id, "-rounds"));
    if (loop.test_before) put(*steps, test, choice(all));
    put(*steps, all, std::move(rounds));
  }
  auto made = map_of("steps", std::move(steps));
  boundaries(frame, element, *made);
  leave(frame, element, *made);
  put(*frame.steps, around_.at(element.id), std::move(made));
}

void Builder::boundaries(Frame& frame, const Element& element, Node& outer) {
  for (const Element& event : frame.scope->elements) {
    if (event.kind != ElementKind::boundary || event.attached_to != element.id ||
        event.events.empty())
      continue;
    const EventKind kind = event.events.front().kind;
    if (kind == EventKind::compensate) continue;
    const Loop& loop = element.loop;
    NodePtr handler = kind == EventKind::cancel ? Node::map({}) : nullptr;
    bool keep = !event.interrupting;
    // What a loop itself tells never ends it.
    if (event.events.size() == 1)
      for (const Loop::Told& told : loop.told) {
        const EventDefinition& definition = event.events.front();
        if (definition.id != told.event && (told.name.empty() || told.name != definition.name))
          continue;
        handler = map_of("escalation", bpmn_reference(told.event));
        keep = true;
      }
    if (!handler) handler = events_of(event);
    if (keep) put(*handler, "keep", "true");
    put(*handler, "go", step(event.id));
    if (!outer.has("upon")) put(outer, "upon", Node::map({}));
    put(*outer.get("upon"), kind == EventKind::cancel ? "cancel" : step(event.id),
        std::move(handler));
  }
}

// The handler that an association leads to from a compensation event on this activity.
void Builder::compensation(Frame& frame, const Element& element, Node& inner) {
  for (const Element& event : frame.scope->elements) {
    if (event.kind != ElementKind::boundary || event.attached_to != element.id ||
        event.events.empty() || event.events.front().kind != EventKind::compensate)
      continue;
    const auto found =
        std::ranges::find_if(frame.scope->associations, [&](const auto& association) {
          return association.first == event.id || association.second == event.id;
        });
    if (found == frame.scope->associations.end()) {
      const auto flows = frame.scope->leaving(event.id);
      if (!flows.empty()) {
        put(inner, "undo_by", entry(flows.front()->target));
        continue;
      }
      report_.error(event.id, event.line, "补偿事件没有连到补偿活动",
                    "the compensation event is associated with no activity");
      continue;
    }
    put(inner, "undo_by", entry(found->first == event.id ? found->second : found->first));
  }
}

// What a called process hands back, or a decision, is set on the way out.
void Builder::take_answers(const Element& element, Node& call) {
  NodePtr set = call.has("decide") ? decided(element) : nullptr;
  if (element.out.empty() && set == nullptr) return;
  if (set == nullptr) set = Node::map({});
  for (const Mapping& out : element.out) {
    std::string value = with_names(to_feel(out.source), [](std::string_view name) {
      // What the child never set is no entry of its answers.
      return cat("get value(message.answers, \"", bpmn_variable(name), "\")");
    });
    const std::string& here = field(out.target);
    if (out.if_set) value = cat("if ", value, " = null then ", here, " else ", value);
    put(*set, here, std::move(value));
  }
  auto done = map_of("go", call.get("next")->clone());
  put(*done, "set", std::move(set));
  put(call, "next", map_of("done", std::move(done)));
}

void Builder::emit_activity(Frame& frame, const Element& element) {
  const std::size_t before = renames_.size();
  if (element.loop.kind == Loop::Kind::multi) {
    std::string name = element.loop.item.empty() ? cat(step(element.id), "_round")
                                                 : bpmn_variable(element.loop.item);
    std::ranges::replace(name, '-', '_');
    name_instance(element, name);
  }
  NodePtr inner = activity(frame, element);
  compensation(frame, element, *inner);
  renames_.resize(before);
  if (element.start_quantity > 1) {
    auto gather = map_of("meet", cat(element.start_quantity, " tokens"));
    const auto around = around_.find(element.id);
    put(*gather, "next", around == around_.end() ? step(element.id) : around->second);
    put(*frame.steps, entry(element.id), std::move(gather));
  }
  const bool counted = inner->has("vote") || inner->has("sign");  // its instances are its own
  if (element.loop.kind == Loop::Kind::multi && !counted)
    return multi(frame, element, std::move(inner));
  if (element.loop.kind == Loop::Kind::standard) return standard(frame, element, std::move(inner));
  boundaries(frame, element, *inner);
  if (element.for_compensation && frame.scope->leaving(element.id).empty())
    put(*inner, "next", "end");
  else
    leave(frame, element, *inner);
  if (element.own.empty()) take_answers(element, *inner);
  put(*frame.steps, counted ? entry(element.id) : step(element.id), std::move(inner));
}

}  // namespace tf::interchange::bpmn
