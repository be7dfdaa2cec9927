// Models of rule/drg.h → a DMN 1.5 file, with a drawing of its own: input data below, what needs
// them above, requirements as arrows. Promise: read_dmn of it gives a model that decides the same.
// Source: OMG DMN 1.5, its schemas DMN15.xsd and DMNDI15.xsd (order of elements, ids).
#pragma once

#include <span>
#include <string>

#include "rule/drg.h"

namespace tf::interchange {

// `others`: models it imports, to tell decisions from functions among what it requires of them.
std::string write_dmn(const rule::DrgModel& model, std::span<const rule::DrgModel> others = {});

}  // namespace tf::interchange
