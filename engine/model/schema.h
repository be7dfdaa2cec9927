// JSON Schema (draft-07) of each file kind, from the shape table: for editors. Chinese keys are
// properties like the English ones; every property carries its line of explanation and an example.
// Threads: any.
#pragma once

#include <string>
#include <string_view>

namespace tf::model {

// "townflow-workflow-1.json"
std::string schema_file_name(std::string_view kind);
// Empty for an unknown kind.
std::string schema_of(std::string_view kind);

}  // namespace tf::model
