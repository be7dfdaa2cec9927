// Cases: open one, act on one, look at one or at many.
#include "api/form.h"
#include "api/handlers.h"
#include "api/own_town.h"
#include "api/rows.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace tf::api {
namespace {

HttpResponse json(std::string body) {
  HttpResponse response;
  response.body = std::move(body);
  return response;
}

void write_entry(JsonWriter& out, const host::TimelineEntry& entry) {
  out.begin_object()
      .field("seq", entry.seq)
      .field("at", to_utc_string(entry.at))
      .field("effective", to_utc_string(entry.effective))
      .field("actor", entry.actor)
      .field("kind", entry.kind)
      .field("zh", entry.zh)
      .field("en", entry.en)
      .field("details", entry.details)
      .end_object();
}

}  // namespace

void open_case(const Context& context, Respond respond) {
  Body body(context);
  core::OpenCase open;
  open.town = body.needed("town");
  open.workflow = body.needed("workflow");
  open.data = body.record("data");
  open.channel = body.text("channel");
  open.start = body.text("start");
  if (auto fault = body.fault()) return respond(*std::move(fault));
  std::string town = open.town;
  if (!context.claim.town.empty() && town != context.claim.town)
    return respond(
        problem_response({"not_found",
                          cat("“", context.claim.town, "”的人不能在“", town, "”登记"),
                          cat("nobody of '", context.claim.town, "' opens cases of '", town, "'"),
                          {}},
                         context.language));
  submit(context, std::move(town), {}, std::move(open), std::move(respond));
}

void act_on_case(const Context& context, Respond respond) {
  Body body(context);
  core::Act act;
  act.verb = context.argument(1);
  act.to = body.text("to");
  act.reason = body.text("reason");
  act.form = body.record("form");
  if (auto fault = body.fault()) return respond(*std::move(fault));
  submit(context, context.claim.town, context.argument(0), std::move(act), std::move(respond));
}

void send_message(const Context& context, Respond respond) {
  Body body(context);
  core::SendMessage message;
  message.name = context.argument(1);
  message.with = body.all();
  if (auto fault = body.fault()) return respond(*std::move(fault));
  submit(context, context.claim.town, context.argument(0), std::move(message), std::move(respond));
}

HttpResponse list_cases(const Context& context) {
  Query query(context);
  store::CaseFilter filter;
  filter.town = town_of(context, query);
  filter.workflow = query.text("workflow");
  filter.phase = query.text("state");
  filter.light = query.light("light");
  filter.unit = query.text("unit");
  filter.grid = query.text("grid");
  filter.owner = query.text("owner");
  filter.text = query.text("q");
  const Page page = page_of(query);
  if (auto fault = query.fault()) return *std::move(fault);
  filter.limit = page.limit + 1;
  filter.offset = page.offset;
  const auto rows = context.service.cases(filter);
  if (!rows) return error_response(rows.error(), context.language);
  return json(list_document("cases", *rows, page));
}

HttpResponse show_case(const Context& context) {
  auto view = context.service.case_json(std::string(context.argument(0)));
  return view ? json(*std::move(view)) : error_response(view.error(), context.language);
}

HttpResponse show_timeline(const Context& context) {
  const auto entries = context.service.timeline(std::string(context.argument(0)));
  if (!entries) return error_response(entries.error(), context.language);
  std::string body;
  JsonWriter out(body);
  out.begin_object().key("timeline").begin_array();
  for (const host::TimelineEntry& entry : *entries) write_entry(out, entry);
  out.end_array().end_object();
  return json(std::move(body));
}

HttpResponse explain_case(const Context& context) {
  const auto sentences = context.service.explain(std::string(context.argument(0)));
  if (!sentences) return error_response(sentences.error(), context.language);
  const auto& [zh, en] = *sentences;
  std::string body;
  JsonWriter(body).begin_object().field("zh", zh).field("en", en).end_object();
  return json(std::move(body));
}

}  // namespace tf::api
