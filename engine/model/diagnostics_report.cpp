// The three printed forms of findings: for people, for programs, for code scanners.
#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "model/diagnostics.h"

namespace tf::model {

namespace {

constexpr std::size_t kExcerptPoints = 140;  // a longer line is shown around the caret

std::string_view line_text(const Span& span) {
  const SourceFile& file = *span.file;
  if (span.line == 0 || span.line > file.line_starts.size()) return {};
  const std::size_t begin = file.line_starts[span.line - 1];
  std::size_t end =
      span.line < file.line_starts.size() ? file.line_starts[span.line] : file.text.size();
  while (end > begin && (file.text[end - 1] == '\n' || file.text[end - 1] == '\r')) --end;
  return std::string_view(file.text).substr(begin, end - begin);
}

// The part of `line` from character `from` on, at most `count` characters; broken UTF-8 ends it.
std::string_view points(std::string_view line, std::size_t from, std::size_t count) {
  std::size_t begin = 0;
  for (; from > 0 && begin < line.size(); --from) begin += first_point(line.substr(begin)).bytes;
  std::size_t end = begin;
  for (; count > 0 && end < line.size(); --count) end += first_point(line.substr(end)).bytes;
  return line.substr(begin, end - begin);
}

std::string blanks_for(std::string_view text) {
  return std::string(display_width(text), ' ');
}

std::string did_you_mean(std::string_view suggestion, Language language) {
  if (suggestion.empty()) return {};
  return language == Language::zh ? cat("是否想写 '", suggestion, "'？")
                                  : cat("did you mean '", suggestion, "'?");
}

std::string_view sarif_level(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

void field(std::string& out, std::string_view name, std::string_view text) {
  append_json_string(out, name);
  out += ':';
  append_json_string(out, text);
}

std::string half_of(const Note& both, Language language) {
  return language == Language::zh ? both.zh : both.en;
}

void json_place(std::string& out, const Span& span) {
  field(out, "file", span.file ? std::string_view(span.file->path) : std::string_view());
  out += cat(",\"line\":", span.line, ",\"column\":", span.column, ",\"length\":", span.length);
}

std::string sarif_location(const Span& span, std::string_view message) {
  std::string out = "{\"physicalLocation\":{\"artifactLocation\":{";
  field(out, "uri", span.file ? std::string_view(span.file->path) : std::string_view());
  out += "}";
  if (span.line > 0)
    out += cat(",\"region\":{\"startLine\":", span.line, ",\"startColumn\":", span.column,
               ",\"endColumn\":", span.column + span.length, "}");
  out += "}";
  if (!message.empty()) {
    out += ",\"message\":{";
    field(out, "text", message);
    out += "}";
  }
  return out + "}";
}

}  // namespace

std::string_view word_of(Severity severity, Language language) {
  const bool zh = language == Language::zh;
  switch (severity) {
    case Severity::error:
      return zh ? "错误" : "error";
    case Severity::warning:
      return zh ? "警告" : "warning";
    case Severity::note:
      break;
  }
  return zh ? "提示" : "note";
}

std::string place_of(const Span& span) {
  if (!span.file) return {};
  if (span.line == 0) return span.file->path;
  return cat(span.file->path, ":", span.line, ":", span.column);
}

std::string excerpt_of(const Span& span, std::string_view remark) {
  if (!span.file || span.line == 0) return {};
  std::string_view line = line_text(span);
  if (const auto bad = first_bad_utf8(line)) line = line.substr(0, *bad);
  std::size_t column = span.column > 0 ? span.column - 1 : 0;
  const std::size_t from =
      column + 20 > kExcerptPoints ? column - std::min(column, kExcerptPoints / 2) : 0;
  std::string shown(points(line, from, kExcerptPoints));
  std::ranges::replace(shown, '\t', ' ');
  column -= from;
  const std::string_view before = points(shown, 0, column);
  const std::size_t marked =
      std::max<std::size_t>(1, display_width(points(shown, column, span.length)));
  std::string number = std::to_string(span.line);
  if (number.size() < 5) number.insert(0, 5 - number.size(), ' ');
  std::string out = cat(number, " | ", shown, "\n", std::string(number.size(), ' '), " | ",
                        blanks_for(before), "^", std::string(marked - 1, '~'));
  if (!remark.empty()) out += cat(" ", remark);
  return out + "\n";
}

std::string to_text(const Diagnostics& all, Language language) {
  const std::string_view colon = language == Language::zh ? "：" : ": ";
  std::string out;
  for (const Diagnostic& row : all.rows()) {
    const std::string place = place_of(row.span);
    if (!place.empty()) out += cat(place, ": ");
    out += cat(word_of(row.code->severity, language), colon, message_of(row, language), " [",
               row.code->number, "]\n");
    const std::string remark = did_you_mean(row.suggestion, language);
    const std::string excerpt = excerpt_of(row.span, remark);
    out += excerpt;
    if (excerpt.empty() && !remark.empty()) out += cat("      ", remark, "\n");
    for (const Note& note : row.notes) {
      const std::string there = place_of(note.span);
      if (!there.empty()) out += cat(there, ": ");
      out += cat(word_of(Severity::note, language), colon, half_of(note, language), "\n",
                 excerpt_of(note.span, {}));
    }
  }
  if (all.dropped() > 0)
    out += language == Language::zh ? cat("另有 ", all.dropped(), " 条未列出\n")
                                    : cat("and ", all.dropped(), " more\n");
  return out;
}

std::string to_json_report(const Diagnostics& all, Language language) {
  std::string out = "{\"findings\":[";
  for (const Diagnostic& row : all.rows()) {
    if (out.back() != '[') out += ",";
    out += "\n  {";
    field(out, "code", row.code->number);
    out += ",";
    field(out, "name", row.code->name);
    out += ",";
    field(out, "severity", word_of(row.code->severity, Language::en));
    out += ",";
    json_place(out, row.span);
    out += ",";
    field(out, "message", message_of(row, language));
    if (!row.suggestion.empty()) {
      out += ",";
      field(out, "suggestion", row.suggestion);
    }
    if (!row.notes.empty()) {
      out += ",\"notes\":[";
      for (const Note& note : row.notes) {
        if (out.back() != '[') out += ",";
        out += "{";
        json_place(out, note.span);
        out += ",";
        field(out, "message", half_of(note, language));
        out += "}";
      }
      out += "]";
    }
    out += "}";
  }
  out += cat("],\n\"errors\":", all.errors(), ",\"warnings\":", all.warnings(),
             ",\"dropped\":", all.dropped(), "}\n");
  return out;
}

std::string to_sarif(const Diagnostics& all, Language language) {
  std::vector<const Code*> used;
  for (const Diagnostic& row : all.rows()) used.push_back(row.code);
  std::ranges::sort(used, {}, [](const Code* code) { return std::string_view(code->number); });
  used.erase(std::unique(used.begin(), used.end()), used.end());

  std::string out =
      "{\"$schema\":\"https://json.schemastore.org/"
      "sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{"
      "\"tool\":{\"driver\":{\"name\":\"townflow\",\"rules\":[";
  for (const Code* code : used) {
    if (out.back() != '[') out += ",";
    out += "\n  {";
    field(out, "id", code->number);
    out += ",";
    field(out, "name", code->name);
    out += ",\"shortDescription\":{";
    field(out, "text", language == Language::zh ? code->help_zh : code->help_en);
    out += "}}";
  }
  out += "]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[";
  for (const Diagnostic& row : all.rows()) {
    if (out.back() != '[') out += ",";
    out += "\n  {";
    field(out, "ruleId", row.code->number);
    out += ",";
    field(out, "level", sarif_level(row.code->severity));
    out += ",\"message\":{";
    const std::string remark = did_you_mean(row.suggestion, language);
    field(out, "text", message_of(row, language) + (remark.empty() ? "" : " " + remark));
    out += "},\"locations\":[" + sarif_location(row.span, {}) + "]";
    if (!row.notes.empty()) {
      out += ",\"relatedLocations\":[";
      for (const Note& note : row.notes) {
        if (out.back() != '[') out += ",";
        out += sarif_location(note.span, half_of(note, language));
      }
      out += "]";
    }
    out += "}";
  }
  return out + "]}]}\n";
}

std::string diagnostics_document() {
  std::vector<const Code*> rows;
  for (const Code& code : all_codes()) rows.push_back(&code);
  std::ranges::sort(rows, {}, [](const Code* code) { return std::string_view(code->number); });
  std::string out =
      "# Diagnostics\n\nGenerated by `townflow explain --all`; do not edit. `townflow explain "
      "CODE` "
      "prints one.\n";
  for (const Code* code : rows) {
    out += cat("\n## ", code->number, " ", code->name, "\n\n*",
               word_of(code->severity, Language::en), "* · ", code->en, "\n");
    for (const char* text : {code->help_en, code->zh, code->help_zh})
      if (*text) out += cat("\n", text, "\n");
  }
  return out;
}

}  // namespace tf::model
