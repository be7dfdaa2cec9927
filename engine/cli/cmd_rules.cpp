// feel, due: one expression, one deadline, to see what the rules say.
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/cmd_decide.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "core/names.h"
#include "host/system_clock.h"
#include "rule/calendar_file.h"
#include "rule/deadline_explain.h"
#include "rule/deadline_file.h"
#include "rule/deadline_vectors.h"
#include "rule/feel/feel.h"

namespace tf::cli {

namespace {

// Names of a JSON record as variables, in its order.
class RecordEnv : public rule::Env {
 public:
  RecordEnv(Value record, Instant now, Zone zone)
      : record_(std::move(record)), now_(now), zone_(std::move(zone)) {
    if (record_.is(Value::Kind::record))
      for (const auto& [name, value] : record_.as_record()) add(name, value);
  }
  int add(const std::string& name, Value value) {
    values_.push_back(std::move(value));
    names_.variable(name, static_cast<int>(values_.size()) - 1);
    return static_cast<int>(values_.size()) - 1;
  }
  core::NameTable& names() { return names_; }

  const Value& variable(int slot) override {
    const auto at = static_cast<std::size_t>(slot);
    return at < values_.size() ? values_[at] : kNullValue;
  }
  Value call(int, std::span<const Value>) override { return {}; }
  Instant now() const override { return now_; }
  const Zone& zone() const override { return zone_; }

 private:
  Value record_;
  Instant now_;
  Zone zone_;
  std::vector<Value> values_;
  core::NameTable names_;
};

// ---- feel

struct FeelOptions {
  std::string text, with, zone = "Asia/Shanghai";
};

int feel(Session& session, const FeelOptions& options) {
  Value record;
  if (!options.with.empty()) {
    auto read = json_argument(cat("@", options.with));
    if (!read) return session.fail(read.error());
    record = std::move(*read);
  }
  const auto zone = Zone::find(options.zone);
  if (!zone) return session.fail(zone.error());
  RecordEnv env(std::move(record), host::SystemClock().now(), *zone);
  const auto program = rule::compile_expression(options.text, env.names());
  if (!program) {
    const rule::FeelError& error = program.error();
    const std::string caret(display_width(std::string_view(options.text).substr(0, error.offset)),
                            ' ');
    session.err << options.text << '\n' << caret << "^\n";
    return session.fail(
        kFailure,
        cat(error.zh, error.suggestion.empty() ? "" : cat("；是否指 ", error.suggestion, "？")),
        cat(error.en,
            error.suggestion.empty() ? "" : cat("; did you mean ", error.suggestion, "?")));
  }
  std::vector<rule::Warning> warnings;
  const Value value = program->run(env, &warnings);
  tell_warnings(session, warnings, options.text);
  session.out << (session.json                  ? to_json(value)
                  : value.is(Value::Kind::text) ? value.as_text()
                                                : rule::to_feel_text(value))
              << '\n';
  return session.exit = kOk;
}

// ---- due

struct DueOptions {
  std::string rule, from, town, vectors, holidays;
};

int vectors(Session& session, const DueOptions& options) {
  const auto rows = host::read_text(options.vectors);
  if (!rows) return session.fail(rows.error());
  std::string holidays = options.holidays;
  if (holidays.empty())
    holidays = (std::filesystem::path(options.vectors).parent_path() / "holidays-cn.csv").string();
  const auto days = host::read_text(holidays);
  if (!days) return session.fail(days.error());
  const auto report = rule::check_vectors(*rows, *days, session.language);
  if (!report) {
    const auto& [error, of_holidays] = report.error();
    const std::string& file = of_holidays ? holidays : options.vectors;
    return session.fail(kUsage, cat(file, "：", error.text(model::Language::zh), "。"),
                        cat(file, ": ", error.text(model::Language::en)));
  }
  if (session.json)
    session.out << to_json(Value::record({{"passed", Value::number(std::int64_t{report->passed})},
                                          {"failed", Value::number(std::int64_t{report->failed})}}))
                << '\n';
  else
    session.out << report->report << '\n';
  return session.exit = report->failed == 0 ? kOk : kFailure;
}

// "three-lines.line-1.small" of the rules in force then.
const rule::Deadline* named_deadline(const core::Town& town, const std::string& name, Instant from,
                                     std::vector<std::string>& known,
                                     std::vector<std::shared_ptr<const core::RuleSet>>& hold) {
  for (const auto& [workflow, definition] : town.workflows) {
    const auto rules = town.rules_at(workflow, from);
    if (!rules) continue;
    hold.push_back(rules);
    for (const auto& [id, deadline] : rules->deadlines)
      for (const auto& [choice, entry] : deadline.entry.choices) {
        std::string full = cat(deadline.entry.section, ".", deadline.entry.name,
                               choice.empty() ? "" : cat(".", choice));
        if (full == name) return &entry;
        known.push_back(std::move(full));
      }
  }
  return nullptr;
}

int due(Session& session, const DueOptions& options) {
  if (!options.vectors.empty()) return vectors(session, options);
  if (options.rule.empty() || options.from.empty())
    return session.fail(kUsage, "写 due 规则 --from 时间，或 due --vectors 文件.csv。",
                        "write due RULE --from TIME, or due --vectors FILE.csv");
  std::optional<OneTown> town;
  Calendar calendar;
  Zone zone = *Zone::find("Asia/Shanghai");
  if (!options.town.empty()) {
    town = open_one(session, options.town);
    if (!town) return session.exit;
    calendar = *town->town.calendar;
    zone = calendar.zone();
  } else {
    CalendarLayer layer;
    layer.name = "plain";
    if (!options.holidays.empty()) {
      const auto table = host::read_text(options.holidays);
      if (!table) return session.fail(table.error());
      auto read = rule::read_holiday_csv(*table);
      if (!read)
        return session.fail(
            kUsage, cat(options.holidays, "：", read.error().text(model::Language::zh), "。"),
            cat(options.holidays, ": ", read.error().text(model::Language::en)));
      layer = std::move(*read);
    }
    layer.zone = "Asia/Shanghai";
    if (auto built = Calendar::build(std::span(&layer, 1))) calendar = std::move(*built);
  }
  const auto from = time_argument(options.from, zone);
  if (!from)
    return session.fail(kUsage, cat("'", options.from, "' 不是时间：写 2026-03-10 16:40。"),
                        cat("'", options.from, "' is no time; write 2026-03-10 16:40"));
  std::vector<std::string> known;
  std::vector<std::shared_ptr<const core::RuleSet>> hold;
  const rule::Deadline* deadline =
      town ? named_deadline(town->town, options.rule, *from, known, hold) : nullptr;
  std::optional<rule::Deadline> written;
  if (deadline == nullptr) {
    auto parsed = rule::parse_deadline(options.rule);
    if (!parsed) {
      const auto near = closest(options.rule, known);
      return session.fail(kFailure,
                          cat(parsed.error().zh, near ? cat("；是否指 ", *near, "？") : ""),
                          cat(parsed.error().en, near ? cat("; did you mean ", *near, "?") : ""));
    }
    written = std::move(*parsed);
    deadline = &*written;
  }
  rule::DueContext context;
  context.explain = true;
  const auto result = rule::compute(*deadline, *from, calendar, context);
  if (!result)
    return session.fail(kFailure, "这个期限要等案件里的日期才能算。",
                        "this deadline needs a date of a case");
  if (session.json)
    session.out << to_json(Value::record(
                       {{"due", Value::text(zone.format(result->due))},
                        {"warn", result->warn ? Value::text(zone.format(*result->warn)) : Value()},
                        {"provisional", Value::boolean(result->provisional)}}))
                << '\n';
  else
    session.out << rule::explain(*deadline, *result, calendar, session.language) << '\n';
  return session.exit = kOk;
}

}  // namespace

void add_rules(CLI::App& app, Session& session) {
  auto of_feel = std::make_shared<FeelOptions>();
  CLI::App* command = app.add_subcommand(
      "feel", std::string(session.pick("算一个 FEEL 表达式", "evaluates a FEEL expression")));
  command->add_option("EXPR", of_feel->text, "1 + 1")->required();
  command->add_option("--with", of_feel->with,
                      std::string(session.pick("变量：JSON 文件", "variables: a JSON file")));
  command->add_option("--zone", of_feel->zone, std::string(session.pick("时区", "time zone")));
  command->callback([of_feel, &session] { feel(session, *of_feel); });

  add_decide(app, session);

  auto of_due = std::make_shared<DueOptions>();
  command = app.add_subcommand(
      "due", std::string(session.pick("算一个期限，逐日说明",
                                      "computes a deadline and says why, day by day")));
  command->add_option("RULE", of_due->rule, "5 working days, three-lines.line-1.small");
  command->add_option("--from", of_due->from,
                      std::string(session.pick("起算时间", "when it starts")));
  command->add_option("--town", of_due->town,
                      std::string(session.pick("乡镇的文件夹", "folder of the town")));
  command->add_option("--vectors", of_due->vectors,
                      std::string(session.pick("验算表", "a file of worked examples")));
  command->add_option("--holidays", of_due->holidays,
                      std::string(session.pick("放假表", "table of holidays")));
  command->callback([of_due, &session] { due(session, *of_due); });
}

}  // namespace tf::cli
