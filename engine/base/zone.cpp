#include "base/zone.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "base/scan.h"
#include "base/text.h"

namespace tf {

// From `begin` until the next span's, local time is UTC + offset.
struct ZoneSpan {
  std::int64_t begin;
  Milliseconds offset;
};

namespace {

constexpr Milliseconds kMaxOffset = 14 * kHour;

// tzdata's tables of zones with a rule ("last Sunday of March") end with 2037. Such rules depend on
// the weekdays only, so a later year, taken from March to February, behaves like the one of
// 2026-2033 that has the same weekday on 1 March; those eight show all seven. A zone without a rule
// has its last record earlier, or, where its years are listed one by one, later.
constexpr Date kTableEnd{24'531};  // 2037-03-01
constexpr std::int64_t kRuleYear = 2'114'380'800'000, kAfterRuleYear = 2'145'916'800'000;  // 2037
const std::array<Date, 8>& pattern_years() {
  static const std::array<Date, 8> years = [] {
    std::array<Date, 8> first_of_march;
    for (int i = 0; i < 8; ++i)
      first_of_march[static_cast<std::size_t>(i)] = date_of({2026 + i, 3, 1});
    return first_of_march;
  }();
  return years;
}
// How many days earlier `date`, of a zone with a rule and on or after kTableEnd, has its like.
std::int64_t days_back(Date date) {
  const YearMonthDay ymd = ymd_of(date);
  const Date start = date_of({ymd.year - (ymd.month <= 2 ? 1 : 0), 3, 1});
  for (const Date pattern : pattern_years())
    if (weekday_of(pattern) == weekday_of(start)) return start - pattern;
  return 0;  // not reached: the eight show all seven weekdays
}

}  // namespace

struct Zone::Data {
  std::string name;
  bool fixed = true;
  std::vector<ZoneSpan> spans;  // the first one begins before everything
  mutable std::atomic<std::uint32_t>
      last{};  // the span that answered last: time goes on, it mostly does again

  bool ruled() const {
    return spans.back().begin >= kRuleYear && spans.back().begin < kAfterRuleYear;
  }
  std::int64_t end_of(std::size_t i) const {
    return i + 1 < spans.size() ? spans[i + 1].begin : INT64_MAX;
  }
  // The span of a UTC instant within the table.
  std::size_t span_at(std::int64_t utc) const {
    const std::size_t guess = last.load(std::memory_order_relaxed);
    if (spans[guess].begin <= utc && utc < end_of(guess)) return guess;
    const auto after = std::ranges::upper_bound(spans, utc, {}, &ZoneSpan::begin);
    const auto found = static_cast<std::size_t>(after - spans.begin()) - 1;
    last.store(static_cast<std::uint32_t>(found), std::memory_order_relaxed);
    return found;
  }
  Milliseconds offset_utc(std::int64_t utc) const {
    if (spans.size() == 1) return spans[0].offset;
    if (utc >= kTableEnd.days * kDay && ruled()) utc -= days_back({utc / kDay}) * kDay;
    return spans[span_at(utc)].offset;
  }
  // What to subtract from a local reading within the table to get its instant.
  Milliseconds shift_local(std::int64_t local) const {
    if (spans.size() == 1) return spans[0].offset;
    const std::size_t near = span_at(local);
    const std::size_t from = near == 0 ? 0 : near - 1;
    const std::size_t to = std::min(near + 2, spans.size());
    for (std::size_t i = from; i < to; ++i) {
      const std::int64_t utc = local - spans[i].offset;
      // Before span i, yet not within the one before it: the gap between them.
      if (i > from && utc < spans[i].begin) return local - spans[i].begin;
      if (utc < end_of(i)) return spans[i].offset;
    }
    return spans[to - 1].offset;
  }
};

namespace {

std::optional<Milliseconds> fixed_offset(std::string_view name) {
  if (name == "Z" || name == "UTC") return 0;
  Scanner scanner{name};
  const bool west = scanner.sees('-');
  if (!scanner.eat('+') && !scanner.eat('-')) return std::nullopt;
  const auto hours = scanner.fixed(2);
  if (!hours || !scanner.eat(':')) return std::nullopt;
  const auto minutes = scanner.fixed(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  std::optional<std::int64_t> seconds = 0;
  if (scanner.eat(':')) seconds = scanner.fixed(2);
  if (!seconds || *seconds > 59 || !scanner.at_end()) return std::nullopt;
  const Milliseconds offset = *hours * kHour + *minutes * kMinute + *seconds * kSecond;
  if (offset > kMaxOffset) return std::nullopt;
  return west ? -offset : offset;
}

std::vector<ZoneSpan> spans_of(const date::time_zone& zone) {
  using std::chrono::milliseconds;
  const auto ms = [](date::sys_seconds t) {
    return std::chrono::duration_cast<milliseconds>(t.time_since_epoch()).count();
  };
  const date::sys_seconds end{std::chrono::seconds{16'725'225'600}};  // 2500: past every record
  date::sys_info info =
      zone.get_info(date::sys_seconds{std::chrono::seconds{-5'364'662'400}});  // 1800
  std::vector<ZoneSpan> spans;
  std::int64_t begin = INT64_MIN;
  while (true) {
    const Milliseconds offset = std::chrono::duration_cast<milliseconds>(info.offset).count();
    if (spans.empty() || spans.back().offset != offset) spans.push_back({begin, offset});
    if (info.end >= end) return spans;
    begin = ms(info.end);
    info = zone.get_info(info.end);
  }
}

Error no_zone(std::string_view name) {
  return {Errc::not_found, cat("no time zone '", name,
                               "'; write an IANA name such as Asia/Shanghai, "
                               "or an offset such as +08:00")};
}

}  // namespace

Zone::Zone() {
  static const auto utc = [] {
    auto data = std::make_shared<Data>();
    data->name = "UTC";
    data->spans.push_back({INT64_MIN, 0});
    return std::shared_ptr<const Data>(std::move(data));
  }();
  data_ = utc;
}

Zone::Zone(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

Result<Zone> Zone::find(std::string_view name) {
  if (name == "UTC") return Zone();
  if (const auto offset = fixed_offset(name)) {
    auto data = std::make_shared<Data>();
    data->name = name;
    data->spans.push_back({INT64_MIN, *offset});
    return Zone(std::move(data));
  }
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Data>, std::less<>> found;
  const std::lock_guard lock(mutex);
  if (const auto known = found.find(name); known != found.end()) return Zone(known->second);
  try {
    auto data = std::make_shared<Data>();
    data->name = name;
    data->fixed = false;
    data->spans = spans_of(*date::locate_zone(data->name));
    found.emplace(data->name, data);
    return Zone(std::move(data));
  } catch (const std::runtime_error&) {  // how date-tz says that there is none
    return std::unexpected(no_zone(name));
  }
}

const std::string& Zone::name() const {
  return data_->name;
}

std::shared_ptr<const std::string> Zone::shared_name() const {
  if (data_->fixed) return nullptr;
  return {data_, &data_->name};
}

LocalTime Zone::local(Instant t) const {
  return normal({Date{}, t.ms + data_->offset_utc(t.ms)});
}

Milliseconds Zone::offset(Instant t) const {
  return data_->offset_utc(t.ms);
}

Milliseconds Zone::offset_at(LocalTime t) const {
  t = normal(t);
  if (data_->spans.size() == 1) return data_->spans[0].offset;
  const Date first{-100'000};  // before every zone's first record, 1696
  if (t.date < first) t.date = first;
  if (t.date >= kTableEnd && data_->ruled()) t.date = t.date - days_back(t.date);
  // Past every record, and before an Instant's end.
  if (const Date last{200'000}; t.date > last) t.date = last;
  const std::int64_t local = t.date.days * kDay + t.of_day;
  return data_->offset_utc(local - data_->shift_local(local));
}

Instant Zone::instant(LocalTime t) const {
  t = normal(t);
  const std::int64_t local = t.date.days * kDay + t.of_day;
  if (data_->spans.size() == 1) return {local - data_->spans[0].offset};
  const std::int64_t back = t.date >= kTableEnd && data_->ruled() ? days_back(t.date) * kDay : 0;
  return {local - data_->shift_local(local - back)};
}

std::string Zone::format(Instant t) const {
  const Milliseconds east = offset(t);
  std::string out = to_utc_string(t + east);
  out.pop_back();  // its Z
  const std::int64_t seconds = (east < 0 ? -east : east) / kSecond;
  out += east < 0 ? '-' : '+';
  append_padded(out, seconds / 3600, 2);
  out += ':';
  append_padded(out, seconds / 60 % 60, 2);
  if (seconds % 60 != 0) {
    out += ':';
    append_padded(out, seconds % 60, 2);
  }
  return out;
}

}  // namespace tf
