// Fields of a workflow while they are collected and bound.
#pragma once

#include "core/bind_scope.h"

namespace tf::core {

bool is_required(const model::Node& field);
// Without `names` the expressions stay empty.
std::shared_ptr<Field> read_field(std::string_view name, const model::Node& node,
                                  const rule::Names* names, model::Diagnostics& out);
// The slot of a name that only a form or a row knows.
int hidden_slot(Flow& flow, const std::string& name, const Type& type);

}  // namespace tf::core
