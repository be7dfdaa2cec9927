#include "sim/verify.h"

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "base/text.h"
#include "sim/verify_explore.h"
#include "sim/verify_story.h"
#include "sim/verify_ways.h"

namespace tf::sim {

namespace {

using core::CaseState;
using core::Definition;
using core::EventSpec;
using core::Step;
using core::Town;

constexpr Milliseconds kLongAfter = 365 * kDay;

std::string listed(const std::vector<std::string>& steps) {
  return cat("[", join(steps, ", "), "]");
}

class Judge {
 public:
  Judge(const Town& town, const Definition& def, const Guards& guards, const Explored& found)
      : town_(town), def_(def), guards_(guards), found_(found) {
    report_.workflow = def.id;
    report_.states = found.nodes.size();
    report_.moves = found.moves;
    report_.complete = found.complete;
  }

  VerifyReport run() {
    dead_steps();
    incidents();
    stuck();
    endless();
    doubled();
    circling_deadlines();
    idle_deadlines();
    empty_posts();
    notes();
    return std::move(report_);
  }

 private:
  const VerifyNode& node(std::size_t i) const { return found_.nodes[i]; }
  bool is_closed(std::size_t i) const { return node(i).state.phase == core::CasePhase::closed; }
  static std::vector<std::string> standing(const CaseState& state) {
    std::vector<std::string> steps;
    for (const core::Token& token : state.tokens) steps.push_back(token.step);
    std::ranges::sort(steps);
    steps.erase(std::ranges::unique(steps).begin(), steps.end());
    return steps;
  }
  // Where it stands; the steps around it, and meetings that wait for it, left out.
  std::string place(const CaseState& state) const {
    for (const core::Token& token : state.tokens)
      if (const Step* step = def_.step(token.step);
          step != nullptr && !std::holds_alternative<core::MeetSpec>(step->spec) &&
          std::ranges::none_of(state.scopes, [&](const core::Scope& scope) {
            return scope.token == token.id && !scope.kept;
          }))
        return token.step;
    return {};
  }
  static std::string waiting(const CaseState& state) { return join(standing(state), ", "); }

  void fault(std::string code, std::string step, std::string zh, std::string en,
             std::size_t at = kNoNode, const std::string& expect = {},
             std::optional<Instant> check_at = {}, const Move* last = nullptr) {
    Story story;
    story.playable = false;
    if (at != kNoNode || last != nullptr)
      story =
          story_of(found_, at, town_, def_, cat("verify-", def_.id, "-", report_.faults.size() + 1),
                   expect, check_at, last);
    report_.faults.push_back({std::move(code), std::move(step), std::move(zh), std::move(en),
                              std::move(story.text), story.playable});
  }

  void notes() {
    for (std::size_t i = 0; i < found_.refused.size(); ++i) {
      const Move& move = found_.refused[i];
      const std::string& way = move.outcome;
      report_.notes.push_back({cat("步骤“", move.name, "”", way.empty() ? "" : cat("（", way, "）"),
                                   "不收试填的内容（", found_.refusals[i], "），按已办结往下看"),
                               cat("step '", move.name, "'", way.empty() ? "" : cat(" (", way, ")"),
                                   " took none of the answers tried (", found_.refusals[i],
                                   "): looked on as if it had")});
    }
    for (const std::string& name : found_.once)
      report_.notes.push_back(
          {cat("消息“", name, "”引起的旁路又回到主流程：同一时间只看一路"),
           cat("what the message '", name,
               "' starts beside the rest leads back into it: looked at one at a time")});
    std::set<std::string> told;
    for (const Guard* guard : found_.supposed) {
      const std::string place =
          guard->step < 0 ? "" : def_.steps[static_cast<std::size_t>(guard->step)].id;
      if (!told.insert(place + guard->program.text()).second) continue;
      report_.notes.push_back(
          {cat(place.empty() ? "全案" : cat("步骤“", place, "”"), "的条件“", guard->program.text(),
               "”两种可能都试，未证明（不精确）"),
           cat(place.empty() ? "the case" : cat("step '", place, "'"), ": '", guard->program.text(),
               "' taken both ways without proof (not exact)")});
    }
    report_.exact = report_.complete && report_.notes.empty();
  }

  void dead_steps() {
    if (found_.nodes.empty()) return;  // it could not even be opened: a note says so
    std::set<int> entered;
    for (std::size_t i = 0; i < def_.steps.size(); ++i)
      if (found_.entered.contains(def_.steps[i].id)) entered.insert(static_cast<int>(i));
    for (const core::Handler& handler : def_.upon) {
      if (handler.step >= 0) entered.insert(handler.step);
      for (const core::Target& target : handler.go)
        if (target.kind == core::Target::Kind::step) entered.insert(target.step);
    }
    const std::set<int> possible = may_follow(def_, guards_, entered);
    std::vector<std::string> dead, unseen;
    for (std::size_t i = 0; i < def_.steps.size(); ++i) {
      const Step& step = def_.steps[i];
      if (found_.entered.contains(step.id) || step.kind == nullptr) continue;
      (possible.contains(static_cast<int>(i)) ? unseen : dead).push_back(step.id);
    }
    if (!unseen.empty() && report_.complete)
      report_.notes.push_back(
          {cat("试过的办法没有进入，但不能证明进不去：", join(unseen, "、")),
           cat("not entered by anything tried, and not proven dead: ", join(unseen, ", "))});
    if (dead.empty()) return;
    if (!report_.complete)
      return report_.notes.push_back(
          {cat("在查看过的状态里没有进入的步骤：", join(dead, "、")),
           cat("not entered in the states looked at: ", join(dead, ", "))});
    for (const std::string& step : dead)
      fault("verify.dead_step", step, cat("步骤“", step, "”永远进不去"),
            cat("step '", step, "' can never be entered"));
  }

  // A table without a row, an error nobody catches, a turn that never comes to rest.
  void incidents() {
    for (const Incident& one : found_.incidents) {
      const std::string expect = cat("{incidents: [", one.code, "]}");
      if (one.code == "NO_ROW" || one.code == "NO_TABLE")
        fault("verify.gap", one.step, cat("步骤“", one.step, "”的判定没有答案：", one.text.zh),
              cat("the decision at step '", one.step, "' has no answer: ", one.text.en), one.from,
              expect, {}, &one.move);
      else if (one.code == "TOO_MANY_MOVES")
        fault("verify.livelock", one.step, "流转停不下来：没有人办理也一直在走",
              "it never comes to rest: steps follow each other without anybody acting", one.from,
              expect, {}, &one.move);
      else if (is_raised(one.code))
        fault("verify.uncaught", one.step, cat("错误 ", one.code, " 没有人处理"),
              cat("nobody catches the error ", one.code), one.from, expect, {}, &one.move);
    }
  }
  bool is_raised(const std::string& code) const {
    if (code == "TOO_MANY_ROUNDS") return true;
    return std::ranges::any_of(def_.steps, [&](const Step& step) {
      const auto* raise = std::get_if<core::RaiseSpec>(&step.spec);
      return raise != nullptr && raise->kind == core::RaiseSpec::Kind::error && raise->name == code;
    });
  }

  // Something outside of the case could still move it: a condition over other cases, the clock or
  // a plugin; a field that may be amended.
  bool may_be_moved(const CaseState& state) const {
    const auto moves = [&](const rule::Program& program) {
      if (!program) return false;
      const Guard* guard = guards_.find(program);
      if (guard == nullptr || !guards_.is_own(*guard)) return true;
      return std::ranges::any_of(def_.amend, [&](const core::Amend& amend) {
        return std::ranges::any_of(program.reads(), [&](int slot) {
          return def_.fields[static_cast<std::size_t>(slot)]->name == amend.field;
        });
      });
    };
    const auto by_event = [&](const EventSpec& event) {
      if (moves(event.when)) return true;
      return std::ranges::any_of(event.parts,
                                 [&](const EventSpec& part) { return moves(part.when); });
    };
    const auto by_handlers = [&](const std::vector<core::Handler>& handlers) {
      return std::ranges::any_of(handlers,
                                 [&](const core::Handler& h) { return by_event(h.event); });
    };
    if (by_handlers(def_.upon)) return true;
    return std::ranges::any_of(state.tokens, [&](const core::Token& token) {
      const Step* step = def_.step(token.step);
      if (step == nullptr) return false;
      if (const auto* wait = std::get_if<core::WaitSpec>(&step->spec);
          wait && by_event(wait->event))
        return true;
      if (const auto* task = std::get_if<core::TaskSpec>(&step->spec);
          task && !task->who.empty() &&
          std::ranges::none_of(state.tasks, [&](const auto& t) { return t.token == token.id; }))
        return true;
      return by_handlers(step->upon);
    });
  }
  bool is_stuck(std::size_t i) const {
    return !is_closed(i) && node(i).next.empty() && !node(i).circles;
  }

  // Open, and nothing can happen any more.
  void stuck() {
    if (!report_.complete) return;
    std::set<std::string> told;
    for (std::size_t i = 0; i < found_.nodes.size(); ++i) {
      const CaseState& state = node(i).state;
      if (!is_stuck(i) || node(i).supposed || may_be_moved(state) || !state.incidents.empty())
        continue;
      if (!state.tasks.empty() && refused_here(state)) continue;
      const std::string where = waiting(state);
      if (!told.empty()) return;
      told.insert(where);
      const std::string expect = cat("{state: open, step: ", listed(standing(state)), "}");
      if (node(i).spins) {
        fault("verify.livelock", place(state), cat("停在 ", where, " 自己转圈，没有人能让它停下"),
              cat("at ", where, " it goes round by itself and nobody can stop it"), i, expect);
        continue;
      }
      fault("verify.stuck", place(state), cat("停在 ", where, "，再没有办法往下走"),
            cat("it stands at ", where, " and nothing can move it"), i, expect,
            state.last + kLongAfter);
    }
  }
  // Its tasks took no answer that was tried: a note says so.
  bool refused_here(const CaseState& state) const {
    return std::ranges::any_of(found_.refused, [&](const Move& move) {
      return std::ranges::any_of(state.tasks,
                                 [&](const core::Task& task) { return task.step == move.name; });
    });
  }

  // Something can always happen, but never an end.
  void endless() {
    if (!report_.complete) return;
    const std::size_t n = found_.nodes.size();
    std::vector<std::vector<std::size_t>> before(n);
    std::deque<std::size_t> queue;
    std::vector<bool> ends(n, false);
    for (std::size_t i = 0; i < n; ++i) {
      for (const auto& [next, kind] : node(i).next) before[next].push_back(i);
      // Where nobody can go on has been told already; what others may move has no end here.
      if (!is_closed(i) && !is_stuck(i) && !may_be_moved(node(i).state) &&
          node(i).state.incidents.empty())
        continue;
      ends[i] = true;
      queue.push_back(i);
    }
    for (; !queue.empty(); queue.pop_front())
      for (const std::size_t i : before[queue.front()])
        if (!ends[i]) {
          ends[i] = true;
          queue.push_back(i);
        }
    for (std::size_t i = 0; i < n; ++i) {
      if (ends[i] || node(i).supposed) continue;
      const CaseState& state = node(i).state;
      const std::string where = waiting(state);
      const std::string expect = cat("{state: open, step: ", listed(standing(state)), "}");
      if (by_itself(i))
        return fault(
            "verify.livelock", place(state), cat("从 ", where, " 起自己转圈，没有人能让它停下"),
            cat("from ", where, " it goes round by itself and nobody can stop it"), i, expect);
      return fault("verify.no_end", place(state), cat("从 ", where, " 起再也到不了结束"),
                   cat("from ", where, " no end can be reached any more"), i, expect);
    }
  }
  // Only time and the engine move it from here on.
  bool by_itself(std::size_t from) const {
    std::set<std::size_t> seen{from};
    std::deque<std::size_t> queue{from};
    for (; !queue.empty(); queue.pop_front()) {
      if (node(queue.front()).circles) return false;
      for (const auto& [next, kind] : node(queue.front()).next) {
        if (kind != Move::Kind::time && kind != Move::Kind::effect) return false;
        if (seen.insert(next).second) queue.push_back(next);
      }
    }
    return true;
  }

  void doubled() {
    std::set<std::string> told;
    for (std::size_t i = 0; i < found_.nodes.size(); ++i) {
      if (node(i).supposed) continue;
      std::map<std::pair<std::uint64_t, std::string>, int> seen;
      for (const core::Token& token : node(i).state.tokens) {
        const Step* step = def_.step(token.step);
        if (token.side || step == nullptr || std::holds_alternative<core::MeetSpec>(step->spec) ||
            token.message == core::kRest)
          continue;
        if (++seen[{token.scope, token.step}] != 2 || !told.insert(token.step).second) continue;
        const auto n = std::ranges::count_if(
            node(i).state.tokens, [&](const core::Token& t) { return t.step == token.step; });
        fault("verify.twice", token.step,
              cat("步骤“", token.step, "”同时办两遍：几路走到这里而没有会合"),
              cat("step '", token.step, "' runs twice at once: ways lead here that never met"), i,
              cat("{standing: {", token.step, ": ", n, "}}"));
      }
    }
  }

  // A task whose missed deadline sends it round to itself while nobody does anything.
  void circling_deadlines() {
    std::set<std::string> told;
    for (std::size_t i = 0; i < found_.nodes.size(); ++i) {
      if (node(i).supposed) continue;
      for (const std::string& step : node(i).offered_again)
        if (sends_on(step)) round(step, i, told);
      std::vector<std::size_t> path{i};
      std::set<std::size_t> seen{i};
      for (std::size_t at = i;;) {
        const auto next = std::ranges::find_if(
            node(at).next, [](const auto& way) { return way.second == Move::Kind::time; });
        if (next == node(at).next.end() || is_closed(next->first)) break;
        at = next->first;
        if (at == i) {
          if (path.size() > 1) circle(path, told);
          break;
        }
        if (!seen.insert(at).second) break;
        path.push_back(at);
      }
    }
  }
  void circle(const std::vector<std::size_t>& path, std::set<std::string>& told) {
    for (const std::size_t at : path)
      for (const core::Token& token : node(at).state.tokens)
        if (sends_on(token.step)) return round(token.step, path.front(), told);
  }
  // A task that is taken away when its time is over.
  bool sends_on(const std::string& id) const {
    const Step* step = def_.step(id);
    return step != nullptr && std::holds_alternative<core::TaskSpec>(step->spec) &&
           std::ranges::any_of(step->upon, [](const core::Handler& h) {
             return !h.keep && (h.event.kind == EventSpec::Kind::overdue ||
                                h.event.kind == EventSpec::Kind::after);
           });
  }
  void round(const std::string& id, std::size_t at, std::set<std::string>& told) {
    // All steps of one circle are one fault.
    if (!told.empty()) return;
    told.insert(id);
    fault("verify.endless_ladder", id, cat("步骤“", id, "”超期后转一圈又回来，没人办就一直转"),
          cat("missing the deadline of step '", id,
              "' leads round to it again, for ever while nobody acts"),
          at, cat("{state: open, step: ", listed(standing(node(at).state)), "}"));
  }

  // The first state in which the step waits.
  std::size_t first_at(const std::string& step) const {
    for (std::size_t i = 0; i < found_.nodes.size(); ++i)
      if (!node(i).supposed &&
          std::ranges::any_of(node(i).state.tokens,
                              [&](const core::Token& token) { return token.step == step; }))
        return i;
    return kNoNode;
  }

  void idle_deadlines() {
    for (const Step& step : def_.steps) {
      const auto* each = std::get_if<core::EachSpec>(&step.spec);
      const bool handled = std::any_of(step.upon.begin(), step.upon.end(), [](const auto& h) {
        return h.event.kind == EventSpec::Kind::overdue || h.event.kind == EventSpec::Kind::warn;
      });
      if (!step.due.present() || !step.ladder.empty() || handled || (each != nullptr && each->poll))
        continue;
      const std::size_t at = first_at(step.id);
      fault(
          "verify.idle_deadline", step.id, cat("步骤“", step.id, "”过了期限只亮黄灯，没有别的后果"),
          cat("missing the deadline of step '", step.id, "' turns it yellow and does nothing else"),
          at, cat("{step: ", step.id, "}"), after_due(at, step.id));
    }
    const bool handled = std::any_of(def_.upon.begin(), def_.upon.end(), [](const auto& h) {
      return h.event.kind == EventSpec::Kind::overdue;
    });
    if (def_.due.present() && def_.ladder.empty() && !handled)
      fault("verify.idle_deadline", "", "全案过了期限没有任何后果",
            "nothing happens when the deadline of the case is missed");
  }
  std::optional<Instant> after_due(std::size_t at, const std::string& step) const {
    if (at == kNoNode) return std::nullopt;
    for (const core::Clock& clock : node(at).state.clocks)
      if (clock.of == "step" && clock.name == step) return clock.due + kMinute;
    return std::nullopt;
  }

  bool held(const std::string& post) const {
    return std::any_of(town_.roll.nodes.begin(), town_.roll.nodes.end(), [&](const auto& place) {
      const auto holders = place.second.holds.find(post);
      return holders != place.second.holds.end() && !holders->second.empty();
    });
  }

  void empty_posts() {
    std::set<std::string> told;
    for (const Step& step : def_.steps) {
      const auto* task = std::get_if<core::TaskSpec>(&step.spec);
      if (task == nullptr) continue;
      for (const core::WhoItem& item : task->who) {
        const auto post = town_.roles.posts.find(item.name);
        if (item.kind != core::WhoItem::Kind::role || post == town_.roles.posts.end()) continue;
        if (!post->second.by.empty() || post->second.roster || held(item.name) ||
            !item.otherwise.empty() || !told.insert(item.name).second)
          continue;
        fault("verify.empty_post", step.id,
              cat("步骤“", step.id, "”的岗位“", item.name, "”没有人担任"),
              cat("nobody holds the post '", item.name, "' of step '", step.id, "'"),
              first_at(step.id), cat("{step: ", step.id, "}"));
      }
    }
  }

  const Town& town_;
  const Definition& def_;
  const Guards& guards_;
  const Explored& found_;
  VerifyReport report_;
};

}  // namespace

VerifyReport verify(const core::Catalog& catalog, const Town& town, const Definition& definition,
                    const VerifyOptions& options) {
  const auto rules =
      town.rules_at(definition.id, town.calendar->instant(date_of({2026, 3, 10}), 0));
  const Guards guards(town, definition, rules.get());
  VerifyOptions bounds = options;
  bounds.most_moves = std::max(options.most_moves, 12 * options.most_states);
  if (!guards.has_returners())
    return Judge(town, definition, guards, explore(catalog, town, definition, guards, bounds))
        .run();
  // A third of the bound for all of it, before what runs beside the rest is taken one at a time.
  VerifyOptions first = bounds;
  first.most_states /= 3;
  first.most_moves /= 3;
  Explored found = explore(catalog, town, definition, guards, first);
  if (!found.complete) {
    bounds.beside_once = true;
    found = explore(catalog, town, definition, guards, bounds);
  }
  return Judge(town, definition, guards, found).run();
}

}  // namespace tf::sim
