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
  const Value values = body.record("set");
  const std::string answer = body.text("answer"), person = body.text("person");
  if (auto fault = body.fault()) return respond(*std::move(fault));
  const std::string_view how = context.argument(2);
  if (how != "retry" && how != "skip" && how != "resolve")
    return respond(
        problem_response({"not_found",
                          cat("异常没有操作“", how, "”：retry、resolve 或 skip"),
                          cat("an incident knows no '", how, "': retry, resolve or skip"),
                          {}},
                         context.language));
  act.verb = how == "skip" ? "dismiss" : std::string(how);
  if (how == "resolve") {
    Record form{{"set", values}};
    if (!answer.empty()) form.set("answer", Value::text(answer));
    if (!person.empty()) form.set("person", Value::text(person));
    act.form = Value::record(std::move(form));
  }
  submit(context, context.claim.town, context.argument(0), std::move(act), std::move(respond));
}

}  // namespace tf::api
