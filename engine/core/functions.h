// The functions an expression of a workflow may call (LANGUAGE §2), over the case's state and,
// through Lookup, its town. Null when it cannot answer.
#pragma once

#include <span>
#include <string_view>

#include "core/turn.h"

namespace tf::core {

struct FunctionInfo {
  Function id;
  const char* name;
  const char* zh;
  const char* en;  // what it answers, with its arguments
};
std::span<const FunctionInfo> function_table();
// What stands in the field of a lock whose step has gone on while its rest runs, before its id.
inline constexpr std::string_view kLockRest = "(rest) ";

// Steps named by done(), times(), spent(), on_time() mean the visits of `item` when it is a row
// that went through an `each`; else those of the item `scope` stands in, when the step is one of
// its own; else those of the whole case.
Value call_function(Turn& turn, int function, std::span<const Value> arguments,
                    std::uint64_t scope = 1, const Value* item = nullptr);
// Milestones whose date has passed unmet; `late`: by more than three working days.
std::uint64_t missed_milestones(Turn& turn, bool late);

}  // namespace tf::core
