// Calendars and files for tests of deadlines.
#pragma once

#include <array>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "base/calendar.h"
#include "model/yaml.h"
#include "rule/calendar_file.h"

namespace tf::test {

inline std::string file_text(const std::string& path) {
  std::ifstream in(std::string(TF_ROOT) + "/" + path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

inline CalendarLayer cn_layer() {
  CalendarLayer layer = rule::read_holiday_csv(file_text("tests/data/holidays-cn.csv")).value();
  layer.zone = "Asia/Shanghai";
  return layer;
}
inline const Calendar& cn() {
  static const Calendar calendar = Calendar::build(std::array{cn_layer()}).value();
  return calendar;
}

// "2026-03-10 16:40" on the calendar's wall clock.
inline Instant at(const std::string& text, const Calendar& calendar = cn()) {
  const LocalTime local = parse_local(text).value();
  return calendar.instant(local.date, local.of_day);
}
inline std::string shown(Instant t, const Calendar& calendar = cn()) {
  return to_string(calendar.local(t));
}

inline std::unique_ptr<model::Node> yaml(const std::string& text, model::Diagnostics& out) {
  return model::parse_yaml(model::source_file("test.yaml", text), out);
}
// One sentence a line: "3:7 deadline.bare_days …".
inline std::string sentences(const model::Diagnostics& out,
                             model::Language language = model::Language::en) {
  std::string text;
  for (const model::Diagnostic& row : out.rows()) {
    text += std::to_string(row.span.line) + ":" + std::to_string(row.span.column) + " " +
            row.code->name + ": " + model::message_of(row, language);
    if (!row.suggestion.empty()) text += " (" + row.suggestion + "?)";
    text += "\n";
  }
  return text;
}

}  // namespace tf::test
