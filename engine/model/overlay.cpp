#include "model/overlay.h"

#include <algorithm>
#include <array>

#include "base/decimal.h"
#include "base/text.h"
#include "model/overlay_merge.h"
#include "model/shape_table.h"
#include "model/text_table.h"

namespace tf::model {

namespace {

// Sections of a town file that belong to other documents.
constexpr std::array<std::string_view, 6> kSections{"deadlines", "limits", "ladders",
                                                    "tables",    "forms",  "workflows"};

constexpr std::array<std::string_view, 5> kElsewhere{"words", "texts", "posts", "units", "near"};

bool is_table(const Node& node) {
  return node.form && node.form->scalar == Scalar::table;
}
bool is_text(const Node& node) {
  return node.form && node.form->map == &kTextShape;
}

void merge_table_text(Node& base, const Node& patch, Diagnostics& out) {
  // Cells were checked when each file was read; only what merging itself finds is new.
  Diagnostics seen;
  const TextTable under = parse_table(base, seen);
  const TextTable over = parse_table(patch, seen);
  base.table = std::make_shared<const TextTable>(merge_tables(under, over, out));
  base.text = print_table(*base.table);
  base.block = true;
  base.quoted = true;
}

// A plain duration under a map that only adds to it: {for: duration}.
void widen_deadline(Node& base, const Node& patch) {
  if (!base.is_scalar() || !patch.is_map() || !patch.form || patch.form->map != kDeadline.map)
    return;
  for (const std::string_view length : {"for", "until", "every", "before", "by"})
    if (patch.has(length)) return;
  auto whole = Node::map(base.span);
  whole->form = base.form;
  whole->put("for", base.clone(), base.span);
  base = std::move(*whole);
}

// A plain duration over a deadline that has bounds: they stay, it is the new `for`.
bool keep_bounds(Node& base, const Node& patch) {
  if (!base.is_map() || !patch.is_scalar() || !base.form || base.form->map != kDeadline.map)
    return false;
  if (!base.has("for") || (!base.has("at_most") && !base.has("at_least"))) return false;
  base.put("for", patch.clone(), patch.span);
  base.span = patch.span;  // what is found wrong with it is the patch's doing
  return true;
}

class Merge {
 public:
  Merge(std::vector<Document>& result, const Document& overlay, Diagnostics& out)
      : result_(result), overlay_(overlay), out_(out) {}

  void run() {
    const Node& root = *overlay_.root;
    for (const Entry& e : root.entries) {
      if (e.key == "deadlines" || e.key == "limits") {
        sections(e.key, *e.value);
      } else if (e.key == "ladders" || e.key == "forms") {
        named_entries(e.key, *e.value);
      } else if (e.key == "tables") {
        for (const Entry& table : e.value->entries) one_table(table);
      } else if (e.key == "workflows") {
        for (const Entry& workflow : e.value->entries) one_workflow(workflow);
      } else if (e.key == "posts" || e.key == "units" || e.key == "near") {
        into_roles(e);
      }
    }
    words(root);
    town(root);
  }

 private:
  Document* find(std::string_view kind, std::string_view id) {
    for (Document& document : result_)
      if (document.kind == kind && document.id == id) return &document;
    return nullptr;
  }

  // A document of this kind to put new things into.
  Document& some(std::string_view kind) {
    for (Document& document : result_)
      if (document.kind == kind) return document;
    return fresh(kind, overlay_.id);
  }

  Document& fresh(std::string_view kind, std::string_view id) {
    const Span at = overlay_.root->span;
    Document document{std::string(kind), std::string(id), overlay_.file, Node::map(at)};
    document.root->put(kind, Node::scalar(std::string(id), at), at);
    result_.push_back(std::move(document));
    return result_.back();
  }

  // deadlines, limits: section → name → value. Every version of the file that has the section is
  // patched.
  void sections(std::string_view kind, const Node& patch) {
    for (const Entry& section : patch.entries) {
      bool found = false;
      for (Document& document : result_) {
        if (document.kind != kind || !document.root->has(section.key)) continue;
        found = true;
        if (kind == "limits") {
          limits(*document.root->get(section.key), *section.value);
        } else {
          merge_map(*document.root->get(section.key), *section.value, out_);
        }
      }
      if (!found) add(*some(kind).root, section);
    }
  }

  static void add(Node& map, const Entry& e) {
    map.entries.push_back(Entry{e.key, e.written, e.key_span, e.value->clone(), e.known});
  }

  void limits(Node& base, const Node& patch) {
    for (const Entry& e : patch.entries) {
      Node* old = base.get(e.key);
      if (!old) {
        add(base, e);
        continue;
      }
      if (old->is_map() && is_locked(*old, "is")) {
        report_both(out_, "overlay.locked", e.key_span, old->span, {{"key", e.key}});
        continue;
      }
      if (!within_bounds(e, *old)) continue;
      if (old->is_map() && e.value->is_scalar()) {
        old->put("is", e.value->clone(), e.value->span);
      } else if (old->is_map()) {
        merge_map(*old, *e.value, out_);
      } else {
        *old = std::move(*e.value->clone());
      }
    }
  }

  // Numbers are compared here; limits that are durations or other expressions by whoever evaluates
  // them.
  bool within_bounds(const Entry& e, const Node& old) {
    bool good = true;
    for (const std::string_view key : {"is", "at_least", "at_most"}) {
      const Node* value =
          e.value->is_scalar() ? (key == "is" ? e.value.get() : nullptr) : e.value->get(key);
      const auto number = value ? Decimal::parse(value->text) : std::nullopt;
      if (!number) continue;
      for (const std::string_view bound : {"at_least", "at_most"}) {
        const Node* limit = old.get(bound);
        const auto edge = limit ? Decimal::parse(limit->text) : std::nullopt;
        if (!edge || (bound == "at_least" ? *number >= *edge : *number <= *edge)) continue;
        if (key != "is" && key != bound) continue;
        report_both(out_, "overlay.bound", value->span, limit->span,
                    {{"name", e.key},
                     {"value", value->text},
                     {"bound", std::string(bound)},
                     {"limit", limit->text}});
        good = false;
      }
    }
    return good;
  }

  // ladders, forms: name → map, in whichever file has the name.
  void named_entries(std::string_view kind, const Node& patch) {
    for (const Entry& e : patch.entries) {
      bool found = false;
      for (Document& document : result_) {
        if (document.kind != kind || !document.root->has(e.key)) continue;
        found = true;
        Node& old = *document.root->get(e.key);
        if (is_locked(old, {})) {
          report_both(out_, "overlay.locked", e.key_span, old.span, {{"key", e.key}});
        } else if (old.is_map() && e.value->is_map()) {
          merge_map(old, *e.value, out_);
        }
      }
      if (!found) add(*some(kind).root, e);
    }
  }

  void one_table(const Entry& e) {
    bool found = false;
    for (Document& document : result_) {
      if (document.kind != "table" || document.id != e.key) continue;
      found = true;
      if (is_locked(*document.root, {})) {
        report_both(out_, "overlay.locked", e.key_span, document.root->span, {{"key", e.key}});
      } else {
        merge_map(*document.root, *e.value, out_);
      }
    }
    if (found) return;
    if (e.value->has("outputs") && e.value->has("rules")) {
      Document& table = fresh("table", e.key);
      for (const Entry& part : e.value->entries) add(*table.root, part);
      return;
    }
    out_.report("overlay.unknown_table", e.key_span, {{"id", e.key}}, nearest("table", e.key));
  }

  void one_workflow(const Entry& e) {
    Document* document = find("workflow", e.key);
    if (!document) {
      out_.report("overlay.unknown_workflow", e.key_span, {{"id", e.key}},
                  nearest("workflow", e.key));
      return;
    }
    Node patch = std::move(*e.value->clone());
    const std::unique_ptr<Node> steps = patch.has("steps") ? patch.get("steps")->clone() : nullptr;
    patch.erase("steps");
    merge_map(*document->root, patch, out_);
    if (steps) merge_steps(*document->root, *steps, out_);
  }

  std::string nearest(std::string_view kind, std::string_view id) const {
    std::vector<std::string> ids;
    for (const Document& document : result_)
      if (document.kind == kind) ids.push_back(document.id);
    return closest(id, ids).value_or("");
  }

  void into_roles(const Entry& e) {
    Node& root = *some("roles").root;
    if (Node* old = root.get(e.key)) {
      merge_map(*old, *e.value, out_);
    } else {
      add(root, e);
    }
  }

  // The overlay's own words are a file of words; later ones win.
  void words(const Node& root) {
    if (!root.has("words") && !root.has("texts")) return;
    Document& document = fresh("words", overlay_.id);
    for (const auto& [key, as] : {std::pair{"words", "rows"}, std::pair{"texts", "texts"}})
      if (const Entry* e = root.entry(key)) document.root->put(as, e->value->clone(), e->key_span);
  }

  // The town itself: the base's settings, changed by the overlay's.
  void town(const Node& root) {
    Document* base = nullptr;
    for (Document& document : result_)
      if (document.kind == "town") base = &document;
    Node patch = std::move(*root.clone());
    for (const std::string_view section : kSections) patch.erase(section);
    for (const std::string_view key : kElsewhere) patch.erase(key);
    if (!base) {
      result_.push_back(Document{"town", overlay_.id, overlay_.file, patch.clone()});
      return;
    }
    base->id = overlay_.id;
    base->file = overlay_.file;
    for (const std::string_view section : kSections) base->root->erase(section);
    for (const std::string_view key : kElsewhere) base->root->erase(key);
    merge_map(*base->root, patch, out_);
  }

  std::vector<Document>& result_;
  const Document& overlay_;
  Diagnostics& out_;
};

}  // namespace

void report_both(Diagnostics& out, std::string_view code, const Span& here, const Span& there,
                 Diagnostics::Arguments arguments, std::string suggestion) {
  out.report(code, here, arguments, std::move(suggestion))
      .notes.push_back({there, "上级写在这里", "the base has it here"});
}

bool is_locked(const Node& base, std::string_view key) {
  const Node* locked = base.get("locked");
  if (!locked) return false;
  if (locked->is_scalar()) return locked->text == "true";
  return std::ranges::any_of(locked->items, [&](const auto& item) { return item->text == key; });
}

bool changes_kind(const Entry& patch, const Node& base, Diagnostics& out) {
  if (!base.form || !base.form->map || !base.form->map->is_step) return false;
  const std::string_view is = kind_of_step(base);
  const std::string_view becomes = kind_of_step(*patch.value);
  if (is.empty() || becomes.empty() || is == becomes) return false;
  report_both(out, "overlay.kind_changed", patch.value->entry(becomes)->key_span,
              base.entry(is)->key_span,
              {{"step", patch.key}, {"kind", std::string(is)}, {"other", std::string(becomes)}});
  return true;
}

namespace {

// New codes may come, texts may change, conditions may not.
void merge_refusals(Node& base, const Node& patch, Diagnostics& out) {
  Node allowed = std::move(*patch.clone());
  for (Entry& code : allowed.entries) {
    const Node* had = base.get(code.key);
    const Node* before = had ? had->get("when") : nullptr;
    const Node* now = code.value->get("when");
    if (!before || !now || same_content(*before, *now)) continue;
    report_both(out, "overlay.loosened", now->span, before->span, {{"code", code.key}});
    code.value->erase("when");
  }
  merge_map(base, allowed, out);
}

}  // namespace

void merge_map(Node& base, const Node& patch, Diagnostics& out) {
  for (const Entry& e : patch.entries) {
    if (is_locked(base, e.key)) {
      report_both(out, "overlay.locked", e.key_span, base.get("locked")->span,
                  {{"key", e.written}});
      continue;
    }
    Node* old = base.get(e.key);
    if (!old) {
      base.entries.push_back(Entry{e.key, e.written, e.key_span, e.value->clone(), e.known});
      continue;
    }
    if (e.key == "refuse" && old->is_map() && e.value->is_map()) {
      merge_refusals(*old, *e.value, out);
      continue;
    }
    if (old->is_scalar() && e.value->is_scalar() && is_table(*old)) {
      merge_table_text(*old, *e.value, out);
      continue;
    }
    widen_deadline(*old, *e.value);
    if (keep_bounds(*old, *e.value)) continue;
    if (old->is_map() && e.value->is_map() && !is_text(*old)) {
      if (is_locked(*old, {})) {
        report_both(out, "overlay.locked", e.key_span, old->get("locked")->span,
                    {{"key", e.written}});
      } else if (!changes_kind(e, *old, out)) {
        merge_map(*old, *e.value, out);
      }
      continue;
    }
    Entry* entry = base.entry(e.key);
    entry->value = e.value->clone();
    entry->key_span = e.key_span;
  }
}

bool has_sections(const Document& town) {
  if (!town.root) return false;
  const auto has = [&](std::string_view key) { return town.root->has(key); };
  return std::ranges::any_of(kSections, has) || std::ranges::any_of(kElsewhere, has);
}

std::vector<Document> merge(const std::vector<const Document*>& base, const Document& overlay,
                            Diagnostics& out) {
  std::vector<Document> result;
  result.reserve(base.size() + 4);
  for (const Document* document : base) result.push_back(document->clone());
  if (overlay.root) Merge(result, overlay, out).run();
  return result;
}

}  // namespace tf::model
