#include "core/private_fields.h"

#include <algorithm>

#include "core/nearness.h"

namespace tf::core {

namespace {

bool type_holds_private(const Type& type) {
  if (is_personal(type.kind)) return true;
  if (type.item && type_holds_private(*type.item)) return true;
  return std::ranges::any_of(type.fields, [](const auto& member) {
    return is_private(*member) || type_holds_private(member->type);
  });
}

void collect_private(const std::shared_ptr<const Field>& field, PrivateFields& out) {
  const Type& type = field->type.item ? *field->type.item : field->type;
  for (const auto& member : type.fields) collect_private(member, out);
  if (!is_private(*field) && !type_holds_private(field->type)) return;
  const auto [known, fresh] = out.try_emplace(field->name, field);
  if (!fresh && field->sensitivity == "sensitive") known->second = field;
}

}  // namespace

bool is_personal(TypeKind kind) {
  constexpr TypeKind kPersonal[] = {TypeKind::person,   TypeKind::household, TypeKind::address,
                                    TypeKind::phone,    TypeKind::photo,     TypeKind::file,
                                    TypeKind::signature};
  return std::ranges::find(kPersonal, kind) != std::end(kPersonal);
}

bool is_private(const Field& field) {
  const Type& type = field.type.item ? *field.type.item : field.type;
  return field.sensitivity == "sensitive" || is_personal(type.kind);
}

PrivateFields private_fields(const Definition& definition) {
  PrivateFields out;
  for (const auto& field : definition.fields) collect_private(field, out);
  for (const auto& field : definition.form) collect_private(field, out);
  return out;
}

const Field* private_field(const Definition* definition, std::string_view name) {
  if (definition == nullptr) return nullptr;
  const auto found = definition->sealed.find(name);
  return found == definition->sealed.end() ? nullptr : found->second.get();
}

bool is_private_tuple(const Definition& definition, const std::vector<std::string>& tuple) {
  const bool home = std::ranges::any_of(definition.sealed, [](const auto& entry) {
    return entry.second->type.kind == TypeKind::address;
  });
  return std::ranges::any_of(tuple, [&](const std::string& path) {
    if (path == kCell) return home;  // where an address is
    return definition.sealed.contains(path.substr(0, path.find('.')));
  });
}

}  // namespace tf::core
