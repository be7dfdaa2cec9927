#include <algorithm>

#include "rule/feel/parser_impl.h"

namespace tf::rule {

Parser::Node* Parser::if_else() {
  const std::size_t start = now().offset;
  ++at_;
  const bool outer = std::exchange(range_end_, false);
  Node* condition = expression();
  if (condition == nullptr || !expect("then")) return nullptr;
  Node* yes = expression();
  if (yes == nullptr || !expect("else")) return nullptr;
  range_end_ = outer;
  Node* no = expression();
  return no == nullptr ? nullptr : make(Kind::if_else, start, {condition, yes, no});
}

// `x in domain`: the domain sees the iterators before it.
bool Parser::iterator(Node& node) {
  std::string name;
  if (!name_until(name, "in") || !expect("in")) return false;
  const std::size_t start = now().offset;
  Node* domain = expression();
  if (domain == nullptr) return false;
  if (take("..")) {
    Node* last = expression();
    if (last == nullptr) return false;
    domain = make(Kind::span, start, {domain, last});
    if (domain == nullptr) return false;
  }
  scope_.declare(name);
  node.names.push_back(std::move(name));
  node.kids.push_back(domain);
  return true;
}

Parser::Node* Parser::for_each() {
  const std::size_t start = now().offset;
  ++at_;
  Node head;
  const bool outer = std::exchange(range_end_, false);
  scope_.open(false);
  do {
    if (!iterator(head)) return nullptr;
  } while (take(","));
  if (!expect("return")) return nullptr;
  scope_.declare("partial");
  range_end_ = outer;
  Node* body = expression();
  scope_.close();
  if (body == nullptr) return nullptr;
  head.kids.push_back(body);
  Node* node = make(Kind::for_each, start, std::move(head.kids));
  if (node != nullptr) node->names = std::move(head.names);
  return node;
}

Parser::Node* Parser::quantified(Kind kind) {
  const std::size_t start = now().offset;
  ++at_;
  Node head;
  const bool outer = std::exchange(range_end_, false);
  scope_.open(false);
  do {
    if (!iterator(head)) return nullptr;
  } while (take(","));
  if (!expect("satisfies")) return nullptr;
  range_end_ = outer;
  Node* body = expression();
  scope_.close();
  if (body == nullptr) return nullptr;
  head.kids.push_back(body);
  Node* node = make(kind, start, std::move(head.kids));
  if (node != nullptr) node->names = std::move(head.names);
  return node;
}

Parser::Node* Parser::function() {
  const std::size_t start = now().offset;
  at_ += 2;
  std::vector<std::string> names;
  std::vector<TypePtr> types;
  scope_.open(false);
  if (!now().is(")")) {
    do {
      std::string name;
      if (!name_until(name, ":", ",", ")")) return nullptr;
      TypePtr wanted;
      if (take(":") && (wanted = type()) == nullptr) return nullptr;
      scope_.declare(name);
      names.push_back(std::move(name));
      types.push_back(std::move(wanted));
    } while (take(","));
  }
  if (!expect(")")) return nullptr;
  const bool external = now().is("external");
  if (external) ++at_;
  Node* body = expression();
  scope_.close();
  if (body == nullptr) return nullptr;
  Node* node = make(external ? Kind::external : Kind::function, start, {body});
  if (node == nullptr) return nullptr;
  node->names = std::move(names);
  node->types = std::move(types);
  return node;
}

TypePtr Parser::type() {
  if (++nesting_ > ast::kMaxDepth / 4) {
    fail_deep();
    return nullptr;
  }
  TypePtr out;
  if ((now().is("list") || now().is("range")) && ahead(1).is("<")) {
    const bool list = now().is("list");
    at_ += 2;
    TypePtr element = type();
    if (element == nullptr || !expect(">")) return nullptr;
    auto made = std::make_shared<Type>();
    made->kind = list ? Type::Kind::list : Type::Kind::range;
    made->name = cat(list ? "list<" : "range<", element->name, ">");
    made->element = std::move(element);
    out = std::move(made);
  } else if (now().is("context") && ahead(1).is("<")) {
    out = context_type();
  } else if (now().is("function") && ahead(1).is("<")) {
    out = function_type();
  } else {
    out = named_type();
  }
  --nesting_;
  return out;
}

TypePtr Parser::context_type() {
  at_ += 2;
  auto made = std::make_shared<Type>();
  made->kind = Type::Kind::context;
  made->open = false;
  made->name = "context<";
  if (take(">")) {
    made->name += ">";
    return made;
  }
  do {
    std::string key;
    if (!name_until(key, ":") || !expect(":")) return nullptr;
    TypePtr of = type();
    if (of == nullptr) return nullptr;
    made->name += cat(made->fields.empty() ? "" : ", ", key, ": ", of->name);
    made->fields.emplace_back(std::move(key), std::move(of));
  } while (take(","));
  if (!expect(">")) return nullptr;
  made->name += ">";
  return made;
}

TypePtr Parser::function_type() {
  at_ += 2;
  auto made = std::make_shared<Type>();
  made->kind = Type::Kind::function;
  made->open = false;
  made->name = "function<";
  if (!now().is(">")) {
    do {
      TypePtr of = type();
      if (of == nullptr) return nullptr;
      made->name += cat(made->parameters.empty() ? "" : ", ", of->name);
      made->parameters.push_back(std::move(of));
    } while (take(","));
  }
  if (!expect(">") || !expect("->")) return nullptr;
  made->element = type();
  if (made->element == nullptr) return nullptr;
  made->name += cat("> -> ", made->element->name);
  return made;
}

TypePtr Parser::named_type() {
  // The longest run of words and dots that names a type.
  std::string name;
  std::string best_name;
  TypePtr best;
  std::size_t best_end = at_;
  const std::size_t from = at_;
  for (std::size_t i = at_; i < tokens_.size() && i < from + 12; ++i) {
    const Token& t = tokens_[i];
    if (t.kind != TokenKind::word && t.kind != TokenKind::number && !t.is(".") && !t.is("-") &&
        !t.is("+"))
      break;
    if (i > from && t.offset > tokens_[i - 1].finish()) name += ' ';
    name += t.source;
    TypePtr found = names_.type(name);
    if (found == nullptr) found = builtin_type(name);
    if (found == nullptr) continue;
    best = std::move(found);
    best_end = i + 1;
  }
  if (best != nullptr) {
    at_ = best_end;
    return best;
  }
  if (now().kind != TokenKind::word) {
    fail("这里应是类型", "a type is expected here");
    return nullptr;
  }
  auto unknown = std::make_shared<Type>();
  unknown->kind = Type::Kind::never;
  while (now().kind == TokenKind::word && !is_keyword(now())) {
    unknown->name += cat(unknown->name.empty() ? "" : " ", now().source);
    ++at_;
    if (now().is(".") && ahead(1).kind == TokenKind::word) ++at_;
  }
  return unknown;
}

}  // namespace tf::rule
