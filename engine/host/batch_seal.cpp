// What a batch does with keys: it takes those of its store, makes them when the first private value
// comes, and says how a command is written down.
#include <algorithm>

#include "base/text.h"
#include "core/codec.h"
#include "core/sealing.h"
#include "host/batch.h"
#include "host/request_mark.h"

namespace tf::host {

void BatchRunner::take_ring() {
  auto ring = store_.keys().ring();
  if (ring && (!book_ || &book_->ring() != ring.get())) book_.emplace(std::move(ring));
}

Result<void> BatchRunner::ready_to_seal(const core::Definition* definition) {
  if (definition == nullptr || definition->sealed.empty()) return {};
  if (!book_) book_.emplace(TF_TRY(store_.keys().need()));
  if (!ring_noted_) batch_.settings[store::kRingSetting] = book_->ring().id();
  return {};
}

const core::Definition* BatchRunner::definition_for(const core::Command& command,
                                                    const CachedCase& entry) {
  const auto* open = std::get_if<core::OpenCase>(&command.body);
  if (open == nullptr) return catalog_->definition(entry.state.versions.definition).get();
  const auto found = world_.town->workflows.find(open->workflow);
  return found == world_.town->workflows.end() ? nullptr : found->second.get();
}

BatchRunner::Recorded BatchRunner::recorded(core::Turn& turn, const core::Command& command,
                                            const core::CommandKey& digest) {
  // What must not be read leaves no hash of itself either: few answers are possible, and each could
  // be tried.
  if (turn.shown) return {turn.shown, {}};
  if (turn.sealing() == nullptr) return {{}, digest};
  CachedCase of;
  of.state.versions = turn.state().versions;
  auto body = turn.sealing()->sealed(command.body, definition_for(command, of));
  if (!body || !says_sealed(*body)) return {{}, digest};
  const core::CommandKey request = request_mark(*book_, command.actor, *body, digest);
  return {std::move(body), request};
}

Value BatchRunner::sealed_text(CaseId id, const std::string& text) {
  if (!book_) return Value::text(text);
  return Value::text(book_->seal({book_->leaf(core::case_owner(id))}, cat(id.value, ":", head_.seq),
                                 Value::text(text)));
}

}  // namespace tf::host
