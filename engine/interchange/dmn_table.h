// The decision tables of a DMN file. Private to interchange/.
#pragma once

#include <memory>

#include "interchange/xml.h"
#include "rule/feel/boxed.h"

namespace tf::interchange {

std::shared_ptr<const rule::BoxedTable> read_table(const XmlElement& element, XmlError& error);

}  // namespace tf::interchange
