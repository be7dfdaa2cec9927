#include "base/hash.h"
#include "base/text.h"
#include "core/bind.h"
#include "core/bind_scope.h"
#include "core/private_fields.h"

namespace tf::core {

namespace {

void read_town_file(TownScope& town) {
  if (town.town == nullptr) {
    town.out.report("bind.no_town", model::Span{});
    return;
  }
  const model::Node& root = *town.town->root;
  town.bound.channels = texts_of(root.get("by"));
  if (const model::Node* quiet = root.get("quiet")) {
    const auto clock = [](std::string_view text) -> Milliseconds {
      const auto hours = parse_hours(cat("00:00-", text));
      return hours && !hours->empty() ? hours->back().to : 0;
    };
    town.bound.quiet = Quiet{clock(quiet->text_of("from")), clock(quiet->text_of("to")),
                             texts_of(quiet->get("except"))};
  }
  if (const model::Node* may = root.get("may")) {
    for (const std::string& word : texts_of(may)) {
      Verb verb;
      verb.word = word;
      town.bound.may.push_back(std::move(verb));
    }
    for (const model::Entry& entry : may->entries) {
      Verb verb;
      verb.word = entry.key;
      verb.open = !entry.value->is_scalar() || entry.value->text != "false";
      town.bound.may.push_back(std::move(verb));
    }
  }
}

void texts_in(const model::Node& node, std::vector<std::string>& out) {
  if (node.is_scalar()) out.push_back(node.text);
  for (const auto& item : node.items) texts_in(*item, out);
  for (const model::Entry& entry : node.entries) texts_in(*entry.value, out);
}

// Over everything that decides the slots and meanings of a definition: its own document, the forms
// and table outputs it names, the town's common fields and the roles.
std::string definition_hash(const TownScope& town, const model::Document& document) {
  std::string text = cat("definition/1 ", town.bound.id, " ");
  append_canonical(*document.root, text);
  std::vector<std::string> words;
  texts_in(*document.root, words);
  for (const auto& [id, form] : town.forms) {
    text += cat("|form ", id, "=");
    append_canonical(*form, text);
  }
  for (const auto& [id, table] : town.rules().tables)
    if (std::find(words.begin(), words.end(), id) != words.end())
      if (const model::Node* outputs = table->root->get("outputs")) {
        text += cat("|table ", id, "=");
        append_canonical(*outputs, text);
      }
  if (town.town != nullptr)
    if (const model::Node* fields = town.town->root->get("case")) append_canonical(*fields, text);
  for (const auto& [id, post] : town.bound.roles.posts) text += cat("|", id);
  if (town.bound.plugins) text += cat("|plugins ", town.bound.plugins->fingerprint());
  return to_hex(sha256(text));
}

void bind_workflow(Flow& flow, const model::Document& document) {
  Definition& def = *flow.def;
  const model::Node& root = *flow.root;
  def.town = flow.town.bound.id;
  def.id = document.id;
  def.version = root.text_of("version");
  def.title = words_of(root.get("title"));
  if (def.title.empty()) def.title = {def.id, def.id};
  def.about = words_of(root.get("about"));
  def.hash = definition_hash(flow.town, document);
  def.names = flow.names;
  def.plugins = flow.town.bound.plugins;
  collect_names(flow);
  bind_fields(flow);
  def.sealed = private_fields(def);
  check_computed(flow);
  place_steps(flow);
  def.steps.shrink_to_fit();
  if (def.blocks.front().steps.empty())
    flow.out.report("bind.no_steps", root.span, {{"workflow", def.id}});
  bind_steps(flow);
  bind_case(flow);
  def.sealed = private_fields(def);
  check_steps(flow);
}

}  // namespace

namespace {

// The workflow with its names as `definition` bound them, for rules to be bound against.
void reopen(Flow& flow, const Definition& definition) {
  flow.def = std::make_shared<Definition>(definition);
  flow.names = std::make_shared<NameTable>(*definition.names);
  for (std::size_t i = 0; i < definition.fields.size(); ++i)
    if (!definition.names->find(definition.fields[i]->name))
      flow.hidden[definition.fields[i]->name] = static_cast<int>(i);
  collect_inline_ladders(flow);
}

RuleHistory history_of(Flow& flow, const TownScope& town) {
  RuleHistory history;
  for (const RuleFiles& files : town.versions)
    history.push_back(RuleVersion{files.effective, bind_rule_version(flow, files), files.running});
  return history;
}

// Takes the process over from the base; its rules are bound anew where they differ.
void take_over(TownScope& town, const model::Document& document, const Inherited& inherited) {
  const std::string& id = document.id;
  const auto& definition = inherited.base->workflows.find(id)->second;
  town.bound.workflows[id] = definition;
  if (inherited.rules.contains(id)) {
    town.bound.rules[id] = inherited.base->rules.find(id)->second;
    return;
  }
  Flow flow(town, std::shared_ptr<model::Node>(expand_sugar(*document.root).release()));
  reopen(flow, *definition);
  town.bound.rules[id] = history_of(flow, town);
}

}  // namespace

Town bind_town(const std::vector<const model::Document*>& documents, std::uint32_t ordinal,
               model::Diagnostics& out, std::shared_ptr<const rule::Plugins> plugins,
               const Inherited* inherited) {
  TownScope town = open_scope(documents, out);
  town.bound.plugins = std::move(plugins);
  town.bound.ordinal = ordinal;
  read_town_file(town);
  town.choices = choices_of(town);
  std::map<std::string, std::shared_ptr<Definition>> definitions;
  std::vector<std::unique_ptr<Flow>> flows;
  for (const auto& [id, document] : town.workflows) {
    if (inherited != nullptr && inherited->definitions.contains(id)) {
      take_over(town, *document, *inherited);
      continue;
    }
    auto flow = std::make_unique<Flow>(
        town, std::shared_ptr<model::Node>(expand_sugar(*document->root).release()));
    bind_workflow(*flow, *document);
    definitions[id] = flow->def;
    flows.push_back(std::move(flow));
  }
  bind_keys(town, definitions);
  for (const auto& [id, taken] : town.bound.workflows) add_keys_asked_by(*taken, definitions);
  for (const auto& flow : flows) {
    town.bound.rules[flow->def->id] = history_of(*flow, town);
    town.bound.workflows[flow->def->id] = flow->def;
  }
  return std::move(town.bound);
}

std::shared_ptr<const RuleSet> bind_rules(const Definition& definition,
                                          const std::vector<const model::Document*>& documents,
                                          model::Diagnostics& out) {
  TownScope town = open_scope(documents, out);
  const auto document = town.workflows.find(definition.id);
  auto root = document == town.workflows.end()
                  ? std::shared_ptr<model::Node>(model::Node::map(model::Span{}).release())
                  : std::shared_ptr<model::Node>(expand_sugar(*document->second->root).release());
  Flow flow(town, std::move(root));
  reopen(flow, definition);
  return bind_rule_version(flow, town.rules());
}

}  // namespace tf::core
