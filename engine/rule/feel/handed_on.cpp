#include "rule/feel/handed_on.h"

#include <algorithm>
#include <map>

#include "rule/feel/parser.h"

namespace tf::rule {

namespace {

using ast::Kind;
using HandedNames = std::set<std::string>;

// Functions whose answer is a number, a truth, a date or a time, whatever they are given.
bool tells_only(std::string_view function) {
  constexpr std::string_view kTelling[] = {"abs",           "after",
                                           "all",           "any",
                                           "before",        "ceiling",
                                           "coincides",     "contains",
                                           "count",         "date",
                                           "date and time", "day of week",
                                           "day of year",   "decimal",
                                           "done",          "duration",
                                           "during",        "ends with",
                                           "floor",         "includes",
                                           "index of",      "is",
                                           "is defined",    "list contains",
                                           "matches",       "mean",
                                           "median",        "meets",
                                           "modulo",        "month of year",
                                           "not",           "number",
                                           "overlaps",      "round",
                                           "spent",         "starts with",
                                           "stddev",        "string length",
                                           "sum",           "time",
                                           "times",         "today",
                                           "week of year",  "years and months duration"};
  return std::ranges::find(kTelling, function) != std::end(kTelling);
}

class HandReader {
 public:
  HandedNames read(const ast::Node& node) {
    switch (node.kind) {
      case Kind::name: {
        const auto local = locals_.find(node.text);
        return local == locals_.end() ? HandedNames{node.text} : local->second;
      }
      case Kind::path: {
        HandedNames out;
        for (const std::string& head : read(*node.kids.front())) out.insert(head + "." + node.text);
        return out;
      }
      case Kind::filter:
        return read(*node.kids.front());
      case Kind::if_else:
        return both(read(*node.kids[1]), read(*node.kids[2]));
      case Kind::call:
        return called(node);
      case Kind::for_each:
        return iterated(node);
      case Kind::arithmetic:
        return node.text == "+" ? all(node) : HandedNames{};
      case Kind::list:
      case Kind::context:
      case Kind::function:
      case Kind::typed:
        return all(node);
      default:  // a truth, a number, a constant
        return {};
    }
  }

 private:
  static HandedNames both(HandedNames a, const HandedNames& b) {
    a.insert(b.begin(), b.end());
    return a;
  }
  HandedNames all(const ast::Node& node, std::size_t from = 0) {
    HandedNames out;
    for (std::size_t i = from; i < node.kids.size(); ++i)
      out = both(std::move(out), read(*node.kids[i]));
    return out;
  }
  HandedNames called(const ast::Node& node) {
    const ast::Node& what = *node.kids.front();
    if (what.kind == Kind::name && tells_only(what.text)) return {};
    return all(node, 1);
  }
  HandedNames iterated(const ast::Node& node) {
    const auto outer = locals_;
    for (std::size_t i = 0; i < node.names.size() && i + 1 < node.kids.size(); ++i)
      locals_[node.names[i]] = read(*node.kids[i]);
    HandedNames out = read(*node.kids.back());
    locals_ = outer;
    return out;
  }
  std::map<std::string, HandedNames> locals_;
};

}  // namespace

std::set<std::string> handed_on(std::string_view expression, const Names& names) {
  const auto tree = parse_expression(expression, names);
  return tree ? HandReader().read(*tree->root) : std::set<std::string>{};
}

}  // namespace tf::rule
