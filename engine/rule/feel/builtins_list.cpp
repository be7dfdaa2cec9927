// Lists: taking apart and putting together, sorting, all and any. Sums and statistics:
// builtins_numbers_of_list.cpp.
#include <algorithm>

#include "base/decimal_math.h"
#include "base/text.h"
#include "rule/feel/builtins.h"
#include "rule/feel/list_arguments.h"
#include "rule/feel/machine.h"
#include "rule/feel/sort_stably.h"

namespace tf::rule {
namespace {

using Kind = Value::Kind;

Value done(const Call& call, List items) {
  if (!call.machine.spend(static_cast<std::uint32_t>(items.size())) ||
      !call.machine.spend_bytes(items.size() * sizeof(Value)))
    return {};
  return Value::list(std::move(items));
}

Value not_a_list(const Call& call) {
  return call.wrong("这里应是列表", "a list is expected");
}
Value no_position(const Call& call) {
  return call.wrong("没有这个位置", "there is no such position");
}

// 1-based, negative from the end, as an index; nullopt when it is none of the list.
std::optional<std::size_t> position(const Value& at, std::size_t size) {
  if (!at.is(Kind::number)) return std::nullopt;
  const auto n = truncated(at.as_number());
  const auto count = static_cast<std::int64_t>(size);
  if (!n || *n == 0 || *n > count || *n < -count) return std::nullopt;
  return static_cast<std::size_t>(*n > 0 ? *n - 1 : count + *n);
}

Value list_contains(const Call& call) {
  const auto list = list_of(call.args[0]);
  if (!list) return not_a_list(call);
  for (const Value& item : *list)
    if (call.machine.equals(item, call.args[1]) == Tri::yes) return Value::boolean(true);
  return Value::boolean(false);
}

Value count(const Call& call) {
  if (call.args[0].is_null()) return not_a_list(call);
  return Value::number(
      call.args[0].is(Kind::list) ? static_cast<std::int64_t>(call.args[0].as_list().size()) : 1);
}

// all() and any(): three-valued and / or over the items.
template <bool any>
Value quantify(const Call& call) {
  if (call.args.size() == 1 && call.args[0].is_null()) return not_a_list(call);
  Tri answer = tri(!any);
  bool wrong = false;
  for (const Value& item : items_of(call)) {
    if (item.is(Kind::boolean)) {
      if (item.as_boolean() == any) return Value::boolean(any);
      continue;
    }
    answer = Tri::null;
    if (!item.is_null()) wrong = true;
  }
  if (wrong) return call.wrong("列表的项应是是否值", "the items of the list must be true or false");
  return to_value(answer);
}

Value sublist(const Call& call) {
  const auto list = list_of(call.args[0]);
  if (!list) return not_a_list(call);
  const auto start = position(call.args[1], list->size());
  if (!start) return no_position(call);
  std::size_t length = list->size() - *start;
  if (call.args.size() > 2) {
    if (!call.args[2].is(Kind::number)) return no_position(call);
    const auto wanted = truncated(call.args[2].as_number());
    if (!wanted || *wanted < 1 || static_cast<std::uint64_t>(*wanted) > length)
      return no_position(call);
    length = static_cast<std::size_t>(*wanted);
  }
  const auto first = list->begin() + static_cast<std::ptrdiff_t>(*start);
  return done(call, List(first, first + static_cast<std::ptrdiff_t>(length)));
}

Value append(const Call& call) {
  if (call.args.empty()) return not_a_list(call);
  List out = call.args[0].is_null()
                 ? List{Value()}
                 : List(list_of(call.args[0])->begin(), list_of(call.args[0])->end());
  for (const Value& item : call.args.subspan(1)) out.push_back(item);
  return done(call, std::move(out));
}

Value concatenate(const Call& call) {
  List out;
  for (const Value& arg : call.args) {
    const auto list = list_of(arg);
    if (!list) return not_a_list(call);
    out.insert(out.end(), list->begin(), list->end());
  }
  return done(call, std::move(out));
}

bool holds(const Call& call, const List& list, const Value& item) {
  return std::ranges::any_of(
      list, [&](const Value& one) { return call.machine.equals(one, item) == Tri::yes; });
}

List distinct(const Call& call, std::span<const Value> items) {
  List out;
  for (const Value& item : items) {
    if (!call.machine.spend(static_cast<std::uint32_t>(out.size() + 1))) break;
    if (!holds(call, out, item)) out.push_back(item);
  }
  return out;
}

Value union_of(const Call& call) {
  const Value all = concatenate(call);
  return all.is_null() ? all : done(call, distinct(call, all.as_list()));
}

Value distinct_values(const Call& call) {
  const auto list = list_of(call.args[0]);
  return list ? done(call, distinct(call, *list)) : not_a_list(call);
}

Value insert_before(const Call& call) {
  const auto list = list_of(call.args[0]);
  if (!list) return not_a_list(call);
  const auto at = position(call.args[1], list->size());
  if (!at) return no_position(call);
  List out(list->begin(), list->end());
  out.insert(out.begin() + static_cast<std::ptrdiff_t>(*at), call.args[2]);
  return done(call, std::move(out));
}

Value remove(const Call& call) {
  const auto list = list_of(call.args[0]);
  if (!list) return not_a_list(call);
  const auto at = position(call.args[1], list->size());
  if (!at) return no_position(call);
  List out(list->begin(), list->end());
  out.erase(out.begin() + static_cast<std::ptrdiff_t>(*at));
  return done(call, std::move(out));
}

// list replace(list, position, newItem), or (list, match, newItem) with a function (item, newItem)
// → boolean.
Value list_replace(const Call& call) {
  const auto list = list_of(call.args[0]);
  if (!list) return not_a_list(call);
  List out(list->begin(), list->end());
  if (!call.args[1].is(Kind::function)) {
    const auto at = position(call.args[1], list->size());
    if (!at) return no_position(call);
    out[*at] = call.args[2];
    return done(call, std::move(out));
  }
  for (Value& item : out) {
    const Value matches = call.machine.call(call.args[1], {item, call.args[2]});
    if (!matches.is(Kind::boolean))
      return call.wrong("匹配函数应回答是或否", "the matching function must answer true or false");
    if (matches.as_boolean()) item = call.args[2];
  }
  return done(call, std::move(out));
}

Value reverse(const Call& call) {
  const auto list = list_of(call.args[0]);
  if (!list) return not_a_list(call);
  return done(call, List(list->rbegin(), list->rend()));
}

Value index_of(const Call& call) {
  const auto list = list_of(call.args[0]);
  if (!list) return not_a_list(call);
  List out;
  std::int64_t at = 0;
  for (const Value& item : *list) {
    ++at;
    if (call.machine.equals(item, call.args[1]) == Tri::yes) out.push_back(Value::number(at));
  }
  return done(call, std::move(out));
}

bool flatten_into(const Call& call, const Value& value, List& out, int depth) {
  if (!call.machine.spend()) return false;
  if (!value.is(Kind::list) || depth > 200) {
    out.push_back(value);
    return true;
  }
  for (const Value& item : value.as_list())
    if (!flatten_into(call, item, out, depth + 1)) return false;
  return true;
}

Value flatten(const Call& call) {
  if (call.args[0].is_null()) return not_a_list(call);
  List out;
  return flatten_into(call, call.args[0], out, 0) ? done(call, std::move(out)) : Value();
}

// A merge sort of our own: `precedes` may be any function, even one that std::sort could not stand.
bool merge_sort(const Call& call, const Value& precedes, List& items, std::size_t from,
                std::size_t to) {
  if (to - from < 2) return true;
  const std::size_t middle = from + (to - from) / 2;
  if (!merge_sort(call, precedes, items, from, middle) ||
      !merge_sort(call, precedes, items, middle, to))
    return false;
  List merged;
  std::size_t a = from, b = middle;
  while (a < middle && b < to) {
    const Value second_first = call.machine.call(precedes, {items[b], items[a]});
    if (call.machine.spent()) return false;
    if (!second_first.is(Kind::boolean)) {
      call.wrong("排序函数应回答是或否", "the sorting function must answer true or false");
      return false;
    }
    merged.push_back(second_first.as_boolean() ? items[b++] : items[a++]);
  }
  while (a < middle) merged.push_back(items[a++]);
  while (b < to) merged.push_back(items[b++]);
  std::ranges::move(merged, items.begin() + static_cast<std::ptrdiff_t>(from));
  return true;
}

Value sort(const Call& call) {
  const auto list = list_of(call.args[0]);
  if (!list) return not_a_list(call);
  List out(list->begin(), list->end());
  if (call.args.size() > 1) {
    if (!call.args[1].is(Kind::function))
      return call.wrong("排序要一个函数", "sorting takes a function");
    return merge_sort(call, call.args[1], out, 0, out.size()) ? done(call, std::move(out))
                                                              : Value();
  }
  for (const Value& item : out)
    if (!order(item, out.front()))
      return call.wrong("这些值不能比较大小", "these values have no order");
  sort_stably(out, [](const Value& a, const Value& b) { return *order(a, b) < 0; });
  return done(call, std::move(out));
}

}  // namespace

std::vector<Builtin> list_functions();  // builtins_numbers_of_list.cpp

std::vector<Builtin> list_builtins() {
  std::vector<Builtin> all = {
      {"list contains", {"list, element"}, list_contains, "whether the element is in the list"},
      {"count", {"list"}, count, "how many items"},
      {"all", {"list", "...list"}, quantify<false>, "true when every item is true"},
      {"any", {"list", "...list"}, quantify<true>, "true when some item is true"},
      {"sublist", {"list, start position, length?"}, sublist, "the items from a position on"},
      {"append", {"list, ...item"}, append, "the list with more items at its end"},
      {"concatenate", {"...list"}, concatenate, "the lists one after the other"},
      {"insert before", {"list, position, newItem"}, insert_before, "the list with one more item"},
      {"remove", {"list, position"}, remove, "the list without the item at the position"},
      {"list replace",
       {"list, position, newItem", "list, match, newItem"},
       list_replace,
       "the list with items replaced"},
      {"reverse", {"list"}, reverse, "the list backwards"},
      {"index of", {"list, match"}, index_of, "the positions of the value"},
      {"union", {"...list"}, union_of, "all items of the lists, each once"},
      {"distinct values", {"list"}, distinct_values, "each item once"},
      {"flatten", {"list"}, flatten, "lists inside lists taken out"},
      {"sort", {"list, precedes?"}, sort, "sorted by a function that says which item comes first"},
  };
  for (Builtin& one : list_functions()) all.push_back(std::move(one));
  return all;
}

}  // namespace tf::rule
