// The command line of townflow: one function a group of commands, each in a file of its own, and
// run() that reads the arguments. Names, options and exit codes: docs/cli.md.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "cli/session.h"

namespace CLI {
class App;
}

namespace tf::cli {

inline constexpr const char* kVersion = "0.1.0";

void add_author(CLI::App& app, Session& session);            // lint fmt schema show
void add_test(CLI::App& app, Session& session);              // test
void add_verify(CLI::App& app, Session& session);            // verify
void add_rules(CLI::App& app, Session& session);             // feel decide due
void add_calendar(CLI::App& app, Session& session);          // calendar show, import
void add_metrics(CLI::App& app, Session& session);           // metrics
void add_report(CLI::App& app, Session& session);            // report
void add_demo(CLI::App& app, Session& session);              // demo
void add_preview(CLI::App& app, Session& session);           // preview
void add_serve(CLI::App& app, Session& session);             // serve publish
void add_check(CLI::App& app, Session& session);             // check
void add_case(CLI::App& app, Session& session);              // case explain
void add_repair(CLI::App& group, Session& session);          // case repair
void add_erase(CLI::App& app, Session& session);             // person erase, case erase
void add_incident(CLI::App& app, Session& session);          // incident, timer
void add_migrate(CLI::App& app, Session& session);           // migrate plan, apply
void add_replay(CLI::App& app, Session& session);            // replay
void add_bench(CLI::App& app, Session& session);             // bench
void add_backup(CLI::App& app, Session& session);            // backup verify-backup restore
void add_doctor(CLI::App& app, Session& session);            // doctor
void add_version(CLI::App& app, Session& session);           // version
void add_completion(CLI::App& app, Session& session);        // completion
void add_plugin(CLI::App& app, Session& session);            // plugin
void add_plugin_author(CLI::App& group, Session& session);   // plugin new, check, test, list
void add_interchange(CLI::App& app, Session& session);       // import export
void add_bpmn(CLI::App& app, Session& session);              // import bpmn, export bpmn
void add_render(CLI::App& app, Session& session);            // render
void add_sheet(CLI::App& app, Session& session);             // import table, export table, diff
void add_roll(CLI::App& app, Session& session);              // import roll
void add_roll_acts(CLI::App& app, Session& session);         // roll
void add_upgrade(CLI::App& app, Session& session);           // upgrade
void add_town(CLI::App& app, Session& session);              // town
void add_plugin_package(CLI::App& group, Session& session);  // plugin pack … install

// The exit code. `terminal`: `err` is one.
int run(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err,
        bool terminal = false);

}  // namespace tf::cli
