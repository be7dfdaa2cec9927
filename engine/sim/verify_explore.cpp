#include "sim/verify_explore.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "core/schedule.h"
#include "sim/verify_answers.h"

namespace tf::sim {

namespace {

using core::CaseState;
using core::Definition;
using core::Town;

constexpr int kMostFirings = 60;    // timers passed over one by one until something changes
constexpr int kMostSearches = 2;    // of answers to one form, in different states
constexpr std::size_t kPlaces = 4;  // where a condition was asked, kept for supposing the opposite

// A town with one case: nothing is found, nobody else is there.
class EmptyTown : public core::Lookup {
 public:
  std::vector<Found> find(const std::vector<std::string>&, Instant, bool) override { return {}; }
  Value case_fields(CaseId) override { return {}; }
  std::vector<CaseId> listening(core::EventSpec::Kind, const std::string&, CaseId) override {
    return {};
  }
  std::int64_t count(std::string_view, std::string_view, Instant) override { return 0; }
  std::pair<std::int64_t, std::int64_t> metric(std::string_view, std::string_view, Date,
                                               Date) override {
    return {0, 0};
  }
};

class Explorer {
 public:
  Explorer(const core::Catalog& catalog, const Town& town, const Definition& def,
           const Guards& guards, const VerifyOptions& options)
      : town_(town), def_(def), guards_(guards), options_(options) {
    world_.catalog = &catalog;
    world_.town = &town;
    world_.lookup = &nothing_;
    world_.new_case = [this](const Town& of, Instant) {
      ++numbers_;
      return std::pair{CaseId{(std::uint64_t{of.ordinal} << 40U) + numbers_}, cat("V-", numbers_)};
    };
    world_.suppose = [this](const rule::Program& program, bool real) {
      return answer(program, real);
    };
    start_ = town_.calendar->instant(date_of({2026, 3, 10}), 9 * kHour);
  }

  Explored run() {
    for (Move& opening : openings(world_, town_, def_)) {
      opening.at = start_;
      ways_of(kNoNode, std::move(opening));
    }
    std::size_t done = 0;
    do {
      for (; done < out_.nodes.size() && out_.complete; ++done) expand(done);
    } while (out_.complete && suppose_others());
    return std::move(out_);
  }

 private:
  struct Ran {
    bool taken = false, changed = false;
    std::size_t complaints = 0;
    std::string code, key;
    std::vector<core::Event> events;
  };
  struct Way {
    std::vector<Value> answers;
    Value nearest;
    int searches = 0;
    std::string why;
  };
  struct Asked {
    bool seen[2] = {false, false};
    std::vector<std::pair<std::size_t, Move>> places[2];
  };

  bool answer(const rule::Program& program, bool real) {
    const Guard* guard = guards_.find(program);
    if (guard == nullptr) return real;
    bool said = real;
    if (running_ != nullptr) {
      if (running_->lenient && guard->kind == Guard::Kind::refusal) said = false;
      for (const auto& [supposed, truth] : running_->supposed)
        if (supposed == guard) said = truth;
    }
    if (hearing_) heard_.emplace_back(guard, said);
    return said;
  }

  // Runs the move on `state`, in place.
  Ran play(CaseState& state, const Move& move) {
    Ran ran;
    ++out_.moves;
    const core::Command command = command_of(move, town_, def_);
    core::Turn turn(world_, state, move.at, command.actor);
    running_ = &move;
    try {
      core::Command real = command;
      if (move.kind == Move::Kind::open) real = scheduled(command, move);
      if (const auto verdict = core::decide(turn, real); !verdict) {
        ran.code = verdict.error().code;
        ran.complaints = 1 + static_cast<std::size_t>(std::ranges::count(ran.code, ',')) +
                         static_cast<std::size_t>(std::ranges::count(verdict.error().en, ';'));
      } else {
        ran.taken = true;
        ran.events = std::move(turn.events());
      }
    } catch (const Bug& bug) {
      ran.code = "bug";
      ran.complaints = 1;
    }
    running_ = nullptr;
    return ran;
  }

  // A start by the calendar has the row of its turn.
  core::Command scheduled(core::Command command, const Move& move) {
    auto& open = std::get<core::OpenCase>(command.body);
    const core::Start* start = def_.start(move.start);
    if (start == nullptr || !start->schedule || !move.by.empty()) return command;
    std::string problem;
    auto rows = core::openings(world_, town_, def_.id, move.start, move.at, problem);
    if (rows.empty()) return command;
    core::OpenCase turn = rows.front().command;
    if (open.data.is(Value::Kind::record) && !open.data.as_record().empty()) turn.data = open.data;
    command.body = std::move(turn);
    return command;
  }

  // All that a move can lead to: with the answers that are taken.
  void ways_of(std::size_t from, Move move) {
    const CaseState before = from == kNoNode ? CaseState{} : out_.nodes[from].state;
    Way& way = ways_[move.way()];
    const auto trial = [&](const Value& form) {
      Move tried = move;
      tried.data = form;
      CaseState state = before;
      heard_.clear();
      hearing_ = true;
      const Ran ran = play(state, tried);
      hearing_ = false;
      Trial out{ran.taken, ran.complaints, {}};
      if (ran.taken) out.place = guards_.key(world_, state);
      if (ran.taken) note_trial(from, tried, ran.events);
      if (!ran.taken) way.why = ran.code;
      return out;
    };
    bool any = false;
    const auto try_all = [&] {
      for (std::size_t i = 0; i < way.answers.size(); ++i) {
        Move filled = move;
        filled.data = way.answers[i];
        any = try_move(from, before, std::move(filled)) || any;
        if (!out_.complete) return;
      }
    };
    try_all();
    if ((!any || way.searches < kMostSearches) && out_.complete) {
      if (way.searches++ < kMostSearches * 2) {
        Answers found = find_answers(questions(move, before), trial);
        way.nearest = found.nearest.is_null() ? way.nearest : found.nearest;
        for (Value& answer : found.taken) {
          if (std::ranges::find(way.answers, answer) != way.answers.end()) continue;
          if (way.answers.size() < kMostAnswers) way.answers.push_back(answer);
          Move filled = move;
          filled.data = std::move(answer);
          any = try_move(from, before, std::move(filled)) || any;
          if (!out_.complete) return;
        }
      }
    }
    if (any || !out_.complete) return;
    force(from, before, std::move(move), way);
  }

  // Nobody's answers were taken: looked on as if they had been.
  void force(std::size_t from, const CaseState& before, Move move, const Way& way) {
    if (move.kind != Move::Kind::complete && move.kind != Move::Kind::open) return;
    if (told_.insert(move.way()).second) {
      out_.refused.push_back(move);
      out_.refusals.push_back(way.why);
    }
    move.lenient = true;
    move.data = way.nearest.is_null() ? Value::record({}) : way.nearest;
    if (try_move(from, before, move) || move.kind == Move::Kind::open) return;
    move.forced = true;
    try_move(from, before, std::move(move));
  }

  std::vector<Question> questions(const Move& move, const CaseState& before) {
    const Instant now = before.last == Instant{} ? start_ : before.last;
    std::vector<Question> out;
    if (move.kind == Move::Kind::open) {
      const core::Start* start = def_.start(move.start);
      const std::vector<core::Form> forms =
          def_.opening(start == nullptr ? def_.starts.front() : *start);
      std::vector<const core::Form*> asked;
      for (const core::Form& form : forms) asked.push_back(&form);
      out = questions_of(town_, guards_, asked, now);
      if (auto channels = guards_.worth_trying(core::kChannel, ""); !channels.empty())
        out.push_back({"channel", std::move(channels), 0});
      return out;
    }
    if (move.kind == Move::Kind::message || move.kind == Move::Kind::signal) {
      const auto forms = forms_of_move(move, def_);
      out = forms.empty() ? questions_of_message(town_, guards_, now)
                          : questions_of(town_, guards_, forms, now);
      if (move.data.is(Value::Kind::record))
        for (const auto& [name, value] : move.data.as_record()) {
          std::erase_if(out, [&](const Question& q) { return q.name == name; });
          out.push_back({name, {value}, 0});
        }
      return out;
    }
    return questions_of(town_, guards_, forms_of_move(move, def_), now);
  }

  static bool has_answers(const Move& move) {
    return move.kind == Move::Kind::open || move.kind == Move::Kind::complete ||
           move.kind == Move::Kind::message || move.kind == Move::Kind::signal;
  }

  // Before the next timer, so that whoever plays it sees the same.
  static Instant next_moment(const CaseState& state) {
    const Instant last = std::max(state.last, state.now);
    const Instant soon = last + kMinute;
    const auto wake = state.next_wake();
    if (!wake || *wake >= soon) return soon;
    return std::max(last, *wake);
  }

  void expand(std::size_t index) {
    if (out_.nodes[index].state.phase == core::CasePhase::closed) return reopen(index);
    for (Move& move : moves_of(world_, out_.nodes[index].state, town_, def_)) {
      const CaseState& state = out_.nodes[index].state;
      if (options_.beside_once && goes_beside_again(state, move)) continue;
      move.at = next_moment(state);
      if (has_answers(move))
        ways_of(index, std::move(move));
      else
        try_move(index, CaseState(state), std::move(move));
      if (!out_.complete) return;
    }
  }

  bool goes_beside_again(const CaseState& state, const Move& move) {
    const bool signal = move.kind == Move::Kind::signal;
    if (move.kind != Move::Kind::message && !signal) return false;
    const auto kind = signal ? core::EventSpec::Kind::signal : core::EventSpec::Kind::message;
    if (!guards_.runs_already(state, kind, move.name)) return false;
    out_.once.insert(move.name);
    return true;
  }

  // Steps a matter reported again goes on at.
  void reopen(std::size_t index) {
    for (const core::FindSpec* find : def_.finds())
      for (const core::Target& target : find->go) {
        if (target.kind != core::Target::Kind::step) continue;
        Move move;
        move.kind = Move::Kind::verb;
        move.name = "reopen";
        move.outcome = def_.steps[static_cast<std::size_t>(target.step)].id;
        move.at = next_moment(out_.nodes[index].state);
        try_move(index, CaseState(out_.nodes[index].state), std::move(move));
        if (!out_.complete) return;
      }
  }

  // False when the move was refused. A full stop is told by `complete`.
  bool try_move(std::size_t from, CaseState state, Move move) {
    const std::string before = from == kNoNode ? std::string() : guards_.key(world_, state);
    std::vector<core::Event> events;
    heard_.clear();
    for (int i = 0;; ++i) {
      if (move.kind == Move::Kind::time) {
        auto wake = state.next_wake();
        if (!wake && i == 0) return true;
        if (!wake) break;
        // Past what comes again and again, to what somebody waits for.
        if (i == kMostFirings)
          for (const core::Token& token : state.tokens)
            if (token.wake) wake = std::max(*wake, *token.wake);
        move.at = std::max(*wake + 1, state.last);
      }
      hearing_ = true;
      Ran ran = play(state, move);
      hearing_ = false;
      if (!ran.taken) return false;
      if (move.kind == Move::Kind::time && guards_.key(world_, state) == before)
        note_spinning(out_.nodes[from], ran.events);
      events.insert(events.end(), ran.events.begin(), ran.events.end());
      if (move.kind != Move::Kind::time || ran.events.empty() || i > kMostFirings ||
          guards_.key(world_, state) != before)
        break;
    }
    keep(from, std::move(state), std::move(move), before, events);
    return true;
  }

  void keep(std::size_t from, CaseState state, Move move, const std::string& before,
            const std::vector<core::Event>& events) {
    const bool supposed = (from != kNoNode && out_.nodes[from].supposed) || move.forced ||
                          move.lenient || !move.supposed.empty();
    note_heard(from, move);
    note_entered(events);
    for (const core::Incident& one : state.incidents) note_behind(one.step);
    if (!supposed) note_incidents(from, move, events);
    const std::string key = guards_.key(world_, state);
    const Move::Kind kind = move.kind;
    if (from != kNoNode && key == before) {
      out_.nodes[from].circles = out_.nodes[from].circles || kind == Move::Kind::complete ||
                                 kind == Move::Kind::effect || kind == Move::Kind::child;
      return;
    }
    const bool fresh = !index_.contains(key);
    if (out_.moves > options_.most_moves || (fresh && out_.nodes.size() >= options_.most_states)) {
      out_.complete = false;
      return;
    }
    const std::size_t at = index_.try_emplace(key, out_.nodes.size()).first->second;
    if (fresh) {
      out_.nodes.push_back(
          {std::move(state), from, std::move(move), supposed, false, false, {}, {}});
    } else if (out_.nodes[at].supposed && !supposed && from != kNoNode && from < at) {
      out_.nodes[at].supposed = false;  // there is a way that can be played
      out_.nodes[at].state = std::move(state);
      out_.nodes[at].from = from;
      out_.nodes[at].move = std::move(move);
    }
    if (from != kNoNode) out_.nodes[from].next.emplace_back(at, kind);
  }

  // Time passed and something began anew, though all is as it was.
  void note_spinning(VerifyNode& node, const std::vector<core::Event>& events) const {
    for (const core::Event& event : events) {
      const auto* placed = std::get_if<core::TokenPlaced>(&event);
      const auto* offered = std::get_if<core::TaskOffered>(&event);
      if (placed != nullptr && !placed->side) node.spins = true;
      if (offered != nullptr && offered->task.token != 0)
        node.offered_again.insert(offered->task.step);
    }
  }

  void note_entered(const std::vector<core::Event>& events) {
    for (const core::Event& event : events)
      if (const auto* placed = std::get_if<core::TokenPlaced>(&event))
        out_.entered.insert(placed->step);
  }
  // What stands still for want of data may go on in a real town.
  void note_behind(const std::string& step) {
    const auto at = def_.step_index.find(step);
    if (at == def_.step_index.end() || !behind_.insert(at->second).second) return;
    for (std::size_t i = 0; i < def_.steps.size(); ++i)
      if (guards_.reach(at->second)[i]) out_.entered.insert(def_.steps[i].id);
  }
  // Answers that lead to a place already known are not gone after; what they did on the way counts.
  void note_trial(std::size_t from, const Move& move, const std::vector<core::Event>& events) {
    note_entered(events);
    if (from != kNoNode && out_.nodes[from].supposed) return;
    note_incidents(from, move, events);
    for (const auto& [guard, truth] : heard_) asked_[guard].seen[truth ? 1 : 0] = true;
  }
  void note_incidents(std::size_t from, const Move& move, const std::vector<core::Event>& events) {
    std::string step;
    for (const core::Event& event : events) {
      if (const auto* placed = std::get_if<core::TokenPlaced>(&event)) step = placed->step;
      const auto* noted = std::get_if<core::Noted>(&event);
      if (noted == nullptr || noted->what != "incident") continue;
      if (!incidents_.emplace(noted->reason, step).second) continue;
      const core::Words text{noted->with["zh"].str(), noted->with["en"].str()};
      out_.incidents.push_back({from, move, noted->reason, step, text});
    }
  }

  void note_heard(std::size_t from, const Move& move) {
    for (const auto& [guard, truth] : heard_) {
      Asked& asked = asked_[guard];
      asked.seen[truth ? 1 : 0] = true;
      auto& places = asked.places[truth ? 1 : 0];
      if (places.size() < kPlaces && (places.empty() || places.back().first != from))
        places.emplace_back(from, move);
    }
  }

  // Where the condition was asked and was not so; for a branch nobody came to, where the choice
  // was.
  std::vector<std::pair<std::size_t, Move>> places_of(const Guard& guard, bool truth) {
    const auto& own = asked_[&guard].places[truth ? 0 : 1];
    if (!own.empty() || guard.before.empty()) return own;
    const Guard* first = guards_.find(guard.before.front());
    if (first == nullptr) return {};
    const Asked& choice = asked_[first];
    return choice.places[0].empty() ? choice.places[1] : choice.places[0];
  }

  // Conditions that were only ever one way are taken the other way once. False: there are none.
  bool suppose_others() {
    bool any = false;
    for (const Guard& guard : guards_.all()) {
      if (guard.kind == Guard::Kind::refusal) continue;
      for (const bool truth : {true, false}) {
        if (asked_[&guard].seen[truth ? 1 : 0]) continue;
        const auto places = places_of(guard, truth);
        if (places.empty()) continue;
        const rule::CanHold can = truth ? guards_.can_hold(guard) : guards_.can_fail(guard);
        if (can == rule::CanHold::no || !supposed_.emplace(&guard, truth).second) continue;
        out_.supposed.push_back(&guard);
        any = true;
        for (const auto& [from, place] : places) {
          Move move = place;
          move.supposed.emplace_back(&guard, truth);
          for (const rule::Program& before : guard.before)
            if (const Guard* other = guards_.find(before)) move.supposed.emplace_back(other, false);
          try_move(from, from == kNoNode ? CaseState{} : CaseState(out_.nodes[from].state),
                   std::move(move));
          if (!out_.complete) return false;
        }
      }
    }
    return any;
  }

  const Town& town_;
  const Definition& def_;
  const Guards& guards_;
  const VerifyOptions& options_;
  core::World world_;
  EmptyTown nothing_;
  Instant start_;
  std::uint64_t numbers_ = 0;
  const Move* running_ = nullptr;
  bool hearing_ = false;
  std::vector<std::pair<const Guard*, bool>> heard_;
  std::map<const Guard*, Asked> asked_;
  std::set<std::pair<const Guard*, bool>> supposed_;
  std::map<std::string, Way> ways_;
  std::map<std::string, std::size_t> index_;
  std::set<std::string> told_;
  std::set<int> behind_;
  std::set<std::pair<std::string, std::string>> incidents_;
  Explored out_;
};

}  // namespace

Explored explore(const core::Catalog& catalog, const Town& town, const Definition& definition,
                 const Guards& guards, const VerifyOptions& options) {
  return Explorer(catalog, town, definition, guards, options).run();
}

}  // namespace tf::sim
