#include "rule/deadline_key.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rule/deadline_words.h"

namespace tf::rule {
namespace {

constexpr std::array<std::string_view, 19> kKeys{
    "for",  "until", "at_least", "from",         "by",     "open",    "roll",
    "ends", "warn",  "before",   "by_at_least",  "extend", "at_most", "grace",
    "law",  "every", "date",     "late_receipt", "missed"};

bool wrong_shape(const KeyContext& context, std::string_view key, const model::Node& node,
                 std::string zh, std::string en) {
  context.out.report("deadline.wrong_shape", node.span,
                     {{"entry", context.entry},
                      {"key", std::string(key)},
                      {"zh", std::move(zh)},
                      {"en", std::move(en)}});
  return false;
}

template <class T>
std::optional<T> taken(Parsed<T> parsed, const model::Node& node, const KeyContext& context) {
  if (parsed) return std::move(*parsed);
  report_term(context.out, parsed.error(), node);
  return std::nullopt;
}

bool read_first_of(Warn& warn, const model::Node& node, const KeyContext& context) {
  const model::Node* clocks = node.get("first_of");
  if (!clocks || !clocks->is_list() || clocks->items.empty())
    return wrong_shape(context, "warn", node, "{first_of: [22:00, 06:30], more_than: 2 hours}",
                       "{first_of: [22:00, 06:30], more_than: 2 hours}");
  warn.kind = Warn::Kind::first_of;
  for (const auto& item : clocks->items) {
    const auto clock = item->is_scalar() ? parse_clock_time(item->text) : std::nullopt;
    if (!clock) {
      context.out.report("deadline.bad_time", item->span,
                         {{"zh", cat("“", item->text, "”不是时刻：写 HH:MM")},
                          {"en", cat("'", item->text, "' is no clock time: write HH:MM")}});
      return false;
    }
    warn.first_of.push_back(*clock);
  }
  if (const model::Node* more = node.get("more_than")) {
    const auto span = read_span_node(*more, "more_than", context);
    if (!span) return false;
    warn.more_than = *span;
  }
  return true;
}

bool read_warn(Deadline& deadline, const model::Node& node, const KeyContext& context) {
  Warn warn;
  if (node.is_map()) {
    if (!read_first_of(warn, node, context)) return false;
  } else if (node.is_scalar()) {
    const auto parsed = taken(parse_warn(node.text), node, context);
    if (!parsed) return false;
    warn = *parsed;
  } else {
    return wrong_shape(context, "warn", node, "一个时点或比例", "a moment or a fraction");
  }
  deadline.warn = std::move(warn);
  return true;
}

// `1 working day before due`, `before due`.
std::optional<Span> read_ask(const model::Node& node, const KeyContext& context) {
  Words words(node.text);
  if (words.eat({"before due", "到期前"}) && words.done()) return Span{0, Unit::minutes};
  words.back_to(0);
  words.eat({"到期前"});
  const auto span = read_span(words);
  if (!span) {
    report_term(context.out, span.error(), node);
    return std::nullopt;
  }
  words.eat({"before due", "前"});
  if (words.done()) return *span;
  wrong_shape(context, "ask", node, "“1 working day before due”这样的话",
              "like '1 working day before due'");
  return std::nullopt;
}

bool read_extend(Deadline& deadline, const model::Node& node, const KeyContext& context) {
  if (!node.is_map())
    return wrong_shape(context, "extend", node, "{times, at_most, for, by, ask, tell}",
                       "{times, at_most, for, by, ask, tell}");
  Extend extend;
  for (const model::Entry& entry : node.entries) {
    const model::Node& value = *entry.value;
    if (entry.key == "times") {
      Words words(value.text);
      extend.times = words.number();
      if (!extend.times || !words.done())
        return wrong_shape(context, "times", value, "一个次数", "a number of times");
    } else if (entry.key == "at_most" || entry.key == "for") {
      const auto span = read_span_node(value, entry.key, context);
      if (!span) return false;
      (entry.key == "for" ? extend.length : extend.at_most) = span;
    } else if (entry.key == "ask") {
      extend.ask = read_ask(value, context);
      if (!extend.ask) return false;
    } else if (entry.key == "by" || entry.key == "tell") {
      (entry.key == "by" ? extend.by : extend.tell) = clone_of(value);
    } else {
      context.out.report("deadline.unknown_key", entry.key_span,
                         {{"entry", cat(context.entry, ".extend")}, {"key", entry.written}});
      return false;
    }
  }
  deadline.extend = std::move(extend);
  return true;
}

bool read_until(Deadline& deadline, const model::Node& node, const KeyContext& context) {
  const auto point = taken(parse_time_point(node.text), node, context);
  if (!point) return false;
  if (point->kind == TimePoint::Kind::due_of_case && point->sign == 0) {
    deadline.kind = Deadline::Kind::date;
    deadline.case_due = true;
    return true;
  }
  if (point->kind >= TimePoint::Kind::due_of_case && point->kind != TimePoint::Kind::start)
    return wrong_shape(context, "until", node, "日历上的时点，如 08:00、day 5 at 17:30",
                       "a moment of the calendar, as 08:00 or 'day 5 at 17:30'");
  deadline.kind = Deadline::Kind::until;
  deadline.until = *point;
  return true;
}

bool read_length(Deadline& deadline, const model::Node& node, const KeyContext& context) {
  const auto span = read_span_node(node, "for", context);
  if (!span) return false;
  deadline.kind = Deadline::Kind::span;
  deadline.span = *span;
  return true;
}

bool read_at_most(Deadline& deadline, const model::Node& node, const KeyContext& context) {
  deadline.at_most = node.text;
  deadline.at_most_span.reset();
  if (Words(node.text).eat({"none", "无"})) return true;
  deadline.at_most_span = read_span_node(node, "at_most", context);
  return deadline.at_most_span.has_value();
}

bool read_every(Deadline& deadline, const model::Node& node, const KeyContext& context) {
  const auto cycle = taken(parse_cycle(node.text), node, context);
  if (!cycle) return false;
  deadline.every = *cycle;
  return true;
}

bool read_late_receipt(Deadline& deadline, const model::Node& node, const KeyContext& context) {
  Words words(node.text);
  const bool next = words.eat({"next_workday", "next working day", "下一个工作日"});
  if (!next && !words.eat({"same_day", "same day", "当日"}))
    return wrong_shape(context, "late_receipt", node, "same day 或 next working day",
                       "'same day' or 'next working day'");
  deadline.late_receipt_next = next;
  return true;
}

}  // namespace

bool is_deadline_key(std::string_view key) {
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

void report_term(model::Diagnostics& out, const TermError& error, const model::Node& node) {
  model::Span span = node.span;
  if (!node.block && error.offset <= node.text.size()) {
    const std::string_view text = node.text;
    span.column += static_cast<std::uint32_t>(count_points(text.substr(0, error.offset)));
    if (node.quoted) ++span.column;
    const std::size_t points = count_points(text.substr(error.offset, error.length));
    span.length = static_cast<std::uint32_t>(std::max<std::size_t>(1, points));
  }
  out.report(error.name, span, {{"zh", error.zh}, {"en", error.en}});
}

std::optional<Span> read_span_node(const model::Node& node, std::string_view key,
                                   const KeyContext& context) {
  if (!node.is_scalar()) {
    wrong_shape(context, key, node, "一个时长，如“5个工作日”", "a duration, as '5 working days'");
    return std::nullopt;
  }
  if (const Deadline* named = context.find(node.text, node.span)) {
    if (named->kind == Deadline::Kind::span) return named->span;
    wrong_shape(context, key, node, "一个时长或有时长的期限", "a duration or a deadline with one");
    return std::nullopt;
  }
  return taken(parse_span(node.text), node, context);
}

bool apply_deadline_key(Deadline& deadline, std::string_view key, const model::Node& value,
                        const KeyContext& context) {
  if (key == "warn") return read_warn(deadline, value, context);
  if (key == "extend") return read_extend(deadline, value, context);
  if (!value.is_scalar()) return wrong_shape(context, key, value, "一个值", "one value");
  if (key == "for") return read_length(deadline, value, context);
  if (key == "until") return read_until(deadline, value, context);
  if (key == "at_most") return read_at_most(deadline, value, context);
  if (key == "every") return read_every(deadline, value, context);
  if (key == "late_receipt") return read_late_receipt(deadline, value, context);
  if (key == "at_least" || key == "by_at_least" || key == "grace") {
    const auto span = read_span_node(value, key, context);
    if (!span) return false;
    if (key == "at_least") deadline.at_least = span;
    if (key == "by_at_least") deadline.by_at_least = *span;
    if (key == "grace") deadline.grace = *span;
    return true;
  }
  if (key == "open") {
    const auto hours = parse_hours(value.text);
    if (!hours) context.out.report("deadline.bad_hours", value.span, {{"text", value.text}});
    if (hours) deadline.open = *hours;
    return hours.has_value();
  }
  if (key == "roll") {
    const auto roll = parse_roll(value.text);
    if (!roll) context.out.report("deadline.bad_roll", value.span, {{"text", value.text}});
    if (roll) deadline.roll = *roll;
    return roll.has_value();
  }
  if (key == "missed") {
    deadline.missed = parse_missed(value.text);
    return deadline.missed ||
           wrong_shape(context, key, value, "all、last 或 none", "all, last or none");
  }
  if (key == "ends") {
    const auto ends = parse_ends(value.text);
    if (!ends) context.out.report("deadline.bad_ends", value.span, {{"text", value.text}});
    if (ends) deadline.ends = *ends;
    return ends.has_value();
  }
  if (key == "law") deadline.law = value.text;
  if (key == "from") deadline.from = {value.text, value.span};
  if (key == "date") deadline.kind = Deadline::Kind::date, deadline.date = {value.text, value.span};
  if (key == "before")
    deadline.kind = Deadline::Kind::before, deadline.before = {value.text, value.span};
  return true;
}

Parsed<Warn> parse_warn(std::string_view text) {
  Warn warn;
  Words words(text);
  const auto bad = [&] {
    return std::unexpected(words.error_at(
        0, words.all().size(), "deadline.bad_warn",
        cat("“", words.all(), "”不是预警：如 after 2/3、half、2 working days before、none"),
        cat("'", words.all(),
            "' is no warning: write 'after 2/3', 'half', '2 working days before', or 'none'")));
  };
  if (words.eat({"none", "无", "不预警"})) {
    warn.kind = Warn::Kind::none;
  } else if (words.eat({"after half", "half", "过半", "一半"})) {
    warn.kind = Warn::Kind::fraction;
    warn.numerator = 1;
    warn.denominator = 2;
  } else if (words.eat({"after", "过"})) {
    const std::size_t begin = words.offset();
    const auto a = words.number();
    if (a && words.eat("/")) {
      const auto b = words.number();
      if (!b || *a < 1 || *a >= *b || *b > 1000) return bad();
      warn.kind = Warn::Kind::fraction;
      warn.numerator = *a;
      warn.denominator = *b;
    } else {
      words.back_to(begin);
      const auto span = read_span(words);
      if (!span) return std::unexpected(span.error());
      warn.kind = Warn::Kind::after;
      warn.span = *span;
      words.eat("后");
    }
  } else if (const auto moment = parse_time_point(text)) {
    warn.kind = Warn::Kind::moment;
    warn.moment = *moment;
    return warn;
  } else {
    const auto span = read_span(words);
    if (!span)
      return span.error().name == std::string_view("deadline.bad_duration")
                 ? bad()
                 : std::unexpected(span.error());
    if (!words.eat({"before", "前"})) return bad();
    warn.kind = Warn::Kind::before;
    warn.span = *span;
  }
  if (!words.done()) return bad();
  return warn;
}

}  // namespace tf::rule
