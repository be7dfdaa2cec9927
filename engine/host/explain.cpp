// Why a case stands where it stands, and why its light is what it is: one sentence per cause.
#include "base/text.h"
#include "core/words.h"
#include "host/explain_wait.h"
#include "host/view.h"

namespace tf::host {

namespace {

class Explainer {
 public:
  Explainer(const core::CaseState& state, const core::Catalog& catalog)
      : state_(state),
        town_(catalog.town(state.town)),
        definition_(catalog.definition(state.versions.definition)),
        zone_(town_ == nullptr ? Zone() : town_->calendar->zone()) {}

  std::pair<std::string, std::string> tell() {
    header();
    for (const core::Task& task : state_.tasks) this->task(task);
    for (const core::Token& token : state_.tokens) wait(token);
    for (const core::Incident& incident : state_.incidents) this->incident(incident);
    for (const core::Clock& clock : state_.clocks) this->clock(clock);
    light();
    return {std::move(zh_), std::move(en_)};
  }

 private:
  std::string at(Instant t) const { return to_string(zone_.local(t)); }
  void line(const std::string& zh, const std::string& en) {
    zh_ += zh + "\n";
    en_ += en + "\n";
  }
  core::Words title(std::string_view step) const {
    const core::Step* found = definition_ == nullptr ? nullptr : definition_->step(step);
    if (found != nullptr && !found->title.empty())
      return {found->title.zh, found->title.en.empty() ? found->title.zh : found->title.en};
    return {std::string(step), std::string(step)};
  }

  void header() {
    if (state_.phase == core::CasePhase::closed)
      return line(cat("案件 ", state_.number, " 已于 ", at(*state_.closed_at), " 归档，结果 ",
                      state_.result, "。"),
                  cat("Case ", state_.number, " was closed at ", at(*state_.closed_at),
                      " with the result ", state_.result.empty() ? "-" : state_.result, "."));
    line(cat("案件 ", state_.number, "（", state_.workflow, "）于 ", at(state_.received_at),
             " 登记。"),
         cat("Case ", state_.number, " (", state_.workflow, ") was registered at ",
             at(state_.received_at), "."));
    if (state_.phase == core::CasePhase::suspended)
      line("案件已挂起：恢复之前，任务都不能办。",
           "The case is suspended: none of its tasks can be worked on before it is resumed.");
  }

  void task(const core::Task& task) {
    const core::Words step = title(task.step);
    const std::string who = task.owner.empty() ? join(task.candidates, "、") : task.owner;
    const std::string whom = task.owner.empty() ? join(task.candidates, ", ") : task.owner;
    std::string zh = cat("“", step.zh, "”自 ", at(task.offered_at), " 起等 ", who,
                         task.owner.empty() ? " 认领" : " 办理");
    std::string en = cat("'", step.en, "' has waited since ", at(task.offered_at), " for ", whom,
                         task.owner.empty() ? " to claim it" : "");
    if (!task.path.empty()) {
      zh += cat("；按 ", join(task.path, " → "), " 找到岗位 ", task.post);
      en += cat("; found by ", join(task.path, " → "), " as ", task.post);
    }
    if (!task.why.empty()) {
      zh += cat("（", task.why, "）");
      en += cat(" (", task.why, ")");
    }
    line(zh + "。", en + ".");
  }

  void wait(const core::Token& token) {
    const core::Words step = title(token.step);
    const core::Step* const found =
        definition_ == nullptr ? nullptr : definition_->step(token.step);
    if (const core::Words what = what_it_waits_for(token, found, zone_); !what.empty())
      line(cat("“", step.zh, "”等", what.zh, "。"), cat("'", step.en, "' waits ", what.en, "."));
    if (token.message == core::kRest)
      line(cat("“", step.zh, "”已汇合，其余仍在办。"),
           cat("'", step.en, "' has been joined; the rest of it runs on."));
    else if (token.message.starts_with("undo:"))
      line(cat("“", step.zh, "”等已办的事撤回。"),
           cat("'", step.en, "' waits until what was done is undone."));
    if (token.child != 0)
      line(cat("“", step.zh, "”等子案件 ", token.child, " 办结。"),
           cat("'", step.en, "' waits for child case ", token.child, "."));
    if (token.effect != 0)
      line(cat("“", step.zh, "”等对外动作的答复。"),
           cat("'", step.en, "' waits for the answer of an effect."));
  }

  void incident(const core::Incident& i) {
    std::string zh = cat("异常 ", i.id, "（", i.code, "）自 ", at(i.since), " 起未了：", i.zh);
    std::string en =
        cat("Incident ", i.id, " (", i.code, ") is open since ", at(i.since), ": ", i.en);
    if (!i.step.empty()) {
      const core::Words step = title(i.step);
      zh = cat("“", step.zh, "”停住：", zh);
      en = cat("'", step.en, "' stands still. ", en);
    }
    if (i.tries != 0) {
      zh += cat("；又试过 ", i.tries, " 次");
      en += cat("; tried ", i.tries, " times more");
    }
    if (i.next) {
      zh += cat("，下次 ", at(*i.next));
      en += cat(", next at ", at(*i.next));
    }
    line(zh + "。", en + ".");
  }

  void clock(const core::Clock& c) {
    const std::string name_zh =
        c.of == "case" ? "全案" : cat(c.of == "milestone" ? "节点" : "步骤", " ", c.name);
    const std::string name_en = c.of == "case" ? "the whole case" : cat(c.of, " ", c.name);
    std::string zh = cat("时钟（", name_zh, "）：规则 ", c.rule, "（版本 ", c.rules.substr(0, 12),
                         "），起算 ", at(c.start));
    std::string en = cat("Clock of ", name_en, ": rule ", c.rule, " (version ",
                         c.rules.substr(0, 12), "), started ", at(c.start));
    if (c.warn) {
      zh += cat("，预警 ", at(*c.warn));
      en += cat(", warns ", at(*c.warn));
    }
    zh += cat("，到期 ", at(c.due), c.provisional ? "（日历暂定）" : "");
    en += cat(", due ", at(c.due), c.provisional ? " (calendar provisional)" : "");
    for (std::size_t i = 0; i + 1 < c.stood.size(); i += 2) {
      zh += cat("，", at(c.stood[i]), " 至 ", at(c.stood[i + 1]), " 暂停");
      en += cat(", stood from ", at(c.stood[i]), " to ", at(c.stood[i + 1]));
    }
    if (c.phase == core::ClockPhase::paused && c.paused_at) {
      zh += cat("，自 ", at(*c.paused_at), " 暂停至今");
      en += cat(", standing since ", at(*c.paused_at));
    }
    for (const std::string& code : c.granted) {
      zh += cat("，延期 ", code);
      en += cat(", extended by ", code);
    }
    if (c.stopped_at) {
      zh += cat("，停于 ", at(*c.stopped_at),
                c.phase == core::ClockPhase::met ? "（按时）" : "（超期）");
      en += cat(", stopped ", at(*c.stopped_at),
                c.phase == core::ClockPhase::met ? " in time" : " late");
    }
    line(zh + "。", en + ".");
    for (const core::Rung& rung : c.rungs) {
      if (rung.fired && rung.effective)
        line(cat("  梯级 ", rung.level, " 已于 ", at(*rung.effective), " 触发。"),
             cat("  Level ", rung.level, " fired at ", at(*rung.effective), "."));
      else if (rung.at && c.phase == core::ClockPhase::running)
        line(cat("  梯级 ", rung.level, " 将于 ", at(*rung.at), " 触发。"),
             cat("  Level ", rung.level, " will fire at ", at(*rung.at), "."));
    }
  }

  void light() {
    constexpr const char* kZh[] = {"绿灯", "黄灯", "红灯"};
    if (state_.lights.size() <= 1)
      return line("绿灯：没有错过任何期限。", "The light is green: nothing has been missed.");
    const core::LightChange& last = state_.lights.back();
    line(cat(kZh[static_cast<int>(state_.light)], "：自 ", at(last.at), " 起，因 ",
             last.cause.empty() ? "所缺已补" : last.cause, "。"),
         cat("The light is ", core::word_of(state_.light), " since ", at(last.at), ": ",
             last.cause.empty() ? "what was missing has been done" : last.cause, "."));
    if (last.seen != last.at)
      line(cat("  发现于 ", at(last.seen), "。"), cat("  Noticed at ", at(last.seen), "."));
  }

  const core::CaseState& state_;
  const core::Town* town_;
  std::shared_ptr<const core::Definition> definition_;
  Zone zone_;
  std::string zh_, en_;
};

}  // namespace

std::pair<std::string, std::string> explain_case(const core::CaseState& state,
                                                 const core::Catalog& catalog) {
  return Explainer(state, catalog).tell();
}

}  // namespace tf::host
