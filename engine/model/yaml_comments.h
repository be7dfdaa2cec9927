// Puts the comments that the scan found onto the nodes they stand at.
#pragma once

#include "model/node.h"
#include "model/yaml_scan.h"

namespace tf::model {

void attach_comments(Node& root, const YamlScan& scan);

}  // namespace tf::model
