// preview: what the rules in these folders would do to the cases that run, before they are
// published.
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/towns.h"
#include "core/words.h"
#include "host/preview.h"
#include "host/system_clock.h"

namespace tf::cli {

namespace {

struct PreviewOptions {
  std::string folder, store;
  std::size_t listed = 50;
};

Value value_of(const host::CasePreview& change, const Zone& zone) {
  List clocks;
  for (const host::ClockPreview& clock : change.clocks)
    clocks.push_back(Value::record({{"of", Value::text(clock.of)},
                                    {"name", Value::text(clock.name)},
                                    {"before", Value::text(zone.format(clock.before))},
                                    {"after", Value::text(zone.format(clock.after))}}));
  return Value::record({{"case", Value::text(change.number)},
                        {"workflow", Value::text(change.workflow)},
                        {"light_before", Value::text(core::word_of(change.light_before))},
                        {"light_after", Value::text(core::word_of(change.light_after))},
                        {"due", Value::list(std::move(clocks))}});
}

void tell(Session& session, const host::CasePreview& change, const Zone& zone) {
  session.out << change.number << "  " << change.workflow;
  if (change.light_before != change.light_after)
    session.out << "  " << core::word_of(change.light_before) << " -> "
                << core::word_of(change.light_after);
  session.out << '\n';
  for (const host::ClockPreview& clock : change.clocks)
    session.out << "  " << (clock.name.empty() ? clock.of : clock.name) << "  "
                << to_string(zone.local(clock.before)) << " -> "
                << to_string(zone.local(clock.after)) << '\n';
}

int preview(Session& session, const PreviewOptions& options) {
  store::SqliteOptions of_store;
  of_store.create = false;
  of_store.keys = session.keys;
  of_store.read_only = true;  // a server may be running on it
  auto store = store::open_sqlite(options.store, of_store);
  if (!store) return session.fail(store.error());
  const auto catalog = open_towns(session, {options.folder}, store->get());
  if (!catalog) return session.exit;
  const core::Town& town = *catalog->towns().front();
  const auto head = (*store)->head();
  if (!head) return session.fail(head.error());
  const Instant now =
      (*store)->virtual_clock() ? head->at : std::max(head->at, host::SystemClock().now());
  const auto result = host::preview_rules(catalog, **store, town.id, now, options.listed);
  if (!result) return session.fail(result.error());
  const Zone zone = town.calendar->zone();
  const auto number = [](std::size_t n) { return Value::number(static_cast<std::int64_t>(n)); };
  if (session.json) {
    List rows;
    for (const host::CasePreview& change : result->cases) rows.push_back(value_of(change, zone));
    session.out << to_json(Value::record({{"open", number(result->open)},
                                          {"due_changes", number(result->due)},
                                          {"light_changes", number(result->light)},
                                          {"cases", Value::list(std::move(rows))}}))
                << '\n';
    return session.exit = kOk;
  }
  for (const host::CasePreview& change : result->cases) tell(session, change, zone);
  session.out << session.pick("在办 ", "open ") << result->open
              << session.pick("；期限变动 ", "; deadline changes ") << result->due
              << session.pick("；灯色变动 ", "; colour changes ") << result->light << '\n';
  session.say(
      "只是预览，什么也没有写入；规则文件写 apply: running 并重启服务，在办的案件才会跟着变。",
      "a preview only, nothing was written; cases that run follow when the rule file says "
      "'apply: running' and the server starts with it");
  return session.exit = kOk;
}

}  // namespace

void add_preview(CLI::App& app, Session& session) {
  auto options = std::make_shared<PreviewOptions>();
  CLI::App* command = app.add_subcommand(
      "preview", std::string(session.pick("改规则前先看：哪些在办案件的期限和灯色会变",
                                          "before rules change: which open cases would change due "
                                          "date or colour")));
  command
      ->add_option("DIR", options->folder,
                   std::string(session.pick("改过的乡镇文件夹", "folder of the town, as changed")))
      ->required();
  command
      ->add_option("--store", options->store,
                   std::string(session.pick("存储文件", "the store's file")))
      ->required();
  command->add_option("--list", options->listed,
                      std::string(session.pick("列出多少件", "cases listed; 50 unless said")));
  command->callback([options, &session] { preview(session, *options); });
}

}  // namespace tf::cli
