// Models of rule/drg.h → a DMN file (1.5 unless said), with a drawing of its own: input data below,
// what needs them above, requirements as arrows. Promise: read_dmn of it gives a model that decides
// the same. Source: OMG DMN 1.5, its schemas DMN15.xsd and DMNDI15.xsd (order of elements, ids).
#pragma once

#include <span>
#include <string>

#include "rule/drg.h"

namespace tf::interchange {

// Editors that know no 1.5 take an older one; boxed filters, conditions and loops came with 1.4.
enum class DmnVersion : unsigned char { v1_3, v1_4, v1_5 };

// `others`: models it imports, to tell decisions from functions among what it requires of them.
std::string write_dmn(const rule::DrgModel& model, std::span<const rule::DrgModel> others = {},
                      DmnVersion version = DmnVersion::v1_5);

}  // namespace tf::interchange
