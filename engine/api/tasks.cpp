// Tasks: who has what to do, and doing it.
#include <charconv>

#include "api/form.h"
#include "api/handlers.h"
#include "api/own_town.h"
#include "api/rows.h"
#include "base/text.h"

namespace tf::api {
namespace {

// 0: no task number.
std::uint64_t task_of(std::string_view text) {
  std::uint64_t task = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, task);
  return error == std::errc{} && at == end ? task : 0;
}

void act(const Context& context, core::Act act, Body& body, Respond respond) {
  act.task = task_of(context.argument(1));
  if (auto fault = body.fault()) return respond(*std::move(fault));
  if (act.task == 0) {
    const std::string_view text = context.argument(1);
    return respond(problem_response({"not_found",
                                     cat("没有编号为“", text, "”的任务"),
                                     cat("no task '", text, "': tasks are numbered from 1"),
                                     {}},
                                    context.language));
  }
  submit(context, context.claim.town, context.argument(0), std::move(act), std::move(respond));
}

}  // namespace

HttpResponse list_tasks(const Context& context) {
  Query query(context);
  store::TaskFilter filter;
  filter.town = town_of(context, query);
  filter.person = query.text("person");
  filter.unit = query.text("unit");
  filter.workflow = query.text("workflow");
  filter.state = query.text("state");
  filter.light = query.light("light");
  const Page page = page_of(query);
  if (auto fault = query.fault()) return *std::move(fault);
  filter.limit = page.limit + 1;
  filter.offset = page.offset;
  const auto rows = context.service.tasks(filter);
  if (!rows) return error_response(rows.error(), context.language);
  HttpResponse response;
  response.body = list_document("tasks", *rows, page);
  return response;
}

void complete_task(const Context& context, Respond respond) {
  Body body(context);
  core::Act complete;
  complete.verb = "complete";
  complete.outcome = body.text("outcome");
  complete.form = body.record("form");
  act(context, std::move(complete), body, std::move(respond));
}

void act_on_task(const Context& context, Respond respond) {
  Body body(context);
  core::Act verb;
  verb.verb = context.argument(2);
  verb.to = body.text("to");
  verb.reason = body.text("reason");
  verb.form = body.record("form");
  act(context, std::move(verb), body, std::move(respond));
}

}  // namespace tf::api
