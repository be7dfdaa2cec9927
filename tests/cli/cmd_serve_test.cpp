#include <csignal>
#include <thread>

#include "cli.h"

namespace tf::cli {
namespace {

TEST(CmdServe, WhatCannotBeServed) {
  const Folder folder;
  Ran ran = townflow({"serve", folder.path(), "--store", folder.path() + "/a.db"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err, "error: there is no town.yaml in " + folder.path() +
                         "; give the folder of a town; check the name or path\n");
  const std::string bad = folder.write("b.db", "this is no store, only a text of some length");
  ran = townflow({"serve", kTestTown, "--store", bad});
  EXPECT_EQ(ran.exit, kFailure);
}

TEST(CmdServe, StopsWhenAsked) {
  const Folder folder;
  Ran ran;
  std::thread server([&] {
    ran = townflow({"serve", kTestTown, "--store", folder.path() + "/a.db", "--port", "0"});
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  pthread_kill(server.native_handle(), SIGTERM);
  server.join();
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_TRUE(ran.err.starts_with("townflow: http://127.0.0.1:")) << ran.err;
}

}  // namespace
}  // namespace tf::cli
