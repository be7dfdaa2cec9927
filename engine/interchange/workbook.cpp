#include "interchange/workbook.h"

#include "base/json.h"
#include "base/text.h"

namespace tf::interchange {

namespace {

// What a spreadsheet would run as a formula stays text.
bool is_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

std::string cell_text(const Value& value) {
  if (value.is_null()) return "";
  const std::string text = value.str();
  return value.is(Value::Kind::text) && is_formula(text) ? cat("'", text) : text;
}

// Programs read dates as text, without the mark our own JSON gives them.
Value plain(const Value& value) {
  const bool as_it_is = value.is_null() || value.is(Value::Kind::boolean) ||
                        value.is(Value::Kind::number) || value.is(Value::Kind::text);
  return as_it_is ? value : Value::text(value.str());
}

void put(std::string& out, std::string_view text) {
  if (text.find_first_of("\",\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::string to_csv(const Workbook& book, model::Language language) {
  const bool zh = language == model::Language::zh;
  const auto name = [&](const Heading& heading) { return zh ? heading.zh : heading.en; };
  std::string out = "\xEF\xBB\xBF";
  for (const Sheet& sheet : book.sheets) {
    if (&sheet != &book.sheets.front()) out += "\r\n";
    if (book.sheets.size() > 1) {
      put(out, name(sheet.title));
      out += "\r\n";
    }
    for (std::size_t c = 0; c < sheet.columns.size(); ++c) {
      if (c > 0) out += ',';
      put(out, name(sheet.columns[c]));
    }
    out += "\r\n";
    for (const auto& row : sheet.rows) {
      for (std::size_t c = 0; c < row.size(); ++c) {
        if (c > 0) out += ',';
        put(out, cell_text(row[c]));
      }
      out += "\r\n";
    }
  }
  return out;
}

std::string to_json(const Workbook& book) {
  List sheets;
  for (const Sheet& sheet : book.sheets) {
    List rows;
    for (const auto& cells : sheet.rows) {
      Record row;
      for (std::size_t c = 0; c < cells.size(); ++c) row.set(sheet.columns[c].id, plain(cells[c]));
      rows.push_back(Value::record(std::move(row)));
    }
    sheets.push_back(Value::record(
        {{"sheet", Value::text(sheet.title.id)}, {"rows", Value::list(std::move(rows))}}));
  }
  return tf::to_json(Value::record(
      {{"report", Value::text(book.title.id)}, {"sheets", Value::list(std::move(sheets))}}));
}

}  // namespace tf::interchange
