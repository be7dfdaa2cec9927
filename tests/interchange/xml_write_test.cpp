#include "interchange/xml_write.h"

#include <gtest/gtest.h>

#include "interchange/xml.h"

namespace tf::interchange {
namespace {

TEST(XmlWrite, WhateverIsWrittenIsReadAgain) {
  const std::string odd = "a < b & \"c\" > 'd'\n\t户 é";
  XmlWriter xml;
  xml.open("r", {{"k", odd}, {"left out", ""}});
  xml.text("t", odd);
  xml.leaf("e");
  xml.close();
  const auto read = parse_xml(xml.take());
  ASSERT_TRUE(read) << read.error().en;
  EXPECT_EQ(read->attribute("k"), odd);
  EXPECT_EQ(read->text_of("t"), odd);
  EXPECT_EQ(read->attributes.size(), 1u);
}

TEST(XmlWrite, WhatXmlCannotHoldIsReplaced) {
  XmlWriter xml;
  xml.text("t", std::string("a\x01") + "b");
  EXPECT_EQ(parse_xml(xml.take())->text,
            "a\xEF\xBF\xBD"
            "b");
}

}  // namespace
}  // namespace tf::interchange
