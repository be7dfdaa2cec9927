#include "interchange/xml.h"

#include <gtest/gtest.h>

namespace tf::interchange {
namespace {

std::string refused(std::string_view text) {
  const auto read = parse_xml(text);
  if (read) return "fine";
  return read.error().name + " " + std::to_string(read.error().line) + ":" +
         std::to_string(read.error().column) + " " + read.error().en;
}

TEST(Xml, refusals) {
  EXPECT_EQ(refused("<a>\n<b></a>"), "xml.syntax 2:6 this is not XML: mismatched tag");
  EXPECT_EQ(refused(""), "xml.syntax 1:1 this is not XML: no element found");
  EXPECT_EQ(refused("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"),
            "xml.doctype 1:13 a DOCTYPE is not accepted");
  std::string deep, wide = "<a";
  for (int i = 0; i < 201; ++i) deep += "<a>";
  for (int i = 0; i < 257; ++i) wide += " x" + std::to_string(i) + "='1'";
  EXPECT_EQ(refused(deep), "xml.depth 1:601 nested too deep, at most 200 levels");
  EXPECT_EQ(refused(wide + "/>"), "xml.attributes 1:1 too many attributes, at most 256");
}

TEST(Xml, reads_names_without_prefix) {
  const auto read = parse_xml("<d:a xmlns:d='urn:x' d:k='1'>t<d:b/>u</d:a>");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->name, "a");
  EXPECT_EQ(read->space, "urn:x");
  EXPECT_EQ(read->attribute("k"), "1");
  EXPECT_EQ(read->text, "tu");
  ASSERT_NE(read->child("b"), nullptr);
}

}  // namespace
}  // namespace tf::interchange
