#include "interchange/bpmn_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/decimal.h"
#include "base/temporal.h"
#include "base/text.h"
#include "interchange/bpmn.h"
#include "model/grammar.h"

namespace tf::interchange {

namespace {

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

// What YAML, of one age or another, takes for a truth or for nothing.
bool is_yaml_word(std::string_view word) {
  std::string low;
  for (const char c : word) low += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  constexpr std::array<std::string_view, 7> kWords{"yes",  "no",    "on",  "off",
                                                   "true", "false", "null"};
  return std::ranges::find(kWords, low) != kWords.end();
}

// Words that already mean something in every expression or as a target.
constexpr std::array<std::string_view, 65> kTaken{
    "number",       "grid",    "owner",   "handler", "reporter",    "channel",    "category",
    "state",        "result",  "outcome", "light",   "received_at", "closed_at",  "parent",
    "limit",        "message", "cases",   "arrived", "done",        "open",       "total",
    "stage",        "urges",   "now",     "times",   "spent",       "on_time",    "children",
    "nodes",        "today",   "end_of",  "half_of", "due_after",   "date_after", "period",
    "metrics",      "yellows", "reds",    "broken",  "behind",      "hash",       "free",
    "item",         "signed",  "refused", "passed",  "failed",      "ok",         "vetoed",
    "no_quorum",    "done_at", "town",    "village", "county",      "closed",     "suspended",
    "red",          "yellow",  "green",   "case",    "rounds",      "units",      "department_duty",
    "reopen_count", "anyone"};

}  // namespace

std::string bpmn_id(std::string_view id) {
  const auto written = [id](bool other_scripts) {
    std::string out;
    for (const char c : id) {
      const bool ascii = static_cast<unsigned char>(c) < 0x80;
      if ((is_ascii_letter(c) && (ascii || other_scripts)) || is_digit(c))
        out += c;
      else if (!out.empty() && out.back() != '-')
        out += '-';
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out;
  };
  std::string out = written(true);
  if (!out.empty() && !model::is_id(out)) out = written(false);  // signs of other scripts
  constexpr std::string_view kTargets[] = {"end", "continue", "next", "结束", "继续"};
  if (out.empty() || is_digit(out.front()) || std::ranges::count(kTargets, out) > 0 ||
      is_yaml_word(out))
    out.insert(0, "n-");
  return out;
}

std::string bpmn_reference(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (is_ascii_letter(c) || is_digit(c) || c == '_')
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  if (out.empty() || out == "any" || is_digit(out.front()) || is_yaml_word(out))
    out.insert(0, "n-");
  return out;
}

std::string bpmn_variable(std::string_view name) {
  std::string out;
  for (const char c : name) out += is_ascii_letter(c) || is_digit(c) ? c : '_';
  if (!model::is_name(cat("v_", out)))  // signs of other scripts
    for (char& c : out)
      if (static_cast<unsigned char>(c) >= 0x80) c = '_';
  if (out.empty() || is_digit(out.front())) out.insert(0, "v_");
  if (std::ranges::find(kTaken, out) != kTaken.end() || bpmn::is_feel_word(out) ||
      is_yaml_word(out))
    out += '_';
  return out;
}

namespace bpmn {

constexpr std::int64_t kMostTimes = 1'000'000;  // a cycle repeats

std::string type_of_value(std::string_view feel) {
  if (feel.starts_with('"')) return "text";
  if (feel == "true" || feel == "false") return "yes_no";
  return feel.find_first_of("+-*/") != std::string_view::npos || Decimal::parse(feel) ? "number"
                                                                                      : "";
}

bool is_feel_word(std::string_view word) {
  constexpr std::array<std::string_view, 20> kWords{
      "and",       "or",      "not",      "true", "false",    "null",    "if",
      "then",      "else",    "for",      "in",   "return",   "some",    "every",
      "satisfies", "between", "instance", "of",   "function", "external"};
  return std::ranges::find(kWords, word) != kWords.end();
}

namespace {

// Conditions as Camunda, Flowable and Activiti write them.
std::string from_el(std::string_view el) {
  std::string out;
  for (std::size_t i = 0; i < el.size(); ++i) {
    const std::string_view rest = el.substr(i);
    if (el[i] == '"' || el[i] == '\'') {
      const char quote = el[i];
      out += '"';
      for (++i; i < el.size() && el[i] != quote; ++i) out += el[i];
      out += '"';
    } else if (rest.starts_with("==")) {
      out += '=';
      ++i;
    } else if (rest.starts_with("&&")) {
      out += " and ";
      ++i;
    } else if (rest.starts_with("||")) {
      out += " or ";
      ++i;
    } else if (rest.starts_with("!=") || rest.starts_with("<=") || rest.starts_with(">=")) {
      out += rest.substr(0, 2);
      ++i;
    } else if (el[i] == '!') {
      std::size_t end = i + 1;
      while (end < el.size() &&
             (is_ascii_letter(el[end]) || is_digit(el[end]) || el[end] == '_' || el[end] == '.'))
        ++end;
      if (end == i + 1) {
        out += "not";  // !( … )
      } else {
        out += cat("not(", el.substr(i + 1, end - i - 1), ")");
        i = end - 1;
      }
    } else {
      out += el[i];
    }
  }
  return out;
}

}  // namespace

std::string to_feel(std::string_view text) {
  text = trim(text);
  if (text.size() > 3 && (text.starts_with("${") || text.starts_with("#{")) && text.back() == '}')
    return from_el(trim(text.substr(2, text.size() - 3)));
  if (text.starts_with('=')) text.remove_prefix(1);
  return std::string(trim(text));
}

std::string with_names(std::string_view feel,
                       const std::function<std::string(std::string_view)>& name) {
  std::string out;
  char before = ' ';
  for (std::size_t i = 0; i < feel.size();) {
    const char c = feel[i];
    if (c == '"') {
      std::size_t end = i + 1;
      while (end < feel.size() && feel[end] != '"') end += feel[end] == '\\' ? 2U : 1U;
      end = std::min(end + 1, feel.size());
      out += feel.substr(i, end - i);
      before = '"';
      i = end;
      continue;
    }
    if (!is_ascii_letter(c) && c != '_') {
      out += c;
      if (c != ' ') before = c;
      ++i;
      // A number swallows its digits, so that 1e3 is no name.
      while (is_digit(c) && i < feel.size() && is_digit(feel[i])) out += feel[i++];
      continue;
    }
    std::size_t end = i;
    while (end < feel.size() &&
           (is_ascii_letter(feel[end]) || is_digit(feel[end]) || feel[end] == '_'))
      ++end;
    const std::string_view word = feel.substr(i, end - i);
    std::size_t after = end;
    while (after < feel.size() && feel[after] == ' ') ++after;
    const bool called = after < feel.size() && feel[after] == '(';
    if (before == '.' || called || is_feel_word(word))
      out += word;
    else
      out += name(word);
    before = 'a';
    i = end;
  }
  return out;
}

namespace {

bool is_expression(std::string_view text) {
  return text.starts_with('=') || text.starts_with("${") || text.starts_with("#{");
}

// FEEL of an expression that may give either a text or a value.
std::string temporal(std::string_view text, const char* function) {
  const std::string feel = to_feel(text);
  return cat("(if (", feel, ") instance of string then ", function, "(", feel, ") else (", feel,
             "))");
}

// A length of ISO 8601 as FEEL knows it: weeks are days, and months and days are two lengths.
// Empty: it is none.
std::vector<std::string> lengths_of(std::string_view iso) {
  if (parse_duration(iso) || parse_months(iso)) return {std::string(iso)};
  if (!iso.starts_with('P')) return {};
  std::string months, days, time, number;
  std::int64_t count = 0;
  bool clock = false;
  for (const char c : iso.substr(1)) {
    if (is_digit(c) || c == '.') {
      number += c;
    } else if (c == 'T' && number.empty() && !clock) {
      clock = true;
    } else {
      const auto parsed = Decimal::parse(number);
      const auto whole = parsed ? parsed->whole() : std::nullopt;
      if (!whole && !(clock && c == 'S' && parsed)) return {};
      if (!clock && (c == 'Y' || c == 'M'))
        months += cat(number, c);
      else if (!clock && (c == 'W' || c == 'D') && whole)
        count += *whole * (c == 'W' ? 7 : 1);
      else if (clock && (c == 'H' || c == 'M' || c == 'S'))
        time += cat(number, c);
      else
        return {};
      number.clear();
    }
  }
  if (count > 0) days = cat(count, "D");
  std::vector<std::string> out;
  if (!months.empty()) out.push_back(cat("P", months));
  if (!days.empty() || !time.empty()) out.push_back(cat("P", days, time.empty() ? "" : "T", time));
  if (!number.empty() || std::ranges::any_of(out, [](const auto& o) {
        return !parse_duration(o) && !parse_months(o);
      }))
    return {};
  return out;
}

// FEEL for a length that is added to a moment; "" when it cannot be read.
std::string length_of(std::string_view text) {
  if (is_expression(text)) return temporal(text, "duration");
  std::string out;
  for (const std::string& one : lengths_of(text))
    out += cat(out.empty() ? "" : " + ", "duration(\"", one, "\")");
  return out;
}

std::string moment_of(std::string_view text) {
  if (is_expression(text)) return temporal(text, "date and time");
  const bool known = parse_moment(text) || parse_date(text);
  return known ? cat("date and time(\"", text, "\")") : std::string();
}

// R3/PT1H, R/2026-03-10T09:00:00/PT1H, R3/START/END, R/PT1H/END.
void read_cycle(std::string_view text, Timer& out) {
  const auto parts = split(text, '/');
  if (parts[0].size() > 1) {
    const auto times = Decimal::parse(parts[0].substr(1));
    const auto whole = times ? times->whole() : std::nullopt;
    out.known = whole && *whole >= 0 && *whole <= kMostTimes;
    out.times = out.known ? static_cast<int>(*whole) : 0;
  }
  if (parts.size() < 2 || parts.size() > 3) out.known = false;
  if (!out.known) return;
  const auto one_length = [](std::string_view part) {
    return is_expression(part) || lengths_of(part).size() == 1 ? length_of(part) : std::string();
  };
  if (parts.size() == 2) {
    out.again = one_length(parts[1]);
    out.at = cat("now + ", out.again);
  } else if (parts[1].starts_with('P')) {  // until a moment
    const std::string length = one_length(parts[1]), end = moment_of(parts[2]);
    if (!end.empty() && !length.empty())
      out.again = cat("if now + ", length, " <= ", end, " then ", length, " else null");
    out.at = cat("now + ", length);
  } else {
    out.at = moment_of(parts[1]);
    out.again = one_length(parts[2]);
    if (const std::string end = moment_of(parts[2]);
        out.again.empty() && !out.at.empty() && !end.empty())
      out.again = cat(end, " - ", out.at);  // the length of the first of them
  }
}

}  // namespace

std::string span_words(std::string_view iso) {
  if (const auto months = parse_months(iso))
    return months->count > 0 ? cat(months->count, " months") : std::string();
  const auto duration = parse_duration(iso);
  if (!duration || duration->seconds <= 0 || duration->seconds % 60 != 0) return {};
  const std::int64_t minutes = duration->seconds / 60;
  if (minutes % (24 * 60) == 0) return cat(minutes / (24 * 60), " calendar days");
  if (minutes % 60 == 0) return cat(minutes / 60, " hours");
  return cat(minutes, " minutes");
}

Timer read_timer(std::string_view kind, std::string_view text) {
  Timer out;
  text = trim(text);
  if (kind == "timeDate") {
    out.at = moment_of(text);
    out.known = !out.at.empty();
  } else if (kind == "timeDuration") {
    const std::string length = length_of(text);
    out.at = cat("now + ", length);
    out.known = !length.empty();
  } else if (kind == "timeCycle" && text.starts_with('R')) {
    read_cycle(text, out);
    out.known = out.known && !out.at.empty() && !out.again.empty();
  } else if (kind == "timeCycle" && is_expression(text)) {
    out.again = temporal(text, "duration");
    out.at = cat("now + ", out.again);
  } else {
    out.known = false;
  }
  return out;
}

}  // namespace bpmn

}  // namespace tf::interchange
