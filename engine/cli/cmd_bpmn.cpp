// import bpmn: processes of a BPMN 2.0 file as workflows, with a report of what did not come along.
#include <filesystem>
#include <fstream>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "host/town_files.h"
#include "interchange/bpmn.h"
#include "model/print.h"
#include "model/shape.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

struct BpmnOptions {
  std::string file, folder;
};

Value notes_json(const std::vector<interchange::BpmnNote>& notes) {
  List out;
  for (const interchange::BpmnNote& note : notes)
    out.push_back(Value::record({{"element", Value::text(note.element)},
                                 {"line", Value::number(std::int64_t{note.line})},
                                 {"zh", Value::text(note.zh)},
                                 {"en", Value::text(note.en)}}));
  return Value::list(std::move(out));
}

void tell(Session& session, const std::string& file,
          const std::vector<interchange::BpmnNote>& notes, bool errors) {
  for (const interchange::BpmnNote& note : notes)
    session.err << file << ":" << note.line << ": "
                << (errors ? session.pick("错误", "error") : session.pick("注意", "note")) << ": "
                << (note.element.empty() ? "" : cat(note.element, ": "))
                << session.pick(note.zh, note.en) << "\n";
}

int import_bpmn(Session& session, const BpmnOptions& options) {
  const auto text = host::read_text(options.file);
  if (!text) return session.fail(text.error());
  auto read = interchange::read_bpmn(*text);
  if (!read)
    return session.fail(
        kFindings,
        cat(options.file, ":", read.error().line, ":", read.error().column, "：", read.error().zh),
        cat(options.file, ":", read.error().line, ":", read.error().column, ": ", read.error().en));
  List files;
  for (interchange::BpmnWorkflow& workflow : read->workflows) {
    model::Document document;
    document.kind = "workflow";
    document.id = workflow.id;
    document.root = std::move(workflow.root);
    model::Diagnostics findings;
    model::check_shape(document, findings);
    const std::string yaml = model::print_document(document, {.language = session.language});
    Record row{{"id", Value::text(workflow.id)}};
    if (options.folder.empty()) {
      if (!session.json) session.out << "# " << workflow.id << ".yaml\n" << yaml;
      row.set("text", Value::text(yaml));
    } else {
      const fs::path path = fs::path(options.folder) / cat(workflow.id, ".yaml");
      std::error_code code;
      fs::create_directories(options.folder, code);
      std::ofstream file(path, std::ios::binary);
      if (!(file << yaml << std::flush))
        return session.fail({Errc::io, cat("cannot write ", path.string())});
      if (!session.json) session.out << path.generic_string() << '\n';
      row.set("path", Value::text(path.generic_string()));
    }
    files.push_back(Value::record(std::move(row)));
  }
  const interchange::BpmnReport& report = read->report;
  if (session.json) {
    session.out << to_json(Value::record({{"files", Value::list(std::move(files))},
                                          {"errors", notes_json(report.errors)},
                                          {"not_carried", notes_json(report.notes)}}))
                << '\n';
  } else {
    tell(session, options.file, report.errors, true);
    tell(session, options.file, report.notes, false);
  }
  return session.exit = report.errors.empty() ? kOk : kFindings;
}

}  // namespace

void add_bpmn(CLI::App& app, Session& session) {
  CLI::App* import = nullptr;
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    if (command->get_name() == "import") import = command;
  if (import == nullptr) {
    import = app.add_subcommand(
        "import", std::string(session.pick("导入其他系统的文件", "files of other systems in")));
    import->require_subcommand(1);
  }
  auto options = std::make_shared<BpmnOptions>();
  CLI::App* command = import->add_subcommand(
      "bpmn", std::string(session.pick("导入 BPMN 2.0 流程", "processes of a BPMN 2.0 file")));
  command
      ->add_option("file", options->file, std::string(session.pick("BPMN 文件", "the BPMN file")))
      ->required();
  command->add_option("--folder", options->folder,
                      std::string(session.pick("写入此文件夹，不打印", "writes files there")));
  command->callback([&session, options] { import_bpmn(session, *options); });
}

}  // namespace tf::cli
