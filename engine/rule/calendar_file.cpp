#include "rule/calendar_file.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rule/deadline_words.h"

namespace tf::rule {
namespace {

struct Festival {
  std::string_view id;
  std::string_view zh;
  std::string_view en;
};
constexpr std::array<Festival, 9> kFestivals{{
    {"new_year", "元旦", "New Year"},
    {"spring", "春节", "Spring Festival"},
    {"qingming", "清明节", "Qingming"},
    {"labour", "劳动节", "Labour Day"},
    {"dragon_boat", "端午节", "Dragon Boat"},
    {"mid_autumn", "中秋节", "Mid-Autumn"},
    {"national", "国庆节", "National Day"},
    {"mid_autumn_national", "中秋节、国庆节", "Mid-Autumn and National Day"},
    {"national_mid_autumn", "国庆节、中秋节", "National Day and Mid-Autumn"},
}};

// One file's or town's days, with what is wrong with them.
class CalendarReader {
 public:
  explicit CalendarReader(model::Diagnostics& out) : out_(out) {}

  bool wrong_shape(const model::Node& node, std::string_view key, std::string zh, std::string en) {
    out_.report("calendar.wrong_shape", node.span,
                {{"key", std::string(key)}, {"zh", std::move(zh)}, {"en", std::move(en)}});
    good = false;
    return false;
  }
  void unknown(const model::Entry& entry) {
    out_.report("calendar.unknown_key", entry.key_span, {{"key", entry.written}});
    good = false;
  }

  void week(const model::Node& node) {
    const model::Node* rest = node.get("rest");
    if (!rest || !rest->is_list()) {
      wrong_shape(node, "week", "{rest: [saturday, sunday]}", "{rest: [saturday, sunday]}");
      return;
    }
    layer.week_rest.emplace();
    for (const auto& item : rest->items) {
      Words words(item->text);
      const auto day = words.weekday();
      if (day && words.done()) {
        layer.week_rest->push_back(*day);
        continue;
      }
      out_.report("calendar.bad_weekday", item->span, {{"text", item->text}});
      good = false;
    }
  }

  void always(const model::Node& node) {
    if (!node.is_list()) {
      wrong_shape(node, "always", "[01-01, 10-01]", "[01-01, 10-01]");
      return;
    }
    for (const auto& item : node.items) {
      Words words(item->text);
      const auto day = words.month_day();
      if (day && words.done()) {
        layer.always.push_back(*day);
        continue;
      }
      out_.report("calendar.bad_month_day", item->span, {{"text", item->text}});
      good = false;
    }
  }

  void years(const model::Node& node) {
    if (!node.is_map()) {
      wrong_shape(node, "years", "{2026: {rest, work}}", "{2026: {rest, work}}");
      return;
    }
    for (const model::Entry& entry : node.entries) {
      Words words(entry.key);
      const auto year = words.number();
      if (!year || !words.done() || *year < 1900 || *year > 2199 || !entry.value->is_map()) {
        wrong_shape(*entry.value, entry.written, "一年：2026: {notice, rest, work}",
                    "a year: 2026: {notice, rest, work}");
        continue;
      }
      layer.years.push_back(*year);
      for (const model::Entry& part : entry.value->entries) {
        if (part.key == "rest" || part.key == "work")
          days(*part.value, part.key == "work", "", *year);
        else if (part.key != "notice" && part.key != "title" && part.key != "law")
          unknown(part);
      }
    }
  }

  // A day, a range, a list of them, or names over them. `year` 0: any.
  void days(const model::Node& node, bool work, const std::string& name, std::int64_t year) {
    if (node.is_list()) {
      for (const auto& item : node.items) days(*item, work, name, year);
    } else if (node.is_map()) {
      for (const model::Entry& entry : node.entries) days(*entry.value, work, entry.written, year);
    } else {
      range(node, work, name, year);
    }
  }

  void add(const CalendarDay& day, const model::Node& node) {
    for (const CalendarDay& other : layer.days)
      if (other.date == day.date && other.work != day.work) {
        out_.report("calendar.both", node.span, {{"day", to_string(day.date)}});
        good = false;
        return;
      }
    layer.days.push_back(day);
  }

  void office(const model::Node& node) {
    const auto hours = parse_hours(node.text);
    if (hours) {
      layer.office = *hours;
      return;
    }
    out_.report("calendar.bad_hours", node.span, {{"text", node.text}});
    good = false;
  }

  CalendarLayer layer;
  bool good = true;

 private:
  void range(const model::Node& node, bool work, const std::string& name, std::int64_t year) {
    const std::string_view text = node.text;
    const auto first = parse_date(text.substr(0, 10));
    auto last = first;
    if (text.size() > 10) {
      Words words(text.substr(10));
      const bool linked = words.eat({"to", "至", "到", ".."});
      last = linked ? parse_date(words.rest()) : std::nullopt;
    }
    if (!first || !last || *last < *first || *last - *first > 366) {
      out_.report("calendar.bad_day", node.span, {{"text", node.text}});
      good = false;
      return;
    }
    if (year != 0) {
      const std::int64_t stands = ymd_of(*last).year;
      const bool december = stands == year - 1 && ymd_of(*last).month == 12;
      if (stands != year && !december)
        out_.report("calendar.other_year", node.span,
                    {{"day", to_string(*last)}, {"year", cat(year)}});
    }
    for (Date day = *first; day <= *last; day = day + 1) add({day, work, name}, node);
  }

  model::Diagnostics& out_;
};

}  // namespace

std::optional<CalendarLayer> read_calendar(const model::Node& root, model::Diagnostics& out) {
  CalendarReader reader(out);
  if (!root.is_map()) {
    reader.wrong_shape(root, "calendar", "一张日历", "a calendar");
    return std::nullopt;
  }
  reader.layer.name = root.text_of("calendar");
  for (const model::Entry& entry : root.entries) {
    if (entry.key == "week")
      reader.week(*entry.value);
    else if (entry.key == "always")
      reader.always(*entry.value);
    else if (entry.key == "years")
      reader.years(*entry.value);
    else if (entry.key == "zone")
      reader.layer.zone = entry.value->text;
    else if (entry.key == "office")
      reader.office(*entry.value);
    else if (entry.key == "rest" || entry.key == "work")
      reader.days(*entry.value, entry.key == "work", "", 0);
    else if (entry.key != "calendar" && entry.key != "base" && entry.key != "title" &&
             entry.key != "about" && entry.key != "version" && entry.key != "effective")
      reader.unknown(entry);
  }
  if (!reader.good) return std::nullopt;
  return std::move(reader.layer);
}

std::optional<TownCalendar> read_town_calendar(const model::Node& node, std::string_view town,
                                               model::Diagnostics& out) {
  CalendarReader reader(out);
  TownCalendar result;
  if (node.is_scalar()) {  // `calendar: cn`
    result.base = node.text;
    result.layer.name = town;
    return result;
  }
  if (!node.is_map()) {
    reader.wrong_shape(node, "calendar", "{base, zone, office, rest, work}",
                       "{base, zone, office, rest, work}");
    return std::nullopt;
  }
  reader.layer.name = town;
  for (const model::Entry& entry : node.entries) {
    if (entry.key == "base")
      result.base = entry.value->text;
    else if (entry.key == "zone")
      reader.layer.zone = entry.value->text;
    else if (entry.key == "office")
      reader.office(*entry.value);
    else if (entry.key == "week")
      reader.week(*entry.value);
    else if (entry.key == "always")
      reader.always(*entry.value);
    else if (entry.key == "years")
      reader.years(*entry.value);
    else if (entry.key == "rest" || entry.key == "work")
      reader.days(*entry.value, entry.key == "work", "", 0);
    else
      reader.unknown(entry);
  }
  if (!reader.good) return std::nullopt;
  result.layer = std::move(reader.layer);
  return result;
}

std::string RowError::text(model::Language language) const {
  const bool is_zh = language == model::Language::zh;
  if (line == 0) return is_zh ? zh : en;
  return is_zh ? cat("第 ", line, " 行：", zh) : cat("line ", line, ": ", en);
}

namespace {

constexpr std::string_view kCsvHeader = "date,weekday,day_type,festival,year";

// One row of the yearly table, read into `layer`; what is wrong with it.
std::optional<RowError> read_holiday_row(std::string_view line, CalendarLayer& layer) {
  const auto wrong = [](std::string zh, std::string en) {
    return RowError{0, std::move(zh), std::move(en)};
  };
  const auto cells = split(line, ',');
  if (cells.size() != 5)
    return wrong(cat("要有五列（", kCsvHeader, "），这里是 ", cells.size(), " 列"),
                 cat("five columns are needed (", kCsvHeader, "), here are ", cells.size()));
  const auto date = parse_date(trim(cells[0]));
  if (!date)
    return wrong(cat("“", cells[0], "”不是日期：写 2026-10-01"),
                 cat("'", cells[0], "' is no date: write 2026-10-01"));
  static constexpr std::array<std::string_view, 7> kWeekdays{
      "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  const std::string_view weekday = kWeekdays[static_cast<std::size_t>(weekday_of(*date)) - 1];
  if (const std::string_view said = trim(cells[1]); said != weekday && said != weekday.substr(0, 3))
    return wrong(cat(to_string(*date), " 是 ", weekday, "，不是“", said, "”：改日期或星期"),
                 cat(to_string(*date), " is a ", weekday, ", not '", said,
                     "': correct the date or the weekday"));
  const std::string_view type = trim(cells[2]);
  if (type != "holiday" && type != "makeup_workday")
    return wrong(cat("“", type, "”不是日期类别：写 holiday（放假）或 makeup_workday（补班）"),
                 cat("'", type, "' is no kind of day: write holiday or makeup_workday"));
  Words year_word(trim(cells[4]));
  const auto year = year_word.number();
  // New Year's holiday may begin in December.
  if (!year || *year < ymd_of(*date).year || *year > ymd_of(*date).year + 1)
    return wrong(cat("“", cells[4], "”不是这一天所属放假通知的年份：写 ", ymd_of(*date).year),
                 cat("'", cells[4], "' is not the year whose notice has this day: write ",
                     ymd_of(*date).year));
  if (std::ranges::find(layer.days, *date, &CalendarDay::date) != layer.days.end())
    return wrong(cat(to_string(*date), " 已经写过一次：只留一行"),
                 cat(to_string(*date), " stands here twice: keep one row"));
  layer.days.push_back({*date, type == "makeup_workday", std::string(trim(cells[3]))});
  if (std::ranges::find(layer.years, *year) == layer.years.end()) layer.years.push_back(*year);
  return std::nullopt;
}

}  // namespace

std::expected<CalendarLayer, RowError> read_holiday_csv(std::string_view text, std::string name) {
  CalendarLayer layer;
  layer.name = std::move(name);
  layer.week_rest = {Weekday::saturday, Weekday::sunday};
  layer.always = {{1, 1}, {5, 1}, {5, 2}, {10, 1}, {10, 2}, {10, 3}};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::size_t number = 0;
  for (const std::string_view raw : split(text, '\n')) {
    const std::string_view line = trim(raw);
    if (++number == 1 && line != kCsvHeader)
      return std::unexpected(
          RowError{1, cat("第一行应为 ", kCsvHeader), cat("the header should be ", kCsvHeader)});
    if (number == 1 || line.empty() || line.starts_with('#')) continue;
    if (auto wrong = read_holiday_row(line, layer)) {
      wrong->line = number;
      return std::unexpected(*std::move(wrong));
    }
  }
  return layer;
}

std::string festival_id(std::string_view name) {
  for (const Festival& row : kFestivals)
    if (row.id == name || row.zh == name || row.en == name) return std::string(row.id);
  std::string id(name);
  for (char& c : id)
    if (c == ' ' || c == '-' || c == '/') c = '_';
  return id.empty() ? "rest" : id;
}

std::string festival_title(std::string_view name, model::Language language) {
  for (const Festival& row : kFestivals)
    if (row.id == name || row.zh == name)
      return std::string(language == model::Language::zh ? row.zh : row.en);
  return std::string(name);
}

std::string day_text(DayKind kind, std::string_view name, model::Language language) {
  const bool zh = language == model::Language::zh;
  const std::string title = festival_title(name, language);
  const auto named = [&](std::string plain) {
    if (title.empty()) return plain;
    return zh ? cat(plain, "（", title, "）") : cat(plain, " (", title, ")");
  };
  switch (kind) {
    case DayKind::workday:
      return zh ? "工作日" : "working day";
    case DayKind::weekend:
      return zh ? "周末" : "weekend";
    case DayKind::holiday:
      return title.empty() ? (zh ? "节假日" : "holiday") : title;
    case DayKind::makeup:
      return named(zh ? "调休上班" : "make-up workday");
    case DayKind::statutory:
      return named(zh ? "法定节日" : "fixed statutory holiday");
    case DayKind::local_rest:
      return named(zh ? "本地休息日" : "local rest day");
    case DayKind::local_work:
      return named(zh ? "本地上班日" : "local working day");
  }
  return {};
}

}  // namespace tf::rule
