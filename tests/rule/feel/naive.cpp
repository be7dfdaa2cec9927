#include "rule/feel/naive.h"

#include "rule/feel/feel.h"

namespace tf::rule {
namespace {

using NodeKind = ast::Kind;

std::optional<bool> equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (a.kind() != b.kind()) return std::nullopt;
  if (a.is(Value::Kind::list)) {
    if (a.as_list().size() != b.as_list().size()) return false;
    std::optional<bool> all = true;
    for (std::size_t i = 0; i < a.as_list().size(); ++i) {
      const auto one = equal(a.as_list()[i], b.as_list()[i]);
      if (one == false) return false;
      if (!one) all = std::nullopt;
    }
    return all;
  }
  return a == b;
}

}  // namespace

Value of_truth(std::optional<bool> truth) {
  return truth ? Value::boolean(*truth) : Value();
}

Value Naive::name(const std::string& name) const {
  for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
    if (name == "item" && !(item->is(Value::Kind::record) && item->as_record().find(name)))
      return *item;
    if (item->is(Value::Kind::record))
      if (const Value* field = item->as_record().find(name)) return *field;
  }
  const auto found = names_.find(name);
  return found == names_.end() ? Value() : found->second;
}

Value Naive::run(const ast::Node& n) {
  switch (n.kind) {
    case NodeKind::literal:
      return n.value;
    case NodeKind::name:
      return name(n.text);
    case NodeKind::path:
      return path(run(*n.kids[0]), n.text);
    case NodeKind::filter:
      return filter(n);
    case NodeKind::call:
      return call(n);
    case NodeKind::list: {
      List out;
      for (const ast::Node* kid : n.kids) out.push_back(run(*kid));
      return Value::list(std::move(out));
    }
    case NodeKind::context: {
      Record out;
      const auto before = names_;
      for (std::size_t i = 0; i < n.kids.size(); ++i) {
        Value value = run(*n.kids[i]);
        names_[n.names[i]] = value;
        out.set(n.names[i], std::move(value));
      }
      names_ = before;
      return Value::record(std::move(out));
    }
    case NodeKind::negate: {
      const Value v = run(*n.kids[0]);
      return v.is(Value::Kind::number) ? arithmetic("-", Value::number(0), v) : Value();
    }
    case NodeKind::arithmetic:
      return arithmetic(n.text, run(*n.kids[0]), run(*n.kids[1]));
    case NodeKind::if_else:
      return run(*n.kids[0]).is_true() ? run(*n.kids[1]) : run(*n.kids[2]);
    case NodeKind::for_each:
      return loop(n);
    default:
      return of_truth(truth(n));
  }
}

Naive::Truth Naive::truth(const ast::Node& n) {
  const auto as_truth = [](const Value& v) -> Truth {
    return v.is(Value::Kind::boolean) ? Truth(v.as_boolean()) : std::nullopt;
  };
  switch (n.kind) {
    case NodeKind::all_of: {
      Truth out = true;
      for (const ast::Node* kid : n.kids) {
        const Truth one = as_truth(run(*kid));
        if (one == false) return false;
        if (!one) out = std::nullopt;
      }
      return out;
    }
    case NodeKind::any_of: {
      Truth out = false;
      for (const ast::Node* kid : n.kids) {
        const Truth one = as_truth(run(*kid));
        if (one == true) return true;
        if (!one) out = std::nullopt;
      }
      return out;
    }
    case NodeKind::comparison:
      return compared(n.text, run(*n.kids[0]), run(*n.kids[1]));
    case NodeKind::between: {
      const Value v = run(*n.kids[0]);
      const Truth low = compared(">=", v, run(*n.kids[1])),
                  high = compared("<=", v, run(*n.kids[2]));
      if (!low || !high) return std::nullopt;  // what has no order lies neither within nor without
      return *low && *high;
    }
    case NodeKind::in: {
      const Value v = run(*n.kids[0]);
      Truth out = false;
      for (std::size_t i = 1; i < n.kids.size(); ++i) {
        const Truth one = one_test(*n.kids[i], v);
        if (one == true) return true;
        if (!one) out = std::nullopt;
      }
      return out;
    }
    case NodeKind::some:
    case NodeKind::every:
      return quantified(n);
    default:
      return as_truth(run(n));
  }
}

Value Naive::arithmetic(const std::string& how, const Value& a, const Value& b) {
  if (how == "+" && a.is(Value::Kind::text) && b.is(Value::Kind::text))
    return Value::text(a.as_text() + b.as_text());
  if (!a.is(Value::Kind::number) || !b.is(Value::Kind::number)) return {};
  const auto out = how == "+"   ? add(a.as_number(), b.as_number())
                   : how == "-" ? subtract(a.as_number(), b.as_number())
                   : how == "*" ? multiply(a.as_number(), b.as_number())
                                : divide(a.as_number(), b.as_number());
  return out ? Value::number(*out) : Value();
}

Naive::Truth Naive::compared(const std::string& how, const Value& a, const Value& b) {
  if (how == "=") return equal(a, b);
  if (how == "!=") {
    const Truth same = equal(a, b);
    return same ? Truth(!*same) : std::nullopt;
  }
  if (a.kind() != b.kind()) return std::nullopt;
  int order = 0;
  if (a.is(Value::Kind::number))
    order = a.as_number() < b.as_number() ? -1 : b.as_number() < a.as_number() ? 1 : 0;
  else if (a.is(Value::Kind::text))
    order = a.as_text().compare(b.as_text());
  else
    return std::nullopt;
  return how == "<" ? order < 0 : how == "<=" ? order <= 0 : how == ">" ? order > 0 : order >= 0;
}

bool Naive::test(const ast::Node& tests, const Value& input) {
  if (tests.kids.empty()) return true;
  bool hit = false, open = false;
  for (const ast::Node* kid : tests.kids) {
    const Truth one = one_test(*kid, input);
    hit = hit || one.value_or(false);
    open = open || !one;
  }
  return tests.text == "not" ? !hit && !open : hit;
}

Naive::Truth Naive::one_test(const ast::Node& test, const Value& input) {
  if (test.kind == NodeKind::compared) return compared(test.text, input, run(*test.kids[0]));
  if (test.kind == NodeKind::range) {
    const Value low = run(*test.kids[0]), high = run(*test.kids[1]);
    const Truth from = compared(test.text[0] == '[' ? ">=" : ">", input, low);
    const Truth to = compared(test.text[1] == ']' ? "<=" : "<", input, high);
    if (from == false || to == false) return false;
    return from && to ? Truth(true) : std::nullopt;
  }
  if (test.kind == NodeKind::comparison || test.kind == NodeKind::all_of ||
      test.kind == NodeKind::any_of) {
    names_["?"] = input;
    const Truth out = truth(test);
    names_.erase("?");
    return out;
  }
  return equal(input, run(test));
}

Value Naive::path(const Value& of, const std::string& field) {
  if (of.is(Value::Kind::record)) return of[field];
  if (!of.is(Value::Kind::list)) return {};
  List out;
  for (const Value& one : of.as_list()) out.push_back(path(one, field));
  return Value::list(std::move(out));
}

Value Naive::filter(const ast::Node& n) {
  Value list = run(*n.kids[0]);
  if (list.is_null()) list = Value::list({});
  if (!list.is(Value::Kind::list)) list = Value::list({list});
  if (n.kids[1]->kind == NodeKind::literal && n.kids[1]->value.is(Value::Kind::number)) {
    const std::int64_t at = n.kids[1]->value.as_number().whole().value_or(0);
    const auto size = static_cast<std::int64_t>(list.as_list().size());
    const std::int64_t i = at > 0 ? at - 1 : at < 0 ? size + at : -1;
    return i >= 0 && i < size ? list.as_list()[static_cast<std::size_t>(i)] : Value();
  }
  List out;
  for (const Value& item : list.as_list()) {
    items_.push_back(item);
    if (run(*n.kids[1]).is_true()) out.push_back(item);
    items_.pop_back();
  }
  return Value::list(std::move(out));
}

Value Naive::call(const ast::Node& n) {
  const std::string& name = n.kids[0]->text;
  const Value v = run(*n.kids[1]);
  if (name == "not") return v.is(Value::Kind::boolean) ? Value::boolean(!v.as_boolean()) : Value();
  if (name == "abs")
    return !v.is(Value::Kind::number) ? Value()
           : v.as_number().sign() < 0 ? arithmetic("-", Value::number(0), v)
                                      : v;
  const List items = v.is(Value::Kind::list) ? v.as_list() : v.is_null() ? List{} : List{v};
  if (v.is_null()) return {};
  if (name == "count") return Value::number(static_cast<std::int64_t>(items.size()));
  Value out;
  for (const Value& one : items) {
    if (!one.is(Value::Kind::number)) return {};
    if (out.is_null())
      out = one;
    else if (name == "sum")
      out = arithmetic("+", out, one);
    else if (compared(name == "min" ? "<" : ">", one, out) == true)
      out = one;
  }
  return out;
}

Value Naive::loop(const ast::Node& n) {
  Value list = run(*n.kids[0]);
  if (!list.is(Value::Kind::list)) return {};
  const auto before = names_;
  List out;
  for (const Value& item : list.as_list()) {
    names_[n.names[0]] = item;
    out.push_back(run(*n.kids[1]));
  }
  names_ = before;
  return Value::list(std::move(out));
}

Naive::Truth Naive::quantified(const ast::Node& n) {
  const bool some = n.kind == NodeKind::some;
  const Value list = run(*n.kids[0]);
  if (!list.is(Value::Kind::list)) return std::nullopt;
  const auto before = names_;
  Truth out = !some;
  for (const Value& item : list.as_list()) {
    names_[n.names[0]] = item;
    const Value one = run(*n.kids[1]);
    if (!one.is(Value::Kind::boolean))
      out = out == Truth(some) ? out : std::nullopt;
    else if (one.as_boolean() == some)
      out = some;
  }
  names_ = before;
  return out;
}

}  // namespace tf::rule
