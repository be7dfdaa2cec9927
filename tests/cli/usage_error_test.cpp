#include "cli/usage_error.h"

#include "cli.h"

namespace tf::cli {
namespace {

TEST(UsageError, SaysInBothLanguagesWhatWasMeant) {
  const struct {
    std::vector<std::string> arguments;
    const char* en;
    const char* zh;
  } table[] = {
      {{"lint", "--formt", "json", "x"},
       "error: there is no option --formt; did you mean --format?; --help shows the usage\n",
       "错误：没有选项 --formt；是否指 --format？。加 --help 查看用法。\n"},
      {{"version", "three", "words"},
       "error: not expected here: words three; --help shows the usage\n",
       "错误：这里用不上：words three。加 --help 查看用法。\n"},
      {{"check", "town"},
       "error: --store is missing; --help shows the usage\n",
       "错误：缺少 --store。加 --help 查看用法。\n"},
      {{"lint"},
       "error: PATH is missing; --help shows the usage\n",
       "错误：缺少 PATH。加 --help 查看用法。\n"},
      {{"case"},
       "error: a command is missing; --help shows the usage\n",
       "错误：缺少命令。加 --help 查看用法。\n"},
      {{"serve", "town", "--port", "99999"},
       "error: --port: '99999' is no number that can stand there; --help shows the usage\n",
       "错误：--port：“99999”不是这里可用的数。加 --help 查看用法。\n"},
      {{"serve", "town", "--port"},
       "error: after --port a value is missing; --help shows the usage\n",
       "错误：--port 后面缺少值。加 --help 查看用法。\n"},
      {{"completion", "tcsh"},
       "error: SHELL: 'tcsh' is none of {bash,zsh,fish}; --help shows the usage\n",
       "错误：SHELL：“tcsh”不在 {bash,zsh,fish} 之中。加 --help 查看用法。\n"},
      {{"bench", "--cases", "0"},
       "error: --cases: '0' is not from 1 to 10000000; --help shows the usage\n",
       "错误：--cases：“0”不在 1 到 10000000 之间。加 --help 查看用法。\n"},
  };
  for (const auto& row : table) {
    std::vector<std::string> arguments = row.arguments;
    const Ran en = townflow(arguments);
    EXPECT_EQ(en.exit, kUsage);
    EXPECT_EQ(en.err, row.en);
    arguments.insert(arguments.begin(), {"--lang", "zh"});
    EXPECT_EQ(townflow(arguments).err, row.zh);
  }
}

}  // namespace
}  // namespace tf::cli
