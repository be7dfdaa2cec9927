#include "cli/host_file.h"

#include <ostream>

#include "base/text.h"
#include "host/town_files.h"
#include "model/yaml.h"

namespace tf::cli {

namespace {

// The first entry that is no setting, with its line; empty when all are.
std::string take(Session& session, const model::Node& root) {
  const auto at = [](const model::Span& span) { return cat(" (", span.line, ")"); };
  for (const model::Entry& entry : root.entries) {
    if (entry.key != "plugins" || !entry.value->is_map()) return entry.key + at(entry.key_span);
    for (const model::Entry& setting : entry.value->entries) {
      if (setting.key != "isolation") return cat("plugins.", setting.key) + at(setting.key_span);
      const std::string& word = setting.value->text;
      if (word != "worker" && word != "process")
        return cat("plugins.isolation: ", word) + at(setting.value->span);
      session.isolate_plugins = word == "worker" ? plugin::launch_self() : plugin::Launch();
    }
  }
  return {};
}

}  // namespace

bool take_host_file(Session& session, const std::string& path) {
  if (path.empty()) return true;
  auto text = host::read_text(path);
  if (!text) {
    session.fail(text.error());
    return false;
  }
  model::Diagnostics findings;
  const auto root = model::parse_yaml(model::source_file(path, std::move(*text)), findings);
  if (!root || findings.has_errors()) {
    session.err << to_text(findings, session.language);
    session.fail(kFindings, cat(path, " 有错。"), cat(path, " has mistakes"));
    return false;
  }
  const std::string unknown = take(session, *root);
  if (unknown.empty()) return true;
  session.fail(
      kFindings,
      cat(path, "：没有这样的设置：", unknown, "；只有 plugins: {isolation: worker 或 process}。"),
      cat(path, ": there is no such setting: ", unknown,
          "; there is plugins: {isolation: worker or process}"));
  return false;
}

}  // namespace tf::cli
