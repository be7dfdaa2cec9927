// Ids of a BPMN file are ASCII names, for some readers take nothing else; ours may be Chinese. A
// sign beyond ASCII is written `_x767B_`, by its number, and read back as what it was.
// Promise: read_ids of what file_id wrote is the id it was made of; an id without such signs stays.
#pragma once

#include <string>
#include <string_view>

#include "interchange/xml.h"

namespace tf::interchange::bpmn {

std::string file_id(std::string_view id);
std::string read_id(std::string_view written);

// In the whole file: ids, and what refers to them.
void read_ids(XmlElement& definitions);

}  // namespace tf::interchange::bpmn
