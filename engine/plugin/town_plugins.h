// TownPlugins: the plugins a town uses, loaded and ready: what stands behind rule/functions.h.
//
// Each plugin has one warmed sandbox, in this process or, where the host isolates, in one worker of
// the town's own. Five failures in a row, or five stops within ten minutes of the turns' own time,
// switch a plugin off for its town: it then answers plugin.off until it is loaded again. One that
// an operator disabled gives the names it gave and answers plugin.off.
// Ownership: immutable but for the sandboxes. Threads: any; one call of a plugin at a time.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/diagnostics.h"
#include "plugin/manifest.h"
#include "plugin/worker.h"
#include "rule/functions.h"

namespace tf::plugin {

inline constexpr int kStopsToSwitchOff = 5;
inline constexpr int kFailuresToSwitchOff = 5;  // in a row
inline constexpr Milliseconds kStopWindow = 10 * kMinute;

struct PluginSource {
  Manifest manifest;
  std::string text;  // of the entry script
  model::Span span;  // of the manifest, for findings
};

struct PluginState {  // for lists and health
  std::string id, version;
  std::uint64_t calls = 0, failures = 0;
  bool off = false;       // by itself or
  bool disabled = false;  // by an operator
  int in_row = 0;         // failures since the last call that went well
  std::string last_code, last_error;
};

class TownPlugins : public rule::Plugins {
 public:
  // Loads every enabled source. What is wrong goes to `out`; such a plugin gives nothing.
  // `isolate`: functions and filters run in a worker it launches.
  TownPlugins(std::vector<PluginSource> sources, model::Diagnostics& out,
              const Launch& isolate = {});
  ~TownPlugins() override;
  TownPlugins(const TownPlugins&) = delete;
  TownPlugins& operator=(const TownPlugins&) = delete;

  std::span<const rule::PluginFunction> functions() const override { return functions_; }
  std::span<const rule::PluginHook> hooks() const override { return hooks_; }
  const std::string& fingerprint() const override { return fingerprint_; }
  rule::PluginAnswer call(std::size_t function, std::span<const Value> arguments,
                          const rule::PluginMoment& moment) const override;
  rule::PluginAnswer ask(std::size_t hook, std::span<const Value> arguments,
                         const rule::PluginMoment& moment) const override;

  bool disabled(std::string_view plugin) const override;
  std::vector<std::string> take_tripped() const override;

  // The effect or job PLUGIN.NAME, as a `do:` names it, and the channel NAME, as a `by:` does; the
  // script lives as long as this.
  struct Effect {
    const PluginSource* source;
    std::string function;
    const Gives* gives;
    bool off;
  };
  std::optional<Effect> effect(std::string_view name) const;
  std::optional<Effect> channel(std::string_view name) const;
  // An effect ran elsewhere, at `now`: it counts for the breaker as calls here do.
  void count(std::string_view plugin, const Outcome& ran, Instant now) const;

  std::vector<PluginState> states() const;
  pid_t worker() const;  // that isolates; -1: none runs
  void switch_on(std::string_view plugin) const;

 private:
  struct Loaded;
  struct Place {
    std::size_t plugin;
    int function;  // of the sandbox
    const Gives* gives;
  };
  struct Wall;
  bool load(Loaded& loaded, model::Diagnostics& out);
  void offer(const Gives& gives, model::Diagnostics& out);
  rule::PluginAnswer run(const Place& place, std::span<const Value> arguments,
                         const rule::PluginMoment& moment) const;
  Outcome call_in(Loaded& loaded, int function, std::span<const Value> arguments,
                  const rule::PluginMoment& moment) const;
  void count(Loaded& loaded, const Outcome& ran, Instant now) const;
  Effect effect_of(const Loaded& loaded, const Gives& gives) const;

  std::vector<std::unique_ptr<Loaded>> plugins_;
  std::unique_ptr<Wall> wall_;  // null: in this process
  mutable std::atomic<int> tripped_ = 0;
  std::vector<rule::PluginFunction> functions_;
  std::vector<rule::PluginHook> hooks_;
  std::vector<Place> function_places_, hook_places_;
  std::string fingerprint_;
};

// A value as a declared type takes it: a date given as text becomes one; nullopt when it does not
// fit. Unknown types (person, node …) take anything.
std::optional<Value> fit_type(const Value& value, std::string_view type);

}  // namespace tf::plugin
