// Cases whose timers cannot fire: a promise is broken, their rows are damaged, their town is not
// served here. They are looked at again in an hour; the others are not kept waiting, and nothing of
// it is recorded.
#include <algorithm>
#include <ranges>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "host/batch.h"

namespace tf::host {

void BatchRunner::postpone(CaseId id, const std::string& why) {
  if (postponed_++ == 0) postponed_why_ = cat("case ", id.value, ": ", why);
  const auto staged =
      std::ranges::find(batch_.cases | std::views::reverse, id.value, &store::CaseRow::id);
  if (staged != batch_.cases.rend()) {
    staged->wake_ms = now_.ms + kHour;
    return;
  }
  const auto row = store_.case_row(id.value);
  if (!row || !*row) return;
  store::CaseRow later = **row;
  later.wake_ms = now_.ms + kHour;
  batch_.cases.push_back(std::move(later));
}

// Once a batch, however many they are, and not the same again hour by hour.
void BatchRunner::tell_postponed() {
  const std::size_t cases = std::exchange(postponed_, 0);
  if (cases == 0 || postponed_why_ == postponed_told_) return;
  postponed_told_ = postponed_why_;
  log_error("timers that cannot fire are looked at again in an hour",
            {{"cases", cat(cases)}, {"first", postponed_why_}});
}

}  // namespace tf::host
