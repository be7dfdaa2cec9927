#include "host/chart.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "core/load_town.h"
#include "host/plugins.h"
#include "host/town_files.h"
#include "interchange/bpmn.h"
#include "interchange/bpmn_sketch.h"
#include "interchange/bpmn_write.h"
#include "model/print.h"
#include "model/shape.h"

namespace tf::host {
namespace {

namespace bpmn = interchange::bpmn;

core::LoadedTown town_of(const std::string& folder) {
  auto towns = load_folders({std::string(TF_ROOT) + folder});
  EXPECT_TRUE(towns.has_value());
  core::LoadedTown town = core::load_town(towns->library, towns->ids.front(), 1, towns->findings,
                                          plugin_loader(PluginHost{}));
  EXPECT_FALSE(towns->findings.has_errors())
      << model::to_text(towns->findings, model::Language::en);
  return town;
}

const core::LoadedTown& test_town() {
  static const core::LoadedTown town = town_of("/tests/scenario/town");
  return town;
}

const model::Node* author(const core::LoadedTown& town, const std::string& workflow) {
  for (const model::Document& document : town.documents)
    if (document.kind == "workflow" && document.id == workflow) return document.root.get();
  return nullptr;
}

bpmn::Process process_of(const core::LoadedTown& town, const std::string& workflow) {
  return chart_of(*town.town.workflows.at(workflow), town.town, author(town, workflow),
                  model::Language::en)
      .process;
}

std::string sketch(const std::string& workflow) {
  return interchange::bpmn::to_sketch(process_of(test_town(), workflow), {}, model::Language::en);
}

std::string yaml_of(std::unique_ptr<model::Node> root, const std::string& id) {
  model::Document document;
  document.kind = "workflow";
  document.id = id;
  document.root = std::move(root);
  model::Diagnostics findings;
  model::check_shape(document, findings);
  return findings.has_errors() ? model::to_text(findings, model::Language::en)
                               : model::print_document(document);
}

// What is wrong with the structure of a file: ways without ends, nodes nobody names, nodes without
// a shape, shapes of nothing.
class Structure {
 public:
  explicit Structure(const std::string& xml) {
    const auto root = interchange::parse_xml(xml);
    if (!root) {
      problems = root.error().en;
      return;
    }
    walk(*root);
    for (const auto& [id, ends] : flows_) {
      const auto& [source, target] = ends;
      if (!nodes_.contains(source)) problems += cat("flow ", id, " from ", source, "\n");
      if (!nodes_.contains(target)) problems += cat("flow ", id, " to ", target, "\n");
      if (!outgoing_.contains({source, id})) problems += cat("no outgoing ", id, "\n");
      if (!incoming_.contains({target, id})) problems += cat("no incoming ", id, "\n");
      if (!drawn_.contains(id)) problems += cat("no edge ", id, "\n");
    }
    if (outgoing_.size() != flows_.size() || incoming_.size() != flows_.size())
      problems += "incoming or outgoing without a flow\n";
    for (const std::string& id : nodes_)
      if (!drawn_.contains(id)) problems += cat("no shape ", id, "\n");
    for (const std::string& id : drawn_)
      if (!ids_.contains(id)) problems += cat("drawn but not there ", id, "\n");
    for (const std::string& id : referenced_)
      if (!ids_.contains(id)) problems += cat("reference to ", id, "\n");
  }
  std::string problems;

 private:
  void walk(const interchange::XmlElement& element) {
    const std::string id(element.attribute("id"));
    if (!id.empty() && !ids_.insert(id).second) problems += cat("twice ", id, "\n");
    const std::string& name = element.name;
    const bool node = name.ends_with("Event") || name.ends_with("Task") || name == "task" ||
                      name.ends_with("Gateway") || name == "subProcess" || name == "transaction" ||
                      name == "adHocSubProcess" || name == "callActivity";
    if (node) nodes_.insert(id);
    if (name == "sequenceFlow")
      flows_[id] = {std::string(element.attribute("sourceRef")),
                    std::string(element.attribute("targetRef"))};
    if (name == "BPMNShape" || name == "BPMNEdge")
      drawn_.insert(std::string(element.attribute("bpmnElement")));
    for (const char* key :
         {"default", "attachedToRef", "messageRef", "signalRef", "errorRef", "escalationRef"})
      if (element.has(key)) referenced_.insert(std::string(element.attribute(key)));
    for (const interchange::XmlElement& child : element.children) {
      if (child.name == "incoming") incoming_.insert({id, child.text});
      if (child.name == "outgoing") outgoing_.insert({id, child.text});
      if (child.name == "waypoint" && !child.has("x")) problems += "a waypoint without x\n";
      walk(child);
    }
  }
  std::set<std::string> ids_, nodes_, drawn_, referenced_;
  std::map<std::string, std::pair<std::string, std::string>> flows_;
  std::set<std::pair<std::string, std::string>> incoming_, outgoing_;
};

// Every process of the folder goes out as a sound file and comes back as it was; without our
// extensions it is read without an error.
void goes_and_returns(const std::string& folder) {
  const core::LoadedTown town = town_of(folder);
  std::size_t n = 0;
  for (const auto& [id, definition] : town.town.workflows) {
    SCOPED_TRACE(id);
    ++n;
    const std::string before = yaml_of(author(town, id)->clone(), id);
    const std::string xml = interchange::bpmn::write_bpmn_of(process_of(town, id), before);
    EXPECT_EQ(Structure(xml).problems, "");
    auto read = interchange::read_bpmn(xml);
    ASSERT_TRUE(read.has_value()) << read.error().en;
    ASSERT_EQ(read->workflows.size(), 1U)
        << (read->report.errors.empty() ? "" : read->report.errors.front().en);
    EXPECT_EQ(yaml_of(std::move(read->workflows.front().root), id), before);
    const auto plain =
        interchange::read_bpmn(interchange::bpmn::write_bpmn(process_of(town, id), true));
    ASSERT_TRUE(plain.has_value());
    for (const interchange::BpmnNote& error : plain->report.errors)
      ADD_FAILURE() << "plain: " << error.element << ": " << error.en;
  }
  EXPECT_GT(n, 20U);
}

TEST(Chart, processes_of_the_county_go_out_and_return) {
  goes_and_returns("/examples/county");
}
TEST(Chart, processes_of_the_test_town_go_out_and_return) {
  goes_and_returns("/tests/scenario/town");
}

TEST(Chart, ways_meet_and_part) {
  EXPECT_EQ(sketch("flow-03"), R"(flow-03

○ begin → a
▢ a  Work  (clerk) → b + c
▢ b  Work  (clerk) → both
▢ c  Work  (clerk) → both
◇+ both → d
▢ d  Work  (clerk) → end
)");
}

// A drawing that somebody changed comes in as it is drawn, with what each step had of ours.
TEST(Chart, a_changed_drawing_keeps_what_steps_had) {
  const core::LoadedTown& town = test_town();
  const std::string before = yaml_of(author(town, "resource-32")->clone(), "resource-32");
  std::string xml = interchange::bpmn::write_bpmn_of(process_of(town, "resource-32"), before);
  const std::string way = "targetRef=\"c\"";
  ASSERT_NE(xml.find(way), std::string::npos);
  xml.replace(xml.find(way), way.size(), "targetRef=\"b\"");
  auto read = interchange::read_bpmn(xml);
  ASSERT_TRUE(read.has_value()) << read.error().en;
  ASSERT_EQ(read->workflows.size(), 1U);
  const std::string after = yaml_of(std::move(read->workflows.front().root), "resource-32");
  EXPECT_NE(after.find("due: 2 hours"), std::string::npos) << after;
  EXPECT_NE(after.find("may: [suspend, skip, jump]"), std::string::npos) << after;
  EXPECT_NE(after.find("good: b"), std::string::npos) << after;
  EXPECT_NE(after.find("bad: b"), std::string::npos) << after;
}

}  // namespace
}  // namespace tf::host
