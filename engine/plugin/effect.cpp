#include "plugin/effect.h"

#include "base/json.h"
#include "base/text.h"
#include "plugin/lua_api.h"

namespace tf::plugin {

Outcome run_here(const PluginSource& source, std::string_view function,
                 std::span<const Value> arguments, const Worker::Host& host) {
  const Manifest& manifest = source.manifest;
  Record secrets;
  for (const std::string& name : manifest.secrets) secrets.set(name, Value::text("secret"));
  rule::PluginMemory* memory = host.memory;
  std::vector<HostFunction> functions = pure_functions();
  for (HostFunction& one : memory_functions(&memory)) functions.push_back(std::move(one));
  for (HostFunction& one : town_functions(&memory)) functions.push_back(std::move(one));
  const Fetch fetch = host.fetch ? host.fetch : [](const Value&) {
    return Value::record({{"error", Value::text("no network here")}});
  };
  for (HostFunction& one : effect_functions(Value::record(std::move(secrets)), fetch))
    functions.push_back(std::move(one));
  Sandbox sandbox(manifest.limits);
  if (auto failed = sandbox.load(source.text, manifest.entry, std::move(functions),
                                 Value::record(manifest.config)))
    return std::move(*failed);
  const int at = sandbox.find(function);
  if (at < 0) {
    Outcome out;
    out.code = Code::error;
    out.text = cat(manifest.entry, " returns no '", function,
                   "'; it returns: ", join(sandbox.functions(), ", "));
    return out;
  }
  return sandbox.call(at, arguments);
}

Value effect_answer(const Value& answer) {
  if (!answer["retry"].is_null()) return answer;
  const bool pair = answer.is(Value::Kind::list) && !answer.as_list().empty();
  const Value& outcome = pair ? answer.as_list().front() : answer;
  if (!outcome["retry"].is_null()) return outcome;
  Record out;
  if (pair && answer.as_list().size() > 1 && answer.as_list()[1].is(Value::Kind::record))
    out = answer.as_list()[1].as_record();
  if (outcome.is(Value::Kind::text)) out.set("outcome", outcome);
  return Value::record(std::move(out));
}

Milliseconds wait_for_hours(const Manifest& manifest, const Calendar& calendar, Instant now) {
  if (manifest.hours.empty()) return 0;
  const LocalTime local = calendar.local(now);
  for (const Hours& hours : manifest.hours) {
    if (local.of_day < hours.from) return calendar.instant(local.date, hours.from) - now;
    if (local.of_day < hours.to) return 0;
  }
  return calendar.instant(local.date + 1, manifest.hours.front().from) - now;
}

std::string job_process(const Manifest& manifest, const Gives& job) {
  const auto text = [](const std::string& words) { return to_json(Value::text(words)); };
  const std::string zh = manifest.zh.empty() ? manifest.id : manifest.zh;
  const std::string en = manifest.en.empty() ? manifest.id : manifest.en;
  return cat("workflow: ", manifest.id, "-", job.name, "\n",
             "title: {zh: ", text(cat(zh, "：", job.name)), ", en: ", text(cat(en, ": ", job.name)),
             "}\n", "start: {every: ", text(job.every), "}\n", "steps:\n",
             "  run: {do: ", manifest.id, ".", job.name, ", with: {at: received_at}}\n",
             "  done: {end: done}\n");
}

}  // namespace tf::plugin
