#include "api/form.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.h"
#include "base/text.h"

namespace tf::api {
namespace {

constexpr std::array<std::string_view, 3> kLights = {"green", "yellow", "red"};

std::string hint(std::string_view word, std::span<const std::string> known, bool zh) {
  const auto near = closest(word, known);
  if (near) return zh ? cat("，是不是 ", *near) : cat("; did you mean '", *near, "'");
  return {};
}

}  // namespace

std::string_view light_word(std::uint8_t light) {
  return light < kLights.size() ? kLights[light] : kLights.back();
}

Body::Body(const Context& context) : context_(context) {
  if (context.request.body.empty()) {
    value_ = Value::record({});
    return;
  }
  auto parsed = parse_json(context.request.body);
  if (!parsed) {
    broken_ = json_error_response(parsed.error(), context.language);
  } else if (!parsed->is(Value::Kind::record)) {
    broken_ = problem_response({"body.not_object", {}, {}, {}}, context.language);
  } else {
    value_ = *std::move(parsed);
  }
}

const Value* Body::take(std::string_view name) {
  asked_.push_back(name);
  if (broken_) return nullptr;
  const Value* found = value_.as_record().find(name);
  return found == nullptr || found->is_null() ? nullptr : found;
}

void Body::note(std::string_view code, std::string_view field, std::string zh, std::string en) {
  if (code_.empty()) code_ = code;
  errors_.push_back({std::string(field), 0, 0, std::move(zh), std::move(en)});
}

std::string Body::text(std::string_view name) {
  const Value* found = take(name);
  if (found == nullptr) return {};
  if (found->is(Value::Kind::text)) return found->as_text();
  note("body.bad_field", name, cat("“", name, "”须为文字"), cat("'", name, "' must be a text"));
  return {};
}

std::string Body::needed(std::string_view name) {
  const std::size_t faults = errors_.size();
  std::string found = text(name);
  if (found.empty() && errors_.size() == faults && !broken_)
    note("body.missing_field", name, cat("缺少“", name, "”"), cat("'", name, "' is missing"));
  return found;
}

Value Body::record(std::string_view name) {
  const Value* found = take(name);
  if (found == nullptr) return Value::record({});
  if (found->is(Value::Kind::record)) return *found;
  note("body.bad_field", name, cat("“", name, "”须为对象"), cat("'", name, "' must be an object"));
  return Value::record({});
}

Value Body::all() {
  if (broken_) return Value::record({});
  for (const auto& [name, value] : value_.as_record()) asked_.push_back(name);
  return value_;
}

std::optional<HttpResponse> Body::fault() {
  if (broken_) return std::move(broken_);
  std::vector<std::string> known;
  for (const auto& [name, value] : value_.as_record()) {
    if (std::find(asked_.begin(), asked_.end(), name) != asked_.end()) continue;
    if (known.empty()) known.assign(asked_.begin(), asked_.end());
    note("body.unknown_field", name, cat("没有“", name, "”这个字段", hint(name, known, true)),
         cat("no field '", name, "'", hint(name, known, false)));
  }
  if (errors_.empty()) return std::nullopt;
  return problem_response({code_, errors_.front().zh, errors_.front().en, errors_},
                          context_.language);
}

void Query::note(std::string_view field, std::string zh, std::string en) {
  errors_.push_back({std::string(field), 0, 0, std::move(zh), std::move(en)});
}

std::optional<std::string> Query::text(std::string_view name) {
  const std::string* found = context_.query(name);
  if (found == nullptr || found->empty()) return std::nullopt;
  return *found;
}

std::uint64_t Query::count(std::string_view name, std::uint64_t otherwise, std::uint64_t most) {
  const auto found = text(name);
  if (!found) return otherwise;
  std::uint64_t n = 0;
  const char* const end = found->data() + found->size();
  const auto [at, error] = std::from_chars(found->data(), end, n);
  if (error == std::errc{} && at == end && n <= most) return n;
  note(name, cat("“", name, "”须为 0 到 ", most, " 的整数"),
       cat("'", name, "' is a whole number from 0 to ", most));
  return otherwise;
}

std::optional<std::uint8_t> Query::light(std::string_view name) {
  const auto found = text(name);
  if (!found) return std::nullopt;
  for (std::size_t i = 0; i < kLights.size(); ++i)
    if (*found == kLights[i]) return static_cast<std::uint8_t>(i);
  note(name, cat("“", name, "”须为 green、yellow 或 red"),
       cat("'", name, "' is green, yellow or red"));
  return std::nullopt;
}

Date Query::date(std::string_view name, Date otherwise) {
  const auto found = text(name);
  if (!found) return otherwise;
  if (const auto date = parse_date(*found)) return *date;
  note(name, cat("“", name, "”须为日期，如 2026-03-10"),
       cat("'", name, "' is a date like 2026-03-10"));
  return otherwise;
}

std::optional<HttpResponse> Query::fault() {
  if (errors_.empty()) return std::nullopt;
  return problem_response({"query.bad", errors_.front().zh, errors_.front().en, errors_},
                          context_.language);
}

std::optional<HttpResponse> unknown_parameters(const Context& context) {
  std::vector<FieldError> errors;
  for (const auto& [name, value] : context.target.query()) {
    const auto parameters = context.route->parameters;
    if (std::any_of(parameters.begin(), parameters.end(),
                    [&](const Parameter& p) { return name == p.name; }))
      continue;
    std::vector<std::string> known;
    for (const Parameter& p : parameters) known.emplace_back(p.name);
    errors.push_back({name, 0, 0, cat("没有“", name, "”这个参数", hint(name, known, true)),
                      cat("no parameter '", name, "'", hint(name, known, false))});
  }
  if (errors.empty()) return std::nullopt;
  return problem_response({"query.unknown", errors.front().zh, errors.front().en, errors},
                          context.language);
}

}  // namespace tf::api
