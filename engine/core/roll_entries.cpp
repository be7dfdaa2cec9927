#include "core/roll_entries.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace tf::core {

namespace {

Value texts(const std::vector<std::string>& all) {
  List out;
  for (const std::string& one : all) out.push_back(Value::text(one));
  return Value::list(std::move(out));
}

// Leaves out what is empty, so that entries are short and equal ones equal.
class Row {
 public:
  Row& text(const char* key, const std::string& value) {
    if (!value.empty()) row_.set(key, Value::text(value));
    return *this;
  }
  Row& list(const char* key, const std::vector<std::string>& value) {
    if (!value.empty()) row_.set(key, texts(value));
    return *this;
  }
  Row& day(const char* key, const std::optional<Date>& value) {
    if (value) row_.set(key, Value::text(to_string(*value)));
    return *this;
  }
  Row& value(const char* key, Value given) {
    row_.set(key, std::move(given));
    return *this;
  }
  Value take() { return Value::record(std::move(row_)); }

 private:
  Record row_;
};

Value entry_of(const Place& place) {
  return Row()
      .text("level", place.level)
      .text("parent", place.parent)
      .text("zh", place.title.zh)
      .text("en", place.title.en)
      .list("addresses", place.addresses)
      .take();
}

}  // namespace

Value person_entry(const Person& person) {
  List absent;
  for (const Absence& one : person.absent)
    absent.push_back(
        Row().day("from", one.from).day("to", one.to).text("substitute", one.substitute).take());
  Row row;
  row.text("name", person.name).text("phone", person.phone).list("skill", person.skills);
  row.list("related", person.relatives);
  if (!absent.empty()) row.value("absent", Value::list(std::move(absent)));
  return row.take();
}

Value unit_entry(const Unit& unit) {
  return Row()
      .text("at", unit.at)
      .text("level", unit.level)
      .text("zh", unit.title.zh)
      .text("en", unit.title.en)
      .text("head", unit.head)
      .list("members", unit.members)
      .take();
}

std::vector<Term> terms_of(const Place& place, std::string_view post) {
  std::vector<Term> out;
  const auto held = place.holds.find(post);
  if (held == place.holds.end()) return out;
  const auto dated = place.terms.find(post);
  for (const std::string& person : held->second) {
    const std::size_t before = out.size();
    if (dated != place.terms.end())
      for (const Term& term : dated->second)
        if (term.person == person) out.push_back(term);
    if (out.size() == before) out.push_back({person, {}, {}});
  }
  return out;
}

Value holders_entry(const std::vector<Term>& terms) {
  List out;
  for (const Term& term : terms)
    out.push_back(
        term.from || term.to
            ? Row().text("person", term.person).day("from", term.from).day("to", term.to).take()
            : Value::text(term.person));
  return Value::list(std::move(out));
}

namespace {

void add_posts(const Roll& roll, std::string_view person, std::set<std::string>& out) {
  for (const auto& [node, post] : roll.posts_of(person)) out.insert(cat(node, "/", post));
}

void add_persons(const Value& value, std::set<std::string>& out) {
  if (value.is(Value::Kind::list))
    for (const Value& one : value.as_list())
      out.insert(one.is(Value::Kind::record) ? one["person"].str() : one.str());
}

std::string entry_text(const Value& entry, const char* key) {
  return entry[key].is(Value::Kind::text) ? entry[key].as_text() : std::string();
}
std::vector<std::string> entry_texts(const Value& entry, const char* key) {
  std::vector<std::string> out;
  if (entry[key].is(Value::Kind::list))
    for (const Value& one : entry[key].as_list()) out.push_back(one.str());
  return out;
}
std::optional<Date> entry_day(const Value& entry, const char* key) {
  return parse_date(entry_text(entry, key));
}

void read_holders_entry(Place& place, const std::string& post, const Value& entry) {
  std::vector<std::string>& holders = place.holds[post];
  if (!entry.is(Value::Kind::list)) return;
  for (const Value& one : entry.as_list()) {
    const bool dated = one.is(Value::Kind::record);
    std::string person = dated ? entry_text(one, "person") : one.str();
    if (dated) place.terms[post].push_back({person, entry_day(one, "from"), entry_day(one, "to")});
    if (std::ranges::find(holders, person) == holders.end()) holders.push_back(std::move(person));
  }
}

Person read_person_entry(std::string id, const Value& entry) {
  Person out{std::move(id), entry_text(entry, "name"), entry_text(entry, "phone"), {}, {}, {}};
  out.skills = entry_texts(entry, "skill");
  out.relatives = entry_texts(entry, "related");
  if (entry["absent"].is(Value::Kind::list))
    for (const Value& one : entry["absent"].as_list())
      if (const auto from = entry_day(one, "from"), to = entry_day(one, "to"); from && to)
        out.absent.push_back({*from, *to, entry_text(one, "substitute")});
  return out;
}

}  // namespace

Roll roll_of(const RollEntries& entries) {
  Roll out;
  for (const auto& [key, entry] : entries) {
    const auto parts = split(key, ' ');
    std::string id(parts[1]);
    if (parts[0] == "person") {
      out.persons[id] = read_person_entry(id, entry);
    } else if (parts[0] == "hold") {
      read_holders_entry(out.nodes[id], std::string(parts[2]), entry);
    } else if (parts[0] == "unit") {
      out.units[id] = {id,
                       entry_text(entry, "at"),
                       entry_text(entry, "level"),
                       {entry_text(entry, "zh"), entry_text(entry, "en")},
                       entry_text(entry, "head"),
                       entry_texts(entry, "members")};
    } else {
      Place& place = out.nodes[id];
      place.id = id;
      place.level = entry_text(entry, "level");
      place.parent = entry_text(entry, "parent");
      place.title = {entry_text(entry, "zh"), entry_text(entry, "en")};
      place.addresses = entry_texts(entry, "addresses");
    }
  }
  out.version = roll_version(out);
  return out;
}

RollEntries entries_of(const Roll& roll) {
  RollEntries out;
  for (const auto& [id, place] : roll.nodes) {
    out[cat("node ", id)] = entry_of(place);
    for (const auto& [post, holders] : place.holds)
      out[cat("hold ", id, " ", post)] = holders_entry(terms_of(place, post));
  }
  for (const auto& [id, person] : roll.persons) out[cat("person ", id)] = person_entry(person);
  for (const auto& [id, unit] : roll.units) out[cat("unit ", id)] = unit_entry(unit);
  return out;
}

std::vector<RollDifference> roll_differences(const RollEntries& from, const RollEntries& to) {
  std::vector<RollDifference> out;
  for (const auto& [key, entry] : from) {
    const auto now = to.find(key);
    if (now == to.end())
      out.push_back({key, entry, {}});
    else if (!(now->second == entry))
      out.push_back({key, entry, now->second});
  }
  for (const auto& [key, entry] : to)
    if (!from.contains(key)) out.push_back({key, {}, entry});
  return out;
}

Value differences_value(const std::vector<RollDifference>& changes) {
  std::vector<Record::Entry> out;
  for (const RollDifference& one : changes) out.emplace_back(one.key, one.to);
  return Value::record(Record(std::move(out)));
}

void apply_differences(RollEntries& entries, const Value& changes) {
  if (!changes.is(Value::Kind::record)) return;
  for (const auto& [key, entry] : changes.as_record())
    if (entry.is_null())
      entries.erase(key);
    else
      entries[key] = entry;
}

std::vector<std::string> touched_by(const std::vector<RollDifference>& changes, const Roll& roll) {
  std::set<std::string> out;
  for (const RollDifference& one : changes) {
    const auto parts = split(one.key, ' ');
    if (parts.front() == "hold") {
      out.insert(cat(parts[1], "/", parts[2]));
      add_persons(one.from, out);
      add_persons(one.to, out);
      continue;
    }
    out.emplace(parts[1]);
    const auto absent = [](const Value& entry) {
      return entry.is(Value::Kind::record) ? entry["absent"] : Value();
    };
    if (parts.front() == "person" && absent(one.from) != absent(one.to))
      add_posts(roll, parts[1], out);
    for (const Value* side : {&one.from, &one.to}) {
      if (!side->is(Value::Kind::record)) continue;
      add_persons((*side)["members"], out);
      if (!(*side)["head"].is_null()) out.insert((*side)["head"].str());
    }
  }
  return {out.begin(), out.end()};
}

std::vector<std::string> touched_between(const Roll& roll, Date from, Date to) {
  std::set<std::string> out;
  const auto begins = [&](Date day) { return from < day && day <= to; };
  const auto ends = [&](Date day) { return from <= day && day < to; };
  for (const auto& [id, place] : roll.nodes)
    for (const auto& [post, terms] : place.terms)
      for (const Term& term : terms)
        if ((term.from && begins(*term.from)) || (term.to && ends(*term.to))) {
          out.insert(cat(id, "/", post));
          out.insert(term.person);
        }
  for (const auto& [id, person] : roll.persons)
    for (const Absence& absence : person.absent)
      if (begins(absence.from) || ends(absence.to)) {
        out.insert(id);
        add_posts(roll, id, out);
        if (!absence.substitute.empty()) out.insert(absence.substitute);
      }
  return {out.begin(), out.end()};
}

std::string roll_version(const Roll& roll) {
  std::string all;
  for (const auto& [key, entry] : entries_of(roll)) all += cat(key, " ", to_json(entry), "\n");
  return to_hex(sha256(all)).substr(0, 12);
}

}  // namespace tf::core
