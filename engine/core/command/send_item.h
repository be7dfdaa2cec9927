// Sending back out of an item of `each`, and into one: the item alone.
//
//   out    the item stands still, the others go on; a token enters the step outside. When a token
//          comes to the `each` again, the item goes on from its first step, or, with `come_back`,
//          where it was sent from. When nothing is left outside that could come, the item is out.
//   into   the `each` is entered for the one item that is named (to: step@3, the third), at the
//   step
//          inside; its answers replace those it gave before.
#pragma once

#include "core/walk.h"

namespace tf::core {

// Does `target` stand beside the `each` that `token` is in an item of?
bool leaves_item(Turn& turn, const Token& token, const Step& target);
Verdict send_item_out(Turn& turn, const Act& command, const Task& task, const Step& target,
                      bool come_back);
Verdict send_into_item(Turn& turn, const Act& command, const Task& task, const Step& target,
                       bool come_back);

// A token comes to an `each` of which an item is away: the item goes on in its stead.
bool bring_item_back(Walk& walk, std::uint64_t scope, const Step& each);
// Items that nothing can bring back any more are taken out. True when there was one.
bool drop_lost_items(Walk& walk);
// What an item's token waits for while it is away.
inline constexpr const char* kAway = "(away)";
// What the token of an `each` that runs for one item waits for: the item's place.
inline constexpr const char* kOneItem = "(item)";

}  // namespace tf::core
