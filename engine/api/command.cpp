// From a request to the Service and back: what all commands share.
#include "api/handlers.h"
#include "base/text.h"

namespace tf::api {

HttpResponse answer_response(host::Answer answer, Language language) {
  HttpResponse response;
  switch (answer.kind) {
    case host::Answer::Kind::accepted:
      response.status = answer.opened ? 201 : 200;
      response.body = std::move(answer.body);
      if (answer.opened) response.headers = cat("Location: /api/v1/cases/", answer.case_id, "\r\n");
      break;
    case host::Answer::Kind::refused:
      response = refused_response(answer.rejection, language);
      break;
    case host::Answer::Kind::failed:
      return answer.error.code == Errc::conflict ? reused_key_response(answer.error, language)
                                                 : error_response(answer.error, language);
  }
  if (answer.repeated) response.headers += "Idempotency-Replayed: true\r\n";
  return response;
}

void submit(const Context& context, std::string town, std::string_view case_ref,
            core::CommandBody body, Respond respond) {
  host::Request request;
  request.key = context.key;
  request.town = std::move(town);
  request.case_ref = case_ref;
  request.actor = context.claim.actor;
  request.body = std::move(body);
  request.lang = context.language == Language::zh ? "zh" : "en";
  context.service.submit(std::move(request), [respond = std::move(respond),
                                              language = context.language](host::Answer answer) {
    respond(answer_response(std::move(answer), language));
  });
}

}  // namespace tf::api
