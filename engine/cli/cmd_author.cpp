// lint, fmt, schema, show: for those who write processes and rules.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/lint.h"
#include "cli/towns.h"
#include "cli/write_file.h"
#include "core/bind.h"
#include "core/check_choices.h"
#include "model/print.h"
#include "model/schema.h"
#include "model/shape.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

// ---- lint

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
    print.keep_quotes = true;
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

// What each way of each choice takes, and what is left for `otherwise`.
void show_ways(Session& session, const OneTown& town, const model::Document& document) {
  const auto definition = town.town.workflows.find(document.id);
  if (definition == town.town.workflows.end()) return;
  for (const core::Choice& choice : core::choices_of(document, *definition->second)) {
    session.out << choice.step << '\n';
    for (std::size_t w = 0; w < choice.ways.size(); ++w) {
      const rule::WaysAnalysis::Way& way = choice.analysis.ways[w];
      session.out << "  " << w + 1 << ". " << choice.ways[w].text
                  << (way.never ? session.pick("  永远走不到", "  never taken")
                      : way.before.empty()
                          ? std::string_view()
                          : session.pick("  永远轮不到", "  never taken: others come before"))
                  << '\n';
    }
    for (const rule::WaysAnalysis::Rest& rest : choice.analysis.rest)
      session.out << "  " << session.pick("其余", "otherwise")
                  << (rest.maybe ? session.pick("（可能）", " (perhaps)") : std::string_view())
                  << ": "
                  << (rest.box.empty() ? std::string(session.pick("任何输入", "anything"))
                                       : rest.box)
                  << (rest.sample.empty() ? std::string()
                                          : cat(session.pick("，例如 ", ", such as "), rest.sample))
                  << '\n';
    if (choice.analysis.rest.empty())
      session.out << "  " << session.pick("其余：没有", "otherwise: nothing") << '\n';
    if (!choice.analysis.exact)
      session.out << "  "
                  << session.pick("有的条件未分析：当作可能成立",
                                  "some conditions are not analysed: they are taken to be possible")
                  << '\n';
  }
}

// One process, the files of one kind, or with an empty name all of the town.
int show(Session& session, const std::string& folder, const std::string& name, bool core,
         bool ways) {
  const auto town = open_one(session, folder);
  if (!town) return session.exit;
  std::vector<std::string> names;
  bool shown = false;
  const auto take = [&](const model::Document& document) {
    model::PrintOptions print;
    print.language = session.language;
    print.origins = !core;
    if (shown) session.out << "---\n";
    shown = true;
    if (ways && document.kind == "workflow")
      show_ways(session, *town, document);
    else if (core && document.kind == "workflow")
      session.out << print_node(*core::expand_sugar(*document.root), print) << '\n';
    else
      session.out << print_document(document, print);
  };
  for (const model::Document& document : town->documents) {
    if (document.kind != "workflow" || !document.root) continue;
    names.push_back(document.id);
    if (document.id == name) take(document);
  }
  const bool process = shown;
  for (const model::Document& document : town->documents)
    if (!process && document.root && document.kind != "scenario" &&
        (name.empty() || document.kind == name))
      take(document);
  if (shown) return session.exit = kOk;
  return no_such_workflow(session, town->id, name, names);
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
    bool core = false, ways = false;
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
  command->add_option("WORKFLOW", shown->workflow,
                      std::string(session.pick("流程编号，或文件种类；不写则全部",
                                               "id of the process, or a kind of file; all unless "
                                               "said")));
  command->add_flag(
      "--core", shown->core,
      std::string(session.pick("展开为十二种基本写法", "expanded to the twelve core constructs")));
  command->add_flag("--ways", shown->ways,
                    std::string(session.pick("每个分支的每条路管什么，其余是什么",
                                             "what each way of each choice takes, and the rest")));
  command->callback([shown, &session] {
    show(session, shown->folder, shown->workflow, shown->core, shown->ways);
  });
}

}  // namespace tf::cli
