// Incidents: which are open, and what becomes of one.
#include "api/form.h"
#include "api/handlers.h"
#include "base/text.h"

namespace tf::api {

HttpResponse list_incidents(const Context& context) {
  Query query(context);
  const auto town = query.text("town");
  if (auto fault = query.fault()) return *std::move(fault);
  auto open = context.service.incidents_json(town.value_or(""));
  if (!open) return error_response(open.error(), context.language);
  HttpResponse response;
  response.body = *std::move(open);
  return response;
}

void act_on_incident(const Context& context, Respond respond) {
  Body body(context);
  core::Act act;
  act.to = context.argument(1);
  act.reason = body.text("reason");
  act.outcome = body.text("outcome");
  if (auto fault = body.fault()) return respond(*std::move(fault));
  const std::string_view how = context.argument(2);
  if (how != "retry" && how != "skip")
    return respond(problem_response({"not_found",
                                     cat("异常没有操作“", how, "”：retry 或 skip"),
                                     cat("an incident knows no '", how, "': retry or skip"),
                                     {}},
                                    context.language));
  act.verb = how == "retry" ? "retry" : "dismiss";
  submit(context, context.claim.town, context.argument(0), std::move(act), std::move(respond));
}

}  // namespace tf::api
