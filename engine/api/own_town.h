// Towns do not see each other. Whoever says which town they are of (X-Townflow-Actor: PERSON@TOWN)
// reads that town alone: another's cases, lists, processes and figures are not found, and lists
// that name no town are theirs. Commands for another town's case are refused by the shard.
// Who names no town is the host's own operator: on a host of one town that is everybody.
#pragma once

#include <optional>
#include <string>

#include "api/form.h"
#include "api/route.h"

namespace tf::api {

// Before the handler: takes the claim of a read when there is one; a town of the path or the query
// that is another is not found.
std::optional<HttpResponse> other_town(Context& context);
// The same for a case in the path, which needs the store.
std::optional<HttpResponse> other_towns_case(const Context& context);
// The town a list is of: as asked, else the caller's, else none.
std::optional<std::string> town_of(const Context& context, Query& query);

}  // namespace tf::api
