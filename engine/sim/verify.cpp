#include "sim/verify.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "base/check.h"
#include "base/text.h"
#include "sim/verify_moves.h"

namespace tf::sim {

namespace {

using core::CaseState;
using core::Definition;
using core::Town;

constexpr int kMostFirings = 60;  // timers passed over until something changes
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

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

struct Node {
  CaseState state;
  std::size_t from = kNone;
  Move move;
  std::vector<std::size_t> next;
};

// What conditions, tables and deadlines of the process look at.
class Looks {
 public:
  Looks(const Town& town, const Definition& def) : def_(def) {
    for (const core::Step& step : def.steps) of_step(step);
    handlers(def.upon);
    read(def.met);
    for (const core::Milestone& milestone : def.milestones) {
      read(milestone.if_);
      read(milestone.met);
    }
    for (const auto& field : def.fields) read(field->is);
    if (const auto rules =
            town.rules_at(def.id, town.calendar->instant(date_of({2026, 3, 10}), 0))) {
      for (const auto& [name, table] : rules->tables)
        for (const int slot : table.reads()) add(slot);
      for (const auto& [name, deadline] : rules->deadlines) read(deadline.by);
    }
  }
  // What makes two states the same.
  std::string key_of(const CaseState& state) const {
    std::map<std::string, int> tokens;
    for (const core::Token& token : state.tokens) ++tokens[token.step];
    std::string key = cat(static_cast<int>(state.phase), " ", state.result);
    for (const auto& [step, n] : tokens) key += cat("|", step, "*", std::min(n, 3));
    for (const std::string& name : fields_) {
      const Value& v = state.field(name);
      const bool small =
          v.is(Value::Kind::boolean) || v.is(Value::Kind::number) || v.is(Value::Kind::text);
      if (!v.is_null()) key += small ? cat("|", name, "=", v.str()) : cat("|", name);
    }
    for (const std::string& step : steps_)
      if (const auto visits = state.visits.find(step); visits != state.visits.end())
        key += cat("|+", step, std::min<std::uint64_t>(visits->second.completed, 3));
    return key;
  }

 private:
  void add(int slot) {
    if (slot >= 0 && static_cast<std::size_t>(slot) < def_.fields.size())
      fields_.insert(def_.fields[static_cast<std::size_t>(slot)]->name);
  }
  void read(const rule::Program& program) {
    if (!program) return;
    for (const int slot : program.reads()) add(slot);
    for (const int function : {core::kFnDone, core::kFnTimes, core::kFnOnTime})
      for (std::string& step : program.constant_arguments(function)) steps_.insert(std::move(step));
  }
  void refusals(const std::vector<core::Refusal>& list) {
    for (const core::Refusal& refusal : list) read(refusal.when);
  }
  void handlers(const std::vector<core::Handler>& list) {
    for (const core::Handler& handler : list) {
      read(handler.if_);
      read(handler.event.when);
    }
  }
  void of_step(const core::Step& step) {
    read(step.if_);
    handlers(step.upon);
    for (const core::Outcome& outcome : step.outcomes) {
      refusals(outcome.refuse);
      for (const core::Assign& set : outcome.set) read(set.value);
    }
    if (const auto* task = std::get_if<core::TaskSpec>(&step.spec)) refusals(task->refuse);
    if (const auto* set = std::get_if<core::SetSpec>(&step.spec))
      for (const core::Assign& one : set->set) read(one.value);
    if (const auto* wait = std::get_if<core::WaitSpec>(&step.spec)) read(wait->event.when);
    if (const auto* choose = std::get_if<core::ChooseSpec>(&step.spec))
      for (const core::Branch& branch : choose->branches) read(branch.when);
    if (const auto* each = std::get_if<core::EachSpec>(&step.spec)) {
      read(each->join.when);
      read(each->join.veto);
    }
    if (const auto* together = std::get_if<core::TogetherSpec>(&step.spec))
      read(together->join.when);
  }

  const Definition& def_;
  std::set<std::string> fields_, steps_;
};

class Explorer {
 public:
  Explorer(const core::Catalog& catalog, const Town& town, const Definition& def,
           const VerifyOptions& options)
      : town_(town), def_(def), options_(options), looks_(town, def) {
    world_.catalog = &catalog;
    world_.town = &town;
    world_.lookup = &nothing_;
    world_.new_case = [this](const Town& of, Instant) {
      ++numbers_;
      return std::pair{CaseId{(std::uint64_t{of.ordinal} << 40U) + numbers_}, cat("V-", numbers_)};
    };
    report_.workflow = def.id;
  }

  VerifyReport run() {
    const Instant start = town_.calendar->instant(date_of({2026, 3, 10}), 9 * kHour);
    for (Move& opening : openings(town_, def_)) {
      opening.at = start;
      try_move(kNone, CaseState{}, std::move(opening));
    }
    for (std::size_t i = 0; i < nodes_.size() && report_.complete; ++i) expand(i);
    report_.states = nodes_.size();
    dead_steps();
    stuck();
    endless();
    doubled();
    idle_deadlines();
    empty_posts();
    return std::move(report_);
  }

 private:
  void expand(std::size_t index) {
    if (nodes_[index].state.phase == core::CasePhase::closed) return;
    const CaseState state = nodes_[index].state;
    std::set<std::pair<std::string, std::string>> went;
    std::map<std::pair<std::string, std::string>, Move> refused;  // all answers of an outcome
    for (Move& move : moves_of(world_, state, town_, def_)) {
      move.at = std::max(state.last, state.now) + kMinute;
      const std::pair way{move.name, move.outcome};
      const Move copy = move;
      refused_.clear();
      if (!try_move(index, state, std::move(move))) return;
      if (copy.kind != Move::Kind::complete) continue;
      if (refused_.empty()) {
        went.insert(way);
      } else if (refused.try_emplace(way, copy).second) {
        codes_[way] = refused_;
      }
    }
    for (auto& [way, move] : refused) {
      if (went.contains(way)) continue;
      if (told_.insert(way).second)
        report_.notes.push_back(
            {cat("步骤“", way.first, "”", way.second.empty() ? "" : cat("（", way.second, "）"),
                 "不收试填的内容（", codes_[way], "），按已办结往下看"),
             cat("step '", way.first, "'", way.second.empty() ? "" : cat(" (", way.second, ")"),
                 " took none of the answers made up for it (", codes_[way],
                 "): looked on as if it had")});
      move.forced = true;
      if (!try_move(index, state, std::move(move))) return;
    }
  }

  // False when there are too many states.
  bool try_move(std::size_t from, CaseState state, Move move) {
    ++report_.moves;
    const std::string before = looks_.key_of(state);
    for (int i = 0; i < kMostFirings; ++i) {
      if (move.kind == Move::Kind::time) {
        const auto wake = state.next_wake();
        if (!wake) return true;
        move.at = std::max(*wake + 1, state.last);
      }
      core::Command command;
      command.actor = {move.by, move.by.empty() || move.forced ? "engine" : "claimed", ""};
      command.body = command_of(move, town_, def_);
      core::Turn turn(world_, state, move.at, command.actor);
      try {
        if (const auto verdict = core::decide(turn, command); !verdict) {
          refused_ = verdict.error().code;
          return true;
        }
      } catch (const Bug&) {
        return true;  // the core says so in its own tests
      }
      if (turn.events().empty()) return true;
      if (move.kind != Move::Kind::time || looks_.key_of(state) != before) break;
    }
    return keep(from, std::move(state), std::move(move));
  }

  bool keep(std::size_t from, CaseState state, Move move) {
    const std::string key = looks_.key_of(state);
    const auto [known, fresh] = index_.try_emplace(key, nodes_.size());
    if (from != kNone && known->second != from) nodes_[from].next.push_back(known->second);
    if (!fresh) return true;
    if (nodes_.size() >= options_.most_states) {
      index_.erase(known);
      if (from != kNone) nodes_[from].next.pop_back();
      report_.complete = false;
      return false;
    }
    for (const auto& [step, visits] : state.visits)
      if (visits.entered > 0) entered_.insert(step);
    nodes_.push_back({std::move(state), from, std::move(move), {}});
    return true;
  }

  std::string scenario(std::size_t node) const {
    std::vector<const Move*> path;
    for (std::size_t i = node; i != kNone; i = nodes_[i].from) path.push_back(&nodes_[i].move);
    std::string out = cat("scenario: verify-", def_.id, "-", report_.faults.size() + 1,
                          "\ntown: ", town_.id, "\nworkflow: ", def_.id, "\nstory:\n");
    for (auto move = path.rbegin(); move != path.rend(); ++move)
      out += story_item(**move, town_, move == path.rbegin());
    return out;
  }

  void fault(std::string code, std::string step, std::string zh, std::string en,
             std::size_t node = kNone) {
    std::string play = node == kNone ? std::string() : scenario(node);
    report_.faults.push_back(
        {std::move(code), std::move(step), std::move(zh), std::move(en), std::move(play)});
  }

  static std::string waiting(const CaseState& state) {
    std::vector<std::string> steps;
    for (const core::Token& token : state.tokens) steps.push_back(token.step);
    return join(steps, ", ");
  }

  void dead_steps() {
    std::vector<std::string> dead;
    for (const core::Step& step : def_.steps)
      if (!entered_.contains(step.id) && step.kind != nullptr) dead.push_back(step.id);
    if (dead.empty()) return;
    if (!report_.complete)
      return report_.notes.push_back(
          {cat("在查看过的状态里没有进入的步骤：", join(dead, "、")),
           cat("not entered in the states looked at: ", join(dead, ", "))});
    for (const std::string& step : dead)
      fault("verify.dead_step", step, cat("步骤“", step, "”试过的回答都进不去"),
            cat("step '", step, "' was not entered by any answer that was tried"));
  }

  // Open, and nothing can happen any more.
  void stuck() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Node& node = nodes_[i];
      if (node.state.phase == core::CasePhase::closed || !node.next.empty()) continue;
      if (!report_.complete && !moves_of(world_, node.state, town_, def_).empty()) continue;
      return fault("verify.stuck", node.state.tokens.empty() ? "" : node.state.tokens.front().step,
                   cat("停在 ", waiting(node.state), "，再没有办法往下走"),
                   cat("it stands at ", waiting(node.state), " and nothing can move it"), i);
    }
  }

  // Something can always happen, but never an end.
  void endless() {
    if (!report_.complete) return;
    std::vector<std::vector<std::size_t>> before(nodes_.size());
    std::deque<std::size_t> queue;
    std::vector<bool> ends(nodes_.size(), false);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      for (const std::size_t next : nodes_[i].next) before[next].push_back(i);
      // Where nobody can go on has been told already.
      if (nodes_[i].state.phase != core::CasePhase::closed && !nodes_[i].next.empty()) continue;
      ends[i] = true;
      queue.push_back(i);
    }
    for (; !queue.empty(); queue.pop_front())
      for (const std::size_t i : before[queue.front()])
        if (!ends[i]) {
          ends[i] = true;
          queue.push_back(i);
        }
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (!ends[i] && !nodes_[i].next.empty())
        return fault("verify.no_end", nodes_[i].state.tokens.front().step,
                     cat("从 ", waiting(nodes_[i].state), " 起再也到不了结束"),
                     cat("from ", waiting(nodes_[i].state), " no end can be reached any more"), i);
  }

  void doubled() {
    std::set<std::string> told;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      std::set<std::pair<std::uint64_t, std::string>> seen;
      for (const core::Token& token : nodes_[i].state.tokens) {
        const core::Step* step = def_.step(token.step);
        if (token.side || std::holds_alternative<core::MeetSpec>(step->spec)) continue;
        if (seen.emplace(token.scope, token.step).second || !told.insert(token.step).second)
          continue;
        fault("verify.twice", token.step,
              cat("步骤“", token.step, "”同时办两遍：几路走到这里而没有会合"),
              cat("step '", token.step, "' runs twice at once: ways lead here that never met"), i);
      }
    }
  }

  void idle_deadlines() {
    for (const core::Step& step : def_.steps) {
      const auto* each = std::get_if<core::EachSpec>(&step.spec);
      const bool handled = std::any_of(step.upon.begin(), step.upon.end(), [](const auto& h) {
        return h.event.kind == core::EventSpec::Kind::overdue ||
               h.event.kind == core::EventSpec::Kind::warn;
      });
      if (!step.due.present() || !step.ladder.empty() || handled || (each != nullptr && each->poll))
        continue;
      fault("verify.idle_deadline", step.id,
            cat("步骤“", step.id, "”过了期限只亮黄灯，没有别的后果"),
            cat("missing the deadline of step '", step.id,
                "' turns it yellow and does nothing else"));
    }
    const bool handled = std::any_of(def_.upon.begin(), def_.upon.end(), [](const auto& h) {
      return h.event.kind == core::EventSpec::Kind::overdue;
    });
    if (def_.due.present() && def_.ladder.empty() && !handled)
      fault("verify.idle_deadline", "", "全案过了期限没有任何后果",
            "nothing happens when the deadline of the case is missed");
  }

  bool held(const std::string& post) const {
    return std::any_of(town_.roll.nodes.begin(), town_.roll.nodes.end(), [&](const auto& node) {
      const auto holders = node.second.holds.find(post);
      return holders != node.second.holds.end() && !holders->second.empty();
    });
  }

  void empty_posts() {
    std::set<std::string> told;
    for (const core::Step& step : def_.steps) {
      const auto* task = std::get_if<core::TaskSpec>(&step.spec);
      if (task == nullptr) continue;
      for (const core::WhoItem& item : task->who) {
        const auto post = town_.roles.posts.find(item.name);
        if (item.kind != core::WhoItem::Kind::role || post == town_.roles.posts.end()) continue;
        if (!post->second.by.empty() || held(item.name) || !item.otherwise.empty() ||
            !told.insert(item.name).second)
          continue;
        fault("verify.empty_post", step.id,
              cat("步骤“", step.id, "”的岗位“", item.name, "”没有人担任"),
              cat("nobody holds the post '", item.name, "' of step '", step.id, "'"));
      }
    }
  }

  const Town& town_;
  const Definition& def_;
  const VerifyOptions& options_;
  core::World world_;
  EmptyTown nothing_;
  std::uint64_t numbers_ = 0;
  std::vector<Node> nodes_;
  std::map<std::string, std::size_t> index_;
  std::set<std::string> entered_;
  Looks looks_;
  std::string refused_;  // the code of the last move that did not go
  std::map<std::pair<std::string, std::string>, std::string> codes_;
  std::set<std::pair<std::string, std::string>> told_;
  VerifyReport report_;
};

}  // namespace

VerifyReport verify(const core::Catalog& catalog, const Town& town, const Definition& definition,
                    const VerifyOptions& options) {
  return Explorer(catalog, town, definition, options).run();
}

}  // namespace tf::sim
