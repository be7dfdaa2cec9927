// lint, fmt, schema, show: for those who write processes and rules.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/text.h"
#include "cli/check_dmn.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "cli/verify_towns.h"
#include "cli/write_file.h"
#include "core/bind.h"
#include "core/check_tables.h"
#include "core/load_town.h"
#include "model/print.h"
#include "model/schema.h"
#include "model/shape.h"
#include "sim/scenario.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

// ---- lint

// The folders of towns below `path`, and the files that belong to none of them.
struct Parts {
  std::vector<std::string> towns, files;
};

Result<Parts> parts_of(const std::vector<std::string>& paths) {
  Parts parts;
  for (const std::string& path : paths) {
    std::error_code code;
    if (!fs::is_directory(path, code)) {
      if (!fs::exists(path, code)) return fail(Errc::not_found, cat("there is no file ", path));
      parts.files.push_back(path);
      continue;
    }
    std::vector<std::string> homes;
    if (host::town_in(host::folder_path(path))) homes.push_back(host::folder_path(path));
    const auto files = TF_TRY(host::yaml_below(host::folder_path(path)));
    for (const std::string& file : files) {
      const std::string folder = fs::path(file).parent_path().generic_string();
      if (fs::path(file).stem() == "town" && std::ranges::find(homes, folder) == homes.end() &&
          host::town_in(folder))
        homes.push_back(folder);
    }
    for (const std::string& file : files)
      if (std::ranges::none_of(homes, [&](const std::string& home) {
            return file.starts_with(home) && file.size() > home.size() && file[home.size()] == '/';
          }))
        parts.files.push_back(file);
    parts.towns.insert(parts.towns.end(), homes.begin(), homes.end());
  }
  return parts;
}

void check_scenario(std::shared_ptr<const model::Document> document, model::Diagnostics& out) {
  if (document->kind == "scenario" && document->root) sim::read_scenarios(std::move(document), out);
}

void lint_file(const std::string& path, std::string text, model::Diagnostics& findings) {
  const auto document =
      std::make_shared<model::Document>(model::read_document(path, std::move(text), findings));
  check_scenario(document, findings);
  if (document->kind == "table" && document->root && !findings.has_errors())
    core::check_table_alone(*document, findings);
}

void lint_town(const host::LoadedTowns& towns, const std::string& id, std::uint32_t ordinal,
               bool verified, model::Diagnostics& findings) {
  model::Diagnostics own;
  core::LoadedTown loaded = core::load_town(towns.library, id, ordinal, own);
  std::vector<const model::Document*> documents;
  for (const model::Document& document : loaded.documents) documents.push_back(&document);
  if (!own.has_errors()) core::check_tables(loaded.town, documents, own);
  if (verified && !own.has_errors()) verify_town(std::move(loaded.town), documents, own);
  findings.append(std::move(own));
}

Result<std::size_t> lint_into(const std::vector<std::string>& paths, bool verified,
                              model::Diagnostics& findings) {
  const Parts parts = TF_TRY(parts_of(paths));
  std::size_t files = parts.files.size();
  for (const std::string& path : parts.files) {
    std::string text = TF_TRY(host::read_text(path));
    if (path.ends_with(".dmn"))
      TF_OK(check_dmn(path, text, findings));
    else
      lint_file(path, std::move(text), findings);
  }
  if (!parts.towns.empty()) {
    host::LoadedTowns towns = TF_TRY(host::load_folders(parts.towns));
    files += towns.files;
    findings.append(std::move(towns.findings));
    std::uint32_t ordinal = 0;
    for (const std::string& id : towns.ids) lint_town(towns, id, ++ordinal, verified, findings);
    for (const model::TownFiles& town : towns.library.towns())
      for (const model::Document& document : town.documents)
        if (document.kind == "scenario")
          check_scenario(std::make_shared<model::Document>(document.clone()), findings);
  }
  findings.sort();
  return files;
}

int lint(Session& session, const std::vector<std::string>& paths, bool verified,
         std::string format) {
  model::Diagnostics findings;
  const auto files = lint_into(paths, verified, findings);
  if (!files) return session.fail(files.error());
  if (session.json) format = "json";
  if (format == "json") {
    session.out << to_json_report(findings, session.language) << '\n';
  } else if (format == "sarif") {
    session.out << to_sarif(findings, session.language) << '\n';
  } else {
    session.out << to_text(findings, session.language);
    session.say(cat("检查了 ", *files, " 个文件：", findings.errors(), " 处错误，",
                    findings.warnings(), " 处警告"),
                cat(*files, " files checked: ", findings.errors(), " errors, ", findings.warnings(),
                    " warnings"));
  }
  return session.exit = findings.has_errors() ? kFindings : kOk;
}

// ---- fmt

struct FmtOptions {
  std::vector<std::string> paths;
  bool check = false, no_align = false, language_given = false;
};

int fmt(Session& session, const FmtOptions& options) {
  std::vector<std::string> files;
  for (const std::string& path : options.paths) {
    std::error_code code;
    if (!fs::is_directory(path, code)) {
      files.push_back(path);
      continue;
    }
    auto below = host::yaml_below(path);
    if (!below) return session.fail(below.error());
    files.insert(files.end(), below->begin(), below->end());
  }
  model::Diagnostics findings;
  std::size_t changed = 0;
  for (const std::string& path : files) {
    auto text = host::read_text(path);
    if (!text) return session.fail(text.error());
    model::Diagnostics own;
    const model::Document document = model::read_document(path, *text, own);
    const bool bad = own.has_errors() || !document.root;
    findings.append(std::move(own));
    if (bad) continue;
    model::PrintOptions print;
    print.language = options.language_given ? session.language : model::language_of(document);
    print.align_tables = !options.no_align;
    const std::string formatted = print_document(document, print);
    if (formatted == *text) continue;
    ++changed;
    session.out << path << '\n';
    if (options.check) continue;
    if (const auto written = replace_file(path, formatted); !written)
      return session.fail(written.error());
  }
  if (findings.has_errors()) {
    session.err << to_text(findings, session.language);
    return session.exit = kFindings;
  }
  if (options.check && changed != 0)
    return session.fail(kFailure, cat(changed, " 个文件需要整理；去掉 --check 即可整理。"),
                        cat(changed, " files are not formatted; run without --check to do it"));
  return session.exit = kOk;
}

// ---- schema, show

int schema(Session& session, const std::string& word) {
  const model::FileKind* kind = model::file_kind(word);
  if (kind == nullptr) {
    std::vector<std::string> names;
    for (const model::FileKind& known : model::file_kinds()) names.emplace_back(known.name);
    const auto near = closest(word, names);
    return session.fail(
        kRefused,
        cat("没有文件种类 '", word, "'", near ? cat("；是否指 ", *near, "？") : "", "可写：",
            join(names, "、")),
        cat("there is no kind of file '", word, "'", near ? cat("; did you mean ", *near, "?") : "",
            " kinds: ", join(names, ", ")));
  }
  session.out << model::schema_of(kind->name);
  return session.exit = kOk;
}

int show(Session& session, const std::string& folder, const std::string& workflow, bool core) {
  const auto town = open_one(session, folder);
  if (!town) return session.exit;
  std::vector<std::string> names;
  for (const model::Document& document : town->documents) {
    if (document.kind != "workflow") continue;
    names.push_back(document.id);
    if (document.id != workflow) continue;
    model::PrintOptions print;
    print.language = session.language;
    print.origins = !core;
    if (core)
      session.out << print_node(*core::expand_sugar(*document.root), print) << '\n';
    else
      session.out << print_document(document, print);
    return session.exit = kOk;
  }
  const auto near = closest(workflow, names);
  return session.fail(
      kRefused,
      cat("乡镇 ", town->id, " 没有流程 '", workflow, "'",
          near ? cat("；是否指 ", *near, "？") : cat("；有：", join(names, "、"))),
      cat("town ", town->id, " has no workflow '", workflow, "'",
          near ? cat("; did you mean ", *near, "?") : cat("; there are: ", join(names, ", "))));
}

void add_lint(CLI::App& app, Session& session) {
  struct Options {
    std::vector<std::string> paths;
    std::string format = "text";
    bool verified = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "lint", std::string(session.pick("检查流程和规则，报出全部错误",
                                       "checks processes and rules; reports every mistake")));
  command
      ->add_option("PATH", options->paths,
                   std::string(session.pick("文件，或乡镇的文件夹", "files, or folders of towns")))
      ->required();
  command->add_option("--format", options->format, "text, json, sarif")
      ->check(CLI::IsMember({"text", "json", "sarif"}));
  command->add_flag("--verify", options->verified,
                    std::string(session.pick("把每个流程也走一遍，同 verify；要多几秒",
                                             "plays every process as well, as verify does; takes "
                                             "seconds more")));
  command->callback(
      [options, &session] { lint(session, options->paths, options->verified, options->format); });
}

void add_fmt(CLI::App& app, Session& session) {
  auto options = std::make_shared<FmtOptions>();
  CLI::App* command = app.add_subcommand(
      "fmt",
      std::string(session.pick("整理文件的写法；--lang 选键的语言",
                               "lays files out in one way; --lang picks the language of keys")));
  command
      ->add_option("PATH", options->paths,
                   std::string(session.pick("文件或文件夹", "files or folders")))
      ->required();
  command->add_flag(
      "--check", options->check,
      std::string(session.pick("只说哪些要整理", "only name those that would change")));
  command->add_flag(
      "--no-align", options->no_align,
      std::string(session.pick("规则表的列不对齐", "leave the columns of tables alone")));
  command->callback([options, &app, &session] {
    options->language_given = app.get_option("--lang")->count() > 0;
    fmt(session, *options);
  });
}

}  // namespace

void add_author(CLI::App& app, Session& session) {
  add_lint(app, session);
  add_fmt(app, session);
  auto kind = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand(
      "schema", std::string(session.pick("某类文件的 JSON Schema，供编辑器用",
                                         "the JSON Schema of a kind of file, for editors")));
  command->add_option("KIND", *kind, "workflow, table, town …")->required();
  command->callback([kind, &session] { schema(session, *kind); });

  struct Show {
    std::string folder, workflow;
    bool core = false;
  };
  auto shown = std::make_shared<Show>();
  command = app.add_subcommand(
      "show",
      std::string(session.pick("某镇的流程：合并后的样子，注明出处",
                               "a town's process as merged, with where each part is from")));
  command
      ->add_option("TOWN_DIR", shown->folder,
                   std::string(session.pick("乡镇的文件夹", "folder of the town")))
      ->required();
  command
      ->add_option("WORKFLOW", shown->workflow,
                   std::string(session.pick("流程编号", "id of the process")))
      ->required();
  command->add_flag(
      "--core", shown->core,
      std::string(session.pick("展开为十二种基本写法", "expanded to the twelve core constructs")));
  command->callback(
      [shown, &session] { show(session, shown->folder, shown->workflow, shown->core); });
}

}  // namespace tf::cli
