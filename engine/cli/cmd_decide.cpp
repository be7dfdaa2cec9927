#include "cli/cmd_decide.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/graph_files.h"
#include "cli/towns.h"
#include "core/names.h"
#include "host/system_clock.h"
#include "interchange/loose_names.h"
#include "rule/graph_read.h"
#include "rule/native_table.h"

namespace tf::cli {

namespace {

// A text as the date, moment or duration that is wanted there; else as it is.
Value as_temporal(const Value& value, std::string_view type) {
  if (!value.is(Value::Kind::text)) return value;
  constexpr std::string_view kTemporal[] = {"date",     "moment",
                                            "time",     "date and time",
                                            "dateTime", "days and time duration",
                                            "duration", "years and months duration"};
  if (std::ranges::find(kTemporal, type) == std::end(kTemporal)) return value;
  Value read = rule::parse_temporal(value.as_text());
  return read.is_null() ? value : read;
}

// The names of a bound workflow: its fields from the record, its limits from the rules.
class WorkflowEnv : public rule::Env {
 public:
  WorkflowEnv(const core::Definition& definition, const core::RuleSet& rules, const Value& record,
              Instant now)
      : rules_(rules),
        plugins_(definition.plugins),
        now_(now),
        now_value_(Value::moment(now, zone())) {
    for (const auto& field : definition.fields)
      fields_.push_back(record.is(Value::Kind::record)
                            ? as_temporal(record[field->name], temporal(field->type.kind))
                            : Value());
    for (const core::BuiltinName& builtin : core::builtin_names())
      if (record.is(Value::Kind::record)) builtins_[builtin.slot] = record[builtin.name];
  }
  const Value& variable(int slot) override {
    if (slot == core::kNow) return now_value_;
    if (slot == core::kLimit) return rules_.limits;
    if (slot >= 0 && static_cast<std::size_t>(slot) < fields_.size())
      return fields_[static_cast<std::size_t>(slot)];
    const auto found = builtins_.find(slot);
    return found == builtins_.end() ? kNullValue : found->second;
  }
  Value call(int function, std::span<const Value> arguments) override {
    if (function < core::kFnPlugin || !plugins_) return {};
    return plugins_
        ->call(static_cast<std::size_t>(function - core::kFnPlugin), arguments, {now_, 0})
        .value;
  }
  Instant now() const override { return now_; }
  const Zone& zone() const override { return rules_.calendar->zone(); }

 private:
  static std::string_view temporal(core::TypeKind kind) {
    return kind == core::TypeKind::date ? "date" : kind == core::TypeKind::moment ? "moment" : "";
  }

  const core::RuleSet& rules_;
  std::shared_ptr<const rule::Plugins> plugins_;
  Instant now_;
  Value now_value_;
  std::vector<Value> fields_;
  std::map<int, Value> builtins_;
};

// Names of a table that stands alone, from the record.
class LooseEnv : public rule::Env {
 public:
  LooseEnv(const std::vector<std::string>& names, const Value& record, Instant now) : now_(now) {
    for (const std::string& name : names)
      values_.push_back(record.is(Value::Kind::record) ? record[name] : Value());
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == "now" && values_[i].is_null()) values_[i] = Value::moment(now, zone_);
  }
  const Value& variable(int slot) override {
    const auto at = static_cast<std::size_t>(slot);
    return at < values_.size() ? values_[at] : kNullValue;
  }
  Value call(int, std::span<const Value>) override { return {}; }
  Instant now() const override { return now_; }
  const Zone& zone() const override { return zone_; }

 private:
  std::vector<Value> values_;
  Instant now_;
  Zone zone_ = *Zone::find("Asia/Shanghai");
};

struct DecideOptions {
  std::string table, with, town, decision;
  bool why = false;
};

// ---- what is told

std::string cell_text(const rule::TableSource& table, std::size_t rule, std::size_t column) {
  const auto& cells = table.rules[rule].inputs;
  return column < cells.size() ? cells[column] : "-";
}

Value why_json(const rule::TableSource& table, const rule::Explanation& why) {
  Record inputs;
  for (std::size_t c = 0; c < why.inputs.size(); ++c)
    inputs.set(table.inputs[c].expression, why.inputs[c]);
  List rules;
  for (std::size_t r = 0; r < why.rules.size(); ++r) {
    const rule::Fired& row = why.rules[r];
    Record one{{"row", Value::text(row.id)}, {"fired", Value::boolean(row.fired)}};
    if (row.failed_column >= 0) {
      const auto column = static_cast<std::size_t>(row.failed_column);
      one.set("fails_at", Value::text(table.inputs[column].expression));
      one.set("cell", Value::text(cell_text(table, r, column)));
    }
    if (!row.note.empty()) one.set("note", Value::text(row.note));
    rules.push_back(Value::record(std::move(one)));
  }
  return Value::record(
      {{"inputs", Value::record(std::move(inputs))}, {"rules", Value::list(std::move(rules))}});
}

void print_why(Session& session, const rule::TableSource& table, const rule::Explanation& why,
               std::string_view indent) {
  for (std::size_t r = 0; r < why.rules.size(); ++r) {
    const rule::Fired& row = why.rules[r];
    session.out << indent << (row.fired ? "+ " : "- ") << row.id;
    if (row.failed_column >= 0) {
      const auto column = static_cast<std::size_t>(row.failed_column);
      const std::string& title = table.inputs[column].expression;
      session.out << session.pick("：不符 ", ": fails at ") << title << " = "
                  << rule::to_feel_text(why.inputs[column]) << session.pick("，要求 ", ", wants ")
                  << cell_text(table, r, column);
    } else if (!row.fired) {
      session.out << session.pick("：相符，但前面已有一行命中",
                                  ": passes, but a row above fired first");
    }
    if (!row.note.empty()) session.out << "  (" << row.note << ')';
    session.out << '\n';
  }
}

// ---- one table

int tell_decision(Session& session, const DecideOptions& options, const rule::DecisionTable& table,
                  rule::Env& env) {
  std::vector<rule::Warning> warnings;
  rule::Explanation why;
  const rule::Decision decision =
      options.why ? table.decide(env, why, &warnings) : table.decide(env, &warnings);
  tell_warnings(session, warnings);
  if (session.json) {
    List rows;
    for (const std::string& row : decision.fired) rows.push_back(Value::text(row));
    Record out{{"outputs", decision.outputs},
               {"rows", Value::list(std::move(rows))},
               {"problem", decision.problem.empty() ? Value() : Value::text(decision.problem)}};
    if (options.why) out.set("why", why_json(table.source(), why));
    session.out << to_json(Value::record(std::move(out))) << '\n';
  } else {
    session.out << decision.outputs.str() << "  (" << join(decision.fired, ", ") << ")\n";
    if (options.why) print_why(session, table.source(), why, "  ");
  }
  if (decision.problem.empty()) return session.exit = kOk;
  return session.fail(kFailure, cat("没有答案（", decision.problem, "）；加 --why 查看每一行。"),
                      cat("no answer (", decision.problem, "); --why shows each row"));
}

int decide_alone(Session& session, const DecideOptions& options, const model::Document& document,
                 const Value& record) {
  const rule::BoxedTable read = rule::read_native_table(document);
  std::vector<std::string> given;
  if (record.is(Value::Kind::record))
    for (const auto& [name, value] : record.as_record()) given.push_back(name);
  const interchange::LooseNames names(read.source, given);
  rule::TableSource source = read.source;
  for (std::size_t i = 0; i < source.outputs.size(); ++i) {
    if (trim(read.default_output[i]).empty()) continue;
    LooseEnv env(names.inputs(), record, {});
    const auto program = rule::compile_expression(read.default_output[i], names);
    source.outputs[i].otherwise = program ? program->run(env) : Value::text(read.default_output[i]);
  }
  const auto table = rule::DecisionTable::compile(std::move(source), names);
  if (!table) {
    const rule::TableError& error = table.error().front();
    return session.fail(kFindings, cat(options.table, "：", error.error.zh),
                        cat(options.table, ": ", error.error.en));
  }
  LooseEnv env(names.inputs(), record, host::SystemClock().now());
  return tell_decision(session, options, *table, env);
}

// A table of the town with a workflow whose names it is bound to.
struct FoundTable {
  const rule::DecisionTable* table = nullptr;
  std::shared_ptr<const core::Definition> definition;
  std::shared_ptr<const core::RuleSet> rules;
};

FoundTable find_table(const core::Town& town, const std::string& id, Instant now,
                      std::vector<std::string>& known) {
  for (const auto& [workflow, definition] : town.workflows) {
    const auto rules = town.rules_at(workflow, now);
    if (!rules) continue;
    for (const auto& [name, table] : rules->tables)
      if (std::ranges::find(known, name) == known.end()) known.push_back(name);
    if (const auto found = rules->tables.find(id); found != rules->tables.end())
      return {&found->second, definition, rules};
  }
  return {};
}

// ---- a graph

Record typed_inputs(const rule::DrgModel& model, const Value& record) {
  Record out;
  if (!record.is(Value::Kind::record)) return out;
  for (const auto& [name, value] : record.as_record()) {
    const auto input = std::ranges::find(model.elements, name, &rule::DrgElement::name);
    out.set(name, input == model.elements.end() ? value : as_temporal(value, input->type));
  }
  return out;
}

Value steps_json(const std::vector<rule::DrgStep>& steps) {
  List out;
  for (const rule::DrgStep& step : steps) {
    Record one{{"name", Value::text(step.element)}, {"value", step.value}};
    if (step.table) one.set("why", why_json(*step.table, step.why));
    out.push_back(Value::record(std::move(one)));
  }
  return Value::list(std::move(out));
}

int decide_graph(Session& session, const DecideOptions& options, std::vector<rule::DrgModel> models,
                 const Value& record) {
  const Record inputs = typed_inputs(models.front(), record);
  const rule::Graph graph = rule::Graph::link(std::move(models));
  for (const rule::DrgProblem& problem : graph.problems())
    session.say(cat("注意：", problem.element, "：", problem.zh, "（", problem.name, "）"),
                cat("note: ", problem.element, ": ", problem.en, " (", problem.name, ")"));
  std::vector<std::string> wanted = graph.answers();
  const auto all = graph.names(rule::DrgElement::Kind::decision);
  if (!options.decision.empty()) {
    if (std::ranges::find(all, options.decision) == all.end()) {
      const auto near = closest(options.decision, all);
      return session.fail(
          kRefused,
          cat("没有判定 '", options.decision, "'",
              near ? cat("；是否指 ", *near, "？") : cat("；有：", join(all, "、"))),
          cat("there is no decision '", options.decision, "'",
              near ? cat("; did you mean ", *near, "?") : cat("; there are: ", join(all, ", "))));
    }
    wanted = {options.decision};
  } else if (wanted.empty()) {
    wanted = all;  // those of a circle
  }
  if (wanted.empty())
    return session.fail(kRefused, "判定图里没有判定。", "there is no decision in this graph");
  const Zone zone = *Zone::find("Asia/Shanghai");
  const Instant now = host::SystemClock().now();
  Record answers, whys;
  std::vector<rule::Warning> warnings;
  for (const std::string& name : wanted) {
    std::vector<rule::DrgStep> steps;
    const Value value =
        graph.decision(name, inputs, now, zone, &warnings, options.why ? &steps : nullptr);
    answers.set(name, value);
    if (session.json) {
      if (options.why) whys.set(name, steps_json(steps));
      continue;
    }
    session.out << name << ": " << rule::to_feel_text(value) << '\n';
    for (const rule::DrgStep& step : steps) {
      session.out << "  " << step.element << " = " << rule::to_feel_text(step.value) << '\n';
      if (step.table) print_why(session, *step.table, step.why, "    ");
    }
  }
  tell_warnings(session, warnings);
  if (session.json) {
    Record out{{"decisions", Value::record(std::move(answers))}};
    if (options.why) out.set("why", Value::record(std::move(whys)));
    session.out << to_json(Value::record(std::move(out))) << '\n';
  }
  return session.exit = kOk;
}

// The graph of that id among a town's documents, and those it may import.
std::optional<std::vector<rule::DrgModel>> graph_in(const OneTown& town, const std::string& id) {
  std::vector<rule::DrgModel> out;
  model::Diagnostics told;  // while the town was bound
  const rule::TableFiles tables = [&](const std::string& name) -> const model::Document* {
    for (const model::Document& one : town.documents)
      if (one.kind == "table" && one.id == name) return &one;
    return nullptr;
  };
  const auto add = [&](const model::Document& one) {
    if (auto model = rule::read_graph(one, tables, told)) out.push_back(*std::move(model));
  };
  for (const model::Document& one : town.documents)
    if (one.kind == "decisions" && one.id == id) add(one);
  if (out.empty()) return std::nullopt;
  for (const model::Document& one : town.documents)
    if (one.kind == "decisions" && one.id != id) add(one);
  return out;
}

int decide_in_town(Session& session, const DecideOptions& options, const std::string& id,
                   const Value& record) {
  const auto town = open_one(session, options.town.empty() ? "." : options.town);
  if (!town) return session.exit;
  if (auto models = graph_in(*town, id))
    return decide_graph(session, options, *std::move(models), record);
  const Instant now = host::SystemClock().now();
  std::vector<std::string> known;
  const FoundTable found = find_table(town->town, id, now, known);
  if (found.table == nullptr) {
    const auto near = closest(id, known);
    return session.fail(
        kRefused,
        cat("乡镇 ", town->id, " 没有用到规则表 '", id, "'",
            near ? cat("；是否指 ", *near, "？") : cat("；有：", join(known, "、"))),
        cat("town ", town->id, " uses no table '", id, "'",
            near ? cat("; did you mean ", *near, "?") : cat("; there are: ", join(known, ", "))));
  }
  WorkflowEnv env(*found.definition, *found.rules, record, now);
  return tell_decision(session, options, *found.table, env);
}

int decide(Session& session, const DecideOptions& options) {
  const auto record = json_argument(
      options.with.starts_with('{') || options.with == "-" ? options.with : cat("@", options.with));
  if (!record) return session.fail(record.error());
  std::error_code code;
  const bool is_file = std::filesystem::is_regular_file(options.table, code);
  if (is_file && is_dmn(options.table)) {
    auto models = open_dmn(session, options.table);
    return models ? decide_graph(session, options, std::move(*models), *record) : session.exit;
  }
  if (!is_file) {
    std::string id = options.table;
    if (id.ends_with(".yaml")) id = std::filesystem::path(id).stem().string();
    return decide_in_town(session, options, id, *record);
  }
  const auto document = open_document(session, options.table);
  if (!document) return session.exit;
  if (document->kind == "decisions") {
    auto models = open_graph(session, *document);
    return models ? decide_graph(session, options, std::move(*models), *record) : session.exit;
  }
  if (document->kind != "table")
    return session.fail(kRefused,
                        cat(options.table, " 是 ", document->kind, "，不是规则表或判定图。"),
                        cat(options.table, " is of kind ", document->kind,
                            "; give a table, decisions, or a DMN file"));
  if (!options.town.empty()) return decide_in_town(session, options, document->id, *record);
  return decide_alone(session, options, *document, *record);
}

}  // namespace

void tell_warnings(Session& session, const std::vector<rule::Warning>& warnings,
                   std::string_view text) {
  for (const rule::Warning& warning : warnings) {
    std::string place;
    if (warning.offset < text.size())
      place = cat(" ", count_points(text.substr(0, warning.offset)) + 1, " `",
                  text.substr(warning.offset, warning.length), "`");
    session.say(cat("注意", place, "：", warning.zh, "（", warning.name, "）"),
                cat("note", place, ": ", warning.en, " (", warning.name, ")"));
  }
}

void add_decide(CLI::App& app, Session& session) {
  auto options = std::make_shared<DecideOptions>();
  CLI::App* command = app.add_subcommand(
      "decide", std::string(session.pick("问一张规则表或一个判定图",
                                         "asks a decision table or a graph of decisions")));
  command
      ->add_option("TABLE", options->table,
                   std::string(session.pick("规则表编号，或规则表、判定图、DMN 文件",
                                            "id of a table, or a file: table, decisions, DMN")))
      ->required();
  command
      ->add_option(
          "--with", options->with,
          std::string(session.pick("字段：JSON 文件或文字", "fields: a JSON file or text")))
      ->required();
  command->add_option("--town", options->town,
                      std::string(session.pick("乡镇的文件夹", "folder of the town")));
  command->add_option(
      "--decision", options->decision,
      std::string(session.pick("判定图中的哪一个；不写则为最终的各个",
                               "which of a graph; those nobody else needs unless said")));
  command->add_flag("--why", options->why,
                    std::string(session.pick("逐行说明", "says why for every row")));
  command->callback([options, &session] { decide(session, *options); });
}

}  // namespace tf::cli
