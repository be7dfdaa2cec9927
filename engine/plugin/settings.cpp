#include "plugin/settings.h"

#include <algorithm>

#include "base/text.h"
#include "plugin/manifest.h"
#include "plugin/town_plugins.h"

namespace tf::plugin {

namespace {

std::optional<Decimal> bound_of(const model::Node& setting, const char* key) {
  const model::Node* found = setting.get(key);
  const auto number = found == nullptr ? std::nullopt : Decimal::parse(found->text);
  return number ? std::optional(*number) : std::nullopt;
}

// "whole from 1 to 5", "choice of red blue".
std::string wanted(const Setting& setting) {
  return cat(setting.type, setting.least ? cat(" from ", setting.least->str()) : "",
             setting.most ? cat(" to ", setting.most->str()) : "");
}

bool fits(const Setting& setting, const Value& value) {
  if (setting.type.empty()) return true;
  if (value.is_null() || !fit_type(value, setting.type)) return false;
  if (!value.is(Value::Kind::number)) return true;
  return (!setting.least || *setting.least <= value.as_number()) &&
         (!setting.most || value.as_number() <= *setting.most);
}

void no_fit(const Setting& setting, const model::Node& value, model::Diagnostics& out) {
  out.report("plugin.setting", value.span,
             {{"name", setting.name}, {"value", value.text}, {"wanted", wanted(setting)}});
}

}  // namespace

std::vector<Setting> read_settings(const model::Node* config, model::Diagnostics& out) {
  std::vector<Setting> settings;
  if (config == nullptr) return settings;
  for (const model::Entry& entry : config->entries) {
    const model::Node& node = *entry.value;
    Setting setting{entry.key, {}, {}, {}, false, {}};
    setting.type = node.is_map() ? std::string(node.text_of("type")) : node.text;
    if (node.is_map()) {
      setting.least = bound_of(node, "min");
      setting.most = bound_of(node, "max");
      setting.required = node.text_of("required") == "true";
      if (const model::Node* otherwise = node.get("default")) {
        setting.otherwise = node_value(*otherwise);
        if (!fits(setting, setting.otherwise)) no_fit(setting, *otherwise, out);
      }
    }
    settings.push_back(std::move(setting));
  }
  return settings;
}

Record laid_over(const std::vector<Setting>& settings, const model::Node* given,
                 const std::string& plugin, const model::Span& at, model::Diagnostics& out) {
  Record config;
  std::vector<std::string> names;
  for (const Setting& setting : settings) {
    names.push_back(setting.name);
    const model::Node* value = given == nullptr ? nullptr : given->get(setting.name);
    if (value == nullptr) {
      if (!setting.otherwise.is_null())
        config.set(setting.name, setting.otherwise);
      else if (setting.required)
        out.report("plugin.setting_missing", at,
                   {{"plugin", plugin}, {"name", setting.name}, {"wanted", wanted(setting)}});
      continue;
    }
    Value told = node_value(*value);
    if (fits(setting, told))
      config.set(setting.name, std::move(told));
    else
      no_fit(setting, *value, out);
  }
  if (given == nullptr) return config;
  for (const model::Entry& entry : given->entries)
    if (std::ranges::find(names, entry.key) == names.end())
      out.report("plugin.unknown_setting", entry.key_span,
                 {{"plugin", plugin}, {"name", entry.written}, {"known", join(names, ", ")}},
                 closest(entry.key, names).value_or(""));
  return config;
}

}  // namespace tf::plugin
