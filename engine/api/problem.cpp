#include "api/problem.h"

#include <array>

#include "base/check.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace tf::api {
namespace {

constexpr std::array kCodes = {
    // The head of the request.
    ProblemCode{"TF8001", "http.head", 400, "请求头不符合 HTTP/1.1", "the head is no HTTP/1.1"},
    ProblemCode{"TF8002", "http.target", 400, "请求目标不是路径", "the target is not a path"},
    ProblemCode{"TF8003", "http.path", 400, "路径或查询串写法不对",
                "the path or query is malformed"},
    ProblemCode{"TF8004", "http.version", 505, "只支持 HTTP/1.1", "only HTTP/1.1 is spoken"},
    ProblemCode{"TF8005", "http.header_count", 431, "请求头太多", "too many headers"},
    ProblemCode{"TF8006", "http.header_size", 431, "请求头太大", "the head is too large"},
    ProblemCode{"TF8007", "http.timeout", 408, "请求没有按时发完",
                "the request did not arrive in time"},
    ProblemCode{"TF8008", "http.too_large", 413, "请求体太大", "the body is too large"},
    ProblemCode{"TF8009", "http.media_type", 415, "请求体须为 application/json",
                "the body must be application/json"},
    ProblemCode{"TF8010", "http.encoding", 415, "不接受压缩的请求体",
                "compressed bodies are not taken"},
    ProblemCode{"TF8011", "http.framing", 400, "请求体的长度或分块写法不对",
                "length or chunks of the body are malformed"},
    ProblemCode{"TF8012", "http.expect", 417, "只支持 100-continue", "only 100-continue is met"},
    ProblemCode{"TF8013", "route.not_found", 404, "没有这个地址", "no such address"},
    ProblemCode{"TF8014", "route.method", 405, "这个地址不支持此方法",
                "the address has no such method"},
    // Who asks.
    ProblemCode{"TF8020", "host.foreign", 421, "Host 须为本机", "Host must name this machine"},
    ProblemCode{"TF8021", "origin.foreign", 403, "不接受其他网页发来的请求",
                "requests of other sites' pages are not taken"},
    ProblemCode{"TF8022", "auth.actor_missing", 401, "缺少 X-Townflow-Actor",
                "X-Townflow-Actor is missing"},
    ProblemCode{"TF8023", "auth.actor_bad", 400, "X-Townflow-Actor 写法不对",
                "X-Townflow-Actor is malformed"},
    ProblemCode{"TF8024", "key.missing", 428, "缺少 Idempotency-Key", "Idempotency-Key is missing"},
    ProblemCode{"TF8025", "key.bad", 400, "Idempotency-Key 写法不对",
                "Idempotency-Key is malformed"},
    ProblemCode{"TF8026", "key.reused", 409, "同一个 Idempotency-Key 已用于别的请求",
                "this Idempotency-Key was used for another request"},
    // What is asked.
    ProblemCode{"TF8030", "body.not_object", 400, "请求体须为 JSON 对象",
                "the body must be a JSON object"},
    ProblemCode{"TF8031", "body.unknown_field", 400, "请求体有不认识的字段",
                "the body has an unknown field"},
    ProblemCode{"TF8032", "body.missing_field", 400, "请求体缺少字段", "the body lacks a field"},
    ProblemCode{"TF8033", "body.bad_field", 400, "请求体的字段类型不对",
                "a field of the body has the wrong form"},
    ProblemCode{"TF8034", "query.unknown", 400, "查询串有不认识的参数",
                "the query has an unknown parameter"},
    ProblemCode{"TF8035", "query.bad", 400, "查询参数写法不对",
                "a parameter of the query has the wrong form"},
    ProblemCode{"TF8036", "json.syntax", 400, "不是合法的 JSON", "this is not JSON"},
    ProblemCode{"TF8037", "json.depth", 400, "JSON 嵌套太深", "the JSON is nested too deeply"},
    ProblemCode{"TF8038", "json.duplicate_key", 400, "JSON 里有重复的键",
                "a key stands twice in the JSON"},
    ProblemCode{"TF8039", "json.text", 400, "JSON 文字不是合法的 UTF-8",
                "a text of the JSON is not valid"},
    ProblemCode{"TF8040", "json.number", 400, "JSON 的数超出范围",
                "a number of the JSON is out of range"},
    ProblemCode{"TF8041", "json.size", 413, "JSON 太大", "the JSON is too large"},
    ProblemCode{"TF8042", "not_found", 404, "没有找到", "not found"},
    ProblemCode{"TF8043", "invalid", 400, "请求内容不对", "the request has the wrong form"},
    ProblemCode{"TF8044", "conflict", 409, "与现状冲突", "in conflict with what is there"},
    ProblemCode{"TF8045", "too_large", 413, "超出限额", "beyond a limit"},
    ProblemCode{"TF8046", "files.mistakes", 422, "文件有错", "the files have mistakes"},
    // Our side.
    ProblemCode{"TF8050", "busy", 503, "正忙，请稍后再试", "busy, try again soon"},
    ProblemCode{"TF8051", "connections", 503, "连接太多，请稍后再试",
                "too many connections, try again soon"},
    ProblemCode{"TF8052", "streams", 503, "事件流太多，请稍后再试",
                "too many event streams, try again soon"},
    ProblemCode{"TF8053", "late", 503, "没有按时得到答复；用同一个 Idempotency-Key 再问一次",
                "no answer in time; ask again with the same Idempotency-Key"},
    ProblemCode{"TF8054", "stopping", 503, "正在停机", "shutting down"},
    ProblemCode{"TF8055", "full", 507,
                "磁盘已满，未作任何改动；腾出空间后用同一个 Idempotency-Key 再问一次",
                "the disk is full, nothing was changed; free space, then ask again with the same "
                "Idempotency-Key"},
    ProblemCode{"TF8056", "io", 500, "存储出错；用同一个 Idempotency-Key 再问一次，便知是否已办",
                "the storage failed; ask again with the same Idempotency-Key to learn what became "
                "of it"},
    ProblemCode{"TF8057", "internal", 500, "程序内部出错", "an error of ours"},
};

struct Shape {
  int status = 0;
  std::string_view code{};
  std::string_view number{};
  std::string_view title_zh{}, title_en{};
  std::string_view zh{}, en{};
  const std::vector<FieldError>* errors = nullptr;
  const Value* offer = nullptr;
};

void write_errors(JsonWriter& json, const std::vector<FieldError>& errors) {
  json.key("errors").begin_array();
  for (const FieldError& e : errors) {
    json.begin_object();
    if (!e.field.empty()) json.field("field", e.field);
    if (e.line > 0) json.field("line", e.line).field("column", e.column);
    if (!e.zh.empty()) json.field("zh", e.zh);
    if (!e.en.empty()) json.field("en", e.en);
    json.end_object();
  }
  json.end_array();
}

HttpResponse write(const Shape& shape, Language language) {
  HttpResponse response;
  response.status = shape.status;
  response.content_type = "application/problem+json";
  const bool zh = language == Language::zh;
  JsonWriter json(response.body);
  json.begin_object()
      .field("type", cat("/api/v1/problems#", shape.code))
      .field("title", zh ? shape.title_zh : shape.title_en)
      .field("status", shape.status)
      .field("detail", zh ? shape.zh : shape.en)
      .field("code", shape.code);
  if (!shape.number.empty()) json.field("number", shape.number);
  json.field("zh", shape.zh).field("en", shape.en);
  if (shape.errors != nullptr && !shape.errors->empty()) write_errors(json, *shape.errors);
  if (shape.offer != nullptr && !shape.offer->is_null()) json.field("offer", *shape.offer);
  json.end_object();
  if (shape.status == 503) response.headers += "Retry-After: 1\r\n";
  if (shape.status == 507) response.headers += "Retry-After: 10\r\n";
  if (shape.status == 401) response.headers += "WWW-Authenticate: Townflow-Claim\r\n";
  return response;
}

std::string_view code_of(Errc code) {
  switch (code) {
    case Errc::invalid:
      return "invalid";
    case Errc::not_found:
      return "not_found";
    case Errc::conflict:
      return "conflict";
    case Errc::unavailable:
    case Errc::busy:
      return "busy";
    case Errc::full:
      return "full";
    case Errc::too_large:
      return "too_large";
    case Errc::io:
    case Errc::corrupt:
    case Errc::newer:
      break;
  }
  return "io";
}

}  // namespace

Language language_of(std::string_view accept_language) {
  const std::string_view first =
      trim(accept_language.substr(0, accept_language.find_first_of(",;")));
  return same_word(first, "zh") || (first.size() > 2 && same_word(first.substr(0, 3), "zh-"))
             ? Language::zh
             : Language::en;
}

std::span<const ProblemCode> problem_codes() {
  return kCodes;
}

const ProblemCode* find_problem(std::string_view code) {
  for (const ProblemCode& row : kCodes)
    if (code == row.code) return &row;
  return nullptr;
}

HttpResponse problem_response(const Problem& problem, Language language) {
  const ProblemCode* row = find_problem(problem.code);
  TF_CHECK(row != nullptr);
  return write({.status = row->status,
                .code = row->code,
                .number = row->number,
                .title_zh = row->zh,
                .title_en = row->en,
                .zh = problem.zh.empty() ? std::string_view(row->zh) : problem.zh,
                .en = problem.en.empty() ? std::string_view(row->en) : problem.en,
                .errors = &problem.errors},
               language);
}

HttpResponse refused_response(const core::Rejection& rejection, Language language) {
  const bool form = rejection.code.starts_with("form.");
  if (!rejection.lang.empty()) language = rejection.lang == "zh" ? Language::zh : Language::en;
  return write({.status = form ? 422 : 409,
                .code = rejection.code,
                .title_zh = form ? "表单填写不对" : "不予办理",
                .title_en = form ? "the form is not right" : "refused",
                .zh = rejection.zh,
                .en = rejection.en,
                .offer = &rejection.offer},
               language);
}

HttpResponse error_response(const Error& error, Language language) {
  const ProblemCode* row = find_problem(code_of(error.code));
  TF_CHECK(row != nullptr);
  if (row->status < 500)
    return problem_response({row->code, error.zh.empty() ? row->zh : error.zh, error.text, {}},
                            language);
  // Ours to mend: first what it means for who asked, then why.
  return problem_response({row->code,
                           cat(row->zh, error.zh.empty() ? "" : "：", error.zh),
                           cat(row->en, ": ", error.text),
                           {}},
                          language);
}

HttpResponse reused_key_response(const Error& error, Language language) {
  return problem_response({"key.reused", error.zh, error.text, {}}, language);
}

HttpResponse json_error_response(const JsonError& error, Language language) {
  const ProblemCode* row = find_problem(error.name);
  const std::string_view code = row != nullptr ? row->code : "json.syntax";
  const std::string zh = cat("请求体第 ", error.line, " 行第 ", error.column, " 列：",
                             row != nullptr ? row->zh : "不是合法的 JSON");
  const std::string en = cat("body:", error.line, ":", error.column, ": ", error.text);
  return problem_response({code, zh, en, {{"", error.line, error.column, zh, error.text}}},
                          language);
}

std::string problems_document() {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("problems").begin_array();
  for (const ProblemCode& row : kCodes)
    json.begin_object()
        .field("code", row.code)
        .field("number", row.number)
        .field("status", row.status)
        .field("zh", row.zh)
        .field("en", row.en)
        .end_object();
  json.end_array().end_object();
  return out;
}

}  // namespace tf::api
