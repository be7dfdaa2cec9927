#include "core/town_locks.h"

#include "base/text.h"

namespace tf::core {

std::string town_lock_message(std::string_view lock) {
  return cat(kTownLockMessage, lock);
}

bool take_town_lock(Walk& walk, const Token& token, const std::string& lock) {
  const bool free = walk.turn().world().lookup->take_lock(lock, {walk.state().id, 0});
  walk.emit(Found{cat("lock ", lock), Value::boolean(free)});
  if (!free) walk.emit(TokenWaits{token.id, {}, town_lock_message(lock), 0, 0, 0});
  return free;
}

void leave_town_lock(Walk& walk, const Step& step) {
  if (!walk.definition().town_locks) return;
  const Step* own = std::holds_alternative<WaitSpec>(step.spec)
                        ? &step
                        : walk.definition().step(cat(step.id, kTownLock));
  const auto* wait = own == nullptr ? nullptr : std::get_if<WaitSpec>(&own->spec);
  if (wait == nullptr || wait->lock.empty()) return;
  const auto next = walk.turn().world().lookup->leave_lock(wait->lock, {walk.state().id, 0});
  if (next) walk.turn().follow(next->id, SendMessage{town_lock_message(wait->lock), {}, false});
}

}  // namespace tf::core
