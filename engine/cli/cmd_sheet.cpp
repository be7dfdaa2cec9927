// import table, export table, diff: tables to and from a spreadsheet, and what differs between two
// files.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/difference_text.h"
#include "cli/towns.h"
#include "cli/write_file.h"
#include "model/difference.h"
#include "model/grammar.h"
#include "model/loader.h"
#include "model/print.h"
#include "model/sheet.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

// A sound document, or none after an error.
std::optional<model::Document> open_file(Session& session, const std::string& path) {
  auto text = host::read_text(path);
  if (!text) {
    session.fail(text.error());
    return std::nullopt;
  }
  model::Diagnostics findings;
  model::Document document = model::read_document(path, *std::move(text), findings);
  if (!findings.has_errors() && document.root) return document;
  session.err << to_text(findings, session.language);
  session.exit = kFindings;
  return std::nullopt;
}

// ---- export table

struct SheetExportOptions {
  std::string file, to, as = "csv";
};

int export_table(Session& session, const SheetExportOptions& options) {
  const auto document = open_file(session, options.file);
  if (!document) return session.exit;
  const model::Node* rules = document->root->get("rules");
  if (document->kind != "table" || rules == nullptr)
    return session.fail(kRefused, cat(options.file, " 不是规则表：第一行应是 table: 编号。"),
                        cat(options.file, " is no table: its first line would be 'table: id'"));
  model::Diagnostics quiet;
  const model::TextTable table = model::parse_table(*rules, quiet);
  // Spreadsheets take a CSV file for UTF-8 only when it says so; what is pasted needs no mark.
  const std::string text = options.as == "tsv" ? model::to_sheet(table, '\t')
                                               : cat("\xEF\xBB\xBF", model::to_sheet(table, ','));
  if (options.to.empty()) {
    session.out << text;
    return session.exit = kOk;
  }
  if (const auto done = replace_file(options.to, text); !done) return session.fail(done.error());
  session.say(cat("已写入 ", options.to), cat("written: ", options.to));
  return session.exit = kOk;
}

// ---- import table

struct SheetImportOptions {
  std::string file, into, id;
};

// What the cells below a result look like.
std::string type_of_column(const model::TextTable& table, std::size_t column) {
  std::vector<std::string> words;
  bool numbers = true, truths = true, names = true;
  for (const auto& row : table.rows) {
    const std::string& cell = row.cells[column].text;
    if (cell.empty() || cell == "null") continue;
    const bool truth = cell == "true" || cell == "false";
    numbers = numbers && Decimal::parse(cell).has_value();
    truths = truths && truth;
    names = names && !truth && model::is_name(cell);
    if (std::ranges::find(words, cell) == words.end()) words.push_back(cell);
  }
  if (words.empty()) return "text";
  if (truths) return "yes_no";
  if (numbers) return "number";
  return names ? cat("{type: choice, of: [", join(words, ", "), "]}") : "text";
}

std::string new_file(const model::TextTable& table, const std::string& id) {
  std::string out = cat("table: ", id, "\nhit: unique\noutputs:\n");
  for (std::size_t c = 0; c < table.header.size(); ++c) {
    const std::string_view header = table.header[c].text;
    if (header.starts_with("=>"))
      out += cat("  ", trim(header.substr(2)), ": ", type_of_column(table, c), "\n");
  }
  out += "rules: |\n";
  const std::string rows = print_table(table);
  for (const std::string_view line : split(rows, '\n'))
    if (!line.empty()) out += cat("  ", line, "\n");
  return out;
}

int import_table(Session& session, const SheetImportOptions& options) {
  const auto text = host::read_text(options.file);
  if (!text) return session.fail(text.error());
  const auto table = model::from_sheet(*text);
  if (!table) {
    const model::SheetError& error = table.error();
    return session.fail(kFailure, cat(options.file, ":", error.line, ": ", error.zh),
                        cat(options.file, ":", error.line, ": ", error.en));
  }
  std::string id = options.id.empty() ? fs::path(options.file).stem().string() : options.id;
  std::string path = cat(id, ".yaml"), out;
  if (options.into.empty()) {
    if (!model::is_id(id))
      return session.fail(kUsage, cat("'", id, "' 不能作编号：用 --id 另给一个。"),
                          cat("'", id, "' is no id; give one with --id"));
    out = new_file(*table, id);
  } else {
    auto document = open_file(session, options.into);
    if (!document) return session.exit;
    model::Node* rules = document->root->get("rules");
    if (document->kind != "table" || rules == nullptr)
      return session.fail(kRefused, cat(options.into, " 不是规则表：第一行应是 table: 编号。"),
                          cat(options.into, " is no table: its first line would be 'table: id'"));
    rules->text = print_table(*table);
    rules->block = rules->quoted = true;
    rules->table = nullptr;
    model::PrintOptions print;
    print.language = model::language_of(*document);
    out = print_document(*document, print);
    path = options.into;
  }
  model::Diagnostics findings;
  model::read_document(path, out, findings);
  if (!findings.empty()) session.err << to_text(findings, session.language);
  if (findings.has_errors()) return session.exit = kFindings;
  if (options.into.empty()) {
    session.out << out;
    return session.exit = kOk;
  }
  if (const auto done = replace_file(path, out); !done) return session.fail(done.error());
  session.say(cat("已写入 ", path), cat("written: ", path));
  return session.exit = kOk;
}

// ---- diff

// The documents of a file, or of all files below a folder.
Result<std::vector<model::Document>> documents_of(const std::string& path,
                                                  model::Diagnostics& findings) {
  std::vector<std::string> files{path};
  std::error_code code;
  if (fs::is_directory(path, code)) files = TF_TRY(host::yaml_below(path));
  std::vector<model::Document> out;
  for (const std::string& file : files) {
    model::Document read = model::read_document(file, TF_TRY(host::read_text(file)), findings);
    if (!read.root) continue;
    for (model::Document& one : model::split_workflows(std::move(read)))
      out.push_back(std::move(one));
  }
  return out;
}

int diff(Session& session, const std::string& a, const std::string& b) {
  model::Diagnostics findings;
  auto old_files = documents_of(a, findings), new_files = documents_of(b, findings);
  if (!old_files) return session.fail(old_files.error());
  if (!new_files) return session.fail(new_files.error());
  if (findings.has_errors()) {
    session.err << to_text(findings, session.language);
    return session.exit = kFindings;
  }
  const bool single = old_files->size() == 1 && new_files->size() == 1;
  if (single && old_files->front().kind != new_files->front().kind)
    return session.fail(kRefused, "两个文件不是同一种，不能比较。",
                        "the two files are of different kinds and cannot be compared");
  std::string text;
  List rows;
  const auto tell = [&](const model::Difference& one, const std::string& where) {
    text += difference_line(session, one, where);
    rows.push_back(difference_value(one, where));
  };
  const auto name_of = [](const model::Document& document) {
    return cat(document.kind, " ", document.id);
  };
  const auto twin_of = [&](const model::Document& one,
                           const std::vector<model::Document>& others) -> const model::Document* {
    for (const model::Document& other : others)
      if (single || name_of(other) == name_of(one)) return &other;
    return nullptr;
  };
  for (const model::Document& one : *old_files) {
    const model::Document* twin = twin_of(one, *new_files);
    if (twin == nullptr) {
      tell({model::Difference::Kind::removed, "", one.file ? one.file->path : "", ""},
           name_of(one));
      continue;
    }
    for (const model::Difference& found : model::differences(one, *twin))
      tell(found, single ? "" : cat(name_of(one), ": "));
  }
  for (const model::Document& one : *new_files)
    if (twin_of(one, *old_files) == nullptr)
      tell({model::Difference::Kind::added, "", "", one.file ? one.file->path : ""}, name_of(one));
  const bool same = rows.empty();
  if (session.json)
    session.out << to_json(Value::record({{"differences", Value::list(std::move(rows))}})) << '\n';
  else
    session.out << text;
  if (same) session.say("没有不同。", "no difference");
  return session.exit = same ? kOk : kFailure;
}

// `import` and `export` have further kinds of files elsewhere.
CLI::App* verb(CLI::App& app, const std::string& name, std::string_view doc) {
  for (CLI::App* known : app.get_subcommands([](const CLI::App*) { return true; }))
    if (known->get_name() == name) return known;
  CLI::App* made = app.add_subcommand(name, std::string(doc));
  made->require_subcommand(1);
  return made;
}

}  // namespace

void add_sheet(CLI::App& app, Session& session) {
  auto from = std::make_shared<SheetImportOptions>();
  CLI::App* command =
      verb(app, "import", session.pick("读入别的系统的文件", "takes in files of other systems"))
          ->add_subcommand("table",
                           std::string(session.pick("电子表格（CSV、TSV）变成规则表",
                                                    "a spreadsheet (CSV, TSV) as a table")));
  command->add_option("FILE", from->file, "matter-size.csv")->required();
  command->add_option(
      "--into", from->into,
      std::string(session.pick("换掉这个规则表文件的各行，其余不动",
                               "replaces the rows of this table file, and only them")));
  command->add_option(
      "--id", from->id,
      std::string(session.pick("新规则表的编号（默认用文件名）",
                               "the id of the new table (the file's name if not given)")));
  command->callback([from, &session] { import_table(session, *from); });

  auto to = std::make_shared<SheetExportOptions>();
  command =
      verb(app, "export", session.pick("写成别的系统的文件", "writes files for other systems"))
          ->add_subcommand("table",
                           std::string(session.pick("规则表的各行变成电子表格",
                                                    "the rows of a table as a spreadsheet")));
  command->add_option("FILE", to->file, "rules/matter-size.yaml")->required();
  command->add_option("--as", to->as, "csv, tsv")->check(CLI::IsMember({"csv", "tsv"}));
  command->add_option("-o,--out", to->to,
                      std::string(session.pick("写入这个文件；不写则输出到屏幕",
                                               "the file to write; printed unless said")));
  command->callback([to, &session] { export_table(session, *to); });

  struct Pair {
    std::string a, b;
  };
  auto pair = std::make_shared<Pair>();
  command = app.add_subcommand(
      "diff", std::string(session.pick("两个文件或文件夹有何不同：规则表按行列，其余按键",
                                       "what differs between two files or folders: tables by row "
                                       "and column, the rest by key")));
  command->add_option("A", pair->a, "rules/matter-size.yaml")->required();
  command->add_option("B", pair->b, "new/matter-size.yaml")->required();
  command->callback([pair, &session] { diff(session, pair->a, pair->b); });
}

}  // namespace tf::cli
