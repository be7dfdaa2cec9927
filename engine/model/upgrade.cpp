#include "model/upgrade.h"

#include <map>

#include "base/text.h"

namespace tf::model {

namespace {

std::string name_of(const Document& document) {
  if (document.kind == "town") return "town";
  const std::string_view since = document.root->text_of("effective");
  return since.empty() ? cat(document.kind, " ", document.id)
                       : cat(document.kind, " ", document.id, " ", since);
}

using ByName = std::map<std::string, const Document*>;

ByName by_name(const std::vector<Document>& documents) {
  ByName out;
  for (const Document& document : documents)
    if (document.root) out.emplace(name_of(document), &document);
  return out;
}

// The node a path of differences leads to, as far as it leads: rows of a table are in its text.
const Span& place_of(const Node& root, std::string_view path) {
  const Node* at = &root;
  const Span* place = &root.span;
  while (!path.empty()) {
    const Entry* next = nullptr;
    for (const Entry& entry : at->entries)
      if (path.starts_with(entry.key) &&
          (path.size() == entry.key.size() ||
           std::string_view(".[ ").contains(path[entry.key.size()])) &&
          (next == nullptr || entry.key.size() > next->key.size()))
        next = &entry;
    if (next == nullptr) break;
    place = &next->key_span;
    at = next->value.get();
    path.remove_prefix(next->key.size());
    if (!path.starts_with('.')) break;
    path.remove_prefix(1);
  }
  return *place;
}

// The town's own name, title, people … are no change of the base's.
bool is_identity(const std::string& document, const std::string& path) {
  if (document != "town") return false;
  for (const std::string_view own : {"town", "title", "extends", "include"})
    if (path == own || path.starts_with(cat(own, "."))) return true;
  return false;
}

std::vector<UpgradeChange> changes(const ByName& from, const ByName& to) {
  std::vector<UpgradeChange> out;
  for (const auto& [name, document] : from) {
    const auto twin = to.find(name);
    if (twin == to.end()) {
      out.push_back({name, {Difference::Kind::removed, "", "", ""}, document->root->span});
      continue;
    }
    for (Difference& one : differences(*document, *twin->second)) {
      if (is_identity(name, one.path)) continue;
      const bool gone = one.kind == Difference::Kind::removed;
      const Span place = place_of(gone ? *document->root : *twin->second->root, one.path);
      out.push_back({name, std::move(one), place});
    }
  }
  for (const auto& [name, document] : to)
    if (!from.contains(name))
      out.push_back({name, {Difference::Kind::added, "", "", ""}, document->root->span});
  return out;
}

// Is `inner` the place `outer` or one inside it?
bool within(std::string_view inner, std::string_view outer) {
  return outer.empty() ||
         (inner.starts_with(outer) &&
          (inner.size() == outer.size() || std::string_view(".[ ").contains(inner[outer.size()])));
}

bool conflict(const UpgradeChange& base, const UpgradeChange& town) {
  if (base.document != town.document) return false;
  using Kind = Difference::Kind;
  const bool same_place = base.what.path == town.what.path;
  if (same_place) return base.what.kind != town.what.kind || base.what.to != town.what.to;
  if (within(town.what.path, base.what.path)) return base.what.kind != Kind::added;
  if (within(base.what.path, town.what.path)) return town.what.kind != Kind::added;
  return false;
}

}  // namespace

Upgrade compare_upgrade(const std::vector<Document>& old_base,
                        const std::vector<Document>& new_base, const std::vector<Document>& town) {
  const ByName before = by_name(old_base);
  Upgrade out;
  out.base = changes(before, by_name(new_base));
  out.town = changes(before, by_name(town));
  for (const UpgradeChange& base : out.base)
    for (const UpgradeChange& own : out.town)
      if (conflict(base, own)) out.conflicts.push_back({base, own});
  return out;
}

}  // namespace tf::model
