// The boxed expressions of a DMN file. Private to interchange/.
#pragma once

#include "interchange/xml.h"
#include "rule/feel/boxed.h"

namespace tf::interchange {

// The expression among the children of `parent` (a decision, an entry, a binding …); null when
// there is none.
rule::BoxedPtr read_expression_of(const XmlElement& parent, XmlError& error);
// A functionDefinition, or the encapsulatedLogic of a business knowledge model.
rule::BoxedPtr read_function(const XmlElement& element, XmlError& error);

}  // namespace tf::interchange
