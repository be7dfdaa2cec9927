// Who does it: a `who` of a step, notice or ladder → persons, with the path walked (people.h),
// recorded in the event that used it.
#pragma once

#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::core {

struct AssignContext {
  std::uint64_t scope = 1;   // for item fields
  std::vector<Hours> hours;  // the step's own service hours
  bool notice = false;       // only told
  std::vector<std::string> excluded;
  std::string handler;  // whom near-words mean; "" = who works on the case now or last
  std::string handler_node;
};
// Any of these: the union, in order, each person once. `everyone` false: roles of the same level
// are offered together; the first item that resolves by itself (not ROLE_UNRESOLVED) decides node
// and reason.
Resolution resolve_who(Turn& turn, const Who& who, const AssignContext& context);
// Who works on a task that names nobody.
const Who& handler_who();
// Each of these, for signers: distinct persons.
std::vector<std::string> all_of_who(Turn& turn, const Who& who, const AssignContext& context);

}  // namespace tf::core
