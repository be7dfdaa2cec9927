// incident list, retry, resolve, skip: what went wrong inside cases. timer list, fire, retry: what
// moves by itself, and when.
#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/office.h"
#include "host/incidents.h"

namespace tf::cli {

namespace {

struct IncidentOptions {
  CaseOptions office;
  std::string incident;
  std::vector<std::string> set;
  std::string answer, person;
};

std::string when(const Zone& zone, const std::optional<Instant>& at) {
  return at ? to_string(zone.local(*at)) : "-";
}

int list(Session& session, const IncidentOptions& options) {
  const auto office = Office::open(session, options.office);
  if (!office) return session.exit;
  const auto open =
      host::open_incidents(office->store(), office->catalog(), options.office.town_id);
  if (!open) return session.fail(open.error());
  List all;
  const Zone& zone = office->first_town().calendar->zone();
  for (const host::OpenIncident& one : *open) {
    const core::Incident& i = one.incident;
    if (!session.json)
      session.out << one.number << "  " << i.id << "  " << i.code << "  "
                  << (i.step.empty() ? "-" : i.step) << "  " << session.pick("已试 ", "tries ")
                  << i.tries << "  " << session.pick("再试 ", "next ") << when(zone, i.next) << "  "
                  << session.pick(i.zh, i.en) << '\n';
    all.push_back(host::incident_value(one));
  }
  if (session.json) session.out << to_json(Value::list(std::move(all))) << '\n';
  if (open->empty()) session.say("没有未了的异常。", "no incident is open");
  return session.exit = kOk;
}

int act(Session& session, const IncidentOptions& options, const char* verb) {
  core::Act act;
  act.verb = verb;
  act.to = options.incident;
  act.reason = options.office.reason;
  act.outcome = options.office.outcome;
  return send_act(session, options.office, std::move(act));
}

// The values it should have come to, as `case repair` writes them.
int resolve(Session& session, const IncidentOptions& options) {
  const Value set = pairs(session, options.set, '=', true);
  if (set.is_null()) return session.exit;
  Record form;
  if (!options.set.empty()) form.set("set", set);
  if (!options.answer.empty()) form.set("answer", Value::text(options.answer));
  if (!options.person.empty()) form.set("person", Value::text(options.person));
  core::Act act;
  act.verb = "resolve";
  act.to = options.incident;
  act.reason = options.office.reason;
  act.outcome = options.office.outcome;
  act.form = Value::record(std::move(form));
  return send_act(session, options.office, std::move(act));
}

// What is due next in a case, or in all of them: soonest first.
int timers(Session& session, const IncidentOptions& options) {
  const auto office = Office::open(session, options.office);
  if (!office) return session.exit;
  const Zone& zone = office->first_town().calendar->zone();
  std::vector<std::uint64_t> ids;
  if (!options.office.ref.empty()) {
    const auto id = office->shard().find_case(options.office.ref, options.office.town_id);
    if (!id) return session.fail(id.error());
    ids.push_back(id->value);
  } else {
    constexpr std::int64_t kEver = INT64_MAX;
    const auto due = office->store().due(kEver, options.office.limit);
    if (!due) return session.fail(due.error());
    for (const store::DueCase& one : *due) ids.push_back(one.id);
  }
  List all;
  for (const std::uint64_t id : ids) {
    const auto state = office->shard().state(CaseId{id});
    if (!state) return session.fail(state.error());
    for (const host::Timer& timer : host::timers_of(*state)) {
      if (!session.json)
        session.out << when(zone, timer.at) << "  " << state->number << "  " << timer.kind << "  "
                    << timer.name << '\n';
      all.push_back(Value::record({{"at", Value::text(zone.format(timer.at))},
                                   {"number", Value::text(state->number)},
                                   {"kind", Value::text(timer.kind)},
                                   {"name", Value::text(timer.name)}}));
    }
  }
  if (session.json) session.out << to_json(Value::list(std::move(all))) << '\n';
  return session.exit = kOk;
}

int fire(Session& session, const IncidentOptions& options) {
  const auto office = Office::open(session, options.office);
  if (!office) return session.exit;
  std::size_t fired = 0;
  for (;;) {
    const auto some = office->fire(options.office.limit);
    if (!some) return session.fail(some.error());
    fired += *some;
    if (*some == 0) break;
  }
  if (session.json)
    session.out << "{\"fired\":" << fired << "}\n";
  else
    session.out << session.pick("已触发的案件：", "cases fired: ") << fired << '\n';
  return session.exit = kOk;
}

// Effects that wait for their next attempt are tried at once; who performs them is `serve`.
int retry_effects(Session& session, const IncidentOptions& options) {
  const auto office = Office::open(session, options.office);
  if (!office) return session.exit;
  constexpr std::size_t kMost = 1000;
  constexpr std::int64_t kEver = INT64_MAX;
  auto waiting = office->store().outbox(kEver, kMost);
  if (!waiting) return session.fail(waiting.error());
  std::erase_if(*waiting, [](const store::OutboxRow& row) { return row.tries == 0; });
  for (store::OutboxRow& row : *waiting) row.next_ms = office->now().ms;
  if (const auto settled = office->shard().settle_outbox(*waiting); !settled)
    return session.fail(settled.error());
  if (session.json)
    session.out << "{\"again\":" << waiting->size() << "}\n";
  else
    session.out << session.pick("立即再试的对外动作：", "effects to be tried at once: ")
                << waiting->size() << '\n';
  return session.exit = kOk;
}

CLI::App* of_case(CLI::App& group, Session& session,
                  const std::shared_ptr<IncidentOptions>& options, const char* name, const char* zh,
                  const char* en) {
  CLI::App* command = group.add_subcommand(name, std::string(session.pick(zh, en)));
  command
      ->add_option("CASE", options->office.ref,
                   std::string(session.pick("案件编号", "number of the case")))
      ->required();
  command->add_option("INCIDENT", options->incident,
                      std::string(session.pick("异常编号；只有一个时可省",
                                               "number of the incident; may be left out when "
                                               "there is one")));
  actor_options(*command, options->office, session);
  command->add_option("--reason", options->office.reason,
                      std::string(session.pick("缘由", "reason")));
  return command;
}

}  // namespace

void add_incident(CLI::App& app, Session& session) {
  auto options = std::make_shared<IncidentOptions>();
  CLI::App* group = app.add_subcommand(
      "incident", std::string(session.pick("案件里的异常", "what went wrong inside cases")));
  group->require_subcommand(1);
  CLI::App* command =
      group->add_subcommand("list", std::string(session.pick("未了的异常", "the open ones")));
  store_options(*command, options->office, session, true);
  command->add_option("--in", options->office.town_id,
                      std::string(session.pick("乡镇编号", "id of a town")));
  command->callback([options, &session] { list(session, *options); });
  command = of_case(*group, session, options, "retry", "再试一次", "tries again");
  command->callback([options, &session] { act(session, *options, "retry"); });
  command = of_case(*group, session, options, "resolve", "按应有的值办完这一步",
                    "completes the step with the values it should have come to");
  command->add_option("--set", options->set,
                      std::string(session.pick("字段=值，可多次", "FIELD=VALUE, may be repeated")));
  command->add_option(
      "--answer", options->answer,
      std::string(session.pick("对外动作应有的答复", "what the effect should have answered")));
  command->add_option("--person", options->person,
                      std::string(session.pick("任务交给谁", "who takes the task")));
  command->add_option("--outcome", options->office.outcome,
                      std::string(session.pick("按哪个结果往下走", "by which outcome it goes on")));
  command->callback([options, &session] { resolve(session, *options); });
  command = of_case(*group, session, options, "skip", "不再试，案件往下走",
                    "gives it up: the case goes on without");
  command->add_option("--outcome", options->office.outcome,
                      std::string(session.pick("按哪个结果往下走", "by which outcome it goes on")));
  command->callback([options, &session] { act(session, *options, "dismiss"); });

  group = app.add_subcommand(
      "timer", std::string(session.pick("到时自己会动的事", "what moves by itself, and when")));
  group->require_subcommand(1);
  const auto timer = [&](const char* name, const char* zh, const char* en,
                         int (*run)(Session&, const IncidentOptions&)) {
    CLI::App* one = group->add_subcommand(name, std::string(session.pick(zh, en)));
    store_options(*one, options->office, session, true);
    one->add_option("--at", options->office.at,
                    std::string(session.pick("虚拟时钟的时间", "time of the virtual clock")));
    one->add_option("--limit", options->office.limit,
                    std::string(session.pick("最多几件", "cases at most")));
    one->callback([options, &session, run] { run(session, *options); });
    return one;
  };
  timer("list", "将要到时的", "what is due next", timers)
      ->add_option("CASE", options->office.ref,
                   std::string(session.pick("只看这一件", "of this case only")));
  timer("fire", "触发已到时的", "fires what is due", fire);
  timer("retry", "失败待再试的对外动作立即再试", "effects that failed are tried at once",
        retry_effects);
}

}  // namespace tf::cli
