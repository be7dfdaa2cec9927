// Session: what every command needs: where to write, in which language, how loud; and how it ends.
// Data goes to `out`, talk to `err`. Every error says what was wrong and what to do next, in the
// reader's language.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/definition.h"
#include "model/diagnostics.h"
#include "plugin/worker.h"

namespace tf::cli {

enum Exit : int {
  kOk = 0,
  kFailure = 1,
  kUsage = 2,
  kFindings = 3,   // lint
  kScenarios = 4,  // a scenario failed
  kRefused = 5,    // not found, or refused
  kMigrate = 6,    // the store needs another version
  kBusy = 7,       // somebody else holds it; again later
  kInterrupted = 130
};

// What is said of an error in Chinese.
inline const std::string& zh_of(const Error& error) {
  return error.zh.empty() ? error.text : error.zh;
}

class Session {
 public:
  Session(std::ostream& to, std::ostream& talk) : out(to), err(talk) {}

  std::ostream& out;
  std::ostream& err;
  model::Language language = model::Language::en;
  bool json = false;
  bool quiet = false;
  bool terminal = false;           // talk may use colour and progress
  int exit = kOk;                  // of the command that ran
  std::string keys;                // the key file, where it does not stand beside the store
  plugin::Launch isolate_plugins;  // plugins run in workers; empty: in this process

  bool zh() const { return language == model::Language::zh; }
  std::string_view pick(std::string_view chinese, std::string_view english) const {
    return zh() ? chinese : english;
  }
  std::string_view pick(const core::Words& words) const { return pick(words.zh, words.en); }
  // Talk, unless --quiet.
  void say(std::string_view chinese, std::string_view english);
  // An error with its advice; sets and returns the exit code.
  int fail(Exit code, std::string_view chinese, std::string_view english);
  int fail(const Error& error);
  // "\r"-progress on a terminal: done of all.
  void progress(std::size_t done, std::size_t all, std::string_view what);
  void end_progress();
};

}  // namespace tf::cli
