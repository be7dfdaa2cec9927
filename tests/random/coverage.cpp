#include "coverage.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "core/command/verbs.h"

namespace tf::random {

namespace {

// In the order of the enumerations and of the variant they name.
constexpr std::array kSteps = {"pass", "task",   "set",  "decide", "do",
                               "wait", "choose", "each", "steps",  "together",
                               "meet", "raise",  "open", "end",    "stop"};
constexpr std::array kEvents = {"none",   "overdue", "warn",    "after",  "at",    "ahead",
                                "every",  "when",    "message", "signal", "error", "escalation",
                                "cancel", "undo",    "any",     "all"};
constexpr std::array kJoins = {"all", "any", "none", "count", "percent", "when", "live", "tokens"};
constexpr std::array kRaises = {"error",  "escalation", "signal",  "message",
                                "cancel", "undo",       "incident"};
constexpr std::array kWho = {"role", "near", "field", "person", "unit", "everyone"};
static_assert(kSteps.size() == std::variant_size_v<core::Spec>);

// What a wait or a handler cannot be: a wait hears no error, a handler is for something.
constexpr std::array kNoWait = {"none", "overdue", "warn", "error", "escalation", "cancel", "undo"};
constexpr std::array kOptions = {"task: form",       "task: shared form", "task: help",
                                 "task: refuse",

                                 "task: record",     "task: may",         "task: lock_fields",
                                 "outcome: set",     "outcome: form",     "outcome: refuse",
                                 "step: if",         "step: due",         "step: due date",
                                 "step: ladder",     "step: tell",        "step: milestones",
                                 "step: town lock",  "who: several",      "who: at",
                                 "who: skill",       "who: not",          "who: else",
                                 "who: in_turn",     "who: least_busy",   "who: random",
                                 "who: same_as",     "handler: keep",     "handler: if",
                                 "handler: inside",  "handler: go",       "do: with",
                                 "do: into",         "do: answers",       "do: retry",
                                 "notify",           "notify: urge",      "choose: every",
                                 "each: people",     "each: grow",        "each: one_by_one",
                                 "each: run_on",     "each: into",        "each: veto",
                                 "sign: distinct",   "sign: weight",      "vote",
                                 "vote: secret",     "vote: due",         "vote: weight",
                                 "together: run_on", "together: race",    "together: veto",
                                 "open: and_wait",   "open: with",        "open: into",
                                 "raise: to town",   "raise: with",       "stop: case",
                                 "stop: scope",      "target: times",     "wait: kept",
                                 "case: due",        "case: met",         "case: ladder",
                                 "case: milestones", "case: amend",       "case: metrics",
                                 "case: tell",       "case: help",        "case: may",
                                 "start: set",       "start: decide",     "start: refuse",
                                 "start: same",      "field: show",       "field: required if",
                                 "field: bounds",    "field: default",    "field: is"};

std::vector<std::string> everything() {
  std::vector<std::string> out;
  for (const char* one : kSteps) out.push_back(cat("step ", one));
  for (const char* one : kEvents) {
    if (std::string_view(one) != "none") out.push_back(cat("upon ", one));
    if (std::ranges::find(kNoWait, std::string_view(one)) == kNoWait.end())
      out.push_back(cat("wait ", one));
  }
  for (const char* one : kJoins) {
    const std::string_view join(one);
    if (join != "live" && join != "tokens") out.push_back(cat("join ", one));
    if (join != "none" && join != "percent") out.push_back(cat("meet ", one));
  }
  for (const char* one : kRaises) out.push_back(cat("raise ", one));
  for (const char* one : kWho)
    if (std::string_view(one) != "everyone") out.push_back(cat("who ", one));  // of a start
  for (const char* one : kOptions) out.emplace_back(one);
  return out;
}

template <class Names, class Kind>
const char* name_of(const Names& names, Kind kind) {
  return names.at(static_cast<std::size_t>(kind));
}

}  // namespace

void Coverage::event(std::string_view where, const core::EventSpec& event) {
  seen(cat(where, " ", name_of(kEvents, event.kind)));
  for (const core::EventSpec& part : event.parts)
    seen(cat(where, " ", name_of(kEvents, part.kind)));
}

void Coverage::handlers(const std::vector<core::Handler>& all) {
  for (const core::Handler& one : all) {
    event("upon", one.event);
    seen("handler: keep", one.keep);
    seen("handler: if", static_cast<bool>(one.if_));
    seen("handler: inside", one.inside);
    seen("handler: go", !one.go.empty());
  }
}

void Coverage::people(const core::Who& who) {
  seen("who: several", who.size() > 1);
  for (const core::WhoItem& item : who) {
    seen(cat("who ", name_of(kWho, item.kind)));
    seen("who: at", !item.at.empty());
    seen("who: skill", !item.skill.empty());
    seen("who: not", !item.not_of.empty());
    seen("who: else", !item.otherwise.empty());
    if (!item.pick.empty()) seen(cat("who: ", item.pick.substr(0, item.pick.find(':'))));
  }
}

void Coverage::join(std::string_view where, const core::Join& join) {
  seen(cat(where, " ", name_of(kJoins, join.kind)));
}

void Coverage::step(const core::Step& step) {
  seen(cat("step ", kSteps.at(step.spec.index())));
  seen("step: if", static_cast<bool>(step.if_));
  seen("step: due", step.due.present());
  seen("step: due date", static_cast<bool>(step.due.date));
  seen("step: ladder", !step.ladder.empty());
  seen("step: tell", !step.tell.to.empty());
  seen("step: milestones", !step.milestones.empty());
  seen("task: may", !step.may.empty());
  seen("task: lock_fields", !step.lock_fields.empty());
  handlers(step.upon);
  const auto field = [&](const core::Field& one) {
    seen("field: show", static_cast<bool>(one.show));
    seen("field: required if", static_cast<bool>(one.required_if));
    seen("field: bounds", one.min || one.max);
  };
  for (const core::Outcome& outcome : step.outcomes) {
    seen("outcome: set", !outcome.set.empty());
    seen("outcome: form", !outcome.forms.empty());
    seen("outcome: refuse", !outcome.refuse.empty());
    for (const core::Target& target : outcome.go) seen("target: times", target.times > 1);
  }
  if (const auto* task = std::get_if<core::TaskSpec>(&step.spec)) {
    people(task->who);
    seen("task: help", !task->help.empty());
    seen("task: refuse", !task->refuse.empty());
    seen("task: record", task->record);
    for (const core::Form& form : task->forms) {
      seen(form.into.empty() ? "task: form" : "task: shared form");
      for (const auto& one : form.fields) field(*one);
    }
  }
  if (const auto* effect = std::get_if<core::DoSpec>(&step.spec)) {
    const bool tells = !effect->tell.to.empty();
    seen("notify", tells);
    seen("notify: urge", effect->tell.urge);
    seen("do: with", !effect->with.empty());
    seen("do: into", !effect->into.empty());
    seen("do: answers", effect->answers);
    seen("do: retry", !tells && effect->retry.times != core::Retry::kUsual);
  }
  if (const auto* wait = std::get_if<core::WaitSpec>(&step.spec)) {
    if (wait->lock.empty()) event("wait", wait->event);
    seen("wait: kept", wait->event.kept);
    seen("step: town lock", !wait->lock.empty());
  }
  if (const auto* choose = std::get_if<core::ChooseSpec>(&step.spec))
    seen("choose: every", choose->every);
  if (const auto* each = std::get_if<core::EachSpec>(&step.spec)) {
    const bool sign = !each->people.empty();
    if (sign) people(each->people);
    if (!each->poll) join("join", each->join);
    seen("each: people", sign);
    seen("each: grow", each->grow);
    seen("each: one_by_one", each->one_by_one);
    seen("each: run_on", each->run_on);
    seen("each: into", !each->into.empty());
    seen("each: veto", static_cast<bool>(each->join.veto));
    seen("sign: distinct", each->distinct);
    seen(each->poll ? "vote: weight" : "sign: weight", static_cast<bool>(each->weight));
    seen("vote", each->poll);
    seen("vote: secret", each->secret);
    seen("vote: due", each->poll && step.due.present());
  }
  if (const auto* together = std::get_if<core::TogetherSpec>(&step.spec)) {
    join("join", together->join);
    seen("together: run_on", together->run_on);
    seen("together: race", together->race);
    seen("together: veto", static_cast<bool>(together->join.veto));
  }
  if (const auto* meet = std::get_if<core::MeetSpec>(&step.spec)) join("meet", meet->join);
  if (const auto* raise = std::get_if<core::RaiseSpec>(&step.spec)) {
    seen(cat("raise ", name_of(kRaises, raise->kind)));
    seen("raise: to town", raise->town);
    seen("raise: with", !raise->with.empty());
  }
  if (const auto* open = std::get_if<core::OpenSpec>(&step.spec)) {
    seen("open: and_wait", open->and_wait);
    seen("open: with", !open->with.empty());
    seen("open: into", !open->into.empty());
  }
  if (const auto* stop = std::get_if<core::StopSpec>(&step.spec))
    seen(stop->whole_case ? "stop: case" : "stop: scope");
}

void Coverage::count(const core::Definition& definition) {
  for (const core::Step& one : definition.steps) step(one);
  handlers(definition.upon);
  seen("case: due", definition.due.present());
  seen("case: met", static_cast<bool>(definition.met));
  seen("case: ladder", !definition.ladder.empty());
  seen("case: milestones", !definition.milestones.empty());
  seen("case: amend", !definition.amend.empty());
  seen("case: metrics", !definition.metrics.empty());
  seen("case: tell", !definition.tell.to.empty());
  seen("case: help", !definition.help.empty());
  seen("case: may", !definition.may.empty());
  for (const core::Start& start : definition.starts) {
    seen("start: set", !start.set.empty());
    seen("start: decide", !start.decide.empty());
    seen("start: refuse", !start.refuse.empty());
    seen("start: same", !start.same.empty());
  }
  for (const auto& one : definition.fields) {
    seen("field: default", static_cast<bool>(one->otherwise));
    seen("field: is", static_cast<bool>(one->is));
  }
}

void Coverage::did(std::string_view verb, bool accepted) {
  auto& [taken, refused] = verbs_[std::string(verb)];
  ++(accepted ? taken : refused);
}

void Coverage::add(const Coverage& other) {
  for (const auto& [name, n] : other.counts_) counts_[name] += n;
  for (const auto& [name, n] : other.verbs_) {
    verbs_[name].first += n.first;
    verbs_[name].second += n.second;
  }
}

std::string Coverage::table() const {
  std::string out;
  for (const auto& [name, n] : counts_) out += cat(name, "  ", n, "\n");
  for (const auto& [name, n] : verbs_)
    out += cat("verb ", name, "  ", n.first, " taken, ", n.second, " refused\n");
  return out;
}

std::vector<std::string> Coverage::missing() const {
  std::vector<std::string> out = everything();
  std::erase_if(out, [&](const std::string& name) { return counts_.contains(name); });
  for (const core::VerbInfo& verb : core::verb_table()) {
    const auto did = verbs_.find(std::string_view(verb.word));
    if (verb.word[0] != '@' && (did == verbs_.end() || did->second.first == 0))
      out.push_back(cat("verb ", verb.word));
  }
  return out;
}

}  // namespace tf::random
