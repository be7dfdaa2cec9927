// Titles for the rows of lists, from the catalog.
#pragma once

#include <memory>

#include "core/catalog.h"
#include "store/projector.h"

namespace tf::host {

class CatalogTexts : public store::ProjectionTexts {
 public:
  explicit CatalogTexts(std::shared_ptr<const core::Catalog> catalog)
      : catalog_(std::move(catalog)) {}
  void use(std::shared_ptr<const core::Catalog> catalog) { catalog_ = std::move(catalog); }
  std::string case_title(const core::CaseState& state) const override;
  std::string step_title(const core::CaseState& state, std::string_view step) const override;

 private:
  std::shared_ptr<const core::Catalog> catalog_;
};

}  // namespace tf::host
