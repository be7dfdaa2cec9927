#include "plugin/manifest.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "base/zone.h"
#include "plugin/package.h"
#include "rule/feel/feel.h"

namespace tf::plugin {

namespace {

constexpr std::size_t kMostKept = 16 << 20;
constexpr std::string_view kEngineVersion = "1.0.0";
constexpr std::array<std::string_view, 8> kHookPoints{
    "task.assign",       "case.validate", "task.before_complete", "deadline.compute",
    "escalation.before", "light.compute", "form.prepare",         "definition.lint"};

std::vector<std::string> texts(const model::Node* node) {
  std::vector<std::string> out;
  if (node == nullptr) return out;
  if (node->is_scalar()) out.push_back(node->text);
  for (const auto& item : node->items)
    if (item->is_scalar()) out.push_back(item->text);
  return out;
}

std::vector<Argument> arguments(const model::Node* node) {
  std::vector<Argument> out;
  if (node != nullptr)
    for (const model::Entry& entry : node->entries)
      out.push_back({entry.key, entry.value->is_scalar() ? entry.value->text : "record"});
  return out;
}

Gives::Kind kind_of(std::string_view word) {
  if (word == "filter") return Gives::Kind::filter;
  if (word == "effect") return Gives::Kind::effect;
  if (word == "channel") return Gives::Kind::channel;
  if (word == "job") return Gives::Kind::job;
  return Gives::Kind::function;
}

rule::OnError policy_of(std::string_view word) {
  return word == "ignore"   ? rule::OnError::ignore
         : word == "reject" ? rule::OnError::reject
                            : rule::OnError::incident;
}

Gives read_gives(const model::Entry& entry, model::Diagnostics& out) {
  const model::Node& node = *entry.value;
  Gives gives;
  gives.name = entry.key;
  gives.kind = kind_of(node.text_of("kind"));
  gives.hook = node.text_of("hook");
  gives.takes = arguments(node.get("takes"));
  if (const model::Node* answers = node.get("answers")) {
    if (answers->is_scalar())
      gives.answers = answers->text;
    else
      gives.answer_fields = arguments(answers);
  }
  gives.outcomes = texts(node.get("next"));
  gives.every = node.text_of("every");
  if (node.has("on_error")) gives.on_error = policy_of(node.text_of("on_error"));
  if (gives.kind == Gives::Kind::job && gives.every.empty())
    out.report("plugin.job", entry.key_span, {{"name", gives.name}});
  if (const model::Node* sees = node.get("sees")) {
    gives.sees_case = texts(sees->get("case"));
    gives.sees_people = texts(sees->get("people"));
  }
  if (gives.kind == Gives::Kind::filter &&
      std::find(kHookPoints.begin(), kHookPoints.end(), gives.hook) == kHookPoints.end()) {
    std::vector<std::string> known(kHookPoints.begin(), kHookPoints.end());
    const model::Node* hook = node.get("hook");
    out.report("plugin.unknown_hook", hook == nullptr ? entry.key_span : hook->span,
               {{"name", gives.hook}, {"known", join(known, ", ")}},
               closest(gives.hook, known).value_or(""));
  }
  return gives;
}

std::optional<std::int64_t> parse_timeout(std::string_view text) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || n < 0 || n > 600) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (unit == "s") return n * 1000;
  if (unit == "ms") return n;
  return std::nullopt;
}

void read_http(Manifest& manifest, const model::Node* list, model::Diagnostics& out) {
  if (list == nullptr) return;
  for (const auto& item : list->items) {
    HttpAccess access;
    access.host = item->text_of("host");
    access.methods = texts(item->get("methods"));
    if (access.methods.empty()) access.methods = {"GET"};
    if (const model::Node* timeout = item->get("timeout")) {
      if (const auto ms = parse_timeout(timeout->text))
        access.timeout_ms = *ms;
      else
        out.report("plugin.bad_size", timeout->span, {{"text", timeout->text}, {"example", "5s"}});
    }
    manifest.http.push_back(std::move(access));
  }
}

void read_limits(Manifest& manifest, const model::Node* node, model::Diagnostics& out) {
  if (node == nullptr) return;
  if (const model::Node* fuel = node->get("fuel"))
    if (const auto number = Decimal::parse(fuel->text); number && number->whole())
      manifest.limits.fuel = std::clamp<std::int64_t>(*number->whole(), 1'000, kDefaultFuel);
  if (const model::Node* memory = node->get("memory")) {
    if (const auto bytes = parse_size(memory->text))
      manifest.limits.memory = std::clamp<std::size_t>(*bytes, 256 << 10, kDefaultMemory);
    else
      out.report("plugin.bad_size", memory->span, {{"text", memory->text}, {"example", "4 MiB"}});
  }
}

// "2026-03-10 16:40" as scenarios write it, or any FEEL moment; in the country's time.
std::optional<Instant> moment_of(std::string text) {
  if (text.size() == 16 && text[10] == ' ') {
    text[10] = 'T';
    text += ":00";
  }
  return rule::parse_temporal(text).instant(*Zone::find("Asia/Shanghai"));
}

PluginTest read_test(const model::Node& node) {
  PluginTest test;
  test.span = node.span;
  test.call = node.text_of("call");
  if (const model::Node* title = node.get("title"))
    test.title = title->is_scalar() ? title->text : title->text_of("en");
  if (const model::Node* with = node.get("with")) {
    const Value value = node_value(*with);
    test.with = value.is(Value::Kind::list) ? value.as_list() : List{value};
  }
  if (const model::Node* config = node.get("config")) test.config = node_value(*config).as_record();
  if (const model::Node* expect = node.get("expect")) test.expect = node_value(*expect);
  test.refuse = node.text_of("refuse");
  test.error = node.text_of("error");
  if (const model::Node* at = node.get("at")) test.now = moment_of(at->text);
  if (const model::Node* kept = node.get("kv")) test.kept = node_value(*kept).as_record();
  if (const model::Node* after = node.get("kv_after")) test.kept_after = node_value(*after);
  if (const model::Node* http = node.get("http"))
    for (const model::Entry& entry : http->entries)
      test.http.emplace_back(entry.key, node_value(*entry.value));
  test.asked = texts(node.get("asked"));
  return test;
}

std::vector<int> numbers(std::string_view version) {
  std::vector<int> out;
  for (const std::string_view part : split(version, '.')) {
    int n = 0;
    std::from_chars(part.data(), part.data() + part.size(), n);
    out.push_back(n);
  }
  out.resize(3);
  return out;
}

}  // namespace

Value node_value(const model::Node& node) {
  if (node.is_list()) {
    List items;
    for (const auto& item : node.items) items.push_back(node_value(*item));
    return Value::list(std::move(items));
  }
  if (node.is_map()) {
    Record out;
    for (const model::Entry& entry : node.entries) out.set(entry.key, node_value(*entry.value));
    return Value::record(std::move(out));
  }
  if (!node.quoted) {
    if (node.text == "true" || node.text == "false") return Value::boolean(node.text == "true");
    if (const auto number = Decimal::parse(node.text)) return Value::number(*number);
  }
  return Value::text(node.text);
}

bool version_fits(std::string_view version, std::string_view range) {
  const std::vector<int> given = numbers(version);
  for (const std::string_view part : split(trim(range), ' ')) {
    if (part.empty()) continue;
    const std::size_t digit = part.find_first_of("0123456789");
    if (digit == std::string_view::npos) continue;
    const std::string_view sign = part.substr(0, digit);
    const std::vector<int> bound = numbers(part.substr(digit));
    const bool fits = sign == ">="   ? given >= bound
                      : sign == ">"  ? given > bound
                      : sign == "<=" ? given <= bound
                      : sign == "<"  ? given < bound
                                     : given == bound;
    if (!fits) return false;
  }
  return true;
}

std::optional<std::size_t> parse_size(std::string_view text) {
  text = trim(text);
  std::size_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || n > 1'000'000) return std::nullopt;
  const std::string_view unit =
      trim({end, static_cast<std::size_t>(text.data() + text.size() - end)});
  if (unit == "KiB") return n << 10U;
  if (unit == "MiB") return n << 20U;
  return std::nullopt;
}

namespace {

// "1.2.0": up to three numbers.
bool is_version(std::string_view text) {
  const auto parts = split(text, '.');
  return parts.size() <= 3 && std::ranges::all_of(parts, [](std::string_view part) {
           return !part.empty() && part.size() < 7 &&
                  part.find_first_not_of("0123456789") == std::string_view::npos;
         });
}

}  // namespace

Manifest read_manifest(const model::Document& document, model::Diagnostics& out) {
  const model::Node& root = *document.root;
  Manifest manifest;
  manifest.id = document.id;
  manifest.version = root.text_of("version");
  manifest.engine = root.text_of("engine");
  manifest.entry = root.text_of("entry", "main.lua");
  if (const model::Node* version = root.get("version");
      version != nullptr && !is_version(version->text))
    out.report("plugin.bad_size", version->span, {{"text", version->text}, {"example", "1.2.0"}});
  if (const model::Node* entry = root.get("entry");
      entry != nullptr && (!is_package_path(entry->text) || !entry->text.ends_with(".lua")))
    out.report("plugin.bad_size", entry->span, {{"text", entry->text}, {"example", "main.lua"}});
  if (const model::Node* title = root.get("title")) {
    manifest.zh = title->is_scalar() ? title->text : title->text_of("zh");
    manifest.en = title->is_scalar() ? title->text : title->text_of("en");
  }
  if (const model::Node* gives = root.get("gives"))
    for (const model::Entry& entry : gives->entries)
      manifest.gives.push_back(read_gives(entry, out));
  if (const model::Node* permissions = root.get("permissions")) {
    read_http(manifest, permissions->get("http"), out);
    manifest.secrets = texts(permissions->get("secrets"));
    manifest.notify = texts(permissions->get("notify"));
    if (const model::Node* kept = permissions->get("kv")) {
      if (const auto bytes = parse_size(kept->text); bytes && *bytes <= kMostKept)
        manifest.kept = *bytes;
      else
        out.report("plugin.bad_size", kept->span, {{"text", kept->text}, {"example", "64 KiB"}});
    }
  }
  if (const model::Node* hours = root.get("hours")) {
    if (auto parsed = parse_hours(hours->text))
      manifest.hours = std::move(*parsed);
    else
      out.report("plugin.bad_size", hours->span,
                 {{"text", hours->text}, {"example", "07:00-20:30"}});
  }
  manifest.settings = read_settings(root.get("config"), out);
  for (const Setting& setting : manifest.settings)
    if (!setting.otherwise.is_null()) manifest.config.set(setting.name, setting.otherwise);
  manifest.on_error = policy_of(root.text_of("on_error", "incident"));
  read_limits(manifest, root.get("limits"), out);
  if (const model::Node* tests = root.get("tests"))
    for (const auto& test : tests->items) manifest.tests.push_back(read_test(*test));
  if (const model::Node* priority = root.get("priority"))
    if (const auto number = Decimal::parse(priority->text); number && number->whole())
      manifest.priority = *number->whole();
  if (const model::Node* engine = root.get("engine");
      engine != nullptr && !version_fits(kEngineVersion, manifest.engine))
    out.report(
        "plugin.version", engine->span,
        {{"name", manifest.id}, {"have", std::string(kEngineVersion)}, {"want", manifest.engine}});
  const std::string path = document.file ? document.file->path : std::string();
  const auto slash = path.rfind('/');
  manifest.folder = slash == std::string::npos ? "." : path.substr(0, slash);
  return manifest;
}

void apply_use(Manifest& manifest, const model::Node& use, model::Diagnostics& out) {
  manifest.enabled = use.text_of("enabled", "true") != "false";
  if (const model::Node* version = use.get("version");
      version != nullptr && !version_fits(manifest.version, version->text))
    out.report("plugin.version", version->span,
               {{"name", manifest.id}, {"have", manifest.version}, {"want", version->text}});
  manifest.config = laid_over(manifest.settings, use.get("config"), manifest.id, use.span, out);
}

}  // namespace tf::plugin
