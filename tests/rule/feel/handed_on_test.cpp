#include "rule/feel/handed_on.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tf::rule {
namespace {

struct SomeNames : Names {
  std::optional<Name> find(std::string_view name) const override {
    for (const char* known : {"phone", "li", "list", "size", "where", "other"})
      if (name == known) return Name{Name::Kind::variable, 0, {}, {}};
    if (name == "shorten") return Name{Name::Kind::function, 1, {}, {}};
    return std::nullopt;
  }
  std::vector<std::string> all() const override {
    return {"phone", "li", "list", "size", "where", "other", "shorten"};
  }
};

struct HandedRow {
  const char* expression;
  const char* handed;
};

TEST(HandedOn, WhatCanComeOut) {
  constexpr HandedRow kRows[] = {
      // told of, not handed on
      {"count(list)", ""},
      {"phone = \"1\"", ""},
      {"if phone = \"1\" then \"yes\" else \"no\"", ""},
      {"size > 3 and phone != null", ""},
      {"string length(phone)", ""},
      {"some x in list satisfies x = phone", ""},
      {"date(li.born)", ""},
      {"size - 1", ""},
      {"phone in (\"1\", \"2\")", ""},
      {"\"constant\"", ""},
      // handed on
      {"phone", "phone"},
      {"li.name", "li.name"},
      {"\"call \" + phone", "phone"},
      {"if size > 3 then phone else other", "other phone"},
      {"substring(phone, 1, 3)", "phone"},
      {"upper case(li.name)", "li.name"},
      {"shorten(phone)", "phone"},
      {"[phone, size]", "phone size"},
      {"{a: where.text}.a", "where.text.a"},
      {"list[size > 3]", "list"},
      {"list[phone = other][1].name", "list.name"},
      {"for x in list return x.name", "list.name"},
      {"for x in list, y in li.all return size", "size"},
      {"string join(for x in list return x, \", \")", "list"},
      {"(phone", ""},  // no expression
  };
  for (const HandedRow& row : kRows) {
    std::string out;
    for (const std::string& name : handed_on(row.expression, SomeNames{}))
      out += cat(out.empty() ? "" : " ", name);
    EXPECT_EQ(out, row.handed) << row.expression;
  }
}

}  // namespace
}  // namespace tf::rule
