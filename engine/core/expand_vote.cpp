#include "core/expand_vote.h"

#include "base/decimal.h"
#include "base/text.h"
#include "model/grammar.h"

namespace tf::core {

namespace {

using model::Entry;
using model::Node;

// A share of `of`: "2/3", "60%", a number; `strict`: more than half. Else the author's own FEEL.
std::string at_least(const Node& share, const char* part, const char* of) {
  const std::string& text = share.text;
  if (text == "majority" || text == "half") return cat(part, " * 2 > ", of);
  if (const auto fraction = model::parse_fraction(text))
    return cat(part, " * ", fraction->whole, " >= ", of, " * ", fraction->part);
  if (const auto percent = model::parse_percent(text))
    return cat(part, " * 100 >= ", of, " * ", *percent);
  if (const auto number = Decimal::parse(text)) return cat(part, " >= ", text);
  return text;
}

std::string passes(const Node* rule) {
  if (rule == nullptr) return "agree * 2 > present";
  if (rule->text == "unanimous") return "agree = roll";
  return at_least(*rule, "agree", "present");
}

std::unique_ptr<Node> verdict(const Node& step, const model::Span& at) {
  auto out = Node::list(at);
  const auto way = [&](std::string when, const model::Span& place, const char* outcome) {
    auto one = Node::map(place);
    one->put("when", Node::scalar(std::move(when), place), place);
    one->put("then", Node::scalar(outcome, place), place);
    out->items.push_back(std::move(one));
  };
  const Node* quorum = step.get("quorum");
  const Node* rule = step.get("passes");
  const model::Span& place = rule == nullptr ? at : rule->span;
  const std::string carried = cat("roll > 0 and (", passes(rule), ")");
  if (quorum == nullptr) {
    way(carried, place, "passed");
    way("true", place, "failed");
    return out;
  }
  const std::string enough = at_least(*quorum, "present", "roll");
  way(cat(carried, " and (", enough, ")"), place, "passed");
  way(cat("roll > 0 and (", enough, ")"), quorum->span, "failed");
  way("true", quorum->span, "no_quorum");
  return out;
}

// What is asked on a ballot: the author's form, a choice, and how it came in.
std::unique_ptr<Node> ballot(const Node& step, const model::Span& at) {
  auto form = Node::map(at);
  const Node* given = step.get("form");
  if (given != nullptr && given->is_scalar()) {
    form->put("use", Node::scalar(given->text, given->span), given->span);
    form->put("flat", Node::scalar("true", given->span), given->span);
  } else if (given != nullptr && given->is_list()) {
    for (const auto& name : given->items) form->put(name->text, Node::map(name->span), name->span);
  } else if (given != nullptr) {
    form = given->clone();
  }
  const auto choice_of = [&](std::vector<std::string> choices, const model::Span& span) {
    auto field = Node::map(span);
    field->put("type", Node::scalar("choice", span), span);
    auto of = Node::list(span);
    for (std::string& choice : choices) of->items.push_back(Node::scalar(std::move(choice), span));
    field->put("of", std::move(of), span);
    return field;
  };
  if (!form->has("choice") && !form->has("use")) {
    auto choice = choice_of({"agree", "disagree", "abstain"}, at);
    choice->put("required", Node::scalar("true", at), at);
    form->put("choice", std::move(choice), at);
  }
  if (const Node* by = step.get("by")) {
    std::vector<std::string> ways;
    if (by->is_scalar()) ways.push_back(by->text);
    for (const auto& way : by->items) ways.push_back(way->text);
    const std::string first = ways.empty() ? std::string() : ways.front();
    auto field = choice_of(std::move(ways), by->span);
    field->put("default", Node::scalar(first, by->span), by->span);
    form->put("ballot_by", std::move(field), by->span);
  }
  return form;
}

std::unique_ptr<Node> outcomes(const Node& step, const model::Span& at) {
  auto out = Node::map(at);
  const Node* next = step.get("next");
  const bool named = next != nullptr && next->is_map() && !next->has("go");
  std::vector<const char*> names{"passed", "failed"};
  if (step.has("quorum")) names.push_back("no_quorum");
  for (const char* name : names) {
    const Node* given = named ? next->get(name) : next;
    if (given == nullptr && named && std::string_view(name) == "no_quorum")
      given = next->get("failed");
    out->put(name, given == nullptr ? Node::scalar("continue", at) : given->clone(), at);
  }
  return out;
}

}  // namespace

void expand_vote(const std::string& id, Node& step) {
  const Entry* vote = step.entry("vote");
  if (vote == nullptr || !vote->value->is_scalar()) return;
  const auto clause = model::parse_each(vote->value->text);
  if (!clause) return;
  const model::Span at = vote->key_span;
  auto roll = vote->value->clone();

  auto task = Node::map(at);
  task->put("task", Node::scalar("vote", at), at);
  if (const Node* title = step.get("title")) task->put("title", title->clone(), title->span);
  task->put("who", step.has("who") ? step.get("who")->clone() : Node::scalar(clause->name, at), at);
  task->put("form", ballot(step, at), at);
  for (const char* key : {"refuse", "may", "help", "only_while", "pick"})
    if (const Node* value = step.get(key)) {
      task->put(key, value->clone(), value->span);
      step.erase(key);
    }
  auto cast = Node::map(at);
  auto title = Node::map(at);
  title->put("zh", Node::scalar("投票", at), at);
  title->put("en", Node::scalar("Cast the ballot", at), at);
  cast->put("title", std::move(title), at);
  cast->put("go", Node::scalar("end", at), at);
  auto buttons = Node::map(at);
  buttons->put("cast", std::move(cast), at);
  task->put("next", std::move(buttons), at);

  auto inner = Node::map(at);
  inner->put(cat(id, "/vote"), std::move(task), at);
  auto ways = verdict(step, at);
  auto next = outcomes(step, at);
  if (!step.has("into")) step.put("into", Node::scalar("ballots", at), at);
  for (const char* key : {"vote", "who", "form", "by", "quorum", "passes", "next"}) step.erase(key);
  step.put("each", std::move(roll), at);
  step.put("verdict", std::move(ways), at);
  step.put("steps", std::move(inner), at);
  step.put("next", std::move(next), at);
}

}  // namespace tf::core
