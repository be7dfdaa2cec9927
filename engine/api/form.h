// Reading what a caller wrote: the JSON object of a body and the parameters of a query, each field
// once asked for, unknown ones refused by name. Collects every fault before answering.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/problem.h"
#include "api/route.h"
#include "base/time.h"
#include "base/value.h"

namespace tf::api {

class Body {
 public:
  // Parses; an empty body is {}. fault() tells when it is no object or not JSON.
  explicit Body(const Context& context);

  std::string text(std::string_view name);    // "" when absent or null
  std::string needed(std::string_view name);  // must be there and not empty
  Value record(std::string_view name);        // {} when absent or null
  // The whole object, all its fields taken.
  Value all();
  // Call last: the first problem, or a problem listing every missing, wrong and unknown field.
  std::optional<HttpResponse> fault();

 private:
  const Value* take(std::string_view name);
  void note(std::string_view code, std::string_view field, std::string zh, std::string en);

  const Context& context_;
  Value value_;
  std::vector<std::string_view> asked_;
  std::optional<HttpResponse> broken_;
  std::string_view code_{};
  std::vector<FieldError> errors_;
};

class Query {
 public:
  explicit Query(const Context& context) : context_(context) {}

  std::optional<std::string> text(std::string_view name);
  // At most `most`; `otherwise` when absent.
  std::uint64_t count(std::string_view name, std::uint64_t otherwise, std::uint64_t most);
  std::optional<std::uint8_t> light(std::string_view name);
  Date date(std::string_view name, Date otherwise);
  std::optional<HttpResponse> fault();

 private:
  void note(std::string_view field, std::string zh, std::string en);
  const Context& context_;
  std::vector<FieldError> errors_;
};

// Parameters the route does not list; asked before the handler runs.
std::optional<HttpResponse> unknown_parameters(const Context& context);

std::string_view light_word(std::uint8_t light);

}  // namespace tf::api
