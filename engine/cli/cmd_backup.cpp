// backup, verify-backup, restore: copies of a store, also while serve runs.
#include <memory>
#include <ostream>

#include <CLI/App.hpp>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "store/backup.h"

namespace tf::cli {

namespace {

int tell_copy(Session& session, const Result<store::Copy>& copy, std::string_view zh,
              std::string_view en) {
  if (!copy) return session.fail(copy.error());
  const std::uint64_t cases = copy->counts.open + copy->counts.closed;
  if (session.json) {
    const auto number = [](std::uint64_t n) { return Value::number(static_cast<std::int64_t>(n)); };
    session.out << to_json(Value::record({{"rows", number(copy->head.seq)},
                                          {"link", Value::text(to_hex(copy->head.shard_hash))},
                                          {"at", Value::text(to_utc_string(copy->head.at))},
                                          {"cases", number(cases)},
                                          {"bytes", number(copy->bytes)}}))
                << '\n';
  } else {
    session.out << session.pick(zh, en)
                << session.pick(cat("：日志 ", copy->head.seq, " 行，事项 ", cases,
                                    " 件，逐行核对无误；末行的链 "),
                                cat(": ", copy->head.seq, " journal rows, ", cases,
                                    " cases, every row checked; the last link is "))
                << to_hex(copy->head.shard_hash) << '\n';
  }
  return session.exit = kOk;
}

struct Paths {
  std::string copy, store;
};

}  // namespace

void add_backup(CLI::App& app, Session& session) {
  auto paths = std::make_shared<Paths>();
  const auto command = [&](const char* name, std::string_view zh, std::string_view en) {
    CLI::App* made = app.add_subcommand(name, std::string(session.pick(zh, en)));
    made->add_option("FILE", paths->copy, std::string(session.pick("备份文件", "the copy")))
        ->required();
    return made;
  };
  const auto store = [&](CLI::App* of) {
    of->add_option("--store", paths->store,
                   std::string(session.pick("存储文件", "the store's file")))
        ->required();
  };
  CLI::App* made = command("backup", "备份存储（serve 运行时也可以）并逐行核对",
                           "copies a store, also while serve runs, and checks every row");
  store(made);
  made->callback([paths, &session] {
    const auto copy = store::back_up(paths->store, paths->copy);
    tell_copy(session, copy, "已备份", "copied");
    if (copy)
      session.say("密钥文件不在备份里：请另处保管一份。",
                  "the key file is not in it: keep a copy of that somewhere else");
  });
  made = command("verify-backup", "逐行核对一份备份", "checks every row of a copy");
  made->callback(
      [paths, &session] { tell_copy(session, store::check_copy(paths->copy), "完整", "whole"); });
  made = command("restore", "由备份恢复出新的存储", "makes a new store of a copy");
  store(made);
  made->callback([paths, &session] {
    tell_copy(session, store::put_back(paths->copy, paths->store), "已恢复", "restored");
  });
}

}  // namespace tf::cli
