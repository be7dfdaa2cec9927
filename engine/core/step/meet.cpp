#include "core/step/meet.h"

#include <algorithm>
#include <set>

#include "core/step/kinds.h"

namespace tf::core {

namespace {

using Targets = std::vector<Target>;

// Everywhere a token at `from` can go in one move.
std::vector<int> successors(const Definition& definition, int from) {
  const Step& step = definition.steps[static_cast<std::size_t>(from)];
  std::vector<int> out;
  const auto push = [&](const Targets& targets) {
    for (const Target& target : targets) {
      if (target.kind == Target::Kind::step) out.push_back(target.step);
      if (target.kind != Target::Kind::next) continue;
      const auto& steps = definition.blocks[static_cast<std::size_t>(step.block)].steps;
      const auto at = std::find(steps.begin(), steps.end(), from);
      if (at != steps.end() && at + 1 != steps.end()) out.push_back(*(at + 1));
    }
  };
  for (const Outcome& outcome : step.outcomes)
    push(outcome.go.empty() ? Targets{Target{}} : outcome.go);
  if (const auto* choose = std::get_if<ChooseSpec>(&step.spec)) {
    for (const Branch& branch : choose->branches) push(branch.then);
    push(choose->otherwise);
  }
  for (const Handler& handler : step.upon) {
    if (handler.event.kind == EventSpec::Kind::undo) continue;
    push(handler.go);
    if (handler.step >= 0) out.push_back(handler.step);
  }
  return out;
}

bool reaches(const Definition& definition, int from, int to) {
  std::set<int> seen;
  std::vector<int> open = successors(definition, from);
  while (!open.empty()) {
    const int index = open.back();
    open.pop_back();
    if (index == to) return true;
    if (!seen.insert(index).second) continue;
    const auto next = successors(definition, index);
    open.insert(open.end(), next.begin(), next.end());
  }
  return false;
}

const MeetSpec* meet_of(Walk& walk, const Token& token) {
  const Step* step = walk.step_of(token);
  return step == nullptr ? nullptr : std::get_if<MeetSpec>(&step->spec);
}

struct Here {
  std::vector<std::uint64_t> all, one_of_each;
  std::set<std::string> ways;
  const Token* round = nullptr;
};

Here gathered(Walk& walk, const Token& token) {
  Here here;
  for (const Token& t : walk.state().tokens) {
    if (t.scope != token.scope || t.step != token.step) continue;
    if (is_round(walk, t)) {
      here.round = &t;
      continue;
    }
    here.all.push_back(t.id);
    if (here.ways.insert(t.from).second) here.one_of_each.push_back(t.id);
  }
  return here;
}

// Another token of the scope can still come here.
bool more_can_come(Walk& walk, const Token& token) {
  const int me = walk.index_of(*walk.step_of(token));
  return std::any_of(walk.state().tokens.begin(), walk.state().tokens.end(), [&](const Token& t) {
    if (t.scope != token.scope || t.step == token.step || is_round(walk, t) || t.message == kRest)
      return false;
    const Step* other = walk.step_of(t);
    return other != nullptr && reaches(walk.definition(), walk.index_of(*other), me);
  });
}

// The tokens waiting here that this round takes; empty while it cannot fire.
std::vector<std::uint64_t> taken(Walk& walk, const Token& token, const MeetSpec& spec,
                                 const Here& here) {
  const auto enough = [&](int n) {
    return static_cast<int>(here.ways.size()) >= n ? here.one_of_each
                                                   : std::vector<std::uint64_t>{};
  };
  switch (spec.join.kind) {
    case Join::Kind::all:
      return enough(spec.ways_in);
    case Join::Kind::any:
      return enough(1);
    case Join::Kind::count:
      return enough(spec.join.n);
    case Join::Kind::tokens: {
      if (static_cast<int>(here.all.size()) < spec.join.n) return {};
      return {here.all.begin(), here.all.begin() + spec.join.n};
    }
    case Join::Kind::when: {
      CaseEnv env(walk.turn(), token.scope);
      env.token = token.id;
      return holds(walk.turn(), spec.join.when, env) ? here.one_of_each
                                                     : std::vector<std::uint64_t>{};
    }
    case Join::Kind::live:
      return more_can_come(walk, token) ? std::vector<std::uint64_t>{} : here.all;
    default:
      return here.all;
  }
}

bool has_rounds(const MeetSpec& spec) {
  return spec.join.kind == Join::Kind::any || spec.join.kind == Join::Kind::count ||
         spec.join.kind == Join::Kind::when;
}

void fire(Walk& walk, const std::vector<std::uint64_t>& tokens, const MeetSpec& spec,
          const std::set<std::string>& ways) {
  std::size_t swallowed = 0;
  if (has_rounds(spec) && static_cast<int>(ways.size()) < spec.ways_in && tokens.size() > 1) {
    // One of them stays to swallow the rest of the round.
    swallowed = 1;
    walk.emit(TokenWaits{tokens.front(), {}, "", 0, 0, spec.ways_in});
    for (const std::string& way : ways) walk.emit(TokenArrived{tokens.front(), Value::text(way)});
  }
  for (std::size_t i = swallowed; i + 1 < tokens.size(); ++i)
    walk.emit(StepEnded{tokens[i], false, "met", "", {}});
  walk.complete(tokens.back());
}

// A way delivers after the meeting has fired: it belongs to the round and goes no further. True
// when it was swallowed.
bool swallow(Walk& walk, const Token& token, const Here& here) {
  const auto& came = here.round->done;
  if (std::find(came.begin(), came.end(), Value::text(token.from)) != came.end()) return false;
  const std::uint64_t round = here.round->id;
  const auto wanted = static_cast<std::size_t>(here.round->total);
  walk.emit(StepEnded{token.id, false, "met", "", {}});
  walk.emit(TokenArrived{round, Value::text(token.from)});
  if (walk.state().token(round)->done.size() >= wanted)
    walk.emit(StepEnded{round, false, "met", "", {}});
  return true;
}

// True when something happened.
bool attempt(Walk& walk, const Token& token, const MeetSpec& spec) {
  const Here here = gathered(walk, token);
  if (here.round != nullptr) return swallow(walk, token, here);
  const auto tokens = taken(walk, token, spec, here);
  if (tokens.empty()) return false;
  if (tokens.size() == 1 && has_rounds(spec) && spec.ways_in > 1) {
    // The one token goes on; a mark of the round takes its place.
    const std::uint64_t mark = walk.turn().new_id();
    walk.emit(TokenPlaced{mark, token.scope, token.step, token.from, token.side, "", ""});
    walk.emit(TokenWaits{mark, {}, "", 0, 0, spec.ways_in});
    walk.emit(TokenArrived{mark, Value::text(token.from)});
    walk.complete(tokens.front());
    return true;
  }
  fire(walk, tokens, spec, here.ways);
  return true;
}

void enter_meet(Walk& walk, const Token& token, const Step& step) {
  const auto& spec = std::get<MeetSpec>(step.spec);
  // What may still come is known only when nothing moves.
  if (spec.join.kind != Join::Kind::live) attempt(walk, token, spec);
}

}  // namespace

bool is_round(Walk& walk, const Token& token) {
  return token.total > 0 && meet_of(walk, token) != nullptr;
}

bool try_meet(Walk& walk, const Token& token) {
  const MeetSpec* spec = meet_of(walk, token);
  if (spec == nullptr || walk.state().token(token.id) == nullptr) return false;
  if (!is_round(walk, token)) return attempt(walk, token, *spec);
  if (more_can_come(walk, token)) return false;
  walk.emit(StepEnded{token.id, false, "met", "", {}});  // nobody is left to be swallowed
  return true;
}

bool break_tie(Walk& walk) {
  for (const Token& token : walk.state().tokens) {
    const MeetSpec* spec = meet_of(walk, token);
    if (spec == nullptr || spec->join.kind != Join::Kind::live) continue;
    const bool alone =
        std::all_of(walk.state().tokens.begin(), walk.state().tokens.end(), [&](const Token& t) {
          const MeetSpec* other = meet_of(walk, t);
          return t.scope != token.scope ||
                 (other != nullptr && other->join.kind == Join::Kind::live);
        });
    if (!alone) continue;
    const Here here = gathered(walk, token);
    fire(walk, here.all, *spec, here.ways);
    return true;
  }
  return false;
}

const StepKind kStepMeet{.name = "meet",
                         .zh = "会合",
                         .doc_zh = "几条路在此会合，按规则放行一个。",
                         .doc_en = "Ways come together; by its rule one token goes on.",
                         .bpmn = "parallel, inclusive or complex gateway, joining",
                         .enter = enter_meet};

}  // namespace tf::core
