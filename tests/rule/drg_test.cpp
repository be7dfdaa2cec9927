#include "rule/drg.h"

#include <gtest/gtest.h>

namespace tf::rule {
namespace {

BoxedPtr text(std::string feel) {
  auto out = std::make_shared<Boxed>();
  out->kind = Boxed::Kind::literal;
  out->text = std::move(feel);
  return out;
}

BoxedPtr function(std::vector<BoxedEntry> parameters, std::string body) {
  auto out = std::make_shared<Boxed>();
  out->kind = Boxed::Kind::function;
  out->entries = std::move(parameters);
  out->items.push_back(text(std::move(body)));
  return out;
}

DrgElement element(DrgElement::Kind kind, std::string name, std::string type,
                   std::vector<std::string> required = {}, BoxedPtr logic = nullptr) {
  DrgElement out;
  out.kind = kind;
  out.id = out.name = std::move(name);
  out.type = std::move(type);
  out.required = std::move(required);
  out.logic = std::move(logic);
  return out;
}

using Kind = DrgElement::Kind;

class DrgTest : public testing::Test {
 protected:
  DrgModel model{"m", "urn:m", {}, {}, {}};
  std::string decide(const Graph& graph, const char* name, const Record& inputs = {}) {
    warnings.clear();
    return to_feel_text(graph.decision(name, inputs, Instant{}, utc, &warnings));
  }
  Zone utc;
  std::vector<Warning> warnings;
};

TEST_F(DrgTest, a_value_outside_its_type_is_null_with_a_warning) {
  ItemDefinition size;
  size.name = "tSize";
  size.type = "string";
  size.allowed = "\"big\", \"small\"";
  model.types.push_back(size);
  model.elements = {element(Kind::input, "size", "tSize"),
                    element(Kind::decision, "out", "", {"#size"}, text("size"))};
  const Graph graph = Graph::link({model});
  EXPECT_EQ(decide(graph, "out", {{"size", Value::text("big")}}), "big");
  EXPECT_EQ(decide(graph, "out", {{"size", Value::text("huge")}}), "null");
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].en, "`size` must be tSize");
}

TEST_F(DrgTest, one_item_and_a_list_of_one_stand_for_each_other) {
  ItemDefinition list;
  list.name = "tNumbers";
  list.type = "number";
  list.is_collection = true;
  model.types.push_back(list);
  model.elements = {element(Kind::decision, "many", "tNumbers", {}, text("7")),
                    element(Kind::decision, "one", "number", {}, text("[7]")),
                    element(Kind::decision, "none", "number", {}, text("[7, 8]"))};
  const Graph graph = Graph::link({model});
  EXPECT_EQ(decide(graph, "many"), "[7]");
  EXPECT_EQ(decide(graph, "one"), "7");
  EXPECT_EQ(decide(graph, "none"), "null");
}

TEST_F(DrgTest, a_type_may_refer_to_itself) {
  ItemDefinition tree, below;
  below.name = "below";
  below.type = "tTree";
  tree.name = "tTree";
  tree.components = {below};
  model.types.push_back(tree);
  model.elements = {element(Kind::decision, "d", "tTree", {}, text("{below: {below: null}}"))};
  EXPECT_EQ(decide(Graph::link({model}), "d"), "{below: {below: null}}");
}

TEST_F(DrgTest, knowledge_and_imports) {
  DrgModel lib{"lib",
               "urn:lib",
               {},
               {},
               {element(Kind::knowledge, "add", "number", {},
                        function({{"a", "number", nullptr}, {"b", "number", nullptr}}, "a + b"))}};
  model.imports.push_back({"the lib", "urn:lib", ""});
  model.elements = {
      element(Kind::decision, "sum", "number", {"urn:lib#add"}, text("the lib.add(1, 2)")),
      element(Kind::decision, "wrong", "number", {"urn:lib#add"}, text("the lib.add(1, \"2\")")),
      element(Kind::decision, "unseen", "number", {}, text("the lib.add(1, 2)"))};
  const Graph graph = Graph::link({model, lib});
  EXPECT_EQ(decide(graph, "sum"), "3");
  EXPECT_EQ(decide(graph, "wrong"), "null");
  EXPECT_EQ(decide(graph, "unseen"), "null");
  EXPECT_EQ(to_feel_text(Graph::link({lib}).knowledge(
                "add", {{"a", Value::number(1)}, {"b", Value::number(2)}}, Instant{}, utc)),
            "3");
}

TEST_F(DrgTest, a_service_puts_its_arguments_in_the_place_of_decisions) {
  DrgElement service = element(Kind::service, "s", "");
  service.outputs = {"#twice"};
  service.input_decisions = {"#base"};
  model.elements = {element(Kind::decision, "base", "number", {}, text("1")),
                    element(Kind::decision, "twice", "number", {"#base"}, text("base * 2")),
                    service,
                    element(Kind::decision, "both", "", {"#s", "#twice"},
                            text("[s(21), s(base: 5), s(1, 2), twice]"))};
  const Graph graph = Graph::link({model});
  EXPECT_EQ(decide(graph, "both"), "[42, 10, null, 2]");
  EXPECT_EQ(to_feel_text(graph.service("s", {{"base", Value::number(4)}}, Instant{}, utc)), "8");
  EXPECT_EQ(to_feel_text(graph.service("nobody", {}, Instant{}, utc)), "null");
}

}  // namespace
}  // namespace tf::rule
