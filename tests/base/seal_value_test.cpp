#include "base/seal_value.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tf {
namespace {

std::shared_ptr<const SealRing> value_ring() {
  return std::make_shared<const SealRing>(SealRing::from("a ring"));
}

TEST(SealValue, WhatIsSealedOpensAsItWas) {
  SealBook book(value_ring());
  const auto leaf = book.leaf("p:small/li");
  for (const Value& value :
       {Value::text(""), Value::text("李四"), Value::text(std::string(200'000, 'x')),
        Value::number(7), Value::boolean(true), Value::date(Date{20'000}),
        Value::list({Value::text("a"), Value()}),
        Value::record({{"id", Value::text("li")}, {"name", Value::text("李四")}})}) {
    const std::string sealed = book.seal({leaf}, "once", value);
    EXPECT_TRUE(is_sealed(sealed));
    EXPECT_EQ(sealed.find("李四"), std::string::npos);
    EXPECT_EQ(book.open(sealed), value);
    EXPECT_EQ(leaves_of(sealed), std::vector{leaf});
  }
}

TEST(SealValue, TheSameSealingGivesTheSameBytesAndNoOtherDoes) {
  SealBook book(value_ring());
  const std::vector leaves{book.leaf("p:small/li")};
  const std::string one = book.seal(leaves, "once", Value::text("13900001111"));
  EXPECT_EQ(book.seal(leaves, "once", Value::text("13900001111")), one);
  EXPECT_NE(book.seal(leaves, "twice", Value::text("13900001111")), one);
  EXPECT_NE(book.seal(leaves, "once", Value::text("13900001112")), one);
  EXPECT_NE(book.seal({book.leaf("p:small/wu")}, "once", Value::text("13900001111")), one);
  // A length says little.
  EXPECT_EQ(book.seal(leaves, "once", Value::text("no")).size(),
            book.seal(leaves, "once", Value::text("certainly")).size());
}

TEST(SealValue, ItEndsWithAnyOfItsKeys) {
  auto first = std::make_shared<SealRing>(SealRing::from("a ring"));
  SealBook book(first);
  const auto li = book.leaf("p:small/li"), wu = book.leaf("p:small/wu");
  const std::string both = book.seal({li, wu}, "once", Value::text("li and wu"));
  const std::string of_wu = book.seal({wu}, "once", Value::text("wu"));
  SealBook again(first);
  EXPECT_EQ(again.open(both), Value::text("li and wu"));
  auto less = std::make_shared<SealRing>(*first);
  less->destroy(li);
  SealBook after(less);
  EXPECT_FALSE(after.open(both));
  EXPECT_EQ(after.open(of_wu), Value::text("wu"));
  EXPECT_EQ(after.opened(Value::list({Value::text(both), Value::text(of_wu), Value::text("plain")}),
                         Value::text(kErasedText)),
            Value::list({Value::text(kErasedText), Value::text("wu"), Value::text("plain")}));
}

TEST(SealValue, WhatIsAlteredOrMadeUpDoesNotOpen) {
  SealBook book(value_ring());
  std::string sealed = book.seal({book.leaf("p")}, "once", Value::text("text"));
  for (std::size_t at = 2; at < sealed.size(); ++at) {
    std::string other = sealed;
    other[at] = other[at] == 'z' ? 'y' : 'z';
    if (other != sealed) {
      EXPECT_FALSE(book.open(other)) << at;
    }
  }
  for (const char* text : {"", "\x7Fs", "\x7Fs:", "\x7Fsxyz:AAAA", "\x7Fs0000000000000001:"})
    EXPECT_FALSE(book.open(text)) << text;
  EXPECT_FALSE(SealBook(std::make_shared<const SealRing>(SealRing::from("another"))).open(sealed));
}

TEST(SealValue, LeavesOfAWholeText) {
  SealBook book(value_ring());
  const auto a = book.leaf("a"), b = book.leaf("b");
  const std::string text = cat("{\"x\":\"", book.seal({a, b}, "1", Value::text("t")), "\",\"y\":\"",
                               book.seal({b}, "1", Value::text("u")), "\"}");
  EXPECT_EQ(leaves_in(text), (std::vector{std::min(a, b), std::max(a, b)}));
  EXPECT_TRUE(leaves_in("nothing").empty());
}

}  // namespace
}  // namespace tf
