#include "rule/feel/never.h"

#include <algorithm>

#include "base/text.h"
#include "rule/feel/lexer.h"

namespace tf::rule {
namespace {

using NodeKind = ast::Kind;
using AstNode = ast::Node;

class Finder {
 public:
  explicit Finder(const Names& names) : names_(names) {}

  std::optional<FeelError> walk(const AstNode& node) {
    if (node.kind == NodeKind::comparison && (node.text == "=" || node.text == "!=")) {
      if (auto wrong = compare(*node.kids[0], *node.kids[1])) return wrong;
      if (auto wrong = compare(*node.kids[1], *node.kids[0])) return wrong;
    }
    if (node.kind == NodeKind::in)
      for (std::size_t i = 1; i < node.kids.size(); ++i)
        if (auto wrong = compare(*node.kids[0], *node.kids[i])) return wrong;
    if (node.kind == NodeKind::filter)
      return walk(*node.kids[0]);  // inside, names may be fields of the item
    const std::size_t before = bound_.size();
    std::optional<FeelError> wrong;
    for (std::size_t i = 0; i < node.kids.size() && !wrong; ++i) {
      if (node.kind == NodeKind::function && i == 0)
        bound_.insert(bound_.end(), node.names.begin(), node.names.end());
      wrong = walk(*node.kids[i]);
      if ((node.kind == NodeKind::context || node.kind == NodeKind::for_each ||
           node.kind == NodeKind::some || node.kind == NodeKind::every) &&
          i < node.names.size())
        bound_.push_back(node.names[i]);
    }
    bound_.resize(before);
    return wrong;
  }

  std::optional<FeelError> compare(const AstNode& a, const AstNode& b) const {
    if (b.kind == NodeKind::list) {
      for (const AstNode* one : b.kids)
        if (auto wrong = compare(a, *one)) return wrong;
      return std::nullopt;
    }
    if (a.kind != NodeKind::name || (b.kind != NodeKind::name && b.kind != NodeKind::literal) ||
        is_bound(a))
      return std::nullopt;
    const auto variable = names_.find(a.text);
    if (!variable || variable->kind != Name::Kind::variable || variable->domain.empty())
      return std::nullopt;
    Value constant = b.value;
    if (b.kind == NodeKind::name) {
      const auto other = names_.find(b.text);
      if (!other || other->kind != Name::Kind::constant || is_bound(b)) return std::nullopt;
      constant = other->constant;
    }
    if (!constant.is(Value::Kind::text) ||
        std::ranges::count(variable->domain, constant.as_text()) > 0)
      return std::nullopt;
    const std::string& never = constant.as_text();
    const auto nearest = closest(never, variable->domain);
    const std::string choices = join(variable->domain, ", ");
    return feel_error(b.offset, b.length, "feel.never",
                      cat("`", a.text, "` 永远不会是 `", never, "`；它可以是 ", choices,
                          nearest ? cat("；是不是 `", *nearest, "`？") : ""),
                      cat("`", a.text, "` is never `", never, "`; it can be ", choices,
                          nearest ? cat("; did you mean `", *nearest, "`?") : ""),
                      nearest.value_or(""));
  }

 private:
  bool is_bound(const AstNode& name) const { return std::ranges::count(bound_, name.text) > 0; }

  const Names& names_;
  std::vector<std::string> bound_;
};

}  // namespace

std::optional<FeelError> find_never(const AstNode& node, const Names& names) {
  return Finder(names).walk(node);
}

std::optional<FeelError> find_never_in_cell(const AstNode& input, const AstNode& tests,
                                            const Names& names) {
  Finder finder(names);
  for (const AstNode* test : tests.kids)
    if (auto wrong = finder.compare(input, *test)) return wrong;
  return finder.walk(tests);
}

}  // namespace tf::rule
