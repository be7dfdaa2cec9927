// Boxed expressions as elements of a DMN file. Private to interchange/.
#pragma once

#include "interchange/xml_write.h"
#include "rule/feel/boxed.h"

namespace tf::interchange {

// Nothing for a decision without logic.
void write_logic(XmlWriter& xml, const rule::Boxed& boxed);
// A function under this name: functionDefinition, encapsulatedLogic.
void write_function(XmlWriter& xml, const rule::Boxed& boxed, const char* name);

}  // namespace tf::interchange
