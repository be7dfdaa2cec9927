// case, explain: work on cases from a terminal, through the engine in this process. While a server
// holds the store these commands say so: it is one writer's.
#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/office.h"
#include "core/command/verbs.h"
#include "host/opened.h"
#include "host/view.h"

namespace tf::cli {

namespace {

constexpr const char* kLights[] = {"green", "yellow", "red"};

int list(Session& session, const CaseOptions& options) {
  const auto store = open_store(session, options.store, false);
  if (!store) return session.exit;
  store::CaseFilter filter;
  const auto given = [](const std::string& s) {
    return s.empty() ? std::nullopt : std::optional(s);
  };
  filter.town = given(options.town_id);
  filter.workflow = given(options.workflow);
  filter.phase = given(options.phase);
  filter.owner = given(options.owner);
  filter.text = given(options.search);
  filter.limit = options.limit;
  for (std::uint8_t i = 0; i < 3; ++i)
    if (options.light == kLights[i]) filter.light = i;
  const auto rows = store->cases(filter);
  if (!rows) return session.fail(rows.error());
  List all;
  for (const store::CaseRow& row : *rows) {
    const std::string due = row.due_ms ? to_utc_string(Instant{*row.due_ms}) : "";
    if (!session.json)
      session.out << row.number << "  " << kLights[std::min<std::uint8_t>(row.light, 2)] << "  "
                  << row.phase << "  " << row.stage << "  " << (due.empty() ? "-" : due) << "  "
                  << (row.owner.empty() ? "-" : row.owner) << "  " << row.title << '\n';
    all.push_back(
        Value::record({{"case", Value::text(cat(row.id))},
                       {"number", Value::text(row.number)},
                       {"town", Value::text(row.town)},
                       {"workflow", Value::text(row.workflow)},
                       {"title", Value::text(row.title)},
                       {"state", Value::text(row.phase)},
                       {"stage", Value::text(row.stage)},
                       {"light", Value::text(kLights[std::min<std::uint8_t>(row.light, 2)])},
                       {"owner", Value::text(row.owner)},
                       {"due", due.empty() ? Value() : Value::text(due)}}));
  }
  if (session.json) session.out << to_json(Value::list(std::move(all))) << '\n';
  return session.exit = kOk;
}

int show(Session& session, const CaseOptions& options) {
  const auto office = Office::open(session, options);
  if (!office) return session.exit;
  const auto id = office->shard().find_case(options.ref, options.town_id);
  if (!id) return session.fail(id.error());
  auto state = office->shard().state(*id);
  if (!state) return session.fail(state.error());
  host::open_sealed(office->store(), *state);
  if (session.json) {
    session.out << host::case_json(*state, office->catalog()) << '\n';
    return session.exit = kOk;
  }
  const auto sentences = host::explain_case(*state, office->catalog());
  session.out << (session.zh() ? sentences.first : sentences.second) << '\n';
  const auto entries = host::timeline(office->store(), id->value, office->catalog());
  if (!entries) return session.fail(entries.error());
  const Zone& zone = office->first_town().calendar->zone();
  for (const host::TimelineEntry& entry : *entries)
    session.out << "  " << to_string(zone.local(entry.at)) << "  "
                << (session.zh() ? entry.zh : entry.en) << '\n';
  return session.exit = kOk;
}

int explain(Session& session, const CaseOptions& options) {
  const auto office = Office::open(session, options);
  if (!office) return session.exit;
  const auto id = office->shard().find_case(options.ref, options.town_id);
  if (!id) return session.fail(id.error());
  auto state = office->shard().state(*id);
  if (!state) return session.fail(state.error());
  host::open_sealed(office->store(), *state);
  auto [zh, en] = host::explain_case(*state, office->catalog());
  const auto decisions = host::explain_decisions(office->store(), id->value, office->catalog());
  if (!decisions) return session.fail(decisions.error());
  zh += decisions->first;
  en += decisions->second;
  if (session.json)
    session.out << to_json(Value::record({{"zh", Value::text(zh)}, {"en", Value::text(en)}}))
                << '\n';
  else
    session.out << (session.zh() ? zh : en) << '\n';
  return session.exit = kOk;
}

int open_case(Session& session, const CaseOptions& options) {
  const auto data = json_argument(options.form);
  if (!data) return session.fail(data.error());
  const auto office = Office::open(session, options);
  if (!office) return session.exit;
  core::OpenCase open;
  open.town = options.town_id.empty() ? office->first_town().id : options.town_id;
  open.workflow = options.workflow;
  open.data = *data;
  open.channel = (*data)["channel"].is(Value::Kind::text) ? (*data)["channel"].as_text() : "";
  host::Request request;
  request.town = open.town;
  request.body = std::move(open);
  return send(session, *office, options, std::move(request));
}

// The task meant: that of the step, else one the actor may do when the verb needs one.
std::uint64_t task_for(const CaseOptions& options, const core::CaseState& state) {
  const auto* info = core::find_verb(options.verb);
  std::uint64_t out = 0;
  for (const core::Task& task : state.tasks) {
    const bool may = task.owner.empty() ? std::ranges::find(task.candidates, options.actor) !=
                                              task.candidates.end()
                                        : task.owner == options.actor;
    const bool meant =
        options.step.empty() ? may && info != nullptr && info->on_task : task.step == options.step;
    if (meant && (out == 0 || may)) out = task.id;
  }
  return out;
}

int act(Session& session, const CaseOptions& options) {
  const auto form = json_argument(options.form);
  if (!form) return session.fail(form.error());
  return send_act(session, options, [&](const core::CaseState& state) -> std::optional<core::Act> {
    core::Act act;
    act.verb = options.verb;
    act.outcome = options.outcome;
    act.to = options.to;
    act.reason = options.reason;
    act.form = *form;
    act.task = task_for(options, state);
    if (act.task != 0 || options.step.empty()) return act;
    session.fail(kRefused, cat("步骤 '", options.step, "' 没有待办任务；用 case show 查看。"),
                 cat("no task of step '", options.step, "' is open; see case show"));
    return std::nullopt;
  });
}

void acting(CLI::App& command, CaseOptions& options, Session& session) {
  actor_options(command, options, session);
  command.add_option(
      "--form,--data", options.form,
      std::string(session.pick("表单：JSON、@文件 或 -", "the form: JSON, @FILE or -")));
}

// Verbs with commands of their own, or of the engine alone.
bool has_own_command(std::string_view verb) {
  return verb.starts_with('@') || verb == "repair" || verb == "migrate" || verb == "retry" ||
         verb == "dismiss" || verb == "resolve";
}

void add_verbs(CLI::App& group, const std::shared_ptr<CaseOptions>& options, Session& session) {
  for (const core::VerbInfo& verb : core::verb_table()) {
    if (has_own_command(verb.word)) continue;
    CLI::App* command =
        group.add_subcommand(verb.word, std::string(session.pick(verb.zh, verb.word)));
    command
        ->add_option("CASE", options->ref,
                     std::string(session.pick("案件编号", "number of the case")))
        ->required();
    if (verb.word == std::string_view("add_sign")) command->alias("cosign");
    if (verb.word == std::string_view("suspend")) command->alias("pause");
    acting(*command, *options, session);
    command->add_option("--step", options->step, std::string(session.pick("步骤", "step")));
    command->add_option("--outcome", options->outcome,
                        std::string(session.pick("结果", "outcome")));
    command->add_option("--to", options->to,
                        std::string(session.pick("给谁，到哪", "to whom, or where")));
    command->add_option("--reason", options->reason, std::string(session.pick("缘由", "reason")));
    command->callback([options, word = std::string(verb.word), &session] {
      options->verb = word;
      act(session, *options);
    });
  }
}

}  // namespace

void add_case(CLI::App& app, Session& session) {
  auto options = std::make_shared<CaseOptions>();
  CLI::App* group = app.add_subcommand(
      "case", std::string(session.pick("查看和办理案件", "look at cases and work on them")));
  group->require_subcommand(1);
  CLI::App* command = group->add_subcommand("list", std::string(session.pick("清单", "a list")));
  store_options(*command, *options, session, false);
  command->add_option("--in", options->town_id,
                      std::string(session.pick("乡镇编号", "id of a town")));
  command->add_option("--workflow", options->workflow,
                      std::string(session.pick("流程", "process")));
  command->add_option("--state", options->phase, "open, suspended, closed");
  command->add_option("--light", options->light, "green, yellow, red");
  command->add_option("--owner", options->owner, std::string(session.pick("承办人", "owner")));
  command->add_option(
      "--text", options->search,
      std::string(session.pick("编号或名称含此文字", "number or title contains this")));
  command->add_option("--limit", options->limit,
                      std::string(session.pick("最多几行", "rows at most")));
  command->callback([options, &session] { list(session, *options); });

  command =
      group->add_subcommand("show", std::string(session.pick("一件的全部", "all of one case")));
  command
      ->add_option("CASE", options->ref,
                   std::string(session.pick("案件编号", "number of the case")))
      ->required();
  store_options(*command, *options, session, true);
  command->callback([options, &session] { show(session, *options); });

  command = group->add_subcommand("open", std::string(session.pick("立案", "opens a case")));
  command
      ->add_option("WORKFLOW", options->workflow,
                   std::string(session.pick("流程编号", "id of the process")))
      ->required();
  acting(*command, *options, session);
  command->add_option("--in", options->town_id,
                      std::string(session.pick("乡镇编号", "id of a town")));
  command->callback([options, &session] { open_case(session, *options); });
  add_verbs(*group, options, session);
  add_repair(*group, session);

  struct What {
    std::vector<std::string> words;
  };
  auto what = std::make_shared<What>();
  auto of_case = std::make_shared<CaseOptions>();
  CLI::App* explain_command = app.add_subcommand(
      "explain", std::string(session.pick(
                     "讲解一个代码，或一件案件为什么如此：explain case N",
                     "teaches a code, or why a case stands where it stands: explain case N")));
  explain_command->add_option("WHAT", what->words, "TF0103, flow.unknown_step, case N")->required();
  explain_command->add_option("--store", of_case->store,
                              std::string(session.pick("存储文件", "the store's file")));
  explain_command->add_option("--town", of_case->towns,
                              std::string(session.pick("乡镇的文件夹", "folders of towns")));
  explain_command->callback([what, of_case, &session] {
    if (what->words.size() == 2 && what->words[0] == "case") {
      of_case->ref = what->words[1];
      if (of_case->store.empty() || of_case->towns.empty())
        return void(session.fail(kUsage, "explain case 要写 --store 文件 --town 文件夹。",
                                 "explain case needs --store FILE --town DIR"));
      return void(explain(session, *of_case));
    }
    const model::Code* code = model::find_code(what->words[0]);
    if (code == nullptr) {
      std::vector<std::string> names;
      for (const model::Code& known : model::all_codes()) {
        names.emplace_back(known.name);
        names.emplace_back(known.number);
      }
      const auto near = closest(what->words[0], names);
      return void(session.fail(
          kRefused,
          cat("没有代码 '", what->words[0], "'", near ? cat("；是否指 ", *near, "？") : "。"),
          cat("there is no code '", what->words[0], "'",
              near ? cat("; did you mean ", *near, "?") : "; codes look like TF0103")));
    }
    if (session.json)
      session.out << to_json(Value::record({{"number", Value::text(code->number)},
                                            {"name", Value::text(code->name)},
                                            {"zh", Value::text(code->help_zh)},
                                            {"en", Value::text(code->help_en)}}))
                  << '\n';
    else
      session.out << code->number << "  " << code->name << "\n"
                  << session.pick(code->zh, code->en) << "\n\n"
                  << session.pick(code->help_zh, code->help_en) << '\n';
  });
}

}  // namespace tf::cli
