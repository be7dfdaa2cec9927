#include "host/roll_acts.h"

#include "base/text.h"
#include "core/roll_change.h"

namespace tf::host {

void RollActs::remember() {
  if (!before_) before_ = Before{runner_.catalog(), changes_, rolls_};
}

Result<void> RollActs::begin() {
  runner_.use(TF_TRY(rolls_.in_force(runner_.catalog(), runner_.store())));
  return {};
}

Answer RollActs::act(const core::ChangeRoll& act, core::Command command,
                     const core::CommandKey& digest, Instant now) {
  Answer answer;
  const auto catalog = runner_.catalog();
  const core::Town* town = catalog->town(act.town);
  if (town == nullptr) {
    answer.error = {Errc::not_found, cat("there is no town ", act.town),
                    cat("没有乡镇 ", act.town)};
    return answer;
  }
  command.target = roll_stream(act.town);
  answer.case_id = command.target.value;
  const auto found =
      core::decide_roll({town->roll, town->roles, town->calendar->date(now)}, command.actor, act);
  if (!found) {
    runner_.stage_refused(command, digest, found.error());
    answer.kind = Answer::Kind::refused;
    answer.rejection = found.error();
    return answer;
  }
  remember();
  auto next = rolls_.act(catalog, command, digest, *found, runner_);
  if (!next) {
    answer.error = next.error();
    return answer;
  }
  runner_.use(*next);
  const core::Town& changed = *(*next)->town(act.town);
  const std::uint64_t version = (*next)->roll_seq(act.town);
  changes_.begin_people(changed, version, command.actor.person,
                        core::touched_by(*found, changed.roll), now, runner_);
  answer.kind = Answer::Kind::accepted;
  answer.body = roll_row_answer({command.actor,
                                 command.body,
                                 {roll_row_event(command.actor, core::differences_value(*found))},
                                 {}},
                                version);
  return answer;
}

Result<void> RollActs::import(core::Catalog& catalog, const core::Actor& actor, Instant now) {
  remember();
  auto touched = TF_TRY(rolls_.import(catalog, *runner_.catalog(), actor, runner_));
  for (auto& [town, what] : touched)
    changes_.begin_people(*catalog.town(town), catalog.roll_seq(town), actor.person,
                          std::move(what), now, runner_);
  return {};
}

void RollActs::put_back() {
  if (!before_) return;
  runner_.use(before_->catalog);
  changes_ = std::move(before_->changes);
  rolls_ = std::move(before_->rolls);
  before_.reset();
}

void RollActs::ask_store() {
  if (!before_) return;
  put_back();
  const auto settings = runner_.store().settings();
  if (!settings) return;
  changes_ = RuleChanges(*settings);
  rolls_ = RollStreams(*settings);
  static_cast<void>(begin());
}

}  // namespace tf::host
