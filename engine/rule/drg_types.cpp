// Item definitions → types.
#include "base/text.h"
#include "rule/drg_graph.h"
#include "rule/feel/no_surroundings.h"

namespace tf::rule {
namespace {

using Allowed = std::function<bool(const Value&)>;

// A predicate from unary tests, after `before`.
Allowed allowed_by(const std::string& tests, Allowed before, std::vector<DrgProblem>& problems,
                   const std::string& name) {
  if (trim(tests).empty()) return before;
  auto program = compile_unary_tests(tests, NoNames());
  if (!program) {
    problems.push_back({name, program.error().name, program.error().zh, program.error().en});
    return before;
  }
  return [program = *program, before = std::move(before)](const Value& value) {
    if (before && !before(value)) return false;
    NoEnv env;
    return program.test(value, env);
  };
}

}  // namespace

TypePtr ItemTypes::find(std::size_t model, std::string_view name) {
  if (name.empty()) return nullptr;
  const auto known = built_.find({model, std::string(name)});
  if (known != built_.end()) return known->second;
  for (const ItemDefinition& item : models_[model].types)
    if (item.name == name) return build(model, item, item.name);
  for (const DrgImport& import : models_[model].imports) {
    std::string_view below = name;  // an import without a name brings its types in as they are
    if (!import.name.empty()) {
      if (!name.starts_with(import.name) || name.size() <= import.name.size() + 1 ||
          name[import.name.size()] != '.')
        continue;
      below = name.substr(import.name.size() + 1);
    }
    for (std::size_t other = 0; other < models_.size(); ++other) {
      if (models_[other].space != import.space || other == model) continue;
      for (const ItemDefinition& item : models_[other].types)
        if (item.name == below) return find(other, below);
      for (const DrgImport& further : models_[other].imports)  // what it imports itself: a.b.tLoan
        if (!further.name.empty() && further.space != models_[model].space &&
            below.starts_with(cat(further.name, ".")))
          if (TypePtr found = find(other, below)) return found;
    }
  }
  // Before DMN 1.2 a type had a prefix: feel:number, kie:tLoan.
  if (const std::size_t colon = name.find(':'); colon != std::string_view::npos)
    return find(model, name.substr(colon + 1));
  return builtin_type(name);
}

TypePtr ItemTypes::base_of(std::size_t model, const ItemDefinition& item) {
  if (item.is_function) {
    auto type = std::make_shared<Type>();
    type->kind = Type::Kind::function;
    type->open = false;
    const auto any = builtin_type("Any");
    for (const BoxedEntry& parameter : item.parameters) {
      TypePtr of = find(model, parameter.type);
      type->parameters.push_back(of != nullptr ? of : any);
    }
    TypePtr result = find(model, item.result);
    type->element = result != nullptr ? result : any;
    return type;
  }
  if (!item.components.empty()) {
    auto type = std::make_shared<Type>();
    type->kind = Type::Kind::context;
    type->open = false;
    for (const ItemDefinition& component : item.components)
      type->fields.emplace_back(component.name,
                                build(model, component, cat(item.name, ".", component.name)));
    return type;
  }
  TypePtr type = find(model, item.type);
  return type != nullptr ? type : builtin_type("Any");
}

TypePtr ItemTypes::build(std::size_t model, const ItemDefinition& item, const std::string& name) {
  built_[{model, name}] =
      builtin_type("Any");  // a definition that refers to itself: anything goes below
  auto single = std::make_shared<Type>(*base_of(model, item));
  single->name = item.name;
  single->allowed = allowed_by(item.allowed, single->allowed, problems_, item.name);
  if (!trim(item.allowed).empty()) single->allowed_texts.push_back(item.allowed);
  TypePtr out = single;
  if (item.is_collection) {
    auto list = std::make_shared<Type>();
    list->kind = Type::Kind::list;
    list->element = single;
    list->name = item.name;
    list->allowed = allowed_by(item.constraint, nullptr, problems_, item.name);
    out = list;
  } else if (!item.constraint.empty()) {
    single->allowed = allowed_by(item.constraint, single->allowed, problems_, item.name);
    single->allowed_texts.push_back(item.constraint);
  }
  built_[{model, name}] = out;
  return out;
}

}  // namespace tf::rule
