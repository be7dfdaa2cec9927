// The town's documents by kind; rule files of each version laid together; the calendar.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "core/bind_scope.h"
#include "rule/calendar_file.h"

namespace tf::core {

namespace {

bool is_rule_kind(std::string_view kind) {
  return kind == "deadlines" || kind == "ladders" || kind == "limits" || kind == "table" ||
         kind == "decisions";
}

std::optional<Date> effective_of(const model::Document& document) {
  return parse_date(document.root->text_of("effective"));
}

// Whether a file is in force on `date`; none: before every date that a file names.
bool in_force(const model::Document& document, std::optional<Date> date) {
  const auto from = effective_of(document);
  return !from || (date && *from <= *date);
}

// The sections of several files in one map; a later file's entry goes before an earlier one's.
void lay_over(std::shared_ptr<model::Node>& root, const model::Document& document) {
  constexpr std::string_view kMeta[] = {"title",     "about", "version",
                                        "effective", "apply", "locked"};
  if (!root) root = std::shared_ptr<model::Node>(model::Node::map(document.root->span).release());
  for (const model::Entry& entry : document.root->entries) {
    if (entry.key == document.kind ||
        std::find(std::begin(kMeta), std::end(kMeta), entry.key) != std::end(kMeta))
      continue;
    model::Node* known = root->get(entry.key);
    if (known == nullptr || document.kind == "ladders") {
      root->put(entry.key, entry.value->clone(), entry.key_span);
      root->entry(entry.key)->written = entry.written;
      continue;
    }
    for (const model::Entry& inner : entry.value->entries) {
      known->put(inner.key, inner.value->clone(), inner.key_span);
      known->entry(inner.key)->written = inner.written;
    }
  }
}

// The files in force on a date: of each kind and id the newest that has begun.
RuleFiles files_on(const std::vector<const model::Document*>& all, std::optional<Date> date,
                   const Calendar& calendar, model::Diagnostics& out) {
  RuleFiles files;
  files.effective = date;
  std::map<std::pair<std::string, std::string>, const model::Document*> chosen;
  std::vector<std::pair<std::string, std::string>> order;
  for (const model::Document* document : all) {
    if (!in_force(*document, date)) continue;
    const auto from = effective_of(*document);
    const std::pair key{document->kind, document->id};
    const auto known = chosen.find(key);
    if (known == chosen.end()) {
      chosen[key] = document;
      order.push_back(key);
    } else if (const auto before = effective_of(*known->second);
               !before || (from && *before <= *from)) {
      known->second = document;
    }
  }
  for (const auto& key : order) {
    const model::Document& document = *chosen[key];
    if (document.kind == "deadlines")
      lay_over(files.deadlines_root, document);
    else if (document.kind == "ladders")
      lay_over(files.ladders_root, document);
    else if (document.kind == "limits")
      lay_over(files.limits_root, document);
    else
      files.tables[document.id] = &document;
  }
  if (files.deadlines_root)
    files.deadlines = rule::read_deadlines(*files.deadlines_root, out, &calendar);
  if (files.ladders_root) files.ladders = rule::read_ladders(*files.ladders_root, out);
  return files;
}

void unknown_calendar(const model::Node& name, const std::vector<const model::Document*>& files,
                      model::Diagnostics& out) {
  std::vector<std::string> known;
  for (const model::Document* document : files) known.push_back(document->id);
  out.report("bind.unknown_place", name.span,
             {{"name", name.text}, {"where", model::both("日历", "calendars")}},
             closest(name.text, known).value_or(""));
}

// The layers under a calendar file, lowest first; `files` are those in force.
void add_layers(const std::vector<const model::Document*>& files, const std::string& id,
                std::vector<CalendarLayer>& layers, int depth, model::Diagnostics& out) {
  for (const model::Document* document : files) {
    if (document->id != id) continue;
    if (const model::Node* base = document->root->get("base"); base != nullptr && depth < 8) {
      const std::size_t before = layers.size();
      add_layers(files, base->text, layers, depth + 1, out);
      if (layers.size() == before) unknown_calendar(*base, files, out);
    }
    if (auto layer = rule::read_calendar(*document->root, out)) layers.push_back(std::move(*layer));
  }
}

std::shared_ptr<const Calendar> calendar_of(const TownScope& town,
                                            const std::vector<const model::Document*>& files,
                                            model::Diagnostics& out,
                                            std::optional<CalendarLayer> of_unit = std::nullopt) {
  std::vector<CalendarLayer> layers;
  const model::Node* node = town.town == nullptr ? nullptr : town.town->root->get("calendar");
  if (node == nullptr) {
    if (!files.empty()) add_layers(files, files.front()->id, layers, 0, out);
  } else if (auto own = rule::read_town_calendar(*node, town.bound.id, out)) {
    if (!own->base.empty()) add_layers(files, own->base, layers, 0, out);
    if (!own->base.empty() && layers.empty())
      unknown_calendar(node->has("base") ? *node->get("base") : *node, files, out);
    layers.push_back(std::move(own->layer));
  }
  if (of_unit) layers.push_back(*std::move(of_unit));
  auto built = Calendar::build(layers);
  if (!built) {
    out.report("bind.expression", node == nullptr ? model::Span{} : node->span,
               {{"zh", built.error().text}, {"en", built.error().text}});
    return std::make_shared<const Calendar>();
  }
  return std::make_shared<const Calendar>(std::move(*built));
}

// What units lay on the town's calendar.
std::map<std::string, CalendarLayer> unit_layers(TownScope& town) {
  std::map<std::string, CalendarLayer> layers;
  for (const auto& [unit, node] : town.unit_calendars)
    if (auto read = rule::read_town_calendar(*node, cat(town.bound.id, "/", unit), town.out))
      layers.emplace(unit, std::move(read->layer));
  return layers;
}

// The dates on which something begins to be in force; first none, before all of them.
std::vector<std::optional<Date>> begins_of(const TownScope& town,
                                           const std::vector<const model::Document*>& rules) {
  std::set<Date> dates;
  for (const std::vector<const model::Document*>* list : {&rules, &town.calendars})
    for (const model::Document* document : *list)
      if (const auto from = effective_of(*document)) dates.insert(*from);
  std::vector<std::optional<Date>> begins{std::nullopt};
  begins.insert(begins.end(), dates.begin(), dates.end());
  return begins;
}

const RuleFiles* version_from(const TownScope& base, std::optional<Date> date) {
  for (const RuleFiles& version : base.versions)
    if (version.effective == date) return &version;
  return nullptr;
}

// The base, when on each of these dates its calendars are the town's too; else null.
const TownScope* same_calendars(const TownScope& town, const Inherited* inherited,
                                const std::vector<std::optional<Date>>& begins) {
  if (inherited == nullptr || !inherited->calendar) return nullptr;
  const TownScope* base = inherited->scope;
  const bool same = base->unit_calendars == town.unit_calendars &&
                    std::all_of(begins.begin(), begins.end(), [&](const auto& date) {
                      return version_from(*base, date) != nullptr;
                    });
  return same ? base : nullptr;
}

// The calendar of a version is the one known when it begins; the town's own knows every file.
void read_calendars(TownScope& town) {
  const std::map<std::string, CalendarLayer> units = unit_layers(town);
  for (RuleFiles& version : town.versions) {
    std::vector<const model::Document*> known;
    for (const model::Document* calendar : town.calendars)
      if (in_force(*calendar, version.effective)) known.push_back(calendar);
    model::Diagnostics told;  // the whole calendar has told them all
    version.calendar = known.size() == town.calendars.size() ? town.bound.calendar
                                                             : calendar_of(town, known, told);
    for (const auto& [unit, layer] : units)
      version.unit_calendars[unit] = calendar_of(town, known, told, layer);
  }
}

void read_versions(TownScope& town, const std::vector<const model::Document*>& rules,
                   const Inherited* inherited) {
  const std::vector<std::optional<Date>> begins = begins_of(town, rules);
  const TownScope* base = same_calendars(town, inherited, begins);
  town.bound.calendar =
      base != nullptr ? base->bound.calendar : calendar_of(town, town.calendars, town.out);
  for (const auto& date : begins) {
    town.versions.push_back(files_on(rules, date, *town.bound.calendar, town.out));
    RuleFiles& version = town.versions.back();
    for (const model::Document* document : rules)
      if (effective_of(*document) == date && document->root->text_of("apply") == "running")
        version.running = true;
    if (base == nullptr) continue;
    version.calendar = version_from(*base, date)->calendar;
    version.unit_calendars = version_from(*base, date)->unit_calendars;
  }
  if (base == nullptr) read_calendars(town);
}

}  // namespace

TownScope open_scope(const std::vector<const model::Document*>& documents, model::Diagnostics& out,
                     const Inherited* inherited) {
  TownScope town(out);
  std::vector<const model::Document*> rules;
  for (const model::Document* document : documents) {
    if (!document->root) continue;
    const std::string& kind = document->kind;
    if (kind == "town")
      town.town = document;
    else if (kind == "workflow")
      town.workflows[document->id] = document;
    else if (kind == "words")
      town.words.push_back(document);
    else if (kind == "roles")
      town.roles.push_back(document);
    else if (kind == "people")
      town.people.push_back(document);
    else if (kind == "calendar")
      town.calendars.push_back(document);
    else if (kind == "forms") {
      for (const model::Entry& form : document->root->entries)
        if (form.value->is_map() && form.key != "title") town.forms[form.key] = form.value.get();
    } else if (is_rule_kind(kind)) {
      rules.push_back(document);
    }
  }
  if (town.town != nullptr) {
    town.bound.id = town.town->id;
    town.bound.base = town.town->root->text_of("extends");
    town.bound.title = words_of(town.town->root->get("title"));
  }
  read_roles(town);
  read_people(town);
  check_roll(town);
  read_words(town, inherited);
  read_versions(town, rules, inherited);
  return town;
}

}  // namespace tf::core
