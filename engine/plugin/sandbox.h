// Sandbox: one warmed Lua state with nothing in it but the library of lua_lib.h, and the calls made
// in it. A text runs as the body of one call (townflow plugin run); a plugin's main.lua answers a
// table of functions, loaded once, frozen in depth, called many times. No call sees what another
// left: globals are the call's own or closed, constants are frozen, upvalues are put back.
// Limits: source 32 KiB, text only; Limits of meter.h; answers as lua_convert.h.
// Errors: a Failure with one of the codes of meter.h; after a stop the state is made anew by
// itself. Threads: one at a time. Time: none of its own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "plugin/meter.h"

namespace tf::plugin {

struct Failure;

struct Outcome {
  Code code = Code::none;  // none: a value
  std::string text;        // of a failure
  std::string trace;       // "main.lua:12 in f < main.lua:30"
  Value answer;            // the first value returned; several as a list
  std::string shown;       // as tostring writes it
  std::int64_t fuel = 0;
  std::int64_t cpu_micros = 0;  // measured only by run_body
  std::size_t peak_bytes = 0;
};

// What a plugin may reach beyond the bare library, as named host functions: tf.GROUP.NAME.
struct HostFunction {
  std::string name;                                   // "calendar.days", "kv.get"
  std::function<Value(std::span<const Value>)> call;  // throws HostError
  bool many = false;                                  // the answer is a list: as many results
};
struct HostError {
  std::string text;
};

class Sandbox {
 public:
  explicit Sandbox(Limits limits = {});
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  // `source` as the body of a call, compiled anew, in a fresh environment.
  Outcome run_body(std::string_view source, std::string_view name, std::uint64_t seed = 0);

  // Loads a module whose table of functions call() uses. Its name is the one in messages; it finds
  // `host` and `config` under tf.
  std::optional<Outcome> load(std::string_view source, std::string_view name,
                              std::vector<HostFunction> host = {}, Value config = {});
  // Names of the module's functions, sorted.
  const std::vector<std::string>& functions() const { return functions_; }
  // Index of a function in functions(), or -1.
  int find(std::string_view function) const;
  Outcome call(int function, std::span<const Value> arguments, std::uint64_t seed = 0);
  // Gives the state back; the next call makes it anew, as after a stop. A loaded module stays
  // loaded.
  void rest();

  const Limits& limits() const { return limits_; }

 private:
  struct State;
  std::optional<Failure> warm();
  std::optional<Failure> load_module();

  Limits limits_;
  std::unique_ptr<State> state_;
  std::string source_, name_;
  std::vector<HostFunction> host_;
  Value config_;  // tf.config
  std::vector<std::string> functions_;
};

// One function of a fresh state and back, for the bench: how long it takes to make one.
void make_and_drop_state();

}  // namespace tf::plugin
