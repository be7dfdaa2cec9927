// What of each kind of event is private, and what it does to a field that is one sealed form.
#include <algorithm>

#include "base/text.h"
#include "core/private_fields.h"
#include "core/sealing.h"

namespace tf::core {

namespace {

// The type at the end of a dotted path, and whether something on the way is sensitive.
struct AtPath {
  const Type* type = nullptr;
  bool sensitive = false;
};
AtPath at_path(const Definition* definition, std::string_view path) {
  const Field* field = private_field(definition, path.substr(0, path.find('.')));
  if (field == nullptr) return {};
  AtPath out{&field->type, field->sensitivity == "sensitive"};
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return out;
  for (const std::string_view part : split(path.substr(dot + 1), '.')) {
    const Type* inner = nullptr;
    for (const auto& member : out.type->fields)
      if (member->name == part) {
        inner = &member->type;
        out.sensitive = out.sensitive || member->sensitivity == "sensitive";
      }
    out.type = inner;
    if (inner == nullptr) break;
  }
  return out;
}

// Takes free text, where others take ids, choices, numbers.
bool takes_text(const Definition* definition, std::string_view name) {
  const Field* field =
      definition == nullptr ? nullptr : definition->field(name.substr(0, name.find('.')));
  if (field == nullptr) return true;
  const TypeKind kind = field->type.item ? field->type.item->kind : field->type.kind;
  return kind == TypeKind::line || kind == TypeKind::text || kind == TypeKind::record;
}

Value with_member(const Value& whole, std::string_view path, const Value& value) {
  Record out = whole.is(Value::Kind::record) ? whole.as_record() : Record{};
  const std::size_t dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  if (dot == std::string_view::npos) {
    out.set(head, value);
  } else {
    const Value* inner = out.find(head);
    Value made = with_member(inner == nullptr ? Value() : *inner, path.substr(dot + 1), value);
    out.set(head, std::move(made));
  }
  return Value::record(std::move(out));
}

}  // namespace

struct EventSealer {
  Sealing& sealing;
  const CaseState& state;
  const Definition* definition;

  bool known() const { return !sealing.known_.empty(); }
  // A text in it is long enough to hold another.
  static bool writes(const Value& value) {
    if (value.is(Value::Kind::list)) return std::ranges::any_of(value.as_list(), writes);
    if (value.is(Value::Kind::record))
      return std::ranges::any_of(value.as_record(),
                                 [](const auto& entry) { return writes(entry.second); });
    return value.is(Value::Kind::text) && value.as_text().size() >= Sealing::kLeastInside &&
           !is_sealed(value);
  }
  void look_into(std::string& text) {
    if (text.size() < Sealing::kLeastInside) return;
    sealing.know(state);
    text = sealing.text(text);
  }
  bool is_private_row(const Scope& scope) const {
    const Field* list = private_field(definition, scope.list.substr(0, scope.list.find('.')));
    return list != nullptr && list->sensitivity == "sensitive";
  }
  void operator()(FieldsSet& e) {
    const Scope* scope = e.scope > 1 ? state.scope(e.scope) : nullptr;
    const bool sensitive = scope != nullptr && is_private_row(*scope);
    std::map<std::string, Value>
        wholes;  // written as one, for what they stand in is one sealed form
    for (auto& [name, value] : e.values) {
      const std::size_t dot = name.find('.');
      const AtPath at = at_path(definition, name);
      if (at.type != nullptr || sensitive) {
        const std::string head = name.substr(0, dot);
        const Value& before = scope != nullptr ? scope->row[head] : state.field(head);
        const auto whole = wholes.find(head);
        if (dot != std::string::npos && (whole != wholes.end() || is_sealed(before))) {
          const Value base = whole != wholes.end() ? whole->second : sealing.open(before);
          wholes[head] = with_member(base, std::string_view(name).substr(dot + 1), value);
          continue;
        }
        value = sealing.typed(at.type == nullptr ? Type{} : *at.type, sensitive || at.sensitive,
                              value, {Sealing::kOwnCase});
      }
      if (!takes_text(definition, name) || !writes(value)) continue;
      sealing.know(state);
      if (known()) value = sealing.sealed(value);
    }
    for (auto& [head, value] : wholes) {
      std::erase_if(e.values, [&](const auto& one) { return one.first.starts_with(head + "."); });
      const AtPath at = at_path(definition, head);
      e.values[head] = sealing.typed(at.type == nullptr ? Type{} : *at.type,
                                     sensitive || at.sensitive, value, {Sealing::kOwnCase});
    }
  }
  void operator()(ScopeOpened& e) {
    if (definition != nullptr && !definition->sealed.empty())
      e.scope.row = sealing.named(e.scope.row, definition, is_private_row(e.scope));
    e.scope.row = sealing.sealed(e.scope.row);
  }
  void operator()(Found& e) { e.answer = sealing.sealed(e.answer); }
  void operator()(TokenArrived& e) { e.what = sealing.sealed(e.what); }
  void operator()(TaskOffered& e) {
    if (e.task.prepared.is_null()) return;
    e.task.prepared = sealing.sealed(sealing.named(e.task.prepared, definition, false));
  }
  void operator()(TaskChanged& e) {
    e.with = sealing.sealed(sealing.named(e.with, definition, false));
    look_into(e.reason);
  }
  void operator()(EffectRequested& e) {
    if (!known()) return;
    for (std::string& to : e.to) to = sealing.text(to);
    e.key = sealing.seal_key(e.key);
    e.text = sealing.text(e.text);
    e.with = sealing.sealed(e.with);
  }
  void operator()(EffectEnded& e) { e.answer = sealing.sealed(e.answer); }
  void operator()(MessageKept& e) { e.with = sealing.sealed(e.with); }
  void operator()(Noted& e) {
    e.with = sealing.sealed(sealing.named(e.with, definition, false));
    if (e.what != kNotedKept) look_into(e.reason);
  }
  template <class Other>
  void operator()(Other&) {}  // ids, moments, counts
};

void Sealing::seal(Event& event, const CaseState& state, const Definition* definition) {
  case_ = state.id;
  if (known_.empty() && (definition == nullptr || definition->sealed.empty())) return;
  std::visit(EventSealer{*this, state, definition}, event);
}

}  // namespace tf::core
