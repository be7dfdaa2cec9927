#include "interchange/bpmn_ids.h"

#include <gtest/gtest.h>

namespace tf::interchange::bpmn {
namespace {

TEST(BpmnIds, signs_beyond_ascii_go_by_their_number) {
  EXPECT_EQ(file_id("line-1.end"), "line-1.end");
  EXPECT_EQ(file_id("走访"), "_x8D70__x8BBF_");
  EXPECT_EQ(file_id("a走b"), "a_x8D70_b");
  EXPECT_EQ(file_id("\xC3\xA9\xF0\x9F\x98\x80"), "_xE9__x1F600_");
}

TEST(BpmnIds, what_was_written_is_read_back) {
  for (const char* id : {"走访/超期", "a", "", "é-1", "_x_", "x_x41_", "\xF0\x9F\x98\x80"})
    EXPECT_EQ(read_id(file_id(id)), id);
}

// An id of another tool that only looks like one of ours.
TEST(BpmnIds, others_stay_as_they_are) {
  for (const char* id : {"_x41_", "_xD800_", "_x8D70", "_x_", "_xFFFFFFFFFFFF_", "Task_0x8D70_a",
                         "_x8d70_", "_x110000_"})
    EXPECT_EQ(read_id(id), id);
}

TEST(BpmnIds, ids_and_references_of_a_file) {
  auto root = parse_xml(
      "<a id='_x8D70_' name='_x8D70_'><b sourceRef='_x8D70_' targetRef='c'/>"
      "<eventDefinitionRef>_x8D70_</eventDefinitionRef></a>");
  ASSERT_TRUE(root);
  read_ids(*root);
  EXPECT_EQ(root->attribute("id"), "走");
  EXPECT_EQ(root->attribute("name"), "_x8D70_");
  EXPECT_EQ(root->children.front().attribute("sourceRef"), "走");
  EXPECT_EQ(root->text_of("eventDefinitionRef"), "走");
}

}  // namespace
}  // namespace tf::interchange::bpmn
