// The program's own log: one line per record on stderr, as text or as JSON. Not the audit: what
// happened to a case is in the journal.
//     log_info("store opened", {{"path", path}, {"cases", cat(n)}});
// Threads: any thread; configure_log() before the others start.
// Limit:   a text or a value longer than kMaxLogText bytes is cut.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace tf {

enum class LogLevel : std::uint8_t { debug, info, warn, error, off };
enum class LogFormat : std::uint8_t { text, json };
inline constexpr std::size_t kMaxLogText = 4096;

struct LogField {
  std::string_view name;
  std::string_view value;
};

// Until called: info, text.
void configure_log(LogLevel least, LogFormat format);
std::optional<LogLevel> parse_log_level(std::string_view name);
bool log_enabled(LogLevel level);

void log_record(LogLevel level, std::string_view text, std::initializer_list<LogField> fields = {});
inline void log_debug(std::string_view text, std::initializer_list<LogField> fields = {}) {
  log_record(LogLevel::debug, text, fields);
}
inline void log_info(std::string_view text, std::initializer_list<LogField> fields = {}) {
  log_record(LogLevel::info, text, fields);
}
inline void log_warn(std::string_view text, std::initializer_list<LogField> fields = {}) {
  log_record(LogLevel::warn, text, fields);
}
inline void log_error(std::string_view text, std::initializer_list<LogField> fields = {}) {
  log_record(LogLevel::error, text, fields);
}

}  // namespace tf
