// A process that is full of private values, its town and its stores, for tests of what becomes of
// them.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "base/text.h"
#include "core/codec.h"
#include "core/replay.h"
#include "host/opened.h"
#include "host/shard.h"
#include "host/view.h"
#include "store/store.h"
#include "support/small_town.h"

namespace tf::host {

inline constexpr const char* kPrivateErrand = R"(workflow: errand
title: {zh: 走访, en: Visit}
case:
  subject: required line
  who_asks: {type: person, required: true}
  phone: {type: phone, required: true}
  home: address
  story: {type: text, class: sensitive}
  secrets: {type: choice, of: [few, many], default: few, class: sensitive}
fields:
  age: {type: whole, class: sensitive}
  old: yes_no
  letter: {type: text, class: sensitive}
  visits: {type: list of record, fields: {seen: person, day: date, said: line}}
  shown: line
start:
  same:
    again: {state: open, match: [phone], then: merge}
  find:
    before: {of: [errand], match: [who_asks.id_hash]}
  refuse:
    NO_STORY: {when: story = "refuse me", text: {zh: "<who_asks.name> 未说明", en: "<who_asks.name> said nothing, <phone>"}}
steps:
  talk:
    task: work
    who: clerk
    form: {age: required whole, said_to: line}
    next:
      done:
        set: {old: age > 60, letter: {text: "Dear <who_asks.name>, we call <phone>"}}
        go: tell
  tell: {do: letter, with: {to: who_asks.name, about: 'upper case(story)', number: phone}, next: hear}
  hear: {wait: {message: reply, kept: true}, next: over}
  over: {end: done}
)";

// None of it may be found anywhere.
inline const std::vector<std::string> kPrivateTexts = {"13900001111",
                                                       "LiSiTheResident",
                                                       "330182199001011234",
                                                       "Plum Lane 7 behind the mill",
                                                       "he was beaten at night",
                                                       "HE WAS BEATEN AT NIGHT",
                                                       "call me under my other number"};

inline Value private_data(const std::string& subject = "noise") {
  return parse_json(cat(R"({"grid":"dale","subject":")", subject, R"(",
    "who_asks":{"id_hash":"330182199001011234","name":"LiSiTheResident"},"phone":"13900001111",
    "home":"Plum Lane 7 behind the mill","story":"he was beaten at night"})"))
      .value();
}

// What a store answers, by value: it outlives the loop that reads it.
template <class T>
T got(Result<T> answer) {
  return std::move(*answer);
}

class SealedStore : public testing::Test {
 protected:
  SealedStore() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "townflow-sealed-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    bound = support::bind_small(kPrivateErrand);
    EXPECT_FALSE(bound.out.has_errors()) << bound.findings();
    auto made = std::make_shared<core::Catalog>();
    made->add(bound.town);
    catalog = std::move(made);
    clock.set(*parse_instant("2026-03-10T09:00:00+08:00"));
    open_store();
  }
  ~SealedStore() override {
    shard.reset();
    store.reset();
    std::filesystem::remove_all(folder);
  }
  void open_store() {
    shard.reset();
    store.reset();
    auto opened = store::open_sqlite(folder + "/town.db");
    ASSERT_TRUE(opened) << opened.error().text;
    store = std::move(*opened);
    auto made = Shard::open(catalog, *store, clock);
    ASSERT_TRUE(made) << made.error().text;
    shard = std::move(*made);
  }
  Answer run(const std::string& by, core::CommandBody body, const std::string& ref,
             std::string key = "") {
    clock.set(clock.now() + kMinute);
    if (key.empty()) key = cat("k", ++keys);
    return shard->run({key, "small", ref, {by, "claimed", ""}, std::move(body)});
  }
  Answer open_case(const Value& data, const std::string& key = "") {
    core::OpenCase open;
    open.town = "small";
    open.workflow = "errand";
    open.data = data;
    return run("ann", open, "", key);
  }
  // Opened, talked to, its letter sent, its answer kept: the number of the case.
  CaseId whole_case() {
    const Answer opened = open_case(private_data());
    EXPECT_EQ(opened.kind, Answer::Kind::accepted) << opened.rejection.en << opened.error.text;
    const CaseId id{opened.case_id};
    core::Act talk;
    talk.verb = "complete";
    talk.task = shard->state(id)->tasks.front().id;
    talk.form = parse_json(R"({"age":77,"said_to":"ring 13900001111 at noon"})").value();
    const Answer done = run("ann", talk, cat(id.value));
    EXPECT_EQ(done.kind, Answer::Kind::accepted) << done.rejection.en << done.error.text;
    core::SendMessage reply;
    reply.name = "reply";
    reply.with = Value::record({{"text", Value::text("call me under my other number")}});
    EXPECT_EQ(run("ann", reply, cat(id.value)).kind, Answer::Kind::accepted);
    return id;
  }
  void finish(CaseId id) {
    for (const store::OutboxRow& row : got(store->outbox(INT64_MAX, 100))) {
      EXPECT_EQ(row.case_id, id.value);
      EXPECT_EQ(run("", core::FinishEffect{row.effect, true, {}}, cat(id.value)).kind,
                Answer::Kind::accepted);
    }
    EXPECT_EQ(shard->state(id)->phase, core::CasePhase::closed);
  }
  // The bytes of every file there is.
  std::string all_bytes() {
    std::string out;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      std::ifstream in(entry.path(), std::ios::binary);
      out.append(std::istreambuf_iterator<char>(in), {});
    }
    return out;
  }
  // The same with the rows unpacked.
  std::string all_rows() {
    std::string out;
    for (const store::JournalRow& row : got(store->read_all(0, 10'000))) out += row.body;
    for (const store::OutboxRow& row : got(store->outbox(INT64_MAX, 1000)))
      out += cat(row.key, row.payload);
    for (const store::CaseRow& row : got(store->cases({})))
      out += cat(row.title, row.reason, row.owner);
    for (const auto& [key, value] : got(store->settings())) out += cat(key, value);
    return out;
  }
  std::string seen(CaseId id) {
    auto state = seen_state(*store, id);
    std::string out = case_json(*state, *catalog);
    out += explain_case(*state, *catalog).second;
    const auto entries = timeline(*store, id.value, *catalog);
    for (const TimelineEntry& entry : *entries) out += cat(entry.en, to_json(entry.details));
    const auto events = live_events(*store, 0, 1000, *catalog);
    for (const LiveEvent& event : *events) out += event.data;
    return out;
  }

  std::string folder;
  support::Bound bound;
  std::shared_ptr<const core::Catalog> catalog;
  VirtualClock clock;
  std::unique_ptr<store::Store> store;
  std::unique_ptr<Shard> shard;
  int keys = 0;
};

}  // namespace tf::host
