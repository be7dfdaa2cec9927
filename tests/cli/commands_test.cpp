#include "cli/commands.h"

#include "cli.h"
#include "cli/session.h"

namespace tf::cli {
namespace {

TEST(Commands, UsageMistakesSayWhatToDo) {
  struct Case {
    std::vector<std::string> arguments;
    const char* err;
  };
  const Case cases[] = {
      {{"lnt"},
       "error: there is no command 'lnt'; did you mean townflow lint? townflow --help lists "
       "them\n"},
      {{"case", "lst"},
       "error: there is no command 'lst'; did you mean townflow case list? townflow case --help "
       "lists them\n"},
      {{"xyzzy"}, "error: there is no command 'xyzzy'; townflow --help lists them\n"},
      {{"lint"}, "error: PATH is missing; --help shows the usage\n"},
      {{"test", "--store", "disk", "x"},
       "error: --store: 'disk' is none of {memory,sqlite}; --help shows the usage\n"},
  };
  for (const Case& c : cases) {
    const Ran ran = townflow(c.arguments);
    EXPECT_EQ(ran.exit, kUsage);
    EXPECT_EQ(ran.err, c.err);
    EXPECT_EQ(ran.out, "");
  }
}

TEST(Commands, InChineseWhenAsked) {
  std::ostringstream out, err;
  EXPECT_EQ(run({"--lang", "zh", "lnt"}, out, err), kUsage);
  EXPECT_EQ(err.str(),
            "错误：没有命令 'lnt'；是否指 townflow lint？用 townflow --help 查看全部命令。\n");
}

TEST(Commands, HelpIsNoMistake) {
  const Ran ran = townflow({"lint", "--help"});
  EXPECT_EQ(ran.exit, kOk);
  EXPECT_NE(ran.out.find("checks processes and rules"), std::string::npos);
}

TEST(Commands, EachKindOfErrorHasItsExit) {
  std::ostringstream out, err;
  Session session(out, err);
  EXPECT_EQ(session.fail(Error{Errc::busy, "the store is held"}), kBusy);
  EXPECT_EQ(session.fail(Error{Errc::newer, "format 9"}), kMigrate);
  EXPECT_EQ(session.fail(Error{Errc::not_found, "there is no file x"}), kRefused);
  EXPECT_EQ(err.str(),
            "error: the store is held; or send it to the townflow that runs\n"
            "error: format 9; use a newer townflow\n"
            "error: there is no file x; check the name or path\n");
}

}  // namespace
}  // namespace tf::cli
