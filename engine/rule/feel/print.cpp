// Trees and values as FEEL text.
#include <algorithm>

#include "base/temporal.h"
#include "base/text.h"
#include "rule/feel/ast.h"
#include "rule/feel/code.h"
#include "rule/feel/feel.h"
#include "rule/feel/name_index.h"

namespace tf::rule {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += c;
    }
  }
  return out + '"';
}

namespace {

// Stops when `out` is longer than kMaxPrinted: a value that shares its parts may print to any
// length.
constexpr std::size_t kMaxPrinted = 16 << 20;
void value_text(const Value& value, bool inside, std::string& out);

void range_text(const RangeValue& r, std::string& out) {
  if (r.comparison) {
    const bool same = !r.lower.is_null() && !r.upper.is_null();
    out += same                ? "(="
           : r.lower.is_null() ? (r.upper_included ? "(<=" : "(<")
                               : (r.lower_included ? "(>=" : "(>");
    value_text(r.lower.is_null() ? r.upper : r.lower, true, out);
    out += ')';
    return;
  }
  out += r.lower_included ? '[' : '(';
  value_text(r.lower, true, out);
  out += "..";
  value_text(r.upper, true, out);
  out += r.upper_included ? ']' : ')';
}

bool is_plain_key(std::string_view key) {
  const auto tokens = tokenize(key);
  return tokens && tokens->size() == 2 && tokens->front().kind == TokenKind::word &&
         tokens->front().length == key.size();
}

// string() of DMN: texts bare at the top, quoted inside lists and contexts.
void value_text(const Value& value, bool inside, std::string& out) {
  if (out.size() > kMaxPrinted) return;
  switch (value.kind()) {
    case Value::Kind::null:
      out += "null";
      return;
    case Value::Kind::boolean:
      out += value.as_boolean() ? "true" : "false";
      return;
    case Value::Kind::number:
      out += value.as_number().str();
      return;
    case Value::Kind::text:
      out += inside ? quoted(value.as_text()) : value.as_text();
      return;
    case Value::Kind::list: {
      out += '[';
      bool first = true;
      for (const Value& item : value.as_list()) {
        if (out.size() > kMaxPrinted) return;
        if (!std::exchange(first, false)) out += ", ";
        value_text(item, true, out);
      }
      out += ']';
      return;
    }
    case Value::Kind::record: {
      out += '{';
      bool first = true;
      for (const auto& [name, item] : value.as_record()) {
        if (out.size() > kMaxPrinted) return;
        if (!std::exchange(first, false)) out += ", ";
        out += is_plain_key(name) ? name : quoted(name);
        out += ": ";
        value_text(item, true, out);
      }
      out += '}';
      return;
    }
    case Value::Kind::range:
      range_text(value.as_range(), out);
      return;
    case Value::Kind::function: {
      out += "function(";
      out += join(value.as_function()->parameters, ", ");
      out += ')';
      return;
    }
    default:
      append_temporal(out, value);
  }
}

}  // namespace

std::string to_feel_text(const Value& value) {
  std::string out;
  value_text(value, false, out);
  return out;
}

namespace ast {
namespace {

// How tightly an expression holds together; a looser one inside a tighter gets brackets.
int tightness(const Node& n) {
  switch (n.kind) {
    case Kind::if_else:
    case Kind::for_each:
    case Kind::some:
    case Kind::every:
    case Kind::function:
    case Kind::external:
      return 0;
    case Kind::any_of:
      return 1;
    case Kind::all_of:
      return 2;
    case Kind::comparison:
    case Kind::between:
    case Kind::in:
      return 3;
    case Kind::arithmetic:
      return n.text == "+" || n.text == "-" ? 4 : n.text == "**" ? 6 : 5;
    case Kind::negate:
      return 7;
    case Kind::literal:
      return n.value.is(Value::Kind::number) && n.value.as_number().sign() < 0 ? 7 : 9;
    case Kind::instance_of:
      return 8;
    default:
      return 9;
  }
}

class Printer {
 public:
  std::string out;

  void at_least(const Node& n, int wanted) {
    const bool brackets = tightness(n) < wanted;
    if (brackets) out += '(';
    node(n);
    if (brackets) out += ')';
  }

  void joined(const Node& n, std::size_t from, std::string_view between, int wanted) {
    for (std::size_t i = from; i < n.kids.size(); ++i) {
      if (i > from) out += between;
      at_least(*n.kids[i], wanted);
    }
  }

  void loop(const Node& n, std::string_view first, std::string_view last) {
    out += first;
    for (std::size_t i = 0; i < n.names.size(); ++i) {
      if (i > 0) out += ", ";
      out += n.names[i] + " in ";
      node(*n.kids[i]);
    }
    out += last;
    node(*n.kids.back());
  }

  void literal(const Value& v) {
    const bool temporal = is_temporal(v.kind());
    if (temporal) out += "@\"";
    out += v.is(Value::Kind::text) ? quoted(v.as_text()) : to_feel_text(v);
    if (temporal) out += '"';
  }

  void function(const Node& n) {
    out += "function(";
    for (std::size_t i = 0; i < n.names.size(); ++i) {
      if (i > 0) out += ", ";
      out += n.names[i];
      if (n.types[i] != nullptr) out += ": " + n.types[i]->name;
    }
    out += n.kind == Kind::external ? ") external " : ") ";
    node(*n.kids[0]);
  }

  void context(const Node& n) {
    out += '{';
    for (std::size_t i = 0; i < n.kids.size(); ++i) {
      if (i > 0) out += ", ";
      out += is_plain_key(n.names[i]) ? n.names[i] : quoted(n.names[i]);
      out += ": ";
      node(*n.kids[i]);
    }
    out += '}';
  }

  void call(const Node& n) {
    at_least(*n.kids[0], 9);
    out += '(';
    for (std::size_t i = 1; i < n.kids.size(); ++i) {
      if (i > 1) out += ", ";
      if (!n.names.empty()) out += n.names[i - 1] + ": ";
      node(*n.kids[i]);
    }
    out += ')';
  }

  void tests(const Node& n) {
    if (n.kids.empty()) out += '-';
    if (!n.text.empty()) out += "not(";
    for (std::size_t i = 0; i < n.kids.size(); ++i) {
      if (i > 0) out += ", ";
      if (n.kids[i]->kind == Kind::compared)
        bare_compared(*n.kids[i]);
      else
        node(*n.kids[i]);
    }
    if (!n.text.empty()) out += ')';
  }

  void bare_compared(const Node& n) {
    out += n.text + " ";
    at_least(*n.kids[0], 4);
  }

  void node(const Node& n) {
    const int tight = tightness(n);
    switch (n.kind) {
      case Kind::literal:
        literal(n.value);
        return;
      case Kind::name:
        out += n.text;
        return;
      case Kind::path:
        at_least(*n.kids[0], 9);
        out += "." + n.text;
        return;
      case Kind::filter:
        at_least(*n.kids[0], 9);
        out += '[';
        node(*n.kids[1]);
        out += ']';
        return;
      case Kind::call:
        call(n);
        return;
      case Kind::list:
        out += '[';
        joined(n, 0, ", ", 0);
        out += ']';
        return;
      case Kind::context:
        context(n);
        return;
      case Kind::range:
        out += n.text[0];
        at_least(*n.kids[0], 0);
        out += "..";
        node(*n.kids[1]);
        out += n.text[1];
        return;
      case Kind::compared:
        out += '(';
        bare_compared(n);
        out += ')';
        return;
      case Kind::negate:
        out += '-';
        at_least(*n.kids[0], tight);
        return;
      case Kind::arithmetic:
      case Kind::comparison:
        at_least(*n.kids[0], tight);
        out += " " + n.text + " ";
        at_least(*n.kids[1], tight + 1);
        return;
      case Kind::all_of:
        joined(n, 0, " and ", tight + 1);
        return;
      case Kind::any_of:
        joined(n, 0, " or ", tight + 1);
        return;
      case Kind::between:
        at_least(*n.kids[0], tight);
        out += " between ";
        at_least(*n.kids[1], 4);
        out += " and ";
        at_least(*n.kids[2], 4);
        return;
      case Kind::in:
        at_least(*n.kids[0], tight);
        out += " in (";
        for (std::size_t i = 1; i < n.kids.size(); ++i) {
          if (i > 1) out += ", ";
          n.kids[i]->kind == Kind::compared ? bare_compared(*n.kids[i]) : node(*n.kids[i]);
        }
        out += ')';
        return;
      case Kind::instance_of:
        at_least(*n.kids[0], tight);
        out += " instance of " + n.types[0]->name;
        return;
      case Kind::if_else:
        out += "if ";
        node(*n.kids[0]);
        out += " then ";
        node(*n.kids[1]);
        out += " else ";
        node(*n.kids[2]);
        return;
      case Kind::for_each:
        loop(n, "for ", " return ");
        return;
      case Kind::some:
        loop(n, "some ", " satisfies ");
        return;
      case Kind::every:
        loop(n, "every ", " satisfies ");
        return;
      case Kind::span:
        node(*n.kids[0]);
        out += "..";
        node(*n.kids[1]);
        return;
      case Kind::function:
      case Kind::external:
        function(n);
        return;
      case Kind::tests:
        tests(n);
        return;
      case Kind::table:
      case Kind::typed:
      case Kind::lost:
        return;  // boxed: no text of their own
    }
  }
};

}  // namespace

std::string print(const Node& node) {
  Printer printer;
  printer.node(node);
  return std::move(printer.out);
}

}  // namespace ast
}  // namespace tf::rule
