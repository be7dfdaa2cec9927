// migrate plan, apply: running cases go on under another version of their process. `plan` runs
// every case through the real turn and keeps nothing; `apply` does the same and commits, case by
// case.
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/office.h"
#include "host/system_clock.h"
#include "model/loader.h"
#include "sim/scenario_values.h"

namespace tf::cli {

namespace {

constexpr std::uint32_t kPage = 200;

struct MigrateOptions {
  CaseOptions office;
  std::string town, workflow, map, to, data;
  std::vector<std::string> cases;
  bool dry = false;
};

// What a file `migration:` says.
struct Map {
  std::string from, to;
  Value steps, fields;
};

std::optional<Map> read_map(Session& session, const MigrateOptions& options) {
  Map map;
  if (options.map.empty()) return map;
  const auto text = host::read_text(options.map);
  if (!text) return session.fail(text.error()), std::nullopt;
  model::Diagnostics findings;
  const model::Document document = model::read_document(options.map, *text, findings);
  if (findings.has_errors() || document.kind != "migration" || document.id != options.workflow) {
    session.err << model::to_text(findings, session.language);
    session.fail(kFindings,
                 cat(options.map, " 不是流程 ", options.workflow,
                     " 的迁移文件（migration: ", options.workflow, "）。"),
                 cat(options.map, " is no sound migration file of ", options.workflow,
                     " (migration: ", options.workflow, ")"));
    return std::nullopt;
  }
  map.from = document.root->text_of("from");
  map.to = document.root->text_of("to");
  if (const model::Node* steps = document.root->get("steps")) map.steps = sim::data_of(*steps);
  if (const model::Node* fields = document.root->get("fields")) map.fields = sim::data_of(*fields);
  return map;
}

// A version as people name it: its label, its hash, or the first digits of that.
bool is_version(const core::Definition& definition, const std::string& name) {
  return name == definition.version || (name.size() >= 6 && definition.hash.starts_with(name));
}

std::shared_ptr<const core::Definition> target(Session& session, const Office& office,
                                               const MigrateOptions& options, const Map& map) {
  const core::Town& town = office.first_town();
  const auto current = town.workflows.find(options.workflow);
  if (current == town.workflows.end()) {
    std::vector<std::string> known;
    for (const auto& [id, definition] : town.workflows) known.push_back(id);
    const auto near = closest(options.workflow, known);
    session.fail(
        kRefused,
        cat("没有流程 '", options.workflow, "'", near ? cat("；是否指 ", *near, "？") : "。"),
        cat("there is no process '", options.workflow, "'",
            near ? cat("; did you mean ", *near, "?") : ""));
    return nullptr;
  }
  auto to = options.to.empty() ? current->second : office.catalog().definition(options.to);
  const bool meant =
      to != nullptr && to->id == options.workflow && (map.to.empty() || is_version(*to, map.to));
  if (meant) return to;
  const std::string asked = options.to.empty() ? map.to : options.to;
  session.fail(kRefused,
               cat("没有版本 ", asked, "；现在的文件是版本 ", current->second->version, "，哈希 ",
                   current->second->hash, "。"),
               cat("there is no version ", asked, " here; the files now are version ",
                   current->second->version, ", hash ", current->second->hash));
  return nullptr;
}

Result<std::vector<store::CaseRow>> running(Office& office, const MigrateOptions& options,
                                            const core::Definition& to, const Map& map) {
  std::vector<store::CaseRow> out;
  if (!options.cases.empty()) {
    for (const std::string& ref : options.cases) {
      const CaseId id = TF_TRY(office.shard().find_case(ref, to.town));
      const auto row = TF_TRY(office.store().case_row(id.value));
      if (!row) return fail(Errc::not_found, cat("there is no case ", ref), cat("没有事项 ", ref));
      out.push_back(*row);
    }
    return out;
  }
  store::CaseFilter filter;
  filter.town = to.town;
  filter.workflow = options.workflow;
  filter.limit = kPage;
  for (;; filter.offset += kPage) {
    const auto rows = TF_TRY(office.store().cases(filter));
    for (const store::CaseRow& row : rows) {
      if (row.phase == "closed") continue;
      const core::CaseState state = TF_TRY(office.shard().state(CaseId{row.id}));
      const auto own = office.catalog().definition(state.versions.definition);
      const bool meant = map.from.empty() || (own != nullptr && is_version(*own, map.from));
      if (meant && state.versions.definition != to.hash) out.push_back(row);
    }
    if (rows.size() < kPage) break;
  }
  std::ranges::sort(out, {}, &store::CaseRow::id);
  return out;
}

host::Request request_of(const MigrateOptions& options, const core::Definition& to, const Map& map,
                         const store::CaseRow& row, const std::string& stamp) {
  core::Act act;
  act.verb = "migrate";
  act.reason = options.office.reason;
  Record form{{"to", Value::text(to.hash)}};
  if (!map.steps.is_null()) form.set("steps", map.steps);
  if (!map.fields.is_null()) form.set("fields", map.fields);
  act.form = Value::record(std::move(form));
  host::Request request;
  request.key = cat(stamp, "-", row.id);
  request.town = to.town;
  request.case_ref = cat(row.id);
  request.actor = {options.office.actor, "claimed", ""};
  request.body = std::move(act);
  return request;
}

int run(Session& session, MigrateOptions& options, bool apply) {
  options.office.towns = {options.town};
  if (options.office.store.empty()) options.office.store = cat(options.data, "/town.db");
  if (options.office.actor.empty())
    return session.fail(kUsage, "要写明是谁办的：--as 人员编号。", "say who acts: --as PERSON");
  const auto map = read_map(session, options);
  if (!map) return session.exit;
  const auto office = Office::open(session, options.office);
  if (!office) return session.exit;
  const auto to = target(session, *office, options, *map);
  if (to == nullptr) return session.exit;
  const auto rows = running(*office, options, *to, *map);
  if (!rows) return session.fail(rows.error());
  const bool write = apply && !options.dry;
  if (write)
    if (const auto published = office->publish(options.office.actor); !published)
      return session.fail(published.error());
  const std::string stamp = options.office.key.empty()
                                ? cat("migrate-", host::SystemClock().now().ms, "-", getpid())
                                : options.office.key;
  List told;
  std::size_t moved = 0, refused = 0;
  for (std::size_t begin = 0; begin < rows->size(); begin += kPage) {
    std::vector<host::Request> requests;
    for (std::size_t i = begin; i < std::min(rows->size(), begin + kPage); ++i)
      requests.push_back(request_of(options, *to, *map, (*rows)[i], stamp));
    const auto answers = write ? office->shard().run(requests) : office->shard().rehearse(requests);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const host::Answer& answer = answers[i];
      const store::CaseRow& row = (*rows)[begin + i];
      if (answer.kind == host::Answer::Kind::failed) return session.fail(answer.error);
      const bool good = answer.kind == host::Answer::Kind::accepted;
      ++(good ? moved : refused);
      const core::Rejection& no = answer.rejection;
      if (!session.json && good && !session.quiet)
        session.out << row.number << "  " << session.pick("可迁移", "lands") << '\n';
      if (!session.json && !good)
        session.out << row.number << "  " << no.code << "  " << session.pick(no.zh, no.en) << '\n';
      told.push_back(Value::record({{"number", Value::text(row.number)},
                                    {"lands", Value::boolean(good)},
                                    {"code", good ? Value() : Value::text(no.code)},
                                    {"zh", good ? Value() : Value::text(no.zh)},
                                    {"en", good ? Value() : Value::text(no.en)}}));
    }
  }
  const auto whole = [](std::size_t n) { return Value::number(static_cast<std::int64_t>(n)); };
  if (session.json)
    session.out << to_json(Value::record({{"to", Value::text(to->hash)},
                                          {"version", Value::text(to->version)},
                                          {"written", Value::boolean(write)},
                                          {"moved", whole(moved)},
                                          {"refused", whole(refused)},
                                          {"cases", Value::list(std::move(told))}}))
                << '\n';
  else
    session.out << (write ? session.pick("已迁移 ", "migrated: ")
                          : session.pick("可迁移 ", "would migrate: "))
                << moved << session.pick("，不能迁移 ", ", refused: ") << refused << '\n';
  return session.exit = refused == 0 ? kOk : kRefused;
}

void options_of(CLI::App& command, MigrateOptions& options, Session& session) {
  const auto words = [&](const char* zh, const char* en) {
    return std::string(session.pick(zh, en));
  };
  command.add_option("TOWN", options.town, words("乡镇的文件夹", "folder of the town"))->required();
  command.add_option("WORKFLOW", options.workflow, words("流程编号", "id of the process"))
      ->required();
  command.add_option("--map", options.map,
                     words("迁移文件：步骤怎样对应", "the migration file: how steps map"));
  command.add_option("--to", options.to,
                     words("目标版本的哈希；不写则为现在的文件",
                           "hash of the version meant; else that of the files now"));
  auto* data = command.add_option("--data", options.data,
                                  words("数据文件夹", "folder of the data (town.db)"));
  auto* store =
      command.add_option("--store", options.office.store, words("存储文件", "the store's file"));
  data->excludes(store);
  command.add_option("--cases", options.cases,
                     words("只迁移这些案件", "only these cases; else all that run"));
  command.add_option("--as", options.office.actor, words("谁来办", "who acts"));
  command.add_option("--key", options.office.key,
                     words("幂等键的开头", "idempotency key, its start"));
  command.add_option("--at", options.office.at,
                     words("虚拟时钟的时间", "time of the virtual clock"));
  command.add_option("--reason", options.office.reason, words("缘由", "reason"));
}

}  // namespace

void add_migrate(CLI::App& app, Session& session) {
  CLI::App* group = app.add_subcommand(
      "migrate", std::string(session.pick("把在办案件迁到流程的另一版本",
                                          "running cases go on under another version")));
  group->require_subcommand(1);
  auto options = std::make_shared<MigrateOptions>();
  options->data = "data";
  CLI::App* command = group->add_subcommand(
      "plan",
      std::string(session.pick("逐件演练，不写入", "rehearses every case, writes nothing")));
  options_of(*command, *options, session);
  command->callback([options, &session] { run(session, *options, false); });
  command = group->add_subcommand(
      "apply",
      std::string(session.pick("逐件迁移；不能迁移的原样不动，并说明缘由",
                               "migrates case by case; what does not land stays, and says why")));
  options_of(*command, *options, session);
  command->add_flag("--dry-run", options->dry,
                    std::string(session.pick("只演练", "a rehearsal only")));
  command->callback([options, &session] { run(session, *options, true); });
}

}  // namespace tf::cli
