// import bpmn: processes of a BPMN 2.0 file as workflows; export bpmn: a workflow as such a file,
// with its diagram. Both with a report of what did not come along.
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/graph_files.h"
#include "cli/towns.h"
#include "cli/write_file.h"
#include "host/chart.h"
#include "host/town_files.h"
#include "interchange/bpmn.h"
#include "interchange/bpmn_decision.h"
#include "interchange/bpmn_write.h"
#include "model/print.h"
#include "model/shape.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

struct BpmnOptions {
  std::vector<std::string> files;
  std::string folder, town;
};

void add_notes(List& out, const std::string& file,
               const std::vector<interchange::BpmnNote>& notes) {
  for (const interchange::BpmnNote& note : notes)
    out.push_back(Value::record({{"file", Value::text(file)},
                                 {"element", Value::text(note.element)},
                                 {"line", Value::number(std::int64_t{note.line})},
                                 {"zh", Value::text(note.zh)},
                                 {"en", Value::text(note.en)}}));
}

void tell(Session& session, const std::string& file,
          const std::vector<interchange::BpmnNote>& notes, bool errors) {
  for (const interchange::BpmnNote& note : notes)
    session.err << file << ":" << note.line << ": "
                << (errors ? session.pick("错误", "error") : session.pick("注意", "note")) << ": "
                << (note.element.empty() ? "" : cat(note.element, ": "))
                << session.pick(note.zh, note.en) << "\n";
}

// What was written or printed, and what was said.
class BpmnImporter {
 public:
  BpmnImporter(Session& session, const BpmnOptions& options)
      : session_(session), options_(options) {}

  int run() {
    if (!options_.town.empty()) {
      const auto town = open_one(session_, options_.town);
      if (!town) return session_.exit;
      for (const auto& [post, about] : town->town.roles.posts) fill_.posts.insert(post);
      for (const auto& [person, about] : town->town.roll.persons) fill_.persons.insert(person);
    }
    std::vector<std::pair<std::string, std::string>> models;  // file, text
    for (const std::string& file : options_.files) {
      if (is_dmn(file)) {
        if (!take_decisions(file)) return session_.exit;
        continue;
      }
      auto text = host::read_text(file);
      if (!text) return session_.fail(text.error());
      models.emplace_back(file, std::move(*text));
    }
    // What they call of each other has to be known before one of them is written; through a chain
    // of calls it takes a round for each link.
    for (std::size_t round = 0; models.size() > 1 && round < models.size(); ++round)
      for (const auto& [file, text] : models)
        if (const auto read = interchange::read_bpmn(text, fill_)) {
          for (const auto& [process, names] : read->passed)
            fill_.passed[process].insert(names.begin(), names.end());
          for (const auto& [process, names] : read->known)
            fill_.known[process].insert(names.begin(), names.end());
        }
    for (const auto& [file, text] : models)
      if (!take_processes(file, text)) return session_.exit;
    if (session_.json)
      session_.out << to_json(Value::record({{"files", Value::list(std::move(files_))},
                                             {"errors", Value::list(std::move(errors_))},
                                             {"not_carried", Value::list(std::move(notes_))}}))
                   << '\n';
    return session_.exit = failed_ ? kFindings : kOk;
  }

 private:
  bool put(const std::string& id, const std::string& yaml) {
    Record row{{"id", Value::text(id)}};
    if (options_.folder.empty()) {
      if (!session_.json) session_.out << "# " << id << ".yaml\n" << yaml;
      row.set("text", Value::text(yaml));
    } else {
      const fs::path path = fs::path(options_.folder) / cat(id, ".yaml");
      std::error_code code;
      fs::create_directories(options_.folder, code);
      std::ofstream file(path, std::ios::binary);
      if (!(file << yaml << std::flush)) {
        session_.fail({Errc::io, cat("cannot write ", path.string())});
        return false;
      }
      if (!session_.json) session_.out << path.generic_string() << '\n';
      row.set("path", Value::text(path.generic_string()));
    }
    files_.push_back(Value::record(std::move(row)));
    return true;
  }

  // Decisions that tasks ask come along as tables and graphs of ours.
  bool take_decisions(const std::string& file) {
    interchange::Report report;
    const auto models = open_dmn(session_, file, &report);
    if (!models) return false;
    const auto written = interchange::write_graph(
        models->front(), interchange::id_of_name(fs::path(file).stem().string()));
    interchange::add_decisions(models->front(), written, fill_);
    for (const interchange::NativeFile& one : written)
      if (!put(one.id, one.text)) return false;
    std::vector<interchange::BpmnNote> notes;
    for (const interchange::NotCarried& row : report.rows)
      notes.push_back(
          {row.what, row.line, cat("未带过来：", row.zh), cat("not carried over: ", row.en)});
    add_notes(notes_, file, notes);
    if (!session_.json) tell(session_, file, notes, false);
    return true;
  }

  bool take_processes(const std::string& file, const std::string& text) {
    auto read = interchange::read_bpmn(text, fill_);
    if (!read) {
      const interchange::XmlError& error = read.error();
      session_.fail(kFindings, cat(file, ":", error.line, ":", error.column, "：", error.zh),
                    cat(file, ":", error.line, ":", error.column, ": ", error.en));
      return false;
    }
    for (interchange::BpmnWorkflow& workflow : read->workflows) {
      model::Document document;
      document.kind = "workflow";
      document.id = workflow.id;
      document.root = std::move(workflow.root);
      model::Diagnostics findings;
      model::check_shape(document, findings);
      if (!put(workflow.id, model::print_document(document, {.language = session_.language})))
        return false;
    }
    const interchange::BpmnReport& report = read->report;
    failed_ = failed_ || !report.errors.empty();
    add_notes(errors_, file, report.errors);
    add_notes(notes_, file, report.notes);
    if (session_.json) return true;
    tell(session_, file, report.errors, true);
    tell(session_, file, report.notes, false);
    return true;
  }

  Session& session_;
  const BpmnOptions& options_;
  interchange::BpmnFill fill_;
  List files_, errors_, notes_;
  bool failed_ = false;
};

// ---- export

struct BpmnExportOptions {
  std::string folder, workflow, out;
  bool plain = false;
};

int export_bpmn(Session& session, const BpmnExportOptions& options) {
  const auto town = open_one(session, options.folder);
  if (!town) return session.exit;
  const model::Document* document = nullptr;
  std::vector<std::string> names;
  for (const model::Document& one : town->documents) {
    if (one.kind != "workflow") continue;
    names.push_back(one.id);
    if (one.id == options.workflow) document = &one;
  }
  const auto bound = town->town.workflows.find(options.workflow);
  if (document == nullptr || bound == town->town.workflows.end()) {
    const auto near = closest(options.workflow, names);
    return session.fail(
        kRefused,
        cat("乡镇 ", town->id, " 没有流程 '", options.workflow, "'",
            near ? cat("；是否指 ", *near, "？") : cat("；有：", join(names, "、"))),
        cat("town ", town->id, " has no workflow '", options.workflow, "'",
            near ? cat("; did you mean ", *near, "?") : cat("; there are: ", join(names, ", "))));
  }
  host::Chart chart =
      host::chart_of(*bound->second, town->town, document->root.get(), session.language);
  const std::string xml = options.plain
                              ? interchange::bpmn::write_bpmn(chart.process, true)
                              : interchange::bpmn::write_bpmn_of(std::move(chart.process),
                                                                 model::print_document(*document));
  if (!options.out.empty()) {
    const auto written = replace_file(options.out, xml);
    if (!written) return session.fail(written.error());
  }
  List lost;
  for (const interchange::NotCarried& row : chart.lost.rows)
    lost.push_back(Value::record({{"what", Value::text(row.what)},
                                  {"count", Value::number(static_cast<std::int64_t>(row.count))},
                                  {"zh", Value::text(row.zh)},
                                  {"en", Value::text(row.en)}}));
  if (session.json) {
    Record answer{{"workflow", Value::text(options.workflow)}};
    answer.set(options.out.empty() ? "text" : "path",
               Value::text(options.out.empty() ? xml : options.out));
    answer.set("not_carried", Value::list(std::move(lost)));
    session.out << to_json(Value::record(std::move(answer))) << '\n';
    return session.exit = kOk;
  }
  if (options.out.empty()) session.out << xml;
  for (const interchange::NotCarried& row : chart.lost.rows)
    session.err << options.workflow << ": " << session.pick("注意", "note") << ": "
                << session.pick(row.zh, row.en) << " (" << row.what << ")\n";
  return session.exit = kOk;
}

CLI::App* group(CLI::App& app, const char* name, std::string_view about) {
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    if (command->get_name() == name) return command;
  CLI::App* made = app.add_subcommand(name, std::string(about));
  made->require_subcommand(1);
  return made;
}

void add_export(CLI::App& app, Session& session) {
  CLI::App* exports =
      group(app, "export", session.pick("导出为其他系统的文件", "files for other systems"));
  auto options = std::make_shared<BpmnExportOptions>();
  CLI::App* command =
      exports->add_subcommand("bpmn", std::string(session.pick("导出 BPMN 2.0 流程和图",
                                                               "a process as BPMN 2.0 with its "
                                                               "diagram")));
  command
      ->add_option("TOWN_DIR", options->folder,
                   std::string(session.pick("乡镇的文件夹", "folder of the town")))
      ->required();
  command
      ->add_option("WORKFLOW", options->workflow,
                   std::string(session.pick("流程编号", "id of the process")))
      ->required();
  command->add_option("--out", options->out,
                      std::string(session.pick("写入此文件，不打印", "writes this file")));
  command->add_flag("--plain", options->plain,
                    std::string(session.pick("不带我们自己的扩展", "without our own extensions")));
  command->callback([&session, options] { export_bpmn(session, *options); });
}

}  // namespace

void add_bpmn(CLI::App& app, Session& session) {
  add_export(app, session);
  CLI::App* import =
      group(app, "import", session.pick("导入其他系统的文件", "files of other systems in"));
  auto options = std::make_shared<BpmnOptions>();
  CLI::App* command = import->add_subcommand(
      "bpmn", std::string(session.pick("导入 BPMN 2.0 流程", "processes of a BPMN 2.0 file")));
  command
      ->add_option("file", options->files,
                   std::string(session.pick("BPMN 文件，一并导入的其他文件和 DMN 文件",
                                            "BPMN files that belong together, and DMN files of "
                                            "the decisions they ask")))
      ->required();
  command->add_option("--folder", options->folder,
                      std::string(session.pick("写入此文件夹，不打印", "writes files there")));
  command->add_option("--town", options->town,
                      std::string(session.pick("为这个乡镇导入：其岗位和人员同名的即是办理人",
                                               "for this town: groups and users that have the "
                                               "name of a post or person of it do the work")));
  command->callback([&session, options] { BpmnImporter(session, *options).run(); });
}

}  // namespace tf::cli
