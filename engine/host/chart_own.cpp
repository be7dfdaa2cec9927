// What the author wrote of a step, without what the drawing says: it travels in the file.
#include <array>

#include "base/text.h"
#include "host/chart_maker.h"
#include "model/print.h"

namespace tf::host {

using model::Node;

void ChartMaker::collect(const Node& steps) {
  for (const model::Entry& entry : steps.entries) {
    if (entry.value == nullptr || !entry.value->is_map()) continue;
    written_.try_emplace(entry.key, entry.value.get());
    for (const char* key : {"steps", "together", "race"})
      if (const Node* inner = entry.value->get(key); inner != nullptr && inner->is_map())
        collect(*inner);
    if (const Node* choose = entry.value->get("choose"))
      for (const auto& branch : choose->items)
        for (const char* key : {"then", "otherwise"})
          if (const Node* inner = branch->get(key); inner != nullptr && inner->is_map())
            collect(*inner);
    if (const Node* upon = entry.value->get("upon")) collect_handlers(*upon, entry.key);
    if (const Node* undo = entry.value->get("undo_by"); undo != nullptr && undo->is_map())
      written_.try_emplace(cat(entry.key, "/undo"), undo);
  }
}

void ChartMaker::collect_handlers(const Node& upon, const std::string& owner) {
  for (const model::Entry& entry : upon.entries) {
    if (entry.value == nullptr || !entry.value->is_map()) continue;
    written_.try_emplace(owner.empty() ? entry.key : cat(owner, "/", entry.key), entry.value.get());
    if (const Node* inner = entry.value->get("steps")) collect(*inner);
  }
}

std::string ChartMaker::own(const std::string& id) const {
  const auto found = written_.find(id);
  if (found == written_.end()) return {};
  // What flows, inner elements and events of the drawing say.
  constexpr std::array kDrawn{"steps", "together", "race",  "choose", "upon",  "go",     "keep",
                              "title", "undo_by",  "error", "signal", "clock", "reason", "while"};
  const auto kept = found->second->clone();
  const bool wait = kept->has("wait"), handler = id.find('/') != id.npos || kept->has("keep");
  for (const char* key : kDrawn) kept->erase(key);
  if (handler)
    for (const char* key : {"message", "when", "at", "again", "times", "after", "ahead", "every",
                            "match", "kept", "any", "all", "escalation", "if"})
      kept->erase(key);
  if (!wait) kept->erase("if");
  if (Node* next = kept->get("next")) {
    auto outcomes = Node::map({});
    for (model::Entry& entry : next->entries) {
      if (!entry.value->is_map() || entry.key == "go") continue;
      auto one = entry.value->clone();
      one->erase("go");
      if (!one->entries.empty()) outcomes->put(entry.key, std::move(one), {});
    }
    kept->erase("next");
    if (!outcomes->entries.empty()) kept->put("next", std::move(outcomes), {});
  }
  return kept->entries.empty() ? std::string() : model::print_node(*kept);
}

}  // namespace tf::host
