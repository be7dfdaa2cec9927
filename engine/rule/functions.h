// The door through which a town's plugins enter rules and turns: functions that expressions may
// call, and hooks that a turn asks before it decides. Who stands behind it is not rule's to know;
// tests use a table of C++ functions.
//
// Time:     none of its own; a hook is told the turn's.
// Replay:   never asks. What a turn was answered is recorded in the event that used it.
// Threads:  any; an implementation serialises its own state.
// Errors:   an Answer with a code (plugin.cpu …) and a sentence; never an exception.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/value.h"

namespace tf::rule {

struct PluginFunction {
  std::string plugin, name;
  std::vector<std::string> takes;  // names of the arguments
};

enum class OnError : unsigned char { ignore, incident, reject };

struct PluginHook {
  std::string plugin, name;  // name: as the manifest gives it ("pick.peacemaker-roster")
  std::string point;         // task.assign, case.validate …
  OnError on_error = OnError::incident;
  std::vector<std::string> sees_case, sees_people;  // fields it may read
};

struct PluginAnswer {
  Value value;
  std::string code, text;  // of a failure; empty code: good
  bool good() const { return code.empty(); }
};

struct PluginMoment {
  Instant now;
  std::uint64_t seed = 0;  // of its dice: the case and its event
};

class Plugins {
 public:
  virtual ~Plugins() = default;
  virtual std::span<const PluginFunction> functions() const = 0;
  virtual std::span<const PluginHook> hooks() const = 0;  // in the order they are asked
  // Changes when a manifest, a script or a setting does.
  virtual const std::string& fingerprint() const = 0;
  // Pure: the same arguments give the same answer.
  virtual PluginAnswer call(std::size_t function, std::span<const Value> arguments,
                            const PluginMoment& moment) const = 0;
  virtual PluginAnswer ask(std::size_t hook, std::span<const Value> arguments,
                           const PluginMoment& moment) const = 0;
};

}  // namespace tf::rule
