// render: any process drawn, as a picture or as text; with a case, where it stands.
#include <filesystem>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "cli/write_file.h"
#include "core/words.h"
#include "host/chart.h"
#include "host/shard.h"
#include "host/system_clock.h"
#include "interchange/bpmn_sketch.h"
#include "model/yaml.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;
namespace bpmn = interchange::bpmn;

struct RenderOptions {
  std::string place, workflow, town, out, data, number;
  bool svg = false, text = false;
};

bpmn::Marks marks_of(const core::CaseState& state) {
  bpmn::Marks out;
  for (const core::Token& token : state.tokens) ++out[token.step].here;
  for (const auto& [step, visits] : state.visits)
    if (visits.completed > 0) out[step].done = static_cast<int>(visits.completed);
  for (const core::Clock& clock : state.clocks)
    if (clock.of == "step" && clock.phase == core::ClockPhase::running)
      out[clock.name].light = core::word_of(clock.light);
  if (out.empty()) out[""];  // a case that has not moved is still a case
  return out;
}

int put_out(Session& session, const RenderOptions& options, const bpmn::Process& process,
            const bpmn::Marks& marks) {
  if (options.svg && process.body.elements.empty())
    return session.fail(kRefused, "流程里没有步骤可画。", "the process has no steps to draw");
  const std::string drawn = options.svg ? bpmn::to_svg(process, marks)
                                        : bpmn::to_sketch(process, marks, session.language);
  if (options.out.empty()) {
    session.out << drawn;
    return session.exit = kOk;
  }
  const auto written = replace_file(options.out, drawn);
  if (!written) return session.fail(written.error());
  session.say(cat("已写入 ", options.out), cat("wrote ", options.out));
  return session.exit = kOk;
}

// A BPMN file as it is written, without a town.
int render_bpmn(Session& session, const RenderOptions& options) {
  const auto text = host::read_text(options.place);
  if (!text) return session.fail(text.error());
  const auto root = interchange::parse_xml(*text);
  if (!root)
    return session.fail(kFindings,
                        cat(options.place, ":", root.error().line, "：", root.error().zh),
                        cat(options.place, ":", root.error().line, ": ", root.error().en));
  const bpmn::Model model = bpmn::read_model(*root);
  std::vector<std::string> names;
  for (const bpmn::Process& process : model.processes) {
    names.push_back(process.id);
    if (options.workflow.empty() || options.workflow == process.id)
      return put_out(session, options, process, {});
  }
  const auto near = closest(options.workflow, names);
  return session.fail(
      kRefused,
      cat(options.place, " 里没有流程 '", options.workflow, "'",
          near ? cat("；是否指 ", *near, "？") : cat("；有：", join(names, "、"))),
      cat(options.place, " has no process '", options.workflow, "'",
          near ? cat("; did you mean ", *near, "?") : cat("; there are: ", join(names, ", "))));
}

std::optional<core::CaseState> case_of(Session& session, const RenderOptions& options,
                                       std::shared_ptr<const core::Definition>& definition) {
  std::error_code code;
  const auto store = open_store(
      session, fs::is_directory(options.data, code) ? cat(options.data, "/town.db") : options.data,
      false);
  if (!store) return std::nullopt;
  const auto catalog = open_towns(session, {options.place}, store.get());
  if (!catalog) return std::nullopt;
  const auto head = store->head();
  if (!head) return session.fail(head.error()), std::nullopt;
  VirtualClock clock;
  clock.set(std::max(head->at, store->virtual_clock() ? Instant{} : host::SystemClock().now()));
  auto shard = host::Shard::open(catalog, *store, clock);
  if (!shard) return session.fail(shard.error()), std::nullopt;
  const auto id = (*shard)->find_case(options.number, catalog->towns().front()->id);
  if (!id) return session.fail(id.error()), std::nullopt;
  auto state = (*shard)->state(*id);
  if (!state) return session.fail(state.error()), std::nullopt;
  definition = catalog->definition(state->versions.definition);
  return std::move(*state);
}

// A file of ours names its process; its town is the one given, or the nearest folder above.
bool find_town_of(Session& session, RenderOptions& options) {
  const auto text = host::read_text(options.place);
  if (!text) return session.fail(text.error()), false;
  if (options.workflow.empty()) {
    model::Diagnostics findings;
    const auto root = model::parse_yaml(model::source_file(options.place, *text), findings);
    if (root != nullptr) options.workflow = root->text_of("workflow", root->text_of("流程"));
  }
  if (options.workflow.empty()) {
    session.fail(kUsage, cat(options.place, " 不是单个流程的文件：请写出流程编号。"),
                 cat(options.place, " is no file of one process; name the process"));
    return false;
  }
  std::string folder = options.town;
  for (fs::path up = fs::absolute(options.place).parent_path();
       folder.empty() && up != up.parent_path(); up = up.parent_path())
    if (host::town_in(host::folder_path(up.generic_string()))) folder = up.generic_string();
  if (folder.empty()) {
    session.fail(kUsage, cat(options.place, " 上层没有乡镇：加 --town 乡镇文件夹。"),
                 cat("there is no town above ", options.place, "; say --town FOLDER"));
    return false;
  }
  options.place = folder;
  return true;
}

int render(Session& session, RenderOptions options) {
  if (options.svg && options.text)
    return session.fail(kUsage, "--svg 与 --text 只能选一个。", "give --svg or --text, not both");
  if (options.number.empty() != options.data.empty())
    return session.fail(kUsage, "--case 与 --store 须一起写。", "--case and --store go together");
  std::error_code code;
  const std::string kind = fs::path(options.place).extension().string();
  if (kind == ".yaml" || kind == ".yml") {
    if (!find_town_of(session, options)) return session.exit;
  } else if (!fs::is_directory(options.place, code)) {
    return render_bpmn(session, options);
  }
  const auto town = open_one(session, options.place);
  if (!town) return session.exit;
  std::string name = options.workflow;
  std::shared_ptr<const core::Definition> definition;
  bpmn::Marks marks;
  if (!options.number.empty()) {
    const auto state = case_of(session, options, definition);
    if (!state) return session.exit;
    if (!name.empty() && name != state->workflow)
      return session.fail(
          kRefused, cat("案件 ", options.number, " 走的是 ", state->workflow, "，不是 ", name),
          cat("case ", options.number, " runs ", state->workflow, ", not ", name));
    name = state->workflow;
    marks = marks_of(*state);
  }
  const auto found = town->town.workflows.find(name);
  if (definition == nullptr && found != town->town.workflows.end()) definition = found->second;
  if (definition == nullptr) {
    std::vector<std::string> names;
    for (const auto& [id, bound] : town->town.workflows) names.push_back(id);
    return no_such_workflow(session, town->id, name, names);
  }
  const host::Chart chart = host::chart_of(*definition, town->town, nullptr, session.language);
  return put_out(session, options, chart.process, marks);
}

}  // namespace

void add_render(CLI::App& app, Session& session) {
  auto options = std::make_shared<RenderOptions>();
  CLI::App* command = app.add_subcommand(
      "render", std::string(session.pick("画出流程；给出案件则标出它走到哪里",
                                         "draws a process; with a case, where it stands")));
  command
      ->add_option("PLACE", options->place,
                   std::string(session.pick("乡镇的文件夹、流程文件或 BPMN 文件",
                                            "folder of a town, file of a process, or a BPMN file")))
      ->required();
  command->add_option("--town", options->town,
                      std::string(session.pick("流程文件所属的乡镇文件夹",
                                               "the town of a process that stands outside one")));
  command->add_option(
      "WORKFLOW", options->workflow,
      std::string(session.pick("流程编号；BPMN 文件默认第一个",
                               "id of the process; of a BPMN file the first unless said")));
  command->add_flag("--svg", options->svg, std::string(session.pick("图片", "a picture")));
  command->add_flag(
      "--text", options->text,
      std::string(session.pick("终端可读的文字（默认）", "text for a terminal (unless --svg)")));
  command->add_option("--out", options->out,
                      std::string(session.pick("写入此文件，不打印", "writes this file")));
  command->add_option(
      "--case", options->number,
      std::string(session.pick("标出这个案件的位置、已办和灯色",
                               "marks where this case stands, what is done, lights")));
  command->add_option(
      "--store,--data", options->data,
      std::string(session.pick("案件所在的数据文件夹或存储文件", "folder or store of the case")));
  command->callback([options, &session] { render(session, *options); });
}

}  // namespace tf::cli
