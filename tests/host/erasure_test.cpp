// Unhappy first: what is not there, what is still open, a stop at any moment.
#include "host/erasure.h"

#include "sealing.h"
#include "store/faulty_store.h"

namespace tf::host {
namespace {

class Erasures : public SealedStore {
 protected:
  Erasure person() {
    auto plan = plan_person_erasure(*store, "small", "330182199001011234");
    EXPECT_TRUE(plan) << plan.error().text;
    plan->by = {"ann", "claimed", ""};
    plan->what.reason = "asked for";
    return *plan;
  }
  static const core::Erased* row_of(store::Store& store) {
    static core::RowBody body;
    const auto rows = store.read_case(0, 0, 100);
    for (const store::JournalRow& row : *rows) {
      body = *core::decode_row(row.body);
      if (const auto* erased = std::get_if<core::Erased>(&body.command)) return erased;
    }
    return nullptr;
  }
};

TEST_F(Erasures, NothingIsKnownOfAStranger) {
  EXPECT_EQ(plan_person_erasure(*store, "small", "nobody").error().code, Errc::not_found);
  whole_case();
  const auto plan = plan_person_erasure(*store, "small", "nobody");
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, Errc::not_found);
  EXPECT_FALSE(plan_person_erasure(*store, "other", "330182199001011234"));
}

TEST_F(Erasures, AnOpenCaseIsNotErased) {
  const CaseId id = whole_case();
  const auto plan = plan_case_erasure(*store, *catalog, id);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, Errc::conflict);
}

TEST_F(Erasures, APersonIsErasedAndEverythingElseStands) {
  const CaseId id = whole_case();
  const Answer first = open_case(private_data("other"), "kept-key");
  const Hash hash = core::state_hash(*shard->state(id));
  const Erasure plan = person();
  EXPECT_GE(plan.rows, 2U);
  EXPECT_EQ(plan.in_cases, 1U);
  ASSERT_TRUE(shard->erase(plan));
  const std::string all = seen(id);
  EXPECT_EQ(all.find("LiSiTheResident"), std::string::npos);
  EXPECT_EQ(all.find("330182199001011234"), std::string::npos);
  EXPECT_NE(all.find(kErasedText), std::string::npos);
  EXPECT_NE(all.find("he was beaten at night"), std::string::npos);  // it is the case's
  EXPECT_EQ(all.find("\x7Fs"), std::string::npos);
  // A text made of both ends with him.
  EXPECT_EQ(all.find("Dear"), std::string::npos);
  const std::string out = opened_json(*store, store->outbox(INT64_MAX, 10)->front().payload);
  EXPECT_NE(out.find(kErasedText), std::string::npos) << out;
  EXPECT_EQ(out.find("LiSi"), std::string::npos) << out;

  EXPECT_EQ(*store->verify(), std::nullopt);
  const core::Erased* row = row_of(*store);
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->what, "person");
  EXPECT_EQ(row->reason, "asked for");
  EXPECT_EQ(plan_person_erasure(*store, "small", "330182199001011234").error().code,
            Errc::not_found);
  open_store();
  EXPECT_EQ(core::state_hash(*load_state(*store, id)), hash);
  EXPECT_EQ(core::state_hash(*shard->state(id)), hash);
  EXPECT_EQ(*store->verify(), std::nullopt);
  // The first answer, byte for byte.
  const Answer again = open_case(private_data("other"), "kept-key");
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.body, first.body);
}

TEST_F(Erasures, AnErasedCaseStillGoesOn) {
  const CaseId id = whole_case();
  ASSERT_TRUE(shard->erase(person()));
  finish(id);
  EXPECT_EQ(shard->state(id)->result, "done");
}

TEST_F(Erasures, WhoComesBackIsKeptUnderANewKey) {
  whole_case();
  ASSERT_TRUE(shard->erase(person()));
  Record again = private_data("back again").as_record();
  again.set("phone", Value::text("13900003333"));
  const Answer opened = open_case(Value::record(again));
  ASSERT_EQ(opened.kind, Answer::Kind::accepted) << opened.rejection.en;
  EXPECT_NE(seen(CaseId{opened.case_id}).find("LiSiTheResident"), std::string::npos);
  // He is not found by what was erased.
  EXPECT_TRUE(shard->state(CaseId{opened.case_id})->field("before").as_list().empty());
  EXPECT_EQ(plan_person_erasure(*store, "small", "330182199001011234")->in_cases, 1U);
}

TEST_F(Erasures, AClosedCaseIsErased) {
  const CaseId id = whole_case();
  finish(id);
  const Hash hash = core::state_hash(*load_state(*store, id));
  auto plan = plan_case_erasure(*store, *catalog, id);
  ASSERT_TRUE(plan) << plan.error().text;
  EXPECT_EQ(plan->what.leaves.size(), 2U);  // its own, and the one it is found by its phone with
  ASSERT_TRUE(shard->erase(*plan));
  const std::string all = seen(id);
  for (const char* text :
       {"13900001111", "he was beaten at night", "Plum Lane", "call me under my other number"})
    EXPECT_EQ(all.find(text), std::string::npos) << text;
  EXPECT_NE(all.find("LiSiTheResident"), std::string::npos);  // he is known beyond the case
  EXPECT_NE(all.find(kErasedText), std::string::npos);
  EXPECT_EQ(core::state_hash(*load_state(*store, id)), hash);
  EXPECT_EQ(*store->verify(), std::nullopt);
}

TEST_F(Erasures, AnotherCaseWithThePhoneIsStillFoundByIt) {
  const CaseId id = whole_case();
  finish(id);
  const Answer other = open_case(private_data("second"));  // the first is closed: a case of its own
  ASSERT_EQ(other.kind, Answer::Kind::accepted);
  ASSERT_NE(other.case_id, id.value);
  auto plan = plan_case_erasure(*store, *catalog, id);
  ASSERT_TRUE(plan) << plan.error().text;
  EXPECT_EQ(plan->what.leaves.size(), 1U);
  ASSERT_TRUE(shard->erase(*plan));
  EXPECT_EQ(open_case(private_data("third")).case_id, other.case_id);
}

// Asked and written down; then the machine stops before the row is.
TEST_F(Erasures, AStopBetweenIsGoneOnWith) {
  for (const bool keys_gone : {true, false}) {
    const CaseId id = whole_case();
    const Erasure plan = person();
    const std::string key_file = folder + "/town.db.keys", before = folder + "/before";
    shard.reset();
    auto faulty = std::make_unique<store::FaultyStore>(std::move(store));
    faulty->fail({.commit = 2, .when = store::Fault::When::before});
    shard = *Shard::open(catalog, *faulty, clock);
    std::filesystem::copy_file(key_file, before);
    EXPECT_FALSE(shard->erase(plan));
    shard.reset();
    faulty.reset();
    if (!keys_gone) std::filesystem::rename(before, key_file);  // it stopped before they were
    open_store();
    std::filesystem::remove(before);
    ASSERT_NE(row_of(*store), nullptr);
    EXPECT_EQ(seen(id).find("LiSiTheResident"), std::string::npos);
    EXPECT_EQ(plan_person_erasure(*store, "small", "330182199001011234").error().code,
              Errc::not_found);
    EXPECT_EQ(*store->verify(), std::nullopt);
    const auto settings = store->settings();
    for (const auto& [key, value] : *settings)
      EXPECT_FALSE(key.starts_with("erase/") && !value.empty()) << key;
    finish(id);
  }
}

TEST_F(Erasures, BetweenTwoBatchesOfOneCase) {
  const CaseId id = whole_case();
  const Answer again = open_case(private_data("more"));  // joins it
  ASSERT_EQ(again.kind, Answer::Kind::accepted);
  ASSERT_TRUE(shard->erase(person()));
  core::SendMessage reply;
  reply.name = "reply";
  EXPECT_EQ(run("ann", reply, cat(id.value)).kind, Answer::Kind::accepted);
  const Hash live = core::state_hash(*shard->state(id));
  EXPECT_EQ(core::state_hash(*load_state(*store, id)), live);
  EXPECT_EQ(*store->verify(), std::nullopt);
}

}  // namespace
}  // namespace tf::host
