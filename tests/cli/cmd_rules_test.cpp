#include "cli.h"

namespace tf::cli {
namespace {

TEST(CmdRules, Feel) {
  EXPECT_EQ(townflow({"feel", "1 + 1"}).out, "2\n");
  EXPECT_EQ(townflow({"feel", "--json", "{a: [1, 2]}"}).out, "{\"a\":[1,2]}\n");
  const Folder folder;
  const std::string with = folder.write("with.json", "{\"amount\": 800}");
  EXPECT_EQ(townflow({"feel", "amount > 500", "--with", with}).out, "true\n");
  const Ran ran = townflow({"feel", "amont > 500", "--with", with});
  EXPECT_EQ(ran.exit, kFailure);
  EXPECT_TRUE(ran.err.starts_with("amont > 500\n^\nerror: ")) << ran.err;
  EXPECT_NE(ran.err.find("did you mean amount?"), std::string::npos);
}

TEST(CmdRules, Decide) {
  Ran ran =
      townflow({"decide", "sizes", "--with", "{\"amount\": 500}", "--town", kTestTown, "--why"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_TRUE(ran.out.starts_with("{size: big}  (big)\n  + big\n")) << ran.out;
  ran = townflow({"decide", "size", "--with", "{}", "--town", kTestTown});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err, "error: town testtown uses no table 'size'; did you mean sizes?\n");
}

TEST(CmdRules, Due) {
  Ran ran = townflow(
      {"due", "2 working days", "--from", "2026-03-10 16:40", "--json", "--town", kTestTown});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("\"due\":\"2026-03-12T17:30:00+08:00\""), std::string::npos) << ran.out;
  ran = townflow(
      {"due", "step-task.work", "--from", "2026-03-10 16:40", "--json", "--town", kTestTown});
  EXPECT_NE(ran.out.find("\"due\":\"2026-03-12T17:30:00+08:00\""), std::string::npos) << ran.err;
  ran = townflow({"due", "2 dys", "--from", "2026-03-10 16:40"});
  EXPECT_EQ(ran.exit, kFailure);
  ran = townflow({"due", "2 hours", "--from", "tomorrow"});
  EXPECT_EQ(ran.exit, kUsage);
  EXPECT_EQ(ran.err, "error: 'tomorrow' is no time; write 2026-03-10 16:40\n");
  EXPECT_EQ(townflow({"due"}).exit, kUsage);
}

TEST(CmdRules, Vectors) {
  const Folder folder;
  folder.write("holidays-cn.csv", "date,weekday,day_type,festival,year\n");
  const std::string path =
      folder.write("v.csv",
                   "id,rule,start,expected_due,note\n"
                   "A,1 working day,2026-03-10T09:00:00+08:00,2026-03-11T17:30:00+08:00,\n"
                   "B,2 hours,2026-03-10T09:00:00+08:00,2026-03-10T12:00:00+08:00,wrong\n");
  const Ran ran = townflow({"due", "--vectors", path});
  EXPECT_EQ(ran.exit, kFailure) << ran.err;
  EXPECT_TRUE(ran.out.ends_with("1 passed, 1 failed\n")) << ran.out;
}

}  // namespace
}  // namespace tf::cli
