// Signals to more cases than one commit moves: a durable cursor over the cases of the town, in the
// order of their ids. Cases opened after the signal do not hear it; a crash loses and repeats none.
#include "base/json.h"
#include "base/text.h"
#include "core/listeners.h"
#include "host/batch.h"

namespace tf::host {

namespace {

constexpr std::string_view kSignal = "signal/";
constexpr std::uint64_t kLooksAPage = 2000;  // cases that do not listen cost a look, not a turn

std::uint64_t whole(const Value& value) {
  return value.is(Value::Kind::number)
             ? static_cast<std::uint64_t>(value.as_number().whole().value_or(0))
             : 0;
}
Value whole_value(std::uint64_t n) {
  return Value::number(static_cast<std::int64_t>(n));
}

}  // namespace

bool BatchRunner::broadcast(const std::string& name, const Value& with, CaseId except) {
  const auto hearers =
      speaking(core::EventSpec::Kind::signal, name, Shard::kMostFollows + 1).size();
  if (hearers <= Shard::kMostFollows) return false;
  const std::string& town = world_.town->id;
  std::string order = std::to_string(head_.seq);
  order.insert(0, 20 - std::min<std::size_t>(order.size(), 20), '0');
  keep(cat(kSignal, order, "/", town, "/", name),
       to_json(Value::record({{"town", Value::text(town)},
                              {"name", Value::text(name)},
                              {"with", with},
                              {"except", whole_value(except.value)},
                              {"upto", whole_value(0)},
                              {"last", whole_value(cases_of(town))}}),
               true));
  return true;
}

Result<std::optional<std::size_t>> BatchRunner::go_on_broadcast(Instant now) {
  const auto first = kept_.lower_bound(std::string(kSignal));
  if (first == kept_.end() || !first->first.starts_with(kSignal)) return std::nullopt;
  const std::string key = first->first;
  const auto parsed = parse_json(first->second);
  const core::Town* town = parsed ? catalog_->town((*parsed)["town"].str()) : nullptr;
  begin(now);
  std::size_t reached = 0;
  std::uint64_t upto = parsed ? whole((*parsed)["upto"]) : 0;
  const std::uint64_t last = town == nullptr ? 0 : whole((*parsed)["last"]);
  const std::string name = parsed ? (*parsed)["name"].str() : "";
  for (std::uint64_t looks = 0; upto < last && reached < Shard::kCasesAPage && looks < kLooksAPage;
       ++looks) {
    const CaseId id = case_id(town->ordinal, ++upto);
    if (id.value == whole((*parsed)["except"])) continue;
    const auto row = TF_TRY(store_.case_row(id.value));
    if (!row || row->phase == "closed") continue;
    const auto there = TF_TRY(state(id));
    const auto definition = catalog_->definition(there.versions.definition);
    if (!definition || !core::listens(*definition, there, core::EventSpec::Kind::signal, name))
      continue;
    core::Command command;
    command.target = id;
    command.actor = {"", "engine", ""};
    command.body = core::SendMessage{name, (*parsed)["with"], true};
    run(command, {});
    ++reached;
  }
  if (upto >= last) {
    keep(key, "");
  } else {
    Record rest = parsed->as_record();
    rest.set("upto", whole_value(upto));
    keep(key, to_json(Value::record(std::move(rest)), true));
  }
  TF_OK(commit());
  return reached;
}

}  // namespace tf::host
