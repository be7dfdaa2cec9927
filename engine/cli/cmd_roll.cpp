// import roll: spreadsheets of the grid tree, posts, people, absences and units into a town's
// people file, with what changes told first.
#include <filesystem>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/roll_sheet.h"
#include "cli/towns.h"
#include "cli/write_file.h"
#include "core/bind.h"
#include "model/loader.h"
#include "model/print.h"
#include "sim/csv.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSheetFile = 16U << 20U;

struct RollOptions {
  std::vector<std::string> paths;  // files, and the town last
  bool dry = false, replace = false;
};

Result<RollSource> read_source(const std::string& path) {
  RollSource source{fs::path(path).filename().string(), {}};
  std::string text = TF_TRY(host::read_text(path, kMostSheetFile));
  if (path.ends_with(".xlsx")) {
    source.sheets = TF_TRY(interchange::read_xlsx(text));
    return source;
  }
  const sim::Csv csv = TF_TRY(sim::Csv::read(std::move(text)));
  interchange::SheetTexts sheet{fs::path(path).stem().string(), {{}}};
  for (const std::string_view cell : csv.header()) sheet.rows[0].emplace_back(cell);
  if (sheet.rows[0][0].starts_with("\xef\xbb\xbf")) sheet.rows[0][0].erase(0, 3);
  for (std::size_t r = 0; r < csv.rows(); ++r) {
    const std::size_t at = csv.line(r) - 1;
    if (sheet.rows.size() <= at) sheet.rows.resize(at + 1);
    for (std::size_t c = 0; c < csv.header().size(); ++c) sheet.rows[at].emplace_back(csv.at(r, c));
  }
  source.sheets.push_back(std::move(sheet));
  return source;
}

// The people files of the town itself, not of what it extends.
std::vector<const model::Document*> own_people(const OneTown& town, const std::string& folder) {
  std::vector<const model::Document*> out;
  for (const model::Document& document : town.documents)
    if (document.kind == "people" && document.file &&
        document.file->path.starts_with(cat(folder, "/")))
      out.push_back(&document);
  return out;
}

core::RollEntries entries_now(const OneTown& town, std::vector<const model::Document*> documents) {
  for (const model::Document& document : town.documents)
    if (document.kind == "roles" || document.kind == "town") documents.push_back(&document);
  model::Diagnostics heard;  // the town was loaded: nothing new
  return core::entries_of(core::bind_roll(documents, heard));
}

void tell(Session& session, const std::vector<core::RollDifference>& changes) {
  if (session.json) {
    List rows;
    for (const core::RollDifference& one : changes)
      rows.push_back(
          Value::record({{"entry", Value::text(one.key)}, {"from", one.from}, {"to", one.to}}));
    session.out << to_json(Value::record({{"changes", Value::list(std::move(rows))}})) << '\n';
    return;
  }
  for (const core::RollDifference& one : changes) {
    if (one.from.is_null())
      session.out << "+ " << one.key << ": " << one.to.str() << '\n';
    else if (one.to.is_null())
      session.out << "- " << one.key << ": " << one.from.str() << '\n';
    else
      session.out << "~ " << one.key << ": " << one.from.str() << " -> " << one.to.str() << '\n';
  }
}

int import_roll(Session& session, RollOptions options) {
  const std::string folder = host::folder_path(options.paths.back());
  options.paths.pop_back();
  const auto town = open_one(session, folder);
  if (!town) return session.exit;
  const auto files = own_people(*town, folder);
  if (files.size() > 1)
    return session.fail(kRefused, "乡镇有几份人员文件，先并成一份。",
                        "the town has several people files; make one of them first");
  std::vector<RollSource> sources;
  for (const std::string& path : options.paths) {
    auto source = read_source(path);
    if (!source)
      return session.fail(kRefused, cat(path, "：", zh_of(source.error())),
                          cat(path, ": ", source.error().text));
    sources.push_back(std::move(*source));
  }
  const core::RollEntries now = entries_now(*town, files);
  const RollImport import = read_roll(sources, now, town->town.roles, options.replace);
  for (const RollError& error : import.errors)
    session.err << error.place << ": " << session.pick(error.zh, error.en) << '\n';
  if (!import.errors.empty())
    return session.fail(kFindings, cat(import.errors.size(), " 处不对；什么也没有改动。"),
                        cat(import.errors.size(), " bad cells; nothing was changed"));
  const auto changes = core::roll_differences(now, import.entries);
  tell(session, changes);
  session.say(cat("读了 ", import.rows, " 行，", changes.size(), " 项不同。"),
              cat(import.rows, " rows read, ", changes.size(), " entries differ"));
  if (options.dry || changes.empty()) return session.exit = kOk;
  const std::string id = files.empty() ? town->id : files.front()->id;
  const std::string path = files.empty() ? cat(folder, "/people.yaml") : files.front()->file->path;
  model::Diagnostics findings;
  const model::Document written =
      model::read_document(path, people_file(id, import.entries), findings);
  if (findings.has_errors() || !written.root) {
    session.err << to_text(findings, session.language);
    return session.fail(kFindings, "合并后的名册有错；什么也没有改动。",
                        "the roll that would come of it has mistakes; nothing was changed");
  }
  if (const auto done = replace_file(path, print_document(written, {})); !done)
    return session.fail(done.error());
  session.say(
      cat("已写入 ", path, "；publish 或 SIGHUP 之后生效，涉及的在办任务重新派给现在的人。"),
      cat("written to ", path,
          "; publish or SIGHUP puts it in force and gives open work to who serves now"));
  return session.exit = kOk;
}

}  // namespace

void add_roll(CLI::App& app, Session& session) {
  CLI::App* import = nullptr;
  for (CLI::App* known : app.get_subcommands([](const CLI::App*) { return true; }))
    if (known->get_name() == "import") import = known;
  if (import == nullptr) return;
  auto options = std::make_shared<RollOptions>();
  CLI::App* command = import->add_subcommand(
      "roll", std::string(session.pick("把组织树、岗位、人员、缺勤、单位的表格读进乡镇",
                                       "spreadsheets of nodes, posts, people, absences and units "
                                       "into a town")));
  command
      ->add_option("FILE", options->paths,
                   std::string(session.pick(".xlsx 或 .csv 文件，最后是乡镇的文件夹",
                                            ".xlsx or .csv files, the town's folder last")))
      ->required()
      ->expected(2, 100);
  command->add_flag("--dry-run", options->dry,
                    std::string(session.pick("只说会改什么", "only tell what would change")));
  command->add_flag(
      "--replace", options->replace,
      std::string(session.pick("表里没有的就去掉（只限有表的那几类）",
                               "what the sheets do not name is gone, of their kinds")));
  command->callback([options, &session] { import_roll(session, *options); });
}

}  // namespace tf::cli
