// Clocks, events and notices as a workflow writes them.
#include <algorithm>

#include "base/text.h"
#include "core/bind_lost.h"
#include "core/bind_scope.h"

namespace tf::core {

namespace {

// Written in the deadlines file, though not so that it could be read: that has been told there.
bool deadline_refused(const Flow& flow, const std::string& name) {
  const model::Node* root = flow.town.rules().deadlines_root.get();
  for (const std::string_view section :
       {std::string_view(flow.def->id), std::string_view("common")})
    if (const model::Node* rows = root == nullptr ? nullptr : root->get(section))
      if (rows->has(name)) return true;
  return false;
}

void unknown_deadline(Flow& flow, const model::Node& node) {
  if (deadline_refused(flow, node.text)) return;
  flow.out.report("bind.unknown_deadline", node.span,
                  {{"name", node.text}, {"workflow", flow.def->id}},
                  closest(node.text, flow.town.rules().deadlines.names(flow.def->id)).value_or(""));
}

// A deadline by name, or a duration in words.
DueSpec named_or_given(Flow& flow, const model::Node& node) {
  DueSpec due;
  if (flow.town.rules().deadlines.find(flow.def->id, node.text) != nullptr) {
    due.name = node.text;
    return due;
  }
  auto given = rule::parse_deadline(node.text);
  if (!given) {
    if (auto cycle = rule::parse_cycle(node.text)) {
      rule::Deadline every;
      every.kind = rule::Deadline::Kind::cycle;
      every.every = std::move(*cycle);
      due.given = std::make_shared<const rule::Deadline>(std::move(every));
      return due;
    }
    unknown_deadline(flow, node);
    return due;
  }
  due.given = std::make_shared<const rule::Deadline>(std::move(*given));
  return due;
}

}  // namespace

DueSpec read_cycle(Flow& flow, const model::Node& node) {
  DueSpec due = named_or_given(flow, node);
  const rule::DeadlineEntry* entry =
      due.name.empty() ? nullptr : flow.town.rules().deadlines.find(flow.def->id, due.name);
  const auto no_cycle = [](const rule::Deadline& d) { return !d.every; };
  const bool wrong =
      entry != nullptr
          ? entry->choices.empty() || std::any_of(entry->choices.begin(), entry->choices.end(),
                                                  [&](const auto& c) { return no_cycle(c.second); })
          : due.given && no_cycle(*due.given);
  if (wrong)
    flow.out.report(
        "bind.schedule", node.span,
        {{"zh", cat("“", node.text, "”没有周期（every）：写 month on day 1 at 08:00 等")},
         {"en", cat("'", node.text,
                    "' is no cycle: write 'month on day 1 at 08:00', or a deadline "
                    "with 'every'")}});
  return due;
}

DueSpec read_due(Flow& flow, const model::Node* node) {
  DueSpec due;
  if (node == nullptr) return due;
  if (node->is_scalar()) return named_or_given(flow, *node);
  if (const model::Node* date = node->get("date")) due.date = compile(*date, *flow.names, flow.out);
  if (due.date && node->entries.size() == 1) return due;
  auto entry = rule::read_deadline(*node, flow.def->id, flow.town.rules().deadlines, flow.out);
  if (!entry || entry->choices.empty()) return due;
  if (entry->by)
    due.choice = std::make_shared<const BoundDeadline>(bind_deadline(flow, *entry, flow.out));
  else
    due.given = std::make_shared<const rule::Deadline>(std::move(entry->choices.front().second));
  return due;
}

std::string read_ladder_use(Flow& flow, const model::Node* node, const std::string& place) {
  if (node == nullptr) return {};
  if (!node->is_scalar()) {
    flow.inline_ladders[place] = node;
    return place;
  }
  const auto& ladders = flow.town.rules().ladders;
  if (ladders.contains(node->text)) return node->text;
  const model::Node* written = flow.town.rules().ladders_root.get();
  if (written != nullptr && written->has(node->text)) return {};  // refused where it is written
  std::vector<std::string> known;
  for (const auto& [name, ladder] : ladders) known.push_back(name);
  flow.out.report("bind.unknown_ladder", node->span, {{"name", node->text}},
                  closest(node->text, known).value_or(""));
  return {};
}

Tell read_tell(Flow& flow, const model::Node* to, const model::Node* holder,
               const std::string& place) {
  Tell tell;
  if (to == nullptr) return tell;
  tell.to = read_who(flow, to);
  if (holder == nullptr) return tell;
  tell.urge = holder->text_of("as") == "urge";
  tell.by = texts_of(holder->get("by"));
  const model::Node* text = holder->get("text");
  if (text == nullptr) return tell;
  if (text->is_scalar() && flow.town.word(text->text) != nullptr) {
    tell.text = text->text;
  } else {
    tell.text = cat(flow.def->id, "/", place);
    flow.words[tell.text] = words_of(text);
  }
  return tell;
}

namespace {

std::vector<Assign> read_match(Flow& flow, const model::Node* match) {
  std::vector<Assign> out;
  if (match == nullptr) return out;
  if (match->is_map()) return read_assigns(flow, match, *flow.names, false);
  const auto same = [&](const model::Node& name) {
    Assign assign;
    assign.field = name.text;
    assign.value = compile(name, *flow.names, flow.out);
    out.push_back(std::move(assign));
  };
  if (match->is_scalar()) same(*match);
  for (const auto& item : match->items) same(*item);
  return out;
}

void read_ahead(Flow& flow, const model::Node& node, EventSpec& event) {
  event.kind = EventSpec::Kind::ahead;
  event.at = compile_or_none(node.get("of"), *flow.names, flow.out);
  const model::Node* by = node.get("by");
  if (by == nullptr) return;
  const auto span = [&](const model::Node& text) {
    if (const auto read = rule::parse_span(text.text))
      event.ahead_spans.push_back(*read);
    else
      unknown_deadline(flow, text);
  };
  for (const auto& item : by->items) span(*item);
  if (by->is_list()) return;
  if (flow.town.rules().deadlines.find(flow.def->id, by->text) == nullptr) return span(*by);
  event.ahead_by = by->text;
}

}  // namespace

void read_message_form(Flow& flow, const model::Node& holder, EventSpec& event) {
  const model::Entry* form = holder.entry("form");
  if (form == nullptr) return;
  if (event.kind == EventSpec::Kind::message) {
    event.forms = read_forms(flow, form->value.get());
    return;
  }
  flow.out.report("bind.not_here", form->key_span,
                  {{"what", form->written},
                   {"zh", "这里没有人填写：表单写在任务上，或写在等一个消息的地方"},
                   {"en",
                    "nobody fills it here: a form belongs to a task, or to a wait for one "
                    "message"}});
}

EventSpec read_event(Flow& flow, const model::Node& node, std::string_view handler) {
  using Kind = EventSpec::Kind;
  EventSpec event;
  if (node.is_scalar()) {  // wait: a deadline
    event.kind = Kind::after;
    event.after = named_or_given(flow, node);
    return event;
  }
  constexpr std::pair<const char*, Kind> kNamed[] = {{"message", Kind::message},
                                                     {"signal", Kind::signal},
                                                     {"error", Kind::error},
                                                     {"escalation", Kind::escalation}};
  for (const auto& [key, kind] : kNamed)
    if (node.has(key)) {
      event.kind = kind;
      event.name = node.text_of(key);
    }
  event.match = read_match(flow, node.get("match"));
  event.kept = is_true(node.get("kept"));
  if (event.kind != Kind::none) {
    check_event_keys(flow, node, event);
    return event;
  }
  if (const model::Node* clock = node.get("clock")) {
    event.kind = clock->text == "warn" ? Kind::warn : Kind::overdue;
  } else if (const model::Node* after = node.get("after")) {
    event.kind = Kind::after;
    event.after = named_or_given(flow, *after);
  } else if (const model::Node* moment = node.get("at")) {
    event.kind = Kind::at;
    event.at = compile(*moment, *flow.names, flow.out);
    event.again = compile_or_none(node.get("again"), *flow.names, flow.out);
    if (const auto times = Decimal::parse(node.text_of("times", "0")))
      event.times = static_cast<int>(times->whole().value_or(0));
  } else if (const model::Node* ahead = node.get("ahead")) {
    read_ahead(flow, *ahead, event);
  } else if (const model::Node* every = node.get("every")) {
    event.kind = Kind::every;
    event.every = read_cycle(flow, *every);
  } else if (const model::Node* when = node.get("when")) {
    event.kind = Kind::when;
    event.when = compile(*when, *flow.names, flow.out);
  } else if (node.has("any") || node.has("all")) {
    event.kind = node.has("any") ? Kind::any : Kind::all;
    for (const auto& part : node.get(node.has("any") ? "any" : "all")->items)
      event.parts.push_back(read_event(flow, *part, ""));
  } else if (handler == "overdue") {
    event.kind = Kind::overdue;
  } else if (handler == "warn") {
    event.kind = Kind::warn;
  } else if (handler == "cancel") {
    event.kind = Kind::cancel;
  } else if (handler == "undo") {
    event.kind = Kind::undo;
  } else {
    flow.out.report("bind.expression", node.span,
                    {{"zh", "没有写等什么事件"}, {"en", "no event says when this happens"}});
  }
  check_event_keys(flow, node, event);
  return event;
}

}  // namespace tf::core
