// Workbooks as XLSX, by libxlsxwriter, which writes the file itself.
#include <charconv>

#include <xlsxwriter.h>

#include "base/text.h"
#include "interchange/workbook.h"

namespace tf::interchange {

namespace {

constexpr std::size_t kMostName = 31;  // characters of a worksheet's name

// A worksheet's name may not hold []:*?/\ nor be longer than kMostName characters.
std::string sheet_name(std::string_view title) {
  std::string out;
  std::size_t characters = 0;
  for (const char c : title) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U && ++characters > kMostName) break;
    out += std::string_view("[]:*?/\\").find(c) == std::string_view::npos ? c : '-';
  }
  return out;
}

void write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Value& value) {
  if (value.is_null()) return;
  const std::string text = value.str();
  if (value.is(Value::Kind::number)) {
    double number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault == std::errc{} && end == text.data() + text.size()) {
      worksheet_write_number(sheet, row, column, number, nullptr);
      return;
    }
  }
  worksheet_write_string(sheet, row, column, text.c_str(), nullptr);
}

void write_sheet(lxw_workbook* book, const Sheet& sheet, bool zh, lxw_format* bold) {
  const std::string name = sheet_name(zh ? sheet.title.zh : sheet.title.en);
  lxw_worksheet* into = workbook_add_worksheet(book, name.c_str());
  if (into == nullptr) into = workbook_add_worksheet(book, nullptr);
  lxw_col_t column = 0;
  for (const Heading& heading : sheet.columns)
    worksheet_write_string(into, 0, column++, (zh ? heading.zh : heading.en).c_str(), bold);
  worksheet_freeze_panes(into, 1, 0);
  lxw_row_t row = 1;
  for (const auto& cells : sheet.rows) {
    column = 0;
    for (const Value& value : cells) write_cell(into, row, column++, value);
    ++row;
  }
}

}  // namespace

Result<void> write_xlsx(const Workbook& book, model::Language language, const std::string& path) {
  const bool zh = language == model::Language::zh;
  lxw_workbook* out = workbook_new(path.c_str());
  if (out == nullptr)
    return fail(Errc::io, cat("cannot begin the workbook ", path), cat("开不了工作簿 ", path));
  lxw_doc_properties properties{};
  std::string title = zh ? book.title.zh : book.title.en;
  properties.title = title.data();
  properties.created = 946'684'800;  // 2000-01-01: the same figures give the same file
  workbook_set_properties(out, &properties);
  lxw_format* bold = workbook_add_format(out);
  format_set_bold(bold);
  for (const Sheet& sheet : book.sheets) write_sheet(out, sheet, zh, bold);
  if (const lxw_error fault = workbook_close(out); fault != LXW_NO_ERROR)
    return fail(Errc::io, cat("cannot write the workbook ", path, ": ", lxw_strerror(fault)));
  return {};
}

}  // namespace tf::interchange
