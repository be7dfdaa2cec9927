// Answers of people → values of the declared types, or every mistake at once.
// A person becomes {id, id_hash, name}, a place {code, node, text}, a moment carries the town's
// zone. A typed moment may lie in the past, never in the future.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/env.h"

namespace tf::core {

struct FormProblem {
  std::string field, zh, en;
};
struct FormAnswers {
  std::map<std::string, Value> values;  // by field name, "into.field" for shared forms
  std::vector<FormProblem> problems;
};

// `given`: the record as sent. `partial`: what is missing is not a mistake (fill, drafts). Answers
// whose field the forms do not have are problems unless `others_allowed`.
FormAnswers read_answers(Turn& turn, const std::vector<const Form*>& forms, const Value& given,
                         std::uint64_t scope, bool partial);
// One value read as `type`; nullopt and a sentence when it does not fit.
struct Reading {
  Value value;
  std::string zh, en;  // why not
};
// `around`: the answers of the form a record stands in, for what its fields say of themselves.
using Answers = std::map<std::string, Value, std::less<>>;
Reading read_typed(Turn& turn, const Type& type, const Value& given,
                   const Answers* around = nullptr);
// The `pattern` of a field, as the regular expression that all of its text must match.
std::string whole_pattern(std::string_view pattern);
Rejection form_rejection(const std::vector<FormProblem>& problems);

}  // namespace tf::core
