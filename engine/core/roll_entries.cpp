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

// Persons as texts, those with dates as records.
Value holders_entry(const Place& place, const std::string& post,
                    const std::vector<std::string>& holders) {
  List out;
  const auto dated = place.terms.find(post);
  for (const std::string& person : holders) {
    bool told = false;
    if (dated != place.terms.end())
      for (const Term& term : dated->second) {
        if (term.person != person) continue;
        told = true;
        out.push_back(
            Row().text("person", person).day("from", term.from).day("to", term.to).take());
      }
    if (!told) out.push_back(Value::text(person));
  }
  return Value::list(std::move(out));
}

Value entry_of(const Person& person) {
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

Value entry_of(const Unit& unit) {
  return Row()
      .text("at", unit.at)
      .text("level", unit.level)
      .text("zh", unit.title.zh)
      .text("en", unit.title.en)
      .text("head", unit.head)
      .list("members", unit.members)
      .take();
}

void add_persons(const Value& value, std::set<std::string>& out) {
  if (value.is(Value::Kind::list))
    for (const Value& one : value.as_list())
      out.insert(one.is(Value::Kind::record) ? one["person"].str() : one.str());
}

}  // namespace

RollEntries entries_of(const Roll& roll) {
  RollEntries out;
  for (const auto& [id, place] : roll.nodes) {
    out[cat("node ", id)] = entry_of(place);
    for (const auto& [post, holders] : place.holds)
      out[cat("hold ", id, " ", post)] = holders_entry(place, post, holders);
  }
  for (const auto& [id, person] : roll.persons) out[cat("person ", id)] = entry_of(person);
  for (const auto& [id, unit] : roll.units) out[cat("unit ", id)] = entry_of(unit);
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

std::vector<std::string> touched_by(const std::vector<RollDifference>& changes) {
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
