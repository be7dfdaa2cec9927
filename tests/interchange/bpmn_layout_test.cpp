#include "interchange/bpmn_layout.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "interchange/bpmn_sketch.h"
#include "interchange/bpmn_write.h"

namespace tf::interchange::bpmn {
namespace {

Process process_of(const std::string& body) {
  const auto root =
      parse_xml(cat("<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>"
                    "<process id='p'>",
                    body, "</process></definitions>"));
  EXPECT_TRUE(root.has_value());
  Model model = read_model(*root);
  EXPECT_TRUE(model.report.errors.empty());
  return std::move(model.processes.front());
}

const char* kNested =
    "<startEvent id='s'/><sequenceFlow id='f1' sourceRef='s' targetRef='sub'/>"
    "<subProcess id='sub' name='Inside'><startEvent id='is'/><userTask id='a' name='A'/>"
    "<sequenceFlow id='i1' sourceRef='is' targetRef='a'/></subProcess>"
    "<boundaryEvent id='b' attachedToRef='sub' cancelActivity='false'><timerEventDefinition>"
    "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    "<exclusiveGateway id='g' default='f4'/><sequenceFlow id='f2' sourceRef='sub' targetRef='g'/>"
    "<sequenceFlow id='f3' sourceRef='g' targetRef='sub'><conditionExpression>n &lt; 3"
    "</conditionExpression></sequenceFlow><sequenceFlow id='f4' sourceRef='g' targetRef='e'/>"
    "<endEvent id='e'/><userTask id='late'/><sequenceFlow id='f5' sourceRef='b' targetRef='late'/>";

bool inside(const Box& inner, const Box& outer) {
  return inner.x >= outer.x && inner.y >= outer.y &&
         inner.x + inner.width <= outer.x + outer.width &&
         inner.y + inner.height <= outer.y + outer.height;
}
bool apart(const Box& a, const Box& b) {
  return a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y ||
         b.y + b.height <= a.y;
}
bool touches(const Spot& spot, const Box& box) {
  return spot.x >= box.x - 2 && spot.x <= box.x + box.width + 2 && spot.y >= box.y - 2 &&
         spot.y <= box.y + box.height + 2;
}

TEST(BpmnLayout, shapes_stand_apart_and_lines_meet_them) {
  const Process process = process_of(kNested);
  const Layout layout = lay_out(process);
  ASSERT_EQ(layout.shapes.size(), 8U);
  const Box page{0, 0, layout.width, layout.height};
  for (const auto& [id, box] : layout.shapes) EXPECT_TRUE(inside(box, page)) << id;
  const Box& sub = layout.shapes.at("sub");
  EXPECT_TRUE(inside(layout.shapes.at("a"), sub));
  EXPECT_TRUE(inside(layout.shapes.at("is"), sub));
  for (const char* id : {"s", "g", "e", "late"}) {
    EXPECT_TRUE(apart(layout.shapes.at(id), sub)) << id;
    for (const char* other : {"s", "g", "e", "late"})
      EXPECT_TRUE(std::string(id) == other || apart(layout.shapes.at(id), layout.shapes.at(other)))
          << id << other;
  }
  // A boundary event sits on the lower edge of what it is attached to.
  EXPECT_NEAR(layout.shapes.at("b").middle().y, sub.y + sub.height, 1);
  const Scope* const scopes[] = {&process.body, process.body.find("sub")->body.get()};
  for (const Scope* scope : scopes)
    for (const SequenceFlow& flow : scope->flows) {
      const Line& line = layout.lines.at(flow.id);
      ASSERT_GE(line.points.size(), 2U);
      EXPECT_TRUE(touches(line.points.front(), layout.shapes.at(flow.source))) << flow.id;
      EXPECT_TRUE(touches(line.points.back(), layout.shapes.at(flow.target))) << flow.id;
    }
}

TEST(BpmnLayout, of_nothing) {
  EXPECT_EQ(lay_out({}).shapes.size(), 0U);
}

TEST(BpmnLayout, text_is_broken_by_columns) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(wrapped("", 8, 3), Lines{});
  EXPECT_EQ(wrapped("one two three", 8, 3), (Lines{"one two", "three"}));
  EXPECT_EQ(wrapped("第一道防线", 6, 3), (Lines{"第一道", "防线"}));
  EXPECT_EQ(wrapped("第一道防线办理", 4, 2), (Lines{"第一", "道防…"}));
  EXPECT_EQ(wrapped("abcdefghij", 4, 3), (Lines{"abcd", "efgh", "ij"}));
  EXPECT_EQ(wrapped("a\nb", 8, 3), (Lines{"a", "b"}));
}

TEST(BpmnLayout, as_text) {
  EXPECT_EQ(to_sketch(process_of(kNested), {}, model::Language::en), R"(p

○ s → sub
▣ sub  Inside
  │ ○ is → a
  │ ▢ a  A
  ├─ → g
  └─ ◎ (beside) timer PT1H → late
◇ g
  ├─ n < 3 → sub
  └─ otherwise → end
▢ late
)");
}

TEST(BpmnLayout, an_association_may_lead_out_of_a_sub_process) {
  const Layout layout = lay_out(
      process_of("<subProcess id='sub'><task id='a'/><boundaryEvent id='b' attachedToRef='a'>"
                 "<compensateEventDefinition/></boundaryEvent><association id='x' sourceRef='b' "
                 "targetRef='u'/></subProcess><task id='u' isForCompensation='true'/>"));
  const auto line = layout.associations.find({"b", "u"});
  ASSERT_NE(line, layout.associations.end());
  ASSERT_EQ(line->second.points.size(), 2U);
  EXPECT_EQ(line->second.points.front().x, layout.shapes.at("b").middle().x);
  EXPECT_EQ(line->second.points.back().x, layout.shapes.at("u").middle().x);
}

TEST(BpmnWrite, says_what_was_read) {
  const Process process = process_of(kNested);
  const std::string xml = write_bpmn(process);
  const auto root = parse_xml(xml);
  ASSERT_TRUE(root.has_value());
  const Model again = read_model(*root);
  ASSERT_TRUE(again.report.errors.empty());
  EXPECT_EQ(digest_of(again.processes.front()), digest_of(process));
  EXPECT_EQ(write_bpmn(again.processes.front()), xml);
  Process other = process_of(kNested);
  other.body.flows.back().target = "e";
  EXPECT_NE(digest_of(other), digest_of(process));
}

TEST(BpmnSvg, marks_where_a_case_stands) {
  Process process = process_of(kNested);
  process.body.elements.back().step = "late";
  const std::string svg = to_svg(process, {{"late", {2, 1, "yellow"}}});
  EXPECT_NE(svg.find("class=\"shape task done here\""), std::string::npos);
  EXPECT_NE(svg.find(">2</text>"), std::string::npos);
  EXPECT_NE(svg.find("#f59e0b"), std::string::npos);
  EXPECT_EQ(to_svg(process_of(kNested)).find("done here"), std::string::npos);
}

}  // namespace
}  // namespace tf::interchange::bpmn
