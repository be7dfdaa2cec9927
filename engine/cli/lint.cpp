#include "cli/lint.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/text.h"
#include "cli/check_dmn.h"
#include "cli/verify_towns.h"
#include "core/check_choices.h"
#include "core/check_names.h"
#include "core/check_tables.h"
#include "core/load_town.h"
#include "host/plugins.h"
#include "host/side_by_side.h"
#include "host/town_files.h"
#include "sim/scenario.h"
#include "sim/scenario_names.h"

namespace tf::cli {

namespace fs = std::filesystem;

namespace {

// The folders of towns below `path`, and the files that belong to none of them.
struct Parts {
  std::vector<std::string> towns, files;
};

Result<Parts> parts_of(const std::vector<std::string>& paths) {
  Parts parts;
  for (const std::string& path : paths) {
    std::error_code code;
    if (!fs::is_directory(path, code)) {
      if (!fs::exists(path, code))
        return fail(Errc::not_found, cat("there is no file ", path), cat("没有文件 ", path));
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
  if (document->kind == "decisions" && document->root && !findings.has_errors())
    check_graph(*document, findings);
}

// The stories of town `id`, wherever in the library their files lie.
void check_stories(const host::LoadedTowns& towns, const core::Town& town,
                   model::Diagnostics& out) {
  for (const model::TownFiles& files : towns.library.towns())
    for (const model::Document& document : files.documents)
      if (document.kind == "scenario" && document.root && document.root->text_of("town") == town.id)
        sim::check_scenario_names(document, town, out);
}

void lint_town(const host::LoadedTowns& towns, const std::string& id, std::uint32_t ordinal,
               bool verified, model::Diagnostics& findings) {
  model::Diagnostics own;
  const host::PluginHost plugins{towns.sources ? &towns.sources->texts : nullptr, {}};
  core::LoadedTown loaded = core::load_town(towns.library, id, ordinal, own,
                                            host::plugin_loader(plugins), host::side_by_side);
  std::vector<const model::Document*> documents;
  for (const model::Document& document : loaded.documents) documents.push_back(&document);
  if (!own.has_errors()) check_stories(towns, loaded.town, own);
  if (!own.has_errors()) {
    core::check_tables(loaded.town, documents, own);
    core::check_choices(loaded.town, documents, own);
    core::check_names(loaded.town, documents, own);
  }
  if (verified && !own.has_errors()) verify_town(std::move(loaded.town), documents, own);
  findings.append(std::move(own));
}

}  // namespace

Result<std::size_t> lint_into(const std::vector<std::string>& paths, bool verified,
                              model::Diagnostics& findings) {
  const Parts parts = TF_TRY(parts_of(paths));
  if (parts.files.empty() && parts.towns.empty())  // a check of nothing must not look like a pass
    return fail(Errc::not_found, cat("there is no .yaml file in ", join(paths, ", ")),
                cat(join(paths, "、"), " 里没有 .yaml 文件"));
  std::size_t files = parts.files.size();
  for (const std::string& path : parts.files) {
    std::string text = TF_TRY(host::read_text(path));
    if (path.ends_with(".dmn"))
      TF_OK(check_dmn(path, text, findings));
    else
      lint_file(path, std::move(text), findings);
  }
  if (!parts.towns.empty()) {
    host::LoadedTowns towns = TF_TRY(host::load_folders(parts.towns, {}, host::Scenarios::read));
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

}  // namespace tf::cli
