// What is private is found nowhere as it is, and everything works as if it were.
#include "sealing.h"

#include "core/sealing.h"
#include "host/request_mark.h"

namespace tf::host {
namespace {

using Sealed = SealedStore;

TEST_F(Sealed, NothingPrivateIsInAnyByteOfTheFolder) {
  const CaseId id = whole_case();
  core::OpenCase bad;
  bad.town = "small";
  bad.workflow = "errand";
  Record asked = private_data().as_record();
  asked.set("story", Value::text("refuse me"));
  asked.set("phone", Value::text("13900004444"));
  bad.data = Value::record(asked);
  EXPECT_EQ(run("ann", bad, "").kind, Answer::Kind::refused);
  const std::string while_open = all_bytes() + all_rows();
  finish(id);
  store.reset();  // the log is moved into the file
  const std::string bytes = while_open + all_bytes();
  for (const std::string& text : kPrivateTexts)
    EXPECT_EQ(bytes.find(text), std::string::npos) << text;
  EXPECT_EQ(bytes.find("refuse me"), std::string::npos);
  EXPECT_EQ(bytes.find("13900004444"), std::string::npos);
  EXPECT_EQ(while_open.find("Dear LiSi"), std::string::npos);
  // What is open stays as it is.
  EXPECT_NE(while_open.find("noise"), std::string::npos);
}

TEST_F(Sealed, WhoMayLookSeesItOpened) {
  const CaseId id = whole_case();
  const std::string all = seen(id);
  for (const char* text :
       {"13900001111", "LiSiTheResident", "he was beaten at night",
        "Dear LiSiTheResident, we call 13900001111", "call me under my other number"})
    EXPECT_NE(all.find(text), std::string::npos) << text;
  EXPECT_EQ(all.find("\x7Fs"), std::string::npos);
}

TEST_F(Sealed, ExpressionsReadItOpened) {
  const CaseId id = whole_case();
  const core::CaseState state = *shard->state(id);
  EXPECT_EQ(state.field("old"), Value::boolean(true));
  EXPECT_TRUE(is_sealed(state.field("age")));
  EXPECT_TRUE(is_sealed(state.field("secrets")));
  EXPECT_FALSE(is_sealed(state.field("subject")));
}

TEST_F(Sealed, WhatGoesOutIsOpenedAndItsRowIsNot) {
  whole_case();
  const auto rows = store->outbox(INT64_MAX, 10);
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().payload.find("LiSi"), std::string::npos);
  const std::string out = opened_json(*store, rows->front().payload);
  EXPECT_NE(out.find("\"to\":\"LiSiTheResident\""), std::string::npos) << out;
  EXPECT_NE(out.find("HE WAS BEATEN AT NIGHT"), std::string::npos) << out;
}

TEST_F(Sealed, ARefusalNamesNobodyAndIsTheSameForEver) {
  Record asked = private_data().as_record();
  asked.set("story", Value::text("refuse me"));
  const Answer first = open_case(Value::record(asked), "the-key");
  ASSERT_EQ(first.kind, Answer::Kind::refused);
  EXPECT_EQ(first.rejection.en, "… said nothing, …");
  const Answer again = open_case(Value::record(asked), "the-key");
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.rejection.en, first.rejection.en);
  EXPECT_EQ(again.rejection.zh, first.rejection.zh);
}

TEST_F(Sealed, ARepeatedKeyIsKnownByWhatWasAsked) {
  const Answer first = open_case(private_data(), "the-key");
  EXPECT_EQ(open_case(private_data(), "the-key").body, first.body);
  const Answer other = open_case(private_data("music"), "the-key");
  EXPECT_EQ(other.kind, Answer::Kind::failed);
  EXPECT_EQ(other.error.code, Errc::conflict);
  open_store();
  EXPECT_EQ(open_case(private_data(), "the-key").body, first.body);
  EXPECT_EQ(open_case(private_data("music"), "the-key").error.code, Errc::conflict);
}

TEST_F(Sealed, ACommandThatSaysNothingPrivateIsKnownToo) {
  const CaseId id = whole_case();
  core::Act act;
  act.verb = "suspend";
  act.reason = "away";
  const Answer first = run("ann", act, cat(id.value), "the-key");
  act.reason = "here";
  EXPECT_EQ(run("ann", act, cat(id.value), "the-key").error.code, Errc::conflict);
  act.reason = "away";
  EXPECT_EQ(run("ann", act, cat(id.value), "the-key").rejection.code, first.rejection.code);
}

TEST_F(Sealed, TheSameMatterIsFoundByItsPhone) {
  const CaseId id = whole_case();
  EXPECT_EQ(open_case(private_data("more noise")).case_id, id.value);
  Record other = private_data().as_record();
  other.set("phone", Value::text("13900002222"));
  const Answer second = open_case(Value::record(other));
  EXPECT_NE(second.case_id, id.value);
  EXPECT_EQ(shard->state(CaseId{second.case_id})->field("before").as_list().size(), 1U);
}

TEST_F(Sealed, ReplayGivesTheSameStateAndTheChainHolds) {
  const CaseId id = whole_case();
  const Hash live = core::state_hash(*shard->state(id));
  EXPECT_EQ(core::state_hash(*load_state(*store, id)), live);
  EXPECT_EQ(*store->verify(), std::nullopt);
  open_store();
  EXPECT_EQ(core::state_hash(*shard->state(id)), live);
}

TEST_F(Sealed, ASealedFormFromOutsideIsRefused) {
  const CaseId id = whole_case();
  const std::string taken = shard->state(id)->field("phone").as_text();
  Record data = private_data().as_record();
  data.set("subject", Value::text(taken));
  const Answer answer = open_case(Value::record(data));
  EXPECT_EQ(answer.kind, Answer::Kind::failed);
  EXPECT_EQ(answer.error.code, Errc::invalid);
}

TEST_F(Sealed, AKeyFileThatIsLostStopsWorkAndSaysSo) {
  whole_case();
  shard.reset();
  store.reset();
  std::filesystem::rename(folder + "/town.db.keys", folder + "/town.db.kept");
  store = *store::open_sqlite(folder + "/town.db");
  const auto opened = Shard::open(catalog, *store, clock);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Errc::not_found);
  EXPECT_EQ(*store->verify(), std::nullopt);
}

TEST_F(Sealed, AKeyFileThatCannotBeMadeFailsTheCommandAndRecordsNothing) {
  std::filesystem::create_directory(folder + "/town.db.keys.new");  // where the new one would be
  const Answer answer = open_case(private_data());
  EXPECT_EQ(answer.kind, Answer::Kind::failed);
  EXPECT_EQ(answer.error.code, Errc::io);
  EXPECT_EQ(store->head()->seq, 0U);
}

// A store from before anything was sealed: what stands in it plain stays readable, what is new is
// sealed.
TEST_F(Sealed, AStoreFromBeforeGoesOn) {
  const CaseId id = whole_case();
  const auto old = store::memory_store();
  store::Batch batch;
  Hash case_head{}, shard_head{};
  const auto rows = store->read_all(0, 1000);
  for (store::JournalRow row : *rows) {
    core::RowBody body = *core::decode_row(row.body);
    open_sealed(*store, body);
    row.body = core::encode_row(body.actor, body.command, body.events);
    store::link(row, case_head, shard_head);
    batch.journal.push_back(std::move(row));
  }
  ASSERT_TRUE(old->commit(batch));
  ASSERT_EQ(old->keys().ring(), nullptr);
  shard = *Shard::open(catalog, *old, clock);
  EXPECT_EQ(shard->state(id)->field("phone"), Value::text("13900001111"));
  core::Act more;
  more.verb = "comment";
  more.reason = "phoned 13900001111";
  EXPECT_NE(run("ann", more, cat(id.value)).kind, Answer::Kind::failed);
  core::SendMessage reply;
  reply.name = "reply";
  reply.with = Value::record({{"text", Value::text("nobody answers")}});
  ASSERT_EQ(run("ann", reply, cat(id.value)).kind, Answer::Kind::accepted);
  EXPECT_EQ(old->read_all(0, 1000)->back().body.find("nobody answers"), std::string::npos);
  EXPECT_EQ(*old->verify(), std::nullopt);
  EXPECT_EQ(core::state_hash(*load_state(*old, id)), core::state_hash(*shard->state(id)));
  shard.reset();
}

// Two runs of one story, byte for byte: keys of a clock set by hand are fixed.
TEST(SealedTwice, TheSameStoryGivesTheSameRows) {
  const auto told = [] {
    auto bound = support::bind_small(kPrivateErrand);
    auto catalog = std::make_shared<core::Catalog>();
    catalog->add(bound.town);
    const auto store = store::memory_store(true);
    VirtualClock clock;
    clock.set(*parse_instant("2026-03-10T09:00:00+08:00"));
    auto shard = *Shard::open(catalog, *store, clock);
    core::OpenCase open;
    open.town = "small";
    open.workflow = "errand";
    open.data = private_data();
    shard->run({"k", "small", "", {"ann", "claimed", ""}, open});
    return store->head()->shard_hash;
  };
  EXPECT_EQ(told(), told());
}

// A process without private fields makes no keys.
TEST(SealedNot, NoKeyFileWithoutAPrivateField) {
  auto bound = support::bind_small(
      "workflow: errand\ncase: {subject: required line}\nsteps: {over: {end: done}}\n");
  auto catalog = std::make_shared<core::Catalog>();
  catalog->add(bound.town);
  const auto store = store::memory_store();
  VirtualClock clock;
  clock.set(*parse_instant("2026-03-10T09:00:00+08:00"));
  auto shard = *Shard::open(catalog, *store, clock);
  core::OpenCase open;
  open.town = "small";
  open.workflow = "errand";
  open.data = Value::record({{"subject", Value::text("noise")}, {"grid", Value::text("dale")}});
  EXPECT_EQ(shard->run({"k", "small", "", {"ann", "claimed", ""}, open}).kind,
            Answer::Kind::accepted);
  EXPECT_EQ(store->keys().ring(), nullptr);
}

}  // namespace
}  // namespace tf::host
