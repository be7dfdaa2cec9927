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
#include <expected>
#include <optional>
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
  std::int64_t kept_bytes = 0;                      // so much it may keep between calls
};

// What a plugin keeps between calls, by key: its part of its town's memory. Writes of a call that
// fails are as if they had not been made.
struct PluginWrite {
  std::string key;
  Value value;                      // null takes what is there away
  std::optional<Milliseconds> ttl;  // how long it is kept; for ever unless said
  std::optional<Value> was;         // only if this is what is there (null: nothing)
  bool add = false;                 // `value` is a number that is added to what is there
};
class PluginMemory {
 public:
  virtual ~PluginMemory() = default;
  virtual Value get(const std::string& key) = 0;  // null: nothing is there, or its time is over
  // What is there now; null when `was` said something else. A sentence when it may not be.
  virtual std::expected<std::optional<Value>, std::string> put(const PluginWrite& write) = 0;
  // What a call asks of its town besides, by the name it has under tf (calendar.add, rules.eval …):
  // the answer, or a sentence why there is none.
  virtual std::expected<Value, std::string> ask(std::string_view what, std::span<const Value>) {
    return std::unexpected("tf." + std::string(what) + " is for filters and effects in a town");
  }
};

struct PluginAnswer {
  Value value;
  std::string code, text;  // of a failure; empty code: good
  bool good() const { return code.empty(); }
};

struct PluginMoment {
  Instant now;
  std::uint64_t seed = 0;          // of its dice: the case and its event
  PluginMemory* memory = nullptr;  // null: the call keeps nothing
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
  // An operator has switched it off; what it gives answers plugin.off.
  virtual bool disabled(std::string_view plugin) const = 0;
  // Plugins that failed five times in a row and are off since; each is told once.
  virtual std::vector<std::string> take_tripped() const = 0;
};

}  // namespace tf::rule
