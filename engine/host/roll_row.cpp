#include "host/roll_row.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "core/roll_entries.h"

namespace tf::host {

namespace {

constexpr const char* kRollNote = "roll";

Value roll_number(std::uint64_t n) {
  return Value::number(static_cast<std::int64_t>(n));
}

}  // namespace

CaseId roll_stream(std::string_view town) {
  const Hash hash = sha256(cat("roll ", town));
  std::uint64_t counter = 1;
  for (std::size_t i = 0; i < 5; ++i) counter = (counter << 8U) | hash[i];
  return case_id(0, counter & ((std::uint64_t{1} << 40U) - 1));
}

Value roll_row_changes(const core::RowBody& body) {
  for (const core::Event& event : body.events)
    if (const auto* noted = std::get_if<core::Noted>(&event);
        noted != nullptr && noted->what == kRollNote)
      return noted->with;
  return {};
}

core::Event roll_row_event(const core::Actor& actor, Value changes) {
  return core::Noted{kRollNote, actor.person, "", std::move(changes)};
}

std::string roll_row_answer(const core::RowBody& body, std::uint64_t seq) {
  const auto* act = std::get_if<core::ChangeRoll>(&body.command);
  List changed;
  if (const Value changes = roll_row_changes(body); changes.is(Value::Kind::record))
    for (const auto& [key, entry] : changes.as_record()) changed.push_back(Value::text(key));
  return to_json(Value::record({{"town", Value::text(act == nullptr ? "" : act->town)},
                                {"version", roll_number(seq)},
                                {"verb", Value::text(act == nullptr ? "" : act->verb)},
                                {"changed", Value::list(std::move(changed))}}));
}

std::string roll_json(const core::Town& town, std::uint64_t seq) {
  std::map<std::string, std::vector<Record::Entry>> groups;
  for (auto& [key, entry] : core::entries_of(town.roll)) {
    const auto parts = split(key, ' ');
    groups[std::string(parts[0])].emplace_back(
        parts.size() > 2 ? cat(parts[1], "/", parts[2]) : std::string(parts[1]), entry);
  }
  const auto group = [&](const char* kind) {
    return Value::record(Record(std::move(groups[kind])));
  };
  return to_json(Value::record({{"town", Value::text(town.id)},
                                {"version", roll_number(seq)},
                                {"nodes", group("node")},
                                {"posts", group("hold")},
                                {"persons", group("person")},
                                {"units", group("unit")}}));
}

Result<std::string> roll_changes_json(const core::Town& town, store::Store& store,
                                      std::uint64_t after, std::size_t limit) {
  List all;
  for (const store::JournalRow& row :
       TF_TRY(store.read_case(roll_stream(town.id).value, after, limit))) {
    const core::RowBody body = TF_TRY(core::decode_row(row.body));
    const auto* act = std::get_if<core::ChangeRoll>(&body.command);
    if (act == nullptr) continue;
    all.push_back(Value::record({{"version", roll_number(row.case_seq)},
                                 {"at", Value::text(town.calendar->zone().format(row.at))},
                                 {"by", Value::text(body.actor.person)},
                                 {"verb", Value::text(act->verb)},
                                 {"with", act->with},
                                 {"changed", roll_row_changes(body)}}));
  }
  return to_json(
      Value::record({{"town", Value::text(town.id)}, {"changes", Value::list(std::move(all))}}));
}

}  // namespace tf::host
