#include "api/api.h"

#include <exception>
#include <memory>
#include <utility>

#include "api/auth.h"
#include "api/form.h"
#include "api/handlers.h"
#include "api/openapi.h"
#include "api/own_town.h"
#include "api/problem.h"
#include "api/route.h"
#include "api/url.h"
#include "base/log.h"
#include "base/text.h"

namespace tf::api {

// A read on its way through the pool: what its Context refers to.
struct Asked {
  explicit Asked(const HttpRequest& r, host::Service& service) : context{r, target, service} {}
  Target target;
  Context context;
};

namespace {

HttpResponse fault_of_ours(std::string_view where, std::string_view what, Language language) {
  log_error("request failed", {{"where", where}, {"what", what}});
  return problem_response({"internal", {}, {}, {}}, language);
}

bool is_json(std::string_view content_type) {
  const std::size_t end = content_type.find(';');
  if (!same_word(trim(content_type.substr(0, end)), "application/json")) return false;
  if (end == std::string_view::npos) return true;
  const std::string_view parameter = trim(content_type.substr(end + 1));
  return same_word(parameter, "charset=utf-8") || same_word(parameter, "charset=\"utf-8\"");
}

// What a command's head must say besides who acts.
std::optional<Problem> fault_of_body(const HttpRequest& request) {
  const std::string_view encoding = request[Header::content_encoding];
  if (!encoding.empty() && !same_word(encoding, "identity"))
    return Problem{"http.encoding", "请求体不能压缩", "send the body uncompressed", {}};
  if (request.body.empty() && !request.has(Header::content_type)) return std::nullopt;
  if (!is_json(request[Header::content_type]))
    return Problem{"http.media_type", {}, "Content-Type must be application/json in UTF-8", {}};
  return std::nullopt;
}

}  // namespace

Api::Api(host::Service& service, Console console, std::string version)
    : service_(service),
      console_(std::move(console)),
      version_(std::move(version)),
      openapi_(std::make_shared<const std::string>(openapi_document(version_))),
      feed_(service) {}

Result<std::unique_ptr<Api>> Api::create(host::Service& service, const ApiOptions& options) {
  auto console = Console::load(options.console_dir);
  if (!console) return std::unexpected(std::move(console).error());
  return std::unique_ptr<Api>(new Api(service, *std::move(console), options.version));
}

void Api::handle(const HttpRequest& request, Respond respond) {
  try {
    dispatch(request, respond);
  } catch (const std::exception& e) {
    HttpResponse response =
        fault_of_ours(request.target, e.what(), language_of(request[Header::accept_language]));
    if (respond) respond(std::move(response));  // else a handler took it
  }
}

// Shape before place, place before identity, identity before content.
void Api::dispatch(const HttpRequest& request, Respond& respond) {
  const Language language = language_of(request[Header::accept_language]);
  const auto say = [&](const Problem& problem) { respond(problem_response(problem, language)); };
  auto asked = std::make_shared<Asked>(request, service_);
  Context& context = asked->context;
  context.language = language;
  if (!asked->target.parse(request.target)) return say({"http.path", {}, {}, {}});
  if (const auto fault = fault_of_place(request, port_)) return say(*fault);

  Match match = match_route(request.method, asked->target.segments());
  if (match.route == nullptr) {
    if (!match.allow.empty()) {
      HttpResponse response = problem_response({"route.method", {}, {}, {}}, language);
      response.headers = cat("Allow: ", match.allow, "\r\n");
      return respond(std::move(response));
    }
    const auto segments = asked->target.segments();
    const std::string_view first = segments.empty() ? std::string_view{} : segments.front();
    const bool reads = request.method == Method::get || request.method == Method::head;
    if (reads && first != "api" && first != "metrics") {
      std::string path;
      for (const std::string_view segment : segments) path += cat("/", segment);
      if (const auto* file = console_.find(path.empty() ? "/" : path))
        return respond(file_response(*file, request[Header::if_none_match]));
    }
    return say({"route.not_found", {}, {}, {}});
  }
  context.route = match.route;
  context.arguments = match.arguments;
  context.version = version_;
  context.figures = &figures_;
  context.openapi = openapi_;
  if (auto fault = unknown_parameters(context)) return respond(*std::move(fault));
  if (match.route->command != nullptr) return command(context, std::exchange(respond, nullptr));
  if (match.route->body != nullptr)
    if (const auto fault = fault_of_body(request)) return say(*fault);
  if (auto fault = other_town(context)) return respond(*std::move(fault));
  if (match.route->at_once) return respond(match.route->read(context));
  read(std::move(asked), std::exchange(respond, nullptr));
}

void Api::command(Context& context, Respond respond) {
  const auto say = [&](const Problem& problem) {
    respond(problem_response(problem, context.language));
  };
  if (const auto fault = claim_of(context.request, context.claim)) return say(*fault);
  if (const auto fault = key_of(context.request, context.key)) return say(*fault);
  if (const auto fault = fault_of_body(context.request)) return say(*fault);
  context.route->command(context, std::move(respond));
}

void Api::read(std::shared_ptr<Asked> asked, Respond respond) {
  const Language language = asked->context.language;
  auto work = [asked, respond] {
    HttpResponse response;
    try {
      auto fault = other_towns_case(asked->context);
      response = fault ? *std::move(fault) : asked->context.route->read(asked->context);
    } catch (const std::exception& e) {
      response = fault_of_ours(asked->context.route->pattern, e.what(), asked->context.language);
    }
    respond(std::move(response));
  };
  if (!pool_) return work();
  if (!pool_(std::move(work)))
    respond(
        problem_response({"busy", "正忙，请稍后再试", "too many reads are waiting", {}}, language));
}

void Api::read_stream(const StreamCursor& cursor, bool from_store, Respond respond) {
  const auto answer = [](StreamPiece piece, const StreamCursor& from) {
    HttpResponse response;
    response.body = std::move(piece.text);
    response.stream = from;
    response.stream->seq = piece.seq;
    response.stream->more = piece.more;
    return response;
  };
  if (!from_store) {
    if (auto piece = feed_.recent(cursor)) return respond(answer(*std::move(piece), cursor));
  }
  const auto end = [](const Respond& say) {  // the client comes back with its Last-Event-ID
    HttpResponse over;
    over.close = true;
    say(std::move(over));
  };
  auto work = [this, cursor, respond, answer, end] {
    auto piece = feed_.older(cursor);
    if (piece) return respond(answer(*std::move(piece), cursor));
    log_warn("event stream ends", {{"why", piece.error().text}});
    end(respond);
  };
  if (!pool_) return work();
  if (!pool_(std::move(work))) end(respond);
}

}  // namespace tf::api
