// `needs`, `lock` and `order: any` as waits in front of a step and marks on its way out:
//     needs: [u]   → wait {when: done("u")}
//     only_while: c → wait {when: c}, and a handler that goes back to it when c is untrue
//     lock: name   → wait {when: free("lock_name")}, which takes it; every outcome gives it back
//     lock: {name, in: town} → the same, then wait {message: lock-name} until the case has it
//     order: any   → together, its branches under one lock
//     order: free  → a wait holds the block open; the message start-X starts X, finish ends it
// A step that stands in a list gets its waits before it, and ways that led to it lead to them; a
// branch of `together` becomes a group of its own.
#pragma once

#include <map>
#include <string>

#include "model/node.h"

namespace tf::core {

// step → the wait that now stands before it
using Redirects = std::map<std::string, std::string, std::less<>>;

// `order: any` of one step; before its branches are looked at.
void expand_order(const std::string& id, model::Node& step);
// `order` of the case: its steps taken together as one step, or offered by the case itself.
void expand_case_order(model::Node& workflow);
// The steps of a list, or the branches of a `together`.
void expand_guards(model::Node& map, bool branches, Redirects& redirects);
// `next`, `go`, `then`, `otherwise` that name a guarded step.
void redirect(model::Node& node, const Redirects& redirects);

}  // namespace tf::core
