// Walk: moves the tokens of a case until every one of them waits. All moves of one turn are atomic;
// the oldest token moves first. Step kinds (step/) and commands (command/) are written in its
// verbs. Limit: Turn::kMaxSteps moves a turn; beyond it the case gets an incident TOO_MANY_MOVES.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "core/assign.h"
#include "core/clocks.h"
#include "core/env.h"
#include "core/turn.h"

namespace tf::core {

// How a step is entered that was gone back to.
struct EnterAgain {
  std::string back;              // it returns to this step when done, whatever its outcome says
  std::optional<Instant> since;  // its clock runs from here, not from now
  int item = -1;                 // of an `each`: for this item alone …
  int inner = -1;                // … from this step on
};

class Walk {
 public:
  explicit Walk(Turn& turn) : turn_(turn) {}
  Turn& turn() { return turn_; }
  const CaseState& state() const { return turn_.state(); }
  const Definition& definition() { return turn_.definition(); }
  void emit(Event event) { turn_.emit(std::move(event)); }

  // ---- moving
  // A token is to enter `step` in `scope` (or the scope around it where the step stands).
  using Again = EnterAgain;
  // While a step is entered: how.
  const Again& again() const { return again_; }
  void enter(std::uint64_t scope, int step, std::string from, bool side = false,
             std::string reason = {}, Again again = {});
  void go(const Token& from, const std::vector<Target>& targets, const std::string& reason = {});
  // The token's step has completed with this outcome: clock judged, handlers dropped, set, next
  // targets entered.
  void complete(std::uint64_t token, const Outcome& outcome, const std::string& by = {},
                bool vetoed = false);
  void complete(std::uint64_t token, const std::string& by = {});  // with its first outcome
  // Withdraws all the token holds: tasks, clocks, handlers, inner scopes, attached children; then
  // itself.
  void cancel(std::uint64_t token, bool completed = false);
  // Cancels it too, but what was done inside stays to be undone (undo.cpp).
  void lay_off(std::uint64_t token);
  void cancel_scope(std::uint64_t scope);
  void drop_moves(std::uint64_t scope);  // tokens on their way into a step of it
  // Withdraws all that runs in it; the scope itself stays.
  void empty_scope(std::uint64_t scope);
  // A scope has run empty: it goes, or stays asleep for what can be undone in it.
  void close_scope(std::uint64_t scope, const Step& owner);
  // Until every token waits, no condition turns, and every light is right. Closes the case when
  // nothing is left.
  void settle();

  // ---- work
  std::uint64_t offer(const Token* token, const Step* step, const TaskSpec& spec,
                      const DueSpec& due, const std::string& ladder, const std::string& name);
  // Who is asked to do it, now.
  Resolution people_for(const TaskSpec& spec, const DueSpec& due, std::uint64_t scope);
  void withdraw_tasks(std::uint64_t token);
  // False, and nothing written, when an expression came out null by mistake and `strict`.
  bool assign(const std::vector<Assign>& sets, std::uint64_t scope, const std::string& by,
              CaseEnv* env = nullptr, bool strict = false);
  void set_fields(std::uint64_t scope, std::map<std::string, Value> values, const std::string& by);
  // The scope a field written from `scope` belongs to: the innermost item that has or defines it,
  // else the case.
  std::uint64_t home_of(std::uint64_t scope, const std::string& field) const;
  // `how`: what the table reads besides the case, and where its answer goes. `token`: who asks, and
  // stands still when there is no answer. False: no answer, an incident says why.
  bool decide_table(const std::string& table, std::uint64_t scope, const DecideSpec* how = nullptr,
                    std::uint64_t token = 0);
  // A table with `each`: one answer for each row, kept in the row.
  bool decide_rows(const std::string& table, const RuleSet& rules, std::uint64_t scope,
                   const DecideSpec* how, std::uint64_t token);
  CaseId open_child(const OpenSpec& spec, std::uint64_t token, std::uint64_t scope, bool attached);
  void open_scope(const Token& token, const std::string& block, int first_step, Scope scope);

  // ---- telling
  void tell(const Tell& tell, const std::string& place, std::uint64_t scope,
            const std::string& key);
  void notice(const std::vector<std::string>& to, const std::string& text, const std::string& key,
              std::optional<Instant> not_before, const Value& with,
              const std::string& kind = "notice");
  // What a notice carries when it is to go by these channels; null for the usual ones.
  static Value by_channels(const std::vector<std::string>& channels);
  // What stands still, and how it is tried again (incidents.h).
  struct Stuck {
    std::uint64_t token = 0, task = 0;
    Value cause;
    bool again = true;  // by itself, from time to time
  };
  void incident(const std::string& code, const std::string& zh, const std::string& en);
  void incident(const std::string& code, const std::string& zh, const std::string& en, Stuck stuck);

  // Nobody handles the error: an incident, and the case turns red.
  void uncaught(const std::string& name);

  // ---- handlers
  void arm(const Token* owner, const std::vector<Handler>& handlers);
  void run_handler(std::uint64_t owner, const Handler& handler, const std::string& cause);
  // To the innermost, oldest waiter; false when nobody waits.
  bool deliver(EventSpec::Kind kind, const std::string& name, const Value& with);
  // Why the waiter that would take this message does not: its form. `later`: who will take it up
  // when nobody waits yet, or null.
  std::optional<Rejection> message_refused(const std::string& name, const Value& with,
                                           const EventSpec* later);
  // Inside out: the step of the token itself, the steps around it, the case; false: uncaught.
  bool raise(std::uint64_t token, EventSpec::Kind kind, const std::string& name, const Value& with);
  bool raise_at(std::uint64_t token, EventSpec::Kind kind, const std::string& name,
                const Value& with);  // only the handlers of that token's own step
  bool raise_in(std::uint64_t scope, EventSpec::Kind kind, const std::string& name,
                const Value& with);
  // The message is in scope and the fields its form names are filled; false, and an incident, when
  // it does not fit.
  bool take_message(std::uint64_t scope, const EventSpec& event, const Value& with);
  // What an armed watch stands for: a handler of its owner, or a part of one or of a wait.
  struct Armed {
    const Handler* handler = nullptr;  // null: a part of a wait
    const EventSpec* event = nullptr;  // null: nothing of that name
    int part = -1;
  };
  Armed armed_event(std::uint64_t owner, const std::string& name);
  // Parts of an event of several (`any`, `all`): armed with their owner; one has come.
  void arm_parts(std::uint64_t owner, const std::string& name, const EventSpec& event,
                 std::uint64_t scope);
  void part_came(std::uint64_t owner, const Handler* handler, std::size_t part,
                 const std::string& cause);

  // ---- undoing (undo.cpp)
  // The scope `undo: what` of this token is about; 0 when there is nothing to undo.
  std::uint64_t undo_scope(const Token& token, const std::string& what);
  // Starts the newest thing to be undone in the scope, inside a scope of the token's own; false:
  // nothing is left.
  bool undo_next(std::uint64_t token, std::uint64_t scope, const std::string& step);
  // What was done in it can no longer be undone.
  void forget(std::uint64_t scope);

  // ---- reading
  const Step* step_of(const Token& token);
  int index_of(const Step& step) const;
  std::uint64_t scope_of(std::uint64_t token) const;
  int depth_of(std::uint64_t scope) const;
  // True for a token whose join has fired: nobody listens to what ends inside; the last ends it.
  bool rest_is_over(std::uint64_t token);
  // Called by kinds when something inside arrived: may fire the join.
  void arrived(std::uint64_t token);

 private:
  struct Waiter {
    int depth;
    std::uint64_t token, scope;
    const Handler* handler;  // null: a wait
    const EventSpec* event;
    std::size_t part;
    const EventSpec& one() const { return event->parts.empty() ? *event : event->parts[part]; }
  };
  // Who would take it: the innermost, oldest; of a signal all.
  std::vector<Waiter> waiters(EventSpec::Kind kind, const std::string& name, const Value& with);
  struct Move {
    std::uint64_t scope;
    int step;
    std::string from;
    bool side;
    std::string reason;
    Again again;
  };
  void run_moves();
  void place(const Move& move);
  void finish_scopes();
  bool watch_conditions();
  bool settle_meets();
  bool is_idle(std::uint64_t scope);
  bool is_in(int step, std::uint64_t scope);  // does the step stand in that scope's block?
  bool deaf(std::uint64_t owner, const Handler& handler) const;
  bool minds(std::uint64_t owner, const Handler& handler, std::uint64_t scope);
  bool caught_by(const Token* owner, EventSpec::Kind kind, const std::string& name,
                 const Value& with);
  void remember(const Token& ended, const Step& step);
  void end_early(const Token& token, bool completed, bool keep_inside);
  void record_computed();
  void close_case();
  void follow_next(std::uint64_t scope, int step_index, const Token& token,
                   const std::vector<Target>& targets, const std::string& reason);

  Turn& turn_;
  std::deque<Move> moves_;
  Again again_;
};

}  // namespace tf::core
