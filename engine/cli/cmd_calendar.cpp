// calendar: a month as the town works it, and the yearly table from a file of another kind.
#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "interchange/ics.h"
#include "model/print.h"
#include "model/shape.h"
#include "model/yaml.h"
#include "rule/calendar_file.h"
#include "rule/calendar_print.h"

namespace tf::cli {

namespace {

using model::Node;

// The layer of a CSV or iCalendar file, by what stands in it.
std::optional<CalendarLayer> layer_of_file(Session& session, const std::string& path,
                                           const std::string& name) {
  const auto text = host::read_text(path);
  if (!text) {
    session.fail(text.error());
    return std::nullopt;
  }
  std::string_view body = *text;
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  const bool ics = trim(body).starts_with("BEGIN:VCALENDAR");
  auto layer = ics ? interchange::read_ics(body, name) : rule::read_holiday_csv(body, name);
  if (layer) return *std::move(layer);
  const bool header = !ics && layer.error().line == 1;
  session.fail(
      kUsage,
      cat(path, "：", layer.error().text(model::Language::zh),
          header ? "；可导入这种表头的 CSV，或 iCalendar 文件（.ics）" : "", "。"),
      cat(path, ": ", layer.error().text(model::Language::en),
          header ? "; an import is a CSV of that header or an iCalendar file (.ics)" : ""));
  return std::nullopt;
}

// ---- show

struct ShowOptions {
  std::string month, town, holidays;
};

std::optional<Calendar> calendar_of(Session& session, const ShowOptions& options) {
  if (!options.town.empty()) {
    const auto town = open_one(session, options.town);
    return town ? std::optional(*town->town.calendar) : std::nullopt;
  }
  CalendarLayer layer;
  layer.name = "plain";
  if (!options.holidays.empty()) {
    auto read = layer_of_file(session, options.holidays, "cn");
    if (!read) return std::nullopt;
    layer = std::move(*read);
  }
  if (!layer.zone) layer.zone = "Asia/Shanghai";
  auto built = Calendar::build(std::span(&layer, 1));
  if (built) return std::move(*built);
  session.fail(built.error());
  return std::nullopt;
}

// "2026-10", or "2026": the first and the last day.
std::optional<std::pair<Date, Date>> days_of(const std::string& text) {
  if (const auto first = parse_date(cat(text, "-01")))
    return std::pair(*first, add_months(*first, 1) - 1);
  if (const auto first = parse_date(cat(text, "-01-01")))
    return std::pair(*first, add_months(*first, 12) - 1);
  return std::nullopt;
}

std::string reason_text(const Calendar::Reason& reason, model::Language language) {
  std::string text = rule::day_text(reason.kind, reason.name, language);
  const bool local = reason.kind == DayKind::local_rest || reason.kind == DayKind::local_work;
  if (local) text += cat(" [", reason.layer, "]");
  if (reason.provisional)
    text += language == model::Language::zh ? "（暂定：未公布）" : " (provisional: no notice yet)";
  return text;
}

Value day_value(const Calendar& calendar, Date day) {
  const Calendar::Reason reason = calendar.why(day);
  return Value::record(
      {{"date", Value::date(day)},
       {"work", Value::boolean(is_work(reason.kind))},
       {"why", Value::text(rule::day_text(reason.kind, reason.name, model::Language::en))},
       {"layer", Value::text(std::string(reason.layer))},
       {"provisional", Value::boolean(reason.provisional)}});
}

int show(Session& session, const ShowOptions& options) {
  const auto days = days_of(options.month);
  if (!days)
    return session.fail(kUsage, cat("'", options.month, "' 不是月份：写 2026-10 或 2026。"),
                        cat("'", options.month, "' is no month; write 2026-10 or 2026"));
  const auto calendar = calendar_of(session, options);
  if (!calendar) return session.exit;
  const auto [first, last] = *days;
  std::int64_t work = 0;
  List rows;
  static constexpr std::array kEn{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static constexpr std::array kZh{"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
  const bool all = last - first < 40;  // a year is told by what is not as the week says
  for (Date day = first; day <= last; day = day + 1) {
    const Calendar::Reason reason = calendar->why(day);
    if (is_work(reason.kind)) ++work;
    const bool plain = reason.kind == DayKind::workday || reason.kind == DayKind::weekend;
    if (!all && plain) continue;
    if (session.json) {
      rows.push_back(day_value(*calendar, day));
      continue;
    }
    const auto weekday = static_cast<std::size_t>(weekday_of(day)) - 1;
    session.out << to_string(day) << ' ' << session.pick(kZh[weekday], kEn[weekday]) << "  "
                << (is_work(reason.kind) ? session.pick("上班", "work")
                                         : session.pick("休  ", "rest"))
                << "  " << reason_text(reason, session.language) << '\n';
  }
  if (session.json) {
    session.out << to_json(Value::record({{"days", Value::list(std::move(rows))},
                                          {"working_days", Value::number(work)},
                                          {"office", Value::text(to_string(calendar->office()))},
                                          {"version", Value::text(calendar->version())}}))
                << '\n';
    return session.exit = kOk;
  }
  session.out << session.pick("工作日：", "working days: ") << work
              << session.pick("；办公时间：", "; office: ") << to_string(calendar->office())
              << '\n';
  return session.exit = kOk;
}

// ---- import

struct CalendarImportOptions {
  std::string file, notice, into, name = "cn";
};

// The years of the table laid into a calendar file: a year that stands there is replaced.
Result<std::string> laid_into(const std::string& path, const CalendarLayer& layer,
                              const std::string& notice) {
  const std::string text = TF_TRY(host::read_text(path));
  model::Diagnostics findings;
  model::Document document;
  document.file = model::source_file(path, text);
  document.root = model::parse_yaml(document.file, findings);
  if (document.root == nullptr || findings.has_errors() || !document.root->has("calendar"))
    return fail(Errc::invalid, cat(path, " is no calendar file; lint says what is wrong with it"),
                cat(path, " 不是日历文件；lint 会指出哪里不对"));
  document.kind = "calendar";
  document.id = document.root->text_of("calendar");
  model::check_shape(document, findings);
  if (findings.has_errors())
    return fail(Errc::invalid, cat(path, " has mistakes; lint says which"),
                cat(path, " 里有错误；lint 会逐条指出"));
  const model::Span at = document.root->span;
  Node* years = document.root->get("years");
  if (years == nullptr) years = &document.root->put("years", Node::map(at), at);
  for (const std::int64_t year : layer.years)
    years->put(cat(year), rule::year_node(layer, year, notice, at), at);
  model::check_shape(document, findings);
  return model::print_document(document);
}

std::string as_file(const CalendarLayer& layer, const CalendarImportOptions& options) {
  const model::Span at;
  model::Document document;
  document.kind = "calendar";
  document.id = options.name;
  document.root = Node::map(at);
  document.root->put("calendar", Node::scalar(options.name, at), at);
  auto years = Node::map(at);
  for (const std::int64_t year : layer.years)
    years->put(cat(year), rule::year_node(layer, year, options.notice, at), at);
  document.root->put("years", std::move(years), at);
  model::Diagnostics quiet;
  model::check_shape(document, quiet);
  return model::print_document(document);
}

int import(Session& session, const CalendarImportOptions& options) {
  auto layer = layer_of_file(session, options.file, options.name);
  if (!layer) return session.exit;
  std::ranges::sort(layer->years);
  if (options.into.empty()) {
    session.out << as_file(*layer, options);
    return session.exit = kOk;
  }
  const auto text = laid_into(options.into, *layer, options.notice);
  if (!text) return session.fail(text.error());
  std::ofstream out(options.into, std::ios::binary | std::ios::trunc);
  out << *text;
  if (!out.flush())
    return session.fail(kFailure, cat("写不了 ", options.into, "：查看权限与磁盘。"),
                        cat("cannot write ", options.into, "; look at its permissions and disk"));
  std::vector<std::string> years;
  for (const std::int64_t year : layer->years) years.push_back(cat(year));
  session.say(cat(options.into, "：已写入 ", join(years, "、"), " 年。"),
              cat(options.into, ": ", join(years, ", "), " written"));
  return session.exit = kOk;
}

}  // namespace

void add_calendar(CLI::App& app, Session& session) {
  CLI::App* calendar = app.add_subcommand(
      "calendar", std::string(session.pick("日历：看一个月，导入放假表",
                                           "calendars: show a month, import a yearly table")));
  calendar->require_subcommand(1);

  auto of_show = std::make_shared<ShowOptions>();
  CLI::App* command = calendar->add_subcommand(
      "show", std::string(session.pick("逐日说明哪天上班", "each day, worked or not, and why")));
  command
      ->add_option("MONTH", of_show->month,
                   std::string(session.pick("月份 2026-10，或年份 2026", "2026-10, or a year")))
      ->required();
  command->add_option("--town", of_show->town,
                      std::string(session.pick("乡镇的文件夹", "folder of the town")));
  command->add_option("--holidays", of_show->holidays,
                      std::string(session.pick("放假表：CSV 或 .ics", "a table: CSV or .ics")));
  command->callback([of_show, &session] { show(session, *of_show); });

  auto of_import = std::make_shared<CalendarImportOptions>();
  command = calendar->add_subcommand(
      "import", std::string(session.pick("把 CSV 或 iCalendar 放假表写成日历文件",
                                         "a CSV or iCalendar table as a calendar file")));
  command->add_option("FILE", of_import->file, "2027.csv, 2027.ics")->required();
  command->add_option("--name", of_import->name,
                      std::string(session.pick("日历编号", "id of the calendar")));
  command->add_option("--notice", of_import->notice,
                      std::string(session.pick("通知文号", "number of the notice")));
  command->add_option(
      "--into", of_import->into,
      std::string(session.pick("并入这个日历文件", "lays the years into this calendar file")));
  command->callback([of_import, &session] { import(session, *of_import); });
}

}  // namespace tf::cli
