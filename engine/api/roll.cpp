// The roll of a town: who holds which post now, the acts that made it so, and acting on it.
#include "api/form.h"
#include "api/handlers.h"

namespace tf::api {

namespace {

HttpResponse roll_response(Result<std::string> found, Language language) {
  if (!found) return error_response(found.error(), language);
  HttpResponse response;
  response.body = *std::move(found);
  return response;
}

}  // namespace

HttpResponse show_roll(const Context& context) {
  return roll_response(context.service.roll_json(std::string(context.argument(0))),
                       context.language);
}

HttpResponse list_roll_changes(const Context& context) {
  constexpr std::uint64_t kMost = 500, kUsual = 50;
  Query query(context);
  const std::uint64_t after = query.count("after", 0, UINT64_MAX);
  const std::uint64_t limit = query.count("limit", kUsual, kMost);
  if (auto fault = query.fault()) return *std::move(fault);
  return roll_response(
      context.service.roll_changes_json(std::string(context.argument(0)), after, limit),
      context.language);
}

// The fields are judged by the table of the acts (core/roll_change.h), and a refusal is recorded.
void act_on_roll(const Context& context, Respond respond) {
  Body body(context);
  core::ChangeRoll act;
  act.town = context.argument(0);
  act.verb = context.argument(1);
  act.with = body.all();
  if (auto fault = body.fault()) return respond(*std::move(fault));
  std::string town = act.town;
  submit(context, std::move(town), {}, std::move(act), std::move(respond));
}

}  // namespace tf::api
