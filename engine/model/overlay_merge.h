// The parts of an overlay's merge: maps by key (overlay.cpp), steps by id (overlay_steps.cpp).
#pragma once

#include <string>
#include <string_view>

#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::model {

// What may not be touched under `base`: its own `locked: true`, or `key` in its `locked: [keys]`.
bool is_locked(const Node& base, std::string_view key);
// Reports, and answers true, when `patch` would make another kind of step of `base`.
bool changes_kind(const Entry& patch, const Node& base, Diagnostics& out);
// Lays the map `patch` over the map `base`.
void merge_map(Node& base, const Node& patch, Diagnostics& out);
// Lays `patch` (a `steps` map of an overlay) over the steps of the whole workflow body `workflow`.
void merge_steps(Node& workflow, const Node& patch, Diagnostics& out);
// A finding with a second place.
void report_both(Diagnostics& out, std::string_view code, const Span& here, const Span& there,
                 Diagnostics::Arguments arguments, std::string suggestion = {});

}  // namespace tf::model
