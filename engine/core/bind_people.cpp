// Roles, posts, the roll, and the words people see.
#include <algorithm>

#include "base/text.h"
#include "core/bind.h"
#include "core/bind_scope.h"
#include "core/roll_entries.h"
#include "model/text_table.h"

namespace tf::core {

namespace {

// {title: …} or {zh: …, en: …}
Words label_of(const model::Node& node) {
  if (const model::Node* title = node.get("title")) return words_of(title);
  return words_of(&node);
}

void read_levels(TownScope& town, const model::Node& node) {
  for (const auto& item : node.items) town.bound.roles.levels.push_back(item->text);
  for (const model::Entry& entry : node.entries) {
    // A town that only renames levels names those of the base.
    auto& levels = town.bound.roles.levels;
    if (std::find(levels.begin(), levels.end(), entry.key) == levels.end())
      levels.push_back(entry.key);
    town.bound.words[entry.key] = label_of(*entry.value);
  }
}

void read_posts(TownScope& town, const model::Node& node) {
  for (const model::Entry& entry : node.entries) {
    if (!entry.value->is_map()) continue;
    const model::Node& body = *entry.value;
    Post& post = town.bound.roles.posts[entry.key];
    post.id = entry.key;
    post.level = body.text_of("level", "any");
    post.many = is_true(body.get("many"));
    post.queue = is_true(body.get("queue"));
    post.observer = is_true(body.get("observer"));
    post.roster = is_true(body.get("roster"));
    post.serves_always = body.text_of("off_hours") == "self";
    post.by = body.text_of("by");
    post.title = label_of(body);
    town.bound.words[entry.key] = post.title;
    const auto& levels = town.bound.roles.levels;
    if (post.level != "any" && !levels.empty() &&
        std::find(levels.begin(), levels.end(), post.level) == levels.end())
      town.out.report("bind.unknown_place", body.get("level")->span,
                      {{"name", post.level}, {"where", model::both("层级", "levels")}},
                      closest(post.level, levels).value_or(""));
  }
}

void read_near(TownScope& town, const model::Node& node) {
  for (const model::Entry& entry : node.entries) {
    if (!entry.value->is_map()) continue;
    Near& near = town.bound.roles.near[entry.key];
    near.of = entry.value->text_of("of", "handler");
    const std::string up(entry.value->text_of("up", "0"));
    near.up = up.size() == 1 && up[0] >= '0' && up[0] <= '9' ? up[0] - '0' : 0;
    near.title = label_of(*entry.value);
    town.bound.words[entry.key] = near.title;
  }
}

void read_units(TownScope& town, const model::Node& node, const std::string& at) {
  for (const model::Entry& entry : node.entries) {
    if (!entry.value->is_map()) continue;
    const model::Node& body = *entry.value;
    Unit& unit = town.bound.roll.units[entry.key];
    unit.id = entry.key;
    unit.at = body.text_of("at", at);
    unit.level = body.text_of("level");
    unit.head = body.text_of("head");
    unit.members = texts_of(body.has("members") ? body.get("members") : body.get("staff"));
    unit.title = label_of(body);
    if (const model::Node* calendar = body.get("calendar")) town.unit_calendars[unit.id] = calendar;
    town.bound.words[entry.key] = unit.title;
  }
}

// Who holds a post: persons, or {person, from, to}.
void read_holders(TownScope& town, Place& place, const model::Entry& post) {
  std::vector<std::string>& holders = place.holds[post.key];
  std::vector<Term>& terms = place.terms[post.key];
  holders.clear();
  terms.clear();
  const auto one = [&](const model::Node& node) {
    if (!node.is_map()) {
      holders.push_back(node.text);
      return;
    }
    Term term{std::string(node.text_of("person")), {}, {}};
    const auto day = [&](const char* key, std::optional<Date>& into) {
      const model::Node* text = node.get(key);
      if (text == nullptr) return;
      into = parse_date(text->text);
      if (!into)
        town.out.report("bind.expression", text->span,
                        {{"zh", "任期的日期写作 2026-07-01"},
                         {"en", "a date of a term of office is 2026-07-01"}});
    };
    day("from", term.from);
    day("to", term.to);
    if (term.from && term.to && *term.to < *term.from)
      town.out.report(
          "bind.expression", node.span,
          {{"zh", "任期的止日在起日之前"}, {"en", "a term of office ends before it begins"}});
    if (std::find(holders.begin(), holders.end(), term.person) == holders.end())
      holders.push_back(term.person);
    terms.push_back(std::move(term));
  };
  if (post.value->is_list())
    for (const auto& item : post.value->items) one(*item);
  else
    one(*post.value);
  if (terms.empty()) place.terms.erase(post.key);
}

void read_tree(TownScope& town, const model::Node& tree, const std::string& parent) {
  for (const model::Entry& entry : tree.entries) {
    if (!entry.value->is_map()) continue;
    const model::Node& body = *entry.value;
    Place& place = town.bound.roll.nodes[entry.key];
    place.id = entry.key;
    place.parent = parent;
    place.level = body.text_of("level");
    place.title = label_of(body);
    town.bound.words[entry.key] = place.title;
    const auto& levels = town.bound.roles.levels;
    if (!levels.empty() && std::find(levels.begin(), levels.end(), place.level) == levels.end())
      town.out.report("bind.unknown_place", body.has("level") ? body.get("level")->span : body.span,
                      {{"name", place.level}, {"where", model::both("层级", "levels")}},
                      closest(place.level, levels).value_or(""));
    if (const model::Node* holds = body.get("holds"))
      for (const model::Entry& post : holds->entries) {
        read_holders(town, place, post);
        std::vector<std::string> known;
        for (const auto& [id, declared] : town.bound.roles.posts) known.push_back(id);
        if (!known.empty() && !town.bound.roles.posts.contains(post.key))
          town.out.report("bind.unknown_place", post.key_span,
                          {{"name", post.written}, {"where", model::both("岗位", "posts")}},
                          closest(post.key, known).value_or(""));
      }
    place.addresses = texts_of(body.get("addresses"));
    if (const model::Node* units = body.get("units")) read_units(town, *units, entry.key);
    if (const model::Node* below = body.get("below")) read_tree(town, *below, entry.key);
  }
}

std::optional<Absence> read_absence(const model::Node& node, std::string_view substitute) {
  Absence absence;
  absence.substitute = substitute;
  std::optional<Date> from, to;
  if (node.is_map()) {
    from = parse_date(node.text_of("from"));
    to = parse_date(node.text_of("to", node.text_of("from")));
    if (node.has("substitute")) absence.substitute = node.text_of("substitute");
  } else {
    const std::string_view text = node.text;
    const std::size_t between = text.find(" to ");
    from = parse_date(trim(text.substr(0, between)));
    to = between == std::string_view::npos ? from : parse_date(trim(text.substr(between + 4)));
  }
  if (!from || !to) return std::nullopt;
  absence.from = *from;
  absence.to = *to;
  return absence;
}

void read_persons(TownScope& town, const model::Node& persons) {
  for (const model::Entry& entry : persons.entries) {
    const model::Node& body = *entry.value;
    Person& person = town.bound.roll.persons[entry.key];
    person.id = entry.key;
    if (body.is_scalar()) {
      person.name = body.text;
      continue;
    }
    person.name = body.text_of("name", body.text_of("zh", entry.key));
    person.phone = body.text_of("phone");
    person.skills = texts_of(body.get("skill"));
    person.relatives = texts_of(body.get("related"));
    const model::Node* absent = body.get("absent");
    if (absent == nullptr) continue;
    const auto one = [&](const model::Node& node) {
      if (auto absence = read_absence(node, body.text_of("substitute")))
        person.absent.push_back(std::move(*absence));
      else
        town.out.report("bind.expression", node.span,
                        {{"zh", "缺勤写作 {from: 2026-08-03, to: 2026-08-14}"},
                         {"en", "an absence is {from: 2026-08-03, to: 2026-08-14}"}});
    };
    if (absent->is_list())
      for (const auto& item : absent->items) one(*item);
    else
      one(*absent);
  }
}

void read_roster(TownScope& town, const model::Node& roster) {
  for (const model::Entry& entry : roster.entries) {
    const auto place = town.bound.roll.nodes.find(entry.key);
    if (place == town.bound.roll.nodes.end()) {
      std::vector<std::string> known;
      for (const auto& [id, node] : town.bound.roll.nodes) known.push_back(id);
      town.out.report("bind.unknown_place", entry.key_span,
                      {{"name", entry.written}, {"where", model::both("组织树", "tree")}},
                      closest(entry.key, known).value_or(""));
      continue;
    }
    for (const model::Entry& post : entry.value->entries) read_holders(town, place->second, post);
  }
}

void read_word_table(const model::Node& text, WordMap& out) {
  model::Diagnostics quiet;  // its shape was checked where it was read
  const model::TextTable table = model::parse_table(text, quiet);
  const auto zh = table.column("zh");
  const auto en = table.column("en");
  const std::size_t id = table.column("id").value_or(0);
  for (const auto& row : table.rows) {
    const std::string& key = row.cells[id].text;
    Words words;
    if (zh) words.zh = row.cells[*zh].text;
    if (en) words.en = row.cells[*en].text;
    if (words.en == "-" || words.en.empty()) words.en = key;
    if (words.zh == "-" || words.zh.empty()) words.zh = key;
    out[key] = std::move(words);
  }
}

}  // namespace

void read_roles(TownScope& town) {
  std::vector<const model::Node*> roots;
  for (const model::Document* document : town.roles) roots.push_back(document->root.get());
  if (town.town != nullptr) roots.push_back(town.town->root.get());
  for (const model::Node* root : roots) {
    if (const model::Node* levels = root->get("levels")) read_levels(town, *levels);
    if (const model::Node* find = root->get("find")) {
      Roles& roles = town.bound.roles;
      roles.off_hours = find->text_of("off_hours", roles.off_hours);
      roles.nobody = find->text_of("nobody", roles.nobody);
    }
  }
  for (const model::Node* root : roots) {
    if (const model::Node* posts = root->get("posts")) read_posts(town, *posts);
    if (const model::Node* near = root->get("near")) read_near(town, *near);
    if (const model::Node* units = root->get("units")) read_units(town, *units, "");
  }
}

void read_people(TownScope& town) {
  for (const model::Document* document : town.people)
    if (const model::Node* tree = document->root->get("tree")) read_tree(town, *tree, "");
  for (const model::Document* document : town.people) {
    const model::Node& root = *document->root;
    if (const model::Node* units = root.get("units")) read_units(town, *units, "");
    if (const model::Node* persons = root.get("persons")) read_persons(town, *persons);
    if (const model::Node* roster = root.get("roster")) read_roster(town, *roster);
  }
  for (auto& [id, unit] : town.bound.roll.units)
    if (unit.level.empty())
      if (const Place* at = town.bound.roll.node(unit.at)) unit.level = at->level;
  town.bound.roll.version = roll_version(town.bound.roll);
}

Roll bind_roll(const std::vector<const model::Document*>& documents, model::Diagnostics& out) {
  TownScope town(out);
  for (const model::Document* document : documents) {
    if (document->kind == "roles") town.roles.push_back(document);
    if (document->kind == "people") town.people.push_back(document);
    if (document->kind == "town") town.town = document;
  }
  read_roles(town);
  read_people(town);
  return std::move(town.bound.roll);
}

void read_words(TownScope& town, const Inherited* inherited) {
  if (inherited != nullptr && inherited->words != nullptr) {
    town.words_below = inherited->words;
    for (auto& [id, words] : town.bound.words)
      if (const auto found = inherited->written->find(id); found != inherited->written->end())
        words = found->second;
  }
  for (const model::Document* document : town.words)
    for (const char* key : {"rows", "texts"})
      if (const model::Node* table = document->root->get(key))
        read_word_table(*table, town.bound.words);
  if (town.town == nullptr) return;
  for (const char* key : {"words", "texts"})
    if (const model::Node* table = town.town->root->get(key))
      read_word_table(*table, town.bound.words);
}

WordMap words_written_in(const std::vector<model::Document>& documents) {
  WordMap out;
  for (const model::Document& document : documents) {
    if (document.kind != "words" || !document.root) continue;
    for (const char* key : {"rows", "texts"})
      if (const model::Node* table = document.root->get(key)) read_word_table(*table, out);
  }
  return out;
}

const Words* TownScope::word(std::string_view id) const {
  if (const auto own = bound.words.find(id); own != bound.words.end()) return &own->second;
  if (words_below == nullptr) return nullptr;
  const auto below = words_below->find(id);
  return below == words_below->end() ? nullptr : &below->second;
}

}  // namespace tf::core
