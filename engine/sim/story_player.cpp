#include "sim/story_player.h"

#include <map>

#include "base/text.h"
#include "core/codec.h"
#include "host/view.h"
#include "sim/scenario_acts.h"
#include "sim/scenario_values.h"

namespace tf::sim {

namespace {

constexpr std::size_t kStoryPage = 500;
constexpr std::size_t kMostLines = 8;  // told of one instant; the rest is counted
constexpr std::size_t kWorst = 5;      // open cases named in the summary

class StoryPlayer {
 public:
  StoryPlayer(World& world, const Scenario& scenario, const Telling& telling)
      : world_(world), scenario_(scenario), telling_(telling) {}

  Result<Told> play() {
    told_.whole = true;
    for (const Item& item : scenario_.story) {
      told_.whole = TF_TRY(pass_until(world_.zone().instant(item.at)));
      if (!told_.whole) break;
      TF_OK(tell_item(item));
    }
    told_.acts += world_.daily_acts;
    told_.notices = world_.notices().size();
    told_.rungs = world_.rungs().size();
    return told_;
  }

 private:
  // What moves by itself before `t`, each at its own instant. False when the telling was ended.
  Result<bool> pass_until(Instant t) {
    if (world_.now() == Instant{}) {
      TF_OK(world_.pass_until(t));
    } else {
      for (;;) {
        const auto next = TF_TRY(world_.next_moment());
        if (!next || *next >= t) break;
        if (!telling_.wait(*next - world_.now())) return false;
        TF_OK(world_.pass_until(*next + 1));
        TF_OK(tell_rows());
      }
      if (!telling_.wait(t - world_.now())) return false;
    }
    world_.stand_at(t);
    return true;
  }

  Result<void> tell_item(const Item& item) {
    const ActOutcome outcome = act(world_, scenario_, item);
    const std::string at = to_string(item.at);
    if (!outcome.problem.empty()) return fail(Errc::invalid, cat(at, ": ", outcome.problem));
    if (outcome.answer && outcome.answer->kind == host::Answer::Kind::failed)
      return std::unexpected(outcome.answer->error);
    if (outcome.answer && outcome.answer->kind == host::Answer::Kind::refused) {
      const core::Rejection& no = outcome.answer->rejection;
      telling_.say(at, {cat("不予办理：", no.zh), cat("refused: ", no.en)});
    }
    if (outcome.answer) ++told_.acts;
    TF_OK(world_.settle());
    return tell_rows();
  }

  // Rows committed since the last call, in words.
  Result<void> tell_rows() {
    TF_OK(world_.watch());
    std::size_t lines = 0, more = 0;
    std::string at;
    for (;;) {
      const auto rows = TF_TRY(world_.store().read_all(last_, kStoryPage));
      for (const store::JournalRow& row : rows) {
        last_ = row.seq;
        ++told_.rows;
        if (row.kind != store::RowKind::accepted || town_of(CaseId{row.case_id}) == 0) continue;
        const auto line = TF_TRY(line_of(row));
        if (!line) continue;
        at = shown(line->first, world_.zone());
        if (++lines <= kMostLines)
          telling_.say(at, line->second);
        else
          ++more;
      }
      if (rows.size() < kStoryPage) break;
    }
    if (more > 0)
      telling_.say(at, {cat("……同一时刻另有 ", more, " 件事"),
                        cat("… and ", more, " more at the same moment")});
    if (telling_.committed) telling_.committed();
    return {};
  }

  std::optional<std::pair<Instant, core::Words>> sentence_of(
      const store::JournalRow& row, const std::vector<host::TimelineEntry>& entries) const {
    for (const host::TimelineEntry& entry : entries)
      if (entry.seq == row.case_seq && !entry.zh.empty())
        return std::pair(entry.at, core::Words{entry.zh, entry.en});
    return std::nullopt;
  }

  Result<std::optional<std::pair<Instant, core::Words>>> line_of(const store::JournalRow& row) {
    auto line = sentence_of(
        row, TF_TRY(host::timeline(world_.store(), row.case_id, world_.shard().catalog())));
    if (!line) return line;
    const auto found = TF_TRY(world_.store().case_row(row.case_id));
    if (!found) return line;
    const auto process = world_.town().workflows.find(found->workflow);
    const core::Words title =
        process == world_.town().workflows.end() ? core::Words{} : process->second->title;
    line->second.zh = cat(found->number, " ", title.zh, "：", line->second.zh);
    line->second.en = cat(found->number, " ", title.en, ": ", line->second.en);
    return line;
  }

  World& world_;
  const Scenario& scenario_;
  const Telling& telling_;
  Told told_;
  std::uint64_t last_ = 0;
};

}  // namespace

Result<Told> tell_story(World& world, const Scenario& scenario, const Telling& telling) {
  return StoryPlayer(world, scenario, telling).play();
}

core::Words summary_of(World& world, const Told& told) {
  core::Words out;
  const auto line = [&](const std::string& zh, const std::string& en) {
    out.zh += zh + "\n";
    out.en += en + "\n";
  };
  const auto counts = world.store().counts();
  if (!counts) {
    line(counts.error().text, counts.error().text);
    return out;
  }
  line(cat("案件 ", counts->open + counts->closed, " 件：办结 ", counts->closed, "，在办 ",
           counts->open, "（绿 ", counts->green, "，黄 ", counts->yellow, "，红 ", counts->red,
           "），待办任务 ", counts->tasks),
       cat(counts->open + counts->closed, " cases: ", counts->closed, " closed, ", counts->open,
           " open (", counts->green, " green, ", counts->yellow, " yellow, ", counts->red,
           " red), ", counts->tasks, " open tasks"));
  line(cat("人办了 ", told.acts, " 次，梯级触发 ", told.rungs, " 次，通知 ", told.notices,
           " 条，记录 ", told.rows, " 行"),
       cat(told.acts, " acts of people, ", told.rungs, " rungs fired, ", told.notices, " notices, ",
           told.rows, " rows of record"));
  store::CaseFilter filter;
  filter.limit = kWorst;
  filter.phase = "open";
  const auto worst = world.store().cases(filter);
  if (worst)
    for (const store::CaseRow& row : *worst) {
      constexpr const char* kZh[] = {"绿", "黄", "红"};
      constexpr const char* kEn[] = {"green", "yellow", "red"};
      if (row.light == 0) continue;
      const core::Words& process = world.town().workflows.at(row.workflow)->title;
      line(cat("  ", kZh[row.light], "  ", row.number, "  ", process.zh),
           cat("  ", kEn[row.light], "  ", row.number, "  ", process.en));
    }
  const auto fault = world.store().verify();
  const bool sound = fault && !*fault;
  line(sound ? "记录逐行核对：前后相扣，没有改动。" : "记录逐行核对：有误！",
       sound ? "The record was checked row by row: every link holds."
             : "The record was checked row by row: it does not hold!");
  return out;
}

}  // namespace tf::sim
