// TownPlugins: the plugins a town uses, loaded and ready: what stands behind rule/functions.h.
//
// Each plugin has one warmed sandbox. Five stops within ten minutes of the turns' own time switch a
// plugin off for its town: it then answers plugin.off until its versions are loaded again.
// Ownership: immutable but for the sandboxes. Threads: any; one call of a plugin at a time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/diagnostics.h"
#include "plugin/manifest.h"
#include "rule/functions.h"

namespace tf::plugin {

inline constexpr int kStopsToSwitchOff = 5;
inline constexpr Milliseconds kStopWindow = 10 * kMinute;

struct PluginSource {
  Manifest manifest;
  std::string text;  // of the entry script
  model::Span span;  // of the manifest, for findings
};

struct PluginState {  // for lists and health
  std::string id, version;
  std::uint64_t calls = 0, failures = 0;
  bool off = false;
  std::string last_code, last_error;
};

class TownPlugins : public rule::Plugins {
 public:
  // Loads every enabled source. What is wrong goes to `out`; such a plugin gives nothing.
  TownPlugins(std::vector<PluginSource> sources, model::Diagnostics& out);
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

  // The effect PLUGIN.NAME, as a `do:` names it; its script lives as long as this.
  struct Effect {
    const PluginSource* source;
    std::string function;
    const Gives* gives;
  };
  std::optional<Effect> effect(std::string_view name) const;

  std::vector<PluginState> states() const;
  void switch_on(std::string_view plugin) const;

 private:
  struct Loaded;
  struct Place {
    std::size_t plugin;
    int function;  // of the sandbox
    const Gives* gives;
  };
  rule::PluginAnswer run(const Place& place, std::span<const Value> arguments,
                         const rule::PluginMoment& moment) const;

  std::vector<std::unique_ptr<Loaded>> plugins_;
  std::vector<rule::PluginFunction> functions_;
  std::vector<rule::PluginHook> hooks_;
  std::vector<Place> function_places_, hook_places_;
  std::string fingerprint_;
};

// One test of a manifest, in a sandbox of its own: empty when it went as expected, else a sentence.
std::string run_test(const PluginSource& source, const PluginTest& test);

// A value as a declared type takes it: a date given as text becomes one; nullopt when it does not
// fit. Unknown types (person, node …) take anything.
std::optional<Value> fit_type(const Value& value, std::string_view type);

}  // namespace tf::plugin
