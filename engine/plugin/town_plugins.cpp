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
  Loaded(PluginSource given) : source(std::move(given)), sandbox(source.manifest.limits) {}
  PluginSource source;
  std::mutex mutex;  // over all below
  Sandbox sandbox;
  std::deque<Instant> stops;
  PluginState state;
};

namespace {

bool is_stop(Code code) {
  return code != Code::none && code != Code::error;
}

std::string fingerprint_of(const std::vector<PluginSource>& sources) {
  std::string text;
  for (const PluginSource& source : sources)
    text += cat(source.manifest.id, "@", source.manifest.version, "\n",
                to_json(Value::record(source.manifest.config), true), "\n", source.text, "\n");
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

std::string run_test(const PluginSource& source, const PluginTest& test) {
  Record config = source.manifest.config;
  for (const auto& [name, value] : test.config) config.set(name, value);
  Sandbox sandbox(source.manifest.limits);
  if (const auto failed = sandbox.load(source.text, source.manifest.entry, pure_functions(),
                                       Value::record(std::move(config))))
    return cat(name_of(failed->code), ": ", failed->text);
  const int function = sandbox.find(test.call);
  if (function < 0)
    return cat("main.lua returns no '", test.call,
               "'; it returns: ", join(sandbox.functions(), ", "));
  const Outcome ran = sandbox.call(function, test.with);
  if (!test.error.empty())
    return name_of(ran.code) == test.error
               ? std::string()
               : cat("expected the error ", test.error, ", ended with ",
                     ran.code == Code::none ? ran.answer.str() : std::string(name_of(ran.code)));
  if (ran.code != Code::none)
    return cat(name_of(ran.code), ": ", ran.text,
               ran.trace.empty() ? "" : cat(" (", ran.trace, ")"));
  if (!test.refuse.empty()) {
    const Value& code = ran.answer["reject"]["code"];
    return code == Value::text(test.refuse)
               ? std::string()
               : cat("expected a refusal ", test.refuse, ", answered ", ran.answer.str());
  }
  if (ran.answer == test.expect) return {};
  return cat("expected ", test.expect.str(), ", answered ", ran.answer.str());
}

TownPlugins::TownPlugins(std::vector<PluginSource> sources, model::Diagnostics& out) {
  std::erase_if(sources, [](const PluginSource& s) { return !s.manifest.enabled; });
  std::stable_sort(sources.begin(), sources.end(), [](const auto& a, const auto& b) {
    return std::pair(a.manifest.priority, a.manifest.id) <
           std::pair(b.manifest.priority, b.manifest.id);
  });
  fingerprint_ = fingerprint_of(sources);
  for (PluginSource& source : sources) {
    auto loaded = std::make_unique<Loaded>(std::move(source));
    const Manifest& manifest = loaded->source.manifest;
    loaded->state.id = manifest.id;
    loaded->state.version = manifest.version;
    if (const auto failed =
            loaded->sandbox.load(loaded->source.text, manifest.entry, pure_functions(),
                                 Value::record(manifest.config))) {
      out.report("plugin.script", loaded->source.span,
                 {{"name", manifest.id},
                  {"code", std::string(name_of(failed->code))},
                  {"text", failed->text}});
      continue;
    }
    for (const Gives& gives : manifest.gives) {
      const int at = loaded->sandbox.find(gives.name);
      if (at < 0) {
        out.report("plugin.gives", loaded->source.span,
                   {{"name", gives.name}, {"known", join(loaded->sandbox.functions(), ", ")}});
        continue;
      }
      const Place place{plugins_.size(), at, &gives};
      if (gives.kind == Gives::Kind::function) {
        const auto known = std::find_if(functions_.begin(), functions_.end(),
                                        [&](const auto& f) { return f.name == gives.name; });
        if (known != functions_.end()) {
          out.report("plugin.name_twice", loaded->source.span,
                     {{"name", gives.name}, {"plugin", known->plugin}, {"other", manifest.id}});
          continue;
        }
        rule::PluginFunction function{manifest.id, gives.name, {}};
        for (const Argument& argument : gives.takes) function.takes.push_back(argument.name);
        functions_.push_back(std::move(function));
        function_places_.push_back(place);
      } else if (gives.kind == Gives::Kind::filter) {
        hooks_.push_back({manifest.id, gives.name, gives.hook, manifest.on_error, gives.sees_case,
                          gives.sees_people});
        hook_places_.push_back(place);
      }
    }
    plugins_.push_back(std::move(loaded));
  }
}
TownPlugins::~TownPlugins() = default;

rule::PluginAnswer TownPlugins::run(const Place& place, std::span<const Value> arguments,
                                    const rule::PluginMoment& moment) const {
  Loaded& loaded = *plugins_[place.plugin];
  const std::lock_guard lock(loaded.mutex);
  PluginState& state = loaded.state;
  if (state.off) return {{}, "plugin.off", cat("plugin ", state.id, " is switched off")};
  ++state.calls;
  Outcome ran = loaded.sandbox.call(place.function, arguments, moment.seed);
  if (ran.code == Code::none) return {std::move(ran.answer), {}, {}};
  ++state.failures;
  state.last_code = name_of(ran.code);
  state.last_error = ran.trace.empty() ? ran.text : cat(ran.text, " (", ran.trace, ")");
  if (is_stop(ran.code)) {
    std::deque<Instant>& stops = loaded.stops;
    stops.push_back(moment.now);
    while (!stops.empty() && moment.now - stops.front() > kStopWindow) stops.pop_front();
    if (stops.size() >= kStopsToSwitchOff) state.off = true;
  }
  return {{}, state.last_code, state.last_error};
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
  return run(hook_places_.at(hook), arguments, moment);
}

std::optional<TownPlugins::Effect> TownPlugins::effect(std::string_view name) const {
  for (const auto& loaded : plugins_) {
    const std::string& id = loaded->source.manifest.id;
    if (!name.starts_with(id) || name.size() <= id.size() || name[id.size()] != '.') continue;
    for (const Gives& gives : loaded->source.manifest.gives)
      if (gives.kind == Gives::Kind::effect && gives.name == name.substr(id.size() + 1))
        return Effect{&loaded->source, gives.name, &gives};
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
    if (loaded->state.id != plugin) continue;
    loaded->state.off = false;
    loaded->stops.clear();
  }
}

}  // namespace tf::plugin
