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
  std::string refused;  // why the last move that was tried did not go
};

// What makes two states the same.
std::string key_of(const CaseState& state, const Definition& def) {
  std::map<std::string, int> tokens;
  for (const core::Token& token : state.tokens) ++tokens[token.step];
  std::string key = cat(static_cast<int>(state.phase), " ", state.result);
  for (const auto& [step, n] : tokens) key += cat("|", step, "*", std::min(n, 3));
  for (const auto& field : def.fields) {
    const Value& v = state.field(field->name);
    if (v.is(Value::Kind::boolean) || v.is(Value::Kind::number) ||
        (v.is(Value::Kind::text) && field->type.kind == core::TypeKind::choice))
      key += cat("|", field->name, "=", v.str());
    else if (!v.is_null())
      key += cat("|", field->name);
  }
  for (const auto& [step, visits] : state.visits)
    if (visits.completed > 0) key += cat("|+", step);
  return key;
}

class Explorer {
 public:
  Explorer(const core::Catalog& catalog, const Town& town, const Definition& def,
           const VerifyOptions& options)
      : town_(town), def_(def), options_(options) {
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
    for (Move& move : moves_of(world_, state, town_, def_)) {
      move.at = std::max(state.last, state.now) + kMinute;
      if (!try_move(index, state, std::move(move))) return;
    }
  }

  // False when there are too many states.
  bool try_move(std::size_t from, CaseState state, Move move) {
    ++report_.moves;
    const std::string before = key_of(state, def_);
    for (int i = 0; i < kMostFirings; ++i) {
      if (move.kind == Move::Kind::time) {
        const auto wake = state.next_wake();
        if (!wake) return true;
        move.at = std::max(*wake + 1, state.last);
      }
      core::Command command;
      command.actor = {move.by, move.by.empty() ? "engine" : "claimed", ""};
      command.body = command_of(move, town_, def_);
      core::Turn turn(world_, state, move.at, command.actor);
      try {
        if (const auto verdict = core::decide(turn, command); !verdict) {
          if (from != kNone && move.kind == Move::Kind::complete)
            nodes_[from].refused = verdict.error().code;
          return true;
        }
      } catch (const Bug&) {
        return true;  // the core says so in its own tests
      }
      if (turn.events().empty()) return true;
      if (move.kind != Move::Kind::time || key_of(state, def_) != before) break;
    }
    return keep(from, std::move(state), std::move(move));
  }

  bool keep(std::size_t from, CaseState state, Move move) {
    const std::string key = key_of(state, def_);
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
    nodes_.push_back({std::move(state), from, std::move(move), {}, {}});
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
    for (const core::Step& step : def_.steps)
      if (!entered_.contains(step.id) && step.kind != nullptr)
        fault("verify.dead_step", step.id,
              cat("步骤“", step.id, "”",
                  report_.complete ? "永远进不去" : "在查看过的状态里没有进入"),
              cat("step '", step.id, "' is ",
                  report_.complete ? "never entered" : "not entered in the states looked at"));
  }

  // Open, and nothing can happen any more.
  void stuck() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const Node& node = nodes_[i];
      if (node.state.phase == core::CasePhase::closed || !node.next.empty()) continue;
      if (!report_.complete && !moves_of(world_, node.state, town_, def_).empty()) continue;
      const std::string why = node.refused.empty() ? "" : cat(" (", node.refused, ")");
      return fault("verify.stuck", node.state.tokens.empty() ? "" : node.state.tokens.front().step,
                   cat("停在 ", waiting(node.state), "，再没有办法往下走", why),
                   cat("it stands at ", waiting(node.state), " and nothing can move it", why), i);
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
      if (nodes_[i].state.phase != core::CasePhase::closed) continue;
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
  VerifyReport report_;
};

}  // namespace

VerifyReport verify(const core::Catalog& catalog, const Town& town, const Definition& definition,
                    const VerifyOptions& options) {
  return Explorer(catalog, town, definition, options).run();
}

}  // namespace tf::sim
