#include "rule/feel/parser_impl.h"

#include <algorithm>

namespace tf::rule {

Parser::Node* Parser::primary() {
  const std::size_t start = now().offset;
  switch (now().kind) {
    case TokenKind::number:
      return number();
    case TokenKind::text: {
      Value value = Value::text(now().value);
      ++at_;
      Node* node = make(Kind::literal, start);
      if (node != nullptr) node->value = std::move(value);
      return node;
    }
    case TokenKind::at: {
      Value value = parse_temporal(now().value);
      if (value.is_null())
        return fail(cat("`", now().source, "` 不是日期、时间或时长"),
                    cat("`", now().source, "` is no date, time or duration"));
      ++at_;
      Node* node = make(Kind::literal, start);
      if (node != nullptr) node->value = std::move(value);
      return node;
    }
    case TokenKind::word:
      return name_or_word();
    case TokenKind::symbol:
      break;
    case TokenKind::end:
      return unexpected();
  }
  if (now().is("(")) return parenthesis();
  if (now().is("[")) return square();
  if (now().is("]")) return open_range();
  if (now().is("{")) return context();
  const auto found = scope_.find(rest());  // a name that begins with an odd character
  return found.known && found.tokens > 0 ? name() : unexpected();
}

Parser::Node* Parser::number() {
  const std::size_t start = now().offset;
  const auto value = Decimal::parse(now().source);
  if (!value) return fail("这个数太大", "this number is too large");
  ++at_;
  Node* node = make(Kind::literal, start);
  if (node != nullptr) node->value = Value::number(*value);
  return node;
}

Parser::Node* Parser::name_or_word() {
  const std::size_t start = now().offset;
  const auto longer = [&] {  // a declared name may begin with a keyword: "if needed"
    const auto found = scope_.find(rest());
    return found.known && found.tokens > 1;
  };
  const Token& word = now();
  if (word.is("true") || word.is("false") || word.is("null")) {
    if (ahead(1).kind != TokenKind::word || !longer()) {
      const Value value = word.is("null") ? Value() : Value::boolean(word.is("true"));
      ++at_;
      Node* node = make(Kind::literal, start);
      if (node != nullptr) node->value = value;
      return node;
    }
  }
  if (word.is("function") && ahead(1).is("(")) return function();
  if (is_keyword(word) && !longer()) {
    if (word.is("if")) return if_else();
    if (word.is("for")) return for_each();
    if (word.is("some")) return quantified(Kind::some);
    if (word.is("every")) return quantified(Kind::every);
    return unexpected();
  }
  return name();
}

Parser::Node* Parser::name() {
  const std::size_t start = now().offset;
  const auto found = scope_.find(rest());
  const bool called = ahead(found.tokens).is("(");
  const bool special = found.name == "?" || found.name == "item" || found.name == "partial";
  if (!found.known && !special && (!scope_.in_filter() || called)) {
    const std::size_t length = tokens_[at_ + found.tokens - 1].finish() - start;
    if (!failed_) {
      const auto nearest = closest(found.name, scope_.all(called));
      error_ = feel_error(start, length, "feel.unknown_name",
                          cat("没有叫 `", found.name, "` 的名称",
                              nearest ? cat("；是不是 `", *nearest, "`？") : ""),
                          cat("no such name: `", found.name, "`",
                              nearest ? cat("; did you mean `", *nearest, "`?") : ""),
                          nearest.value_or(""));
    }
    failed_ = true;
    return nullptr;
  }
  at_ += found.tokens;
  return make(Kind::name, start, {}, found.name);
}

// (expression), (< 10), (1..10]
Parser::Node* Parser::parenthesis() {
  const std::size_t start = now().offset;
  ++at_;
  const bool outer = std::exchange(range_end_, false);
  Node* inner = is_comparison(now()) ? compared() : expression();
  range_end_ = outer;
  if (inner == nullptr) return nullptr;
  if (now().is("..")) return range_from(inner, '(', start);
  if (!expect(")")) return nullptr;
  if (inner->kind == Kind::function) inner->offset = start;  // (function(x) x)(1) begins here
  return inner;
}

// `< 10`, as a range
Parser::Node* Parser::compared() {
  const std::size_t start = now().offset;
  std::string op(now().source);
  ++at_;
  Node* bound = additive();
  return bound == nullptr ? nullptr : make(Kind::compared, start, {bound}, std::move(op));
}

// [1, 2], [1..2]
Parser::Node* Parser::square() {
  const std::size_t start = now().offset;
  ++at_;
  const bool outer = std::exchange(range_end_, false);
  std::vector<Node*> kids;
  if (!now().is("]")) {
    do {
      Node* one = test();
      if (one == nullptr) return nullptr;
      kids.push_back(one);
      if (kids.size() == 1 && now().is("..")) {
        range_end_ = outer;
        return range_from(one, '[', start);
      }
    } while (take(","));
  }
  range_end_ = outer;
  return expect("]") ? make(Kind::list, start, std::move(kids)) : nullptr;
}

// ]1..2[
Parser::Node* Parser::open_range() {
  const std::size_t start = now().offset;
  ++at_;
  Node* first = expression();
  if (first == nullptr) return nullptr;
  return range_from(first, '(', start);
}

Parser::Node* Parser::range_from(Node* first, char open, std::size_t offset) {
  if (!expect("..")) return nullptr;
  const bool outer = std::exchange(range_end_, true);
  Node* last = expression();
  range_end_ = outer;
  if (last == nullptr) return nullptr;
  std::string brackets(1, open);
  if (now().is("]")) {
    brackets += ']';
  } else if (now().is(")") || now().is("[")) {
    brackets += ')';
  } else {
    expect("]");
    return nullptr;
  }
  ++at_;
  return make(Kind::range, offset, {first, last}, std::move(brackets));
}

bool Parser::context_key(std::string& key) {
  if (now().kind == TokenKind::text) {
    key = now().value;
    ++at_;
    return true;
  }
  return name_until(key, ":");
}

Parser::Node* Parser::context() {
  const std::size_t start = now().offset;
  ++at_;
  std::vector<Node*> kids;
  std::vector<std::string> names;
  const bool outer = std::exchange(range_end_, false);
  scope_.open(false);
  if (!now().is("}")) {
    do {
      std::string key;
      if (!context_key(key) || !expect(":")) return nullptr;
      scope_.declare_member(key);
      if (now().is("function")) scope_.declare(key);  // a function may call itself
      Node* value = expression();
      if (value == nullptr) return nullptr;
      scope_.declare(key);
      kids.push_back(value);
      names.push_back(std::move(key));
    } while (take(","));
  }
  scope_.close();
  range_end_ = outer;
  if (!expect("}")) return nullptr;
  Node* node = make(Kind::context, start, std::move(kids));
  if (node != nullptr) node->names = std::move(names);
  return node;
}

// The source text up to one of the given symbols, blanks made single: a key or parameter, however
// odd.
bool Parser::name_until(std::string& name, std::string_view a, std::string_view b,
                        std::string_view c) {
  const std::size_t from = at_;
  const auto stops = [&](const Token& t) {
    return t.is(a) || (!b.empty() && t.is(b)) || (!c.empty() && t.is(c));
  };
  while (!at_end() && !stops(now())) ++at_;
  if (at_ == from || at_end()) {
    at_ = from;
    fail("这里应是名称", "a name is expected here");
    return false;
  }
  name.clear();
  for (std::size_t i = from; i < at_; ++i) {
    if (i > from && tokens_[i].offset > tokens_[i - 1].finish()) name += ' ';
    name += tokens_[i].source;
  }
  return true;
}

}  // namespace tf::rule
