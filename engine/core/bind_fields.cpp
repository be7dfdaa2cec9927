// Fields and forms: types, slots, and what a form asks.
#include "core/bind_fields.h"

#include <algorithm>

#include "base/text.h"
#include "core/forms.h"
#include "model/grammar.h"
#include "rule/feel/regex.h"

namespace tf::core {

namespace {

struct TypeWord {
  const char* word;
  TypeKind kind;
};
constexpr TypeWord kTypeWords[] = {
    {"line", TypeKind::line},           {"text", TypeKind::text},
    {"number", TypeKind::number},       {"whole", TypeKind::whole},
    {"money", TypeKind::money},         {"yes_no", TypeKind::yes_no},
    {"date", TypeKind::date},           {"moment", TypeKind::moment},
    {"choice", TypeKind::choice},       {"choices", TypeKind::choices},
    {"person", TypeKind::person},       {"unit", TypeKind::unit},
    {"household", TypeKind::household}, {"node", TypeKind::node},
    {"address", TypeKind::address},     {"place", TypeKind::place},
    {"phone", TypeKind::phone},         {"photo", TypeKind::photo},
    {"file", TypeKind::file},           {"signature", TypeKind::signature},
    {"case", TypeKind::case_ref},       {"record", TypeKind::record}};

TypeKind kind_of_word(std::string_view word) {
  for (const TypeWord& row : kTypeWords)
    if (word == row.word) return row.kind;
  return TypeKind::text;
}

std::string type_text(const model::Node& field) {
  if (field.is_scalar()) return field.text;
  const model::Node* type = field.get("type");
  return type == nullptr || !type->is_scalar() ? std::string() : type->text;
}

}  // namespace

bool is_required(const model::Node& field) {
  if (const auto parsed = model::parse_field_type(type_text(field)); parsed && parsed->required)
    return true;
  return field.is_map() && is_true(field.get("required"));
}

namespace {

bool takes_pattern(TypeKind kind) {
  return kind == TypeKind::line || kind == TypeKind::text || kind == TypeKind::phone;
}

void read_pattern(const model::Node& pattern, Type& type, model::Diagnostics& out) {
  const auto wrong = [&](std::string zh, std::string en) {
    out.report("bind.pattern", pattern.span, {{"zh", std::move(zh)}, {"en", std::move(en)}});
  };
  if (!takes_pattern(type.kind))
    return wrong("pattern 只用于 line、text、phone 及其列表",
                 "'pattern' is for line, text, phone and lists of them");
  type.pattern = pattern.text;
  if (const auto tried = rule::regex_matches("", whole_pattern(type.pattern), ""); !tried)
    wrong(cat("读不懂的格式：", tried.error()), cat("not a regular expression: ", tried.error()));
}

// What a member of a record has no use for.
void check_member(const model::Entry& member, model::Diagnostics& out) {
  if (!member.value->is_map()) return;
  for (const char* key : {"is", "unique", "locked"})
    if (const model::Entry* entry = member.value->entry(key))
      out.report("bind.not_here", entry->key_span,
                 {{"what", entry->written},
                  {"zh", "它只用于案件的字段，不用于一条记录里的字段"},
                  {"en", "it belongs to a field of the case, not to one inside a record"}});
}

}  // namespace

Type read_type(const model::Node& field, model::Diagnostics& out) {
  Type type;
  const auto parsed = model::parse_field_type(type_text(field));
  // A restated field may leave its type out; a bare {of: …} or {fields: …} says it.
  const bool rows = field.is_map() && field.has("fields");
  std::string word = parsed                              ? parsed->type
                     : rows                              ? "record"
                     : field.is_map() && field.has("of") ? "choice"
                                                         : "text";
  type.kind = kind_of_word(word);
  if (type.kind == TypeKind::choice || type.kind == TypeKind::choices) {
    if (parsed) type.choices = parsed->choices;
    if (field.is_map())
      for (std::string& choice : texts_of(field.get("of")))
        type.choices.push_back(std::move(choice));
    if (type.choices.empty()) out.report("bind.unknown_of", field.span, {{"name", word}});
  }
  if (type.kind == TypeKind::record && field.is_map())
    if (const model::Node* inner = field.get("fields"); inner != nullptr && inner->is_map())
      for (const model::Entry& entry : inner->entries) {
        check_member(entry, out);
        auto made = read_field(entry.key, *entry.value, nullptr, out);
        made->item = true;
        type.fields.push_back(std::move(made));
      }
  if (const model::Node* pattern = field.is_map() ? field.get("pattern") : nullptr)
    read_pattern(*pattern, type, out);
  if (parsed && parsed->list) {
    Type list;
    list.kind = TypeKind::list;
    list.item = std::make_shared<const Type>(std::move(type));
    return list;
  }
  return type;
}

std::shared_ptr<Field> read_field(std::string_view name, const model::Node& node,
                                  const rule::Names* names, model::Diagnostics& out) {
  auto field = std::make_shared<Field>();
  field->name = name;
  model::Diagnostics quiet;
  field->type = read_type(node, names == nullptr ? out : quiet);
  field->required = is_required(node);
  if (!node.is_map()) return field;
  field->title = words_of(node.get("title"));
  field->about = words_of(node.get("about"));
  field->reason = words_of(node.get("reason"));
  field->unique = is_true(node.get("unique"));
  field->locked = is_true(node.get("locked"));
  field->sensitivity = node.text_of("class", "internal");
  if (names == nullptr) return field;
  const model::Node* required = node.get("required");
  if (required != nullptr && !is_true(required) && required->text != "false")
    field->required_if = compile(*required, *names, out);
  field->show = compile_or_none(node.get("show"), *names, out);
  field->min = compile_or_none(node.get("min"), *names, out);
  field->max = compile_or_none(node.get("max"), *names, out);
  field->otherwise = compile_or_none(node.get("default"), *names, out);
  field->is = compile_or_none(node.get("is"), *names, out);
  return field;
}

namespace {

// More than its type: something that is reckoned when the row is filled in.
bool says_more(const model::Entry& field) {
  for (const char* key : {"required", "show", "min", "max", "default", "fields"})
    if (field.value->has(key)) return true;
  return false;
}

// Fields of a record or of the rows of a list: what each says of itself is read over the others of
// its row, then over the case.
void bind_inner_fields(Flow& flow, Type& type, const model::Node& node) {
  if (type.kind == TypeKind::list && type.item) {
    auto item = std::make_shared<Type>(*type.item);
    bind_inner_fields(flow, *item, node);
    type.item = std::move(item);
    return;
  }
  const model::Node* inner = node.is_map() ? node.get("fields") : nullptr;
  if (type.kind != TypeKind::record || inner == nullptr || !inner->is_map()) return;
  if (std::ranges::none_of(inner->entries, says_more)) return;
  NameTable names(*flow.names);
  for (const auto& field : type.fields)
    names.variable(
        field->name, hidden_slot(flow, field->name, field->type),
        field->type.kind == TypeKind::choice ? field->type.choices : std::vector<std::string>{});
  for (auto& field : type.fields) {
    const model::Node* written = inner->get(field->name);
    if (written == nullptr) continue;
    auto bound = read_field(field->name, *written, &names, flow.out);
    bound->item = true;
    bind_inner_fields(flow, bound->type, *written);
    field = std::move(bound);
  }
}

}  // namespace

void bind_fields(Flow& flow) {
  for (std::size_t i = 0; i < flow.def->fields.size(); ++i) {  // inner fields make it grow
    const Field& slot = *flow.def->fields[i];
    const auto node = flow.field_nodes.find(slot.name);
    if (node == flow.field_nodes.end() || flow.hidden.contains(slot.name)) continue;
    auto bound = read_field(slot.name, *node->second, flow.names.get(), flow.out);
    bound->item = slot.item;
    if (bound->title.empty()) bound->title = slot.title;
    bind_inner_fields(flow, bound->type, *node->second);
    flow.def->fields[i] = std::move(bound);
  }
  for (auto& asked : flow.def->form)
    for (const auto& slot : flow.def->fields)
      if (slot->name == asked->name) asked = slot;
}

namespace {

// The type of a restated field that does not say it, and the pattern of one that says no other.
void keep_pattern(Field& field, const Field& known, bool typed) {
  const auto text_of = [](const Type& type) -> const Type& {
    return type.item ? *type.item : type;
  };
  std::string own = text_of(field.type).pattern;
  if (!typed) field.type = known.type;
  const Type& now = text_of(field.type);
  if (own.empty() && takes_pattern(now.kind)) own = text_of(known.type).pattern;
  if (own == now.pattern || !takes_pattern(now.kind)) return;
  Type text = now;
  text.pattern = std::move(own);
  if (field.type.item)
    field.type.item = std::make_shared<const Type>(std::move(text));
  else
    field.type = std::move(text);
}

// One field of a form: named only, restated, or new. A restated one keeps what it does not say.
std::shared_ptr<const Field> asked_field(Flow& flow, const model::Entry& entry) {
  const Field* known = flow.def->field(entry.key);
  auto field = read_field(entry.key, *entry.value, flow.names.get(), flow.out);
  bind_inner_fields(flow, field->type, *entry.value);
  known = flow.def->field(entry.key);  // inner fields may have moved it
  if (known == nullptr) return field;
  const bool typed = entry.value->is_scalar() || entry.value->has("type");
  keep_pattern(*field, *known, typed);
  if (field->title.empty()) field->title = known->title;
  if (field->about.empty()) field->about = known->about;
  if (field->reason.empty()) field->reason = known->reason;
  field->unique = field->unique || known->unique;
  field->locked = field->locked || known->locked;
  if (entry.value->is_map() && !entry.value->has("class")) field->sensitivity = known->sensitivity;
  if (!field->min) field->min = known->min;
  if (!field->max) field->max = known->max;
  field->item = known->item;
  return field;
}

std::shared_ptr<const Field> named_field(Flow& flow, const model::Node& name) {
  for (const auto& field : flow.def->fields)
    if (field->name == name.text && !flow.hidden.contains(field->name)) return field;
  std::vector<std::string> known;
  for (const auto& field : flow.def->fields) known.push_back(field->name);
  flow.out.report("bind.unknown_field", name.span, {{"name", name.text}},
                  closest(name.text, known).value_or(""));
  return nullptr;
}

}  // namespace

Form shared_form(Flow& flow, std::string_view, const model::Node& form, std::string into) {
  Form out;
  out.into = std::move(into);
  // The form's own fields first: `show: method = written` means the method asked here.
  NameTable names(*flow.names);
  for (const model::Entry& entry : form.entries) {
    if (entry.key == "title") continue;
    model::Diagnostics quiet;
    const Type type = read_type(*entry.value, quiet);
    names.variable(entry.key, hidden_slot(flow, entry.key, type),
                   type.kind == TypeKind::choice ? type.choices : std::vector<std::string>{});
  }
  for (const model::Entry& entry : form.entries) {
    if (entry.key == "title") continue;
    auto field = read_field(entry.key, *entry.value, &names, flow.out);
    bind_inner_fields(flow, field->type, *entry.value);
    out.fields.push_back(std::move(field));
  }
  return out;
}

std::vector<Form> read_forms(Flow& flow, const model::Node* form) {
  std::vector<Form> out;
  if (form == nullptr) return out;
  const auto shared = [&](const model::Node& id, std::string into) {
    const auto found = flow.town.forms.find(id.text);
    if (found != flow.town.forms.end())
      out.push_back(shared_form(flow, id.text, *found->second, std::move(into)));
  };
  if (form->is_scalar()) {
    if (flow.town.forms.contains(form->text)) {
      shared(*form, underscored(form->text));
    } else if (flow.def->field(form->text) != nullptr) {  // else its name has been told
      if (auto field = named_field(flow, *form)) out.push_back(Form{"", {std::move(field)}});
    }
    return out;
  }
  Form own;
  for (const auto& name : form->items)
    if (auto field = named_field(flow, *name)) own.fields.push_back(std::move(field));
  if (const model::Node* use = form->get("use"))
    shared(*use, form->has("flat") ? std::string()
                 : form->has("as") ? std::string(form->text_of("as"))
                                   : underscored(use->text));
  for (const model::Entry& entry : form->entries)
    if (entry.key != "use" && entry.key != "as" && entry.key != "flat")
      own.fields.push_back(asked_field(flow, entry));
  if (!own.fields.empty()) out.push_back(std::move(own));
  return out;
}

}  // namespace tf::core
