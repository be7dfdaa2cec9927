#include "base/hash.h"
#include "base/text.h"
#include "core/bind.h"
#include "core/bind_scope.h"
#include "core/command/merge.h"
#include "core/private_fields.h"

namespace tf::core {

namespace {

void read_town_file(TownScope& town) {
  if (town.town == nullptr) {
    town.out.report("bind.no_town", model::Span{});
    return;
  }
  const model::Node& root = *town.town->root;
  town.bound.words.try_emplace(
      kMergedOver, Words{"您反映的事项已办结。", "The matter that you reported is closed."});
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
  if (def.blocks.front().steps.empty())
    flow.out.report("bind.no_steps", root.span, {{"workflow", def.id}});
  bind_steps(flow);
  bind_case(flow);
  def.sealed = private_fields(def);
  check_steps(flow);
  check_references(flow, *document.root);
  def.steps.shrink_to_fit();  // notices on the way made it grow by half
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

std::shared_ptr<model::Node> expanded(const model::Document& document) {
  return std::shared_ptr<model::Node>(expand_sugar(*document.root).release());
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
  Flow flow(town, expanded(document), town.out);
  reopen(flow, *definition);
  town.bound.rules[id] = history_of(flow, town);
  for (auto& [key, words] : flow.words) town.bound.words[key] = std::move(words);
}

// A process of the town's own, on its way.
struct OwnProcess {
  const model::Document* document;
  std::unique_ptr<Flow> flow;
  model::Diagnostics findings;
  RuleHistory rules;
};

void one_after_the_other(std::size_t count, const std::function<void(std::size_t)>& work) {
  for (std::size_t n = 0; n < count; ++n) work(n);
}

}  // namespace

Town bind_town(const std::vector<const model::Document*>& documents, std::uint32_t ordinal,
               model::Diagnostics& out, std::shared_ptr<const rule::Plugins> plugins,
               const Inherited* inherited, const SideBySide& side_by_side) {
  TownScope town = open_scope(documents, out, inherited);
  town.bound.plugins = std::move(plugins);
  town.bound.ordinal = ordinal;
  read_town_file(town);
  town.choices = choices_of(town, inherited);
  if (const model::Node* retry = town.town == nullptr ? nullptr : town.town->root->get("retry")) {
    Flow flow(town, nullptr, town.out);
    town.bound.retry = read_retry(flow, *retry);
    town.bound.words.merge(flow.words);
  }
  const SideBySide run = side_by_side ? side_by_side : one_after_the_other;
  std::vector<OwnProcess> own;
  for (const auto& [id, document] : town.workflows)
    if (inherited != nullptr && inherited->definitions.contains(id))
      take_over(town, *document, *inherited);
    else
      own.push_back({document, nullptr, {}, {}});
  run(own.size(), [&](std::size_t n) {
    own[n].flow = std::make_unique<Flow>(town, expanded(*own[n].document), own[n].findings);
    bind_workflow(*own[n].flow, *own[n].document);
  });
  std::map<std::string, std::shared_ptr<Definition>> definitions;
  for (const OwnProcess& one : own) definitions[one.flow->def->id] = one.flow->def;
  bind_keys(town, definitions);
  for (const auto& [id, taken] : town.bound.workflows) add_keys_asked_by(*taken, definitions);
  run(own.size(), [&](std::size_t n) { own[n].rules = history_of(*own[n].flow, town); });
  for (OwnProcess& one : own) {
    town.bound.rules[one.flow->def->id] = std::move(one.rules);
    town.bound.workflows[one.flow->def->id] = one.flow->def;
    for (auto& [id, words] : one.flow->words) town.bound.words[id] = std::move(words);
    out.append(std::move(one.findings));
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
  Flow flow(town, std::move(root), out);
  reopen(flow, definition);
  return bind_rule_version(flow, town.rules());
}

}  // namespace tf::core
