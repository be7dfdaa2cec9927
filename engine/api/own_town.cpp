#include "api/own_town.h"

#include "base/text.h"

namespace tf::api {

namespace {

HttpResponse not_found(const Context& context, std::string_view what) {
  const std::string& town = context.claim.town;
  return problem_response({"not_found",
                           cat("“", town, "”里没有“", what, "”"),
                           cat("there is no '", what, "' in '", town, "'"),
                           {}},
                          context.language);
}

bool path_begins(const Context& context, std::string_view with) {
  return std::string_view(context.route->pattern).starts_with(with);
}

}  // namespace

std::optional<HttpResponse> other_town(Context& context) {
  if (context.request.has(Header::actor) && context.claim.actor.person.empty())
    if (const auto fault = claim_of(context.request, context.claim))
      return problem_response(*fault, context.language);
  const std::string& own = context.claim.town;
  if (own.empty()) return std::nullopt;
  if (const std::string* asked = context.query("town"); asked != nullptr && *asked != own)
    return not_found(context, *asked);
  if (path_begins(context, "/api/v1/towns/{town}") && context.argument(0) != own)
    return not_found(context, context.argument(0));
  return std::nullopt;
}

std::optional<HttpResponse> other_towns_case(const Context& context) {
  if (context.claim.town.empty() || !path_begins(context, "/api/v1/cases/{ref}"))
    return std::nullopt;
  const auto row = context.service.case_row(std::string(context.argument(0)));
  if (!row) return error_response(row.error(), context.language);
  if (row->town != context.claim.town) return not_found(context, context.argument(0));
  return std::nullopt;
}

std::optional<std::string> town_of(const Context& context, Query& query) {
  auto asked = query.text("town");
  if (!asked && !context.claim.town.empty()) return context.claim.town;
  return asked;
}

}  // namespace tf::api
