#include "core/share.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "core/bind_scope.h"
#include "model/overlay.h"
#include "model/shape.h"
#include "model/text_table.h"

namespace tf::core {

namespace {

using Names = std::set<std::string, std::less<>>;

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Ids may stand in expressions with _ for -.
std::string plain(std::string_view id) {
  std::string out(id);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

void names_in(std::string_view text, Names& out) {
  std::string name;
  for (const char c : text) {
    if (is_name_byte(c) || c == '-') {
      name += c == '-' ? '_' : c;
    } else if (!name.empty()) {
      out.insert(std::move(name));
      name.clear();
    }
  }
  if (!name.empty()) out.insert(std::move(name));
}

void names_in(const model::Node& node, Names& out) {
  if (node.is_scalar()) names_in(node.text, out);
  for (const auto& item : node.items) names_in(*item, out);
  for (const model::Entry& entry : node.entries) {
    names_in(entry.key, out);
    names_in(*entry.value, out);
  }
}

// What a name of the base's rules and forms leads to.
using Meanings = std::map<std::string, Names, std::less<>>;

void add_entries(const model::Node& map, Meanings& out) {
  for (const model::Entry& entry : map.entries) names_in(*entry.value, out[plain(entry.key)]);
}

Meanings meanings_of(const std::vector<model::Document>& documents) {
  Meanings out;
  for (const model::Document& document : documents) {
    if (!document.root) continue;
    if (document.kind == "forms" || document.kind == "ladders") add_entries(*document.root, out);
    if (document.kind == "table" || document.kind == "decisions")
      names_in(*document.root, out[plain(document.id)]);
    if (document.kind == "deadlines" || document.kind == "limits")
      for (const model::Entry& section : document.root->entries) add_entries(*section.value, out);
  }
  return out;
}

// Words the binder looks up that no process writes.
constexpr std::array<std::string_view, 4> kUnwritten{"done", "common", "std", "pauses"};

Names closure(Names names, const Meanings& meanings) {
  for (const std::string_view word : kUnwritten) names.emplace(word);
  std::vector<std::string> open(names.begin(), names.end());
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    const auto found = meanings.find(name);
    if (found == meanings.end()) continue;
    for (const std::string& more : found->second)
      if (names.insert(more).second) open.push_back(more);
  }
  return names;
}

// What the town's own files and overlay bring or change, by what it can change in a process.
struct Touched {
  bool everything = false;
  bool calendar = false;
  Names definitions, rules, workflows;
  // Of a section of deadlines or limits: names that only the process of that id sees.
  struct OfOne {
    Names definitions, rules;
  };
  std::map<std::string, OfOne, std::less<>> sections;
};

class Look {
 public:
  Look(const LoadedTown& base, Touched& out) : base_(base), out_(out) {}

  void overlay(const model::Node& root) {
    // Keys of a town file that no process is bound against.
    static const std::set<std::string_view> kOutside{
        "town", "title", "extends", "include", "plugins", "may", "by", "quiet", "language"};
    for (const model::Entry& entry : root.entries) {
      const model::Node& value = *entry.value;
      if (kOutside.contains(entry.key)) continue;
      if (entry.key == "calendar")
        out_.calendar = true;
      else if (entry.key == "deadlines")
        sections("deadlines", value, false);
      else if (entry.key == "limits")
        sections("limits", value, true);
      else if (entry.key == "ladders")
        entries(value, "ladders", out_.rules);
      else if (entry.key == "forms")
        entries(value, "forms", out_.definitions);
      else if (entry.key == "tables")
        tables(value);
      else if (entry.key == "workflows")
        keys(value, out_.workflows);
      else if (entry.key == "posts" || entry.key == "units" || entry.key == "near" ||
               entry.key == "levels")
        new_names(value);
      else if (entry.key == "words" || entry.key == "texts")
        word_ids(value);
      else
        out_.everything = true;
    }
  }

  void file(const model::Document& document) {
    const model::Node& root = *document.root;
    const std::string& kind = document.kind;
    if (root.has("effective") || root.has("apply")) out_.everything = true;
    if (kind == "town" || kind == "people" || kind == "scenario" || kind == "plugin") return;
    if (kind == "workflow") {
      out_.workflows.insert(plain(document.id));
    } else if (kind == "table") {
      out_.definitions.insert(plain(document.id));
    } else if (kind == "words") {
      for (const char* key : {"rows", "texts"})
        if (const model::Node* text = root.get(key)) word_ids(*text);
    } else if (kind == "forms") {
      keys(root, out_.definitions);
    } else if (kind == "ladders") {
      keys(root, out_.definitions);
    } else if (kind == "deadlines" || kind == "limits") {
      for (const model::Entry& section : root.entries)
        if (section.value->is_map()) section_names(section);
    } else {
      out_.everything = true;  // roles, a calendar: they reach everywhere
    }
  }

 private:
  const model::Node* of_base(std::string_view kind, std::string_view name) const {
    for (const model::Document& document : base_.documents)
      if (document.kind == kind && document.root && document.root->has(name))
        return document.root->get(name);
    return nullptr;
  }
  static void keys(const model::Node& map, Names& out) {
    for (const model::Entry& entry : map.entries) out.insert(plain(entry.key));
  }
  // Where the names of a section are seen.
  Names& seen(std::string_view section, bool rules_only) {
    if (section == "common") return rules_only ? out_.rules : out_.definitions;
    Touched::OfOne& one = out_.sections[plain(section)];
    return rules_only ? one.rules : one.definitions;
  }
  void section_names(const model::Entry& section) {
    if (section.key == "pauses") out_.everything = true;  // looked up by reason, anywhere
    keys(*section.value, seen(section.key, false));
  }
  // `values`: another value of a known name changes the rules alone.
  void sections(std::string_view kind, const model::Node& node, bool values) {
    for (const model::Entry& section : node.entries) {
      if (section.key == "pauses") out_.everything = true;
      const model::Node* old = of_base(kind, section.key);
      for (const model::Entry& entry : section.value->entries)
        seen(section.key, values && old != nullptr && old->has(entry.key)).insert(plain(entry.key));
    }
  }
  void entries(const model::Node& node, std::string_view kind, Names& known) {
    for (const model::Entry& entry : node.entries)
      (of_base(kind, entry.key) != nullptr ? known : out_.definitions).insert(plain(entry.key));
  }
  void tables(const model::Node& node) {
    for (const model::Entry& table : node.entries) {
      const bool shape = table.value->has("outputs") || table.value->has("each");
      (shape ? out_.definitions : out_.rules).insert(plain(table.key));
    }
  }
  void new_names(const model::Node& node) {
    const Roles& roles = base_.town.roles;
    const auto known = [&](const std::string& id) {
      return roles.posts.contains(id) || roles.near.contains(id) || roles.level_of(id) >= 0 ||
             base_.town.roll.unit(id) != nullptr;
    };
    for (const model::Entry& entry : node.entries)
      if (!known(entry.key)) out_.definitions.insert(plain(entry.key));
    for (const auto& item : node.items)
      if (!known(item->text)) out_.definitions.insert(plain(item->text));
  }
  void word_ids(const model::Node& text) {
    model::Diagnostics quiet;  // its shape was checked where it was read
    const model::TextTable table = model::parse_table(text, quiet);
    const std::size_t id = table.column("id").value_or(0);
    for (const auto& row : table.rows)
      if (id < row.cells.size()) out_.definitions.insert(plain(row.cells[id].text));
  }

  const LoadedTown& base_;
  Touched& out_;
};

bool meet(const Names& small, const Names& large) {
  return std::any_of(small.begin(), small.end(),
                     [&](const std::string& name) { return large.contains(name); });
}

// What other processes are bound against in this one: the choices they may name, and the fields
// that one who opens it has to give.
Names seen_by_others(const model::Node& workflow) {
  NameTable choices;
  add_choices_of(workflow, choices);
  Names out;
  for (const auto& [name, meaning] : choices.own()) out.insert(plain(name));
  for (const std::string& field : required_at_opening(workflow)) out.insert(cat("case ", field));
  return out;
}

// Documents that an overlay may change: they are merged into copies. The others are read as they
// are.
bool is_copied(const model::Document& document, const Names& workflows,
               const model::Node& overlay) {
  const std::string& kind = document.kind;
  if (kind == "workflow") return workflows.contains(plain(document.id));
  if (kind == "table") {
    const model::Node* tables = overlay.get("tables");
    return tables != nullptr && tables->has(document.id);
  }
  if (kind == "deadlines" || kind == "limits" || kind == "ladders" || kind == "forms")
    return overlay.has(kind);
  if (kind == "roles") return overlay.has("posts") || overlay.has("units") || overlay.has("near");
  return kind == "town";
}

}  // namespace

SharedBase::SharedBase(LoadedTown loaded) : loaded_(std::move(loaded)) {
  auto words = std::make_shared<WordMap>(loaded_.town.words);
  if (loaded_.town.more_words)
    words->insert(loaded_.town.more_words->begin(), loaded_.town.more_words->end());
  words_ = std::move(words);
  written_ = words_written_in(loaded_.documents);
  std::vector<const model::Document*> documents;
  for (const model::Document& document : loaded_.documents) documents.push_back(&document);
  scope_ = std::make_unique<TownScope>(open_scope(documents, told_));
  scope_->choices = choices_of(*scope_, nullptr);
  const Meanings meanings = meanings_of(loaded_.documents);
  for (const model::Document& document : loaded_.documents) {
    if (document.kind != "workflow" || !document.root) continue;
    Names names;
    names_in(*document.root, names);
    mentions_[document.id] = closure(std::move(names), meanings);
  }
}

SharedBase::~SharedBase() = default;

const model::Document* SharedBase::process(std::string_view id) const {
  for (const model::Document& document : loaded_.documents)
    if (document.kind == "workflow" && document.root && document.id == id) return &document;
  return nullptr;
}

Inherited SharedBase::untouched_by(const model::TownFiles& own,
                                   const std::vector<model::Document>& merged,
                                   const rule::Plugins* plugins,
                                   const std::set<std::string>& added) const {
  Inherited out;
  out.base = &loaded_.town;
  out.scope = scope_.get();
  out.words = words_.get();
  out.written = &written_;
  Touched touched;
  Look look(loaded_, touched);
  bool own_calendar = false;
  for (const model::Document& document : own.documents) {
    if (!document.root) continue;
    look.file(document);
    own_calendar = own_calendar || document.kind == "calendar";
  }
  for (const std::string& id : added) touched.workflows.insert(plain(id));
  const Names from_files = touched.workflows;  // and from plugins: not from the overlay
  if (const model::Document* town = own.town()) look.overlay(*town->root);
  // What calls a plugin has the town's own instance of it, with its own limits and switch.
  for (const rule::Plugins* used : {plugins, loaded_.town.plugins.get()})
    if (used != nullptr)
      for (const rule::PluginFunction& function : used->functions())
        touched.definitions.insert(plain(function.name));
  out.calendar = !touched.calendar && !own_calendar;
  // What changed processes may look up in others.
  Names named = touched.definitions, unseen;
  out.choices = added.empty();
  for (const model::Document& document : own.documents)
    if (document.kind == "workflow") out.choices = false;
  for (const model::Document& document : merged) {
    if (document.kind != "workflow" || !document.root) continue;
    const model::Document* before = process(document.id);
    if (before == nullptr) continue;
    const Names was = seen_by_others(*before->root), is = seen_by_others(*document.root);
    if (was == is) {
      unseen.insert(plain(document.id));
      continue;
    }
    out.choices = false;
    std::set_symmetric_difference(was.begin(), was.end(), is.begin(), is.end(),
                                  std::inserter(named, named.end()));
  }
  if (touched.everything) return out;
  for (const std::string& id : touched.workflows)
    if (!unseen.contains(id) || from_files.contains(id)) named.insert(id);
  Names asked;
  for (const model::Document& document : own.documents)
    if (document.kind == "workflow" && document.root) names_in(*document.root, asked);
  if (const model::Document* town = own.town())
    if (const model::Node* workflows = town->root->get("workflows")) names_in(*workflows, asked);
  for (const auto& [id, mentions] : mentions_) {
    const auto section = touched.sections.find(plain(id));
    const bool own_rules = section != touched.sections.end();
    if (touched.workflows.contains(plain(id)) || asked.contains(plain(id)) ||
        meet(named, mentions) || (own_rules && meet(section->second.definitions, mentions)))
      continue;
    out.definitions.insert(id);
    if (!touched.calendar && !meet(touched.rules, mentions) &&
        !(own_rules && meet(section->second.rules, mentions)))
      out.rules.insert(id);
  }
  return out;
}

Town load_overlay(const SharedBase& base, const model::Library& library, const std::string& id,
                  std::uint32_t ordinal, model::Diagnostics& out, const PluginLoader& plugins) {
  const model::TownFiles& own = *library.town(id);
  const model::Document& overlay = *own.town();
  Names changed;
  if (const model::Node* workflows = overlay.root->get("workflows"))
    for (const model::Entry& entry : workflows->entries) changed.insert(plain(entry.key));
  std::vector<const model::Document*> copied, all;
  for (const model::Document& document : base.documents())
    if (document.kind != "words")  // read once, for all
      (is_copied(document, changed, *overlay.root) ? copied : all).push_back(&document);
  std::vector<model::Document> merged = model::merge(copied, overlay, out);
  for (model::Document& document : merged) model::check_shape(document, out);
  for (const model::Document& document : merged) all.push_back(&document);
  for (const model::Document& document : own.documents)
    if (&document != &overlay) all.push_back(&document);

  std::shared_ptr<const rule::Plugins> loaded;
  std::vector<model::Document> seen;  // manifests, the town file, the town's own processes
  std::set<std::string> added;
  if (plugins) {
    for (const model::Document* document : all)
      if (document->kind == "plugin" || document->kind == "town" ||
          (document->kind == "workflow" && changed.contains(plain(document->id))))
        seen.push_back(document->clone());
    const std::size_t given = seen.size();
    loaded = plugins(seen, out);
    for (std::size_t i = given; i < seen.size(); ++i) {
      added.insert(seen[i].id);
      all.push_back(&seen[i]);
    }
  }
  const Inherited inherited = base.untouched_by(own, merged, loaded.get(), added);
  Town town = bind_town(all, ordinal, out, std::move(loaded), &inherited);
  town.more_words = base.words();
  std::erase_if(town.words, [&](const auto& word) {
    const auto below = base.words()->find(word.first);
    return below != base.words()->end() && below->second.zh == word.second.zh &&
           below->second.en == word.second.en;
  });
  return town;
}

}  // namespace tf::core
