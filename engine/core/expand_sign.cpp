#include "core/expand_sign.h"

#include "base/text.h"
#include "model/grammar.h"

namespace tf::core {

namespace {

using model::Entry;
using model::Node;
using model::Quota;

constexpr const char* kSigned = "count(done_rows[sign_outcome = signed])";
constexpr const char* kRefused = "count(done_rows[sign_outcome = refused])";
constexpr const char* kSignedWeight = "sum(done_rows[sign_outcome = signed].sign_weight)";
constexpr const char* kRefusedWeight = "sum(done_rows[sign_outcome = refused].sign_weight)";

// The same by weight: a share of what all signers weigh.
std::pair<std::string, std::string> rule_by_weight(std::int64_t percent, bool one_ends) {
  return {cat(kSignedWeight, " * 100 >= total_weight * ", percent),
          one_ends ? cat(kRefused, " >= 1")
                   : cat(kRefusedWeight, " * 100 > total_weight * ", 100 - percent)};
}

// When enough have signed, and when it can no longer come about.
std::pair<std::string, std::string> rule_of(const Quota& quota, bool one_ends) {
  std::string enough, never;
  switch (quota.kind) {
    case Quota::Kind::any:
      enough = cat(kSigned, " >= 1");
      never = cat(kRefused, " >= total");
      break;
    case Quota::Kind::count:
      enough = cat(kSigned, " >= ", quota.number);
      never = cat(kRefused, " > total - ", quota.number);
      break;
    case Quota::Kind::percent:
      enough = cat(kSigned, " * 100 >= total * ", quota.number);
      never = cat(kRefused, " * 100 > total * ", 100 - quota.number);
      break;
    default:
      enough = cat(kSigned, " >= total");
      never = cat(kRefused, " >= 1");
  }
  if (one_ends) never = cat(kRefused, " >= 1");
  return {std::move(enough), std::move(never)};
}

// One button of a signer: what the author asks on that outcome, and the mark the join counts.
std::unique_ptr<Node> button(const Node* next, const char* outcome, const model::Span& at) {
  auto out = Node::map(at);
  const Node* given = next != nullptr && next->is_map() ? next->get(outcome) : nullptr;
  if (given != nullptr && given->is_map())
    for (const char* key : {"form", "refuse", "title"})
      if (const Node* value = given->get(key)) out->put(key, value->clone(), value->span);
  auto set = Node::map(at);
  set->put("sign_outcome", Node::scalar(outcome, at), at);
  out->put("set", std::move(set), at);
  out->put("go", Node::scalar("end", at), at);
  return out;
}

// The author's outcomes without what moved to the buttons; signed first, both there.
std::unique_ptr<Node> outcomes(const Node* next, const model::Span& at) {
  auto out = Node::map(at);
  for (const char* outcome : {"signed", "refused"}) {
    const Node* given = next != nullptr && next->is_map() ? next->get(outcome) : nullptr;
    if (given == nullptr) {
      const bool plain = next != nullptr && (!next->is_map() || next->has("go"));
      out->put(outcome, plain ? next->clone() : Node::scalar("continue", at), at);
      continue;
    }
    auto kept = given->clone();
    kept->erase("form");
    kept->erase("refuse");
    if (kept->is_map() && kept->entries.empty()) kept = Node::scalar("continue", at);
    out->put(outcome, std::move(kept), given->span);
  }
  return out;
}

}  // namespace

void expand_sign(const std::string& id, Node& step) {
  const Node* sign = step.get("sign");
  if (sign == nullptr) return;
  const bool one_ends = step.text_of("one_refusal", "ends") != "counts";
  const model::Span at = step.entry("sign")->key_span;
  std::pair<std::string, std::string> rule;
  bool in_turn = false;
  if (sign->is_scalar()) {
    const auto quota = model::parse_sign(sign->text);
    if (!quota) return;
    in_turn = quota->kind == Quota::Kind::in_turn;
    rule = rule_of(*quota, one_ends);
  } else {
    const auto share = model::parse_percent(sign->text_of("weighted"));
    if (!share || !sign->has("weight")) return;
    rule = rule_by_weight(*share, one_ends);
    step.put("weight", sign->get("weight")->clone(), sign->get("weight")->span);
  }
  const auto& [enough, never] = rule;

  auto task = Node::map(at);
  task->put("task", Node::scalar("sign", at), at);
  if (const Node* title = step.get("title")) task->put("title", title->clone(), title->span);
  task->put("who", Node::scalar("signer.person", at), at);
  for (const char* key : {"form", "refuse", "may", "help", "only_while"})
    if (const Node* value = step.get(key)) {
      task->put(key, value->clone(), value->span);
      step.erase(key);
    }
  auto buttons = Node::map(at);
  for (const char* outcome : {"signed", "refused"})
    buttons->put(outcome, button(step.get("next"), outcome, at), at);
  task->put("next", std::move(buttons), at);

  auto inner = Node::map(at);
  inner->put(cat(id, "/sign"), std::move(task), at);
  auto join = Node::map(at);
  join->put("when", Node::scalar(enough, at), at);
  join->put("veto", Node::scalar(never, at), at);
  auto next = outcomes(step.get("next"), at);
  if (in_turn) step.put("one_by_one", Node::scalar("true", at), at);
  auto people = step.has("who") ? step.get("who")->clone() : Node::scalar("owner", at);
  for (const char* key : {"sign", "who", "one_refusal", "next"}) step.erase(key);
  step.put("each", Node::scalar("people as signer", at), at);
  step.put("people", std::move(people), at);
  step.put("join", std::move(join), at);
  step.put("steps", std::move(inner), at);
  step.put("next", std::move(next), at);
}

}  // namespace tf::core
