// Every name of a workflow before any expression is compiled: fields get slots in one table,
// choices, outcomes and results become constants.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "core/bind_fields.h"
#include "core/functions.h"
#include "model/grammar.h"

namespace tf::core {

int hidden_slot(Flow& flow, const std::string& name, const Type& type) {
  for (std::size_t i = 0; i < flow.def->fields.size(); ++i)
    if (flow.def->fields[i]->name == name) return static_cast<int>(i);
  auto field = std::make_shared<Field>();
  field->name = name;
  field->type = type;
  field->item = true;
  const int slot = static_cast<int>(flow.def->fields.size());
  flow.def->fields.push_back(std::move(field));
  flow.hidden[name] = slot;
  return slot;
}

namespace {

class Collector {
 public:
  explicit Collector(Flow& flow) : flow_(flow) {}

  void run() {
    const model::Node& root = *flow_.root;
    if (const model::Node* form = root.get("case"))
      for (const model::Entry& entry : form->entries) ask(entry);
    if (flow_.town.town != nullptr)
      if (const model::Node* common = flow_.town.town->root->get("case"))
        for (const model::Entry& entry : common->entries) {
          if (kept_by_engine(entry.key))
            domains_[entry.key] = read_type(*entry.value, flow_.out).choices;
          else if (flow_.def->field(entry.key) == nullptr)
            ask(entry);
        }
    if (const model::Node* fields = root.get("fields"))
      for (const model::Entry& entry : fields->entries) add(entry.key, *entry.value, false);
    start();
    steps(root.get("steps"), false);
    handlers(root.get("upon"), false);
    if (const model::Node* amend = root.get("amend"))
      for (const model::Entry& entry : amend->entries) form(entry.value->get("form"), false);
    may(root.get("may"), false);
    finish();
  }

 private:
  void ask(const model::Entry& entry) {
    add(entry.key, *entry.value, false);
    if (!kept_by_engine(entry.key))
      flow_.def->form.push_back(flow_.def->fields[static_cast<std::size_t>(slots_[entry.key])]);
  }

  void add(const std::string& name, const model::Node& node, bool item) {
    auto field = read_field(name, node, nullptr, flow_.out);
    field->item = item;
    choices(field->type);
    if (kept_by_engine(name)) {
      domains_[name] = field->type.choices;
      return;
    }
    if (place(std::move(field), node.span)) flow_.field_nodes[name] = &node;
  }

  // A field the binder knows of without the author's declaring it.
  void imply(const std::string& name, Type type, bool item, const model::Span& span) {
    auto field = std::make_shared<Field>();
    field->name = name;
    field->type = std::move(type);
    field->item = item;
    choices(field->type);
    place(std::move(field), span);
  }

  // True when it is new.
  bool place(std::shared_ptr<Field> field, const model::Span& span) {
    const std::string name = field->name;
    if (const auto known = slots_.find(name); known != slots_.end()) {
      widen_[name].push_back(field->type.choices);
      return false;
    }
    slots_[name] = static_cast<int>(flow_.def->fields.size());
    flow_.field_spans[name] = span;
    flow_.def->fields.push_back(std::move(field));
    return true;
  }

  void choices(const Type& type) {
    for (const std::string& choice : type.choices) constants_.insert(choice);
    if (type.item) choices(*type.item);
    for (const auto& field : type.fields) choices(field->type);
  }

  void form(const model::Node* node, bool item) {
    if (node == nullptr) return;
    if (node->is_scalar()) return shared(*node, underscored(node->text), item);
    if (!node->is_map()) return;
    if (const model::Node* use = node->get("use"); use != nullptr && node->has("flat"))
      flat(*use, item);
    else if (use != nullptr)
      shared(*use, node->has("as") ? std::string(node->text_of("as")) : underscored(use->text),
             item);
    for (const model::Entry& entry : node->entries)
      if (entry.key != "use" && entry.key != "as" && entry.key != "flat") {
        if (slots_.contains(entry.key) && entry.value->is_map() && !entry.value->has("type") &&
            !entry.value->has("of"))
          continue;  // only says more of a field there is
        add(entry.key, *entry.value, item);
      }
  }

  // A shared form whose answers stand by themselves: the ballot of a vote.
  void flat(const model::Node& id, bool item) {
    const auto found = flow_.town.forms.find(id.text);
    if (found == flow_.town.forms.end()) return shared(id, id.text, item);  // says so
    for (const model::Entry& entry : found->second->entries)
      if (entry.key != "title") {
        auto field = read_field(entry.key, *entry.value, nullptr, flow_.out);
        field->item = item;
        choices(field->type);
        place(std::move(field), id.span);
      }
  }

  void shared(const model::Node& id, const std::string& into, bool item) {
    const auto found = flow_.town.forms.find(id.text);
    if (found == flow_.town.forms.end()) {
      if (slots_.contains(id.text)) return;  // one field, written without brackets
      std::vector<std::string> known;
      for (const auto& [name, form] : flow_.town.forms) known.push_back(name);
      flow_.out.report("bind.unknown_form", id.span, {{"name", id.text}},
                       closest(id.text, known).value_or(""));
      return;
    }
    Type type;
    type.kind = TypeKind::record;
    for (const model::Entry& entry : found->second->entries) {
      if (entry.key == "title") continue;
      auto field = read_field(entry.key, *entry.value, nullptr, flow_.out);
      field->item = true;
      type.fields.push_back(std::move(field));
    }
    choices(type);
    later_.emplace_back(type);
    auto field = std::make_shared<Field>();
    field->name = into;
    field->title = words_of(found->second->get("title"));
    field->item = item;
    field->type = std::move(type);
    place(std::move(field), id.span);
  }

  void may(const model::Node* node, bool item) {
    if (node == nullptr || !node->is_map()) return;
    for (const model::Entry& entry : node->entries)
      if (entry.value->is_map()) form(entry.value->get("form"), item);
  }

  void start() {
    if (const model::Node* node = flow_.root->get("start")) one_start(*node);
  }
  void one_start(const model::Node& node) {
    if (const model::Node* finds = node.get("find"))
      for (const model::Entry& entry : finds->entries) {
        Type row;
        row.kind = TypeKind::record;
        Type list;
        list.kind = TypeKind::list;
        list.item = std::make_shared<const Type>(std::move(row));
        imply(entry.key, std::move(list), false, entry.key_span);
      }
    form(node.get("form"), false);
    decide(node.get("decide"), false);
    if (const model::Node* each = node.get("each")) loop(*each);
    // Several starts by name: whatever is a map and no key of a start.
    for (const model::Entry& entry : node.entries)
      if (entry.value->is_map() && entry.key != "find" && entry.key != "same" &&
          entry.key != "cluster" && entry.key != "who" && entry.key != "set" &&
          entry.key != "refuse" && entry.key != "form" && entry.key != "title" &&
          entry.key != "match" && entry.key != "message")
        one_start(*entry.value);
  }

  void decide(const model::Node* names, bool item) {
    if (names == nullptr) return;
    const auto one = [&](const model::Node& name) {
      const auto table = flow_.town.rules().tables.find(name.text);
      if (table == flow_.town.rules().tables.end()) return;  // reported where it is bound
      // A table that decides row by row fills its rows, not the case.
      const model::Node* each = table->second->root->get("each");
      if (each != nullptr) loop(*each);
      if (const model::Node* outputs = table->second->root->get("outputs"))
        for (const model::Entry& entry : outputs->entries) {
          model::Diagnostics quiet;
          imply(entry.key, read_type(*entry.value, quiet), item || each != nullptr, entry.key_span);
        }
    };
    if (names->is_scalar()) one(*names);
    for (const auto& name : names->items) one(*name);
  }

  void steps(const model::Node* map, bool item) {
    if (map == nullptr || !map->is_map()) return;
    for (const model::Entry& entry : map->entries)
      if (entry.value->is_map()) step(*entry.value, item);
  }
  void handlers(const model::Node* map, bool item) { steps(map, item); }

  void step(const model::Node& node, bool item) {
    form(node.get("form"), item);
    may(node.get("may"), item);
    outcomes(node, item);
    decide(node.get("decide"), item);
    if (const model::Node* lock = node.get("lock_field")) {
      Type holder;
      holder.kind = TypeKind::text;
      imply(lock->text, std::move(holder), false, lock->span);
    }
    if (node.has("people")) {  // signers
      Type mark;
      mark.kind = TypeKind::choice;
      mark.choices = {"signed", "refused"};
      imply("sign_outcome", std::move(mark), true, node.span);
      const model::Node& people = *node.get("people");
      if (people.is_scalar()) rows_of(people.text);
    }
    if (node.has("verdict")) {  // a vote: its ballots and their numbers
      Type rows, row, numbers;
      row.kind = numbers.kind = TypeKind::record;
      rows.kind = TypeKind::list;
      rows.item = std::make_shared<const Type>(std::move(row));
      const std::string into(node.text_of("into"));
      imply(into, std::move(rows), item, node.span);
      imply(cat(into, "_count"), std::move(numbers), item, node.span);
    }
    if (node.has("weight") || node.has("people")) {
      Type weight;
      weight.kind = TypeKind::number;
      imply("sign_weight", std::move(weight), true, node.span);
    }
    if (node.has("into") && !slots_.contains(node.text_of("into"))) {
      const bool rows = node.has("each");
      Type type;
      type.kind = rows ? TypeKind::list : TypeKind::text;
      if (rows) {
        Type row;
        row.kind = TypeKind::record;
        type.item = std::make_shared<const Type>(std::move(row));
      }
      imply(std::string(node.text_of("into")), std::move(type), item, node.get("into")->span);
    }
    for (const char* key : {"end", "as"})
      if (node.has(key)) constants_.insert(std::string(node.text_of(key)));
    bool inner = item;
    if (const model::Node* each = node.get("each"); each != nullptr && each->is_scalar()) {
      inner = true;
      loop(*each);
    }
    steps(node.get("steps"), inner);
    steps(node.get("together"), item);
    steps(node.get("race"), item);
    handlers(node.get("upon"), item);
    if (const model::Node* choose = node.get("choose"))
      for (const auto& branch : choose->items)
        for (const char* key : {"then", "otherwise"}) steps(branch->get(key), item);
  }

  void outcomes(const model::Node& node, bool item) {
    const model::Node* next = node.get("next");
    if (next == nullptr || !next->is_map()) return;
    for (const model::Entry& entry : next->entries) {
      if (entry.key == "go" || entry.key == "times") continue;
      constants_.insert(entry.key);
      if (entry.value->is_map()) form(entry.value->get("form"), item);
    }
  }

  void loop(const model::Node& each) {
    const auto clause = model::parse_each(each.text);
    if (!clause) return;
    if (std::find(loops_.begin(), loops_.end(), clause->name) == loops_.end()) {
      loops_.push_back(clause->name);
      loop_nodes_.push_back(&each);
    }
    rows_of(clause->expression);
  }

  // Rows of a declared list: their fields are written by their bare names inside.
  void rows_of(const std::string& list) {
    for (const auto& field : flow_.def->fields)
      if (field->name == list && field->type.item) rows_.push_back(*field->type.item);
  }

  void finish() {
    for (const Type& row : rows_)
      for (const auto& field : row.fields)
        if (!slots_.contains(field->name)) hidden_slot(flow_, field->name, field->type);
    for (const Type& form : later_)
      for (const auto& field : form.fields)
        if (!slots_.contains(field->name)) hidden_slot(flow_, field->name, field->type);
    // Ladders ask for shared forms; which, the rules say later.
    for (const auto& [id, form] : flow_.town.forms)
      for (const model::Entry& entry : form->entries) {
        if (entry.key == "title" || slots_.contains(entry.key)) continue;
        model::Diagnostics quiet;
        const Type type = read_type(*entry.value, quiet);
        choices(type);
        hidden_slot(flow_, entry.key, type);
      }
    name_all();
  }

  void name_all() {
    NameTable& names = *flow_.names;
    for (const auto& [name, slot] : slots_) {
      const Type& type = flow_.def->fields[static_cast<std::size_t>(slot)]->type;
      names.variable(name, slot,
                     type.kind == TypeKind::choice ? type.choices : std::vector<std::string>{});
      if (const auto more = widen_.find(name); more != widen_.end())
        for (const auto& domain : more->second) names.widen(name, domain);
    }
    for (std::size_t i = 0; i < loops_.size(); ++i) {
      flow_.def->loop_names.push_back(loops_[i]);
      if (!names.variable(loops_[i], kLoop + static_cast<int>(i)))
        flow_.out.report("bind.item_shadows", loop_nodes_[i]->span, {{"name", loops_[i]}});
    }
    for (const FunctionInfo& function : function_table())
      names.function(function.name, function.id);
    if (flow_.town.bound.plugins) {
      int slot = kFnPlugin;
      for (const rule::PluginFunction& function : flow_.town.bound.plugins->functions())
        names.function(function.name, slot++);
    }
    for (const std::string& constant : constants_) {
      if (const auto slot = slots_.find(constant); slot != slots_.end())
        flow_.out.report("bind.name_twice", flow_.field_spans[constant], {{"name", constant}});
      names.constant(constant);
    }
    for (const BuiltinName& builtin : builtin_names()) {
      const auto domain = domains_.find(builtin.name);
      names.variable(builtin.name, builtin.slot,
                     domain == domains_.end() ? std::vector<std::string>{} : domain->second);
    }
    // Row fields by their bare names, where nothing else has the name.
    for (const Type& row : rows_)
      for (const auto& field : row.fields)
        if (const auto slot = flow_.hidden.find(field->name); slot != flow_.hidden.end())
          names.variable(field->name, slot->second,
                         field->type.kind == TypeKind::choice ? field->type.choices
                                                              : std::vector<std::string>{});
    for (const char* outcome :
         {"signed", "refused", "passed", "failed", "no_quorum", "ok", "vetoed"})
      names.constant(outcome);
    for (const auto& [name, domain] : domains_)
      for (const std::string& choice : domain) names.constant(choice);
    for (const std::string& level : flow_.town.bound.roles.levels) names.constant(level);
    for (const std::string& word : common_constants()) names.constant(word);
  }

  Flow& flow_;
  std::map<std::string, int, std::less<>> slots_;
  std::map<std::string, std::vector<std::string>, std::less<>> domains_;
  std::map<std::string, std::vector<std::vector<std::string>>, std::less<>> widen_;
  std::set<std::string> constants_;
  std::vector<std::string> loops_;
  std::vector<const model::Node*> loop_nodes_;
  std::vector<Type> rows_, later_;
};

}  // namespace

void add_choices_of(const model::Node& workflow, NameTable& names) {
  for (const auto& item : workflow.items) add_choices_of(*item, names);
  for (const model::Entry& entry : workflow.entries) {
    if (entry.key == "of" && entry.value->is_list())
      for (const std::string& choice : texts_of(entry.value.get())) names.constant(choice);
    if (entry.key == "end" && entry.value->is_scalar()) names.constant(entry.value->text);
    add_choices_of(*entry.value, names);
  }
}

void collect_names(Flow& flow) {
  Collector(flow).run();
}

std::shared_ptr<const NameTable> choices_of(const TownScope& town, const Inherited* inherited) {
  if (inherited != nullptr && inherited->choices) return inherited->scope->choices;
  auto names = std::make_shared<NameTable>();
  for (const auto& [id, document] : town.workflows) add_choices_of(*document->root, *names);
  return names;
}

}  // namespace tf::core
