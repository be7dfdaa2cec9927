#include "rule/analysis_ways.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "rule/feel/builtins.h"
#include "rule/feel/parser.h"

namespace tf::rule {
namespace {

using NodeKind = ast::Kind;
using AstNode = ast::Node;

// What is compared → its test with `?`; all of them must pass.
using Alternative = std::map<std::string, std::string>;
using Alternatives = std::vector<Alternative>;

class WaysReader {
 public:
  explicit WaysReader(const Names& names) : names_(names) {}

  // Nothing when there are too many.
  std::optional<Alternatives> read(const AstNode& node, bool opposite) {
    switch (node.kind) {
      case NodeKind::all_of:
      case NodeKind::any_of:
        return (node.kind == NodeKind::all_of) == opposite ? either(node, opposite)
                                                           : both(node, opposite);
      case NodeKind::call:
        if (node.kids.size() == 2 && node.names.empty() && node.kids[0]->kind == NodeKind::name &&
            node.kids[0]->text == "not")
          return read(*node.kids[1], !opposite);
        return question(node, opposite);
      case NodeKind::literal:
        if (!node.value.is(Value::Kind::boolean)) return Alternatives{};
        return node.value.as_boolean() == opposite ? Alternatives{} : Alternatives{{}};
      case NodeKind::comparison:
        return comparison(node, opposite);
      case NodeKind::between:
        if (!is_constant(*node.kids[1]) || !is_constant(*node.kids[2]) ||
            is_constant(*node.kids[0]))
          return question(node, opposite);
        return test(*node.kids[0], with_input(node, 0), opposite);
      case NodeKind::in:
        if (is_constant(*node.kids[0]) ||
            !std::all_of(node.kids.begin() + 1, node.kids.end(),
                         [&](const AstNode* kid) { return is_constant(*kid); }))
          return question(node, opposite);
        return test(*node.kids[0], with_input(node, 0), opposite);
      default:
        return question(node, opposite);
    }
  }

 private:
  std::optional<Alternatives> either(const AstNode& node, bool opposite) {
    Alternatives out;
    for (const AstNode* kid : node.kids) {
      const auto more = read(*kid, opposite);
      if (!more || out.size() + more->size() > kMostAlternatives) return std::nullopt;
      out.insert(out.end(), more->begin(), more->end());
    }
    return out;
  }

  std::optional<Alternatives> both(const AstNode& node, bool opposite) {
    Alternatives out{{}};
    for (const AstNode* kid : node.kids) {
      const auto more = read(*kid, opposite);
      if (!more || out.size() * more->size() > kMostAlternatives) return std::nullopt;
      Alternatives next;
      for (const Alternative& one : out)
        for (const Alternative& other : *more) {
          Alternative joined = one;
          for (const auto& [what, asked] : other) {
            std::string& own = joined[what];
            own = own.empty() ? asked : cat(own, " and ", asked);
          }
          next.push_back(std::move(joined));
        }
      out = std::move(next);
    }
    return out;
  }

  std::optional<Alternatives> comparison(const AstNode& node, bool opposite) {
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}})
      if (is_constant(*node.kids[1 - side]) && !is_constant(*node.kids[side]))
        return test(*node.kids[side], with_input(node, side), opposite);
    return question(node, opposite);
  }

  // The text of `node` with `?` in place of one of its parts.
  static std::string with_input(const AstNode& node, std::size_t part) {
    AstNode input;
    input.kind = NodeKind::name;
    input.text = "?";
    AstNode copy = node;
    copy.kids[part] = &input;
    return print(copy);
  }

  static Alternatives test(const AstNode& what, const std::string& asked, bool opposite) {
    return {{{print(what), opposite ? cat("not(", asked, ")") : cat("(", asked, ")")}}};
  }
  // Something that is true or false.
  static Alternatives question(const AstNode& node, bool opposite) {
    return {{{print(node), opposite ? "(? = false)" : "(? = true)"}}};
  }

  // A value whatever the case: literals, choices, and what is computed of those.
  bool is_constant(const AstNode& node) const {
    switch (node.kind) {
      case NodeKind::literal:
        return true;
      case NodeKind::name: {
        const auto known = names_.find(node.text);
        return known && known->kind == Name::Kind::constant;
      }
      case NodeKind::call: {
        const Builtin* builtin =
            node.kids[0]->kind == NodeKind::name ? find_builtin(node.kids[0]->text) : nullptr;
        if (builtin == nullptr || builtin->clock || names_.find(node.kids[0]->text)) return false;
        return std::all_of(node.kids.begin() + 1, node.kids.end(),
                           [&](const AstNode* kid) { return is_constant(*kid); });
      }
      case NodeKind::list:
      case NodeKind::range:
      case NodeKind::compared:
      case NodeKind::negate:
      case NodeKind::arithmetic:
        return std::ranges::all_of(node.kids,
                                   [&](const AstNode* kid) { return is_constant(*kid); });
      default:
        return false;
    }
  }

  const Names& names_;
};

struct Rows {
  TableSource table;
  std::vector<int> way;  // of each rule
};

Rows rows_of(const std::vector<std::optional<Alternatives>>& ways, bool first) {
  Rows out;
  std::vector<std::string> columns;
  for (const auto& alternatives : ways)
    if (alternatives)
      for (const Alternative& one : *alternatives)
        for (const auto& [what, asked] : one)
          if (std::ranges::find(columns, what) == columns.end()) columns.push_back(what);
  out.table.hit = first ? HitPolicy::first : HitPolicy::rule_order;
  for (const std::string& what : columns) out.table.inputs.push_back({what, what, {}});
  out.table.outputs.push_back({"way", {}, {}, "", {}});
  for (std::size_t w = 0; w < ways.size(); ++w) {
    if (!ways[w]) continue;
    for (auto at = ways[w]->begin(); at != ways[w]->end(); ++at) {
      const Alternative& one = *at;
      if (std::find(ways[w]->begin(), at, one) != at) continue;  // said before
      TableRule& rule = out.table.rules.emplace_back();
      rule.id = std::to_string(out.table.rules.size());
      for (const std::string& what : columns) {
        const auto asked = one.find(what);
        rule.inputs.push_back(asked == one.end() ? "-" : asked->second);
      }
      rule.outputs = {std::to_string(w)};
      out.way.push_back(static_cast<int>(w));
    }
  }
  return out;
}

}  // namespace

WaysAnalysis analyse_ways(const std::vector<std::string>& conditions, bool first,
                          const Names& names,
                          const std::function<InputFacts(const std::string&)>& facts) {
  WaysAnalysis out;
  out.ways.resize(conditions.size());
  std::vector<std::optional<Alternatives>> ways;
  for (const std::string& condition : conditions) {
    const auto tree = parse_expression(condition, names);
    ways.push_back(tree ? WaysReader(names).read(*tree->root, false) : std::nullopt);
    if (!ways.back()) out.exact = false;
  }
  const Rows rows = rows_of(ways, first);
  std::vector<InputFacts> known;
  for (std::size_t c = 0; c < rows.table.inputs.size(); ++c) {
    known.push_back(facts(rows.table.inputs[c].expression));
    const bool asked_plainly = std::ranges::all_of(rows.table.rules, [&](const TableRule& rule) {
      const std::string& cell = rule.inputs[c];
      return cell == "-" || cell == "(? = true)" || cell == "(? = false)";
    });
    if (asked_plainly && known.back().kind == Value::Kind::null)
      known.back().kind = Value::Kind::boolean;
  }
  const TableAnalysis analysis = analyse(rows.table, names, known);
  if (!analysis.is_exact()) out.exact = false;
  // A way is not taken when none of its alternatives is.
  std::vector<bool> taken(rows.way.size(), true), impossible(rows.way.size(), false);
  for (const TableFinding& finding : analysis.findings) {
    const auto rule = static_cast<std::size_t>(std::max(finding.rule, 0));
    if (finding.kind == TableFinding::Kind::impossible) {
      taken[rule] = false;
      impossible[rule] = true;
    } else if (first && (finding.kind == TableFinding::Kind::masked ||
                         finding.kind == TableFinding::Kind::duplicate)) {
      taken[rule] = false;
      auto& before = out.ways[static_cast<std::size_t>(rows.way[rule])].before;
      std::vector<int> others = finding.others;
      if (others.empty()) others.push_back(finding.other);
      for (const int other : others) {
        const int way = rows.way[static_cast<std::size_t>(other)];
        if (way != rows.way[rule] && std::ranges::find(before, way) == before.end())
          before.push_back(way);
      }
    } else if (finding.kind == TableFinding::Kind::gap ||
               finding.kind == TableFinding::Kind::gap_of_null ||
               finding.kind == TableFinding::Kind::gap_maybe) {
      out.rest.push_back({finding.sample, finding.box,
                          finding.kind == TableFinding::Kind::gap_of_null,
                          finding.kind == TableFinding::Kind::gap_maybe});
    }
  }
  for (std::size_t w = 0; w < ways.size(); ++w) {
    bool some = !ways[w].has_value(), all_impossible = true;
    for (std::size_t r = 0; r < rows.way.size(); ++r) {
      if (rows.way[r] != static_cast<int>(w)) continue;
      some = some || taken[r];
      all_impossible = all_impossible && impossible[r];
    }
    out.ways[w].never = ways[w].has_value() && all_impossible;
    if (some || out.ways[w].never) out.ways[w].before.clear();
    std::ranges::sort(out.ways[w].before);
  }
  if (rows.table.rules.empty()) out.rest.push_back({"", "", false, !out.exact});
  return out;
}

}  // namespace tf::rule
