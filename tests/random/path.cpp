#include "path.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/clock.h"
#include "base/text.h"
#include "core/codec.h"
#include "host/shard.h"
#include "invariants.h"

namespace tf::random {

namespace {

constexpr std::size_t kPage = 200;
constexpr int kMostFirings = 60;
constexpr std::array kPeople = {"ann", "bob", "cat", "dan", "eve", "flo"};

// What is done, and how likely.
enum class Do : std::uint32_t {
  complete = 0,
  next_timer = 50,
  long_wait = 65,
  message = 68,
  verb = 78,
  effect = 88,
  claim = 92,
  late = 94,
  again = 96,
  fill = 98,
  migrate = 100,
  kinds = 103
};

constexpr std::array kVerbs = {
    "delegate", "transfer",  "add_sign", "remove_sign", "send_back", "return",  "urge",
    "suspend",  "resume",    "extend",   "withdraw",    "take_back", "jump",    "skip",
    "reopen",   "terminate", "comment",  "cc",          "read",      "amend",   "add_item",
    "start-s2", "finish",    "repair",   "retry",       "resolve",   "dismiss", "merge"};
constexpr std::array kMessages = {"m1", "m2", "m3", "g1", "finish", "start s2", "unheard"};

class Walker {
 public:
  Walker(const Editions& editions, const std::string& workflow)
      : editions_(editions),
        catalog_(editions.first),
        town_(*catalog_->town("t")),
        workflow_(workflow),
        clock_(town_.calendar->instant(date_of({2026, 3, 10}), 9 * kHour)),
        store_(store::memory_store(true)) {}

  Walked run(std::span<const Act> acts) {
    host::ShardOptions options;
    options.schedules_of = std::set<std::string>{};
    options.snapshot_every = 4;
    auto shard = host::Shard::open(catalog_, *store_, clock_, options);
    if (!shard) return trouble(cat("the shard does not open: ", shard.error().text), 0);
    shard_ = std::move(*shard);
    for (std::size_t i = 0; i < acts.size() && !out_.trouble; ++i) {
      clock_.set(clock_.now() + 7 * kSecond);
      done_ = i + 1;
      if (i == 0)
        open(acts[i]);
      else
        act(acts[i]);
      if (!out_.trouble) look();
    }
    if (!out_.trouble) replay();
    return std::move(out_);
  }

 private:
  Walked trouble(const std::string& what, std::size_t acts) {
    if (!out_.trouble) out_.trouble = Trouble{what, story_, acts};
    return out_;
  }

  std::string now() const { return to_string(town_.calendar->local(clock_.now())); }
  void tell(const std::string& what, const std::string& by = {}) {
    story_ += cat("  - {at: ", now(), ", ", what, by.empty() ? "" : cat(", by: ", by), "}\n");
  }

  void send(host::Request request, bool new_key = true) {
    if (new_key) request.key = cat("k", ++keys_);
    request.town = "t";
    const host::Answer answer = shard_->run(request);
    ++out_.commands;
    last_ = request;
    if (answer.kind == host::Answer::Kind::refused) ++out_.refusals;
    if (const auto* act = std::get_if<core::Act>(&request.body); act != nullptr && new_key)
      out_.did.did(act->verb, answer.kind == host::Answer::Kind::accepted);
    if (answer.kind == host::Answer::Kind::failed && answer.error.code != Errc::not_found &&
        answer.error.code != Errc::conflict)
      trouble(cat("a command failed: ", answer.error.text), done_);
    if (answer.rejection.code == "engine.bug")
      trouble(cat("a promise was broken: ", answer.rejection.en), done_);
    if (answer.case_id != 0 && main_ == 0) main_ = answer.case_id;
    if (!new_key && !answer.repeated && answer.kind != host::Answer::Kind::failed)
      trouble("P2: a repeated command was done again", done_);
  }

  void open(const Act& act) {
    core::OpenCase open;
    open.town = "t";
    open.workflow = workflow_;
    Record data{{"n", Value::number(act.a % 4)}, {"fine", Value::boolean(act.b % 2 == 1)}};
    if (act.c % 3 != 0) data.set("size", Value::text(act.c % 3 == 1 ? "small" : "big"));
    List homes, members;
    for (std::uint32_t i = 0; i < act.b % 4; ++i) homes.push_back(Value::text(cat("h", i)));
    for (std::uint32_t i = 0; i < act.a % 5; ++i) members.push_back(Value::text(kPeople.at(i)));
    std::string shown = cat("n: ", act.a % 4, ", fine: ", act.b % 2 == 1 ? "true" : "false");
    if (act.c % 3 != 0) shown += cat(", size: ", act.c % 3 == 1 ? "small" : "big");
    const auto list = [&](const char* name, const List& items) {
      shown += cat(", ", name, ": [");
      for (std::size_t i = 0; i < items.size(); ++i)
        shown += cat(i == 0 ? "" : ", ", items[i].as_text());
      shown += "]";
    };
    list("homes", homes);
    list("members", members);
    data.set("homes", Value::list(std::move(homes)));
    data.set("members", Value::list(std::move(members)));
    open.data = Value::record(std::move(data));
    tell(cat("open: {", shown, "}"), "ann");
    host::Request request;
    request.actor = {"ann", "claimed", ""};
    request.body = std::move(open);
    send(std::move(request));
  }

  // The case acted on: mostly the one opened, else one of its children.
  core::CaseState target(const Act& act) const {
    std::vector<std::uint64_t> ids;
    for (const auto& [id, ledger] : ledgers_)
      if (ledger.state().phase != core::CasePhase::closed) ids.push_back(id);
    if (ids.empty())
      return ledgers_.contains(main_) ? ledgers_.at(main_).state() : core::CaseState{};
    if (act.c % 4 != 0 && std::ranges::find(ids, main_) != ids.end())
      return ledgers_.at(main_).state();
    return ledgers_.at(ids[act.c % ids.size()]).state();
  }

  void act(const Act& act) {
    const std::uint32_t kind = act.kind % static_cast<std::uint32_t>(Do::kinds);
    const auto until = [&](Do what) { return kind < static_cast<std::uint32_t>(what); };
    const core::CaseState state = target(act);
    if (until(Do::next_timer)) return complete(state, act, "complete");
    if (until(Do::long_wait)) return pass_time(false, act);
    if (until(Do::message)) return pass_time(true, act);
    if (until(Do::verb)) return message(state, act);
    if (until(Do::effect)) return verb(state, act);
    if (until(Do::claim)) return effect(act);
    if (until(Do::late)) return complete(state, act, "claim");
    if (until(Do::again)) return late(state, act);
    if (until(Do::fill)) return repeat();
    if (until(Do::migrate)) return complete(state, act, "fill");
    migrate(state, act);
  }

  host::Request on(const core::CaseState& state, std::string by, core::CommandBody body) const {
    host::Request request;
    request.case_ref = cat(state.id.value);
    request.actor = {std::move(by), "claimed", ""};
    request.body = std::move(body);
    return request;
  }

  static std::string worker(const core::Task& task, std::uint32_t pick) {
    if (!task.owner.empty()) return task.owner;
    if (!task.candidates.empty()) return task.candidates[pick % task.candidates.size()];
    return kPeople.at(pick % kPeople.size());
  }

  void complete(const core::CaseState& state, const Act& act, const char* word) {
    if (state.tasks.empty()) return pass_time(false, act);
    const core::Task& task = state.tasks[act.a % state.tasks.size()];
    core::Act body;
    body.verb = word;
    body.task = task.id;
    const auto definition = catalog_->definition(state.versions.definition);
    const core::Step* step = definition->step(task.step);
    std::string more;
    if (step != nullptr && step->named_outcomes) {
      body.outcome = step->outcomes[act.b % step->outcomes.size()].name;
      more = cat(", outcome: ", body.outcome);
    }
    Record form;
    std::string shown;
    const auto fill = [&](const core::Form& one) {
      for (const auto& field : one.fields) answer(*field, act, form, shown);
    };
    if (step != nullptr && std::string_view(word) != "claim") {
      if (const auto* spec = std::get_if<core::TaskSpec>(&step->spec))
        for (const core::Form& one : spec->forms) fill(one);
      for (const core::Outcome& outcome : step->outcomes)
        if (outcome.name == body.outcome || !step->named_outcomes)
          for (const core::Form& one : outcome.forms) fill(one);
    }
    body.form = Value::record(std::move(form));
    const std::string by =
        act.c % 17 == 0 ? kPeople.at(act.b % kPeople.size()) : worker(task, act.b);
    const std::string act_word = std::string_view(word) == "claim"
                                     ? cat("verb: claim, step: ", task.step)
                                     : cat(word, ": ", task.step);
    tell(cat(act_word, more, shown.empty() ? "" : cat(", form: {", shown, "}")), by);
    send(on(state, by, std::move(body)));
  }

  static void answer(const core::Field& field, const Act& act, Record& form, std::string& shown) {
    if (!field.required && act.b % 3 == 0) return;
    Value value;
    switch (field.type.kind) {
      case core::TypeKind::whole:
      case core::TypeKind::number:
        value = Value::number(act.b % 9);
        break;
      case core::TypeKind::yes_no:
        value = Value::boolean(act.c % 2 == 0);
        break;
      case core::TypeKind::choice:
        value = Value::text(field.type.choices[act.b % field.type.choices.size()]);
        break;
      default:
        value = Value::text("a");
    }
    shown += cat(shown.empty() ? "" : ", ", field.name, ": ", value.str());
    form.set(field.name, std::move(value));
  }

  // What a verb is told besides: how long, which field, what goes where.
  static Value form_of(const core::CaseState& state, core::Act& body,
                       const core::Definition* definition, const Act& act) {
    if (body.verb == "extend") return Value::record({{"for", Value::text("1 working days")}});
    if (body.verb == "amend") return Value::record({{"n", Value::number(act.b % 9)}});
    if (body.verb == "add_item") {
      if (act.b % 2 == 0) body.to.clear();
      return Value::record({{"item", Value::text("one more")}});
    }
    if (body.verb == "suspend") body.reason = "waiting";
    if (body.verb == "merge") body.to = cat("T-2026-000", act.b % 3 + 1);
    if (body.verb == "retry" || body.verb == "resolve" || body.verb == "dismiss") {
      body.to.clear();
      if (!state.incidents.empty())
        body.to = cat(state.incidents[act.b % state.incidents.size()].id);
    }
    if (body.verb == "resolve" && act.b % 2 == 0)
      return Value::record({{"set", Value::record({{"n", Value::number(std::int64_t{1})}})}});
    if (body.verb != "repair" || definition == nullptr || definition->steps.empty())
      return Value::record({});
    body.to.clear();
    Record form;
    const std::string step = definition->steps[act.c % definition->steps.size()].id;
    const std::string from =
        state.tokens.empty() ? step : state.tokens[act.b % state.tokens.size()].step;
    if (act.b % 4 == 0) form.set("remove", Value::text(from));
    if (act.b % 4 == 1) form.set("add", Value::text(step));
    if (act.b % 4 == 2) form.set("move", Value::record({{from, Value::text(step)}}));
    if (act.b % 4 == 3 || act.c % 3 == 0)
      form.set("set", Value::record({{"n", Value::number(act.c % 9)}}));
    return Value::record(std::move(form));
  }

  // Mostly what the state asks for; else any.
  static std::string verb_for(const core::CaseState& state, const Act& act) {
    if (act.c % 3 != 0) {
      if (state.phase == core::CasePhase::closed) return "reopen";
      if (state.phase == core::CasePhase::suspended) return "resume";
      static constexpr std::array kHelp = {"retry", "resolve", "dismiss", "repair"};
      if (!state.incidents.empty()) return kHelp.at(act.a % kHelp.size());
    }
    return kVerbs.at(act.a % kVerbs.size());
  }

  void verb(const core::CaseState& state, const Act& act) {
    core::Act body;
    body.verb = verb_for(state, act);
    const auto running = std::ranges::count_if(ledgers_, [&](const auto& one) {
      return one.second.state().workflow == workflow_ &&
             one.second.state().phase != core::CasePhase::closed;
    });
    if (body.verb == "merge" && running < 2) return open(act);
    std::string more;
    const bool of_task = body.verb == "extend" || act.c % 5 != 0;
    if (!state.tasks.empty() && of_task) {
      const core::Task& task = state.tasks[act.b % state.tasks.size()];
      body.task = task.id;
      more = cat(", step: ", task.step);
    }
    const auto definition = catalog_->definition(state.versions.definition);
    const bool to_step = body.verb == "jump" || body.verb == "send_back" || body.verb == "return" ||
                         body.verb == "reopen";
    if (definition && to_step && !definition->steps.empty())
      body.to = definition->steps[act.b % definition->steps.size()].id;
    else if (!to_step)
      body.to = kPeople.at(act.b % kPeople.size());
    body.reason = "tried";
    body.form = form_of(state, body, definition.get(), act);
    static const std::set<std::string, std::less<>> kDesk = {"jump",  "skip",    "repair",
                                                             "retry", "resolve", "dismiss"};
    const bool engine = kDesk.contains(body.verb);
    const core::Task* task = state.task(body.task);
    const std::string by = engine ? "root" : task != nullptr ? worker(*task, act.b) : "ann";
    tell(cat("verb: ", body.verb, more, body.to.empty() ? "" : cat(", to: ", body.to),
             ", reason: ", body.reason),
         by);
    host::Request request = on(state, by, std::move(body));
    if (engine) request.actor.assurance = "engine";
    send(std::move(request));
  }

  void message(const core::CaseState& state, const Act& act) {
    const std::string name = kMessages.at(act.a % kMessages.size());
    const bool signal = name == "g1";
    if (signal)
      story_ += cat("  # at ", now(), " the signal ", name, " is raised elsewhere\n");
    else
      tell(cat("message: ", name));
    host::Request request = on(state, "", core::SendMessage{name, Value::record({}), signal});
    request.actor = {"", "engine", ""};
    send(std::move(request));
  }

  void effect(const Act& act) {
    const auto rows = store_->outbox(clock_.now().ms, kPage);
    if (!rows) return;
    std::vector<store::OutboxRow> open;
    for (const store::OutboxRow& row : *rows)
      if (row.kind != "notice" && row.kind != "digest" && row.kind != "urge") open.push_back(row);
    if (open.empty()) return pass_time(false, act);
    const store::OutboxRow& row = open[act.a % open.size()];
    const bool ok = act.b % 3 != 0;
    tell(cat("check: true, effect: {", row.kind, ": ", ok ? "ok" : "failed", "}"));
    host::Request request;
    request.case_ref = cat(row.case_id);
    request.actor = {"", "engine", ""};
    request.body = core::FinishEffect{row.effect, ok, Value::text("42")};
    send(request);
    if (act.c % 5 == 0) send(std::move(request));  // the answer comes twice
  }

  // A task that was done long ago.
  void late(const core::CaseState& state, const Act& act) {
    core::Act body;
    body.verb = "complete";
    body.task = 1 + act.a % (state.next_id + 1);
    send(on(state, kPeople.at(act.b % kPeople.size()), std::move(body)));
  }

  // The same command under the same key.
  void repeat() {
    if (last_.key.empty()) return;
    send(last_, false);
  }

  // The case goes on under the later edition, which is published the first time.
  void migrate(const core::CaseState& state, const Act& act) {
    if (editions_.later == nullptr || state.workflow != workflow_) return pass_time(false, act);
    if (!published_) {
      auto both = std::make_shared<core::Catalog>(*editions_.later);
      both->keep_from(*catalog_);
      if (const auto done = shard_->publish(editions_.later, "root"); !done)
        return void(trouble(cat("the later edition is not taken: ", done.error().text), done_));
      catalog_ = both;
      published_ = true;
    }
    const std::string& hash = editions_.later->town("t")->workflows.at(workflow_)->hash;
    core::Act body;
    body.verb = "migrate";
    body.reason = "a year later";
    body.form = Value::record({{"to", Value::text(hash)}, {"steps", editions_.steps}});
    story_ += cat("  # at ", now(), " the later edition is published and the case migrated\n");
    host::Request request = on(state, "root", std::move(body));
    request.actor.assurance = "engine";
    const std::size_t refused = out_.refusals;
    send(std::move(request));
    if (out_.refusals == refused) ++out_.migrated;
  }

  void pass_time(bool far, const Act& act) {
    const auto next = shard_->next_due();
    if (!next) return void(trouble("the timers cannot be read", done_));
    if (far) {
      clock_.set(clock_.now() + (1 + act.a % 40) * kDay);
    } else if (*next) {
      clock_.set(std::max(clock_.now(), **next + 1));
    } else {
      return;
    }
    tell("check: true");
    for (int i = 0; i < kMostFirings; ++i) {
      const auto fired = shard_->fire_due(kPage);
      ++out_.commands;
      if (!fired) return void(trouble(cat("timers failed: ", fired.error().text), done_));
      if (*fired == 0) return;
    }
  }

  // Everything that was written since the last look.
  void look() {
    std::set<std::uint64_t> touched;
    for (;;) {
      const auto rows = store_->read_all(seq_, kPage);
      if (!rows) return void(trouble("the journal cannot be read", done_));
      for (const store::JournalRow& row : *rows) {
        if (row.seq != seq_ + 1) return void(trouble("I2: a gap in the journal", done_));
        seq_ = row.seq;
        // What concerns no case (a publication, the roll) stands in chains of their own.
        const bool of_a_case = town_of(CaseId{row.case_id}) != 0;
        if (row.kind != store::RowKind::accepted || !of_a_case) continue;
        const auto body = core::decode_row(row.body);
        if (!body) return void(trouble(cat("a row cannot be read: ", body.error().text), done_));
        out_.events += body->events.size();
        if (auto broken = ledgers_[row.case_id].add(row, *body))
          return void(trouble(*broken, done_));
        touched.insert(row.case_id);
      }
      if (rows->size() < kPage) break;
    }
    for (const std::uint64_t id : touched) check(id);
  }

  void check(std::uint64_t id) {
    if (out_.trouble) return;
    const Ledger& ledger = ledgers_.at(id);
    const auto live = shard_->state(CaseId{id});
    if (!live) return void(trouble(cat("case ", id, " cannot be read"), done_));
    const Hash folded = core::state_hash(ledger.state());
    if (folded != core::state_hash(*live))
      return void(trouble("I3: the journal gives another state than the engine holds", done_));
    const auto row = store_->case_row(id);
    if (!row || !*row) return void(trouble("a case without its row", done_));
    const auto definition = catalog_->definition(live->versions.definition);
    if (!definition) return void(trouble("a case without its definition", done_));
    if (auto broken = ledger.check(*definition, town_, (*row)->wake_ms))
      return void(trouble(*broken, done_));
  }

  // I3: from the snapshot and the rest of the journal, and from what a snapshot holds.
  void replay() {
    for (const auto& [id, ledger] : ledgers_) {
      if (ledger.state().phase == core::CasePhase::closed) ++out_.closed;
      const Hash folded = core::state_hash(ledger.state());
      const auto loaded = host::load_state(*store_, CaseId{id});
      if (!loaded || core::state_hash(*loaded) != folded)
        return void(trouble("I3: snapshot and journal give another state", done_));
      const auto decoded = core::decode_state(core::encode_state(ledger.state()));
      if (!decoded || core::state_hash(*decoded) != folded)
        return void(trouble("I3: a state is not what was written of it", done_));
    }
    const auto found = store_->verify();
    if (!found || *found) trouble(cat("I2: ", found ? (*found)->text : "unreadable"), done_);
  }

  const Editions& editions_;
  std::shared_ptr<const core::Catalog> catalog_;  // all that was published
  const core::Town& town_;                        // of the first edition
  const std::string& workflow_;
  bool published_ = false;
  VirtualClock clock_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<host::Shard> shard_;
  std::map<std::uint64_t, Ledger> ledgers_;
  std::uint64_t main_ = 0, seq_ = 0;
  std::size_t keys_ = 0, done_ = 0;
  host::Request last_;
  std::string story_;
  Walked out_;
};

}  // namespace

std::vector<Act> draw_path(Prng& random, std::size_t most) {
  std::vector<Act> out(
      static_cast<std::size_t>(random.between(3, static_cast<std::int64_t>(most))));
  for (Act& act : out)
    act = {static_cast<std::uint32_t>(random.next()),
           static_cast<std::uint32_t>(random.below(1'000)),
           static_cast<std::uint32_t>(random.below(1'000)),
           static_cast<std::uint32_t>(random.below(1'000))};
  return out;
}

Walked walk(const Editions& editions, const std::string& workflow, std::span<const Act> acts) {
  return Walker(editions, workflow).run(acts);
}

}  // namespace tf::random
