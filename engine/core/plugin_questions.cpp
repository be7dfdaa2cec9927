// What a filter asks of the turn it runs in: the clock, the calendar, words, tables of the case,
// and lines for the record.
#include <algorithm>

#include "base/text.h"
#include "core/env.h"
#include "core/plugin_memory.h"
#include "rule/calendar_questions.h"
#include "rule/feel/feel.h"

namespace tf::core {

namespace {

using PluginReply = std::expected<Value, std::string>;

// A text as the date or moment its field holds.
Value as_field(const Field& field, const Value& value) {
  const bool temporal = field.type.kind == TypeKind::date || field.type.kind == TypeKind::moment;
  if (!temporal || !value.is(Value::Kind::text)) return value;
  Value read = rule::parse_temporal(value.as_text());
  return read.is_null() ? value : read;
}

// The outputs of a table for a record of its inputs. A field of the case that is not given is null:
// a filter sees what its manifest names, not what a table does.
PluginReply eval_table(Turn& turn, std::span<const Value> a) {
  const std::string name = a.empty() ? "" : a[0].str();
  const auto& tables = turn.rules().tables;
  const auto found = tables.find(name);
  if (found == tables.end()) {
    std::vector<std::string> known;
    for (const auto& [id, table] : tables) known.push_back(id);
    const auto near = closest(name, known);
    return std::unexpected(
        cat("this process has no table '", name, "'",
            near ? cat("; did you mean ", *near, "?") : cat("; it has: ", join(known, ", "))));
  }
  if (turn.rules().table_rows.contains(name))
    return std::unexpected(
        cat("the table '", name, "' decides row by row; a filter cannot ask it"));
  if (a.size() < 2 || !a[1].is(Value::Kind::record))
    return std::unexpected("argument 2 is no table of inputs: {amount = 80}");
  CaseEnv env(turn);
  const auto& fields = turn.definition().fields;
  std::vector<std::string> inputs;
  for (const int slot : found->second.reads()) {
    if (slot < 0 || static_cast<std::size_t>(slot) >= fields.size()) continue;
    const Field& field = *fields[static_cast<std::size_t>(slot)];
    env.answers[field.name] = as_field(field, a[1][field.name]);
    inputs.push_back(field.name);
  }
  for (const auto& [given, value] : a[1].as_record())
    if (std::find(inputs.begin(), inputs.end(), given) == inputs.end())
      return std::unexpected(cat("the table '", name, "' has no input '", given,
                                 "'; it asks for: ", join(inputs, ", ")));
  return found->second.outputs(env);
}

std::string line_of(std::span<const Value> a) {
  std::string line = a.empty() ? "" : a[0].str();
  if (line.size() > kMaxLogged) {
    std::size_t end = kMaxLogged;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0U) == 0x80) --end;
    line.resize(end);
  }
  return line;
}

}  // namespace

std::optional<PluginReply> answer_of_town(const Town& town, Instant now, std::string_view what,
                                          std::span<const Value> arguments) {
  if (what == "clock.now") return Value::text(town.calendar->zone().format(now));
  if (what == "i18n") {
    const std::string id = arguments.empty() ? "" : arguments[0].str();
    const Words& words = town.word(id);
    return Value::record({{"zh", Value::text(words.zh.empty() ? id : words.zh)},
                          {"en", Value::text(words.en.empty() ? id : words.en)}});
  }
  return rule::answer_of_calendar(*town.calendar, what, arguments);
}

PluginReply TurnMemory::ask(std::string_view what, std::span<const Value> arguments) {
  if (what == "rules.eval") return eval_table(turn_, arguments);
  if (what == "log") {
    if (logged_.size() >= kMostLogged)
      return std::unexpected(cat("more than ", kMostLogged, " lines in one call"));
    logged_.push_back(Value::text(line_of(arguments)));
    return Value();
  }
  if (what == "audit") {
    if (audits_.size() >= kMostAudits)
      return std::unexpected(cat("more than ", kMostAudits, " audits in one call"));
    audits_.push_back({"audit", cat("plugin ", plugin_), line_of(arguments), {}});
    return Value();
  }
  if (what == "ctx")
    return Value::record({{"plugin", Value::text(plugin_)},
                          {"town", Value::text(turn_.town().id)},
                          {"workflow", Value::text(turn_.definition().id)},
                          {"number", Value::text(turn_.state().number)},
                          {"actor", Value::text(turn_.actor().person)}});
  if (auto answer = answer_of_town(turn_.town(), turn_.effective(), what, arguments))
    return *std::move(answer);
  return PluginMemory::ask(what, arguments);
}

}  // namespace tf::core
