// How the engine is: for people and monitors (health), and as Prometheus text (metrics).
// Source: Prometheus text exposition format 0.0.4.
#include <array>
#include <charconv>
#include <cmath>

#include "api/figures.h"
#include "api/handlers.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace tf::api {
namespace {

std::string number_text(double n) {
  if (std::isnan(n)) return "NaN";
  if (std::isinf(n)) return n > 0 ? "+Inf" : "-Inf";
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), n);
  return {digits.data(), end};
}

// Metric names are [a-zA-Z0-9_]; other characters become _.
std::string metric_name(std::string_view name) {
  std::string out = name.starts_with("townflow_") ? "" : "townflow_";
  for (const char c : name) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    out += plain ? c : '_';
  }
  return out;
}

void begin(std::string& out, std::string_view name, std::string_view help) {
  out += cat("# HELP ", name, " ", help, "\n# TYPE ", name, " ",
             name.ends_with("_total") ? "counter" : "gauge", "\n");
}

void one(std::string& out, std::string_view name, std::string_view help, std::uint64_t value) {
  begin(out, name, help);
  out += cat(name, " ", value, "\n");
}

void write_counts(std::string& out, const store::Counts& counts) {
  begin(out, "townflow_cases", "Cases by state.");
  out += cat("townflow_cases{state=\"open\"} ", counts.open, "\n");
  out += cat("townflow_cases{state=\"closed\"} ", counts.closed, "\n");
  begin(out, "townflow_open_cases", "Open cases by light.");
  out += cat("townflow_open_cases{light=\"green\"} ", counts.green, "\n");
  out += cat("townflow_open_cases{light=\"yellow\"} ", counts.yellow, "\n");
  out += cat("townflow_open_cases{light=\"red\"} ", counts.red, "\n");
  one(out, "townflow_open_tasks", "Tasks waiting for somebody.", counts.tasks);
  one(out, "townflow_outbox", "Effects waiting to be performed.", counts.outbox);
}

void write_http(std::string& out, const Figures& figures) {
  begin(out, "townflow_http_answers_total", "Answers by hundreds of the status.");
  for (std::size_t i = 2; i < figures.answers.size(); ++i)
    out +=
        cat("townflow_http_answers_total{status=\"", i, "xx\"} ", figures.answers[i].load(), "\n");
  one(out, "townflow_http_connections", "Connections open now.", figures.connections.load());
  one(out, "townflow_http_streams", "Event streams open now.", figures.streams.load());
  one(out, "townflow_http_refused_total", "Connections turned away, too many being open.",
      figures.refused.load());
  one(out, "townflow_http_timeouts_total", "Connections closed by a limit of time.",
      figures.timeouts.load());
}

}  // namespace

HttpResponse show_health(const Context& context) {
  const bool ready = context.service.ready();
  const auto trouble = context.service.trouble();
  HttpResponse response;
  response.status = ready && !trouble ? 200 : 503;
  if (response.status != 200) response.headers = "Retry-After: 1\r\n";
  JsonWriter json(response.body);
  json.begin_object().field("status", !ready ? "starting" : trouble ? "reading_only" : "ok");
  if (trouble) json.field("zh", trouble->zh).field("en", trouble->text);
  json.field("version", context.version)
      .field("now", to_utc_string(context.service.now()))
      .field("virtual_clock", context.service.virtual_clock())
      .field("last_seq", context.service.last_seq())
      .field("loopback_only", true)
      .field("actors", "claimed")
      .end_object();
  return response;
}

HttpResponse show_figures(const Context& context) {
  HttpResponse response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  std::string& out = response.body;
  one(out, "townflow_ready", "1 when commands are taken.",
      context.service.ready() && !context.service.trouble() ? 1U : 0U);
  one(out, "townflow_last_seq", "Last row of the journal.", context.service.last_seq());
  if (const auto counts = context.service.counts()) write_counts(out, *counts);
  for (const auto& [name, value] : context.service.figures()) {
    const std::string full = metric_name(name);
    begin(out, full, "Of the engine.");
    out += cat(full, " ", number_text(value), "\n");
  }
  if (context.figures != nullptr) write_http(out, *context.figures);
  return response;
}

}  // namespace tf::api
