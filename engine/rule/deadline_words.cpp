#include "rule/deadline_words.h"

#include <array>

#include "base/text.h"

namespace tf::rule {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (lower(text[i]) != lower(word[i])) return false;
  if (word.empty() || !is_letter(word.back()) || text.size() == word.size()) return true;
  const char next = text[word.size()];
  return !is_letter(next) && next != '_';
}

struct Numeral {
  std::string_view text;
  std::int64_t value;
};
constexpr std::array<Numeral, 12> kDigits{{{"零", 0},
                                           {"〇", 0},
                                           {"一", 1},
                                           {"二", 2},
                                           {"两", 2},
                                           {"三", 3},
                                           {"四", 4},
                                           {"五", 5},
                                           {"六", 6},
                                           {"七", 7},
                                           {"八", 8},
                                           {"九", 9}}};
constexpr std::array<Numeral, 3> kPlaces{{{"十", 10}, {"百", 100}, {"千", 1000}}};

template <std::size_t N>
const Numeral* numeral(const std::array<Numeral, N>& table, std::string_view text) {
  for (const Numeral& row : table)
    if (text.starts_with(row.text)) return &row;
  return nullptr;
}

// 十二, 二十, 一百零五; at most thousands.
std::optional<std::int64_t> chinese_number(std::string_view text, std::size_t& length) {
  std::int64_t sum = 0, digit = -1;
  length = 0;
  for (;;) {
    if (const Numeral* row = numeral(kDigits, text.substr(length))) {
      digit = row->value;
      length += row->text.size();
    } else if (const Numeral* place = numeral(kPlaces, text.substr(length))) {
      sum += (digit < 0 ? 1 : digit) * place->value;
      digit = -1;
      length += place->text.size();
    } else {
      break;
    }
  }
  if (length == 0) return std::nullopt;
  return sum + (digit < 0 ? 0 : digit);
}

struct DayName {
  Weekday day;
  std::array<std::string_view, 5> names;
};
constexpr std::array<DayName, 7> kWeekdays{{
    {Weekday::monday, {"monday", "周一", "星期一", "礼拜一", "一"}},
    {Weekday::tuesday, {"tuesday", "周二", "星期二", "礼拜二", "二"}},
    {Weekday::wednesday, {"wednesday", "周三", "星期三", "礼拜三", "三"}},
    {Weekday::thursday, {"thursday", "周四", "星期四", "礼拜四", "四"}},
    {Weekday::friday, {"friday", "周五", "星期五", "礼拜五", "五"}},
    {Weekday::saturday, {"saturday", "周六", "星期六", "礼拜六", "六"}},
    {Weekday::sunday, {"sunday", "周日", "星期日", "星期天", "日"}},
}};

}  // namespace

Words::Words(std::string_view text) : text_(trim(text)) {}

void Words::blanks() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
}

bool Words::eat(std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words) {
    if (!same_word(rest(), word)) continue;
    at_ += word.size();
    blanks();
    return true;
  }
  return false;
}

std::optional<std::int64_t> Words::number() {
  std::int64_t value = 0;
  std::size_t length = 0;
  const std::string_view here = rest();
  while (length < here.size()) {
    int digit = -1;
    std::size_t bytes = 1;
    if (is_digit(here[length])) {
      digit = here[length] - '0';
    } else if (here.substr(length).starts_with("\xEF\xBC") && length + 2 < here.size()) {
      const int low = static_cast<unsigned char>(here[length + 2]) - 0x90;  // U+FF10 …
      if (low >= 0 && low <= 9) digit = low, bytes = 3;
    }
    if (digit < 0) break;
    if (value < 1'000'000'000'000) value = value * 10 + digit;
    length += bytes;
  }
  if (length == 0) {
    const auto chinese = chinese_number(here, length);
    if (!chinese) return std::nullopt;
    value = *chinese;
  }
  at_ += length;
  blanks();
  return value;
}

std::optional<Milliseconds> Words::clock() {
  std::size_t length = 0;
  const std::string_view here = rest();
  while (length < here.size() && (is_digit(here[length]) || here[length] == ':')) ++length;
  if (here.substr(0, length).find(':') == std::string_view::npos) return std::nullopt;
  const auto time = parse_clock_time(here.substr(0, length));
  if (!time) return std::nullopt;
  at_ += length;
  blanks();
  return time;
}

std::optional<MonthDay> Words::month_day() {
  const std::size_t begin = at_;
  const auto month = number();
  const bool dash = at_ < text_.size() && text_[at_] == '-';
  if (month && (dash || rest().starts_with("月"))) {
    at_ += dash ? 1 : std::string_view("月").size();
    const auto day = number();
    if (!dash) eat({"日", "号"});
    if (day && *month >= 1 && *month <= 12 && *day >= 1 &&
        *day <= days_in_month(2000, static_cast<int>(*month)))
      return MonthDay{static_cast<int>(*month), static_cast<int>(*day)};
  }
  at_ = begin;
  return std::nullopt;
}

std::optional<Weekday> Words::weekday(bool bare) {
  for (const DayName& day : kWeekdays)
    for (std::size_t i = 0; i < day.names.size(); ++i)
      if ((bare || i + 1 < day.names.size()) && eat(day.names[i])) return day.day;
  return std::nullopt;
}

TermError Words::error(const char* name, std::string zh, std::string en) const {
  return error_at(at_, text_.size() - at_, name, std::move(zh), std::move(en));
}

TermError Words::error_at(std::size_t from, std::size_t length, const char* name, std::string zh,
                          std::string en) const {
  return {name, from, length, std::move(zh), std::move(en)};
}

}  // namespace tf::rule
