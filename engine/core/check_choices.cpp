#include "core/check_choices.h"

#include "base/text.h"
#include "core/check_tables.h"

namespace tf::core {

namespace {

class ChoiceReader {
 public:
  explicit ChoiceReader(const Definition& definition) : definition_(definition) {}

  std::vector<Choice> run(const model::Node& root) {
    look(root, "");
    return std::move(out_);
  }

 private:
  void look(const model::Node& node, const std::string& name) {
    if (const model::Node* choose = node.get("choose"); choose != nullptr && !choose->items.empty())
      one(node, *choose, name);
    for (const model::Entry& entry : node.entries) look(*entry.value, entry.key);
    for (const auto& item : node.items) look(*item, name);
  }

  void one(const model::Node& step, const model::Node& choose, const std::string& name) {
    Choice choice;
    choice.step = name;
    std::vector<std::string> conditions;
    for (const auto& branch : choose.items)
      if (const model::Node* when = branch->is_map() ? branch->get("when") : nullptr) {
        choice.ways.push_back({when->text, when->span});
        conditions.push_back(when->text);
      }
    choice.analysis = rule::analyse_ways(
        conditions, step.text_of("take") != "every", *definition_.names,
        [&](const std::string& expression) {
          const Field* field = definition_.field(expression);
          return field == nullptr ? rule::InputFacts{} : facts_of_field(*field, definition_);
        });
    out_.push_back(std::move(choice));
  }

  const Definition& definition_;
  std::vector<Choice> out_;
};

}  // namespace

std::vector<Choice> choices_of(const model::Document& workflow, const Definition& definition) {
  return ChoiceReader(definition).run(*workflow.root);
}

void check_choices(const Town& town, const std::vector<const model::Document*>& documents,
                   model::Diagnostics& out) {
  for (const model::Document* document : documents) {
    if (document->kind != "workflow" || !document->root) continue;
    const auto definition = town.workflows.find(document->id);
    if (definition == town.workflows.end()) continue;
    for (const Choice& choice : choices_of(*document, *definition->second))
      for (std::size_t w = 0; w < choice.ways.size(); ++w) {
        const rule::WaysAnalysis::Way& way = choice.analysis.ways[w];
        const Choice::Way& written = choice.ways[w];
        if (written.text == "false") continue;  // switched off
        if (way.never) {
          out.report("choose.never", written.span,
                     {{"step", choice.step}, {"way", cat(w + 1)}, {"when", written.text}});
          continue;
        }
        if (way.before.empty()) continue;
        std::vector<std::string> others;
        for (const int other : way.before) others.push_back(cat(other + 1));
        out.report("choose.masked", written.span,
                   {{"step", choice.step}, {"way", cat(w + 1)}, {"others", join(others, ", ")}});
      }
  }
}

}  // namespace tf::core
