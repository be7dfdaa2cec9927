// verify: every outcome, message and deadline of a process, tried on the real core.
#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "cli/verify_towns.h"
#include "host/town_files.h"
#include "sim/verify.h"

namespace tf::cli {

namespace {

struct VerifyArguments {
  std::string town;
  std::vector<std::string> workflows;  // ids or files; empty: all of the town
  std::size_t states = sim::VerifyOptions{}.most_states;
};

bool is_file(const std::string& name) {
  return name.ends_with(".yaml") || name.ends_with(".yml");
}

// The id of a workflow, or those a file holds.
std::vector<std::string> ids_of(const std::string& workflow) {
  if (!is_file(workflow)) return {workflow};
  const auto text = host::read_text(workflow);
  if (!text) return {workflow};
  model::Diagnostics findings;
  std::vector<std::string> ids;
  for (const model::Document& one :
       model::split_workflows(model::read_document(workflow, *text, findings)))
    ids.push_back(one.id);
  return ids;
}

// `verify FILE`: the town that has the file.
bool find_town(Session& session, VerifyArguments& arguments) {
  if (!is_file(arguments.town)) return true;
  const auto folder = town_folder_of(arguments.town);
  if (!folder) {
    session.fail(
        kRefused, cat("没有乡镇包含 ", arguments.town, "；请写 verify 乡镇文件夹 ", arguments.town),
        cat("no town includes ", arguments.town, "; write: verify TOWN_DIR ", arguments.town));
    return false;
  }
  arguments.workflows.insert(arguments.workflows.begin(), arguments.town);
  arguments.town = *folder;
  return true;
}

void print(Session& session, const sim::VerifyReport& report) {
  session.out << report.workflow << ": " << report.states << session.pick(" 种状态，", " states, ")
              << report.moves << session.pick(" 次动作", " moves")
              << (!report.complete ? session.pick("（未看完，可加大 --states）",
                                                  " (not all looked at: raise --states)")
                  : report.exact   ? session.pick("，精确", ", exact")
                                   : session.pick("，部分不精确", ", exact but for what follows"))
              << '\n';
  for (const core::Words& note : report.notes) session.out << "  " << session.pick(note) << '\n';
  for (const sim::VerifyFault& fault : report.faults) {
    session.out << "  " << session.pick(fault.zh, fault.en) << " [" << fault.code << "]\n";
    if (fault.scenario.empty()) continue;
    for (const std::string_view line : split(fault.scenario, '\n'))
      if (!line.empty()) session.out << "    " << line << '\n';
  }
}

Value as_value(const sim::VerifyReport& report) {
  List faults, notes;
  for (const sim::VerifyFault& fault : report.faults)
    faults.push_back(Value::record({{"code", Value::text(fault.code)},
                                    {"step", Value::text(fault.step)},
                                    {"zh", Value::text(fault.zh)},
                                    {"en", Value::text(fault.en)},
                                    {"scenario", Value::text(fault.scenario)},
                                    {"playable", Value::boolean(fault.playable)}}));
  for (const core::Words& note : report.notes)
    notes.push_back(Value::record({{"zh", Value::text(note.zh)}, {"en", Value::text(note.en)}}));
  return Value::record({{"workflow", Value::text(report.workflow)},
                        {"states", Value::number(static_cast<std::int64_t>(report.states))},
                        {"moves", Value::number(static_cast<std::int64_t>(report.moves))},
                        {"complete", Value::boolean(report.complete)},
                        {"exact", Value::boolean(report.exact)},
                        {"notes", Value::list(std::move(notes))},
                        {"faults", Value::list(std::move(faults))}});
}

int verify(Session& session, VerifyArguments arguments) {
  if (!find_town(session, arguments)) return session.exit;
  const auto catalog = open_towns(session, {arguments.town});
  if (!catalog) return session.exit;
  const auto id = host::town_in(arguments.town);
  const core::Town* town = id ? catalog->town(*id) : catalog->towns().front();
  std::vector<std::string> wanted, names;
  for (const std::string& workflow : arguments.workflows)
    for (std::string& one : ids_of(workflow)) wanted.push_back(std::move(one));
  for (const auto& [name, definition] : town->workflows) names.push_back(name);
  for (const std::string& workflow : wanted)
    if (!town->workflows.contains(workflow)) {
      const auto near = closest(workflow, names);
      return session.fail(
          kRefused,
          cat("乡镇 ", town->id, " 没有流程 '", workflow, "'",
              near ? cat("；是否指 ", *near, "？") : cat("；有：", join(names, "、"))),
          cat("town ", town->id, " has no workflow '", workflow, "'",
              near ? cat("; did you mean ", *near, "?") : cat("; there are: ", join(names, ", "))));
    }
  List all;
  std::size_t faults = 0;
  for (const auto& [name, definition] : town->workflows) {
    if (!wanted.empty() && std::ranges::find(wanted, name) == wanted.end()) continue;
    sim::VerifyOptions options;
    options.most_states = std::max<std::size_t>(arguments.states, 1);
    const sim::VerifyReport report = sim::verify(*catalog, *town, *definition, options);
    faults += report.faults.size();
    if (session.json)
      all.push_back(as_value(report));
    else
      print(session, report);
  }
  if (session.json) session.out << to_json(Value::list(std::move(all))) << '\n';
  return session.exit = faults == 0 ? kOk : kFindings;
}

}  // namespace

void add_verify(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<VerifyArguments>();
  CLI::App* command = app.add_subcommand(
      "verify", std::string(session.pick("把流程的每个结果、消息和期限都走一遍，找出毛病",
                                         "plays every outcome, message and deadline of a process "
                                         "and tells what can go wrong")));
  command
      ->add_option("TOWN", arguments->town,
                   std::string(session.pick("乡镇文件夹，或一个流程的文件",
                                            "the folder of a town, or the file of a process")))
      ->required();
  command->add_option("WORKFLOW", arguments->workflows,
                      std::string(session.pick("流程编号或文件；不写为全部",
                                               "ids or files of workflows; all without")));
  command->add_option("--states", arguments->states,
                      std::string(session.pick("最多看多少种状态", "most states to look at")));
  command->callback([arguments, &session] { verify(session, *arguments); });
}

}  // namespace tf::cli
