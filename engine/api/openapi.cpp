#include "api/openapi.h"

#include "api/handlers.h"
#include "api/route.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace tf::api {
namespace {

void write_parameter(JsonWriter& out, std::string_view name, std::string_view in, bool required,
                     std::string_view description, std::string_view schema) {
  out.begin_object()
      .field("name", name)
      .field("in", in)
      .field("required", required)
      .field("description", description)
      .key("schema")
      .raw(schema)
      .end_object();
}

std::string_view schema_of(Parameter::Kind kind) {
  switch (kind) {
    case Parameter::Kind::count:
      return R"({"type":"integer","minimum":0})";
    case Parameter::Kind::light:
      return R"({"type":"string","enum":["green","yellow","red"]})";
    case Parameter::Kind::date:
      return R"({"type":"string","format":"date"})";
    case Parameter::Kind::text:
      break;
  }
  return R"({"type":"string"})";
}

std::string_view meaning_of_hole(std::string_view hole) {
  if (hole == "ref") return "id in digits or public number";
  if (hole == "task") return "number of the task within the case";
  if (hole == "verb") return "claim, transfer, return, … (complete has an address of its own)";
  return hole;
}

void write_parameters(JsonWriter& out, const Route& route) {
  out.key("parameters").begin_array();
  std::string_view rest = route.pattern;
  for (std::size_t at = rest.find('{'); at != std::string_view::npos; at = rest.find('{')) {
    const std::size_t end = rest.find('}', at);
    const std::string_view hole = rest.substr(at + 1, end - at - 1);
    write_parameter(out, hole, "path", true, meaning_of_hole(hole), R"({"type":"string"})");
    rest.remove_prefix(end);
  }
  for (const Parameter& p : route.parameters)
    write_parameter(out, p.name, "query", false, cat(p.en, " / ", p.zh), schema_of(p.kind));
  if (route.command != nullptr) {
    write_parameter(out, "Idempotency-Key", "header", true,
                    "a repeat with the same key gets the first answer again",
                    R"({"type":"string","pattern":"^[!-~]{1,64}$"})");
    write_parameter(out, "X-Townflow-Actor", "header", true,
                    "who acts, as PERSON[@TOWN]; recorded as claimed", R"({"type":"string"})");
  }
  if (route.read == open_stream)
    write_parameter(out, "Last-Event-ID", "header", false, "go on after this sequence number",
                    R"({"type":"integer","minimum":0})");
  out.end_array();
}

std::string reference(std::string_view schema) {
  return cat(R"({"$ref":"#/components/schemas/)", schema, R"("})");
}

void write_answer(JsonWriter& out, std::string_view status, std::string_view description,
                  std::string_view media, std::string_view schema) {
  out.key(status)
      .begin_object()
      .field("description", description)
      .key("content")
      .begin_object()
      .key(media)
      .begin_object()
      .key("schema")
      .raw(schema)
      .end_object()
      .end_object()
      .end_object();
}

void write_answers(JsonWriter& out, const Route& route) {
  out.key("responses").begin_object();
  const bool stream = route.read == open_stream;
  if (route.answer != nullptr) {
    const bool opens = route.command == open_case;
    write_answer(out, opens ? "201" : "200", opens ? "opened" : "done", "application/json",
                 reference(route.answer));
  } else {
    write_answer(out, "200", stream ? "events, until somebody leaves" : "figures",
                 stream ? "text/event-stream" : "text/plain", R"({"type":"string"})");
  }
  write_answer(out, "4XX", route.command != nullptr ? "refused, or asked wrongly" : "asked wrongly",
               "application/problem+json", reference("Problem"));
  write_answer(out, "5XX", "not now; nothing was changed unless the code is 'late'",
               "application/problem+json", reference("Problem"));
  out.end_object();
}

void write_operation(JsonWriter& out, const Route& route) {
  out.key(route.method == Method::post ? "post" : "get")
      .begin_object()
      .field("operationId", route.id)
      .key("tags")
      .begin_array()
      .value(route.tag)
      .end_array()
      .field("summary", route.en)
      .field("x-summary-zh", route.zh);
  write_parameters(out, route);
  if (route.body != nullptr)
    out.key("requestBody")
        .begin_object()
        .field("required", true)
        .key("content")
        .begin_object()
        .key("application/json")
        .begin_object()
        .key("schema")
        .raw(reference(route.body))
        .end_object()
        .end_object()
        .end_object();
  write_answers(out, route);
  out.end_object();
}

bool seen_before(const Route& route) {
  for (const Route& other : routes()) {
    if (&other == &route) return false;
    if (std::string_view(other.pattern) == route.pattern) return true;
  }
  return false;
}

void write_paths(JsonWriter& out) {
  out.key("paths").begin_object();
  for (const Route& route : routes()) {
    if (seen_before(route)) continue;
    out.key(route.pattern).begin_object();
    for (const Route& other : routes())
      if (std::string_view(other.pattern) == route.pattern) write_operation(out, other);
    out.end_object();
  }
  out.end_object();
}

}  // namespace

std::string openapi_document(std::string_view version) {
  std::string text;
  JsonWriter out(text);
  out.begin_object()
      .field("openapi", "3.1.0")
      .key("info")
      .begin_object()
      .field("title", "townflow")
      .field("version", version)
      .field("description",
             "Matters of a town: open, handle, watch. Served on loopback only; who acts is claimed "
             "by X-Townflow-Actor and recorded as claimed. 只在本机提供服务；办理人由 "
             "X-Townflow-Actor 声明，并照此记录。")
      .end_object()
      .key("servers")
      .begin_array()
      .begin_object()
      .field("url", "/")
      .end_object()
      .end_array();
  write_paths(out);
  out.key("components").begin_object().key("schemas").begin_object();
  for (const Schema& schema : schemas()) out.key(schema.name).raw(schema.json);
  out.end_object().end_object().end_object();
  return text;
}

HttpResponse show_openapi(const Context& context) {
  HttpResponse response;
  response.file = context.openapi;
  return response;
}

HttpResponse show_problems(const Context&) {
  HttpResponse response;
  response.body = problems_document();
  return response;
}

}  // namespace tf::api
