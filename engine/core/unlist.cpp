#include "core/unlist.h"

#include <algorithm>

#include "base/text.h"
#include "core/rungs.h"
#include "core/walk.h"

namespace tf::core {

namespace {

constexpr std::string_view kPrefix = "unlist:";
constexpr const char* kUnlistSigned = "_unlist";  // field: who has signed so far

std::vector<std::string> signed_so_far(const CaseState& state) {
  std::vector<std::string> out;
  if (const Value& list = state.field(kUnlistSigned); list.is(Value::Kind::list))
    for (const Value& person : list.as_list()) out.push_back(person.str());
  return out;
}

void record(Turn& turn, const std::vector<std::string>& people) {
  List list;
  for (const std::string& person : people) list.push_back(Value::text(person));
  turn.emit(FieldsSet{
      1, {{kUnlistSigned, list.empty() ? Value() : Value::list(std::move(list))}}, "unlist"});
}

// How many of `total` must sign.
std::size_t needed(const model::Quota& rule, std::size_t total) {
  const auto n = static_cast<std::size_t>(std::max<std::int64_t>(rule.number, 0));
  switch (rule.kind) {
    case model::Quota::Kind::any:
      return 1;
    case model::Quota::Kind::count:
      return std::min(n, total);
    case model::Quota::Kind::percent:
      return (total * n + 99) / 100;
    default:
      return total;
  }
}

// "unlist:std:L4:0" → "std:L4"
std::string_view rung_name(const Task& task) {
  const std::string_view name = std::string_view(task.step).substr(kPrefix.size());
  return name.substr(0, name.rfind(':'));
}

void withdraw_all(Turn& turn) {
  for (const Task& task : std::vector<Task>(turn.state().tasks))
    if (is_unlist(task)) turn.emit(TaskClosed{task.id, "", ""});
}

}  // namespace

bool is_unlist(const Task& task) {
  return task.token == 0 && task.step.starts_with(kPrefix);
}

bool outlives_case(const Task& task) {
  return is_unlist(task) || (task.token == 0 && task.step.starts_with("ladder:"));
}

void ask_unlist(Walk& walk, const std::string& ladder_and_level, const BoundRung& rung) {
  for (const Task& task : walk.state().tasks)
    if (is_unlist(task)) return;
  for (std::size_t i = 0; i < rung.unlist.size(); ++i) {
    TaskSpec spec;
    spec.work = "unlist";
    spec.who = rung.unlist[i];
    walk.offer(nullptr, nullptr, spec, {}, "", cat(kPrefix, ladder_and_level, ":", i));
  }
}

Verdict sign_unlist(Turn& turn, const Act& command, const Task& task) {
  const std::string& person = turn.actor().person;
  const std::string rung_id(rung_name(task));
  const bool refused = command.outcome == "refused";
  if (!refused && !command.outcome.empty() && command.outcome != "signed" &&
      command.outcome != "done")
    return refuse("task.outcome", "摘牌只能签署（signed）或拒签（refused）",
                  "unlisting is 'signed' or 'refused'");
  std::vector<std::string> people = signed_so_far(turn.state());
  if (!refused && std::ranges::find(people, person) != people.end())
    return refuse("unlist.twice", cat(person, " 已签过；须由另一人签"),
                  cat(person, " has signed already; another person must sign this one"));
  if (refused && command.reason.empty())
    return refuse("unlist.reason", "拒签须写明理由", "a refusal needs a reason");
  begin(turn);
  Walk walk(turn);
  turn.emit(TaskClosed{task.id, refused ? "refused" : "signed", person});
  turn.emit(Noted{refused ? "unlist_refused" : "unlist_signed", person, command.reason, {}});
  const BoundRung* rung = rung_of(turn, rung_id);
  if (refused) {
    if (!people.empty()) record(turn, {});
    withdraw_all(turn);
    if (rung != nullptr) ask_unlist(walk, rung_id, *rung);
  } else {
    people.push_back(person);
    const bool enough =
        rung == nullptr || people.size() >= needed(rung->unlist_rule, rung->unlist.size());
    record(turn, enough ? std::vector<std::string>{} : people);
    if (enough) {
      withdraw_all(turn);
      CaseChanged change;
      change.listed = false;
      turn.emit(std::move(change));
    }
  }
  walk.settle();
  return {};
}

}  // namespace tf::core
