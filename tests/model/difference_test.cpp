#include "model/difference.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "model/diagnostics.h"
#include "model/loader.h"

namespace tf::model {
namespace {

std::string between(const std::string& a, const std::string& b) {
  Diagnostics out;
  const Document old_one = read_document("a.yaml", a, out);
  const Document new_one = read_document("b.yaml", b, out);
  EXPECT_FALSE(out.has_errors()) << to_text(out, Language::en);
  std::string told;
  for (const Difference& one : differences(old_one, new_one))
    told += cat(std::string(1, "+-~>"[static_cast<std::size_t>(one.kind)]), " ", one.path, ": ",
                one.from, " -> ", one.to, "\n");
  return told;
}

constexpr const char* kTable =
    "table: size\noutputs: {size: {type: choice, of: [small, big]}}\nrules: |\n"
    "  row  | amount | kind | => size\n"
    "  rich | > 5000 | -    | big\n"
    "  kin  | -      | kin  | small\n"
    "  else | -      | -    | small\n";

TEST(Difference, LayoutIsNone) {
  EXPECT_EQ(between(kTable,
                    "table: size\nrules: |\n"
                    "  row|amount|kind|=> size\n\n  rich|> 5000|-|big\n  kin|-|kin|small\n"
                    "  else|-|-|small\noutputs:\n  size: {of: [small, big], type: choice}\n"),
            "");
}

TEST(Difference, TablesByRowAndColumn) {
  EXPECT_EQ(
      between(kTable,
              "table: size\noutputs: {size: {type: choice, of: [small, mid, big]}}\nrules: |\n"
              "  row  | kind | amount | herd | => size\n"
              "  kin  | kin  | -      | -    | small\n"
              "  rich | -    | > 3000 | -    | big\n"
              "  cows | -    | -      | true | mid\n"),
      "~ outputs.size.of: [small, big] -> [small, mid, big]\n"
      "+ rules | herd:  -> herd\n"
      "> rules[rich]: 1 -> 2\n"
      "~ rules[rich].amount: > 5000 -> > 3000\n"
      "- rules[else]: row: else; => size: small -> \n"
      "+ rules[cows]:  -> row: cows; herd: true; => size: mid\n");
}

TEST(Difference, OtherFilesByKey) {
  EXPECT_EQ(between("deadlines: d\ncommon: {a: 2 hours, b: 1 working day}\n",
                    "deadlines: d\ncommon: {a: 3 hours, c: 1 month}\nline: {x: 1 hour}\n"),
            "~ common.a: 2 hours -> 3 hours\n"
            "- common.b: 1 working day -> \n"
            "+ common.c:  -> 1 month\n"
            "+ line:  -> {x: 1 hour}\n");
}

}  // namespace
}  // namespace tf::model
