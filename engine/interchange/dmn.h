// DMN files (OMG DMN 1.1 to 1.5, any of their namespaces) → models of rule/drg.h. Drawings and
// extensions are passed over. Errors:  those of xml.h; dmn.root when the root is no `definitions`,
// dmn.hit_policy. What is unknown elsewhere
//          is passed over, and said in `report`.
#pragma once

#include <expected>
#include <string_view>

#include "interchange/report.h"
#include "interchange/xml.h"
#include "rule/drg.h"

namespace tf::interchange {

std::expected<rule::DrgModel, XmlError> read_dmn(std::string_view text,
                                                 const XmlLimits& limits = {},
                                                 Report* report = nullptr);

}  // namespace tf::interchange
