// Whether the rows that lists and timers read are what the journal makes of them: each case folded,
// its row and tasks made anew and compared. What catalogs give (titles, units) is left out.
//
// Time: the whole journal is read. Beside whoever writes, a case that moves meanwhile is looked at
// again.
#pragma once

#include <optional>

#include "store/store.h"

namespace tf::host {

// The first case whose rows are something else, or none.
Result<std::optional<Error>> check_rows(store::Store& store);

}  // namespace tf::host
