// Diagnostics: an author's mistakes, all of them in one run, each with a stable code, its place,
// what was found and what to write instead, in Chinese and English. One of the four kinds of
// failure.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/span.h"

namespace tf::model {

enum class Severity : unsigned char { error, warning, note };
enum class Language : unsigned char { zh, en };

// A row of the table in diagnostics_codes.cpp: number TF0103, dotted name flow.unknown_step,
// severity, message templates with {named} holes, and the longer help of `townflow explain CODE`.
struct Code {
  const char* number;
  const char* name;
  Severity severity;
  const char* zh;
  const char* en;
  const char* help_zh;
  const char* help_en;
};
// By number or by dotted name; null when there is none.
const Code* find_code(std::string_view number_or_name);
std::span<const Code> all_codes();
// A text in both languages for one hole: message_of takes the half of its language.
std::string both(std::string_view zh, std::string_view en);

struct Note {  // a second place: "first written here"
  Span span;
  std::string zh;
  std::string en;
};

struct Diagnostic {
  const Code* code;
  Span span;
  std::vector<std::pair<std::string, std::string>> arguments;  // hole → text
  std::string suggestion;                                      // what to write instead, or empty
  std::vector<Note> notes;
};

class Diagnostics {
 public:
  using Arguments = std::initializer_list<std::pair<std::string, std::string>>;
  // `name` is a dotted name of the table (a name it lacks is a Bug). Returns the row for notes.
  Diagnostic& report(std::string_view name, const Span& span, Arguments arguments = {},
                     std::string suggestion = {});
  bool has_errors() const;
  std::size_t errors() const;
  std::size_t warnings() const;
  bool empty() const { return rows_.empty(); }
  std::size_t dropped() const { return dropped_; }
  const std::vector<Diagnostic>& rows() const { return rows_; }
  void append(Diagnostics other);
  // By file, line, column; same place and code once. What only follows is left out: where the form
  // of a value was refused (TF01xx) what others say of that value; beside a file that could not be
  // read (TF00xx) names that are like no other.
  void sort();
  static constexpr std::size_t kMost = 1000;  // further ones are counted, not kept

 private:
  void drop_followers();

  std::vector<Diagnostic> rows_;
  std::size_t dropped_ = 0;
  std::size_t dropped_errors_ = 0;
  Diagnostic spare_{};  // what report() hands out once full
};

// One sentence, without place: holes filled.
std::string message_of(const Diagnostic& row, Language language);
std::string_view word_of(Severity severity, Language language);
// path:line:column, without what is unknown.
std::string place_of(const Span& span);
// The line of `span` with a caret under it and `remark` beside the caret; empty for a span without
// place.
std::string excerpt_of(const Span& span, std::string_view remark);
// file:line:col: error: sentence [TF0103] + excerpt + caret + did-you-mean.
std::string to_text(const Diagnostics& all, Language language);
std::string to_json_report(const Diagnostics& all, Language language);  // {"findings": [...]}
std::string to_sarif(const Diagnostics& all, Language language);        // SARIF 2.1.0

// docs/diagnostics.md: every code in both languages.
std::string diagnostics_document();

}  // namespace tf::model
