#include "rule/feel/parser.h"

#include <algorithm>
#include <array>

#include "rule/feel/parser_impl.h"

namespace tf::rule {
namespace {

constexpr std::array<std::string_view, 6> kComparisons = {"=", "!=", "<", "<=", ">", ">="};
// What cannot begin an expression: after one of these a `[` closes a range.
constexpr std::array<std::string_view, 14> kNoBeginning = {
    "and", "or", "then", "else", "return", "satisfies", ")", ",", "]", "}", "..", ".", "=", "!="};

std::expected<Tree, FeelError> parse(std::string_view text, const Names& names, TextKind kind) {
  Tree tree;
  FeelError error;
  ScopeNames scope(names);
  tree.root = parse_into(text, kind, names, scope, tree.arena, error);
  if (tree.root == nullptr) return std::unexpected(std::move(error));
  return tree;
}

}  // namespace

bool is_comparison(const Token& token) {
  return token.kind == TokenKind::symbol &&
         std::ranges::find(kComparisons, token.source) != kComparisons.end();
}

std::expected<Tree, FeelError> parse_expression(std::string_view text, const Names& names) {
  return parse(text, names, TextKind::expression);
}
std::expected<Tree, FeelError> parse_unary_tests(std::string_view text, const Names& names) {
  return parse(text, names, TextKind::tests);
}

ast::Node* parse_into(std::string_view text, TextKind kind, const Names& names, ScopeNames& scope,
                      ast::Arena& arena, FeelError& error) {
  auto tokens = tokenize(text);
  if (!tokens) {
    error = std::move(tokens).error();
    return nullptr;
  }
  Parser parser(*std::move(tokens), names, scope, arena);
  const std::size_t frames = scope.frames();
  ast::Node* root = kind == TextKind::tests ? parser.whole_tests() : parser.whole_expression();
  while (scope.frames() > frames) scope.close();
  if (root == nullptr) error = parser.take_error();
  return root;
}

bool Parser::take(std::string_view symbol_or_word) {
  if (!now().is(symbol_or_word)) return false;
  ++at_;
  return true;
}

bool Parser::expect(std::string_view symbol_or_word) {
  if (take(symbol_or_word)) return true;
  const std::string found = at_end() ? std::string("结尾") : cat("`", now().source, "`");
  fail(cat("这里应是 `", symbol_or_word, "`，却是 ", found),
       cat("expected `", symbol_or_word, "`, found ", at_end() ? std::string("the end") : found));
  return false;
}

Parser::Node* Parser::make(Kind kind, std::size_t offset, std::vector<Node*> kids,
                           std::string text) {
  Node& node = arena_.emplace_back();
  node.kind = kind;
  node.offset = offset;
  node.length = (at_ > 0 ? tokens_[at_ - 1].finish() : offset) - offset;
  node.kids = std::move(kids);
  node.text = std::move(text);
  for (const Node* kid : node.kids) node.depth = std::max(node.depth, kid->depth + 1);
  return node.depth > ast::kMaxDepth ? fail_deep() : &node;
}

Parser::Node* Parser::fail(std::string zh, std::string en) {
  if (!failed_)
    error_ = feel_error(now().offset, std::max<std::size_t>(now().length, 1), "feel.syntax",
                        std::move(zh), std::move(en));
  failed_ = true;
  return nullptr;
}

Parser::Node* Parser::unexpected() {
  if (at_end()) return fail("表达式没有写完", "the expression is not finished");
  return fail(cat("这里不应有 `", now().source, "`"),
              cat("`", now().source, "` is not expected here"));
}

Parser::Node* Parser::fail_deep() {
  if (!failed_)
    error_ =
        feel_error(now().offset, 1, "feel.too_deep", cat("嵌套太深，至多 ", ast::kMaxDepth, " 层"),
                   cat("nested too deep, at most ", ast::kMaxDepth, " levels"));
  failed_ = true;
  return nullptr;
}

Parser::Node* Parser::whole_expression() {
  Node* node = expression();
  return node != nullptr && !at_end() ? unexpected() : node;
}

Parser::Node* Parser::whole_tests() {
  const std::size_t start = now().offset;
  if (at_end() || (now().is("-") && ahead(1).kind == TokenKind::end))
    return make(Kind::tests, start);
  bool negated = false;
  if (now().is("not") && ahead(1).is("(")) {  // not( … ) around everything
    int open = 0;
    std::size_t i = at_ + 1;
    for (; i < tokens_.size(); ++i) {
      if (tokens_[i].is("(")) ++open;
      if (tokens_[i].is(")") && --open == 0) break;
    }
    negated = i + 2 == tokens_.size();
  }
  if (negated) at_ += 2;
  std::vector<Node*> kids;
  do {
    Node* one = test();
    if (one == nullptr) return nullptr;
    kids.push_back(one);
  } while (take(","));
  if (negated && !expect(")")) return nullptr;
  if (!at_end()) return unexpected();
  return make(Kind::tests, start, std::move(kids), negated ? "not" : "");
}

Parser::Node* Parser::test() {
  return is_comparison(now()) ? compared() : expression();
}

Parser::Node* Parser::expression() {
  // One level of brackets or words costs a dozen C++ frames, so the parser has a tighter bound than
  // the tree.
  if (++nesting_ > ast::kMaxDepth / 4) return fail_deep();
  Node* node = disjunction();
  --nesting_;
  return node;
}

Parser::Node* Parser::disjunction() {
  const std::size_t start = now().offset;
  Node* left = conjunction();
  if (left == nullptr || !now().is("or")) return left;
  std::vector<Node*> kids{left};
  while (take("or")) {
    Node* next = conjunction();
    if (next == nullptr) return nullptr;
    kids.push_back(next);
  }
  return make(Kind::any_of, start, std::move(kids));
}

Parser::Node* Parser::conjunction() {
  const std::size_t start = now().offset;
  Node* left = comparison();
  if (left == nullptr || !now().is("and")) return left;
  std::vector<Node*> kids{left};
  while (take("and")) {
    Node* next = comparison();
    if (next == nullptr) return nullptr;
    kids.push_back(next);
  }
  return make(Kind::all_of, start, std::move(kids));
}

Parser::Node* Parser::comparison() {
  const std::size_t start = now().offset;
  Node* left = additive();
  while (left != nullptr) {
    if (is_comparison(now())) {
      std::string op(now().source);
      ++at_;
      Node* right = additive();
      left =
          right == nullptr ? nullptr : make(Kind::comparison, start, {left, right}, std::move(op));
    } else if (now().is("between")) {
      left = between(left);
    } else if (now().is("in")) {
      left = membership(left);
    } else {
      break;
    }
  }
  return left;
}

Parser::Node* Parser::between(Node* left) {
  ++at_;
  Node* low = additive();
  if (low == nullptr || !expect("and")) return nullptr;
  Node* high = additive();
  return high == nullptr ? nullptr : make(Kind::between, left->offset, {left, low, high});
}

// x in test, x in (test, test, …)
Parser::Node* Parser::membership(Node* left) {
  ++at_;
  std::vector<Node*> kids{left};
  const std::size_t open = now().offset;
  if (is_comparison(now())) {
    kids.push_back(compared());
  } else if (!now().is("(")) {
    kids.push_back(additive());
  } else {
    ++at_;
    const bool outer = std::exchange(range_end_, false);
    Node* first = test();
    range_end_ = outer;
    if (first == nullptr) return nullptr;
    if (now().is("..")) {
      kids.push_back(range_from(first, '(', open));
    } else {
      kids.push_back(first);
      while (take(",")) {
        Node* next = test();
        if (next == nullptr) return nullptr;
        kids.push_back(next);
      }
      if (!expect(")")) return nullptr;
    }
  }
  return kids.back() == nullptr ? nullptr : make(Kind::in, left->offset, std::move(kids));
}

Parser::Node* Parser::additive() {
  const std::size_t start = now().offset;
  Node* left = multiplicative();
  while (left != nullptr && (now().is("+") || now().is("-"))) {
    std::string op(now().source);
    ++at_;
    Node* right = multiplicative();
    left = right == nullptr ? nullptr : make(Kind::arithmetic, start, {left, right}, std::move(op));
  }
  return left;
}

Parser::Node* Parser::multiplicative() {
  const std::size_t start = now().offset;
  Node* left = power();
  while (left != nullptr && (now().is("*") || now().is("/"))) {
    std::string op(now().source);
    ++at_;
    Node* right = power();
    left = right == nullptr ? nullptr : make(Kind::arithmetic, start, {left, right}, std::move(op));
  }
  return left;
}

Parser::Node* Parser::power() {
  const std::size_t start = now().offset;
  Node* left = unary();
  while (left != nullptr && take("**")) {
    Node* right = unary();
    left = right == nullptr ? nullptr : make(Kind::arithmetic, start, {left, right}, "**");
  }
  return left;
}

Parser::Node* Parser::unary() {
  const std::size_t start = now().offset;
  if (!now().is("-")) return instance();
  if (++nesting_ > ast::kMaxDepth / 4) return fail_deep();
  ++at_;
  Node* node = unary();
  --nesting_;
  if (node == nullptr) return nullptr;
  if (node->kind == Kind::literal && node->value.is(Value::Kind::number)) {
    Node* number = make(Kind::literal, start);
    if (number != nullptr)
      number->value = Value::number(*subtract(Decimal(0), node->value.as_number()));
    return number;
  }
  return make(Kind::negate, start, {node});
}

Parser::Node* Parser::instance() {
  Node* node = postfix();
  while (node != nullptr && now().is("instance") && ahead(1).is("of")) {
    at_ += 2;
    TypePtr wanted = type();
    if (wanted == nullptr) return nullptr;
    node = make(Kind::instance_of, node->offset, {node});
    if (node != nullptr) node->types.push_back(std::move(wanted));
  }
  return node;
}

// At a `[` behind the upper bound of a range: does it close the range?
bool Parser::ends_range() const {
  if (!range_end_) return false;
  const Token& next = ahead(1);
  if (next.kind == TokenKind::end) return true;
  if (std::ranges::any_of(kNoBeginning, [&](std::string_view s) { return next.is(s); }))
    return true;
  int open = 0;
  for (std::size_t i = at_; i < tokens_.size(); ++i) {
    if (tokens_[i].is("[")) ++open;
    if (tokens_[i].is("]") && --open == 0) return false;
  }
  return true;
}

Parser::Node* Parser::postfix() {
  Node* node = primary();
  while (node != nullptr) {
    if (now().is(".")) {
      node = path(node);
    } else if (now().is("[") && !ends_range()) {
      node = filter(node);
    } else if (now().is("(")) {
      node = call(node);
    } else {
      break;
    }
  }
  return node;
}

Parser::Node* Parser::path(Node* base) {
  ++at_;
  const auto found = scope_.member(rest());
  if (found.tokens == 0) return fail("点号之后应是名称", "a name is expected after the dot");
  at_ += found.tokens;
  return make(Kind::path, base->offset, {base}, found.name);
}

Parser::Node* Parser::filter(Node* base) {
  ++at_;
  scope_.open(true);
  const bool outer = std::exchange(range_end_, false);
  Node* condition = test();
  range_end_ = outer;
  scope_.close();
  if (condition == nullptr || !expect("]")) return nullptr;
  return make(Kind::filter, base->offset, {base, condition});
}

// `name :` before an argument.
bool Parser::argument_name(std::string& name) {
  std::size_t i = at_;
  while (tokens_[i].kind == TokenKind::word || tokens_[i].kind == TokenKind::number ||
         tokens_[i].is("-") || tokens_[i].is("+") || tokens_[i].is("*") || tokens_[i].is("/") ||
         tokens_[i].is("'") || tokens_[i].is("."))
    ++i;
  if (i == at_ || !tokens_[i].is(":")) return false;
  return name_until(name, ":") && take(":");
}

Parser::Node* Parser::call(Node* callee) {
  ++at_;
  std::vector<Node*> kids{callee};
  std::vector<std::string> names;
  const bool outer = std::exchange(range_end_, false);
  if (!now().is(")")) {
    do {
      std::string name;
      const bool named = argument_name(name);
      if (kids.size() > 1 && named != !names.empty())
        return fail("参数要么都写名称，要么都不写", "either all arguments have names or none has");
      if (named) names.push_back(std::move(name));
      Node* argument = expression();
      if (argument == nullptr) return nullptr;
      kids.push_back(argument);
    } while (take(","));
  }
  range_end_ = outer;
  if (!expect(")")) return nullptr;
  Node* node = make(Kind::call, callee->offset, std::move(kids));
  if (node != nullptr) node->names = std::move(names);
  return node;
}

}  // namespace tf::rule
