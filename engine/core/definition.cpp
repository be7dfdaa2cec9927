#include "core/definition.h"

#include <algorithm>

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
