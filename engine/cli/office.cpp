#include "cli/office.h"

#include <unistd.h>

#include <algorithm>
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "base/text.h"
#include "host/system_clock.h"

namespace tf::cli {

std::unique_ptr<Office> Office::open(Session& session, const CaseOptions& options) {
  auto office = std::make_unique<Office>();
  office->store_ = open_store(session, options.store, false);
  if (!office->store_) return nullptr;
  office->catalog_ = open_towns(session, options.towns, office->store_.get());
  if (!office->catalog_) return nullptr;
  if (!office->set_clock(session, options)) return nullptr;
  auto shard = host::Shard::open(office->catalog_, *office->store_, office->clock_,
                                 {.isolate = session.isolate_plugins});
  if (!shard) {
    session.fail(shard.error());
    return nullptr;
  }
  office->shard_ = std::move(*shard);
  return office;
}

bool Office::set_clock(Session& session, const CaseOptions& options) {
  const auto head = store_->head();
  if (!head) return session.fail(head.error()), false;
  clock_.set(std::max(head->at, store_->virtual_clock() ? Instant{} : host::SystemClock().now()));
  if (options.at.empty()) {
    if (store_->virtual_clock() && head->seq == 0) clock_.set(host::SystemClock().now());
    return true;
  }
  const auto at = time_argument(options.at, first_town().calendar->zone());
  if (at && store_->virtual_clock()) return clock_.set(std::max(head->at, *at)), true;
  session.fail(kUsage,
               at ? "--at 只能用于以 --virtual-clock 建立的存储。"
                  : cat("'", options.at, "' 不是时间：写 2026-03-10 16:40。"),
               at ? "--at needs a store made with --virtual-clock"
                  : cat("'", options.at, "' is no time; write 2026-03-10 16:40"));
  return false;
}

int tell_answer(Session& session, const host::Answer& answer) {
  switch (answer.kind) {
    case host::Answer::Kind::accepted:
      session.out << answer.body << '\n';
      return session.exit = kOk;
    case host::Answer::Kind::refused:
      if (session.json)
        session.out << to_json(Value::record({{"code", Value::text(answer.rejection.code)},
                                              {"zh", Value::text(answer.rejection.zh)},
                                              {"en", Value::text(answer.rejection.en)},
                                              {"offer", answer.rejection.offer}}))
                    << '\n';
      return session.fail(kRefused,
                          cat("不予办理（", answer.rejection.code, "）：", answer.rejection.zh),
                          cat("refused (", answer.rejection.code, "): ", answer.rejection.en));
    case host::Answer::Kind::failed:
      break;
  }
  return session.fail(answer.error);
}

int send(Session& session, Office& office, const CaseOptions& options, host::Request request) {
  if (options.actor.empty())
    return session.fail(kUsage, "要写明是谁办的：--as 人员编号。", "say who acts: --as PERSON");
  request.actor = {options.actor, "claimed", ""};
  request.key =
      options.key.empty() ? cat("cli-", host::SystemClock().now().ms, "-", getpid()) : options.key;
  if (const auto published = office.publish(options.actor); !published)
    return session.fail(published.error());
  const host::Answer answered = office.shard().run(request);
  for (;;) {  // what it set going behind a cursor
    const auto moved = office.shard().go_on();
    if (!moved) return session.fail(moved.error());
    if (!*moved) break;
  }
  return tell_answer(session, answered);
}

Value pairs(Session& session, const std::vector<std::string>& given, char mark, bool json) {
  Record out;
  for (const std::string& one : given) {
    const std::size_t at = one.find(mark);
    if (at == std::string::npos || at == 0) {
      session.fail(kUsage, cat("'", one, "' 应写作 ", mark == ':' ? "步骤:步骤" : "字段=值", "。"),
                   cat("'", one, "' should read ", mark == ':' ? "STEP:STEP" : "FIELD=VALUE"));
      return {};
    }
    const std::string value = one.substr(at + 1);
    const auto parsed = json ? parse_json(value) : std::unexpected(JsonError{});
    out.set(one.substr(0, at), parsed ? *parsed : Value::text(value));
  }
  return Value::record(std::move(out));
}

int send_act(Session& session, const CaseOptions& options, const MakeAct& make) {
  const auto office = Office::open(session, options);
  if (!office) return session.exit;
  const auto id = office->shard().find_case(options.ref, options.town_id);
  if (!id) return session.fail(id.error());
  const auto state = office->shard().state(*id);
  if (!state) return session.fail(state.error());
  auto act = make(*state);
  if (!act) return session.exit;
  host::Request request;
  request.town = state->town;
  request.case_ref = cat(id->value);
  request.body = *std::move(act);
  return send(session, *office, options, std::move(request));
}

int send_act(Session& session, const CaseOptions& options, core::Act act) {
  return send_act(session, options,
                  [&act](const core::CaseState&) { return std::optional(std::move(act)); });
}

void store_options(CLI::App& command, CaseOptions& options, Session& session, bool needs_town) {
  command
      .add_option("--store", options.store,
                  std::string(session.pick("存储文件", "the store's file")))
      ->required();
  CLI::Option* town = command.add_option(
      "--town", options.towns, std::string(session.pick("乡镇的文件夹", "folders of towns")));
  if (needs_town) town->required();
}

void actor_options(CLI::App& command, CaseOptions& options, Session& session) {
  store_options(command, options, session, true);
  command.add_option("--as", options.actor, std::string(session.pick("谁来办", "who acts")));
  command.add_option("--key", options.key, std::string(session.pick("幂等键", "idempotency key")));
  command.add_option("--at", options.at,
                     std::string(session.pick("虚拟时钟的时间", "time of the virtual clock")));
}

}  // namespace tf::cli
