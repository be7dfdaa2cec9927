// roll: the roll of a town as it is in force, the acts that made it, and acts on it; one command
// for each row of core::roll_verbs().
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/office.h"
#include "core/roll_change.h"
#include "host/roll_row.h"

namespace tf::cli {

namespace {

struct RollActOptions {
  CaseOptions office;
  std::map<std::string, std::vector<std::string>> given;  // by field
  std::uint64_t after = 0;
};

const core::Town* town_asked(Session& session, const Office& office, const CaseOptions& options) {
  if (options.town_id.empty()) return &office.first_town();
  const core::Town* town = office.catalog().town(options.town_id);
  if (town == nullptr)
    session.fail(kRefused, cat("没有乡镇 '", options.town_id, "'；看 --town 的文件夹。"),
                 cat("there is no town '", options.town_id, "'; see the folders of --town"));
  return town;
}

int show_roll(Session& session, const CaseOptions& options) {
  const auto office = Office::open(session, options);
  if (!office) return session.exit;
  const core::Town* town = town_asked(session, *office, options);
  if (town == nullptr) return session.exit;
  const std::uint64_t seq = office->catalog().roll_seq(town->id);
  if (session.json) {
    session.out << host::roll_json(*town, seq) << '\n';
    return session.exit = kOk;
  }
  session.out << town->id << "  " << session.pick("版本 ", "version ") << seq << '\n';
  for (const auto& [key, entry] : core::entries_of(town->roll))
    session.out << key << ": " << entry.str() << '\n';
  return session.exit = kOk;
}

int list_changes(Session& session, const RollActOptions& options) {
  const auto office = Office::open(session, options.office);
  if (!office) return session.exit;
  const core::Town* town = town_asked(session, *office, options.office);
  if (town == nullptr) return session.exit;
  const auto changes =
      host::roll_changes_json(*town, office->store(), options.after, options.office.limit);
  if (!changes) return session.fail(changes.error());
  if (session.json) {
    session.out << *changes << '\n';
    return session.exit = kOk;
  }
  const auto parsed = parse_json(*changes);
  if (!parsed) return session.fail({Errc::corrupt, parsed.error().text});
  for (const Value& one : (*parsed)["changes"].as_list()) {
    const Value& changed = one["changed"];
    const std::size_t entries = changed.is(Value::Kind::record) ? changed.as_record().size() : 0;
    session.out << one["version"].str() << "  " << one["at"].str() << "  "
                << (one["by"].str().empty() ? "-" : one["by"].str()) << "  " << one["verb"].str()
                << "  " << (one["with"].is_null() ? "" : one["with"].str()) << "  "
                << session.pick("改动 ", "entries ") << entries << '\n';
  }
  return session.exit = kOk;
}

int act_on_roll(Session& session, const core::RollVerb& verb, const RollActOptions& options) {
  const auto office = Office::open(session, options.office);
  if (!office) return session.exit;
  const core::Town* town = town_asked(session, *office, options.office);
  if (town == nullptr) return session.exit;
  Record with;
  for (const core::RollField& field : verb.fields) {
    const auto found = options.given.find(field.name);
    if (found == options.given.end() || found->second.empty()) continue;
    if (field.kind != core::RollField::Kind::list) {
      with.set(field.name, Value::text(found->second.front()));
      continue;
    }
    List all;
    for (const std::string& one : found->second)
      for (const std::string_view part : split(one, ','))
        if (!trim(part).empty()) all.push_back(Value::text(std::string(trim(part))));
    with.set(field.name, Value::list(std::move(all)));
  }
  host::Request request;
  request.town = town->id;
  request.body = core::ChangeRoll{town->id, verb.word, Value::record(std::move(with))};
  return send(session, *office, options.office, std::move(request));
}

}  // namespace

void add_roll_acts(CLI::App& app, Session& session) {
  auto options = std::make_shared<RollActOptions>();
  CLI::App* group = app.add_subcommand(
      "roll", std::string(session.pick("名册：谁任何岗，及其变动",
                                       "the roll: who holds which post, and changes of it")));
  group->require_subcommand(1);
  const auto in_town = [&](CLI::App& command) {
    command.add_option("--in", options->office.town_id,
                       std::string(session.pick("乡镇编号", "id of a town")));
  };
  CLI::App* command =
      group->add_subcommand("show", std::string(session.pick("现行名册", "the roll in force")));
  store_options(*command, options->office, session, true);
  in_town(*command);
  command->callback([options, &session] { show_roll(session, options->office); });
  command = group->add_subcommand("changes",
                                  std::string(session.pick("历次变动", "the acts that made it")));
  store_options(*command, options->office, session, true);
  in_town(*command);
  command->add_option("--after", options->after,
                      std::string(session.pick("此版本之后", "after this version")));
  command->add_option("--limit", options->office.limit,
                      std::string(session.pick("最多几行", "rows at most")));
  command->callback([options, &session] { list_changes(session, *options); });
  for (const core::RollVerb& verb : core::roll_verbs()) {
    command = group->add_subcommand(verb.word, std::string(session.pick(verb.zh, verb.en)));
    actor_options(*command, options->office, session);
    in_town(*command);
    for (const core::RollField& field : verb.fields) {
      const bool leads = &field == verb.fields.data();  // the first is what it is about
      std::string name = field.name;
      for (char& c : name)
        if (leads && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      if (!leads) name = field.name == std::string_view("at") ? "--node" : cat("--", field.name);
      CLI::Option* option = command->add_option(name, options->given[field.name],
                                                std::string(session.pick(field.zh, field.en)));
      if (field.kind != core::RollField::Kind::list) option->expected(1);
      option->required(field.needed);
    }
    command->callback([options, &verb, &session] { act_on_roll(session, verb, *options); });
  }
}

}  // namespace tf::cli
