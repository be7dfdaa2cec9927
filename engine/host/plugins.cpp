#include "host/plugins.h"

#include "base/text.h"
#include "host/town_files.h"
#include "model/loader.h"
#include "plugin/effect.h"

namespace tf::host {

namespace {

const model::Document* document_of(const std::vector<model::Document>& documents,
                                   std::string_view kind, std::string_view id) {
  for (const model::Document& document : documents)
    if (document.kind == kind && document.root && (id.empty() || document.id == id))
      return &document;
  return nullptr;
}

// definition.lint: each process as written goes to the filter; what it answers, {zh, en} or a list
// of them, are warnings at the process.
void ask_lint(const std::vector<model::Document>& documents, const plugin::TownPlugins& plugins,
              model::Diagnostics& out) {
  const auto hooks = plugins.hooks();
  for (std::size_t i = 0; i < hooks.size(); ++i) {
    if (hooks[i].point != "definition.lint") continue;
    for (const model::Document& document : documents) {
      if (document.kind != "workflow" || !document.root) continue;
      const Value arguments[] = {Value::record(
          {{"id", Value::text(document.id)}, {"definition", plugin::node_value(*document.root)}})};
      const rule::PluginAnswer answer = plugins.ask(i, arguments, {});
      if (!answer.good()) {
        out.report("plugin.lint", document.root->span,
                   {{"name", hooks[i].plugin}, {"zh", answer.text}, {"en", answer.text}});
        continue;
      }
      List told = answer.value.is(Value::Kind::list) ? answer.value.as_list() : List{answer.value};
      for (const Value& one : told)
        if (one.is(Value::Kind::record))
          out.report("plugin.lint", document.root->span,
                     {{"name", hooks[i].plugin}, {"zh", one["zh"].str()}, {"en", one["en"].str()}});
    }
  }
}

// The script of a manifest: as published, else from beside it.
Result<std::string> script_of(const plugin::Manifest& manifest, const PluginHost& host) {
  const std::string path = cat(manifest.folder, "/", manifest.entry);
  if (host.texts != nullptr)
    if (const auto known = host.texts->find(path); known != host.texts->end()) return known->second;
  return read_text(path, plugin::kMaxSource);
}

void add_jobs(std::vector<model::Document>& documents,
              const std::vector<plugin::PluginSource>& sources, model::Diagnostics& out) {
  for (const plugin::PluginSource& source : sources)
    for (const plugin::Gives& gives : source.manifest.gives) {
      if (gives.kind != plugin::Gives::Kind::job || !source.manifest.enabled) continue;
      model::Document process =
          model::read_document(cat(source.manifest.folder, "/", gives.name, ".job"),
                               plugin::job_process(source.manifest, gives), out);
      if (process.root) documents.push_back(std::move(process));
    }
}

}  // namespace

std::shared_ptr<const plugin::TownPlugins> load_plugins(std::vector<model::Document>& documents,
                                                        model::Diagnostics& out,
                                                        const PluginHost& host) {
  const model::Document* town = document_of(documents, "town", "");
  const model::Node* uses = town == nullptr ? nullptr : town->root->get("plugins");
  if (uses == nullptr) return nullptr;
  std::vector<plugin::PluginSource> sources;
  for (const model::Entry& use : uses->entries) {
    const model::Document* document = document_of(documents, "plugin", use.key);
    if (document == nullptr) {
      out.report("plugin.missing", use.key_span, {{"name", use.key}});
      continue;
    }
    plugin::PluginSource source{plugin::read_manifest(*document, out), {}, document->root->span};
    plugin::apply_use(source.manifest, *use.value, out);
    auto text = script_of(source.manifest, host);
    if (!text && source.manifest.enabled) {
      out.report("plugin.script", document->root->span,
                 {{"name", use.key}, {"code", "plugin.compile"}, {"text", text.error().text}});
      continue;
    }
    if (text) source.text = std::move(*text);
    sources.push_back(std::move(source));
  }
  if (sources.empty()) return nullptr;
  add_jobs(documents, sources, out);
  auto plugins = std::make_shared<const plugin::TownPlugins>(std::move(sources), out, host.isolate);
  ask_lint(documents, *plugins, out);
  return plugins;
}

core::PluginLoader plugin_loader(const PluginHost& host) {
  return [&host](std::vector<model::Document>& documents, model::Diagnostics& out) {
    return load_plugins(documents, out, host);
  };
}

}  // namespace tf::host
