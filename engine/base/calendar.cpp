#include "base/calendar.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "base/calendar_data.h"
#include "base/check.h"
#include "base/hash.h"
#include "base/text.h"

namespace tf {
namespace {

std::int64_t year_number(Date day) {
  // 400 years are 146,097 days; the quotient is at most one year off.
  const std::int64_t n = day.days * 400;
  std::int64_t year = 1970 + (n >= 0 ? n / 146097 : -((-n + 146096) / 146097));
  while (date_of({year, 1, 1}) > day) --year;
  while (date_of({year + 1, 1, 1}) <= day) ++year;
  return year;
}

std::string clock_text(Milliseconds of_day) {
  const auto two = [](Milliseconds n) { return cat(n < 10 ? "0" : "", n); };
  std::string text = cat(two(of_day / kHour), ":", two(of_day / kMinute % 60));
  if (of_day % kMinute != 0) text += cat(":", two(of_day / kSecond % 60));
  return text;
}

std::string fingerprint(const Calendar::Data& data) {
  std::string text = cat("zone ", data.zone.name(), "\noffice ", to_string(data.office), "\nrest");
  for (std::size_t i = 1; i <= 7; ++i)
    if (data.rest[i]) text += cat(" ", i);
  text += "\nalways";
  for (const MonthDay& day : data.always) text += cat(" ", day.month, "-", day.day);
  text += data.tables ? "\nyears" : "\nno tables";
  for (const std::int64_t year : data.loaded) text += cat(" ", year);
  for (const auto& day : data.listed)
    text += cat("\n", to_string(day.date), " ", static_cast<int>(day.kind), " ", day.name);
  return cat("sha256:", to_hex(sha256(text)));
}

Result<void> add_days(Calendar::Data& data, const CalendarLayer& layer, std::size_t index) {
  std::vector<CalendarDay> days = layer.days;
  std::sort(days.begin(), days.end(), [](const CalendarDay& a, const CalendarDay& b) {
    return std::tie(a.date, a.name) < std::tie(b.date, b.name);
  });
  for (std::size_t i = 0; i < days.size(); ++i) {
    CalendarDay& day = days[i];
    const std::int64_t year = ymd_of(day.date).year;
    if (year < kFirstYear || year > kLastYear)
      return fail(Errc::invalid,
                  cat("calendar '", layer.name, "': ", to_string(day.date),
                      " is outside the years ", kFirstYear, " to ", kLastYear),
                  cat("日历“", layer.name, "”：", to_string(day.date), " 不在 ", kFirstYear, " 至 ",
                      kLastYear, " 年之内"));
    if (i > 0 && days[i - 1].date == day.date) {
      if (days[i - 1].work != day.work)
        return fail(Errc::invalid,
                    cat("calendar '", layer.name, "': ", to_string(day.date),
                        " is both a rest day and a working day"),
                    cat("日历“", layer.name, "”：", to_string(day.date), " 既是休息日又是工作日"));
      continue;
    }
    const bool table = !layer.years.empty();
    DayKind kind = table ? DayKind::holiday : DayKind::local_rest;
    if (day.work) kind = table ? DayKind::makeup : DayKind::local_work;
    const auto at = std::lower_bound(data.listed.begin(), data.listed.end(), day.date,
                                     [](const auto& row, Date date) { return row.date < date; });
    Calendar::Data::Listed row{day.date, kind, std::move(day.name), index};
    if (at != data.listed.end() && at->date == day.date)
      *at = std::move(row);
    else
      data.listed.insert(at, std::move(row));
  }
  return {};
}

Result<void> add_layer(Calendar::Data& data, const CalendarLayer& layer) {
  data.layers.push_back(layer.name);
  if (layer.zone) data.zone = TF_TRY(Zone::find(*layer.zone));
  if (layer.office) {
    if (layer.office->empty())
      return fail(Errc::invalid, cat("calendar '", layer.name, "' has no office hours"),
                  cat("日历“", layer.name, "”没有办公时间"));
    data.office = *layer.office;
  }
  if (layer.week_rest) {
    data.rest.fill(false);
    for (const Weekday day : *layer.week_rest) data.rest[static_cast<std::size_t>(day)] = true;
  }
  data.always.insert(data.always.end(), layer.always.begin(), layer.always.end());
  data.loaded.insert(data.loaded.end(), layer.years.begin(), layer.years.end());
  return add_days(data, layer, data.layers.size() - 1);
}

template <class T>
void sort_unique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

void finish(Calendar::Data& data) {
  sort_unique(data.always);
  sort_unique(data.loaded);
  data.tables = !data.loaded.empty() || !data.always.empty();
  for (const Hours& stretch : data.office) data.per_day += stretch.to - stretch.from;
  data.fill_years();
  data.fill_shifts();
  data.version = fingerprint(data);
}

Calendar::Data plain_data() {
  Calendar::Data data;
  data.office = {{8 * kHour + 30 * kMinute, 12 * kHour}, {14 * kHour, 17 * kHour + 30 * kMinute}};
  data.rest[6] = data.rest[7] = true;
  return data;
}

std::shared_ptr<const Calendar::Data> plain_calendar() {
  static const std::shared_ptr<const Calendar::Data> plain = [] {
    auto data = std::make_shared<Calendar::Data>(plain_data());
    finish(*data);
    return data;
  }();
  return plain;
}

}  // namespace

std::int64_t YearDays::rank(std::int64_t n) const {
  const auto word = static_cast<std::size_t>(n >> 6);
  if (word >= bits.size()) return total();
  const std::uint64_t below = (std::uint64_t{1} << (n & 63)) - 1;
  return upto[word] + std::popcount(bits[word] & below);
}

Date YearDays::select(std::int64_t k) const {
  std::size_t word = 0;
  while (word + 1 < bits.size() && upto[word + 1] < k) ++word;
  std::uint64_t rest = bits[word];
  for (std::int64_t skip = k - upto[word] - 1; skip > 0; --skip) rest &= rest - 1;
  return first + static_cast<std::int64_t>(word * 64) + std::countr_zero(rest);
}

const Calendar::Data::Listed* Calendar::Data::find(Date day) const {
  const auto at = std::lower_bound(listed.begin(), listed.end(), day,
                                   [](const Listed& row, Date date) { return row.date < date; });
  return at != listed.end() && at->date == day ? &*at : nullptr;
}

bool Calendar::Data::is_loaded(std::int64_t year) const {
  return !tables || std::binary_search(loaded.begin(), loaded.end(), year);
}

YearDays Calendar::Data::make_year(std::int64_t number) const {
  YearDays year;
  year.first = date_of({number, 1, 1});
  year.loaded = is_loaded(number);
  const std::int64_t length = is_leap(number) ? 366 : 365;
  const auto put = [&](std::int64_t index, bool work) {
    const std::uint64_t bit = std::uint64_t{1} << (index & 63);
    std::uint64_t& word = year.bits[static_cast<std::size_t>(index >> 6)];
    word = work ? word | bit : word & ~bit;
  };
  std::size_t weekday = static_cast<std::size_t>(weekday_of(year.first));
  for (std::int64_t i = 0; i < length; ++i, weekday = weekday % 7 + 1) put(i, !rest[weekday]);
  for (const MonthDay& day : always)
    if (day.day <= days_in_month(number, day.month))
      put(date_of({number, day.month, day.day}) - year.first, false);
  for (auto at = std::lower_bound(listed.begin(), listed.end(), year.first,
                                  [](const Listed& row, Date date) { return row.date < date; });
       at != listed.end() && at->date < year.first + length; ++at)
    put(at->date - year.first, is_work(at->kind));
  for (std::size_t word = 0; word < year.bits.size(); ++word)
    year.upto[word + 1] =
        static_cast<std::uint16_t>(year.upto[word] + std::popcount(year.bits[word]));
  return year;
}

void Calendar::Data::fill_years() {
  std::int64_t before = 0;
  for (std::int64_t number = kFirstYear; number <= kLastYear; ++number) {
    years.push_back(make_year(number));
    years.back().before = before;
    before += years.back().total();
  }
}

const YearDays& Calendar::Data::year(std::int64_t number, YearDays& scratch) const {
  if (number >= kFirstYear && number <= kLastYear)
    return years[static_cast<std::size_t>(number - kFirstYear)];
  scratch = make_year(number);
  return scratch;
}

const YearDays& Calendar::Data::year_of(Date day, YearDays& scratch) const {
  if (day >= years.front().first && day < years.back().first) {
    auto index = static_cast<std::size_t>((day - years.front().first) / 366);
    while (years[index + 1].first <= day) ++index;
    return years[index];
  }
  scratch = make_year(year_number(day));
  return scratch;
}

Calendar::Calendar() : data_(plain_calendar()) {}
Calendar::Calendar(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

Result<Calendar> Calendar::build(std::span<const CalendarLayer> layers) {
  auto data = std::make_shared<Data>(plain_data());
  for (const CalendarLayer& layer : layers) TF_OK(add_layer(*data, layer));
  for (const MonthDay& day : data->always)
    if (day.month < 1 || day.month > 12 || day.day < 1 || day.day > days_in_month(2000, day.month))
      return fail(Errc::invalid, cat("there is no day ", day.month, "-", day.day, " in any year"),
                  cat("哪一年都没有 ", day.month, "-", day.day, " 这一天"));
  finish(*data);
  for (const YearDays& year : data->years)
    if (year.total() == 0)
      return fail(Errc::invalid, cat("the year ", ymd_of(year.first).year, " has no working day"),
                  cat(ymd_of(year.first).year, " 年没有工作日"));
  return Calendar(std::move(data));
}

const Zone& Calendar::zone() const {
  return data_->zone;
}
std::span<const Hours> Calendar::office() const {
  return data_->office;
}
Milliseconds Calendar::office_per_day() const {
  return data_->per_day;
}
Milliseconds Calendar::opening() const {
  return data_->office.front().from;
}
Milliseconds Calendar::closing() const {
  return data_->office.back().to;
}
const std::string& Calendar::version() const {
  return data_->version;
}

bool Calendar::is_workday(Date day) const {
  YearDays scratch;
  const YearDays& year = data_->year_of(day, scratch);
  return year.test(day - year.first);
}

bool Calendar::provisional(Date day) const {
  YearDays scratch;
  return !data_->year_of(day, scratch).loaded && data_->find(day) == nullptr;
}

bool Calendar::provisional(Date first, Date last) const {
  while (first <= last) {
    YearDays scratch;
    const YearDays& year = data_->year_of(first, scratch);
    const Date next = year.first + (is_leap(ymd_of(year.first).year) ? 366 : 365);
    if (!year.loaded) {
      const Date end = std::min(next, last + 1);
      const auto row_before = [](const Data::Listed& row, Date date) { return row.date < date; };
      const auto& rows = data_->listed;
      const auto from = std::lower_bound(rows.begin(), rows.end(), first, row_before);
      const auto to = std::lower_bound(from, rows.end(), end, row_before);
      if (to - from < end - first) return true;
    }
    first = next;
  }
  return false;
}

Calendar::Reason Calendar::why(Date day) const {
  Reason reason;
  if (const Data::Listed* row = data_->find(day)) {
    reason.kind = row->kind;
    reason.name = row->name;
    reason.layer = data_->layers[row->layer];
    return reason;
  }
  reason.provisional = provisional(day);
  const YearMonthDay ymd = ymd_of(day);
  if (std::binary_search(data_->always.begin(), data_->always.end(), MonthDay{ymd.month, ymd.day}))
    reason.kind = DayKind::statutory;
  else if (data_->rest[static_cast<std::size_t>(weekday_of(day))])
    reason.kind = DayKind::weekend;
  return reason;
}

Date Calendar::next_workday(Date day) const {
  return is_workday(day) ? day : add_workdays(day, 1);
}
Date Calendar::previous_workday(Date day) const {
  return is_workday(day) ? day : add_workdays(day, -1);
}

Date Calendar::add_workdays(Date day, std::int64_t n) const {
  if (n == 0) return day;
  YearDays scratch;
  const YearDays* year = &data_->year_of(day, scratch);
  // The wanted one as the k-th working day of `year`, then of the years after or before it.
  std::int64_t k =
      n > 0 ? year->rank(day - year->first + 1) + n : year->rank(day - year->first) + 1 + n;
  if (k >= 1 && k <= year->total()) return year->select(k);
  std::int64_t number = ymd_of(year->first).year;
  while (k > year->total()) {
    k -= year->total();
    year = &data_->year(++number, scratch);
  }
  while (k < 1) {
    year = &data_->year(--number, scratch);
    k += year->total();
  }
  return year->select(k);
}

std::int64_t Calendar::workdays_between(Date after, Date upto) const {
  if (upto < after) return -workdays_between(upto, after);
  YearDays scratch_a, scratch_b;
  const YearDays& a = data_->year_of(after, scratch_a);
  const YearDays& b = data_->year_of(upto, scratch_b);
  std::int64_t count = b.rank(upto - b.first + 1) - a.rank(after - a.first + 1);
  if (a.first == b.first) return count;
  if (&a != &scratch_a && &b != &scratch_b) return count + b.before - a.before;
  const std::int64_t last = ymd_of(b.first).year;
  for (std::int64_t number = ymd_of(a.first).year; number < last; ++number) {
    YearDays scratch;
    count += data_->year(number, scratch).total();
  }
  return count;
}

std::optional<std::vector<Hours>> parse_hours(std::string_view text) {
  std::vector<Hours> hours;
  for (std::string_view part : split(trim(text), ' ')) {
    part = trim(part);
    if (part.empty()) continue;
    const std::size_t dash = part.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto from = parse_clock_time(part.substr(0, dash));
    const auto to = parse_clock_time(part.substr(dash + 1));
    if (!from || !to || *from >= *to) return std::nullopt;
    if (!hours.empty() && *from <= hours.back().to) return std::nullopt;
    hours.push_back({*from, *to});
  }
  if (hours.empty()) return std::nullopt;
  return hours;
}

std::string to_string(std::span<const Hours> hours) {
  std::string text;
  for (const Hours& stretch : hours)
    text += cat(text.empty() ? "" : " ", clock_text(stretch.from), "-", clock_text(stretch.to));
  return text;
}

}  // namespace tf
