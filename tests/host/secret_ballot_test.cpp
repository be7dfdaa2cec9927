// Secret ballots: who voted is on record, and the numbers; what was chosen is not, anywhere, under
// any name.
#include "core/secret_ballot.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/text.h"
#include "core/codec.h"
#include "core/replay.h"
#include "host/shard.h"
#include "host/view.h"
#include "support/small_town.h"

namespace tf::host {
namespace {

std::string vote(const char* secret, const char* weight = "") {
  return cat(
      "workflow: errand\ncase: {members: required list of record}\n", weight,
      "steps:\n  ballot:\n    vote: members as voter\n    who: {person: voter.person}\n"
      "    passes: majority\n    form: {choice: {type: choice, of: [agree, disagree, abstain], "
      "required: true}, remark: line}\n    may: [comment, transfer]\n",
      secret,
      "    next: {passed: carried, failed: lost}\n  carried: {end: carried}\n"
      "  lost: {end: lost}\n");
}

class SecretBallot : public testing::Test {
 protected:
  void start(const std::string& workflow) {
    clock.set(*parse_instant("2026-03-10T09:00:00+08:00"));
    bound = support::bind_small(workflow);
    ASSERT_FALSE(bound.out.has_errors()) << bound.findings();
    auto catalog = std::make_shared<core::Catalog>();
    catalog->add(bound.town);
    store = store::memory_store();
    shard = std::move(*Shard::open(catalog, *store, clock));
    List members;
    for (const char* person : {"ann", "bob", "dan"})
      members.push_back(Value::record({{"person", Value::text(person)}}));
    core::OpenCase open;
    open.town = "small";
    open.workflow = "errand";
    open.data = Value::record(
        {{"members", Value::list(std::move(members))}, {"grid", Value::text("dale")}});
    const Answer answer = run("ann", open, "");
    ASSERT_EQ(answer.kind, Answer::Kind::accepted) << answer.rejection.en << answer.error.text;
    id = CaseId{answer.case_id};
  }
  Answer run(const std::string& by, core::CommandBody body, const std::string& ref) {
    clock.set(clock.now() + kMinute);
    return shard->run({cat("k", ++keys), "small", ref, {by, "claimed", ""}, std::move(body)});
  }
  Answer cast(const std::string& by, const std::string& choice,
              const std::string& verb = "complete", const std::string& remark = "") {
    core::Act act;
    act.verb = verb;
    const auto state = shard->state(id);
    for (const core::Task& task : state->tasks)
      if (task.candidates == std::vector{by} || task.owner == by) act.task = task.id;
    if (act.task == 0) act.task = 99;  // the poll is over
    Record form{{"choice", Value::text(choice)}};
    if (!remark.empty()) form.set("remark", Value::text(remark));
    act.form = Value::record(std::move(form));
    return run(by, act, cat(id.value));
  }
  // Rows of the journal that say both words.
  int rows_with(const std::string& a, const std::string& b) {
    int n = 0;
    const auto rows = store->read_all(0, 1000);
    for (const auto& row : *rows)
      n += row.body.find(a) != std::string::npos && row.body.find(b) != std::string::npos ? 1 : 0;
    return n;
  }

  VirtualClock clock;
  support::Bound bound;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Shard> shard;
  CaseId id;
  int keys = 0;
};

TEST_F(SecretBallot, TheRecordSaysWhoAndHowManyNeverWhat) {
  start(vote("    secret: true\n"));
  EXPECT_EQ(cast("ann", "disagree", "complete", "no, says ann").kind, Answer::Kind::accepted);
  EXPECT_EQ(cast("ann", "agree").kind, Answer::Kind::accepted);  // changed her mind
  EXPECT_EQ(cast("bob", "disagree", "fill").kind, Answer::Kind::accepted);
  EXPECT_EQ(cast("bob", "disagree").kind, Answer::Kind::accepted);
  EXPECT_EQ(rows_with("ann", "disagree"), 0);
  EXPECT_EQ(rows_with("bob", "disagree"), 0);
  EXPECT_EQ(rows_with("no, says ann", ""), 0);
  const std::string state = core::encode_state(*shard->state(id));
  EXPECT_EQ(state.find("disagree"), std::string::npos) << state;
  EXPECT_EQ(cast("dan", "agree").kind, Answer::Kind::accepted);
  const core::CaseState after = *shard->state(id);
  EXPECT_EQ(after.result, "carried");
  EXPECT_EQ(after.field("ballots_count")["text"], Value::text("2/3"));
  ASSERT_EQ(after.field("ballots").as_list().size(), 3U);
  for (const Value& ballot : after.field("ballots").as_list()) {
    EXPECT_TRUE(ballot["choice"].is_null());
    EXPECT_EQ(ballot["receipt"].str().size(), 16U);
    EXPECT_EQ(to_json(ballot).find("sealed"), std::string::npos);
  }
  // Only the count has the words, and it has no names.
  EXPECT_EQ(rows_with("\"choice\":\"disagree\"", "\"person\":\"bob\",\"choice\""), 0);
  // Its key is gone, and replaying needs none.
  const auto settings = store->settings();
  for (const auto& [name, text] : *settings)
    EXPECT_TRUE(!name.starts_with("seal/") || text.empty()) << name;
  core::CaseState replayed;
  const auto own_rows = store->read_case(id.value, 0, 1000);
  for (const auto& row : *own_rows)
    core::fold_row(replayed, core::decode_row(row.body)->events, row.case_seq);
  EXPECT_EQ(core::encode_state(replayed), core::encode_state(after));
}

TEST_F(SecretBallot, NeitherDoesARefusalNorARepeat) {
  start(vote("    secret: true\n"));
  EXPECT_EQ(cast("ann", "never_heard_of").kind, Answer::Kind::refused);
  core::Act act;
  act.verb = "complete";
  act.task = shard->state(id)->tasks.front().id;
  act.form = Value::record({{"choice", Value::text("disagree")}});
  EXPECT_EQ(run("bob", act, cat(id.value)).kind, Answer::Kind::refused);  // ann's
  act.task = 4711;
  EXPECT_EQ(run("bob", act, cat(id.value)).kind, Answer::Kind::refused);  // nobody's
  act.verb = "comment";
  act.task = shard->state(id)->tasks.front().id;
  static_cast<void>(run("bob", act, cat(id.value)));
  const auto rows = store->read_all(0, 1000);
  for (const auto& row : *rows) EXPECT_EQ(row.body.find("disagree"), std::string::npos) << row.body;
  // The same key again is answered as before, and not compared by a hash of the choice.
  core::Act own;
  own.verb = "complete";
  own.task = shard->state(id)->tasks.front().id;
  own.form = Value::record({{"choice", Value::text("agree")}});
  const Request request{"once", "small", cat(id.value), {"ann", "claimed", ""}, own};
  const Answer first = shard->run(request), again = shard->run(request);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.body, first.body);
  const auto after = store->read_all(0, 1000);
  for (const auto& row : *after) {
    if (row.key != prints_of(request).key) continue;
    EXPECT_EQ(row.request, core::CommandKey{});
  }
}

TEST_F(SecretBallot, AnOpenVoteSaysAll) {
  start(vote(""));
  for (const char* person : {"ann", "bob", "dan"})
    EXPECT_EQ(cast(person, "disagree").kind, Answer::Kind::accepted);
  EXPECT_EQ(shard->state(id)->result, "lost");
  const Value ballots = shard->state(id)->field("ballots");
  for (const Value& ballot : ballots.as_list())
    EXPECT_EQ(ballot["choice"], Value::text("disagree"));
}

}  // namespace
}  // namespace tf::host
