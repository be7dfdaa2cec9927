#include "cli/graph_files.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <ostream>

#include "base/text.h"
#include "host/town_files.h"
#include "interchange/dmn.h"
#include "interchange/graph_file.h"
#include "model/loader.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;

std::string folder_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().generic_string();
  return folder.empty() ? "." : folder;
}

std::optional<rule::DrgModel> read_one(Session& session, const std::string& path,
                                       interchange::Report* report) {
  const auto text = host::read_text(path);
  if (!text) {
    session.fail(text.error());
    return std::nullopt;
  }
  auto model = interchange::read_dmn(*text, {}, report);
  if (model) return *std::move(model);
  const interchange::XmlError& error = model.error();
  const std::string place = cat(path, ":", error.line, ":", error.column, ": ");
  session.fail(kFindings, cat(place, error.zh, " [", error.name, "]"),
               cat(place, error.en, " [", error.name, "]"));
  return std::nullopt;
}

// Documents beside a native graph: tables and other graphs by their ids.
struct Beside {
  std::map<std::string, model::Document> tables, graphs;
};

Beside beside(const std::string& folder) {
  Beside out;
  const auto files = host::yaml_below(folder);
  if (!files) return out;
  for (const std::string& file : *files) {
    auto text = host::read_text(file);
    if (!text) continue;
    model::Diagnostics told;
    model::Document document = model::read_document(file, std::move(*text), told);
    if (told.has_errors() || !document.root) continue;
    if (document.kind == "table")
      out.tables[document.id] = std::move(document);
    else if (document.kind == "decisions")
      out.graphs[document.id] = std::move(document);
  }
  return out;
}

}  // namespace

bool is_dmn(const std::string& path) {
  const std::string extension = fs::path(path).extension().string();
  return extension == ".dmn" || extension == ".xml";
}

std::optional<std::vector<rule::DrgModel>> open_dmn(Session& session, const std::string& path,
                                                    interchange::Report* report) {
  auto model = read_one(session, path, report);
  if (!model) return std::nullopt;
  std::vector<rule::DrgModel> out{std::move(*model)};
  add_imports_of_dmn(path, out);
  return out;
}

void add_imports_of_dmn(const std::string& path, std::vector<rule::DrgModel>& models) {
  if (models.front().imports.empty()) return;
  std::vector<fs::path> others;
  std::error_code code;
  for (fs::directory_iterator it(folder_of(path), code), end; !code && it != end;
       it.increment(code))
    if (is_dmn(it->path().string()) && it->path().filename() != fs::path(path).filename())
      others.push_back(it->path());
  std::ranges::sort(others);
  std::vector<rule::DrgModel> known;
  for (const fs::path& other : others)
    if (const auto text = host::read_text(other.string()))
      if (auto read = interchange::read_dmn(*text)) known.push_back(*std::move(read));
  // Those that are imported, and what these import; a folder may hold others.
  for (std::size_t i = 0; i < models.size(); ++i)
    for (const rule::DrgImport& import : std::vector(models[i].imports)) {
      const auto found = std::ranges::find(known, import.space, &rule::DrgModel::space);
      if (found == known.end()) continue;
      models.push_back(std::move(*found));
      known.erase(found);
    }
}

std::optional<model::Document> open_document(Session& session, const std::string& path) {
  auto text = host::read_text(path);
  if (!text) {
    session.fail(text.error());
    return std::nullopt;
  }
  model::Diagnostics findings;
  model::Document document = model::read_document(path, std::move(*text), findings);
  if (!findings.has_errors() && document.root) return document;
  session.err << to_text(findings, session.language);
  session.exit = kFindings;
  return std::nullopt;
}

std::optional<std::vector<rule::DrgModel>> open_graph(Session& session,
                                                      const model::Document& document) {
  model::Diagnostics findings;
  auto models = models_of_graph(document, findings);
  if (!models) {
    session.err << to_text(findings, session.language);
    session.exit = kFindings;
  }
  return models;
}

std::optional<std::vector<rule::DrgModel>> models_of_graph(const model::Document& document,
                                                           model::Diagnostics& findings) {
  const Beside files = beside(folder_of(document.file ? document.file->path : ""));
  const interchange::TableFiles tables = [&](const std::string& id) {
    const auto found = files.tables.find(id);
    return found == files.tables.end() ? nullptr : &found->second;
  };
  auto model = interchange::read_graph(document, tables, findings);
  if (!model) return std::nullopt;
  std::vector<rule::DrgModel> out{std::move(*model)};
  if (out.front().imports.empty()) return out;
  for (const auto& [id, other] : files.graphs) {
    if (id == document.id) continue;
    model::Diagnostics told;
    if (auto read = interchange::read_graph(other, tables, told)) out.push_back(*std::move(read));
  }
  return out;
}

}  // namespace tf::cli
