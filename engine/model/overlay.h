// Lays a town's overlay over its base (LANGUAGE §12): maps merge by key, lists and texts replace,
// text tables merge by row and column, steps are changed, inserted (after, before, first, last) and
// removed by id.
//
// Every node keeps the span of the file it came from, so a printed result shows its origins and a
// finding in it points at the line to mend. Refused, each with both places: a new id without place,
// `after` a step with several ways out, removing a step with several outcomes or the only one that
// fills a field still read, changing a step's kind, touching what is locked, passing at_most or
// at_least of a limit, loosening a refusal, two inserts at one place. (Bounds of deadlines need the
// lengths of durations: rule/deadline.) Time: linear in both. Threads: any.
#pragma once

#include <vector>

#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::model {

// The base's documents as the overlay changes them, and those that only the overlay has (its new
// limits, deadlines, tables). `overlay` is a town file with `extends`, checked by check_shape.
// Errors leave the base's version of what they are about.
// Does the town file say anything of other files: deadlines, workflows, words …?
bool has_sections(const Document& town);
std::vector<Document> merge(const std::vector<const Document*>& base, const Document& overlay,
                            Diagnostics& out);

}  // namespace tf::model
