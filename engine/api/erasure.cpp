// Erasing a person or a case: what is asked and what came of it. No rule of it is known here.
#include "api/form.h"
#include "api/handlers.h"
#include "api/own_town.h"
#include "base/text.h"

namespace tf::api {

namespace {

void start_erasure(const Context& context, host::ErasureRequest request, Respond respond) {
  Body body(context);
  request.reason = body.needed("reason");
  if (auto fault = body.fault()) return respond(*std::move(fault));
  request.by = context.claim.actor;
  context.service.erase(
      std::move(request),
      [respond = std::move(respond), language = context.language](Result<std::string> done) {
        if (!done) return respond(error_response(done.error(), language));
        HttpResponse response;
        response.body = *std::move(done);
        respond(std::move(response));
      });
}

}  // namespace

void erase_person(const Context& context, Respond respond) {
  const std::string town(context.argument(0));
  if (!context.claim.town.empty() && town != context.claim.town)
    return respond(problem_response(
        {"not_found",
         cat("“", context.claim.town, "”的人不能抹除“", town, "”的人"),
         cat("nobody of '", context.claim.town, "' erases persons of '", town, "'"),
         {}},
        context.language));
  start_erasure(context, {{}, town, std::string(context.argument(1)), {}, {}}, std::move(respond));
}

void erase_case(const Context& context, Respond respond) {
  start_erasure(context, {{}, context.claim.town, {}, std::string(context.argument(0)), {}},
                std::move(respond));
}

}  // namespace tf::api
