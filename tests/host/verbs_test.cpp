// The verbs of an office, one row each: closed unless opened, closed when a step says so, what they
// do to the clock of the step and the light, and the entry they leave.
#include "core/command/verbs.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "core/codec.h"
#include "host/shard.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

constexpr const char* kSteps = R"(
steps:
  first:
    task: work
    who: clerk
    due: {for: 2 hours, extend: {times: 1, at_most: 1 hours}}
    form: {answer: line}
    next: {done: second}
@first
  second:
    task: check
    who: clerk
    due: 3 hours
@second
    next: third
  third:
    each: houses as house
    grow: true
    steps:
      visit: {task: visit, who: clerk}
  over: {end: done}
)";

std::string workflow(const std::string& may, const std::string& first, const std::string& second) {
  std::string steps = kSteps;
  const auto put = [&](const char* mark, const std::string& line) {
    const std::size_t at = steps.find(mark);
    steps.replace(at, std::string(mark).size() + (line.empty() ? 1 : 0), line);
  };
  put("@first", first);
  put("@second", second);
  return cat("workflow: errand\ncase: {subject: line, houses: list of line}\ndue: 5 working days\n",
             may, "amend:\n  subject: {who: clerk}\n", steps);
}

constexpr const char* kOpen =
    "may:\n  suspend: true\n  terminate: true\n  withdraw: true\n  take_back: true\n  merge: true\n"
    "  add_item: true\n  jump: {by: clerk}\n  cc: true\n  comment: true\n  read: true\n"
    "  repair: {by: clerk}\n  migrate: {by: clerk}\n  retry: {by: clerk}\n  dismiss: {by: clerk}\n";
constexpr const char* kOpenFirst =
    "    may:\n      transfer: true\n      delegate: true\n      add_sign: true\n"
    "      remove_sign: true\n      extend: true\n      skip: {by: clerk}\n";
constexpr const char* kOpenSecond =
    "    may:\n      return: {to: first}\n      send_back: {to: previous}\n";

// What becomes of the running clock of the step.
enum class Clock : unsigned char { same, later, paused, gone };

struct Row {
  const char* verb;
  const char* before;  // acts that lead there, "complete first, …"
  bool on_task;
  const char* to;
  const char* reason;
  Clock clock = Clock::same;
};

constexpr Row kRows[] = {
    {"claim", "", true, "", ""},
    {"fill", "", true, "", ""},
    {"complete", "", true, "", "", Clock::gone},
    {"comment", "", false, "", "look here"},
    {"cc", "", false, "dan", "for you"},
    {"read", "", true, "", ""},
    {"urge", "", true, "", ""},
    {"transfer", "", true, "bob", "away"},
    {"delegate", "", true, "bob", "for a day"},
    {"add_sign", "", true, "bob", ""},
    {"remove_sign", "add_sign", true, "bob", ""},
    {"extend", "", true, "", "more papers", Clock::later},
    {"skip", "", true, "", "not needed", Clock::gone},
    {"return", "complete", true, "", "wrong", Clock::gone},
    {"send_back", "complete", true, "", "wrong", Clock::gone},
    {"take_back", "complete", false, "", "", Clock::gone},
    {"suspend", "", false, "", "court", Clock::paused},
    {"resume", "suspend", false, "", ""},
    {"amend", "", false, "", ""},
    {"jump", "", false, "second", "at once", Clock::gone},
    {"repair", "", false, "", "wrong turn", Clock::gone},
    {"merge", "", false, "the other", "the same drain", Clock::gone},
    {"add_item", "complete complete", false, "third", "one more"},
    {"terminate", "", false, "", "no case of ours", Clock::gone},
    {"withdraw", "", false, "", "settled", Clock::gone},
    {"reopen", "terminate", false, "", "again"},
};

class VerbStage : public testing::Test {
 protected:
  void start(const std::string& text) {
    clock.set(*parse_instant("2026-03-10T09:00:00+08:00"));
    bound = support::bind_small(
        text, {{"small/pauses.yaml",
                "deadlines: pauses\npauses:\n  court: {clock: pause, at_most: none}\n"}});
    ASSERT_FALSE(bound.out.has_errors()) << bound.findings();
    auto catalog = std::make_shared<core::Catalog>();
    bound.town.may.clear();
    catalog->add(bound.town);
    store = store::memory_store();
    shard = std::move(*Shard::open(catalog, *store, clock));
    core::OpenCase open;
    open.town = "small";
    open.workflow = "errand";
    open.data = Value::record({{"grid", Value::text("dale")},
                               {"subject", Value::text("drain")},
                               {"houses", Value::list({Value::text("a")})}});
    for (CaseId* one : {&other, &id}) {
      const Answer answer =
          shard->run({one == &id ? "open" : "other", "small", "", {"ann", "claimed", ""}, open});
      ASSERT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en;
      *one = CaseId{answer.case_id};
    }
  }
  Answer act(const std::string& verb, bool on_task, const std::string& to,
             const std::string& reason, const std::string& item = "b") {
    clock.set(clock.now() + kMinute);
    core::Act act;
    act.verb = verb;
    act.to = to == "the other" ? shard->state(other)->number : to;
    act.reason = reason;
    const auto state = shard->state(id);
    if (on_task && !state->tasks.empty()) act.task = state->tasks.back().id;
    if (verb == "fill") act.form = Value::record({{"answer", Value::text("so far")}});
    if (verb == "add_item") act.form = item.empty() ? Value() : Value::text(item);
    if (verb == "amend") act.form = Value::record({{"subject", Value::text("roof")}});
    if (verb == "repair")
      act.form = Value::record({{"move", Value::record({{"first", Value::text("second")}})}});
    return shard->run({cat("k", ++keys), "small", cat(id.value), {"ann", "claimed", ""}, act});
  }
  void lead_there(std::string_view befores) {
    for (const std::string_view before : split(befores, ' '))
      for (const Row& one : kRows)
        if (before == one.verb) {
          const Answer answer = act(one.verb, one.on_task, one.to, one.reason);
          ASSERT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en;
        }
  }
  std::optional<core::Clock> step_clock() {
    const auto state = shard->state(id);
    for (const core::Clock& one : state->clocks)
      if (one.of == "step") return one;
    return std::nullopt;
  }

  VirtualClock clock;
  support::Bound bound;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Shard> shard;
  CaseId id, other;  // the other: opened before it, the same matter
  int keys = 0;
};

class Verbs : public VerbStage, public testing::WithParamInterface<Row> {
 protected:
  const Row& row() const { return GetParam(); }
  Answer run_row() { return act(row().verb, row().on_task, row().to, row().reason); }
};

TEST_P(Verbs, LeavesAnEntryAndDoesToTheClockWhatItShould) {
  start(workflow(kOpen, kOpenFirst, kOpenSecond));
  lead_there(row().before);
  const auto before = step_clock();
  const core::Light light = shard->state(id)->light;
  const Answer answer = run_row();
  ASSERT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en;
  const auto rows = store->read_case(id.value, 0, 1000);
  ASSERT_FALSE(rows->empty());
  const core::RowBody body = *core::decode_row(rows->back().body);
  EXPECT_EQ(body.actor.person, "ann");
  ASSERT_TRUE(std::holds_alternative<core::Act>(body.command));
  EXPECT_EQ(std::get<core::Act>(body.command).verb, row().verb);
  EXPECT_EQ(std::get<core::Act>(body.command).reason, row().reason);
  EXPECT_FALSE(body.events.empty());
  EXPECT_EQ(shard->state(id)->light, light);
  const auto after = step_clock();
  switch (row().clock) {
    case Clock::same:
      if (!before) break;
      ASSERT_TRUE(after);
      EXPECT_EQ(after->id, before->id);
      if (row().verb != std::string("resume")) {
        EXPECT_EQ(after->due, before->due);
      }
      EXPECT_EQ(after->phase, core::ClockPhase::running);
      break;
    case Clock::later:
      ASSERT_TRUE(after);
      EXPECT_EQ(after->id, before->id);
      EXPECT_EQ(after->due, before->due + kHour);
      break;
    case Clock::paused:
      ASSERT_TRUE(after);
      EXPECT_EQ(after->phase, core::ClockPhase::paused);
      break;
    case Clock::gone:
      EXPECT_TRUE(!after || after->id != before->id);
      break;
  }
}

TEST_P(Verbs, IsClosedUnlessOpenedAndSaysSoInBothLanguages) {
  const core::VerbInfo* info = core::find_verb(row().verb);
  ASSERT_NE(info, nullptr);
  // A verb that is usual is closed by name; the others are closed as they are.
  const std::string shut = cat("may: {", row().verb, ": false}\n");
  start(workflow(info->usual ? shut : std::string(), "", ""));
  if (row().verb == std::string("reopen")) return;  // only what is closed can be reopened
  const Answer answer = run_row();
  ASSERT_EQ(answer.kind, Answer::Kind::refused) << row().verb;
  EXPECT_EQ(answer.rejection.code, "verb.closed");
  EXPECT_NE(answer.rejection.zh.find(info->zh), std::string::npos) << answer.rejection.zh;
  EXPECT_NE(answer.rejection.en.find(row().verb), std::string::npos) << answer.rejection.en;
  const auto rows = store->read_all(0, 1000);
  EXPECT_EQ(rows->back().kind, store::RowKind::refused);
}

INSTANTIATE_TEST_SUITE_P(Each, Verbs, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.verb); });

// What merging and adding refuse of themselves, in both languages; nothing of the case changes.
struct Refused {
  const char* name;
  const char* before;
  const char* verb;
  const char* to;
  const char* form;  // a text, or nothing
  const char* code;
  const char* zh;
  const char* en;
};

constexpr Refused kRefused[] = {
    {"merge_nowhere", "", "merge", "", "", "merge.no_target", "请写明并入哪一件",
     "say which case it goes into"},
    {"merge_unknown", "", "merge", "SMALL-2026-0099", "", "merge.not_found",
     "没有案件“SMALL-2026-0099”", "there is no case 'SMALL-2026-0099'"},
    {"merge_itself", "", "merge", "itself", "", "merge.itself", "不能并入自己",
     "a case cannot go into itself"},
    {"merge_closed", "terminate", "merge", "the other", "", "merge.closed", "案件已归档，不能并案",
     "the case is closed: nothing can be merged into it"},
    {"add_item_early", "", "add_item", "", "b", "add_item.closed", "此处没有可以加项的清单（grow）",
     "there is no open list here that may grow"},
    {"add_item_elsewhere", "complete complete", "add_item", "first", "b", "add_item.closed",
     "此处没有可以加项的清单（grow）", "there is no open list here that may grow"},
    {"add_item_unfit", "complete complete", "add_item", "third", "", "form.invalid", "应为文字",
     "a text is needed"},
};

class VerbsRefused : public VerbStage, public testing::WithParamInterface<Refused> {};

TEST_P(VerbsRefused, SaysWhyInBothLanguages) {
  const Refused& row = GetParam();
  start(workflow(kOpen, kOpenFirst, kOpenSecond));
  lead_there(row.before);
  const std::uint64_t seq = shard->state(id)->seq;
  const std::string to =
      row.to == std::string_view("itself") ? shard->state(id)->number : std::string(row.to);
  const Answer answer = act(row.verb, false, to, "", row.form);
  ASSERT_EQ(answer.kind, Answer::Kind::refused);
  EXPECT_EQ(answer.rejection.code, row.code);
  EXPECT_EQ(answer.rejection.zh, row.zh);
  EXPECT_EQ(answer.rejection.en, row.en);
  EXPECT_EQ(shard->state(id)->seq, seq);  // the refusal is on record, nothing else
  EXPECT_EQ(store->read_all(0, 1000)->back().kind, store::RowKind::refused);
}

INSTANTIATE_TEST_SUITE_P(Each, VerbsRefused, testing::ValuesIn(kRefused),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(VerbStage, WhatIsMergedEndsThereAndItsReporterHearsOfTheEnd) {
  start(workflow(kOpen, kOpenFirst, kOpenSecond));
  // The second report came from somebody else.
  core::OpenCase open;
  open.town = "small";
  open.workflow = "errand";
  open.data = Value::record({{"grid", Value::text("dale")},
                             {"subject", Value::text("drain")},
                             {"houses", Value::list({Value::text("b")})}});
  const Answer second = shard->run({"second", "small", "", {"dan", "claimed", ""}, open});
  ASSERT_EQ(second.kind, Answer::Kind::accepted) << second.rejection.en;
  const auto due = shard->state(other)->case_clock()->due;
  core::Act merge;
  merge.verb = "merge";
  merge.to = shard->state(other)->number;
  const Answer merged =
      shard->run({"m", "small", cat(second.case_id), {"ann", "claimed", ""}, merge});
  ASSERT_EQ(merged.kind, Answer::Kind::accepted) << merged.rejection.en;
  const auto gone = shard->state(CaseId{second.case_id});
  EXPECT_EQ(gone->phase, core::CasePhase::closed);
  EXPECT_EQ(gone->result, "merged");
  EXPECT_EQ(gone->merged_into, other.value);
  const auto stays = shard->state(other);
  EXPECT_EQ(stays->phase, core::CasePhase::open);
  EXPECT_EQ(stays->case_clock()->due, due);
  EXPECT_EQ(stays->field("houses"), Value::list({Value::text("a"), Value::text("b")}));
  core::Act over;
  over.verb = "terminate";
  over.reason = "done";
  ASSERT_EQ(shard->run({"t", "small", cat(other.value), {"ann", "claimed", ""}, over}).kind,
            Answer::Kind::accepted);
  const auto told = store->outbox(INT64_MAX, 100);
  EXPECT_TRUE(std::ranges::any_of(*told, [](const store::OutboxRow& row) {
    return row.payload.find("\"to\":[\"dan\"],\"text\":\"case_over\"") != std::string::npos;
  }));
}

TEST(VerbTable, EveryVerbHasARowHereOrATestOfItsOwn) {
  const std::vector<std::string> own{"migrate", "retry",   "dismiss", "resolve",
                                     "@join",   "@gather", "@merge"};
  for (const core::VerbInfo& verb : core::verb_table()) {
    const bool here = std::ranges::any_of(
        kRows, [&](const Row& row) { return verb.word == std::string_view(row.verb); });
    EXPECT_TRUE(here || std::ranges::find(own, verb.word) != own.end()) << verb.word;
  }
}

}  // namespace
}  // namespace tf::host
