// The fourteen relations between points and ranges (Allen's interval algebra), and range("[1..3]").
// Source: OMG DMN 1.5 §10.3.4.9, table 78.
#include "base/temporal.h"
#include "rule/feel/builtins.h"
#include "rule/feel/machine.h"
#include "rule/feel/no_surroundings.h"
#include "rule/feel/parser.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

// An end of a range, or a point seen as the range of itself. `endless` is -1 or 1 where the range
// has no end.
struct End {
  const Value* value = nullptr;
  bool included = true;
  int endless = 0;
};
struct Interval {
  End start, end;
  bool point = false;
};

std::optional<Interval> interval_of(const Value& v) {
  if (v.is_null()) return std::nullopt;
  if (!v.is(Kind::range)) return Interval{{&v, true, 0}, {&v, true, 0}, true};
  const RangeValue& r = v.as_range();
  return Interval{{&r.lower, r.lower_included, r.comparison && r.lower.is_null() ? -1 : 0},
                  {&r.upper, r.upper_included, r.comparison && r.upper.is_null() ? 1 : 0},
                  false};
}

struct NotComparable {};

// -1, 0, 1; throws what related() turns into null.
int at(const End& a, const End& b) {
  if (a.endless != 0 || b.endless != 0)
    return a.endless < b.endless ? -1 : a.endless > b.endless ? 1 : 0;
  const auto found = order(*a.value, *b.value);
  if (!found) throw NotComparable{};
  return *found < 0 ? -1 : *found > 0 ? 1 : 0;
}

using Relation = bool (*)(const Interval&, const Interval&);

bool before(const Interval& a, const Interval& b) {
  const int o = at(a.end, b.start);
  return o < 0 || (o == 0 && !(a.end.included && b.start.included));
}
bool after(const Interval& a, const Interval& b) {
  return before(b, a);
}
bool meets(const Interval& a, const Interval& b) {
  return at(a.end, b.start) == 0 && a.end.included && b.start.included;
}
bool met_by(const Interval& a, const Interval& b) {
  return meets(b, a);
}
bool overlaps(const Interval& a, const Interval& b) {
  return !before(a, b) && !before(b, a);
}
// a's start comes first (or equals with a including it alone).
bool starts_before(const Interval& a, const Interval& b) {
  const int o = at(a.start, b.start);
  return o < 0 || (o == 0 && a.start.included && !b.start.included);
}
bool ends_before(const Interval& a, const Interval& b) {
  const int o = at(a.end, b.end);
  return o < 0 || (o == 0 && !a.end.included && b.end.included);
}
bool same_start(const Interval& a, const Interval& b) {
  return at(a.start, b.start) == 0 && a.start.included == b.start.included;
}
bool same_end(const Interval& a, const Interval& b) {
  return at(a.end, b.end) == 0 && a.end.included == b.end.included;
}
bool overlaps_before(const Interval& a, const Interval& b) {
  return starts_before(a, b) && overlaps(a, b) && (ends_before(a, b) || same_end(a, b));
}
bool overlaps_after(const Interval& a, const Interval& b) {
  return overlaps(a, b) && starts_before(b, a) && (ends_before(b, a) || same_end(a, b));
}
bool includes(const Interval& a, const Interval& b) {
  return !starts_before(b, a) && !ends_before(a, b);
}
bool during(const Interval& a, const Interval& b) {
  return includes(b, a);
}
bool finishes(const Interval& a, const Interval& b) {
  return same_end(a, b) && !starts_before(a, b);
}
bool finished_by(const Interval& a, const Interval& b) {
  return finishes(b, a);
}
bool starts(const Interval& a, const Interval& b) {
  return same_start(a, b) && !ends_before(b, a);
}
bool started_by(const Interval& a, const Interval& b) {
  return starts(b, a);
}
bool coincides(const Interval& a, const Interval& b) {
  return same_start(a, b) && same_end(a, b);
}

// Which arguments a relation takes: any; two points or two ranges; two ranges; a range second; a
// range first.
enum class Wants : unsigned char { any, alike, ranges, second_range, first_range };

template <Relation relation, Wants wants>
Value related(const Call& call) {
  const auto a = interval_of(call.args[0]), b = interval_of(call.args[1]);
  const bool fits =
      a && b &&
      (wants == Wants::any || (wants == Wants::alike && a->point == b->point) ||
       (wants == Wants::ranges && !a->point && !b->point) ||
       (wants == Wants::second_range && !b->point) || (wants == Wants::first_range && !a->point));
  if (!fits) return call.wrong("这里应是区间", "a range is expected");
  try {
    return Value::boolean(relation(*a, *b));
  } catch (const NotComparable&) {
    return call.wrong("这些值不能比较大小", "these values have no order");
  }
}

// Only literals may stand in range("…").
Value literal(const ast::Node& node, bool& ok) {
  if (node.kind == ast::Kind::literal) return node.value;
  if (node.kind == ast::Kind::call && node.kids[0]->kind == ast::Kind::name &&
      node.kids.size() == 2 && node.kids[1]->kind == ast::Kind::literal &&
      node.kids[1]->value.is(Kind::text)) {
    const std::string& f = node.kids[0]->text;
    const std::string& text = node.kids[1]->value.as_text();
    if (f == "date") {
      if (const auto d = parse_date(text)) return Value::date(*d);
    } else if (f == "time" || f == "date and time" || f == "duration") {
      Value v = parse_temporal(text);
      const bool fits = (f == "time" && v.is(Kind::time)) ||
                        (f == "date and time" && v.is(Kind::moment)) ||
                        (f == "duration" && (v.is(Kind::duration) || v.is(Kind::months)));
      if (fits) return v;
    }
  }
  ok = false;
  return {};
}

Value range(const Call& call) {
  const Value& from = call.args[0];
  if (!from.is(Kind::text)) return call.wrong("这里应是文字", "a text is expected");
  const auto wrong = [&] { return call.wrong("这不是区间", "this is no range"); };
  std::string text = from.as_text();
  RangeValue r;
  const auto trimmed_dots = text.find("..");
  if (trimmed_dots == std::string::npos) {
    const auto tree = parse_expression(text, NoNames());
    if (!tree || tree->root->kind != ast::Kind::compared) return wrong();
    bool ok = true;
    Value bound = literal(*tree->root->kids[0], ok);
    if (!ok || bound.is_null()) return wrong();
    const std::string& op = tree->root->text;
    if (op == "!=") return wrong();
    r.comparison = true;
    if (op[0] != '>') r.upper = bound;
    if (op[0] != '<') r.lower = bound;
    r.upper_included = op == "<=" || op == "=";
    r.lower_included = op == ">=" || op == "=";
    return Value::range(std::move(r));
  }
  // An end may be left out: "[1..)".
  const auto open = text.find_first_not_of(' ');
  const auto close = text.find_last_not_of(' ');
  if (close <= open || std::string_view("[(]").find(text[open]) == std::string_view::npos ||
      std::string_view("])[").find(text[close]) == std::string_view::npos || trimmed_dots <= open ||
      trimmed_dots + 2 > close)
    return wrong();
  const auto side = [&](std::string_view part, Value& out) {
    if (part.find_first_not_of(' ') == std::string_view::npos) return true;
    const auto tree = parse_expression(part, NoNames());
    bool ok = tree.has_value();
    if (ok) out = literal(*tree->root, ok);
    return ok;
  };
  const std::string_view all = text;
  if (!side(all.substr(open + 1, trimmed_dots - open - 1), r.lower) ||
      !side(all.substr(trimmed_dots + 2, close - trimmed_dots - 2), r.upper))
    return wrong();
  if (r.lower.is_null() && r.upper.is_null()) return wrong();
  r.lower_included = text[open] == '[';
  r.upper_included = text[close] == ']';
  if ((r.lower.is_null() && r.lower_included) || (r.upper.is_null() && r.upper_included))
    return wrong();
  if (!r.lower.is_null() && !r.upper.is_null()) {
    const auto ordered = order(r.lower, r.upper);
    if (!ordered || *ordered > 0) return wrong();
  }
  return Value::range(std::move(r));
}

}  // namespace

std::vector<Builtin> range_builtins() {
  return {
      {"before",
       {"point1, point2", "point, range", "range, point", "range1, range2"},
       related<before, Wants::any>,
       "ends before the other begins"},
      {"after",
       {"point1, point2", "point, range", "range, point", "range1, range2"},
       related<after, Wants::any>,
       "begins after the other ends"},
      {"meets", {"range1, range2"}, related<meets, Wants::ranges>, "ends where the other begins"},
      {"met by", {"range1, range2"}, related<met_by, Wants::ranges>, "begins where the other ends"},
      {"overlaps",
       {"range1, range2"},
       related<overlaps, Wants::ranges>,
       "shares a point with the other"},
      {"overlaps before",
       {"range1, range2"},
       related<overlaps_before, Wants::ranges>,
       "begins first and ends inside the other"},
      {"overlaps after",
       {"range1, range2"},
       related<overlaps_after, Wants::ranges>,
       "begins inside the other and ends last"},
      {"finishes",
       {"point, range", "range1, range2"},
       related<finishes, Wants::second_range>,
       "lies in the other and ends with it"},
      {"finished by",
       {"range, point", "range1, range2"},
       related<finished_by, Wants::first_range>,
       "holds the other and ends with it"},
      {"includes",
       {"range, point", "range1, range2"},
       related<includes, Wants::first_range>,
       "holds the other"},
      {"during",
       {"point, range", "range1, range2"},
       related<during, Wants::second_range>,
       "lies in the other"},
      {"starts",
       {"point, range", "range1, range2"},
       related<starts, Wants::second_range>,
       "lies in the other and begins with it"},
      {"started by",
       {"range, point", "range1, range2"},
       related<started_by, Wants::first_range>,
       "holds the other and begins with it"},
      {"coincides",
       {"point1, point2", "range1, range2"},
       related<coincides, Wants::alike>,
       "is the same points"},
      {"range", {"from"}, range, "a range from a text"},
  };
}

}  // namespace tf::rule
