// The ways of `choose` steps looked at before anybody takes one (rule/analysis_ways.h), for `lint`
// and `show --ways`.
#pragma once

#include <string>
#include <vector>

#include "core/catalog.h"
#include "model/diagnostics.h"
#include "model/node.h"
#include "rule/analysis_ways.h"

namespace tf::core {

struct Choice {
  struct Way {
    std::string text;  // its condition
    model::Span span;
  };
  std::string step;
  std::vector<Way> ways;  // without `otherwise`
  rule::WaysAnalysis analysis;
};

// The choices a process writes, in the order of its file.
std::vector<Choice> choices_of(const model::Document& workflow, const Definition& definition);

// Reports ways that are never taken. `documents`: those the town was bound from.
void check_choices(const Town& town, const std::vector<const model::Document*>& documents,
                   model::Diagnostics& out);

}  // namespace tf::core
