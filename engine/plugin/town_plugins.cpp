#include "plugin/town_plugins.h"

#include <algorithm>
#include <deque>
#include <mutex>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "plugin/lua_api.h"
#include "plugin/sandbox.h"
#include "rule/feel/feel.h"

namespace tf::plugin {

struct TownPlugins::Loaded {
  Loaded(PluginSource given)
      : source(std::move(given)),
        config(Value::record(source.manifest.config)),
        sandbox(source.manifest.limits) {}
  PluginSource source;
  Value config;
  std::mutex mutex;  // over all below
  Sandbox sandbox;   // empty where a worker runs it
  std::vector<std::string> functions;
  rule::PluginMemory* memory = nullptr;  // of the call that runs
  std::deque<Instant> stops;
  bool tripped = false;  // off by itself, and nobody was told yet
  PluginState state;
};

// The worker that runs everything, one call at a time.
struct TownPlugins::Wall {
  explicit Wall(Launch launch) : worker(std::move(launch)) {}
  std::mutex mutex;
  Worker worker;
};

namespace {

bool is_stop(Code code) {
  return code != Code::none && code != Code::error;
}

std::string fingerprint_of(const std::vector<PluginSource>& sources) {
  std::string text;
  for (const PluginSource& source : sources)
    text += cat(source.manifest.id, "@", source.manifest.version, "\n",
                to_json(Value::record(source.manifest.config), true), "\n", source.text, "\n",
                source.manifest.enabled ? "" : "off\n");
  return to_hex(sha256(text));
}

}  // namespace

std::optional<Value> fit_type(const Value& value, std::string_view type) {
  if (value.is_null()) return value;
  if (type.starts_with("list of ")) {
    if (!value.is(Value::Kind::list)) return std::nullopt;
    List items;
    for (const Value& item : value.as_list()) {
      auto fitted = fit_type(item, type.substr(8));
      if (!fitted) return std::nullopt;
      items.push_back(std::move(*fitted));
    }
    return Value::list(std::move(items));
  }
  const auto take = [&](bool fits) { return fits ? std::optional(value) : std::nullopt; };
  if (type == "number" || type == "money") return take(value.is(Value::Kind::number));
  if (type == "whole") return take(value.is(Value::Kind::number) && value.as_number().is_whole());
  if (type == "yes_no") return take(value.is(Value::Kind::boolean));
  if (type == "text" || type == "line") return take(value.is(Value::Kind::text));
  if (type == "date" || type == "moment") {
    const auto kind = type == "date" ? Value::Kind::date : Value::Kind::moment;
    if (value.is(kind)) return value;
    if (!value.is(Value::Kind::text)) return std::nullopt;
    Value parsed = rule::parse_temporal(value.as_text());
    return parsed.is(kind) ? std::optional(std::move(parsed)) : std::nullopt;
  }
  if (type.starts_with("choice of ") && value.is(Value::Kind::text)) {
    for (const std::string_view word : split(type.substr(10), ' '))
      if (word == value.as_text()) return value;
    return std::nullopt;
  }
  return value;
}

namespace {

// As a script would see it: what JSON has no word for is text.
Value plain(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
    case Value::Kind::boolean:
    case Value::Kind::number:
    case Value::Kind::text:
      return value;
    case Value::Kind::list: {
      List items;
      for (const Value& item : value.as_list()) items.push_back(plain(item));
      return Value::list(std::move(items));
    }
    case Value::Kind::record: {
      Record out;
      for (const auto& [name, item] : value.as_record()) out.set(name, plain(item));
      return Value::record(std::move(out));
    }
    case Value::Kind::function:
      return {};
    case Value::Kind::range:
      return Value::text(value.str());
    default:
      return Value::text(rule::to_feel_text(value));
  }
}

Worker::Script script_of(const PluginSource& source) {
  return {source.manifest.id,
          source.manifest.entry,
          source.text,
          Value::record(source.manifest.config),
          {},
          source.manifest.limits,
          false};
}

}  // namespace

TownPlugins::TownPlugins(std::vector<PluginSource> sources, model::Diagnostics& out,
                         const Launch& isolate) {
  std::stable_sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) {
    return std::pair(a.manifest.priority, a.manifest.id) <
           std::pair(b.manifest.priority, b.manifest.id);
  });
  fingerprint_ = fingerprint_of(sources);
  if (isolate) wall_ = std::make_unique<Wall>(isolate);
  for (PluginSource& source : sources) {
    auto loaded = std::make_unique<Loaded>(std::move(source));
    const Manifest& manifest = loaded->source.manifest;
    loaded->state.id = manifest.id;
    loaded->state.version = manifest.version;
    loaded->state.off = loaded->state.disabled = !manifest.enabled;
    if (manifest.enabled && !load(*loaded, out)) continue;
    plugins_.push_back(std::move(loaded));
    for (const Gives& gives : manifest.gives) offer(gives, out);
  }
}
TownPlugins::~TownPlugins() = default;

// Its functions, from a sandbox of this process or of the worker.
bool TownPlugins::load(Loaded& loaded, model::Diagnostics& out) {
  const Manifest& manifest = loaded.source.manifest;
  std::optional<Outcome> failed;
  if (wall_ != nullptr) {
    auto functions = wall_->worker.load(script_of(loaded.source));
    if (functions)
      loaded.functions = std::move(*functions);
    else
      failed = std::move(functions.error());
  } else {
    std::vector<HostFunction> host = pure_functions();
    for (HostFunction& one : memory_functions(&loaded.memory)) host.push_back(std::move(one));
    for (HostFunction& one : town_functions(&loaded.memory)) host.push_back(std::move(one));
    failed = loaded.sandbox.load(loaded.source.text, manifest.entry, std::move(host),
                                 Value::record(manifest.config));
    loaded.functions = loaded.sandbox.functions();
    loaded.sandbox.rest();  // most plugins of a host sleep: a state is made at the first call
  }
  if (!failed) return true;
  out.report("plugin.script", loaded.source.span,
             {{"name", manifest.id},
              {"code", std::string(name_of(failed->code))},
              {"text", failed->text}});
  return false;
}

// What the plugin loaded last gives under this name.
void TownPlugins::offer(const Gives& gives, model::Diagnostics& out) {
  const Loaded& loaded = *plugins_.back();
  const Manifest& manifest = loaded.source.manifest;
  const auto found = std::find(loaded.functions.begin(), loaded.functions.end(), gives.name);
  if (found == loaded.functions.end() && manifest.enabled) {
    out.report("plugin.gives", loaded.source.span,
               {{"name", gives.name}, {"known", join(loaded.functions, ", ")}});
    return;
  }
  if (gives.kind == Gives::Kind::filter && !manifest.enabled) return;  // nobody asks it
  const Place place{plugins_.size() - 1, static_cast<int>(found - loaded.functions.begin()),
                    &gives};
  if (gives.kind == Gives::Kind::function) {
    const auto known = std::find_if(functions_.begin(), functions_.end(),
                                    [&](const auto& f) { return f.name == gives.name; });
    if (known != functions_.end()) {
      out.report("plugin.name_twice", loaded.source.span,
                 {{"name", gives.name}, {"plugin", known->plugin}, {"other", manifest.id}});
      return;
    }
    rule::PluginFunction function{manifest.id, gives.name, {}};
    for (const Argument& argument : gives.takes) function.takes.push_back(argument.name);
    functions_.push_back(std::move(function));
    function_places_.push_back(place);
  } else if (gives.kind == Gives::Kind::filter) {
    hooks_.push_back({manifest.id, gives.name, gives.hook,
                      gives.on_error.value_or(manifest.on_error), gives.sees_case,
                      gives.sees_people, static_cast<std::int64_t>(manifest.kept)});
    hook_places_.push_back(place);
  }
}

Outcome TownPlugins::call_in(Loaded& loaded, int function, std::span<const Value> arguments,
                             const rule::PluginMoment& moment) const {
  if (wall_ == nullptr) {
    loaded.memory = moment.memory;
    Outcome ran = loaded.sandbox.call(function, arguments, moment.seed);
    loaded.memory = nullptr;
    return ran;
  }
  List with;
  for (const Value& argument : arguments) with.push_back(plain(argument));
  const std::lock_guard lock(wall_->mutex);
  return wall_->worker.call(script_of(loaded.source),
                            loaded.functions[static_cast<std::size_t>(function)], with,
                            {.fetch = {}, .memory = moment.memory}, moment.seed);
}

rule::PluginAnswer TownPlugins::run(const Place& place, std::span<const Value> arguments,
                                    const rule::PluginMoment& moment) const {
  Loaded& loaded = *plugins_[place.plugin];
  const std::lock_guard lock(loaded.mutex);
  if (loaded.state.off)
    return {{}, "plugin.off", cat("plugin ", loaded.state.id, " is switched off")};
  Outcome ran = call_in(loaded, place.function, arguments, moment);
  count(loaded, ran, moment.now);
  if (ran.code == Code::none) return {std::move(ran.answer), {}, {}};
  return {{}, loaded.state.last_code, loaded.state.last_error};
}

void TownPlugins::count(Loaded& loaded, const Outcome& ran, Instant now) const {
  PluginState& state = loaded.state;
  ++state.calls;
  if (ran.code == Code::none) {
    state.in_row = 0;
    return;
  }
  ++state.failures;
  ++state.in_row;
  state.last_code = name_of(ran.code);
  state.last_error = ran.trace.empty() ? ran.text : cat(ran.text, " (", ran.trace, ")");
  std::deque<Instant>& stops = loaded.stops;
  if (is_stop(ran.code)) stops.push_back(now);
  while (!stops.empty() && now - stops.front() > kStopWindow) stops.pop_front();
  if (state.off || (stops.size() < kStopsToSwitchOff && state.in_row < kFailuresToSwitchOff))
    return;
  state.off = loaded.tripped = true;
  ++tripped_;
}

void TownPlugins::count(std::string_view plugin, const Outcome& ran, Instant now) const {
  for (const auto& loaded : plugins_) {
    if (loaded->source.manifest.id != plugin) continue;
    const std::lock_guard lock(loaded->mutex);
    count(*loaded, ran, now);
  }
}

std::vector<std::string> TownPlugins::take_tripped() const {
  std::vector<std::string> out;
  if (tripped_ == 0) return out;
  for (const auto& loaded : plugins_) {
    const std::lock_guard lock(loaded->mutex);
    if (!std::exchange(loaded->tripped, false)) continue;
    out.push_back(loaded->source.manifest.id);
    --tripped_;
  }
  return out;
}

bool TownPlugins::disabled(std::string_view plugin) const {
  return std::any_of(plugins_.begin(), plugins_.end(), [&](const auto& loaded) {
    return !loaded->source.manifest.enabled && loaded->source.manifest.id == plugin;
  });
}

pid_t TownPlugins::worker() const {
  if (wall_ == nullptr) return -1;
  const std::lock_guard lock(wall_->mutex);
  return wall_->worker.process();
}

rule::PluginAnswer TownPlugins::call(std::size_t function, std::span<const Value> arguments,
                                     const rule::PluginMoment& moment) const {
  const Place& place = function_places_.at(function);
  const Gives& gives = *place.gives;
  const auto wrong = [&](std::string text) {
    return rule::PluginAnswer{{}, "plugin.type", cat(gives.name, ": ", text)};
  };
  if (arguments.size() != gives.takes.size())
    return wrong(cat("takes ", gives.takes.size(), " arguments, not ", arguments.size()));
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (!fit_type(arguments[i], gives.takes[i].type))
      return wrong(cat(gives.takes[i].name, " is no ", gives.takes[i].type));
  rule::PluginAnswer answer = run(place, arguments, moment);
  if (!answer.good() || gives.answers.empty()) return answer;
  auto fitted = fit_type(answer.value, gives.answers);
  if (!fitted) return wrong(cat("answered ", answer.value.str(), ", no ", gives.answers));
  answer.value = std::move(*fitted);
  return answer;
}

rule::PluginAnswer TownPlugins::ask(std::size_t hook, std::span<const Value> arguments,
                                    const rule::PluginMoment& moment) const {
  const Place& place = hook_places_.at(hook);
  List with(arguments.begin(), arguments.end());  // subject, case, now; and its settings
  with.resize(std::max<std::size_t>(with.size(), 3));
  with.push_back(plugins_[place.plugin]->config);
  return run(place, with, moment);
}

TownPlugins::Effect TownPlugins::effect_of(const Loaded& loaded, const Gives& gives) const {
  return {&loaded.source, gives.name, &gives, loaded.state.off};
}

std::optional<TownPlugins::Effect> TownPlugins::effect(std::string_view name) const {
  for (const auto& loaded : plugins_) {
    const std::string& id = loaded->source.manifest.id;
    if (!name.starts_with(id) || name.size() <= id.size() || name[id.size()] != '.') continue;
    const std::lock_guard lock(loaded->mutex);
    for (const Gives& gives : loaded->source.manifest.gives)
      if ((gives.kind == Gives::Kind::effect || gives.kind == Gives::Kind::job) &&
          gives.name == name.substr(id.size() + 1))
        return effect_of(*loaded, gives);
  }
  return std::nullopt;
}

std::optional<TownPlugins::Effect> TownPlugins::channel(std::string_view name) const {
  for (const auto& loaded : plugins_) {
    const std::lock_guard lock(loaded->mutex);
    for (const Gives& gives : loaded->source.manifest.gives)
      if (gives.kind == Gives::Kind::channel && gives.name == name)
        return effect_of(*loaded, gives);
  }
  return std::nullopt;
}

std::vector<PluginState> TownPlugins::states() const {
  std::vector<PluginState> out;
  for (const auto& loaded : plugins_) {
    const std::lock_guard lock(loaded->mutex);
    out.push_back(loaded->state);
  }
  return out;
}

void TownPlugins::switch_on(std::string_view plugin) const {
  for (const auto& loaded : plugins_) {
    const std::lock_guard lock(loaded->mutex);
    if (loaded->state.id != plugin || loaded->state.disabled) continue;
    loaded->state.off = false;
    loaded->state.in_row = 0;
    loaded->stops.clear();
  }
}

}  // namespace tf::plugin
