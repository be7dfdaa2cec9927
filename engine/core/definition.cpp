#include "core/definition.h"

#include <algorithm>

#include "core/nearness.h"

namespace tf::core {

const Verb* Step::verb(std::string_view word) const {
  const auto found =
      std::find_if(may.begin(), may.end(), [&](const Verb& v) { return v.word == word; });
  return found == may.end() ? nullptr : &*found;
}
const Handler* Step::handler(std::string_view name) const {
  const auto found =
      std::find_if(upon.begin(), upon.end(), [&](const Handler& h) { return h.name == name; });
  return found == upon.end() ? nullptr : &*found;
}

std::vector<std::string> FindSpec::tuple() const {
  std::vector<std::string> out = match;
  if (near) out.emplace_back(kCell);
  return out;
}

const Start* Definition::start(std::string_view name) const {
  const auto found =
      std::find_if(starts.begin(), starts.end(), [&](const Start& s) { return s.name == name; });
  return found == starts.end() ? nullptr : &*found;
}

std::vector<Form> Definition::opening(const Start& start) const {
  const auto asked_there = [&](const std::string& name) {
    return std::ranges::any_of(start.forms, [&](const Form& own) {
      return own.into.empty() && std::ranges::any_of(own.fields, [&](const auto& field) {
               return field->name == name;
             });
    });
  };
  std::vector<Form> out(1);
  for (const auto& field : form)
    if (!asked_there(field->name)) out.front().fields.push_back(field);
  out.insert(out.end(), start.forms.begin(), start.forms.end());
  return out;
}

std::vector<const FindSpec*> Definition::finds() const {
  std::vector<const FindSpec*> out;
  for (const Start& start : starts)
    for (const auto* list : {&start.find, &start.same, &start.cluster})
      for (const FindSpec& find : *list) out.push_back(&find);
  return out;
}

const Step* Definition::each_around(const Step& inner) const {
  const Step* owner = step(blocks[static_cast<std::size_t>(inner.block)].owner);
  while (owner != nullptr && !std::holds_alternative<EachSpec>(owner->spec))
    owner = step(blocks[static_cast<std::size_t>(owner->block)].owner);
  return owner;
}

const Step* Definition::step(std::string_view wanted) const {
  const auto found = step_index.find(wanted);
  return found == step_index.end() ? nullptr : &steps[static_cast<std::size_t>(found->second)];
}
const Field* Definition::field(std::string_view name) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f->name == name; });
  return found == fields.end() ? nullptr : found->get();
}

}  // namespace tf::core
