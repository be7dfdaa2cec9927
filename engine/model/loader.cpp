#include "model/loader.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "model/overlay.h"
#include "model/shape.h"
#include "model/yaml.h"

namespace tf::model {

namespace {

std::string nearest_kind(std::string_view word) {
  std::vector<std::string> names;
  for (const FileKind& kind : file_kinds()) {
    names.emplace_back(kind.name);
    names.emplace_back(kind.zh);
  }
  return closest(word, names).value_or("");
}

std::string folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == path.npos ? std::string() : std::string(path.substr(0, slash));
}

// "a/b/../c" → "a/c"; leading ".." stay.
std::string plain_path(std::string_view path) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.emplace_back(part);
    }
  }
  return cat(path.starts_with('/') ? "/" : "", join(parts, "/"));
}

bool inside(std::string_view path, std::string_view folder) {
  return folder.empty() ||
         (path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/');
}

}  // namespace

Document read_document(const std::shared_ptr<const SourceFile>& file, Diagnostics& out) {
  Document document;
  document.file = file;
  const std::size_t before = out.errors();
  document.root = parse_yaml(file, out);
  if (!document.root) return document;
  const bool sound = out.errors() == before;
  Node& root = *document.root;
  if (!root.is_map() || root.entries.empty()) {
    out.report("file.not_map", root.span);
    document.root = nullptr;
    return document;
  }
  Entry& first = root.entries.front();
  const FileKind* kind = file_kind(first.key);
  if (!kind && sound) {
    const std::string nearest = nearest_kind(first.key);
    out.report("file.unknown_kind", first.key_span, {{"key", first.key}}, nearest);
    kind = file_kind(nearest);  // what stands below is checked as the kind it was meant for
    if (kind) first.key = kind->name;
  }
  if (!kind) {  // after a refusal of YAML itself the first key may not be what the author meant
    document.root = nullptr;
    return document;
  }
  document.kind = kind->name;
  if (document.kind != "workflows") {
    if (!first.value->is_scalar()) {
      out.report("file.no_id", first.key_span, {{"key", first.key}});
      document.root = nullptr;
      return document;
    }
    document.id = first.value->text;
  }
  check_shape(document, out);
  return document;
}

Document read_document(std::string path, std::string text, Diagnostics& out) {
  return read_document(source_file(std::move(path), std::move(text)), out);
}

std::string_view kind_at_a_glance(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.starts_with('#') || line == "---") continue;
    const FileKind* kind = file_kind(line.substr(0, line.find(':')));
    return kind ? kind->name : std::string_view();
  }
  return {};
}

std::vector<Document> split_workflows(Document document) {
  std::vector<Document> out;
  if (document.kind != "workflows") {
    out.push_back(std::move(document));
    return out;
  }
  Node* all = document.root ? document.root->get("workflows") : nullptr;
  if (!all) return out;
  for (Entry& e : all->entries) {
    if (!e.value->is_map()) continue;
    Document one{"workflow", e.key, document.file, std::move(e.value)};
    auto id = Node::scalar(e.key, e.key_span);
    one.root->entries.insert(one.root->entries.begin(),
                             Entry{"workflow", "workflow", e.key_span, std::move(id), nullptr});
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<std::string> included_folders(const Document& town) {
  std::vector<std::string> out;
  const Node* include = town.kind == "town" && town.root ? town.root->get("include") : nullptr;
  if (!include) return out;
  if (include->is_scalar()) out.push_back(include->text);
  for (const auto& item : include->items)
    if (item->is_scalar()) out.push_back(item->text);
  return out;
}

const Document* TownFiles::town() const {
  for (const Document& document : documents)
    if (document.kind == "town") return &document;
  return nullptr;
}

void Library::add(std::string path, std::string text, Diagnostics& out) {
  add(read_document(std::move(path), std::move(text), out));
}

void Library::add(Document document) {
  if (document.root) loose_.push_back(std::move(document));
}

void Library::finish(Diagnostics& out, const std::set<std::string>& known) {
  // Towns first, then every file to the town file nearest above it, or to those that include its
  // folder.
  std::vector<std::string> homes;
  for (Document& document : loose_) {
    if (document.kind != "town") continue;
    TownFiles town;
    town.id = document.id;
    town.extends = document.root->text_of("extends");
    homes.push_back(folder_of(document.file->path));
    town.documents.push_back(std::move(document));
    towns_.push_back(std::move(town));
  }
  TownFiles none;
  for (Document& document : loose_) {
    if (!document.root) continue;
    const std::string path = plain_path(document.file->path);
    std::vector<std::size_t> owners;
    std::size_t nearest = homes.size();
    for (std::size_t t = 0; t < homes.size(); ++t) {
      const std::string home = plain_path(homes[t]);
      if (inside(path, home) &&
          (nearest == homes.size() || home.size() > plain_path(homes[nearest]).size()))
        nearest = t;
      for (const std::string& folder : included_folders(towns_[t].documents.front()))
        if (inside(path, plain_path(cat(home, "/", folder)))) {
          owners.push_back(t);
          break;
        }
    }
    if (nearest != homes.size() && std::ranges::find(owners, nearest) == owners.end())
      owners.push_back(nearest);
    std::vector<Document> parts = split_workflows(std::move(document));
    for (std::size_t o = 0; o + 1 < owners.size(); ++o)
      for (const Document& part : parts) towns_[owners[o]].documents.push_back(part.clone());
    TownFiles& last = owners.empty() ? none : towns_[owners.back()];
    for (Document& part : parts) last.documents.push_back(std::move(part));
  }
  loose_.clear();
  if (!none.documents.empty()) towns_.push_back(std::move(none));

  for (const TownFiles& town : towns_) {
    std::map<std::pair<std::string, std::string>, const Document*> seen;
    for (const Document& document : town.documents) {
      const auto [there, fresh] = seen.try_emplace({document.kind, document.id}, &document);
      if (fresh || document.kind == "words" || document.kind == "forms") continue;
      // Several files of one rule id form its history when they differ in `effective`.
      if (document.root->text_of("effective") != there->second->root->text_of("effective"))
        continue;
      out.report("file.twice", document.root->entries.front().key_span,
                 {{"kind", document.kind}, {"id", document.id}})
          .notes.push_back({there->second->root->entries.front().key_span, "第一份在这里",
                            "the first one is here"});
    }
    std::set<std::string> chain{town.id};
    for (const TownFiles* at = &town; at && !at->extends.empty();) {
      const TownFiles* below = this->town(at->extends);
      const Span place = at->town()->root->entry("extends")->value->span;
      if (!below) {
        if (at == &town && !known.contains(at->extends))
          out.report("file.no_base", place, {{"id", town.id}, {"base", at->extends}});
        break;
      }
      if (!chain.insert(below->id).second) {
        out.report("file.circle", place, {{"id", town.id}});
        break;
      }
      at = below;
    }
  }
}

const TownFiles* Library::town(std::string_view id) const {
  for (const TownFiles& town : towns_)
    if (town.id == id) return &town;
  return nullptr;
}

std::vector<Document> Library::merged(std::string_view id, Diagnostics& out) const {
  std::vector<const TownFiles*> chain;  // the town first, its county last
  for (const TownFiles* at = town(id); at && chain.size() <= towns_.size();
       at = at->extends.empty() ? nullptr : town(at->extends))
    chain.push_back(at);
  std::vector<Document> result;
  if (chain.empty() || chain.size() > towns_.size()) return result;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    const Document* overlay = (*at)->town();
    if (at != chain.rbegin() && overlay) {
      std::vector<const Document*> base;
      for (const Document& document : result) base.push_back(&document);
      result = merge(base, *overlay, out);
    }
    for (const Document& document : (*at)->documents) {
      if (at != chain.rbegin() && &document == overlay) continue;
      result.push_back(document.clone());
    }
    // A base town may hold rules of its own in its town file: they lie over its other files.
    if (at == chain.rbegin() && overlay && has_sections(*overlay)) {
      std::vector<const Document*> own;
      for (const Document& document : result) own.push_back(&document);
      result = merge(own, *overlay, out);
    }
  }
  if (chain.size() > 1)
    for (Document& document : result) check_shape(document, out);
  return result;
}

}  // namespace tf::model
