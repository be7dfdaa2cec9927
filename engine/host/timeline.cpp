// The timeline: one line per journal row, in words.
#include "base/text.h"
#include "core/codec.h"
#include "core/command/verbs.h"
#include "core/words.h"
#include "host/decided_text.h"
#include "host/opened.h"
#include "host/view.h"

namespace tf::host {

namespace {

struct Sentence {
  std::string zh, en;
  void add(std::string more_zh, std::string more_en) {
    if (more_zh.empty()) return;
    if (!zh.empty()) zh += "；", en += "; ";
    zh += more_zh;
    en += more_en;
  }
};

std::string names(const std::vector<std::string>& people, const char* between) {
  return join(people, between);
}

class Teller {
 public:
  Teller(const core::Town* town, const core::Definition* definition)
      : town_(town),
        definition_(definition),
        zone_(town == nullptr ? Zone() : town->calendar->zone()) {}
  Sentence sentence;
  Instant effective;

  void operator()(const core::TimePassed& e) { effective = e.at; }
  void operator()(const core::CaseOpened& e) {
    const bool by_itself = e.reporter.empty();  // the calendar, a ladder or another case
    sentence.add(cat("立案 ", e.number, by_itself ? "" : cat("（", e.reporter, "）")),
                 cat("opened as ", e.number, by_itself ? "" : cat(" by ", e.reporter)));
  }
  void operator()(const core::Decided& e) {
    core::Words words = decided_text(e);
    sentence.add(std::move(words.zh), std::move(words.en));
  }
  void operator()(const core::TokenPlaced& e) {
    if (!e.reason.empty())
      sentence.add(cat("转到“", zh(e.step), "”，缘由 ", e.reason),
                   cat("goes to ", en(e.step), " because ", e.reason));
  }
  void operator()(const core::TaskOffered& e) {
    const std::string why_zh = e.task.why.empty() ? "" : cat("（", e.task.why, "）");
    const std::string why_en = e.task.why.empty() ? "" : cat(" (", e.task.why, ")");
    sentence.add(cat("“", zh(e.task.step), "”交 ", names(e.task.candidates, "、"), why_zh),
                 cat(en(e.task.step), " offered to ", names(e.task.candidates, ", "), why_en));
  }
  void operator()(const core::TaskChanged& e) {
    const std::string to = e.to.empty() ? "" : cat(" → ", e.to);
    const std::string why = e.reason.empty() ? "" : cat("：", e.reason);
    sentence.add(cat(verb_zh(e.verb), to, why),
                 cat(e.verb, to, e.reason.empty() ? "" : cat(": ", e.reason)));
  }
  void operator()(const core::TaskClosed& e) {
    if (!e.outcome.empty())
      sentence.add(cat(e.by, " 办结：", word_zh(e.outcome)),
                   cat(e.by, " completed it: ", word_en(e.outcome)));
  }
  void operator()(const core::ClockStarted& e) {
    sentence.add(cat("计时 ", e.clock.rule, "，到期 ", at(e.clock.due)),
                 cat("clock ", e.clock.rule, " due ", at(e.clock.due)));
  }
  void operator()(const core::ClockMoved& e) {
    sentence.add(cat("期限改为 ", at(e.due), "（", e.cause, "）"),
                 cat("due moved to ", at(e.due), " (", e.cause, ")"));
  }
  void operator()(const core::RungFired& e) {
    if (!e.light && !e.listed) return;
    sentence.add(cat("梯级 ", e.level, " 触发，生效 ", at(e.effective)),
                 cat("level ", e.level, " fired, effective ", at(e.effective)));
  }
  void operator()(const core::LightChanged& e) {
    constexpr const char* kZh[] = {"绿", "黄", "红"};
    sentence.add(cat("亮", kZh[static_cast<int>(e.change.light)], "灯"),
                 cat("light ", core::word_of(e.change.light)));
  }
  void operator()(const core::EffectRequested& e) {
    if (!e.to.empty())
      sentence.add(cat("告知 ", names(e.to, "、")), cat("told ", names(e.to, ", ")));
    else
      sentence.add(cat("执行 ", e.kind), cat("effect ", e.kind));
  }
  void operator()(const core::EffectEnded& e) {
    sentence.add(e.ok ? "对外动作已完成" : "对外动作失败", e.ok ? "effect done" : "effect failed");
  }
  void operator()(const core::ChildOpened& e) {
    sentence.add(cat("开立子案件 ", e.child.workflow),
                 cat("opened a child case: ", e.child.workflow));
  }
  void operator()(const core::ChildClosed& e) {
    sentence.add(cat("子案件办结：", word_zh(e.result)),
                 cat("child case ended: ", word_en(e.result)));
  }
  void operator()(const core::Noted& e) {
    if (e.what == "null" || e.what == core::kNotedKept) return;
    if (e.what == "incident")
      return sentence.add(cat("异常：", e.with["zh"].str()), cat("incident: ", e.with["en"].str()));
    if (e.what == "incident_closed") {
      const bool again = e.with["how"] == Value::text("retried");
      const std::string why = e.reason.empty() ? "" : cat(": ", e.reason);
      return sentence.add(cat(again ? "异常已排除" : "异常已了结", why),
                          cat(again ? "incident put right" : "incident closed", why));
    }
    if (e.what == "audit")
      return sentence.add(cat("备记（", e.by, "）：", e.reason),
                          cat("put on record by ", e.by, ": ", e.reason));
    sentence.add(cat(verb_zh(e.what), e.reason.empty() ? "" : cat("：", e.reason)),
                 cat(e.what, e.reason.empty() ? "" : cat(": ", e.reason)));
  }
  void operator()(const core::CaseChanged& e) {
    if (e.result)
      sentence.add(cat("结果：", word_zh(*e.result)), cat("result: ", word_en(*e.result)));
    if (e.phase == core::CasePhase::closed) sentence.add("归档", "closed");
    if (e.phase == core::CasePhase::suspended) sentence.add("挂起", "suspended");
    if (e.reopened) sentence.add("重办", "reopened");
  }
  template <class T>
  void operator()(const T&) {}

  std::string at(Instant t) const { return to_string(zone_.local(t)); }

 private:
  core::Words title(const std::string& step) const {
    const core::Step* found = definition_ == nullptr ? nullptr : definition_->step(step);
    if (found != nullptr && !found->title.empty()) return found->title;
    if (found != nullptr && town_ != nullptr)
      if (const auto* task = std::get_if<core::TaskSpec>(&found->spec))
        if (const core::Words& w = town_->word(task->work); !w.empty()) return w;
    return {step, step};
  }
  std::string zh(const std::string& step) const { return title(step).zh; }
  std::string en(const std::string& step) const {
    const core::Words w = title(step);
    return w.en.empty() ? step : w.en;
  }
  std::string word_zh(const std::string& id) const {
    const core::Words w = town_ == nullptr ? core::Words{} : town_->word(id);
    return w.zh.empty() ? id : w.zh;
  }
  std::string word_en(const std::string& id) const {
    const core::Words w = town_ == nullptr ? core::Words{} : town_->word(id);
    return w.en.empty() ? id : w.en;
  }
  static std::string verb_zh(const std::string& verb) {
    static const std::map<std::string, const char*> kZh = {{"rules", "规则变更"},
                                                           {"roll", "人员变动，重新派给"},
                                                           {"hand_up", "移交上级"},
                                                           {"delegated_done", "委派办结"},
                                                           {"resolve", "找到办理人"}};
    if (const core::VerbInfo* known = core::find_verb(verb)) return known->zh;
    const auto found = kZh.find(verb);
    return found == kZh.end() ? verb : found->second;
  }
  const core::Town* town_;
  const core::Definition* definition_;
  Zone zone_;
};

}  // namespace

Result<std::pair<std::string, std::string>> explain_decisions(store::Store& store,
                                                              std::uint64_t case_id,
                                                              const core::Catalog& catalog) {
  std::pair<std::string, std::string> out;
  constexpr std::size_t kPage = 500;
  std::uint64_t after = 0;
  const core::Town* town = catalog.town(town_of(CaseId{case_id}));
  const Zone zone = town == nullptr ? Zone() : town->calendar->zone();
  for (;;) {
    const auto rows = TF_TRY(store.read_case(case_id, after, kPage));
    for (const store::JournalRow& row : rows) {
      after = row.case_seq;
      core::RowBody body = TF_TRY(core::decode_row(row.body));
      open_sealed(store, body);
      for (const core::Event& event : body.events)
        if (const auto* decided = std::get_if<core::Decided>(&event)) {
          const core::Words words = decided_text(*decided);
          out.first += cat(to_string(zone.local(row.at)), " ", words.zh, "。\n");
          out.second += cat(to_string(zone.local(row.at)), " ", words.en, ".\n");
        }
    }
    if (rows.size() < kPage) return out;
  }
}

Result<std::vector<TimelineEntry>> timeline(store::Store& store, std::uint64_t case_id,
                                            const core::Catalog& catalog) {
  std::vector<TimelineEntry> out;
  const auto rows = TF_TRY(store.read_case(case_id, 0, 100'000));
  std::string definition_hash, town_id;
  for (const store::JournalRow& row : rows) {
    core::RowBody body = TF_TRY(core::decode_row(row.body));
    open_sealed(store, body);
    for (const core::Event& event : body.events) {
      if (const auto* opened = std::get_if<core::CaseOpened>(&event)) {
        definition_hash = opened->versions.definition;
        town_id = opened->town;
      }
      if (const auto* change = std::get_if<core::CaseChanged>(&event);
          change != nullptr && change->versions)
        definition_hash = change->versions->definition;
      if (const auto* moved = std::get_if<core::Migrated>(&event))
        definition_hash = moved->versions.definition;
    }
    const auto definition = catalog.definition(definition_hash);
    Teller teller(catalog.town(town_id), definition.get());
    teller.effective = row.at;
    List details;
    for (const core::Event& event : body.events) {
      std::visit(teller, event);
      details.push_back(core::event_value(event));
    }
    TimelineEntry entry;
    entry.seq = row.case_seq;
    entry.at = row.at;
    entry.effective = teller.effective;
    entry.actor = body.actor.person;
    entry.kind = core::kind_of(body.command);
    if (const auto* act = std::get_if<core::Act>(&body.command)) entry.kind = act->verb;
    entry.zh = std::move(teller.sentence.zh);
    entry.en = std::move(teller.sentence.en);
    entry.details = Value::list(std::move(details));
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace tf::host
