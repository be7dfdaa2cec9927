// import, export: files of other systems in and out, each with a report of what did not come along.
#include <algorithm>
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
#include "core/names.h"
#include "host/system_clock.h"
#include "interchange/dmn_write.h"
#include "interchange/graph_file.h"
#include "interchange/loose_names.h"
#include "interchange/table_graph.h"
#include "rule/native_table.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

Result<void> write_file(const fs::path& path, const std::string& text) {
  std::error_code code;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), code);
  std::ofstream file(path, std::ios::binary);
  if (!(file << text << std::flush))
    return fail(Errc::io, cat("cannot write ", path.string()), cat("写不了 ", path.string()));
  return {};
}

Value report_json(const interchange::Report& report) {
  List out;
  for (const interchange::NotCarried& row : report.rows)
    out.push_back(
        Value::record({{"what", Value::text(row.what)},
                       {"count", Value::number(static_cast<std::int64_t>(row.count))},
                       {"line", row.line == 0 ? Value() : Value::number(std::int64_t{row.line})},
                       {"zh", Value::text(row.zh)},
                       {"en", Value::text(row.en)}}));
  return Value::list(std::move(out));
}

void tell_report(Session& session, const interchange::Report& report) {
  for (const interchange::NotCarried& row : report.rows) {
    const std::string zh_line = row.line == 0 ? "" : cat("第 ", row.line, " 行起 ");
    const std::string en_line = row.line == 0 ? "" : cat(" (first in line ", row.line, ")");
    session.say(
        cat("未带过来：", zh_line, row.zh, row.count > 1 ? cat("，共 ", row.count, " 处") : ""),
        cat("not carried over: ", row.en, row.count > 1 ? cat(", ", row.count, " times") : "",
            en_line));
  }
  if (report.rows.empty()) session.say("全部带过来了。", "everything was carried over");
}

// ---- import dmn

struct DmnImportOptions {
  std::string file, folder;
};

void tell_problems(Session& session, const rule::Graph& graph, List& rows) {
  for (const rule::DrgProblem& problem : graph.problems()) {
    if (session.json)
      rows.push_back(Value::record({{"element", Value::text(problem.element)},
                                    {"name", Value::text(problem.name)},
                                    {"zh", Value::text(problem.zh)},
                                    {"en", Value::text(problem.en)}}));
    else
      session.say(cat("注意：", problem.element, "：", problem.zh, "（", problem.name, "）"),
                  cat("note: ", problem.element, ": ", problem.en, " (", problem.name, ")"));
  }
}

int import_dmn(Session& session, const DmnImportOptions& options) {
  interchange::Report report;
  auto models = open_dmn(session, options.file, &report);
  if (!models) return session.exit;
  std::string id = interchange::id_of_name(fs::path(options.file).stem().string());
  const auto files = interchange::write_graph(models->front(), id);
  List written;
  for (const interchange::NativeFile& file : files) {
    if (options.folder.empty()) {
      if (!session.json)
        session.out << (&file == &files.front() ? "" : "\n") << "# " << file.id << ".yaml\n"
                    << file.text;
      written.push_back(
          Value::record({{"id", Value::text(file.id)}, {"text", Value::text(file.text)}}));
      continue;
    }
    const fs::path path = fs::path(options.folder) / cat(file.id, ".yaml");
    if (const auto done = write_file(path, file.text); !done) return session.fail(done.error());
    if (!session.json) session.out << path.generic_string() << '\n';
    written.push_back(Value::record(
        {{"id", Value::text(file.id)}, {"path", Value::text(path.generic_string())}}));
  }
  const rule::Graph graph = rule::Graph::link(std::move(*models));
  List problems;
  tell_problems(session, graph, problems);
  if (session.json)
    session.out << to_json(Value::record({{"files", Value::list(std::move(written))},
                                          {"not_carried", report_json(report)},
                                          {"problems", Value::list(std::move(problems))}}))
                << '\n';
  else
    tell_report(session, report);
  return session.exit = kOk;
}

// ---- export dmn

struct DmnExportOptions {
  std::string what, town, file, version = "1.5";
};

// typeRef of a field.
std::string dmn_type(const core::Type& type) {
  switch (type.kind) {
    case core::TypeKind::number:
    case core::TypeKind::whole:
    case core::TypeKind::money:
      return "number";
    case core::TypeKind::yes_no:
      return "boolean";
    case core::TypeKind::date:
      return "date";
    case core::TypeKind::moment:
      return "date and time";
    case core::TypeKind::line:
    case core::TypeKind::text:
    case core::TypeKind::choice:
      return "string";
    default:
      return "Any";
  }
}

// The table of that id in force today.
const model::Document* table_of(const OneTown& town, const std::string& id, Date today,
                                std::vector<std::string>& known) {
  const model::Document* found = nullptr;
  std::optional<Date> since;
  for (const model::Document& document : town.documents) {
    if (document.kind != "table") continue;
    known.push_back(document.id);
    if (document.id != id) continue;
    const auto from = parse_date(document.root->text_of("effective"));
    if (from && *from > today && found != nullptr) continue;
    if (found != nullptr && since && (!from || *from < *since)) continue;
    found = &document;
    since = from;
  }
  return found;
}

std::optional<rule::DrgModel> graph_in_town(Session& session, const std::string& id,
                                            const std::string& folder,
                                            interchange::Report& report) {
  const auto town = open_one(session, folder.empty() ? "." : folder);
  if (!town) return std::nullopt;
  const Instant now = host::SystemClock().now();
  std::vector<std::string> known;
  const model::Document* document = table_of(*town, id, town->town.calendar->date(now), known);
  if (document == nullptr) {
    const auto near = closest(id, known);
    session.fail(
        kRefused,
        cat("乡镇 ", town->id, " 没有规则表 '", id, "'",
            near ? cat("；是否指 ", *near, "？") : cat("；有：", join(known, "、"))),
        cat("town ", town->id, " has no table '", id, "'",
            near ? cat("; did you mean ", *near, "?") : cat("; there are: ", join(known, ", "))));
    return std::nullopt;
  }
  for (const auto& [workflow, definition] : town->town.workflows) {
    const auto rules = town->town.rules_at(workflow, now);
    if (!rules || !rules->tables.contains(id)) continue;
    return interchange::graph_of_table(
        *document, *definition->names,
        [&](std::string_view name) -> std::string {
          for (const auto& field : definition->fields)
            if (field->name == name) return dmn_type(field->type);
          return {};
        },
        report);
  }
  const interchange::LooseNames names(rule::read_native_table(*document).source, {});
  return interchange::graph_of_table(*document, names, {}, report);
}

interchange::DmnVersion version_of(const std::string& text) {
  return text == "1.3"   ? interchange::DmnVersion::v1_3
         : text == "1.4" ? interchange::DmnVersion::v1_4
                         : interchange::DmnVersion::v1_5;
}

int export_dmn(Session& session, const DmnExportOptions& options) {
  interchange::Report report;
  std::vector<rule::DrgModel> models;
  std::error_code code;
  const bool is_file = fs::is_regular_file(options.what, code);
  std::optional<model::Document> document;
  if (is_file) {
    document = open_document(session, options.what);
    if (!document) return session.exit;
    if (document->kind != "table" && document->kind != "decisions")
      return session.fail(
          kRefused, cat(options.what, " 是 ", document->kind, "，不是规则表或判定图。"),
          cat(options.what, " is of kind ", document->kind, "; give a table or decisions"));
  }
  if (document && document->kind == "decisions") {
    auto graph = open_graph(session, *document);
    if (!graph) return session.exit;
    models = std::move(*graph);
  } else if (document && options.town.empty()) {
    const interchange::LooseNames names(rule::read_native_table(*document).source, {});
    models.push_back(interchange::graph_of_table(*document, names, {}, report));
  } else {
    auto graph =
        graph_in_town(session, document ? document->id : options.what, options.town, report);
    if (!graph) return session.exit;
    models.push_back(std::move(*graph));
  }
  const std::string text =
      interchange::write_dmn(models.front(), models, version_of(options.version));
  if (!options.file.empty()) {
    if (const auto done = write_file(options.file, text); !done) return session.fail(done.error());
    if (!session.json) session.out << options.file << '\n';
  } else if (!session.json) {
    session.out << text;
  }
  if (session.json)
    session.out << to_json(Value::record(
                       {{"file", options.file.empty() ? Value() : Value::text(options.file)},
                        {"text", options.file.empty() ? Value::text(text) : Value()},
                        {"not_carried", report_json(report)}}))
                << '\n';
  else
    tell_report(session, report);
  return session.exit = kOk;
}

}  // namespace

void add_interchange(CLI::App& app, Session& session) {
  CLI::App* import = app.add_subcommand(
      "import", std::string(session.pick("读入别的系统的文件", "takes in files of other systems")));
  import->require_subcommand(1);
  auto from = std::make_shared<DmnImportOptions>();
  CLI::App* command = import->add_subcommand(
      "dmn", std::string(session.pick("DMN 文件变成规则表和判定图",
                                      "a DMN file as tables and a graph of decisions")));
  command->add_option("FILE", from->file, "loans.dmn")->required();
  command->add_option("-o,--out", from->folder,
                      std::string(session.pick("写入这个文件夹；不写则输出到屏幕",
                                               "the folder to write to; printed unless said")));
  command->callback([from, &session] { import_dmn(session, *from); });

  CLI::App* out = app.add_subcommand(
      "export", std::string(session.pick("写成别的系统的文件", "writes files for other systems")));
  out->require_subcommand(1);
  auto to = std::make_shared<DmnExportOptions>();
  command = out->add_subcommand(
      "dmn", std::string(session.pick("规则表或判定图变成 DMN 1.5 文件",
                                      "a table or a graph of decisions as a DMN 1.5 file")));
  command
      ->add_option("TABLE", to->what,
                   std::string(session.pick("规则表编号，或规则表、判定图的文件",
                                            "id of a table, or a file: table, decisions")))
      ->required();
  command->add_option("--town", to->town,
                      std::string(session.pick("乡镇的文件夹", "folder of the town")));
  command->add_option("-o,--out", to->file,
                      std::string(session.pick("写入这个文件；不写则输出到屏幕",
                                               "the file to write; printed unless said")));
  command
      ->add_option(
          "--dmn", to->version,
          std::string(session.pick("DMN 的版本，默认 1.5；旧编辑器用 1.3",
                                   "version of DMN, 1.5 unless said; 1.3 for older editors")))
      ->check(CLI::IsMember({"1.3", "1.4", "1.5"}));
  command->callback([to, &session] { export_dmn(session, *to); });
}

}  // namespace tf::cli
