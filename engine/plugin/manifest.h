// A plugin's manifest (plugin.yaml) as plain structs, read from a document that has passed the
// shape table. What a town says about it (version range, settings, enabled) is laid over it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/value.h"
#include "model/diagnostics.h"
#include "model/node.h"
#include "plugin/meter.h"
#include "plugin/settings.h"
#include "rule/functions.h"

namespace tf::plugin {

struct Argument {
  std::string name, type;
};
struct Gives {
  enum class Kind : unsigned char { function, filter, effect, channel, job } kind = Kind::function;
  std::string name, hook;
  std::vector<Argument> takes;
  std::string answers;  // one type; empty: a record, or nothing said
  std::vector<Argument> answer_fields;
  std::vector<std::string> outcomes;  // of an effect
  std::vector<std::string> sees_case, sees_people;
  std::optional<rule::OnError> on_error;  // of this hook; none: the plugin's
  std::string every;                      // of a job: a cycle
};
struct HttpAccess {
  std::string host;
  std::vector<std::string> methods;
  std::int64_t timeout_ms = 5'000;
};
struct PluginTest {
  model::Span span;
  std::string call, title;
  List with;
  Record config;
  Value expect;
  std::string refuse, error;
  std::optional<Instant> now;  // the clock of the call; its third argument for a filter
  Record kept;                 // what is kept when it begins …
  Value kept_after;            // … and must be kept when it ends
  std::vector<std::pair<std::string, Value>> http;  // "GET https://…" → {status, body} or {error}
  std::vector<std::string> asked;                   // … and must be asked, in this order
};
struct Manifest {
  std::string id, version, engine, entry, zh, en;
  std::vector<Gives> gives;
  std::vector<HttpAccess> http;
  std::vector<std::string> secrets;
  std::vector<std::string> notify;  // channels its effects may send notices by
  std::size_t kept = 0;             // bytes it may keep between calls
  std::vector<Hours> hours;         // of the day, of its effects; empty: always
  std::vector<Setting> settings;    // what `config` may hold
  Record config;                    // defaults, then the town's
  rule::OnError on_error = rule::OnError::incident;
  Limits limits;
  std::int64_t priority = 100;
  std::vector<PluginTest> tests;
  std::string folder;  // where plugin.yaml stands
  bool enabled = true;
};

// Mistakes beyond shape are reported: an unknown hook, an engine it does not fit, a bad size.
Manifest read_manifest(const model::Document& document, model::Diagnostics& out);
// `use`: the entry of `plugins:` in the town file.
void apply_use(Manifest& manifest, const model::Node& use, model::Diagnostics& out);

// A node as a value, as written: a number, true or false, a list, a record, else text.
Value node_value(const model::Node& node);
// "1.2.0" inside ">=1.0 <2.0"?
bool version_fits(std::string_view version, std::string_view range);
// "16 MiB", "4 KiB"; nullopt when it is none.
std::optional<std::size_t> parse_size(std::string_view text);

}  // namespace tf::plugin
