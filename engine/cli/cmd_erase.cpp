// person erase, case erase: keys are destroyed for ever, and what was sealed under them reads as
// erased. Says what hangs on them first; does it with --yes.
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/office.h"
#include "host/erasure.h"

namespace tf::cli {

namespace {

struct EraseOptions {
  CaseOptions office;
  std::string person;
  bool yes = false;
};

std::string erased_numbers(const host::Erasure& plan) {
  const bool more = plan.in_cases > plan.cases.size();
  return cat(join(plan.cases, " "), more ? " …" : "");
}

int run_erase(Session& session, const EraseOptions& options) {
  const auto office = Office::open(session, options.office);
  if (!office) return session.exit;
  const bool of_person = !options.person.empty();
  Result<host::Erasure> plan = fail(Errc::invalid, "");
  if (of_person) {
    const std::string& given = options.office.town_id;
    plan = host::plan_person_erasure(
        office->store(), given.empty() ? office->first_town().id : given, options.person);
  } else {
    const auto id = office->shard().find_case(options.office.ref, options.office.town_id);
    if (!id) return session.fail(id.error());
    plan = host::plan_case_erasure(office->store(), office->catalog(), *id);
  }
  if (!plan) return session.fail(plan.error());
  if (!options.yes)
    return session.fail(
        kRefused,
        cat("将销毁 ", plan->what.leaves.size(), " 把密钥：", plan->rows, " 行、", plan->in_cases,
            " 件案件（", erased_numbers(*plan), "）中的内容再也读不出。确认请加 --yes。"),
        cat("this destroys ", plan->what.leaves.size(), " key(s): what is sealed under them in ",
            plan->rows, " row(s) of ", plan->in_cases, " case(s) (", erased_numbers(*plan),
            ") cannot be read ever again; say --yes to do it"));
  if (options.office.actor.empty())
    return session.fail(kUsage, "要写明是谁办的：--as 人员编号。", "say who acts: --as PERSON");
  plan->by = {options.office.actor, "claimed", ""};
  plan->what.reason = options.office.reason;
  if (const auto done = office->shard().erase(*plan); !done) return session.fail(done.error());
  if (session.json)
    session.out << host::erasure_json(*plan) << '\n';
  else
    session.out << session.pick(
                       cat("已抹除：销毁密钥 ", plan->what.leaves.size(), " 把，涉及 ", plan->rows,
                           " 行、", plan->in_cases, " 件案件 ", erased_numbers(*plan)),
                       cat("erased: ", plan->what.leaves.size(), " key(s) destroyed, of ",
                           plan->rows, " row(s) in ", plan->in_cases, " case(s) ",
                           erased_numbers(*plan)))
                << '\n';
  return session.exit = kOk;
}

CLI::App* erase_command(CLI::App& group, Session& session,
                        const std::shared_ptr<EraseOptions>& options, const char* zh,
                        const char* en) {
  CLI::App* command = group.add_subcommand("erase", std::string(session.pick(zh, en)));
  actor_options(*command, options->office, session);
  command->add_option("--in", options->office.town_id,
                      std::string(session.pick("乡镇编号", "id of a town")));
  command
      ->add_option("--reason", options->office.reason,
                   std::string(session.pick("缘由，会记录在案", "reason, which is recorded")))
      ->required();
  command->add_flag("--yes", options->yes,
                    std::string(session.pick("确认", "do it, not only say what it would do")));
  command->callback([options, &session] { run_erase(session, *options); });
  return command;
}

}  // namespace

void add_erase(CLI::App& app, Session& session) {
  auto of_person = std::make_shared<EraseOptions>();
  CLI::App* person = app.add_subcommand(
      "person", std::string(session.pick("某个人的信息", "what is kept of a person")));
  person->require_subcommand(1);
  erase_command(*person, session, of_person, "抹除一个人的信息：销毁其密钥",
                "erases what is kept of a person: his key is destroyed")
      ->add_option("PERSON", of_person->person,
                   std::string(session.pick("人员的 id_hash，没有时写 id",
                                            "the person's id_hash, or id where there is none")))
      ->required();
  auto of_case = std::make_shared<EraseOptions>();
  erase_command(*app.get_subcommand("case"), session, of_case,
                "抹除一件已办结案件中的个人信息：销毁其密钥",
                "erases what is private in a closed case: its key is destroyed")
      ->add_option("CASE", of_case->office.ref,
                   std::string(session.pick("案件编号", "number of the case")))
      ->required();
}

}  // namespace tf::cli
