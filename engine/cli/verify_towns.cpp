#include "cli/verify_towns.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "host/town_files.h"
#include "sim/verify.h"

namespace tf::cli {

namespace {

namespace fs = std::filesystem;
using model::Node;

constexpr int kLevelsUp = 4;

// Where a step of this name is written: its last part, below a block of steps or of handlers.
const model::Entry* find_step(const Node& node, std::string_view name) {
  for (const model::Entry& entry : node.entries)
    if (entry.key == name && entry.value->is_map()) return &entry;
  for (const model::Entry& entry : node.entries)
    if (const model::Entry* found = find_step(*entry.value, name)) return found;
  for (const auto& item : node.items)
    if (const model::Entry* found = find_step(*item, name)) return found;
  return nullptr;
}

model::Span place_of(const std::vector<const model::Document*>& documents,
                     const std::string& workflow, const std::string& step) {
  for (const model::Document* document : documents) {
    if (document->kind != "workflow" || document->id != workflow || !document->root) continue;
    const std::string last = step.substr(step.rfind('/') + 1);  // npos + 1 is 0
    const model::Entry* entry = step.empty() ? nullptr : find_step(*document->root, last);
    return entry == nullptr ? document->root->span : entry->key_span;
  }
  return {};
}

bool includes(const std::string& folder, const fs::path& file) {
  const auto files = host::read_town_files({folder});
  if (!files) return false;
  return std::ranges::any_of(*files, [&](const host::TextFile& one) {
    std::error_code code;
    return fs::equivalent(one.path, file, code);
  });
}

}  // namespace

void verify_town(core::Town town, const std::vector<const model::Document*>& documents,
                 model::Diagnostics& out) {
  const std::string id = town.id;
  core::Catalog catalog;
  catalog.add(std::move(town));
  const core::Town& there = *catalog.town(id);
  for (const auto& [workflow, definition] : there.workflows)
    for (const sim::VerifyFault& fault : sim::verify(catalog, there, *definition).faults)
      out.report(fault.code, place_of(documents, workflow, fault.step),
                 {{"what", model::both(fault.zh, fault.en)}});
}

std::optional<std::string> town_folder_of(const std::string& file) {
  std::error_code code;
  fs::path up = fs::absolute(file, code).parent_path();
  for (fs::path above = up; above.has_relative_path(); above = above.parent_path())
    if (host::town_in(above.generic_string())) return above.generic_string();
  for (int i = 0; i < kLevelsUp && up.has_relative_path(); ++i, up = up.parent_path())
    for (const char* inside : {"", "examples"}) {
      const fs::path base = *inside == '\0' ? up : up / inside;
      std::vector<std::string> folders;
      for (fs::directory_iterator at(base, code), end; !code && at != end; at.increment(code))
        if (at->is_directory(code) && host::town_in(at->path().generic_string()))
          folders.push_back(at->path().generic_string());
      std::ranges::sort(folders);
      for (const std::string& folder : folders)
        if (includes(folder, file)) return folder;
    }
  return std::nullopt;
}

}  // namespace tf::cli
