#include "host/request_mark.h"

#include <algorithm>

#include "core/codec.h"

namespace tf::host {

namespace {

std::optional<core::CommandKey> mark_of(SealBook& book, const std::vector<SealBook::Leaf>& leaves,
                                        const core::CommandKey& digest) {
  const auto mark =
      book.mark(leaves, {reinterpret_cast<const char*>(digest.data()), digest.size()});
  if (!mark) return std::nullopt;
  core::CommandKey out{};
  std::copy_n(mark->begin(), out.size(), out.begin());
  return out;
}

}  // namespace

core::CommandKey request_mark(SealBook& book, const core::Actor& actor,
                              const core::CommandBody& recorded, const core::CommandKey& digest) {
  if (digest == core::CommandKey{}) return {};
  return mark_of(book, leaves_in(core::encode_row(actor, recorded, {})), digest)
      .value_or(core::CommandKey{});
}

bool same_request(SealBook* book, const core::Actor& actor, const core::CommandBody& recorded,
                  const core::CommandKey& mark, const core::CommandKey& digest) {
  if (mark == digest || mark == core::CommandKey{}) return true;
  const auto leaves = leaves_in(core::encode_row(actor, recorded, {}));
  if (leaves.empty()) return false;
  const auto again = book == nullptr ? std::nullopt : mark_of(*book, leaves, digest);
  return !again || *again == mark;
}

bool says_sealed(const core::CommandBody& body) {
  if (const auto* open = std::get_if<core::OpenCase>(&body))
    return holds_sealed(open->data) || holds_sealed(open->row);
  if (const auto* act = std::get_if<core::Act>(&body))
    return holds_sealed(act->form) || is_sealed(act->reason) || is_sealed(act->to);
  if (const auto* message = std::get_if<core::SendMessage>(&body))
    return holds_sealed(message->with);
  if (const auto* effect = std::get_if<core::FinishEffect>(&body))
    return holds_sealed(effect->answer);
  if (const auto* child = std::get_if<core::ChildEnded>(&body)) return holds_sealed(child->answers);
  if (const auto* raised = std::get_if<core::ChildRaised>(&body)) return holds_sealed(raised->with);
  return false;
}

}  // namespace tf::host
