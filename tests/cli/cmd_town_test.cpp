#include <csignal>
#include <map>

#include "cli.h"
#include "cli/town_package.h"
#include "serving.h"

namespace tf::cli {
namespace {

namespace fs = std::filesystem;

// The test town as a base in a home of its own, and an overlay of it beside.
class CmdTown : public testing::Test {
 protected:
  CmdTown() {
    fs::copy(kTestTown, path("src/test"), fs::copy_options::recursive);
    folder.write("src/dale/town.yaml", kDale);
  }
  std::string path(const std::string& name) const {
    const std::string full = folder.path() + "/" + name;
    fs::create_directories(fs::path(full).parent_path());
    return full;
  }
  // The package of a folder under src.
  std::string packed(const std::string& town, const std::string& name) {
    const Ran ran = townflow({"town", "pack", path("src/" + town), "-o", path(name)});
    EXPECT_EQ(ran.exit, kOk) << ran.err;
    return path(name);
  }
  Ran install(const std::string& package) {
    return townflow({"town", "install", package, path("home")});
  }
  std::string live(const std::string& town) const {
    return fs::read_symlink(path("home/" + town)).filename().string();
  }

  static constexpr const char* kDale =
      "town: dale\ntitle: {zh: 谷镇, en: Dale}\nextends: testtown\n";
  Folder folder;
};

TEST_F(CmdTown, NewOnesPassTheirCheck) {
  Ran ran = townflow({"town", "new", path("src/hill"), "--extends", "testtown", "--title", "山镇"});
  ASSERT_EQ(ran.exit, kOk) << ran.err;
  ran = townflow({"town", "check", path("src/hill")});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.err.find("src/hill"), std::string::npos) << ran.err;  // nothing said of it
  ran = townflow({"town", "new", path("src/alone")});
  ASSERT_EQ(ran.exit, kOk) << ran.err;
  ran = townflow({"town", "check", path("src/alone")});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.err.find(" 0 warnings"), std::string::npos) << ran.err;
  EXPECT_EQ(townflow({"town", "new", path("src/hill")}).exit, kRefused);  // never written over
  EXPECT_EQ(townflow({"town", "new", path("src/x"), "--extends", "nowhere"}).exit, kRefused);
}

TEST_F(CmdTown, ComesLiveIsRolledBackAndRemoved) {
  const std::string base = packed("test", "test.tar.gz"), first = packed("dale", "dale-1.tar.gz");
  Ran ran = install(first);
  EXPECT_EQ(ran.exit, kRefused) << ran.err;  // what it extends is not there
  EXPECT_FALSE(fs::exists(path("home/dale")));
  EXPECT_EQ(install(base).exit, kOk);
  ran = install(first);
  ASSERT_EQ(ran.exit, kOk) << ran.err;
  const std::string one = live("dale");
  EXPECT_EQ(ran.out, "dale " + one + "\n");

  // All mistakes of all its files in one run, with their places in the package; nothing moves.
  folder.write("src/dale/a.yaml", "limits: dale\ncommon: {many: }\n");
  folder.write("src/dale/b.yaml", "deadlines: dale\ncommon: {soon: 5 sometime}\n");
  EXPECT_EQ(townflow({"town", "pack", path("src/dale")}).exit, kFindings);
  TownPackage bad = gather_town(path("src/dale")).value();
  std::ofstream(path("bad.tar.gz"), std::ios::binary) << pack_town(bad).value();
  ran = install(path("bad.tar.gz"));
  EXPECT_EQ(ran.exit, kFindings);
  EXPECT_NE(ran.err.find("dale/a.yaml:2:"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("dale/b.yaml:2:"), std::string::npos) << ran.err;
  EXPECT_EQ(ran.err.find(".towns"), std::string::npos) << ran.err;
  EXPECT_EQ(live("dale"), one);
  fs::remove(path("src/dale/a.yaml"));
  folder.write("src/dale/b.yaml", "limits: dale\ndale: {seats: 5}\n");

  ASSERT_EQ(install(packed("dale", "dale-2.tar.gz")).exit, kOk);
  const std::string two = live("dale");
  EXPECT_NE(one, two);
  ran = townflow({"town", "rollback", "dale", path("home")});
  EXPECT_EQ(ran.out, "dale " + one + "\n") << ran.err;
  EXPECT_EQ(live("dale"), one);
  EXPECT_EQ(townflow({"town", "rollback", "dale", path("home"), "--to", two}).exit, kOk);
  EXPECT_EQ(live("dale"), two);
  EXPECT_EQ(townflow({"town", "rollback", "dale", path("home"), "--to", "xyz"}).exit, kRefused);
  EXPECT_EQ(townflow({"town", "rollback", "testtown", path("home")}).exit,
            kRefused);  // none before

  // A base that another stands on stays; so does what no package brought.
  ran = townflow({"town", "remove", "testtown", path("home")});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_NE(ran.err.find("testtown stays: dale stand on it"), std::string::npos) << ran.err;
  EXPECT_TRUE(fs::exists(path("home/testtown")));
  ran = townflow({"town", "list", path("home")});
  EXPECT_EQ(ran.out, "dale  " + two + "  < testtown\ntesttown  " + live("testtown") + "\n");
  EXPECT_EQ(townflow({"town", "remove", "dale", path("home")}).exit, kOk);
  EXPECT_FALSE(fs::exists(path("home/dale")));
  fs::copy(path("src/dale"), path("home/dale"), fs::copy_options::recursive);
  EXPECT_EQ(install(first).exit, kRefused);
  EXPECT_EQ(townflow({"town", "remove", "dale", path("home")}).exit, kRefused);
}

TEST_F(CmdTown, ABaseIsCheckedWithAllThatStandOnIt) {
  ASSERT_EQ(install(packed("test", "test.tar.gz")).exit, kOk);
  folder.write("src/dale/town.yaml",
               std::string(kDale) +
                   "workflows: {clock-granted: {steps: {work: {due: late}}}}\n"
                   "deadlines: {clock-granted: {late: 9 working days}}\n");
  ASSERT_EQ(install(packed("dale", "dale.tar.gz")).exit, kOk);
  const std::string before = live("testtown");
  for (const auto& entry : fs::recursive_directory_iterator(path("src/test/workflows")))
    if (entry.path().stem() == "clock-granted") fs::remove(entry.path());
  // pack looks at the base alone; what stands on it in the home is looked at there.
  ASSERT_EQ(townflow({"town", "pack", path("src/test"), "-o", path("less.tar.gz")}).exit, kOk);
  const Ran ran = install(path("less.tar.gz"));
  EXPECT_EQ(ran.exit, kFindings) << ran.err;
  EXPECT_NE(ran.err.find("dale/town.yaml:4:"), std::string::npos) << ran.err;
  EXPECT_EQ(live("testtown"), before);
}

TEST_F(CmdTown, AnIncludeComesAlong) {
  folder.write("elsewhere/rules/more.yaml", "limits: more\ndale: {seats: 5}\n");
  folder.write("src/dale/town.yaml", std::string(kDale) + "include: [../../elsewhere/rules]\n");
  ASSERT_EQ(install(packed("test", "test.tar.gz")).exit, kOk);
  ASSERT_EQ(install(packed("dale", "dale.tar.gz")).exit, kOk);
  EXPECT_EQ(folder.read("home/dale/included/rules/more.yaml"), "limits: more\ndale: {seats: 5}\n");
  EXPECT_EQ(folder.read("home/dale/town.yaml").find("include:"), std::string::npos);
}

TEST_F(CmdTown, PackagesThatAreNone) {
  const TownPackage good = gather_town(path("src/dale")).value();
  const auto told = [&](TownPackage package) {
    std::ofstream(path("p.tar.gz"), std::ios::binary) << pack_town(package).value();
    const Ran ran = install(path("p.tar.gz"));
    EXPECT_EQ(ran.exit, kRefused);
    const std::string zh =
        townflow({"--lang", "zh", "town", "install", path("p.tar.gz"), path("home")}).err;
    EXPECT_NE(zh.find(" 不能用："), std::string::npos) << zh;
    for (const char* word : {" is ", " the ", " there ", " not "})
      EXPECT_EQ(zh.find(word), std::string::npos) << zh;
    return ran.err;
  };
  TownPackage second = good;
  second.files["inner/town.yaml"] = "town: other\n";
  EXPECT_NE(told(second).find("inner/town.yaml is a second town"), std::string::npos);
  TownPackage out = good;
  out.files["town.yaml"] += "include: [../../elsewhere]\n";
  EXPECT_NE(told(out).find("town.yaml includes '../../elsewhere'"), std::string::npos);
  TownPackage none = good;
  none.files.erase("town.yaml");
  EXPECT_NE(told(none).find("there is no town.yaml in it"), std::string::npos);
  TownPackage other = good;
  other.id = "other";
  EXPECT_NE(told(other).find("says another town or version"), std::string::npos);
  folder.write("p.tar.gz", "no archive");
  EXPECT_EQ(install(path("p.tar.gz")).exit, kRefused);
  fs::create_symlink("/etc/passwd", path("src/dale/link.txt"));
  const Ran ran = townflow({"town", "pack", path("src/dale")});
  EXPECT_NE(ran.exit, kOk);
  EXPECT_NE(ran.err.find("link.txt is a link; put the file itself there"), std::string::npos)
      << ran.err;
}

// A server of a home takes in what is installed, refuses to lose a town with cases, and is told of
// a rollback; the town beside never notices.
TEST_F(CmdTown, ARunningHostTakesItIn) {
  ASSERT_EQ(install(packed("test", "test.tar.gz")).exit, kOk);
  ASSERT_EQ(townflow({"town", "new", path("src/hill")}).exit, kOk);
  Serving server({path("home"), "--store", path("a.db")});
  ASSERT_TRUE(server.up()) << server.said();
  // Signals of one process go to any of its threads: block them here, the server waits for them.
  sigset_t hup;
  sigemptyset(&hup);
  sigaddset(&hup, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &hup, nullptr);
  Ran ran = install(packed("hill", "hill.tar.gz"));
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.err.find("the running host has taken it in"), std::string::npos) << ran.err;
  const std::string one = live("hill");
  ran = townflow({"town", "list", path("home")});
  EXPECT_NE(ran.out.find("hill  " + one + "  running"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("testtown  " + live("testtown") + "  running"), std::string::npos)
      << ran.out;
  const Ran again = townflow({"serve", path("home"), "--store", path("b.db"), "--port", "0"});
  EXPECT_EQ(again.exit, kBusy) << again.err;
  EXPECT_EQ(server.stop(), kOk) << server.said();

  // With a case of its own the town stays.
  ran = townflow({"case", "open", "question", "--town", path("home/hill"), "--store", path("a.db"),
                  "--as", "hill-1", "--form", "{\"subject\": \"a\"}"});
  ASSERT_EQ(ran.exit, kOk) << ran.err;
  Serving next({path("home"), "--store", path("a.db")});
  ASSERT_TRUE(next.up()) << next.said();
  ran = townflow({"town", "remove", "hill", path("home")});
  EXPECT_EQ(ran.exit, kRefused) << ran.err;
  EXPECT_NE(ran.err.find("town hill has cases here; it cannot be taken away"), std::string::npos)
      << ran.err;
  EXPECT_EQ(live("hill"), one);
  EXPECT_EQ(next.stop(), kOk) << next.said();
}

}  // namespace
}  // namespace tf::cli
