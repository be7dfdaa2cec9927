// case repair: tokens moved, added and taken away, fields set, with a reason.
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/office.h"

namespace tf::cli {

namespace {

struct Repair {
  CaseOptions office;
  std::vector<std::string> move, add, remove, set;
};

Value texts(const std::vector<std::string>& list) {
  List out;
  for (const std::string& one : list) out.push_back(Value::text(one));
  return Value::list(std::move(out));
}

int repair(Session& session, const Repair& asked) {
  const Value moves = pairs(session, asked.move, ':', false);
  const Value sets = moves.is_null() ? Value() : pairs(session, asked.set, '=', true);
  if (sets.is_null()) return session.exit;
  Record form;
  if (!asked.move.empty()) form.set("move", moves);
  if (!asked.add.empty()) form.set("add", texts(asked.add));
  if (!asked.remove.empty()) form.set("remove", texts(asked.remove));
  if (!asked.set.empty()) form.set("set", sets);
  core::Act act;
  act.verb = "repair";
  act.reason = asked.office.reason;
  act.form = Value::record(std::move(form));
  return send_act(session, asked.office, std::move(act));
}

}  // namespace

void add_repair(CLI::App& group, Session& session) {
  auto asked = std::make_shared<Repair>();
  CLI::App* command = group.add_subcommand(
      "repair", std::string(session.pick("修复走错或停住的案件，写明理由",
                                         "puts a case right that stands wrong, with a reason")));
  command
      ->add_option("CASE", asked->office.ref,
                   std::string(session.pick("案件编号", "number of the case")))
      ->required();
  actor_options(*command, asked->office, session);
  command->add_option("--reason", asked->office.reason,
                      std::string(session.pick("缘由", "reason")));
  command->add_option(
      "--move", asked->move,
      std::string(session.pick("步骤:步骤，令牌从何处移到何处；步骤#令牌 指其中一个",
                               "STEP:STEP, tokens from where to where; STEP#TOKEN "
                               "for one of them")));
  command->add_option("--add", asked->add,
                      std::string(session.pick("在此步骤加一个令牌", "a token at this step")));
  command->add_option("--remove", asked->remove,
                      std::string(session.pick("移走此步骤的令牌", "the tokens at this step go")));
  command->add_option(
      "--set", asked->set,
      std::string(session.pick("字段=值（JSON 或文字）", "FIELD=VALUE, as JSON or plain text")));
  command->callback([asked, &session] { repair(session, *asked); });
}

}  // namespace tf::cli
