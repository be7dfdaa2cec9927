#include "interchange/dmn_write.h"

#include <gtest/gtest.h>

#include <set>

#include "dmn_models.h"

namespace tf::interchange {
namespace {

TEST(DmnWrite, EveryKindOfLogicDecidesTheSameAfterwards) {
  const rule::DrgModel model = everything();
  const rule::DrgModel again = through_dmn(model);
  for (const int amount : {0, 2, 3, 7, 101})
    EXPECT_EQ(answers(again, amount), answers(model, amount));
  const auto all = answers(model, 7);
  EXPECT_EQ(all.at("Context"), "15");
  EXPECT_EQ(all.at("Call"), "1.75");
  EXPECT_EQ(all.at("service"), "big");
  EXPECT_EQ(all.at("Rank"), R"([{grade: "C", "the why": null}, {grade: "A", "the why": "a|b"}])");
}

TEST(DmnWrite, WritingTwiceGivesTheSameBytes) {
  const std::string once = write_dmn(everything());
  EXPECT_EQ(write_dmn(*read_dmn(once)), once);
}

TEST(DmnWrite, EveryElementIsDrawnAndEveryRequirementIsALine) {
  const auto xml = parse_xml(write_dmn(everything()));
  ASSERT_TRUE(xml);
  const XmlElement* diagram = xml->child("DMNDI")->child("DMNDiagram");
  std::set<std::string> ids, shapes, edges, requirements;
  const auto walk = [&](auto&& self, const XmlElement& at) -> void {
    if (at.has("id")) {
      EXPECT_TRUE(ids.insert(std::string(at.attribute("id"))).second);
    }
    if (at.name.ends_with("Requirement")) requirements.emplace(at.attribute("id"));
    for (const XmlElement& child : at.children) self(self, child);
  };
  walk(walk, *xml);
  std::set<std::pair<std::string, std::string>> places;
  for (const XmlElement& one : diagram->children) {
    if (one.name == "DMNShape") {
      shapes.emplace(one.attribute("dmnElementRef"));
      const XmlElement& at = *one.child("Bounds");
      EXPECT_TRUE(places.emplace(at.attribute("x"), at.attribute("y")).second);
    } else {
      edges.emplace(one.attribute("dmnElementRef"));
      EXPECT_EQ(one.children.size(), 2u);
    }
  }
  EXPECT_EQ(shapes.size(), everything().elements.size());
  EXPECT_TRUE(shapes.contains("_1st"));  // no id of XML begins with a digit
  EXPECT_EQ(edges, requirements);
  EXPECT_EQ(edges.size(), 12u);
}

TEST(DmnWrite, OlderVersionsHaveOtherNamespaces) {
  const std::string old = write_dmn(everything(), {}, DmnVersion::v1_3);
  EXPECT_NE(old.find("xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\""), std::string::npos);
  EXPECT_EQ(answers(*read_dmn(old), 7), answers(everything(), 7));
}

TEST(DmnWrite, ACircleIsDrawnToo) {
  rule::DrgModel model;
  for (const char* name : {"a", "b"}) {
    rule::DrgElement one;
    one.kind = rule::DrgElement::Kind::decision;
    one.id = one.name = name;
    one.required = {name == std::string("a") ? "#b" : "#a"};
    model.elements.push_back(one);
  }
  EXPECT_EQ(through_dmn(model).elements.size(), 2u);
}

TEST(DmnRead, SaysWhatItPassedOver) {
  Report report;
  everything(&report);
  ASSERT_EQ(report.rows.size(), 1u);
  EXPECT_EQ(report.rows[0].what, "knowledgeSource");
  EXPECT_EQ(report.rows[0].count, 2u);
  EXPECT_GT(report.rows[0].line, 40);
}

}  // namespace
}  // namespace tf::interchange
