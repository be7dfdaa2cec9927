#include "interchange/xlsx.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "base/decimal.h"
#include "base/text.h"
#include "base/time.h"
#include "interchange/archive.h"
#include "interchange/xml.h"

namespace tf::interchange {

namespace {

Result<XmlElement> part_of(const ArchiveFiles& files, const std::string& path) {
  const auto text = files.find(path);
  if (text == files.end())
    return fail(Errc::invalid, cat("it has no ", path, "; save it as an .xlsx workbook"),
                cat("其中没有 ", path, "；请另存为 .xlsx 工作簿"));
  auto root = parse_xml(text->second);
  if (root) return std::move(*root);
  return fail(Errc::invalid, cat(path, ":", root.error().line, ": ", root.error().en));
}

// Texts of <t> and of the <t> in runs; readings of Japanese (rPh) are left out.
std::string text_in(const XmlElement& item) {
  std::string out;
  for (const XmlElement& child : item.children) {
    if (child.name == "t") out += child.text;
    if (child.name == "r") out += text_in(child);
  }
  return out;
}

// Of a number format, does it show a day? Quoted parts, [colours] and escapes are not looked at.
bool shows_day(std::string_view format) {
  bool quoted = false, bracketed = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char c = format[i];
    if (c == '"') quoted = !quoted;
    if (c == '[') bracketed = true;
    if (c == ']') bracketed = false;
    if (c == '\\') ++i;
    if (!quoted && !bracketed && (c == 'y' || c == 'Y' || c == 'd' || c == 'D')) return true;
  }
  return false;
}

bool is_builtin_day(std::int64_t id) {
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
         (id >= 50 && id <= 54) || id == 57 || id == 58;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

// Which styles (by index) show a day.
std::vector<bool> day_styles(const XmlElement& styles) {
  std::map<std::int64_t, bool> own;
  if (const XmlElement* formats = styles.child("numFmts"))
    for (const XmlElement& one : formats->children)
      if (const auto id = number_of(one.attribute("numFmtId")))
        own[*id] = shows_day(one.attribute("formatCode"));
  std::vector<bool> out;
  if (const XmlElement* cells = styles.child("cellXfs"))
    for (const XmlElement& one : cells->children) {
      const std::int64_t id = number_of(one.attribute("numFmtId")).value_or(0);
      const auto found = own.find(id);
      out.push_back(found != own.end() ? found->second : is_builtin_day(id));
    }
  return out;
}

struct ReadBook {
  std::vector<std::string> texts;
  std::vector<bool> days;
  std::int64_t first_day = 0;  // of serial number 0, as Date counts
};

std::string shown_number(const std::string& text, bool day, const ReadBook& book) {
  const auto number = Decimal::parse(text);
  if (!number) return text;
  if (day) {
    const auto whole = number_of(text.substr(0, text.find('.')));
    return whole ? to_string(Date{book.first_day + *whole}) : text;
  }
  const auto whole = number->whole();
  return whole ? std::to_string(*whole) : text;
}

std::string shown(const XmlElement& cell, const ReadBook& book) {
  const std::string_view type = cell.attribute("t");
  if (type == "inlineStr") {
    const XmlElement* inside = cell.child("is");
    return inside == nullptr ? "" : text_in(*inside);
  }
  const std::string text(cell.text_of("v"));
  if (type == "s") {
    const auto index = number_of(text);
    return index && *index >= 0 && static_cast<std::size_t>(*index) < book.texts.size()
               ? book.texts[static_cast<std::size_t>(*index)]
               : "";
  }
  if (type == "b") return text == "1" ? "true" : "false";
  if (!type.empty() && type != "n") return text;  // str, e, d
  if (text.empty()) return "";
  const auto style = number_of(cell.attribute("s", "0")).value_or(0);
  const bool day = style >= 0 && static_cast<std::size_t>(style) < book.days.size() &&
                   book.days[static_cast<std::size_t>(style)];
  return shown_number(text, day, book);
}

// "AB12" → 27; without letters none.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t out = 0, letters = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    out = out * 26 + static_cast<std::size_t>(c - 'A' + 1);
    if (++letters > 3) return std::nullopt;
  }
  return letters == 0 ? std::nullopt : std::optional(out - 1);
}

Result<SheetTexts> sheet_of(const XmlElement& root, std::string name, const ReadBook& book) {
  SheetTexts sheet{std::move(name), {}};
  const XmlElement* data = root.child("sheetData");
  if (data == nullptr) return sheet;
  for (const XmlElement& row : data->children) {
    const auto at = number_of(row.attribute("r"));
    const std::size_t index = at && *at > 0 ? static_cast<std::size_t>(*at) - 1 : sheet.rows.size();
    if (index >= kMostRows)
      return fail(Errc::too_large, cat("sheet ", sheet.name, " has more than ", kMostRows, " rows"),
                  cat("工作表 ", sheet.name, " 超过 ", kMostRows, " 行"));
    if (sheet.rows.size() <= index) sheet.rows.resize(index + 1);
    std::vector<std::string>& cells = sheet.rows[index];
    for (const XmlElement& cell : row.children) {
      const std::size_t column = column_of(cell.attribute("r")).value_or(cells.size());
      std::string text = shown(cell, book);
      if (text.empty()) continue;
      if (column >= kMostColumns)
        return fail(Errc::too_large,
                    cat("sheet ", sheet.name, " has more than ", kMostColumns, " columns"),
                    cat("工作表 ", sheet.name, " 超过 ", kMostColumns, " 列"));
      if (cells.size() <= column) cells.resize(column + 1);
      cells[column] = std::move(text);
    }
  }
  return sheet;
}

// Where the relationships of the workbook lead, by id.
Result<std::map<std::string, std::string>> targets_of(const ArchiveFiles& files) {
  std::map<std::string, std::string> out;
  const XmlElement root = TF_TRY(part_of(files, "xl/_rels/workbook.xml.rels"));
  for (const XmlElement& one : root.children) {
    std::string target(one.attribute("Target"));
    target = target.starts_with('/') ? target.substr(1) : cat("xl/", target);
    out[std::string(one.attribute("Id"))] = std::move(target);
  }
  return out;
}

}  // namespace

std::string column_name(std::size_t column) {
  std::string out;
  for (std::size_t n = column + 1; n > 0; n = (n - 1) / 26)
    out.insert(out.begin(), static_cast<char>('A' + (n - 1) % 26));
  return out;
}

Result<std::vector<SheetTexts>> read_xlsx(std::string_view bytes) {
  const ArchiveFiles files = TF_TRY(read_archive(bytes));
  const XmlElement workbook = TF_TRY(part_of(files, "xl/workbook.xml"));
  const auto targets = TF_TRY(targets_of(files));
  ReadBook book;
  const XmlElement* settings = workbook.child("workbookPr");
  const bool of_1904 = settings != nullptr && (settings->attribute("date1904") == "1" ||
                                               settings->attribute("date1904") == "true");
  book.first_day = of_1904 ? date_of({1904, 1, 1}).days : date_of({1899, 12, 30}).days;
  if (files.contains("xl/sharedStrings.xml")) {
    const XmlElement texts = TF_TRY(part_of(files, "xl/sharedStrings.xml"));
    for (const XmlElement& item : texts.children) book.texts.push_back(text_in(item));
  }
  if (files.contains("xl/styles.xml"))
    book.days = day_styles(TF_TRY(part_of(files, "xl/styles.xml")));
  std::vector<SheetTexts> out;
  const XmlElement* sheets = workbook.child("sheets");
  if (sheets == nullptr) return out;
  for (const XmlElement& one : sheets->children) {
    const auto target = targets.find(std::string(one.attribute("id")));
    if (target == targets.end())
      return fail(Errc::invalid, cat("sheet ", one.attribute("name"), " leads nowhere"),
                  cat("工作表 ", one.attribute("name"), " 找不到内容"));
    const XmlElement root = TF_TRY(part_of(files, target->second));
    out.push_back(TF_TRY(sheet_of(root, std::string(one.attribute("name")), book)));
  }
  return out;
}

}  // namespace tf::interchange
