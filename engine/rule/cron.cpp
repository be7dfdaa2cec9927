// Cron lines: text to bit sets and back.
#include <array>
#include <span>
#include <vector>

#include "base/text.h"
#include "rule/cycle.h"

namespace tf::rule {
namespace {

struct Field {
  int low, high;
  std::span<const std::string_view> names;  // of low, low + 1, …
};
constexpr std::array<std::string_view, 12> kMonthNames{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kDayNames{"sun", "mon", "tue", "wed",
                                                    "thu", "fri", "sat"};

std::optional<int> number_of(std::string_view text, const Field& field) {
  for (std::size_t i = 0; i < field.names.size(); ++i)
    if (text == field.names[i]) return field.low + static_cast<int>(i);
  if (text.empty() || text.size() > 2) return std::nullopt;
  int n = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + (c - '0');
  }
  return n >= field.low && n <= field.high ? std::optional(n) : std::nullopt;
}

std::string lowered(std::string_view word) {
  std::string out(word);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// `*`, `5`, `1-5`, `*/15`, `8-18/2`
bool add_part(std::string_view part, const Field& field, std::uint64_t& bits) {
  int step = 1;
  const std::size_t slash = part.find('/');
  const bool stepped = slash != std::string_view::npos;
  if (stepped) {
    const auto n = number_of(part.substr(slash + 1), {1, 59, {}});
    if (!n) return false;
    step = *n;
    part = part.substr(0, slash);
  }
  int from = field.low, to = field.high;
  if (part != "*") {
    const std::size_t dash = part.find('-');
    const auto first = number_of(part.substr(0, dash), field);
    if (!first) return false;
    from = *first;
    to = stepped ? field.high : from;
    if (dash != std::string_view::npos) {
      const auto last = number_of(part.substr(dash + 1), field);
      if (!last || *last < from) return false;
      to = *last;
    }
  }
  for (int n = from; n <= to; n += step) bits |= std::uint64_t{1} << n;
  return true;
}

std::optional<std::uint64_t> bits_of(std::string_view text, const Field& field) {
  std::uint64_t bits = 0;
  for (const std::string_view part : split(text, ','))
    if (!add_part(part, field, bits)) return std::nullopt;
  return bits;
}

std::string text_of(std::uint64_t bits, int low, int high, bool star) {
  std::string out;
  bool all = star;
  for (int n = low; n <= high; ++n) all = all && (bits >> n & 1U) != 0;
  if (all) return "*";
  for (int n = low; n <= high; ++n) {
    if ((bits >> n & 1U) == 0) continue;
    int last = n;
    while (last < high && (bits >> (last + 1) & 1U) != 0) ++last;
    const char* comma = out.empty() ? "" : ",";
    out += last > n + 1 ? cat(comma, n, "-", last) : cat(comma, n);
    if (last > n + 1) n = last;
  }
  return out;
}

}  // namespace

std::optional<Cron> parse_cron(std::string_view text) {
  std::vector<std::string> fields;
  for (const std::string_view word : split(text, ' '))
    if (!word.empty()) fields.push_back(lowered(word));
  if (fields.size() != 5) return std::nullopt;
  const auto minutes = bits_of(fields[0], {0, 59, {}});
  const auto hours = bits_of(fields[1], {0, 23, {}});
  const auto days = bits_of(fields[2], {1, 31, {}});
  const auto months = bits_of(fields[3], {1, 12, kMonthNames});
  auto weekdays = bits_of(fields[4], {0, 7, kDayNames});
  if (!minutes || !hours || !days || !months || !weekdays) return std::nullopt;
  if ((*weekdays >> 7U & 1U) != 0) *weekdays |= 1U;  // 7 is Sunday too
  Cron cron;
  cron.minutes = *minutes;
  cron.hours = static_cast<std::uint32_t>(*hours);
  cron.days = static_cast<std::uint32_t>(*days);
  cron.months = static_cast<std::uint16_t>(*months);
  cron.weekdays = static_cast<std::uint8_t>(*weekdays & 0x7FU);
  cron.any_day = fields[2].starts_with('*');
  cron.any_weekday = fields[4].starts_with('*');
  return cron;
}

bool Cron::on(Date date) const {
  const YearMonthDay ymd = ymd_of(date);
  if ((months >> ymd.month & 1U) == 0) return false;
  const bool day_fits = (days >> ymd.day & 1U) != 0;
  const auto sunday_first = static_cast<unsigned>(weekday_of(date)) % 7U;
  const bool weekday_fits = (weekdays >> sunday_first & 1U) != 0;
  if (any_day || any_weekday) return day_fits && weekday_fits;
  return day_fits || weekday_fits;
}

std::string to_text(const Cron& cron) {
  return cat("cron ", text_of(cron.minutes, 0, 59, true), " ", text_of(cron.hours, 0, 23, true),
             " ", text_of(cron.days, 1, 31, cron.any_day), " ", text_of(cron.months, 1, 12, true),
             " ", text_of(cron.weekdays, 0, 6, cron.any_weekday));
}

}  // namespace tf::rule
