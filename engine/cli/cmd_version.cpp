// version: the program itself.
#include <ostream>

#include <CLI/App.hpp>

#include "base/json.h"
#include "cli/commands.h"

namespace tf::cli {

void add_version(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("version", std::string(session.pick("版本", "the version")));
  command->callback([&session] {
    if (session.json)
      session.out << to_json(Value::record({{"version", Value::text(kVersion)},
                                            {"compiler", Value::text(__VERSION__)}}))
                  << '\n';
    else
      session.out << "townflow " << kVersion << '\n';
  });
}

}  // namespace tf::cli
