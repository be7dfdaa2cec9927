#include "model/reference.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "support.h"

namespace tf::model {
namespace {

using test::findings;

TEST(Reference, EveryExampleIsRead) {
  std::size_t read = 0;
  for (const Shape* shape : reference_shapes())
    for (const auto& part : shape->parts)
      for (const Key& key : part) {
        Diagnostics out;
        ASSERT_FALSE(std::string_view(key.example).empty()) << shape->name << " " << key.name;
        check_example(key, out);
        EXPECT_EQ(findings(out), "")
            << shape->name << ": " << key.name << ": " << key.example << "\n"
            << to_text(out, Language::en);
        ++read;
      }
  EXPECT_GT(read, 300U);
}

TEST(Reference, AWrongExampleIsFound) {
  Key key = *find_key(*file_kind("workflow")->shape, "steps");
  key.example = "{a: {taks: look}}";
  Diagnostics out;
  check_example(key, out);
  EXPECT_TRUE(out.has_errors());
  key.example = "- a: [";
  check_example(key, out);
  EXPECT_TRUE(out.has_errors());
}

// Whatever a file may hold has its place in the document, each map once.
TEST(Reference, HoldsEveryMapOnce) {
  const auto shapes = reference_shapes();
  const std::set<const Shape*> once(shapes.begin(), shapes.end());
  EXPECT_EQ(once.size(), shapes.size());
  for (const Shape* shape : shapes)
    for (const auto& part : shape->parts)
      for (const Key& key : part) {
        if (key.form->map == nullptr) continue;
        EXPECT_TRUE(once.contains(key.form->map)) << shape->name << " " << key.name;
      }
}

// The end of docs/language.md is printed from the table; TF_WRITE_DOCS=1 writes it anew.
TEST(Reference, DocumentIsUpToDate) {
  const std::string path = std::string(TF_ROOT) + "/docs/language.md";
  std::stringstream read;
  read << std::ifstream(path).rdbuf();
  const std::string committed = read.str();
  const std::size_t mark = committed.find("<!-- What follows is printed");
  ASSERT_NE(mark, std::string::npos);
  const std::size_t begin = committed.find("-->\n\n", mark) + 5;
  if (std::getenv("TF_WRITE_DOCS"))
    std::ofstream(path) << committed.substr(0, begin) << language_reference();
  else
    EXPECT_EQ(committed.substr(begin), language_reference())
        << "run model_test with TF_WRITE_DOCS=1 and commit docs/language.md";
}

}  // namespace
}  // namespace tf::model
