// Events, and the handlers that wait for them.
#include <algorithm>

#include "base/text.h"
#include "host/chart_maker.h"

namespace tf::host {

using bpmn::ElementKind;
using bpmn::EventKind;

bpmn::EventDefinition ChartMaker::event_of(EventKind kind, std::string name, std::string timer,
                                           std::string expression) {
  bpmn::EventDefinition out;
  out.kind = kind;
  out.name = std::move(name);
  out.timer = std::move(timer);
  out.expression = std::move(expression);
  return out;
}

// A deadline as its author would write it: a name, or a length.
std::string ChartMaker::time_of(const core::DueSpec& due) const {
  if (!due.name.empty()) return due.name;
  if (due.date) return due.date.text();
  if (!due.given) return "by";
  if (due.given->every) return rule::to_text(*due.given->every, model::Language::en);
  if (due.given->kind == rule::Deadline::Kind::until)
    return cat("until ", rule::to_text(due.given->until, model::Language::en));
  return rule::to_text(due.given->span, model::Language::en);
}

namespace {

constexpr std::string_view kDuration = "duration(\"", kLater = "now + duration(\"",
                           kMoment = "date and time(\"";

// The literal inside `opening…")`, when nothing else stands there.
std::optional<std::string> literal(std::string_view text, std::string_view opening) {
  if (!text.starts_with(opening) || !text.ends_with("\")")) return std::nullopt;
  text.remove_prefix(opening.size());
  text.remove_suffix(2);
  if (text.find('"') != text.npos) return std::nullopt;
  return std::string(text);
}

// `if now + duration("PT1H") <= date and time("END") then … else null`: the length and END.
std::optional<std::pair<std::string, std::string>> repeated_until(std::string_view text) {
  constexpr std::string_view kIf = "if now + duration(\"", kThen = "\") <= date and time(\"";
  const std::size_t then = text.find(kThen);
  if (!text.starts_with(kIf) || then == text.npos) return std::nullopt;
  const std::string_view length = text.substr(kIf.size(), then - kIf.size());
  const std::string_view rest = text.substr(then + kThen.size());
  const std::size_t end = rest.find('"');
  const std::string moment(rest.substr(0, end));
  if (end == rest.npos || rest.substr(end) != cat("\") then duration(\"", length, "\") else null"))
    return std::nullopt;
  return std::pair(std::string(length), moment);
}

// `date and time("END") - FIRST`: END.
std::optional<std::string> lasting_to(std::string_view text, std::string_view first) {
  const std::string tail = cat(" - ", first);
  if (!text.ends_with(tail)) return std::nullopt;
  text.remove_suffix(tail.size());
  return literal(text, kMoment);
}

}  // namespace

std::vector<bpmn::EventDefinition> ChartMaker::events(const core::EventSpec& event,
                                                      const std::string& place) {
  using Kind = core::EventSpec::Kind;
  const std::string name = event.name == "any" ? "" : event.name;
  const auto timer = [&](const char* kind, std::string expression) {
    return std::vector{event_of(EventKind::timer, "", kind, std::move(expression))};
  };
  if ((!event.match.empty() || event.kept) && event.kind == Kind::message)
    lose("match", place, "消息的对应条件（match、kept）只在扩展里",
         "what a message must match (match, kept) stands in the extension only");
  switch (event.kind) {
    case Kind::message:
      return {event_of(EventKind::message, name)};
    case Kind::signal:
      return {event_of(EventKind::signal, name)};
    case Kind::error:
      return {event_of(EventKind::error, name)};
    case Kind::escalation:
      return {event_of(EventKind::escalation, name)};
    case Kind::cancel:
      return {event_of(EventKind::cancel)};
    case Kind::undo:
      return {event_of(EventKind::compensate)};
    case Kind::when:
      return {event_of(EventKind::conditional, "", "", feel(event.when.text()))};
    case Kind::after:
      return timer("timeDuration", cat("=deadline(\"", time_of(event.after), "\")"));
    case Kind::every:
      return timer("timeCycle", cat("=cycle(\"", time_of(event.every), "\")"));
    case Kind::overdue:
      return timer("timeDate", "=clock(\"overdue\")");
    case Kind::warn:
      return timer("timeDate", "=clock(\"warn\")");
    case Kind::ahead:
      lose("ahead", place, "“提前”只在扩展里", "`ahead` stands in the extension only");
      return timer("timeDate", cat("=", event.at.text(), " - duration(\"P1D\")"));
    case Kind::at: {
      const std::string& at = event.at.text();
      if (event.again) {
        const auto again = literal(event.again.text(), kDuration);
        const std::string times = event.times > 0 ? cat(event.times) : "";
        const auto first = literal(at, kLater);
        const auto moment = literal(at, kMoment);
        if (again && first && *first == *again)
          return timer("timeCycle", cat("R", times, "/", *again));
        if (again && moment) return timer("timeCycle", cat("R", times, "/", *moment, "/", *again));
        if (const auto until = repeated_until(event.again.text()); until && first)
          return timer("timeCycle", cat("R", times, "/", until->first, "/", until->second));
        if (const auto end = lasting_to(event.again.text(), at); end && moment)
          return timer("timeCycle", cat("R", times, "/", *moment, "/", *end));
        lose("again", place, "重复的时间只在扩展里",
             "how often it comes again stands in the extension only");
      }
      if (const auto later = literal(at, kLater)) return timer("timeDuration", *later);
      if (const auto moment = literal(at, kMoment)) return timer("timeDate", *moment);
      return timer("timeDate", cat("=", feel(at)));
    }
    case Kind::any:
    case Kind::all: {
      std::vector<bpmn::EventDefinition> out;
      for (const core::EventSpec& part : event.parts)
        for (bpmn::EventDefinition& one : events(part, place)) out.push_back(std::move(one));
      return out;
    }
    case Kind::none:
      break;
  }
  return {};
}

// Boundary events; what runs inside its step is drawn there.
void ChartMaker::draw_handlers(Frame& frame, int index) {
  const core::Step& one = step(index);
  for (const core::Handler& handler : one.upon) {
    const bool inside = handler.step >= 0 && step(handler.step).block != one.block;
    if (inside || leads_inside(one, handler)) continue;
    auto what = events(handler.event, cat(one.id, "/", handler.name));
    const int pass = handler.step >= 0 || handler.event.kind == core::EventSpec::Kind::undo
                         ? -1
                         : only_passes(handler.go, index);
    const std::string made = pass >= 0 ? id(pass) : fresh(cat(id(index), ".", handler.name));
    bpmn::Element& boundary = add(frame, ElementKind::boundary, "boundaryEvent", made);
    boundary.attached_to = id(index);
    boundary.interrupting = !handler.keep;
    boundary.parallel_multiple = handler.event.kind == core::EventSpec::Kind::all;
    boundary.events = std::move(what);
    boundary.step = cat(one.id, "/", handler.name);
    boundary.name =
        pass >= 0 && !step(pass).title.empty() ? title(step(pass)) : word_of(handler.name);
    if (handler.if_)
      lose("if", cat(one.id, "/", handler.name), "处理器的条件（if、while）只在扩展里",
           "the condition of a handler (if, while) stands in the extension only");
    if (handler.event.kind == core::EventSpec::Kind::undo) {
      const int target = handler.step >= 0    ? handler.step
                         : handler.go.empty() ? -1
                                              : resolve(index, handler.go.front()).step;
      if (target >= 0) point(frame, made, target);
      continue;
    }
    if (pass >= 0)
      link(frame, made, pass, step(pass).outcomes.front().go);
    else if (handler.step >= 0)
      flow(frame, made, entry(handler.step));
    else
      link(frame, made, index, handler.go);
  }
}

// A handler that runs in the scope, as an event sub-process; a block of steps is its body.
void ChartMaker::draw_inside(Frame& frame, const core::Handler& handler, const std::string& name) {
  bpmn::Element sub;
  sub.kind = ElementKind::sub_process;
  sub.tag = "subProcess";
  sub.by_event = true;
  sub.id = handler.step >= 0 ? id(handler.step) : fresh(name);
  sub.name = word_of(handler.name);
  if (handler.step >= 0 && !step(handler.step).title.empty()) sub.name = title(step(handler.step));
  sub.step = handler.step >= 0 ? step(handler.step).id : handler.name;
  sub.body = std::make_unique<bpmn::Scope>();
  Frame inner{&frame, sub.body.get(), {}, sub.id, true, {}, false};
  const std::string start = fresh(cat(sub.id, ".on"));
  {
    auto what = events(handler.event, handler.name);
    bpmn::Element& event = add(inner, ElementKind::start, "startEvent", start);
    event.events = std::move(what);
    event.parallel_multiple = handler.event.kind == core::EventSpec::Kind::all;
    event.interrupting = !handler.keep;
    event.name = sub.name;
  }
  if (handler.if_)
    lose("if", handler.name, "处理器的条件（if、while）只在扩展里",
         "the condition of a handler (if, while) stands in the extension only");
  if (handler.step < 0) {
    link(inner, start, -1, handler.go);
  } else {
    const core::Step& own_step = step(handler.step);
    const auto* block = std::get_if<core::BlockSpec>(&own_step.spec);
    const bool body = block != nullptr && own_step.upon.empty() && !own_step.named_outcomes &&
                      !def_.blocks[static_cast<std::size_t>(block->block)].steps.empty() &&
                      std::ranges::all_of(own_step.outcomes.front().go, [&](const auto& target) {
                        return resolve(handler.step, target).kind == core::Target::Kind::end;
                      });
    if (body) {
      for (int i = 0; i < static_cast<int>(def_.steps.size()); ++i)
        if (step(i).block == block->block) inner.members.insert(i);
      const int first = def_.blocks[static_cast<std::size_t>(block->block)].steps.front();
      if (is_start_pass(first)) {
        starts_.insert(first);
        link(inner, start, first, step(first).outcomes.front().go);
      } else {
        flow(inner, start, entry(first));
      }
    } else {
      sub.id = fresh(cat(id(handler.step), ".event"));
      inner.owner = sub.id;
      inner.members = beside(handler.step);
      flow(inner, start, entry(handler.step));
    }
    draw(inner);
  }
  frame.scope->elements.push_back(std::move(sub));
}

void ChartMaker::draw_handlers_inside(Frame& inner, int index, int block) {
  for (const core::Handler& handler : step(index).upon)
    if (handler.step >= 0 && step(handler.step).block == block)
      draw_inside(inner, handler, cat(id(index), ".", handler.name));
}

void ChartMaker::draw_case_handlers(Frame& frame) {
  for (const core::Handler& handler : def_.upon)
    draw_inside(frame, handler, cat("on.", handler.name));
}

}  // namespace tf::host
