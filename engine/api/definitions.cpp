// What the towns run: towns, workflows, metrics, reports, and what changed rules would do.
#include <array>
#include <map>

#include "api/form.h"
#include "api/handlers.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace tf::api {
namespace {

constexpr std::int64_t kMostDays = 3'700;

Date today(const host::Service& service) {
  const std::int64_t ms = service.now().ms;
  return Date{ms >= 0 ? ms / kDay : (ms - kDay + 1) / kDay};
}

}  // namespace

HttpResponse list_towns(const Context& context) {
  HttpResponse response;
  JsonWriter out(response.body);
  out.begin_object().key("towns").begin_array();
  for (const host::TownInfo& town : context.service.towns()) {
    if (!context.claim.town.empty() && context.claim.town != town.id) continue;
    out.begin_object()
        .field("id", town.id)
        .field("zh", town.zh)
        .field("en", town.en)
        .key("workflows")
        .begin_array();
    for (const std::string& workflow : town.workflows) out.value(workflow);
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return response;
}

HttpResponse show_workflow(const Context& context) {
  auto found = context.service.workflow_json(std::string(context.argument(0)),
                                             std::string(context.argument(1)));
  if (!found) return error_response(found.error(), context.language);
  HttpResponse response;
  response.body = *std::move(found);
  return response;
}

HttpResponse show_metric(const Context& context) {
  Query query(context);
  const Date to = query.date("to", today(context.service));
  const Date from = query.date("from", to - 29);
  if (auto fault = query.fault()) return *std::move(fault);
  if (from > to || to - from > kMostDays)
    return problem_response(
        {"query.bad",
         cat("from 不能晚于 to，最多 ", kMostDays, " 天"),
         cat("from is not after to, and at most ", kMostDays, " days before it"),
         {}},
        context.language);
  const auto figures = context.service.figures_of(std::string(context.argument(0)),
                                                  std::string(context.argument(1)), from, to);
  if (!figures) return error_response(figures.error(), context.language);
  HttpResponse response;
  JsonWriter out(response.body);
  out.begin_object()
      .field("town", context.argument(0))
      .field("metric", context.argument(1))
      .field("from", to_string(from))
      .field("to", to_string(to))
      .key("nodes")
      .begin_array();
  for (const host::Figure& figure : *figures) {
    out.begin_object();
    if (figure.metric != context.argument(1)) out.field("metric", figure.metric);
    out.field("node", figure.node).field("num", figure.num).field("den", figure.den);
    if (figure.value) out.field("thousandths", *figure.value);
    out.end_object();
  }
  out.end_array().end_object();
  return response;
}

HttpResponse preview_files(const Context& context) {
  constexpr std::size_t kListed = 50;
  Body body(context);
  const Value files = body.record("files");
  if (auto fault = body.fault()) return *std::move(fault);
  std::map<std::string, std::string> changed;
  for (const auto& [path, text] : files.as_record()) {
    if (!text.is(Value::Kind::text))
      return problem_response({"body.bad_field",
                               cat("files.", path, " 须为文字"),
                               cat("files.", path, " must be a text"),
                               {{cat("files.", path), 0, 0, {}, {}}}},
                              context.language);
    changed.emplace(path, text.as_text());
  }
  if (changed.empty())
    return problem_response({"body.missing_field",
                             "files 里要写改过的文件：路径和新的文字",
                             "files must name what was changed: path and new text",
                             {{"files", 0, 0, {}, {}}}},
                            context.language);
  const auto answer = context.service.preview(std::string(context.argument(0)), changed, kListed);
  if (!answer) return error_response(answer.error(), context.language);
  if (!answer->findings.empty()) {
    Problem problem{
        "files.mistakes", "改过的文件有错，未作预览", "the changed files have mistakes", {}};
    for (const host::FileFinding& f : answer->findings)
      problem.errors.push_back({f.file, f.line, f.column, f.zh, f.en});
    return problem_response(problem, context.language);
  }
  static constexpr std::array kLights{"green", "yellow", "red"};
  const auto light = [](auto which) { return kLights.at(static_cast<std::size_t>(which)); };
  const host::Preview& preview = answer->preview;
  HttpResponse response;
  JsonWriter out(response.body);
  out.begin_object()
      .field("open", preview.open)
      .field("due_changes", preview.due)
      .field("light_changes", preview.light)
      .key("cases")
      .begin_array();
  for (const host::CasePreview& one : preview.cases) {
    out.begin_object()
        .field("case", cat(one.id))
        .field("number", one.number)
        .field("workflow", one.workflow)
        .field("light_before", light(one.light_before))
        .field("light_after", light(one.light_after))
        .key("due")
        .begin_array();
    for (const host::ClockPreview& clock : one.clocks)
      out.begin_object()
          .field("of", clock.of)
          .field("name", clock.name)
          .field("before", to_utc_string(clock.before))
          .field("after", to_utc_string(clock.after))
          .end_object();
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return response;
}

HttpResponse show_report(const Context& context) {
  Query query(context);
  const std::string period = query.text("period").value_or("");
  const std::string format = query.text("format").value_or("json");
  if (auto fault = query.fault()) return *std::move(fault);
  const auto kind = host::report_kind(context.argument(1));
  if (!kind)
    return error_response({Errc::not_found, cat("there is no report ", context.argument(1))},
                          context.language);
  const auto days = host::period_of(period);
  const auto as = host::report_format(format);
  if (!days || !as)
    return problem_response({"query.bad",
                             "period 写 2026、2026-Q3、2026-09、2026-W40 或 2026-09-30；format 写 "
                             "json、csv 或 xlsx",
                             "period is 2026, 2026-Q3, 2026-09, 2026-W40 or 2026-09-30; format is "
                             "json, csv or xlsx",
                             {}},
                            context.language);
  const auto report =
      context.service.report(std::string(context.argument(0)), *kind, days->first, days->second);
  if (!report) return error_response(report.error(), context.language);
  auto file = host::report_file(*report, *as, context.language == Language::zh);
  if (!file) return error_response(file.error(), context.language);
  HttpResponse response;
  response.content_type = file->type;
  if (*as != host::ReportFormat::json)
    response.headers = cat("Content-Disposition: attachment; filename=\"", context.argument(1), "-",
                           period, ".", format, "\"\r\n");
  response.body = std::move(file->bytes);
  return response;
}

}  // namespace tf::api
