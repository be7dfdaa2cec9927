#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <string>

#include "base/json_writer.h"

namespace tf {
namespace {

std::atomic<LogFormat> g_format{LogFormat::text};

spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::off:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

// The time and level come from the pattern, the rest from record_text or record_json.
const char* pattern(LogFormat format) {
  return format == LogFormat::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v)"
                                   : "%Y-%m-%dT%H:%M:%S.%eZ %-7l %v";
}

spdlog::logger& logger() {
  static spdlog::logger instance = [] {
    spdlog::logger made("townflow", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made.set_pattern(pattern(LogFormat::text), spdlog::pattern_time_type::utc);
    made.set_level(spdlog::level::info);
    made.flush_on(spdlog::level::warn);
    return made;
  }();
  return instance;
}

// At most kMaxLogText bytes, whole characters.
std::string_view cut(std::string_view text) {
  if (text.size() <= kMaxLogText) return text;
  std::size_t end = kMaxLogText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

// One line whatever stands in it: control characters as JSON writes them, without the quotes.
void append_line_text(std::string& out, std::string_view text) {
  const std::size_t start = out.size();
  append_json_string(out, text);
  out.erase(start, 1);
  out.pop_back();
}

std::string record_text(std::string_view text, std::initializer_list<LogField> fields) {
  std::string out;
  append_line_text(out, cut(text));
  for (const LogField& field : fields) {
    const std::string_view value = cut(field.value);
    ((out += ' ') += field.name) += '=';
    if (value.empty() || value.find_first_of(" =\"") != std::string_view::npos) {
      append_json_string(out, value);
    } else {
      append_line_text(out, value);
    }
  }
  return out;
}

std::string record_json(std::string_view text, std::initializer_list<LogField> fields) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().field("text", cut(text));
  for (const LogField& field : fields) writer.field(field.name, cut(field.value));
  writer.end_object();
  return out.substr(1);  // its brace is in the pattern
}

}  // namespace

void configure_log(LogLevel least, LogFormat format) {
  g_format = format;
  logger().set_pattern(pattern(format), spdlog::pattern_time_type::utc);
  logger().set_level(level_of(least));
}

std::optional<LogLevel> parse_log_level(std::string_view name) {
  if (name == "debug") return LogLevel::debug;
  if (name == "info") return LogLevel::info;
  if (name == "warn") return LogLevel::warn;
  if (name == "error") return LogLevel::error;
  if (name == "off") return LogLevel::off;
  return std::nullopt;
}

bool log_enabled(LogLevel level) {
  return logger().should_log(level_of(level));
}

void log_record(LogLevel level, std::string_view text, std::initializer_list<LogField> fields) {
  if (level == LogLevel::off || !log_enabled(level)) return;
  const bool json = g_format == LogFormat::json;
  const std::string line = json ? record_json(text, fields) : record_text(text, fields);
  logger().log(level_of(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace tf
