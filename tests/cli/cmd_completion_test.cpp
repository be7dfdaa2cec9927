#include <sys/wait.h>

#include <cstdlib>

#include "cli.h"

namespace tf::cli {
namespace {

// What bash offers after `line`, by the script itself.
std::string offered(const std::string& line) {
  const Folder folder;
  const std::string script = folder.write("townflow", townflow({"completion", "bash"}).out);
  folder.write(
      "ask", ". '" + script + "'\nCOMP_WORDS=(" + line +
                 ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_townflow\necho \"${COMPREPLY[*]}\"\n");
  const std::string command = "bash '" + folder.path() + "/ask' > '" + folder.path() + "/out' 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT: the point is what a shell makes of it
  return folder.read("out");
}

TEST(CmdCompletion, UnknownShell) {
  EXPECT_EQ(townflow({"completion", "tcsh"}).exit, kUsage);
}

TEST(CmdCompletion, BashOffersCommandsThenOptionsThenFiles) {
  EXPECT_EQ(offered("townflow expl"), "explain\n");
  EXPECT_EQ(offered("townflow --lang zh expl"), "explain\n");
  EXPECT_EQ(offered("townflow case cosi"), "\n");  // another name of add_sign
  EXPECT_EQ(offered("townflow case urg"), "urge\n");
  EXPECT_EQ(offered("townflow case urge --as"), "--as\n");
  EXPECT_EQ(offered("townflow case urge 7 --as"), "--as\n");
  EXPECT_EQ(offered("townflow lint --form"), "--format\n");
  EXPECT_EQ(offered("townflow lint exam"), "\n");  // nothing of ours: bash offers files
  EXPECT_EQ(offered("townflow plugin-w"), "\n");   // not for people
}

// In fish and zsh a quote in a description would end the whole script.
TEST(CmdCompletion, QuotesAreEven) {
  for (const char* shell : {"zsh", "fish"})
    for (const char* language : {"zh", "en"}) {
      const std::string text = townflow({"--lang", language, "completion", shell}).out;
      std::size_t line = 0;
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        ++line;
        int quotes = 0;
        for (std::size_t i = at; i < end; ++i) {
          if (text[i] == '\\')
            ++i;
          else if (text[i] == '\'')
            ++quotes;
        }
        EXPECT_EQ(quotes % 2, 0) << shell << ":" << line << ": " << text.substr(at, end - at);
        at = end + 1;
      }
    }
}

}  // namespace
}  // namespace tf::cli
