// What would take a sealed value out of its seal: `set`, a text or a computed field of class public
// or internal that hands one on. Telling of it (a count, a comparison, a date) is no handing on.
#include <algorithm>

#include "base/text.h"
#include "core/bind_scope.h"
#include "core/private_fields.h"
#include "rule/feel/handed_on.h"

namespace tf::core {

namespace {

// Whether what stands at a dotted path is private. Whose post or place it is may be known: the
// grid node of an address, and the id by which people are known everywhere.
bool is_private_at(const Definition& definition, std::string_view path) {
  const auto found = definition.sealed.find(path.substr(0, path.find('.')));
  if (found == definition.sealed.end()) return false;
  const std::string_view last = path.substr(path.rfind('.') + 1);
  if (path.find('.') != std::string_view::npos && (last == "node" || last == "id")) return false;
  if (is_private(*found->second)) return true;
  const Type* type = &found->second->type;
  bool first = true;
  for (const std::string_view part : split(path, '.')) {
    if (std::exchange(first, false)) continue;
    const Type& row = type->item ? *type->item : *type;
    const auto member =
        std::ranges::find_if(row.fields, [&](const auto& field) { return field->name == part; });
    if (member == row.fields.end()) return is_personal(row.kind);
    if (is_private(**member)) return true;
    type = &(*member)->type;
  }
  return !type->fields.empty() || type->item != nullptr || is_personal(type->kind);
}

// A number, a truth, a date or a place in the town holds nobody's value.
bool carries_text(const Definition& definition, std::string_view field) {
  const Field* target = definition.field(field.substr(0, field.find('.')));
  if (target == nullptr) return field != "grid";
  switch (target->type.item ? target->type.item->kind : target->type.kind) {
    case TypeKind::number:
    case TypeKind::whole:
    case TypeKind::money:
    case TypeKind::yes_no:
    case TypeKind::date:
    case TypeKind::moment:
    case TypeKind::node:
    case TypeKind::unit:
    case TypeKind::case_ref:
      return false;
    default:
      return true;
  }
}

void report_handed_on(Flow& flow, std::string_view target, const std::set<std::string>& names,
                      const model::Span& span) {
  const Definition& def = *flow.def;
  if (def.sealed.contains(target.substr(0, target.find('.'))) || !carries_text(def, target)) return;
  for (const std::string& name : names)
    if (is_private_at(def, name)) {
      flow.out.report("bind.hands_on", span, {{"name", name}, {"field", std::string(target)}});
      return;
    }
}

std::set<std::string> text_places(const Words& text) {
  std::set<std::string> out;
  for (const std::string* one : {&text.zh, &text.en})
    for (std::size_t open = one->find('<'); open != std::string::npos;
         open = one->find('<', open + 1))
      if (const std::size_t close = one->find('>', open); close != std::string::npos)
        out.insert(one->substr(open + 1, close - open - 1));
  return out;
}

}  // namespace

std::vector<Assign> read_sets(Flow& flow, const model::Node* map) {
  std::vector<Assign> out = read_assigns(flow, map, *flow.names, true);
  if (flow.def->sealed.empty()) return out;
  for (const Assign& set : out) {
    const model::Entry* entry = map->entry(set.field);
    if (entry == nullptr) continue;
    report_handed_on(
        flow, set.field,
        set.value ? rule::handed_on(set.value.text(), *flow.names) : text_places(set.text),
        entry->value->span);
  }
  return out;
}

void check_computed(Flow& flow) {
  if (flow.def->sealed.empty()) return;
  for (const auto& field : flow.def->fields)
    if (const auto node = flow.field_nodes.find(field->name);
        field->is && node != flow.field_nodes.end())
      report_handed_on(
          flow, field->name, rule::handed_on(field->is.text(), *flow.names),
          node->second->get("is") == nullptr ? node->second->span : node->second->get("is")->span);
}

}  // namespace tf::core
