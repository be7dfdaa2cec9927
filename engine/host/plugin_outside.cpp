#include "host/plugin_outside.h"

#include "base/json.h"
#include "base/text.h"
#include "core/codec.h"
#include "host/effect_memory.h"
#include "host/http_client.h"
#include "host/system_clock.h"
#include "plugin/effect.h"

namespace tf::host {

namespace {

// What the case stands on, by its rows: the definition it opened or was moved to.
std::string definition_of(store::Store& store, std::uint64_t case_id) {
  std::string out;
  constexpr std::size_t kPage = 200;
  for (std::uint64_t after = 0;;) {
    const auto rows = store.read_case(case_id, after, kPage);
    if (!rows) return out;
    for (const store::JournalRow& row : *rows) {
      after = row.case_seq;
      const auto body = core::decode_row(row.body);
      if (!body) continue;
      for (const core::Event& event : body->events) {
        if (const auto* opened = std::get_if<core::CaseOpened>(&event))
          out = opened->versions.definition;
        if (const auto* changed = std::get_if<core::CaseChanged>(&event);
            changed != nullptr && changed->versions)
          out = changed->versions->definition;
      }
    }
    if (rows->size() < kPage) return out;
  }
}

Value failed(std::string why) {
  return Value::record({{"outcome", Value::text("failed")}, {"why", Value::text(std::move(why))}});
}

class PluginOutside : public Outside {
 public:
  PluginOutside(PluginWorld world, std::unique_ptr<Outside> behind)
      : world_(std::move(world)), behind_(std::move(behind)), worker_(world_.launch) {}

  Result<Value> perform(const store::OutboxRow& effect) override {
    const auto catalog = world_.catalog->get();
    const core::Town* town = catalog->town(town_of(CaseId{effect.case_id}));
    const auto* in_force =
        town == nullptr ? nullptr : dynamic_cast<const Plugins*>(town->plugins.get());
    if (in_force == nullptr) return behind_->perform(effect);
    const auto payload = parse_json(effect.payload, {.bytes = 2 << 20});
    if (!payload) return behind_->perform(effect);
    if (effect.kind == "notice" || effect.kind == "digest" || effect.kind == "urge")
      return tell(*town, *in_force, effect, *payload);
    const auto plugins = plugins_of(*catalog, *town, effect.case_id);
    const auto found = plugins == nullptr ? std::nullopt : plugins->effect(effect.kind);
    return found ? run(*town, *plugins, *found, (*payload)["with"], effect.key)
                 : behind_->perform(effect);
  }

 private:
  using Plugins = plugin::TownPlugins;

  std::shared_ptr<const Plugins> plugins_of(const core::Catalog& catalog, const core::Town& town,
                                            std::uint64_t case_id) {
    std::shared_ptr<const rule::Plugins> plugins = town.plugins;
    if (world_.store != nullptr)
      if (const auto definition = catalog.definition(definition_of(*world_.store, case_id));
          definition && definition->plugins)
        plugins = definition->plugins;
    return std::dynamic_pointer_cast<const Plugins>(plugins);
  }

  // The channels in their order: the first that takes the notice has it.
  Result<Value> tell(const core::Town& town, const Plugins& plugins, const store::OutboxRow& effect,
                     const Value& payload) {
    std::vector<std::string> names;
    if (const Value& by = payload["with"]["by"]; by.is(Value::Kind::list))
      for (const Value& name : by.as_list()) names.push_back(name.str());
    else
      names = town.channels;
    Result<Value> last = failed("no channel");
    for (const std::string& name : names) {
      const auto channel = plugins.channel(name);
      if (!channel) return behind_->perform(effect);
      last = run(town, plugins, *channel,
                 Value::record({{"to", payload["to"]},
                                {"text", payload["text"]},
                                {"kind", Value::text(effect.kind)}}),
                 effect.key);
      if (last && (*last)["outcome"] != Value::text("failed")) return last;
    }
    return names.empty() ? behind_->perform(effect) : last;
  }

  Result<Value> run(const core::Town& town, const Plugins& plugins, const Plugins::Effect& effect,
                    const Value& with, const std::string& key) {
    const plugin::Manifest& manifest = effect.source->manifest;
    if (effect.off || (town.plugins && town.plugins->disabled(manifest.id)))
      return failed("plugin.off");
    const Instant now = SystemClock().now();
    if (const Milliseconds wait =
            town.calendar ? plugin::wait_for_hours(manifest, *town.calendar, now) : 0;
        wait > 0)
      return Value::record({{"retry", Value::text(cat(wait, "ms"))}});
    Record secrets;
    for (const std::string& name : manifest.secrets)
      if (Value value = world_.secrets ? world_.secrets(name) : Value(); !value.is_null())
        secrets.set(name, std::move(value));
    const plugin::Worker::Script script{cat(town.id, "/", plugins.fingerprint(), "/", manifest.id),
                                        manifest.entry,
                                        effect.source->text,
                                        Value::record(manifest.config),
                                        Value::record(std::move(secrets)),
                                        manifest.limits};
    std::optional<EffectMemory> memory;
    if (world_.store != nullptr) memory.emplace(*world_.store, town, manifest, now);
    const Value arguments[] = {with, Value::text(key)};
    const plugin::Outcome ran = worker_.call(
        script, effect.function, arguments,
        {.fetch = [&](const Value& request) { return fetch_for_plugin(request, manifest.http); },
         .memory = memory ? &*memory : nullptr});
    plugins.count(manifest.id, ran, now);
    if (ran.code != plugin::Code::none)
      return fail(Errc::unavailable,
                  cat("plugin ", manifest.id, ": ", name_of(ran.code), ": ", ran.text));
    Value answer = plugin::effect_answer(ran.answer);
    return memory && answer["retry"].is_null() ? memory->with_writes(std::move(answer)) : answer;
  }

  PluginWorld world_;
  std::unique_ptr<Outside> behind_;
  plugin::Worker worker_;
};

}  // namespace

void CurrentCatalog::publish(const core::Catalog& catalog) {
  auto fresh = std::make_shared<core::Catalog>(catalog);
  const std::lock_guard lock(mutex_);
  fresh->keep_from(*catalog_);
  catalog_ = std::move(fresh);
}

std::unique_ptr<Outside> plugin_outside(PluginWorld world, std::unique_ptr<Outside> behind) {
  return std::make_unique<PluginOutside>(std::move(world), std::move(behind));
}

}  // namespace tf::host
