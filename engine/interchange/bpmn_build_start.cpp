// How a case begins: by hand, by message or signal, by time, on a condition.
#include <algorithm>

#include "base/temporal.h"
#include "base/text.h"
#include "interchange/bpmn_build.h"
#include "interchange/bpmn_text.h"

namespace tf::interchange::bpmn {

using model::Node;

namespace {

// A line of five fields, or of six that begin with seconds.
std::string cron_of(std::string_view text) {
  std::vector<std::string> fields;
  for (const std::string_view field : split(text, ' '))
    if (!trim(field).empty()) fields.emplace_back(trim(field) == "?" ? "*" : trim(field));
  if (fields.size() == 6) {
    if (fields.front() != "0") return {};
    fields.erase(fields.begin());
  }
  if (fields.size() != 5) return {};
  for (std::string& field : fields)
    for (char& c : field)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return cat("cron ", join(fields, " "));
}

}  // namespace

NodePtr Builder::start_by_time(const Element& element, const EventDefinition& definition) {
  const std::string_view text = definition.expression;
  std::string every;
  std::string_view first = "=cycle(\"";
  if (text.starts_with(first) && text.ends_with("\")"))
    return map_of("every", std::string(text.substr(first.size(), text.size() - first.size() - 2)));
  if (definition.timer == "timeCycle") {
    const auto parts = split(text, '/');
    if (text.starts_with('R') && parts.size() > 1) {
      every = span_words(parts.back());
      if (!every.empty()) every.insert(0, "every ");
      if (parts.front().size() > 1)
        report_.note(element.id, element.line, "次数没有带过来：一直周期立案",
                     "how often was not carried over: it opens again and again");
      if (parts.size() == 3)
        report_.note(element.id, element.line, "首次时间没有带过来：从发布时起算",
                     "the first moment was not carried over: it counts from publication");
    } else {
      every = cron_of(text);
    }
  } else if (definition.timer == "timeDate") {
    // One moment: that day of every year, and only while its year lasts.
    if (parse_moment(text) && text.size() >= 16 && text[10] == 'T') {
      auto made = map_of("every", cat("year on ", text.substr(5, 5), " at ", text.substr(11, 5)));
      put(*made, "each",
          cat("if now < date and time(\"", text.substr(0, 4),
              "-12-31T23:59:59\") then [1] else [] as turn"));
      return made;
    }
  }
  if (!every.empty()) return map_of("every", every);
  report_.note(
      element.id, element.line,
      cat("“", text, "”不能作立案周期：请写 start: {every: …}，现在由人立案"),
      cat("'", text,
          "' cannot open cases here: write start: {every: …}; now somebody opens the case"));
  return Node::map({});
}

// A condition before there is a case: over what the town knows it is watched; over variables of the
// process whoever opens a case must bring data that meet it.
NodePtr Builder::start_of(const Element& element) {
  for (const EventDefinition& definition : element.events)
    if (definition.kind == EventKind::message || definition.kind == EventKind::signal)
      return event(definition, element);
  for (const EventDefinition& definition : element.events) {
    if (definition.kind == EventKind::timer) return start_by_time(element, definition);
    if (definition.kind != EventKind::conditional || definition.expression.empty()) continue;
    bool reads = false;
    const std::string condition = to_feel(definition.expression);
    with_names(condition, [&](std::string_view name) {
      reads = true;
      return std::string(name);
    });
    if (!reads) return map_of("when", condition);
    report_.note(element.id, element.line, "条件起点：立案时给的数据须满足条件，否则不予立案",
                 "a start on a condition: a case is opened only with data that meet it");
    auto words = map_of("zh", "条件尚未成立，不予立案。");
    put(*words, "en", "The condition of this start does not hold.");
    auto refusal = map_of("when", cat("not((", feel(definition.expression), ") = true)"));
    put(*refusal, "text", std::move(words));
    auto made = map_of("who", "anyone");
    put(*made, "refuse", map_of("CONDITION", std::move(refusal)));
    return made;
  }
  return Node::map({});
}

// The event-based gateway that begins the process with this event; null when none does.
const Element* Builder::opening_gateway(const Element& element) const {
  for (const SequenceFlow* flow : process_.body.entering(element.id)) {
    const Element* source = process_.body.find(flow->source);
    if (source != nullptr && source->kind == ElementKind::event_based && source->instantiates &&
        process_.body.entering(source->id).empty())
      return source;
  }
  return nullptr;
}

bool Builder::begins(const Element& element) const {
  if (element.kind == ElementKind::start) return true;
  if (process_.body.find(element.id) != &element) return false;
  if (element.kind == ElementKind::receive_task && element.instantiates &&
      process_.body.entering(element.id).empty())
    return true;
  return opening_gateway(element) != nullptr;
}

namespace {

// The one of several that came first; the others are waited for.
std::string first_of(const std::string& step, std::size_t n) {
  return cat(step, "-first-", n + 1);
}

}  // namespace

void Builder::read_starts(Node& root) {
  std::vector<Beginning> all;
  for (const Element* element : entries(process_.body)) {
    if (!begins(*element)) continue;
    const std::string& id = step(element->id);
    const Element* gateway = opening_gateway(*element);
    if (element->kind == ElementKind::start && element->events.size() > 1) {
      for (std::size_t n = 0; n < element->events.size(); ++n) {
        Element one;
        one.id = element->id, one.line = element->line;
        one.events.push_back(element->events[n]);
        all.push_back({cat(id, "-", n + 1), element->id, start_of(one),
                       element->parallel_multiple ? first_of(id, n) : id});
      }
      continue;
    }
    const auto branches = gateway == nullptr ? std::vector<const SequenceFlow*>{}
                                             : process_.body.leaving(gateway->id);
    std::string go = id;
    if (gateway != nullptr && gateway->parallel_multiple)
      for (std::size_t n = 0; n < branches.size(); ++n)
        if (branches[n]->target == element->id) go = first_of(step(gateway->id), n);
    all.push_back(
        {id, element->id,
         element->kind == ElementKind::receive_task ? received(*element) : start_of(*element), go});
  }
  if (all.empty()) return;
  if (all.size() == 1) {
    if (!all.front().start->entries.empty()) put(root, "start", std::move(all.front().start));
    out_.starts[all.front().element] = "";
    return;
  }
  auto map = Node::map({});
  for (Beginning& one : all) {
    if (one.start->entries.empty()) put(*one.start, "who", "anyone");
    put(*one.start, "go", one.go);
    out_.starts[one.element] = one.name;
    put(*map, one.name, std::move(one.start));
  }
  put(root, "start", std::move(map));
}

// What is still waited for when a process that begins with several events has had its first.
void Builder::emit_first(Frame& frame, const Element& element) {
  if (!element.parallel_multiple) return;
  const std::string& id = step(element.id);
  if (element.kind == ElementKind::start) {
    for (std::size_t n = 0; n < element.events.size() && element.events.size() > 1; ++n) {
      auto others = Node::list({});
      for (std::size_t other = 0; other < element.events.size(); ++other)
        if (other != n) others->items.push_back(event(element.events[other], element));
      auto wait = map_of("wait", others->items.size() == 1 ? std::move(others->items.front())
                                                           : map_of("all", std::move(others)));
      put(*wait, "next", id);
      put(*frame.steps, first_of(id, n), std::move(wait));
    }
    return;
  }
  const auto branches = frame.scope->leaving(element.id);
  for (std::size_t n = 0; n < branches.size(); ++n) {
    std::vector<std::string> ways;
    for (std::size_t other = 0; other < branches.size(); ++other) {
      const std::string& target = step(branches[other]->target);
      ways.push_back(other == n ? target : cat(target, "-later"));
    }
    put(*frame.steps, first_of(id, n), map_of("next", texts(ways)));
    const Element* target = frame.scope->find(branches[n]->target);
    auto wait = map_of(
        "wait", target->kind == ElementKind::receive_task ? received(*target) : events_of(*target));
    put(*wait, "next", step(target->id));
    put(*frame.steps, cat(step(target->id), "-later"), std::move(wait));
  }
}

NodePtr Builder::received(const Element& element) const {
  return map_of("message", bpmn_reference(element.message.empty() ? cat("trigger-", element.id)
                                                                  : element.message));
}

}  // namespace tf::interchange::bpmn
