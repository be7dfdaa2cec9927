#include "host/texts.h"
#include "base/seal_value.h"

namespace tf::host {

// The subject of the case where it has one, else the title of its workflow.
std::string CatalogTexts::case_title(const core::CaseState& state) const {
  for (const char* name : {"subject", "text", "content", "title", "facts"})
    if (const Value& v = state.field(name);
        v.is(Value::Kind::text) && !v.as_text().empty() && !is_sealed(v))
      return v.as_text();
  const auto definition = catalog_->definition(state.versions.definition);
  return definition == nullptr ? state.workflow : definition->title.zh;
}

std::string CatalogTexts::step_title(const core::CaseState& state, std::string_view step) const {
  const auto definition = catalog_->definition(state.versions.definition);
  const core::Step* found = definition == nullptr ? nullptr : definition->step(step);
  if (found != nullptr && !found->title.zh.empty()) return found->title.zh;
  if (const core::Town* town = catalog_->town(state.town); town != nullptr && found != nullptr)
    if (const auto* spec = std::get_if<core::TaskSpec>(&found->spec))
      if (const core::Words& words = town->word(spec->work); !words.zh.empty()) return words.zh;
  return std::string(step);
}

}  // namespace tf::host
