// The parser's one class, spread over parser.cpp (operators), parser_primary.cpp (literals, names,
// brackets) and parser_words.cpp (if, for, some, every, function, types). Only these include it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "rule/feel/parser.h"
#include "rule/feel/scope_names.h"

namespace tf::rule {

class Parser {
 public:
  using Node = ast::Node;
  using Kind = ast::Kind;

  Parser(std::vector<Token> tokens, const Names& names, ScopeNames& scope, ast::Arena& arena)
      : tokens_(std::move(tokens)), names_(names), scope_(scope), arena_(arena) {}

  // Null on error.
  Node* whole_expression();
  Node* whole_tests();
  FeelError take_error() { return std::move(error_); }

 private:
  const Token& now() const { return tokens_[at_]; }
  const Token& ahead(std::size_t n) const {
    return tokens_[at_ + n < tokens_.size() ? at_ + n : tokens_.size() - 1];
  }
  bool at_end() const { return now().kind == TokenKind::end; }
  bool take(std::string_view symbol_or_word);
  bool expect(std::string_view symbol_or_word);
  std::span<const Token> rest() const { return std::span(tokens_).subspan(at_); }

  Node* make(Kind kind, std::size_t offset, std::vector<Node*> kids = {}, std::string text = {});
  Node* fail(std::string zh, std::string en);  // feel.syntax at the current token
  Node* unexpected();
  Node* fail_deep();

  // parser.cpp
  Node* expression();
  Node* disjunction();
  Node* conjunction();
  Node* comparison();
  Node* membership(Node* left);
  Node* between(Node* left);
  Node* additive();
  Node* multiplicative();
  Node* power();
  Node* unary();
  Node* instance();
  Node* postfix();
  bool ends_range() const;
  Node* path(Node* base);
  Node* filter(Node* base);
  Node* call(Node* callee);
  bool argument_name(std::string& name);
  Node* test();

  // parser_primary.cpp
  Node* primary();
  Node* number();
  Node* name();
  Node* name_or_word();
  Node* parenthesis();
  Node* square();
  Node* open_range();
  Node* range_from(Node* first, char open, std::size_t offset);
  Node* context();
  bool context_key(std::string& key);
  Node* compared();

  // parser_words.cpp
  Node* if_else();
  Node* for_each();
  Node* quantified(Kind kind);
  bool iterator(Node& node);
  Node* function();
  TypePtr type();
  TypePtr named_type();
  TypePtr context_type();
  TypePtr function_type();
  bool name_until(std::string& name, std::string_view a, std::string_view b = {},
                  std::string_view c = {});

  std::vector<Token> tokens_;
  const Names& names_;
  ScopeNames& scope_;
  ast::Arena& arena_;
  std::size_t at_ = 0;
  int nesting_ = 0;
  bool range_end_ = false;  // an open range's `[` may close what is being parsed
  bool failed_ = false;
  FeelError error_;
};

bool is_comparison(const Token& token);

}  // namespace tf::rule
