// The inside of a Calendar: one bitmap of working days a year with its prefix sums, and the zone's
// offset changes as a sorted list, so that neither days nor instants need a search through tzdata.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/calendar.h"

namespace tf {

inline constexpr std::int64_t kFirstYear = 1900, kLastYear = 2199;  // of the bitmaps
inline constexpr std::int64_t kFirstZoneYear = 1970, kLastZoneYear = 2099;

// Working days of one year: bit i is the (i+1)-th day.
struct YearDays {
  Date first;               // 1 January
  std::int64_t before = 0;  // working days of all earlier years of the table
  std::array<std::uint64_t, 6> bits{};
  std::array<std::uint16_t, 7> upto{};  // working days before word i; [6]: of the year
  bool loaded = false;                  // a table covers the year

  bool test(std::int64_t index) const {
    return (bits[static_cast<std::size_t>(index >> 6)] >> (index & 63)) & 1;
  }
  std::int64_t total() const { return upto[6]; }
  // Working days among the first `n` days of the year.
  std::int64_t rank(std::int64_t n) const;
  // The day of the k-th working day, 1-based; k <= total().
  Date select(std::int64_t k) const;
};

struct Calendar::Data {
  struct Listed {
    Date date;
    DayKind kind = DayKind::holiday;
    std::string name;
    std::size_t layer = 0;
  };
  struct Shift {  // from this instant on the zone is `offset` east of UTC
    Instant at;
    Milliseconds offset = 0;
    Date first, last;  // the civil days on which it happens: one, or two around midnight
  };

  Zone zone;
  std::vector<Hours> office;
  Milliseconds per_day = 0;
  std::array<bool, 8> rest{};  // by Weekday
  std::vector<MonthDay> always;
  std::vector<std::int64_t> loaded;  // sorted
  bool tables = false;
  std::vector<Listed> listed;  // sorted by date, one each
  std::vector<std::string> layers;
  std::vector<YearDays> years;
  std::vector<Shift> shifts;  // [0] holds from the beginning of kFirstZoneYear
  std::string version;

  const Listed* find(Date day) const;
  bool is_loaded(std::int64_t year) const;
  YearDays make_year(std::int64_t year) const;
  // The year of `day`: from the table, or made into `scratch`.
  const YearDays& year_of(Date day, YearDays& scratch) const;
  const YearDays& year(std::int64_t number, YearDays& scratch) const;
  void fill_years();
  void fill_shifts();

  bool zone_known(Instant t) const;
  Milliseconds offset(Instant t) const;  // within zone_known
  LocalTime local(Instant t) const;
  Instant instant(LocalTime t) const;
};

}  // namespace tf
