#include "core/decide.h"

#include "base/text.h"
#include "core/plugin_hooks.h"
#include "core/sealing.h"

namespace tf::core {

namespace {

struct Dispatch {
  Turn& turn;
  Verdict operator()(const OpenCase& c) { return open_case(turn, c); }
  Verdict operator()(const Act& c) { return act(turn, c); }
  Verdict operator()(const SendMessage& c) { return send_message(turn, c); }
  Verdict operator()(const FireTimers& c) { return fire_timers(turn, c); }
  Verdict operator()(const FinishEffect& c) { return finish_effect(turn, c); }
  Verdict operator()(const ChildEnded& c) { return child_ended(turn, c); }
  Verdict operator()(const ChildRaised& c) { return child_raised(turn, c); }
  Verdict operator()(const CancelCase& c) { return cancel_case(turn, c); }
  Verdict operator()(const RulesChanged& c) { return rules_changed(turn, c); }
  Verdict operator()(const RollChanged& c) { return roll_changed(turn, c); }
  Verdict operator()(const Erased&) {
    return refuse("erase.no_case", "抹除不是对某一案件的操作", "erasing is no act on a case");
  }
  Verdict operator()(const Published&) {
    return refuse("publish.no_case", "发布不是对某一案件的操作", "publishing is no act on a case");
  }
  Verdict operator()(const ChangeRoll&) {
    return refuse("roll.no_case", "名册变动不是对某一案件的操作",
                  "a change of the roll is no act on a case");
  }
};

void hear(Turn& turn, Sealing& sealing, const CommandBody& body) {
  sealing.stand_at(seal_once(turn.key, turn.state()), turn.state().id);
  if (const auto* open = std::get_if<OpenCase>(&body)) {
    const auto& workflows = turn.town().workflows;
    if (const auto found = workflows.find(open->workflow); found != workflows.end())
      sealing.hear(body, *found->second);
  } else {
    sealing.hear(body, turn.definition());
  }
}

}  // namespace

Verdict decide(Turn& turn, const Command& command) {
  Sealing* sealing = turn.sealing();
  const auto opened = sealing == nullptr ? std::nullopt : sealing->opened(command.body);
  const CommandBody& body = opened ? *opened : command.body;
  if (sealing != nullptr) hear(turn, *sealing, body);
  Verdict verdict = std::visit(Dispatch{turn}, body);
  if (!verdict && sealing != nullptr) sealing->mask(verdict.error());
  if (verdict && !turn.events().empty()) tell_tripped(turn);
  return verdict;
}

std::unexpected<Rejection> refuse(std::string code, std::string zh, std::string en, Value offer) {
  return std::unexpected(
      Rejection{std::move(code), std::move(zh), std::move(en), std::move(offer)});
}

std::optional<Rejection> refused_by(Turn& turn, const std::vector<Refusal>& refusals,
                                    CaseEnv& env) {
  std::optional<Rejection> out;
  for (const Refusal& refusal : refusals) {
    if (!holds(turn, refusal.when, env)) continue;
    if (!out) out.emplace();
    const char* comma = out->code.empty() ? "" : ",";
    out->code += cat(comma, refusal.code);
    out->zh += cat(out->zh.empty() ? "" : " ", fill_text(refusal.text.zh, env, true));
    out->en +=
        cat(out->en.empty() ? "" : " ",
            fill_text(refusal.text.en.empty() ? refusal.text.zh : refusal.text.en, env, true));
    if (refusal.offer.empty()) continue;
    Record offer = out->offer.is(Value::Kind::record) ? out->offer.as_record() : Record{};
    for (const Assign& a : refusal.offer)
      offer.set(a.field, a.value ? a.value.run(env) : Value::text(a.text.zh));
    out->offer = Value::record(std::move(offer));
  }
  return out;
}

void begin(Turn& turn) {
  turn.set_effective(turn.now());
}

void finish(Turn& turn) {
  Walk walk(turn);
  walk.settle();
}

}  // namespace tf::core
