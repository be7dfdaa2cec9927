// What a DMN file holds that a model does not: drawings, knowledge sources, annotations of the
// drawing, other expression languages. Private to interchange/.
#pragma once

#include "interchange/report.h"
#include "interchange/xml.h"

namespace tf::interchange {

void report_passed_over(const XmlElement& root, Report& report);

}  // namespace tf::interchange
