// A table of the native form as a graph of DMN: its fields become input data, computed columns
// decisions of their own, bare choices texts; columns that fold by themselves and caps become a
// decision over the rows that fired. Promise: the decision named after the table gives the same
// outputs (a single output stands bare, as DMN has it).
#pragma once

#include <functional>
#include <string>

#include "interchange/report.h"
#include "model/node.h"
#include "rule/drg.h"

namespace tf::interchange {

// typeRef of an input by its name; may answer "".
using TypeOfName = std::function<std::string(std::string_view name)>;

// `names`: what the process declares, or LooseNames.
rule::DrgModel graph_of_table(const model::Document& table, const rule::Names& names,
                              const TypeOfName& type_of, Report& report);

}  // namespace tf::interchange
