// Why a request got no other answer: RFC 9457 problem+json, one shape for all of them:
//     {"type":"/api/v1/problems#key.missing","title":…,"status":428,"detail":…,"code":"key.missing",
//      "number":"TF8009","zh":…,"en":…,"errors":[{"field":…,"line":…,"column":…}],"offer":{…}}
// title and detail are in the caller's language; zh and en always hold the detail in both.
// A refusal of the business has the code its rule gave it and no number of ours.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/http.h"
#include "base/json.h"
#include "core/command.h"

namespace tf::api {

enum class Language : unsigned char { en, zh };
// Of Accept-Language: zh when it comes first, else en.
Language language_of(std::string_view accept_language);

struct ProblemCode {
  const char* number;
  const char* code;
  int status;
  const char* zh;  // title
  const char* en;
};
std::span<const ProblemCode> problem_codes();
const ProblemCode* find_problem(std::string_view code);

struct FieldError {
  std::string field;  // name in the body, the query or the head
  int line = 0;       // 0: has none
  int column = 0;
  std::string zh, en;
};

// `zh` and `en`: the sentence; empty: the title says it all. `code` must be in the table.
struct Problem {
  std::string_view code;
  std::string zh, en;
  std::vector<FieldError> errors;
};
HttpResponse problem_response(const Problem& problem, Language language);

// In the language it was told in first, else in `language`.
HttpResponse refused_response(const core::Rejection& rejection, Language language);
HttpResponse error_response(const Error& error, Language language);
// A command's key that stands for another request.
HttpResponse reused_key_response(const Error& error, Language language);
HttpResponse json_error_response(const JsonError& error, Language language);

// All codes with their titles, as JSON: what "type" leads to.
std::string problems_document();

}  // namespace tf::api
