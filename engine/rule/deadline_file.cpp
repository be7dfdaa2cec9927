#include "rule/deadline_file.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "rule/deadline_key.h"
#include "rule/deadline_words.h"

namespace tf::rule {
namespace {

constexpr std::array<std::string_view, 10> kDeadlineFileKeys{
    "deadlines", "title",   "about", "version", "effective",
    "apply",     "extends", "note",  "pauses",  "state"};
constexpr std::array<std::string_view, 3> kDeadlineTextKeys{"title", "about", "note"};

// Reads entries on demand, so that one may name another that stands further down.
class DeadlineReader {
 public:
  DeadlineReader(const model::Node& root, model::Diagnostics& out, DeadlineFile& file)
      : root_(&root), out_(out), file_(file) {}
  DeadlineReader(const DeadlineFile& known, model::Diagnostics& out, DeadlineFile& file)
      : known_(&known), out_(out), file_(file) {}

  void read_all() {
    for (const model::Entry& section : root_->entries) {
      if (among(kDeadlineFileKeys, section.key)) continue;
      if (!section.value->is_map()) {
        out_.report("deadline.wrong_shape", section.value->span,
                    {{"entry", section.written},
                     {"key", section.written},
                     {"zh", "一组期限（名字: 时长）"},
                     {"en", "a map of deadlines (name: duration)"}});
        continue;
      }
      file_.sections[section.key];
      for (const model::Entry& entry : section.value->entries)
        get(section.key, entry.key);  // every name of a section is a deadline, `note` too
    }
    if (const model::Node* pauses = root_->get("pauses")) read_pauses(*pauses);
  }

  // The entry of a section, read when it is asked for first; null when it is not there or is wrong.
  const DeadlineEntry* get(const std::string& section, const std::string& name) {
    if (const auto it = file_.sections.find(section); it != file_.sections.end())
      if (const auto found = it->second.find(name); found != it->second.end())
        return &found->second;
    const model::Node* node = node_of(section, name);
    const std::string key = cat(section, ".", name);
    if (!node || std::find(failed_.begin(), failed_.end(), key) != failed_.end()) return nullptr;
    path_.push_back(key);
    auto entry = read_entry(*node, section, name);
    path_.pop_back();
    if (!entry) {
      failed_.push_back(key);
      return nullptr;
    }
    return &(file_.sections[section][name] = std::move(*entry));
  }

  std::optional<DeadlineEntry> read_entry(const model::Node& node, const std::string& section,
                                          const std::string& name) {
    DeadlineEntry entry;
    entry.section = section;
    entry.name = name;
    entry.span = node.span;
    section_ = section;
    if (node.is_list()) return read_list(node, std::move(entry));
    if (node.is_map() && node.has("by")) return read_choices(node, std::move(entry));
    if (node.is_scalar()) {
      // A name stands for all of its entry, choices too.
      if (const DeadlineEntry* named = named_entry(section, node.text, node.span)) {
        entry.by = named->by;
        entry.choices = named->choices;
        entry.list = named->list;
        return entry;
      }
      if (broken_) return broken_ = false, std::nullopt;
    }
    auto deadline = read_one(node, nullptr, section, cat(section, ".", name));
    if (!deadline) return std::nullopt;
    entry.choices.emplace_back("", std::move(*deadline));
    return entry;
  }

 private:
  const model::Node* node_of(std::string_view section, std::string_view name) const {
    const model::Node* map = root_ ? root_->get(section) : nullptr;
    return map && map->is_map() ? map->get(name) : nullptr;
  }

  // The entry that `name` means in `section`; null and broken_ when it means one that cannot be
  // used.
  const DeadlineEntry* named_entry(const std::string& section, const std::string& name,
                                   const model::Span& at) {
    broken_ = false;
    if (known_) return known_->find(section, name);
    for (const std::string& where : {section, std::string("common")}) {
      if (!node_of(where, name)) continue;
      const std::string key = cat(where, ".", name);
      if (!path_.empty() && path_.back() == key) {
        if (where == section && section != "common") continue;  // `night: night` means common's
      }
      if (std::find(path_.begin(), path_.end(), key) != path_.end()) {
        out_.report("deadline.circular", at,
                    {{"name", key}, {"path", cat(join(path_, " → "), " → ", key)}});
        broken_ = true;
        return nullptr;
      }
      const DeadlineEntry* entry = get(where, name);
      broken_ = entry == nullptr;  // its own mistake is already reported
      return entry;
    }
    return nullptr;
  }

  const Deadline* named_deadline(const std::string& section, std::string_view name,
                                 const model::Span& at, const std::string& choice) {
    const DeadlineEntry* entry = named_entry(section, std::string(name), at);
    if (!entry) return nullptr;
    if (const Deadline* deadline = entry->pick(); deadline && !entry->by) return deadline;
    out_.report("deadline.nested_by", at,
                {{"entry", path_.empty() ? section : path_.back()},
                 {"choice", choice},
                 {"name", std::string(name)}});
    broken_ = true;
    return nullptr;
  }

  std::optional<DeadlineEntry> read_list(const model::Node& node, DeadlineEntry entry) {
    const FindDeadline find = [&](std::string_view name, const model::Span& at) {
      return named_deadline(entry.section, name, at, "");
    };
    const KeyContext context{cat(entry.section, ".", entry.name), find, out_};
    for (const auto& item : node.items) {
      const auto span = read_span_node(*item, entry.name, context);
      if (!span) return std::nullopt;
      entry.list.push_back(*span);
    }
    return entry;
  }

  std::optional<DeadlineEntry> read_choices(const model::Node& node, DeadlineEntry entry) {
    const std::string full = cat(entry.section, ".", entry.name);
    bool good = true;
    for (const model::Entry& item : node.entries) {
      if (item.key == "by") {
        entry.by = {item.value->text, item.value->span};
        continue;
      }
      if (is_deadline_key(item.key) || among(kDeadlineTextKeys, item.key)) continue;
      auto deadline = read_one(*item.value, &node, entry.section, cat(full, ".", item.key));
      if (deadline)
        entry.choices.emplace_back(item.key, std::move(*deadline));
      else
        good = false;
    }
    if (good && entry.choices.empty()) {
      out_.report("deadline.no_choice", node.span, {{"entry", full}});
      good = false;
    }
    if (!good) return std::nullopt;
    return entry;
  }

  // One deadline; the keys of `shared` serve it too, its own go before them.
  std::optional<Deadline> read_one(const model::Node& node, const model::Node* shared,
                                   const std::string& section, const std::string& full) {
    const FindDeadline find = [&](std::string_view name, const model::Span& at) {
      return named_deadline(section, name, at, full);
    };
    const KeyContext context{full, find, out_};
    Deadline deadline;
    bool good = true;
    if (node.is_scalar()) {
      if (const Deadline* named = find(node.text, node.span)) {
        deadline = *named;
      } else {
        if (broken_) return broken_ = false, std::nullopt;
        auto parsed = parse_deadline(node.text);
        if (!parsed) {
          report_scalar(parsed.error(), node, section);
          return std::nullopt;
        }
        deadline = std::move(*parsed);
      }
    } else if (!node.is_map()) {
      out_.report("deadline.wrong_shape", node.span,
                  {{"entry", full}, {"key", full}, {"zh", "一个期限"}, {"en", "a deadline"}});
      return std::nullopt;
    }
    if (shared)
      good = apply_all(deadline, *shared, node.is_map() ? &node : nullptr, context) && good;
    if (node.is_map()) {
      good = apply_all(deadline, node, nullptr, context) && good;
      good = check_length(node, shared, full, deadline) && good;
    }
    if (good) good = check_open(deadline, node, full);
    deadline.source = full;
    broken_ = false;
    if (!good) return std::nullopt;
    return deadline;
  }

  // A word that is neither a name nor a duration is more likely a name written wrong.
  void report_scalar(const TermError& error, const model::Node& node, const std::string& section) {
    const bool wordy = error.name == std::string_view("deadline.bad_duration") &&
                       !node.text.empty() && !Words(node.text).number();
    if (!wordy) return report_term(out_, error, node);
    std::vector<std::string> names;
    if (known_) {
      names = known_->names(section);
    } else {
      for (const std::string& where : {section, std::string("common")})
        if (const model::Node* map = root_->get(where))
          for (const model::Entry& entry : map->entries) names.push_back(entry.key);
    }
    out_.report("deadline.unknown_name", node.span, {{"name", node.text}, {"section", section}},
                closest(node.text, names).value_or(""));
  }

  bool apply_all(Deadline& deadline, const model::Node& map, const model::Node* except,
                 const KeyContext& context) {
    const bool chooses = map.has("by");
    bool good = true;
    for (const model::Entry& entry : map.entries) {
      if (entry.key == "by" || among(kDeadlineTextKeys, entry.key)) continue;
      if (except && except->has(entry.key)) continue;
      if (is_deadline_key(entry.key)) {
        good = apply_deadline_key(deadline, entry.key, *entry.value, context) && good;
      } else if (!chooses) {
        out_.report("deadline.unknown_key", entry.key_span,
                    {{"entry", context.entry}, {"key", entry.written}});
        good = false;
      }
    }
    return good;
  }

  bool check_length(const model::Node& node, const model::Node* shared, const std::string& full,
                    Deadline& deadline) {
    const model::Entry* first = nullptr;
    for (const char* key : {"for", "until", "date", "before"}) {
      const model::Entry* entry = node.entry(key);
      if (!entry && shared) entry = shared->entry(key);
      if (!entry) continue;
      if (first) {
        out_.report("deadline.two_lengths", entry->key_span,
                    {{"entry", full}, {"first", first->key}, {"second", entry->key}});
        return false;
      }
      first = entry;
    }
    if (first) return true;
    if (node.has("every") || (shared && shared->has("every"))) {
      deadline.kind = Deadline::Kind::cycle;
      if (!deadline.every) return false;  // what stands there is no cycle, and that was told
      deadline.every->roll = std::exchange(deadline.roll, Roll::none);
      if (deadline.missed) deadline.every->missed = *deadline.missed;
      return true;
    }
    out_.report("deadline.no_length", node.span, {{"entry", full}});
    return false;
  }

  // `open` is for minutes and hours. Shared hours serve those choices; the others pass them by.
  bool check_open(Deadline& deadline, const model::Node& node, const std::string& full) {
    if (deadline.open.empty() || deadline.kind != Deadline::Kind::span) return true;
    if (deadline.span.unit == Unit::minutes || deadline.span.unit == Unit::hours) return true;
    deadline.open.clear();
    const model::Entry* own = node.is_map() ? node.entry("open") : nullptr;
    if (own)
      out_.report("deadline.open_needs_hours", own->key_span,
                  {{"entry", full},
                   {"text", to_text(deadline.span, model::Language::en)},
                   {"text_zh", to_text(deadline.span, model::Language::zh)}});
    return own == nullptr;
  }

  void read_pauses(const model::Node& pauses) {
    const FindDeadline find = [&](std::string_view, const model::Span&) -> const Deadline* {
      return nullptr;
    };
    for (const model::Entry& entry : pauses.entries) {
      const KeyContext context{cat("pauses.", entry.key), find, out_};
      PauseRule rule;
      const std::string_view clock = entry.value->text_of("clock");
      rule.pauses = clock == "pause" || clock == "暂停" || clock == "停";
      if (!rule.pauses && clock != "run" && clock != "走" && clock != "照走") {
        out_.report("deadline.wrong_shape", entry.value->span,
                    {{"entry", context.entry},
                     {"key", "clock"},
                     {"zh", "pause 或 run"},
                     {"en", "pause or run"}});
        continue;
      }
      if (const model::Node* most = entry.value->get("at_most");
          most && !Words(most->text).eat({"none", "无"})) {
        rule.at_most = read_span_node(*most, "at_most", context);
        if (!rule.at_most) continue;
      }
      file_.pauses[entry.key] = rule;
    }
  }

  const model::Node* root_ = nullptr;
  const DeadlineFile* known_ = nullptr;
  model::Diagnostics& out_;
  DeadlineFile& file_;
  std::string section_;
  std::vector<std::string> path_;    // entries being read
  std::vector<std::string> failed_;  // reported; not read twice
  bool broken_ = false;              // a name was found, but what it names cannot be used
};

// Where an entry says how long it is, and where it is bounded: of an entry that two files were
// merged into these lie in different ones.
struct BoundPlaces {
  model::Span length, bound;
};

BoundPlaces places_of(const model::Node& root, const DeadlineEntry& entry, std::string_view choice,
                      const char* key) {
  BoundPlaces places{entry.span, entry.span};
  const model::Node* section = root.get(entry.section);
  const model::Node* whole = section == nullptr ? nullptr : section->get(entry.name);
  const model::Node* one = whole == nullptr || choice.empty() ? whole : whole->get(choice);
  for (const model::Node* node : {whole, one}) {
    if (node == nullptr) continue;
    if (node->is_scalar() || node == one) places.length = node->span;
    for (const char* length : {"for", "until"})
      if (const model::Node* said = node->get(length)) places.length = said->span;
    if (const model::Node* said = node->get(key)) places.bound = said->span;
  }
  return places;
}

class BoundCheck {
 public:
  BoundCheck(const model::Node& root, const Calendar& calendar, model::Diagnostics& out)
      : root_(root), calendar_(calendar), out_(out) {}

  void run(const DeadlineEntry& entry, std::string_view choice, const Deadline& deadline) {
    if (deadline.at_most_span) {
      const Span& bound = *deadline.at_most_span;
      Compared compared = Compared::within;
      if (deadline.kind == Deadline::Kind::span)
        compared = compare(deadline.span, bound, calendar_);
      else if (const auto extent = extent_of(deadline, calendar_))
        compared = compare(*extent, extent_of(bound, calendar_));
      const BoundPlaces places = places_of(root_, entry, choice, "at_most");
      if (compared == Compared::beyond) report("deadline.beyond", places, deadline, bound);
      if (compared == Compared::undecided) report("deadline.undecided", places, deadline, bound);
    }
    if (deadline.at_least && deadline.kind == Deadline::Kind::span &&
        compare(*deadline.at_least, deadline.span, calendar_) != Compared::within)
      report("deadline.below", places_of(root_, entry, choice, "at_least"), deadline,
             *deadline.at_least);
  }

 private:
  void report(const char* code, const BoundPlaces& places, const Deadline& deadline,
              const Span& bound) {
    using model::Language;
    out_.report(code, places.length,
                {{"entry", deadline.source},
                 {"text", to_text(deadline, Language::en)},
                 {"text_zh", to_text(deadline, Language::zh)},
                 {"bound", to_text(bound, Language::en)},
                 {"bound_zh", to_text(bound, Language::zh)}})
        .notes.push_back({places.bound, "界限写在这里", "the bound stands here"});
  }

  const model::Node& root_;
  const Calendar& calendar_;
  model::Diagnostics& out_;
};

}  // namespace

const Deadline* DeadlineEntry::pick(std::string_view choice) const {
  const Deadline* otherwise = nullptr;
  for (const auto& [key, deadline] : choices) {
    if (key == choice) return &deadline;
    if (key == "otherwise") otherwise = &deadline;
  }
  return otherwise;
}

const DeadlineEntry* DeadlineFile::find(std::string_view section, std::string_view name) const {
  for (const std::string_view where : {section, std::string_view("common")})
    if (const auto it = sections.find(where); it != sections.end())
      if (const auto found = it->second.find(name); found != it->second.end())
        return &found->second;
  return nullptr;
}

std::vector<std::string> DeadlineFile::names(std::string_view section) const {
  std::vector<std::string> names;
  for (const std::string_view where : {section, std::string_view("common")})
    if (const auto it = sections.find(where); it != sections.end())
      for (const auto& [name, entry] : it->second) names.push_back(name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

DeadlineFile read_deadlines(const model::Node& root, model::Diagnostics& out,
                            const Calendar* calendar) {
  DeadlineFile file;
  DeadlineReader(root, out, file).read_all();
  if (calendar == nullptr) return file;
  BoundCheck check(root, *calendar, out);
  for (const auto& [section, entries] : file.sections)
    for (const auto& [name, entry] : entries)
      for (const auto& [choice, deadline] : entry.choices) check.run(entry, choice, deadline);
  return file;
}

std::optional<DeadlineEntry> read_deadline(const model::Node& node, std::string_view section,
                                           const DeadlineFile& file, model::Diagnostics& out) {
  DeadlineFile unused;
  return DeadlineReader(file, out, unused).read_entry(node, std::string(section), "due");
}

}  // namespace tf::rule
