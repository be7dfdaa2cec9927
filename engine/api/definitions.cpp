// What the towns run: towns, workflows, metrics.
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
  const auto sums = context.service.metric(std::string(context.argument(0)),
                                           std::string(context.argument(1)), from.days, to.days);
  if (!sums) return error_response(sums.error(), context.language);
  HttpResponse response;
  JsonWriter out(response.body);
  out.begin_object()
      .field("town", context.argument(0))
      .field("metric", context.argument(1))
      .field("from", to_string(from))
      .field("to", to_string(to))
      .key("nodes")
      .begin_array();
  for (const auto& [node, sum] : *sums) {
    out.begin_object().field("node", node).field("num", sum.first).field("den", sum.second);
    if (figures)
      for (const host::Figure& figure : *figures)
        if (figure.node == node && figure.value) out.field("thousandths", *figure.value);
    out.end_object();
  }
  out.end_array().end_object();
  return response;
}

}  // namespace tf::api
