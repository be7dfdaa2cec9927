#include "host/shard.h"

#include <algorithm>
#include <deque>
#include <iterator>

#include "base/check.h"
#include "base/log.h"
#include "base/text.h"
#include "core/codec.h"
#include "host/batch.h"
#include "host/case_loader.h"
#include "host/erasure.h"
#include "host/publication.h"
#include "host/request_mark.h"
#include "host/roll_acts.h"
#include "host/rule_changes.h"
#include "host/schedules.h"

namespace tf::host {

namespace {

core::CommandKey short_key(std::string_view bytes) {
  const Hash hash = sha256(bytes);
  core::CommandKey key{};
  std::copy_n(hash.begin(), key.size(), key.begin());
  return key;
}

Answer failed(Error error) {
  Answer answer;
  answer.kind = Answer::Kind::failed;
  answer.error = std::move(error);
  return answer;
}

Answer reused_key() {
  return failed({Errc::conflict, "this Idempotency-Key was used for another request; use a new key",
                 "同一个 Idempotency-Key 已用于另一个请求；新的请求请换新的键"});
}

}  // namespace

Request::Prints prints_of(const Request& request) {
  return {short_key(cat(request.town, '\0', request.key)),
          short_key(core::encode_row(request.actor, request.body, {}) + request.case_ref)};
}

Result<core::CaseState> load_state(store::Store& store, CaseId id, std::uint64_t upto,
                                   Hash* case_hash) {
  store::History history{id.value, TF_TRY(store.snapshot(id.value)), {}};
  if (history.snapshot && upto != 0 && history.snapshot->case_seq > upto) history.snapshot.reset();
  LoadedCase loaded = TF_TRY(fold_history(history));
  core::CaseState& state = loaded.state;
  constexpr std::size_t kPage = 500;
  for (;;) {
    const std::uint64_t before = state.seq;
    const auto rows = TF_TRY(store.read_case(id.value, state.seq, kPage));
    TF_OK(fold_rows(loaded, rows, upto));
    if (rows.size() < kPage || state.seq == before) break;
  }
  if (state.seq == 0)
    return fail(Errc::not_found, cat("there is no case ", id.value), cat("没有事项 ", id.value));
  if (case_hash != nullptr) *case_hash = loaded.case_hash;
  return std::move(state);
}

struct Shard::Impl {
  std::shared_ptr<const core::Catalog> catalog;
  store::Store& store;
  const Clock& clock;
  ShardOptions options;
  BatchRunner runner;
  std::shared_ptr<const core::Sources> published;  // what stands in the store; null: look there
  RuleChanges changes;
  RollActs rolls;
  Schedules schedules;
  std::optional<CaseLoader> loader;
  bool armed = false;
  Impl(std::shared_ptr<const core::Catalog> c, store::Store& s, const Clock& k, ShardOptions o,
       const std::map<std::string, std::string>& settings)
      : catalog(std::move(c)),
        store(s),
        clock(k),
        options(std::move(o)),
        runner(catalog, store, options),
        rolls(runner, changes, settings),
        schedules(settings) {}

  // A clock set by hand that stands at zero has not begun; nothing is armed before it has.
  Result<void> arm() {
    if (armed || clock.now() <= Instant{}) return {};
    armed = true;
    runner.begin(clock.now());
    runner.batch().settings = schedules.arm(runner.world(), clock.now(), options.schedules_of);
    return runner.commit();
  }

  // While this batch of timers is fired, the next one is read; not worth it where there is none.
  void load_after(const store::DueCase& last, Instant now, std::size_t limit) {
    constexpr Milliseconds kAhead = kSecond;
    if (!options.load_ahead || limit == 0) return;
    if (!loader) loader.emplace(store);
    loader->after(last, (now + kAhead).ms, limit);
  }
  void take_loaded(const store::DueCase& due) {
    if (!loader || runner.holds(CaseId{due.id})) return;
    if (auto loaded = loader->take(due)) runner.adopt(*std::move(loaded));
  }

  // One turn of a schedule, at most `limit` cases a commit; the cursor moves with the last of them.
  Result<bool> open_turn(const Schedules::Turn& turn, std::size_t limit) {
    std::string problem;
    std::vector<core::Opening> all;
    runner.begin(clock.now());  // nothing is staged: what expressions read is what is committed
    if (turn.opens)
      all = core::openings(runner.world(), *turn.town, turn.workflow, turn.start, turn.at, problem);
    if (!problem.empty())
      log_error("a schedule opened nothing", {{"workflow", turn.workflow}, {"why", problem}});
    if (turn.looks && problem.empty()) return open_where_it_holds(turn, std::move(all), limit);
    std::size_t opened = 0;
    for (core::Opening& opening : all) {
      core::Command command;
      command.key = short_key(cat("schedule", '\0', turn.town->id, '\0', turn.workflow,
                                  turn.start.empty() ? "" : "/", turn.start, '\0', turn.at.ms, '\0',
                                  opening.row));
      if (TF_TRY(store.by_key(command.key))) continue;  // opened, or refused, before a stop
      if (opened++ == limit) {                          // the rest next time
        TF_OK(runner.commit());
        return true;
      }
      command.actor = {"", "engine", ""};
      command.body = std::move(opening.command);
      runner.run(command, {});
    }
    const auto [key, value] = schedules.cursor(turn);
    runner.batch().settings[key] = value;
    TF_OK(runner.commit());
    schedules.done(runner.world(), turn);
    return true;
  }

  // A case where the condition holds now and did not before; what is left over the limit waits for
  // the next look. False: all is as it was, and nothing is written.
  Result<bool> open_where_it_holds(const Schedules::Turn& turn, std::vector<core::Opening> all,
                                   std::size_t limit) {
    Schedules::Turn then = turn;
    then.held.clear();
    std::size_t opened = 0;
    for (core::Opening& opening : all) {
      if (!turn.held.contains(opening.row)) {
        if (opened == limit) continue;
        ++opened;
        core::Command command;
        command.key = short_key(cat("condition", '\0', turn.town->id, '\0', turn.workflow,
                                    turn.start.empty() ? "" : "/", turn.start, '\0', turn.at.ms,
                                    '\0', opening.row));
        command.actor = {"", "engine", ""};
        command.body = std::move(opening.command);
        runner.run(command, {});
      }
      then.held.insert(opening.row);
    }
    const bool changed = opened > 0 || then.held != turn.held;
    if (changed) {
      const auto [key, value] = schedules.cursor(then);
      runner.batch().settings[key] = value;
      TF_OK(runner.commit());
    }
    schedules.done(runner.world(), then);
    return changed;
  }

  // The first answer of this key, when it was used before.
  std::optional<Answer> answered(const core::CommandKey& key, const core::CommandKey& request) {
    auto row = store.by_key(key);
    if (!row) return failed(row.error());
    if (!*row) return std::nullopt;
    const auto body = core::decode_row((*row)->body);
    if (!body) return failed(body.error());
    // A row without a hash of its request: what was asked is not to be read, nor to be guessed.
    if (!same_request(runner.book(), body->actor, body->command, (*row)->request, request))
      return reused_key();
    Answer answer;
    answer.repeated = true;
    answer.case_id = (*row)->case_id;
    if (body->rejection) {
      answer.kind = Answer::Kind::refused;
      answer.rejection = *body->rejection;
      return answer;
    }
    if (std::holds_alternative<core::ChangeRoll>(body->command)) {
      answer.kind = Answer::Kind::accepted;
      answer.body = roll_row_answer(*body, (*row)->case_seq);
      return answer;
    }
    const auto then = load_state(store, CaseId{(*row)->case_id}, (*row)->case_seq);
    if (!then) return failed(then.error());
    answer.kind = Answer::Kind::accepted;
    answer.opened = std::holds_alternative<core::OpenCase>(body->command);
    answer.body = answer_json(*then, *catalog, (*row)->case_seq);
    return answer;
  }

  // Towns do not see each other's cases.
  bool is_elsewhere(CaseId id, const std::string& of) const {
    const core::Town* town = of.empty() ? nullptr : catalog->town(of);
    return !of.empty() && (town == nullptr || town->ordinal != town_of(id));
  }

  Result<CaseId> find_case(const std::string& ref, const std::string& town) {
    if (!ref.empty() &&
        std::all_of(ref.begin(), ref.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
        ref.size() < 19) {
      std::uint64_t n = std::stoull(ref);
      if (town_of(CaseId{n}) == 0) {  // the counter alone
        const core::Town* t = catalog->town(town);
        if (t == nullptr && catalog->towns().size() == 1) t = catalog->towns().front();
        n = case_id(t == nullptr ? 1 : t->ordinal, n).value;
      }
      return CaseId{n};
    }
    if (const std::uint64_t staged = runner.staged_number(ref)) return CaseId{staged};
    const auto row = TF_TRY(store.case_by_number(ref));
    if (!row) return fail(Errc::not_found, cat("there is no case ", ref), cat("没有事项 ", ref));
    return CaseId{row->id};
  }
};

Shard::Shard(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Shard::~Shard() = default;

Result<std::unique_ptr<Shard>> Shard::open(std::shared_ptr<const core::Catalog> catalog,
                                           store::Store& store, const Clock& clock,
                                           ShardOptions options) {
  TF_OK(store.keys().usable());
  const auto settings = TF_TRY(store.settings());
  auto impl = std::make_unique<Impl>(std::move(catalog), store, clock, options, settings);
  TF_OK(impl->runner.start());
  TF_OK(impl->rolls.begin());
  impl->catalog = impl->runner.catalog();
  TF_OK(impl->runner.finish_erasures(clock.now()));  // begun before a stop
  impl->changes = RuleChanges(settings);
  return std::unique_ptr<Shard>(new Shard(std::move(impl)));
}

Answer Shard::run(const Request& request) {
  return run(std::span(&request, 1)).front();
}

std::vector<Answer> Shard::run(std::span<const Request> requests) {
  return run_batch(requests.size(), [&](std::size_t i, std::span<const Answer>) -> const Request& {
    return requests[i];
  });
}

std::vector<Answer> Shard::rehearse(std::span<const Request> requests) {
  return run_batch(
      requests.size(),
      [&](std::size_t i, std::span<const Answer>) -> const Request& { return requests[i]; }, true);
}

std::vector<Answer> Shard::run(std::span<Request> requests, const Prepare& prepare) {
  return run_batch(requests.size(),
                   [&](std::size_t i, std::span<const Answer> before) -> const Request& {
                     prepare(requests[i], before);
                     return requests[i];
                   });
}

template <class NextRequest>
std::vector<Answer> Shard::run_batch(std::size_t count, const NextRequest& next, bool rehearsal) {
  std::vector<Answer> answers(count);
  std::vector<std::size_t> repeats(count, SIZE_MAX);  // the same key twice in one batch
  std::map<core::CommandKey, std::size_t> seen;
  const Instant now = impl_->clock.now();
  impl_->runner.begin(now);
  for (std::size_t i = 0; i < count; ++i) {
    const Request& request = next(i, std::span(answers).first(i));
    core::Command command;
    core::CommandKey digest{};
    if (!request.key.empty()) {
      const Request::Prints prints = request.prints ? *request.prints : prints_of(request);
      command.key = prints.key;
      digest = prints.content;
      if (const auto again = seen.find(command.key); again != seen.end()) {
        repeats[i] = again->second;
        if (impl_->runner.digest_of(command.key) != digest) {
          repeats[i] = SIZE_MAX;
          answers[i] = reused_key();
        }
        continue;
      }
      if (auto first = impl_->answered(command.key, digest)) {
        answers[i] = std::move(*first);
        continue;
      }
      seen.emplace(command.key, i);
    }
    if (!std::holds_alternative<core::FinishEffect>(request.body) && says_sealed(request.body)) {
      answers[i] = failed({Errc::invalid, "a text begins like a sealed one: write it as it is read",
                           "有一段文字的开头像是封存的内容：请照读到的样子写"});
      seen.erase(command.key);
      continue;
    }
    if (const auto* roll = std::get_if<core::ChangeRoll>(&request.body)) {
      command.actor = request.actor;
      command.body = request.body;
      command.lang = request.lang;
      answers[i] = impl_->rolls.act(*roll, std::move(command), digest, now);
      continue;
    }
    if (!std::holds_alternative<core::OpenCase>(request.body)) {
      auto target = impl_->find_case(request.case_ref, request.town);
      if (target && impl_->is_elsewhere(*target, request.town))
        target =
            fail(Errc::not_found, cat("there is no case ", request.case_ref, " in ", request.town),
                 cat(request.town, " 没有事项 ", request.case_ref));
      if (!target) {
        answers[i] = failed(target.error());
        seen.erase(command.key);
        continue;
      }
      command.target = *target;
    }
    command.actor = request.actor;
    command.body = request.body;
    command.lang = request.lang;
    impl_->runner.stand_at(std::min(request.at.value_or(now), now));
    answers[i] = impl_->runner.run(command, digest);
  }
  if (rehearsal) {
    impl_->runner.abandon();
    impl_->rolls.put_back();
    impl_->catalog = impl_->runner.catalog();
    return answers;
  }
  const auto committed = impl_->runner.commit();
  committed ? impl_->rolls.committed() : impl_->rolls.ask_store();
  impl_->catalog = impl_->runner.catalog();  // another roll, or it knows older processes now
  if (!committed) {
    for (Answer& answer : answers)
      if (answer.kind != Answer::Kind::failed && !answer.repeated)
        answer = failed(committed.error());
  }
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (repeats[i] != SIZE_MAX) {
      answers[i] = answers[repeats[i]];
      answers[i].repeated = true;
    }
  return answers;
}

Result<std::size_t> Shard::fire_due(std::size_t limit) {
  TF_OK(impl_->arm());
  const Instant now = impl_->clock.now();
  auto due = TF_TRY(impl_->store.due(now.ms, limit));
  while (const auto turn = impl_->schedules.due(impl_->runner.world(), now)) {
    if (due.empty() || turn->at.ms <= due.front().wake_ms) {
      if (TF_TRY(impl_->open_turn(*turn, limit))) return std::size_t{1};
      continue;  // a look after which all is as it was
    }
    std::erase_if(due, [&](const store::DueCase& one) { return one.wake_ms >= turn->at.ms; });
    break;
  }
  if (due.empty()) return std::size_t{0};
  impl_->load_after(due.back(), now, due.size() < limit ? 0 : limit);
  impl_->runner.begin(now);
  for (const store::DueCase& one : due) {
    impl_->take_loaded(one);
    core::Command command;
    command.target = CaseId{one.id};
    command.actor = {"", "engine", ""};
    command.body = core::FireTimers{};
    impl_->runner.run(command, {});
  }
  TF_OK(impl_->runner.commit());
  return due.size();
}

Result<std::optional<Instant>> Shard::next_due() {
  TF_OK(impl_->arm());
  std::optional<Instant> first = impl_->schedules.next();
  if (const auto wake = TF_TRY(impl_->store.next_due()); wake && (!first || *wake < first->ms))
    first = Instant{*wake};
  return first;
}

Result<void> Shard::settle_outbox(const std::vector<store::OutboxRow>& retry) {
  impl_->runner.begin(impl_->clock.now());
  impl_->runner.batch().outbox = retry;
  return impl_->runner.commit();
}

Result<bool> Shard::publish(std::shared_ptr<const core::Catalog> catalog, const std::string& by) {
  for (const core::Town* town : impl_->catalog->towns()) {
    if (catalog->town(town->id) != nullptr) continue;
    store::CaseFilter filter;
    filter.town = town->id;
    filter.limit = 1;
    if (!TF_TRY(impl_->store.cases(filter)).empty())
      return fail(Errc::conflict,
                  cat("town ", town->id, " has cases here; it cannot be taken away"),
                  cat("乡镇 ", town->id, " 在此有事项，不能撤走"));
  }
  auto merged = std::make_shared<core::Catalog>(*catalog);
  merged->keep_from(*impl_->catalog);
  auto published = impl_->published ? publication(*impl_->published, *merged)
                                    : TF_TRY(publication(impl_->store, *merged));
  const Instant now = impl_->clock.now();
  impl_->runner.begin(now);
  if (published)
    TF_OK(impl_->runner.stage_of_no_case({by, by.empty() ? "engine" : "claimed", ""},
                                         *std::move(published)));
  TreeHistory trees = impl_->runner.trees();
  trees.note(*merged, now, impl_->runner.batch().settings);
  const auto imported =
      impl_->rolls.import(*merged, {by, by.empty() ? "engine" : "claimed", ""}, now);
  const auto committed = imported ? impl_->runner.commit() : imported;
  if (!committed) {
    if (!imported) impl_->runner.abandon();
    impl_->rolls.ask_store();
    impl_->catalog = impl_->runner.catalog();
    return std::unexpected(committed.error());
  }
  impl_->rolls.committed();
  impl_->runner.use(std::move(trees));
  if (merged->sources) impl_->published = merged->sources;
  impl_->catalog = std::move(merged);
  impl_->runner.use(impl_->catalog);
  impl_->armed = false;
  impl_->changes.look_again();
  TF_OK(begin_due_rules());
  return published.has_value();
}

Result<void> Shard::erase(const Erasure& erasure) {
  impl_->runner.begin(impl_->clock.now());
  TF_OK(impl_->runner.begin_erasure(erasure));
  TF_OK(impl_->runner.finish_erasures(impl_->clock.now()));
  return {};
}

Result<void> Shard::begin_due_rules() {
  return impl_->changes.begin_due(*impl_->catalog, impl_->clock.now(), impl_->runner);
}

Result<std::size_t> Shard::apply_rules(const std::string& town, const std::string& workflow,
                                       const std::string& by) {
  if (impl_->catalog->town(town) == nullptr)
    return fail(Errc::not_found, cat("there is no town ", town), cat("没有乡镇 ", town));
  impl_->runner.begin(impl_->clock.now());
  impl_->changes.begin({town, workflow, by, true, false, 0, {}}, impl_->runner);
  TF_OK(impl_->runner.commit());
  std::size_t changed = 0;
  while (const auto moved = TF_TRY(go_on())) changed += *moved;
  return changed;
}

Result<std::optional<std::size_t>> Shard::go_on() {
  if (const auto moved = TF_TRY(
          impl_->changes.go_on(*impl_->catalog, impl_->store, impl_->clock.now(), impl_->runner)))
    return moved;
  return impl_->runner.go_on_broadcast(impl_->clock.now());
}

const core::Catalog& Shard::catalog() const {
  return *impl_->catalog;
}
std::shared_ptr<const core::Catalog> Shard::shared_catalog() const {
  return impl_->catalog;
}
store::Store& Shard::store() {
  return impl_->store;
}
std::uint64_t Shard::last_seq() const {
  return impl_->runner.last_seq();
}

Shard::Left Shard::left() {
  return impl_->runner.left();
}
std::uint64_t Shard::commits() const {
  return impl_->runner.commits();
}
Result<core::CaseState> Shard::state(CaseId id) {
  return impl_->runner.state(id);
}
Result<CaseId> Shard::find_case(const std::string& ref, const std::string& town) {
  return impl_->find_case(ref, town);
}

}  // namespace tf::host
