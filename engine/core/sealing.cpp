#include "core/sealing.h"

#include <algorithm>

#include "base/text.h"
#include "core/match_keys.h"
#include "core/nearness.h"
#include "core/private_fields.h"

namespace tf::core {

namespace {

using SealLeaves = std::vector<SealBook::Leaf>;

// What is withheld: no key opens it.
constexpr const char* kWithheld = "\x7Fs:";
constexpr std::size_t kLeastInRefusal = 4;

void add_leaves(SealLeaves& to, const SealLeaves& more) {
  for (const SealBook::Leaf leaf : more)
    if (std::ranges::find(to, leaf) == to.end()) to.push_back(leaf);
}

// A value told by a command.
template <class Body>
struct SealTold {
  using Of = Body;
  Value Body::* at;
};

}  // namespace

// ---- what is private in this turn
void Sealing::remember(const Value& open, const Leaves& leaves) {
  if (open.is(Value::Kind::list))
    for (const Value& item : open.as_list()) remember(item, leaves);
  if (open.is(Value::Kind::record))
    for (const auto& [name, item] : open.as_record()) remember(item, leaves);
  if (!open.is(Value::Kind::text) || open.as_text().empty() || is_sealed(open)) return;
  // Who works here is known by his id everywhere.
  if (town_.roll.persons.contains(open.as_text())) return;
  add_leaves(known_[open.as_text()], leaves);
}

Sealing::Leaves Sealing::person(const Value& value) const {
  const Value& id = !value.is(Value::Kind::record) ? value
                    : !value["id_hash"].is_null()  ? value["id_hash"]
                    : !value["id"].is_null()       ? value["id"]
                                                   : value["name"];
  if (!id.is(Value::Kind::text) || id.as_text().empty() || is_sealed(id)) return {kOwnCase};
  return {book_.leaf(person_owner(town_.id, id.as_text()))};
}

void Sealing::hear_named(const Value& record, const Definition& definition) {
  if (!record.is(Value::Kind::record)) return;
  for (const auto& [name, value] : record.as_record()) {
    const Field* field = private_field(&definition, name);
    if (field == nullptr) {
      if (value.is(Value::Kind::record)) hear_named(value, definition);
      continue;
    }
    // Sealing it says under which keys; what it gives is not kept.
    const auto each = [&](const Value& one) {
      const Type& type = field->type.item ? *field->type.item : field->type;
      if (type.kind == TypeKind::person)
        remember(one, person(one));
      else if (is_private(*field))
        remember(one, {kOwnCase});
      else
        hear_named(one, definition);
    };
    if (value.is(Value::Kind::list))
      for (const Value& one : value.as_list()) each(one);
    else
      each(value);
  }
}

void Sealing::hear(const CommandBody& body, const Definition& definition) {
  if (definition.sealed.empty()) return;
  if (const auto* open = std::get_if<OpenCase>(&body)) hear_named(open->data, definition);
  if (const auto* act = std::get_if<Act>(&body)) hear_named(act->form, definition);
  const auto whole = [&](const Value& told) {
    hear_named(told, definition);
    remember(told, {kOwnCase});
  };
  // What comes from elsewhere has no fields that say what is private: all of its texts are.
  if (const auto* message = std::get_if<SendMessage>(&body)) whole(message->with);
  if (const auto* effect = std::get_if<FinishEffect>(&body)) whole(effect->answer);
  if (const auto* child = std::get_if<ChildEnded>(&body)) whole(child->answers);
  if (const auto* raised = std::get_if<ChildRaised>(&body)) whole(raised->with);
}

Value Sealing::open(const Value& value) {
  if (!holds_sealed(value)) return value;
  if (value.is(Value::Kind::list)) {
    List out;
    for (const Value& item : value.as_list()) out.push_back(open(item));
    return Value::list(std::move(out));
  }
  if (value.is(Value::Kind::record)) {
    std::vector<Record::Entry> out;
    for (const auto& [name, item] : value.as_record()) out.emplace_back(name, open(item));
    return Value::record(Record(std::move(out)));
  }
  const std::string& sealed = value.as_text();
  const Leaves leaves = leaves_of(sealed);
  auto known = opened_.find(sealed);
  if (known == opened_.end()) {
    known = opened_.emplace(sealed, book_.open(sealed).value_or(Value())).first;
    remember(known->second, leaves);
  }
  add_leaves(made_of_, leaves);
  return known->second;
}

std::optional<CommandBody> Sealing::opened(const CommandBody& body) {
  std::optional<CommandBody> out;
  const auto look = [&](auto member) {
    using Of = typename decltype(member)::Of;
    const auto* of = std::get_if<Of>(&body);
    if (of == nullptr || !holds_sealed(of->*member.at)) return;
    if (!out) out = body;
    Value& value = std::get<Of>(*out).*member.at;
    value = open(value);
  };
  look(SealTold<OpenCase>{&OpenCase::data});
  look(SealTold<OpenCase>{&OpenCase::row});
  look(SealTold<Act>{&Act::form});
  look(SealTold<SendMessage>{&SendMessage::with});
  look(SealTold<ChildRaised>{&ChildRaised::with});
  made_of_.clear();
  return out;
}

void Sealing::made(const Value& value) {
  if (!made_of_.empty()) remember(value, made_of_);
  made_of_.clear();
}

// Only when somebody writes: most turns write no text.
void Sealing::know(const CaseState& state) {
  if (knows_state_) return;
  knows_state_ = true;
  for (const auto& [name, value] : state.facts) static_cast<void>(open(value));
  made_of_.clear();
}

void Sealing::stand_at(std::string once, CaseId id) {
  once_ = std::move(once);
  case_ = id;
}

// ---- sealing
Sealing::Leaves Sealing::own_case(Leaves leaves) {
  for (SealBook::Leaf& leaf : leaves)
    if (leaf == kOwnCase && case_) leaf = book_.leaf(case_owner(case_));
  std::ranges::sort(leaves);
  const auto rest = std::ranges::unique(leaves);
  leaves.erase(rest.begin(), rest.end());
  return leaves;
}

Value Sealing::token(const Value& open, Leaves leaves) {
  if (open.is_null() || is_sealed(open)) return open;
  leaves = own_case(std::move(leaves));
  // A refused opening has no case, and nobody to read what it asked.
  if (leaves.empty() || leaves.front() == kOwnCase) return Value::text(kWithheld);
  remember(open, leaves);
  return Value::text(book_.seal(leaves, once_, open));
}

Value Sealing::typed(const Type& type, bool sensitive, const Value& value, const Leaves& owner) {
  if (value.is_null() || is_sealed(value)) return value;
  if (holds_sealed(value) && is_personal(type.item ? type.item->kind : type.kind))
    return typed(type, sensitive, open(value), owner);  // one form, not one around another
  if (value.is(Value::Kind::list)) {
    List out;
    for (const Value& item : value.as_list())
      out.push_back(typed(type.item ? *type.item : type, sensitive, item, owner));
    return Value::list(std::move(out));
  }
  const Type& of = type.item ? *type.item : type;
  if (of.kind == TypeKind::person) {
    const Leaves known = person(value);
    return token(value, known.front() == kOwnCase ? owner : known);
  }
  if (is_personal(of.kind)) return token(value, owner);
  if (!value.is(Value::Kind::record)) {
    if (!sensitive) return value;
    Leaves of_all = owner;  // a text made of others ends with any of them
    if (value.is(Value::Kind::text)) add_leaves(of_all, held_in(value.as_text()));
    return token(value, std::move(of_all));
  }
  Leaves about = owner;  // the person a row is about, where it names one
  for (const auto& member : of.fields)
    if (const Value& who = value[member->name];
        member->type.kind == TypeKind::person && !who.is_null() && !is_sealed(who)) {
      if (const Leaves known = person(who); known.front() != kOwnCase) about = known;
      break;
    }
  std::vector<Record::Entry> out;
  for (const auto& [name, inner] : value.as_record()) {
    const auto member =
        std::ranges::find_if(of.fields, [&](const auto& field) { return field->name == name; });
    const bool engines = name.starts_with('@');
    if (member != of.fields.end())
      out.emplace_back(
          name,
          typed((*member)->type, sensitive || (*member)->sensitivity == "sensitive", inner, about));
    else
      out.emplace_back(name, sensitive && !engines ? typed({}, true, inner, about) : inner);
  }
  return Value::record(Record(std::move(out)));
}

Value Sealing::named(const Value& record, const Definition* definition, bool sensitive) {
  if (!record.is(Value::Kind::record))
    return sensitive ? typed({}, true, record, {kOwnCase}) : record;
  std::vector<Record::Entry> out;
  for (const auto& [name, value] : record.as_record()) {
    const Field* field = private_field(definition, name);
    const bool engines = name.starts_with('@');
    if (field != nullptr)
      out.emplace_back(name, typed(field->type, sensitive || field->sensitivity == "sensitive",
                                   value, {kOwnCase}));
    else if (sensitive && !engines)
      out.emplace_back(name, typed({}, true, value, {kOwnCase}));
    else if (value.is(Value::Kind::record))
      out.emplace_back(name, named(value, definition, false));
    else
      out.emplace_back(name, value);
  }
  return Value::record(Record(std::move(out)));
}

Sealing::Leaves Sealing::held_in(const std::string& text) const {
  Leaves out;
  if (const auto whole = known_.find(text); whole != known_.end()) out = whole->second;
  if (text.size() <= kLeastInside) return out;
  for (const auto& [known, leaves] : known_)
    if (known.size() >= kLeastInside && known.size() < text.size() &&
        text.find(known) != std::string::npos)
      add_leaves(out, leaves);
  return out;
}

std::string Sealing::text(const std::string& plain) {
  if (plain.empty() || is_sealed(plain)) return plain;
  Leaves leaves = held_in(plain);
  return leaves.empty() ? plain : token(Value::text(plain), std::move(leaves)).as_text();
}

Value Sealing::sealed(const Value& value) {
  if (known_.empty()) return value;
  if (value.is(Value::Kind::text)) return Value::text(text(value.as_text()));
  if (value.is(Value::Kind::list)) {
    List out;
    for (const Value& item : value.as_list()) out.push_back(sealed(item));
    return Value::list(std::move(out));
  }
  if (value.is(Value::Kind::record)) {
    std::vector<Record::Entry> out;
    for (const auto& [name, item] : value.as_record()) out.emplace_back(name, sealed(item));
    return Value::record(Record(std::move(out)));
  }
  return value;
}

// An effect's key names whom it is for; it stays one key for one effect.
std::string Sealing::seal_key(const std::string& key) {
  const Leaves leaves = own_case(held_in(key));
  if (leaves.empty()) return key;
  const auto mark = book_.mark(leaves, key);
  return cat(key.substr(0, key.find(':')), ":", to_hex(mark.value_or(Hash{})).substr(0, 32));
}

std::optional<CommandBody> Sealing::sealed(const CommandBody& body, const Definition* definition) {
  if (known_.empty()) return std::nullopt;
  CommandBody out = body;
  const auto whole = [&](Value& value) { value = sealed(named(value, definition, false)); };
  if (auto* open = std::get_if<OpenCase>(&out)) {
    whole(open->data);
    whole(open->row);
  } else if (auto* act = std::get_if<Act>(&out)) {
    whole(act->form);
    act->reason = text(act->reason);
  } else if (auto* message = std::get_if<SendMessage>(&out)) {
    whole(message->with);
  } else if (auto* effect = std::get_if<FinishEffect>(&out)) {
    whole(effect->answer);
  } else if (auto* child = std::get_if<ChildEnded>(&out)) {
    whole(child->answers);
  } else if (auto* raised = std::get_if<ChildRaised>(&out)) {
    whole(raised->with);
  } else {
    return std::nullopt;
  }
  return out;
}

void Sealing::mask(Rejection& rejection) const {
  for (std::string* text : {&rejection.zh, &rejection.en})
    for (const auto& [known, leaves] : known_) {
      if (known.size() < kLeastInRefusal) continue;
      for (std::size_t at = text->find(known); at != std::string::npos; at = text->find(known, at))
        text->replace(at, known.size(), kMasked), at += std::string_view(kMasked).size();
    }
  if (!rejection.offer.is(Value::Kind::record)) return;
  Record offer;
  for (const auto& [name, value] : rejection.offer.as_record())
    if (!value.is(Value::Kind::text) || held_in(value.as_text()).empty()) offer.set(name, value);
  rejection.offer = Value::record(std::move(offer));
}

// ---- being found again
std::vector<std::string> Sealing::marks(const Definition& definition,
                                        const std::vector<std::string>& tuple,
                                        const std::vector<Value>& values, std::size_t most) {
  std::vector<std::string> out;
  for (const MatchText& one : match_texts(tuple, values, most)) {
    Leaves leaves;
    bool others = false;
    for (std::size_t i = 0; i < tuple.size(); ++i) {
      const Field* field =
          private_field(&definition, std::string_view(tuple[i]).substr(0, tuple[i].find('.')));
      others = others || tuple[i] == kCell;
      if (field == nullptr) continue;
      const Type& type = field->type.item ? *field->type.item : field->type;
      if (type.kind == TypeKind::person)
        add_leaves(leaves, person(one.values[i]));
      else
        others = true;
    }
    std::erase(leaves, kOwnCase);
    if (others || leaves.empty()) leaves.push_back(book_.leaf(match_owner(town_.id, one.text)));
    if (const auto mark = book_.mark(leaves, one.text)) out.push_back(to_hex(*mark).substr(0, 32));
  }
  return out;
}

std::string person_owner(const std::string& town, const std::string& person) {
  return cat("p:", town, "/", person);
}
std::string case_owner(CaseId id) {
  return cat("c:", id.value);
}
std::string match_owner(const std::string& town, const std::string& text) {
  return cat("m:", town, "/", text);
}

}  // namespace tf::core
