// Tokens → tree. A name is the longest that fits among the names in scope: local names (iterators,
// parameters, entries of a context), those of the surroundings, the built-in functions. Inside a
// filter a name nobody knows is taken for a field of the item. Source:  OMG DMN 1.5 §10.3.1.2;
// unary minus binds tighter than **, which is left-associative. Limits:  kMaxText, ast::kMaxDepth
// (feel.too_deep).
#pragma once

#include <expected>
#include <string_view>

#include "rule/feel/ast.h"
#include "rule/feel/feel.h"

namespace tf::rule {

struct Tree {
  ast::Arena arena;
  ast::Node* root = nullptr;
};

std::expected<Tree, FeelError> parse_expression(std::string_view text, const Names& names);
// Cells: a tree of kind `tests`.
std::expected<Tree, FeelError> parse_unary_tests(std::string_view text, const Names& names);

// The same inside a scope that is already open, into an arena that is already begun; null on error.
// An error leaves the scope as it was.
class ScopeNames;
enum class TextKind : unsigned char { expression, tests };
ast::Node* parse_into(std::string_view text, TextKind kind, const Names& names, ScopeNames& scope,
                      ast::Arena& arena, FeelError& error);

}  // namespace tf::rule
