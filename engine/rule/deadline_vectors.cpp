#include "rule/deadline_vectors.h"

#include <array>
#include <vector>

#include "base/text.h"
#include "rule/calendar_file.h"
#include "rule/deadline.h"

namespace tf::rule {
namespace {

using model::Language;

constexpr std::string_view kHeader = "id,rule,start,expected_due";

// The outcome of one row: empty when it holds, else what was found.
std::string check_row(std::string_view rule, std::string_view start, std::string_view expected,
                      const Calendar& calendar, Language language) {
  const bool zh = language == Language::zh;
  const auto deadline = parse_deadline(rule);
  if (!deadline) return zh ? deadline.error().zh : deadline.error().en;
  const auto from = parse_instant(start), to = parse_instant(expected);
  if (!from || !to) {
    const std::string_view bad = from ? expected : start;
    return zh ? cat("“", bad, "”不是时刻：写 2026-03-10T16:40:00+08:00")
              : cat("'", bad, "' is no moment: write 2026-03-10T16:40:00+08:00");
  }
  const auto due = compute(*deadline, *from, calendar);
  if (!due)
    return zh ? "这条规则要用到案件里的内容，表里给不出"
              : "the rule needs something a vector cannot give";
  if (due->due == *to) return {};
  const std::string told = calendar.zone().format(*to), found = calendar.zone().format(due->due);
  return zh ? cat("应为 ", told, "，算得 ", found) : cat("expected ", told, ", computed ", found);
}

}  // namespace

std::expected<VectorReport, VectorError> check_vectors(std::string_view vectors_csv,
                                                       std::string_view holidays_csv,
                                                       Language language) {
  auto layer = read_holiday_csv(holidays_csv);
  if (!layer) return std::unexpected(VectorError{std::move(layer.error()), true});
  layer->zone = "Asia/Shanghai";
  const auto calendar = Calendar::build(std::array{*std::move(layer)});
  if (!calendar)
    return std::unexpected(VectorError{{0, calendar.error().text, calendar.error().text}, true});
  const bool zh = language == Language::zh;
  const auto refused = [](std::size_t line, std::string in_zh, std::string en) {
    return std::unexpected(VectorError{{line, std::move(in_zh), std::move(en)}, false});
  };
  if (vectors_csv.starts_with("\xEF\xBB\xBF")) vectors_csv.remove_prefix(3);
  VectorReport result;
  std::size_t number = 0;
  for (const std::string_view raw : split(vectors_csv, '\n')) {
    const std::string_view line = trim(raw);
    if (++number == 1 && !line.starts_with(kHeader))
      return refused(1, cat("第一行应为 ", kHeader, ",note"),
                     cat("the header should be ", kHeader, ",note"));
    if (number == 1 || line.empty() || line.starts_with('#')) continue;
    const auto cells = split(line, ',');
    if (cells.size() < 4)
      return refused(number, cat("要有四列（", kHeader, "），这里是 ", cells.size(), " 列"),
                     cat("four columns are needed (", kHeader, "), here are ", cells.size()));
    const std::string found =
        check_row(trim(cells[1]), trim(cells[2]), trim(cells[3]), *calendar, language);
    ++(found.empty() ? result.passed : result.failed);
    if (!found.empty())
      result.report += zh ? cat("第 ", number, " 行 ", cells[0], "：", cells[1], "，起于 ",
                                cells[2], "：", found, "\n")
                          : cat("line ", number, ", ", cells[0], ": ", cells[1], " from ", cells[2],
                                ": ", found, "\n");
  }
  result.report += cat(result.passed, " passed, ", result.failed, " failed");
  return result;
}

}  // namespace tf::rule
