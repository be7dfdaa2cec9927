#include "host/plugin_outside.h"

#include "base/json.h"
#include "base/text.h"
#include "core/case_state.h"
#include "host/http_client.h"
#include "plugin/town_plugins.h"

namespace tf::host {

namespace {

class PluginOutside : public Outside {
 public:
  PluginOutside(std::shared_ptr<const core::Catalog> catalog, std::unique_ptr<Outside> behind,
                Secrets secrets, plugin::Launch launch)
      : catalog_(std::move(catalog)),
        behind_(std::move(behind)),
        secrets_(std::move(secrets)),
        worker_(std::move(launch)) {}

  Result<Value> perform(const store::OutboxRow& effect) override {
    const core::Town* town = catalog_->town(town_of(CaseId{effect.case_id}));
    const auto* plugins =
        town == nullptr ? nullptr : dynamic_cast<const plugin::TownPlugins*>(town->plugins.get());
    const auto found = plugins == nullptr ? std::nullopt : plugins->effect(effect.kind);
    if (!found) return behind_->perform(effect);
    const auto payload = parse_json(effect.payload, {.bytes = 2 << 20});
    const Value with = payload ? (*payload)["with"] : Value();
    const Value arguments[] = {with, Value::text(effect.key)};
    const plugin::Manifest& manifest = found->source->manifest;
    Record secrets;
    for (const std::string& name : manifest.secrets)
      if (Value value = secrets_ ? secrets_(name) : Value(); !value.is_null())
        secrets.set(name, std::move(value));
    plugin::Worker::Script script{cat(town->id, "/", plugins->fingerprint(), "/", manifest.id),
                                  manifest.entry,
                                  found->source->text,
                                  Value::record(manifest.config),
                                  Value::record(std::move(secrets)),
                                  manifest.limits};
    const plugin::Outcome ran = worker_.call(
        script, found->function, arguments,
        [&](const Value& request) { return fetch_for_plugin(request, manifest.http); });
    if (ran.code != plugin::Code::none)
      return fail(Errc::unavailable,
                  cat("plugin ", manifest.id, ": ", name_of(ran.code), ": ", ran.text));
    if (!ran.answer["retry"].is_null())
      return fail(Errc::unavailable, cat("plugin ", manifest.id, " asks for another try"));
    // "ok", {state = "played"}: an outcome and what to remember.
    const bool pair = ran.answer.is(Value::Kind::list) && !ran.answer.as_list().empty();
    const Value& outcome = pair ? ran.answer.as_list().front() : ran.answer;
    Record answer;
    if (pair && ran.answer.as_list().size() > 1 && ran.answer.as_list()[1].is(Value::Kind::record))
      answer = ran.answer.as_list()[1].as_record();
    if (outcome.is(Value::Kind::text)) answer.set("outcome", outcome);
    return Value::record(std::move(answer));
  }

 private:
  std::shared_ptr<const core::Catalog> catalog_;
  std::unique_ptr<Outside> behind_;
  Secrets secrets_;
  plugin::Worker worker_;
};

}  // namespace

std::unique_ptr<Outside> plugin_outside(std::shared_ptr<const core::Catalog> catalog,
                                        std::unique_ptr<Outside> behind, Secrets secrets,
                                        plugin::Launch launch) {
  return std::make_unique<PluginOutside>(std::move(catalog), std::move(behind), std::move(secrets),
                                         std::move(launch));
}

}  // namespace tf::host
