// Migration: where everything a running case holds lands in another definition of its process: each
// token with its task, clock, scope and counters; or why it cannot. Looks only; command/migrate.cpp
// does it.
//
//   kept      same kind, same place: the task keeps its owner and draft, the clock its start
//   anew      a step mapped to one of another kind or place, or a wait for something else now: it
//             is left and the new step entered
//   dropped   mapped to {drop: true}: the token is taken away
#pragma once

#include <set>

#include "core/forms.h"
#include "core/rename_steps.h"

namespace tf::core {

struct StepMap {
  StepNames renamed;           // as the author wrote it
  std::set<std::string> drop;  // …
  bool explicitly(const std::string& step) const {
    return renamed.contains(step) || drop.contains(step);
  }
  // What the step is called now; parts of a step ("x/handler") go with it.
  std::string name(const std::string& step) const;
};
StepMap step_map_of(const Value& steps);

struct Landing {
  StepNames renamed;  // of every step the state names
  std::vector<std::uint64_t> dropped;
  struct Anew {
    std::uint64_t token, scope;
    int step;  // of the new definition
  };
  std::vector<Anew> anew;
  std::map<std::string, Value> fields;  // answers read again as the types they have now
};

// Every reason at once, as one rejection.
std::expected<Landing, Rejection> land(Turn& turn, const Definition& from, const Definition& to,
                                       const StepMap& map, const Value& fields);

}  // namespace tf::core
