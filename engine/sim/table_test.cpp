#include "sim/table_test.h"

#include <algorithm>

#include "base/text.h"
#include "core/table_file.h"
#include "host/plugins.h"
#include "rule/feel/feel.h"

namespace tf::sim {

namespace {

using rule::TableSource;

// A failure has one text for readers of both languages.
std::string both(std::string_view zh, std::string_view en) {
  return cat(zh, " / ", en);
}

enum class Role : unsigned char { input, output, row, fires, problem, note };

Role role_of(std::string_view header) {
  if (header.starts_with("=>")) return Role::output;
  if (header == "row" || header == "行名") return Role::row;
  if (header == "fires" || header == "命中行") return Role::fires;
  if (header == "problem" || header == "问题") return Role::problem;
  if (header == "note" || header == "备注") return Role::note;
  return Role::input;
}

// Slots of the inputs a test gives; far from any of a definition.
constexpr int kFirstSlot = 1'000'000'000;

class InputEnv : public rule::Env {
 public:
  InputEnv(Instant now, Zone zone, Value limits)
      : now_(now), zone_(std::move(zone)), limits_(std::move(limits)) {}
  const Value& variable(int slot) override {
    if (slot >= kFirstSlot) {
      const auto at = static_cast<std::size_t>(slot - kFirstSlot);
      return at < values.size() ? values[at] : kNullValue;
    }
    if (slot == core::kLimit) return limits_;
    if (slot == core::kNow) {
      now_value_ = Value::moment(now_, zone_);
      return now_value_;
    }
    return kNullValue;
  }
  Value call(int, std::span<const Value>) override { return {}; }
  Instant now() const override { return now_; }
  const Zone& zone() const override { return zone_; }

  std::vector<Value> values;

 private:
  Instant now_;
  Zone zone_;
  Value limits_, now_value_;
};

// A table under test: its source as it stands, and the names around it.
struct Subject {
  TableSource source;
  std::shared_ptr<const rule::Names> names;
  Value limits;
  Zone zone;
};

class Runner {
 public:
  Runner(const TableTest& test, Subject subject) : test_(test), subject_(std::move(subject)) {
    result_.id = test.scenario.id;
    result_.path = test.scenario.path;
    result_.title = test.scenario.title;
  }

  ScenarioResult run(TableCoverage& coverage) {
    coverage.rules.clear();
    for (std::size_t r = 0; r < subject_.source.rules.size(); ++r) {
      const std::string& id = subject_.source.rules[r].id;
      coverage.rules.push_back(id.empty() ? std::to_string(r + 1) : id);
    }
    core::NameTable names(*subject_.names);
    if (!name_inputs(names)) return std::move(result_);
    const auto table = rule::DecisionTable::compile(subject_.source, names);
    if (!table) {
      const rule::FeelError& error = table.error().front().error;
      fail(test_.rows.span, 0, "", both(error.zh, error.en));
      return std::move(result_);
    }
    const Date day = test_.start.value_or(*parse_date("2026-01-01"));
    InputEnv env(subject_.zone.instant({day, 0}), subject_.zone, subject_.limits);
    for (std::size_t r = 0; r < test_.rows.rows.size(); ++r) row(r, *table, names, env, coverage);
    return std::move(result_);
  }

 private:
  void fail(const model::Span& span, std::size_t row, std::string key, std::string actual,
            std::string expected = {}) {
    result_.passed = false;
    Failure failure;
    failure.span = span;
    failure.item = row + 1;
    failure.at = row_name(row);
    failure.key = std::move(key);
    failure.expected = std::move(expected);
    failure.actual = std::move(actual);
    result_.failures.push_back(std::move(failure));
  }
  std::string row_name(std::size_t row) const {
    if (row >= test_.rows.rows.size()) return "";
    const auto column = column_of(Role::row);
    const std::string id = column ? test_.rows.rows[row].cells[*column].text : "";
    return id.empty() ? std::to_string(row + 1) : id;
  }
  std::optional<std::size_t> column_of(Role role) const {
    for (std::size_t c = 0; c < test_.rows.header.size(); ++c)
      if (role_of(test_.rows.header[c].text) == role) return c;
    return std::nullopt;
  }

  // Each input header becomes a variable; what the table would compute itself is given instead.
  bool name_inputs(core::NameTable& names) {
    for (std::size_t c = 0; c < test_.rows.header.size(); ++c) {
      const std::string& header = test_.rows.header[c].text;
      if (role_of(header) != Role::input) continue;
      const int slot = kFirstSlot + static_cast<int>(columns_.size());
      columns_.push_back(c);
      bool known = std::erase_if(subject_.source.definitions,
                                 [&](const auto& one) { return one.first == header; }) > 0;
      for (rule::TableInput& input : subject_.source.inputs) {
        if (input.expression != header) continue;
        known = true;
        if (is_single_name(header)) continue;
        input.expression = cat("given_", slot);  // an expression as a header: given as a whole
        names.variable(input.expression, slot);
      }
      const auto meaning = subject_.names->find(header);
      known = known || (meaning && meaning->kind == rule::Name::Kind::variable);
      names.variable(header, slot, meaning ? meaning->domain : std::vector<std::string>{});
      if (known) continue;
      fail(test_.rows.header[c].span, 0, header,
           both("这张表没有这个输入", "the table has no such input"));
      return false;
    }
    return true;
  }
  static bool is_single_name(std::string_view header) {
    return header.find_first_of("()[]{}.,+-*/<>=\"' ") == std::string_view::npos;
  }

  std::optional<Value> value_of(const model::TableCell& cell, const core::NameTable& names,
                                InputEnv& env, std::size_t row) {
    if (cell.text.empty()) return Value();
    const auto program = rule::compile_expression(cell.text, names);
    if (program) return program->run(env);
    fail(cell.span, row, "", both(program.error().zh, program.error().en));
    return std::nullopt;
  }

  void row(std::size_t r, const rule::DecisionTable& table, const core::NameTable& names,
           InputEnv& env, TableCoverage& coverage) {
    const auto& cells = test_.rows.rows[r].cells;
    std::vector<Value> values;
    env.values.clear();
    for (const std::size_t c : columns_) {
      auto value = value_of(cells[c], names, env, r);
      if (!value) return;
      values.push_back(*std::move(value));
    }
    env.values = std::move(values);
    const rule::Decision decision = table.decide(env);
    coverage.reached.insert(decision.fired.begin(), decision.fired.end());
    bool asked_problem = false;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string& header = test_.rows.header[c].text;
      const model::TableCell& cell = cells[c];
      const Role role = role_of(header);
      if (cell.text.empty()) continue;
      if (role == Role::problem) {
        asked_problem = true;
        const std::string name =
            cell.text.find('.') == std::string::npos ? cat("decision.", cell.text) : cell.text;
        held(cell, r, header, name == decision.problem, cell.text, decision.problem);
      }
      if (role == Role::fires) {
        const std::string fired = decision.fired.empty() ? "-" : join(decision.fired, ", ");
        held(cell, r, header, spaced(cell.text) == fired, cell.text, fired);
      }
      if (role == Role::output) output(cell, r, header, decision, names, env);
    }
    if (!decision.problem.empty() && !asked_problem)
      fail(test_.rows.rows[r].span, r, "problem", decision.problem, "-");
  }

  void output(const model::TableCell& cell, std::size_t r, const std::string& header,
              const rule::Decision& decision, const core::NameTable& names, InputEnv& env) {
    const auto expected = value_of(cell, names, env, r);
    if (!expected) return;
    const std::string name(trim(std::string_view(header).substr(2)));
    Value actual;
    if (decision.outputs.is(Value::Kind::list)) {
      List each;
      for (const Value& one : decision.outputs.as_list()) each.push_back(one[name]);
      actual = Value::list(std::move(each));
    } else {
      actual = decision.outputs[name];
    }
    held(cell, r, name, rule::feel_equal(*expected, actual).value_or(false), cell.text,
         actual.is_null() ? "null" : actual.str());
  }

  static std::string spaced(std::string_view list) {
    std::vector<std::string> parts;
    for (const std::string_view part : split(list, ',')) parts.emplace_back(trim(part));
    return join(parts, ", ");
  }

  void held(const model::TableCell& cell, std::size_t row, const std::string& key, bool ok,
            const std::string& expected, const std::string& actual) {
    if (ok)
      ++result_.expectations;
    else
      fail(cell.span, row, key, actual.empty() ? "-" : actual, expected);
  }

  const TableTest& test_;
  Subject subject_;
  ScenarioResult result_;
  std::vector<std::size_t> columns_;  // of inputs
};

ScenarioResult refused(const TableTest& test, std::string_view zh, std::string_view en) {
  ScenarioResult out;
  out.id = test.scenario.id;
  out.path = test.scenario.path;
  out.title = test.scenario.title;
  out.passed = false;
  Failure failure;
  failure.span = test.scenario.document->root->entries.front().value->span;
  failure.actual = both(zh, en);
  out.failures.push_back(std::move(failure));
  return out;
}

// The table as the first workflow that decides with it sees it.
std::optional<Subject> subject_in(const core::Town& town, const TableTest& test) {
  for (const auto& [id, definition] : town.workflows) {
    if (!test.scenario.workflow.empty() && id != test.scenario.workflow) continue;
    const auto history = town.rules.find(id);
    if (history == town.rules.end() || history->second.empty()) continue;
    const auto rules = test.start
                           ? town.rules_at(id, town.calendar->zone().instant({*test.start, 0}))
                           : history->second.back().rules;
    if (!rules) continue;
    const auto table = rules->tables.find(test.table);
    if (table == rules->tables.end()) continue;
    return Subject{table->second.source(), definition->names, rules->limits,
                   rules->calendar->zone()};
  }
  return std::nullopt;
}

std::optional<Subject> subject_of(const model::Document& document) {
  auto names = std::make_shared<core::NameTable>(core::names_of_table(document));
  model::Diagnostics told;
  auto file = core::read_table_file(document, *names, told);
  if (!file || told.has_errors()) return std::nullopt;
  file->source.definitions.clear();  // their names are inputs too
  return Subject{std::move(file->source), std::move(names), {}, *Zone::find("Asia/Shanghai")};
}

}  // namespace

bool is_table_test(const model::Document& document) {
  return document.kind == "scenario" && document.root && document.root->has("table");
}

std::optional<TableTest> read_table_test(std::shared_ptr<const model::Document> document,
                                         model::Diagnostics& out) {
  const model::Node& root = *document->root;
  TableTest test;
  test.table = root.text_of("table");
  test.scenario.id = document->id;
  test.scenario.title = title_of(root);
  test.scenario.town = root.text_of("town");
  test.scenario.workflow = root.text_of("workflow");
  test.scenario.path = document->file ? document->file->path : "";
  test.start = parse_date(root.text_of("start"));
  const model::Node* rows = root.get("rows");
  if (rows == nullptr) {
    out.report("scenario.no_rows", root.entry("table")->key_span, {{"id", document->id}});
    return std::nullopt;
  }
  test.rows = model::parse_table(*rows, out);
  test.scenario.document = std::move(document);
  return test;
}

std::vector<std::string> TableCoverage::missed() const {
  std::vector<std::string> out;
  for (const std::string& rule : rules)
    if (!reached.contains(rule)) out.push_back(rule);
  return out;
}

const TableTester::Town& TableTester::bound(const model::Library& library, const std::string& id) {
  const auto [at, fresh] = towns_.try_emplace({&library, id});
  if (fresh) {
    model::Diagnostics told;
    const host::PluginHost plugins;
    at->second.loaded = core::load_town(library, id, 1, told, host::plugin_loader(plugins));
    at->second.sound = !told.has_errors();
  }
  return at->second;
}

ScenarioResult TableTester::run(const TableTest& test, const model::Library* library,
                                const std::vector<model::Document>& beside, Coverage& coverage) {
  std::optional<Subject> subject;
  if (library != nullptr) {
    const Town& town = bound(*library, test.scenario.town);
    if (!town.sound)
      return refused(test, cat("乡镇 ", test.scenario.town, " 有错误：townflow lint 会列出"),
                     cat("town ", test.scenario.town, " has errors: townflow lint lists them"));
    subject = subject_in(town.loaded.town, test);
    for (const model::Document& document : town.loaded.documents)
      if (!subject && document.kind == "table" && document.id == test.table)
        subject = subject_of(document);
  }
  for (const model::Document& document : beside)
    if (!subject && test.scenario.town.empty() && document.kind == "table" &&
        document.id == test.table)
      subject = subject_of(document);
  if (!subject)
    return refused(test, cat("找不到规则表“", test.table, "”"),
                   cat("there is no table '", test.table, "'"));
  TableCoverage& covered = coverage[{test.scenario.town, test.table}];
  covered.town = test.scenario.town;
  covered.table = test.table;
  return Runner(test, *std::move(subject)).run(covered);
}

std::string coverage_report(const Coverage& coverage, model::Language language) {
  const bool zh = language == model::Language::zh;
  std::string out;
  for (const auto& [key, one] : coverage) {
    const std::string where =
        one.town.empty() ? "" : cat(zh ? "（" : " (", one.town, zh ? "）" : ")");
    const auto missed = one.missed();
    const std::size_t reached = one.rules.size() - missed.size();
    out += zh ? cat(one.table, where, "：", one.rules.size(), " 行中测到 ", reached, " 行\n")
              : cat(one.table, where, ": ", reached, " of ", one.rules.size(), " rules reached\n");
    for (const std::string& rule : missed)
      out += zh ? cat("  没有测试管到：", rule, "\n") : cat("  no test reaches: ", rule, "\n");
  }
  return out;
}

Value coverage_value(const Coverage& coverage) {
  List tables;
  for (const auto& [key, one] : coverage) {
    List missed;
    for (const std::string& rule : one.missed()) missed.push_back(Value::text(rule));
    tables.push_back(Value::record(
        {{"town", Value::text(one.town)},
         {"table", Value::text(one.table)},
         {"rules", Value::number(static_cast<std::int64_t>(one.rules.size()))},
         {"reached", Value::number(static_cast<std::int64_t>(one.rules.size() - missed.size()))},
         {"not_reached", Value::list(std::move(missed))}}));
  }
  return Value::list(std::move(tables));
}

}  // namespace tf::sim
