// The tables that tidy_test holds the tree to: who may include whom, where third-party headers
// stand, which words are banned and what to write instead, which sources are tested under another
// name.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace tf::tidy {

struct Layer {
  std::string_view name;
  std::string_view may_include;  // layers, or one header of a layer
};

// docs/ARCHITECTURE.md draws it; CMakeLists.txt links it.
constexpr std::array kLayers{
    Layer{"base", ""},
    Layer{"model", "base"},
    Layer{"rule", "base model"},
    Layer{"core", "base model rule"},
    Layer{"interchange", "base model rule"},
    Layer{"plugin", "base model rule"},
    Layer{"store", "base core"},
    Layer{"host", "base model rule core interchange plugin store"},
    Layer{"sim", "base model rule core interchange plugin store host"},
    Layer{"api", "base host core/command.h store/store.h"},  // what service.h speaks in
    Layer{"cli", "base model rule core interchange plugin store host sim api"},
};

struct ThirdParty {
  std::string_view header;  // start of what stands between <>
  std::string_view files;   // regex over the path of the including file
  std::string_view instead;
};

constexpr std::array kThirdParty{
    ThirdParty{"nlohmann/", R"(engine/base/json(_\w+)?\.cpp)", "base/json.h"},
    ThirdParty{"yaml-cpp/", R"(engine/model/yaml(_\w+)?\.cpp)", "model/yaml.h"},
    ThirdParty{"lua", R"(engine/plugin/(lua_\w+|sandbox\w*)\.(cpp|h))", "plugin/sandbox.h"},
    ThirdParty{"lauxlib", R"(engine/plugin/(lua_\w+|sandbox\w*)\.(cpp|h))", "plugin/sandbox.h"},
    ThirdParty{"sodium", R"(engine/plugin/package_key\.cpp)", "plugin/package_key.h"},
    ThirdParty{"seccomp", R"(engine/plugin/worker_serve\.cpp)", "plugin/worker.h"},
    ThirdParty{"sqlite3", R"(engine/store/sqlite_\w+\.(cpp|h))", "store/store.h"},
    ThirdParty{"boost/", R"(engine/(api/(server|session)\w*|host/runtime)\.(cpp|h))",
               "api/server.h"},
    ThirdParty{"mimalloc", "engine/host/free_memory.cpp", "host/free_memory.h"},
    ThirdParty{"lz4", "engine/store/body_packer.cpp", "store/body_packer.h"},
    ThirdParty{"unicode/", R"(engine/rule/\S*regex\w*\.cpp)", "the rule layer's one user of ICU"},
    ThirdParty{"dec", R"(engine/base/decimal\w*\.(cpp|h))", "base/decimal.h"},
    ThirdParty{"date/", R"(engine/base/zone\.cpp)", "base/zone.h"},
    ThirdParty{"openssl/", R"(engine/base/(hash|seal)\w*\.cpp)", "base/hash.h"},
    ThirdParty{"spdlog/", R"(engine/base/log\.cpp)", "base/log.h"},
    ThirdParty{"fmt/", R"(engine/\S+\.(cpp|h))", "anywhere"},
    ThirdParty{"curl/", R"(engine/host/(http_client|webhook)\w*\.cpp)", "host/outside.h"},
    ThirdParty{"expat", R"(engine/interchange/\w+\.cpp)", "interchange's XML reader"},
    ThirdParty{"xlsxwriter.h", R"(engine/interchange/workbook_xlsx\.cpp)",
               "interchange's workbook writer"},
    ThirdParty{"archive", R"(engine/interchange/archive\.cpp)", "interchange/archive.h"},
    ThirdParty{"libical/", R"(engine/interchange/ics\.cpp)", "interchange's iCalendar reader"},
    ThirdParty{"graphviz/", R"(engine/interchange/bpmn_layout\.cpp)", "interchange/bpmn_layout.h"},
    ThirdParty{"zlib", R"(engine/(cli|host)/\w*gz\w*\.cpp)", "the one reader of .gz files"},
    ThirdParty{"CLI/", R"(engine/cli/\w+\.(cpp|h))", "cli"},
    ThirdParty{"gtest/", "tests/\\S+", "tests"},
};

struct Ban {
  std::string_view words;   // whole words, '|' between them; a '*' at the end: any word so begun
  std::string_view in;      // regex over the path
  std::string_view except;  // regex over the path; empty: none
  std::string_view instead;
};

constexpr std::string_view kEngine = R"(engine/\S+)";
constexpr std::array kBans{
    Ban{"system_clock::now|gettimeofday|std::time(", kEngine,
        R"(engine/(host/system_clock|api/server)\.cpp)",  // server: the Date of an answer
        "ask the Clock of base/clock.h"},
    Ban{"steady_clock::now|high_resolution_clock", R"(engine/(base|model|rule|core|store|sim)/\S+)",
        "", "time is an argument here: take an Instant"},
    Ban{"std::regex*", kEngine, "", "write the match out, or use FEEL's matches()"},
    Ban{"rand(|srand(|random(|std::random_device|std::mt19937*", kEngine, "",
        "use the seeded generator of base/prng.h"},
    Ban{"std::cout|std::cin|printf(", kEngine, R"(engine/cli/\S+)",
        "return the text; only cli prints"},
    Ban{"using namespace", R"(\S+\.h)", "", "name what you use"},
    Ban{"unordered_*", R"(engine/(rule|core)/\S+)", "",
        "use std::map or a sorted vector: no decision may hang on hash order"},
    Ban{"std::thread|std::jthread|std::async|std::mutex|std::atomic*",
        R"(engine/(model|rule|core)/\S+)", "", "threads belong to host/; this layer is pure"},
    Ban{"ifstream|ofstream|fstream|fopen|getenv",
        R"(engine/(base|model|rule|core|interchange)/\S+)",
        "engine/interchange/workbook_xlsx.cpp",  // the library writes files only: a temporary one
        "files and environment are read in host/ or cli/ and handed in as text"},
    Ban{"std::locale|setlocale", kEngine, "", "text is UTF-8 and decisions have no locale"},
};

// Sources whose test has another name: which one, and why.
struct Elsewhere {
  std::string_view source;  // regex over the path
  std::string_view test;    // a file under tests/ that must exist; empty: none
  std::string_view reason;
};

constexpr std::array kTestedElsewhere{
    Elsewhere{
        R"(engine/(cli/(cmd_report|demo_service)|sim/story_player|host/report(s|_file))\.cpp)",
        "tests/cli/cmd_demo_test.cpp", "a whole day is told, and reported on"},
    Elsewhere{R"(engine/host/reading_service\.cpp)", "tests/cli/cmd_serve_test.cpp",
              "each reading is asked for over HTTP"},
    Elsewhere{R"(engine/host/(opened|request_mark|batch_seal)\.cpp)", "tests/host/sealing_test.cpp",
              "what is sealed, by a story told to a shard"},
    Elsewhere{R"(engine/cli/main\.cpp)", "", "hands its arguments to cli/commands.cpp"},
    Elsewhere{R"(engine/host/(system_clock|webhook_outside|free_memory)\.cpp)", "",
              "one call of the machine's clock or network: nothing to decide"},
    Elsewhere{R"(engine/(rule/calendar_print|interchange/ics)\.cpp)",
              "tests/cli/cmd_calendar_test.cpp", "tables are tested by what is imported of them"},
    Elsewhere{R"(engine/rule/(cron|cycle_text)\.cpp)", "tests/rule/cycle_test.cpp",
              "a cycle is tested by what its words come to"},
    Elsewhere{R"(engine/rule/analysis_\w+\.cpp)", "tests/rule/analysis_test.cpp",
              "parts of one analysis, held against brute force"},
    Elsewhere{R"(engine/rule/feel/\w+\.cpp)", "tests/rule/feel/eval_test.cpp",
              "a stage of the language is tested by what expressions answer"},
    Elsewhere{R"(engine/interchange/dmn_(drawing|passed_over|write_logic)\.cpp)",
              "tests/interchange/dmn_write_test.cpp", "parts of reading and writing a whole file"},
    Elsewhere{R"(engine/(interchange/graph_write|rule/graph_read)\.cpp)",
              "tests/interchange/graph_file_test.cpp", "the two halves of a round trip"},
    Elsewhere{R"(engine/cli/graph_files\.cpp)", "tests/cli/cmd_interchange_test.cpp",
              "what import, export and decide open"},
    Elsewhere{
        R"(engine/api/(cases|command|definitions|erasure|form|health|incidents|own_town|roll|rows|schemas|tasks)\.cpp)",
        "tests/api/api_test.cpp", "requests and their answers, through the route table"},
    Elsewhere{R"(engine/api/session\.cpp)", "tests/api/server_test.cpp",
              "a connection is tested over a socket"},
    Elsewhere{R"(engine/store/(sqlite|memory)_\w+\.cpp)", "tests/store/sqlite_store_test.cpp",
              "every store passes tests/store/conformance"},
    Elsewhere{R"(engine/core/(command/)?\w+\.cpp)", "tests/host/shard_test.cpp",
              "turns are tested through the shard, and by the scenarios of examples and tests"},
    Elsewhere{R"(engine/interchange/bpmn_\w+\.cpp)", "tests/interchange/bpmn_test.cpp",
              "the stages of one import"},
    Elsewhere{R"(engine/host/chart_\w+\.cpp)", "tests/host/chart_test.cpp", "parts of one drawing"},
    Elsewhere{R"(engine/core/step/\w+\.cpp)", "tests/sim/scenario_test.cpp",
              "a step kind has its scenario in tests/scenario"},
    Elsewhere{R"(engine/host/(preview|figures)\.cpp)", "tests/cli/cmd_preview_test.cpp",
              "what stands between two starts is tested from the command line"},
    Elsewhere{R"(engine/(cli/(office|cmd_repair|cmd_incident)|host/incidents)\.cpp)",
              "tests/cli/cmd_migrate_test.cpp", "one town put right from the command line"},
    Elsewhere{R"(engine/host/row_check\.cpp)", "tests/cli/cmd_erase_test.cpp",
              "a store made from the command line, looked at by doctor"},
    Elsewhere{R"(engine/cli/notices\.cpp)", "tests/cli/cmd_check_test.cpp",
              "where a check sends what waits"},
    Elsewhere{R"(engine/cli/cmd_metrics\.cpp)", "tests/cli/cmd_preview_test.cpp",
              "one town worked on from the command line"},
    Elsewhere{
        R"(engine/host/(answer|batch|batch_broadcast|batch_keep|batch_lookup|batch_stream|case_cache|explain|texts|timeline|view)\.cpp)",
        "tests/host/shard_test.cpp", "the inside of the shard and what it shows"},
    Elsewhere{R"(engine/host/roll_acts\.cpp)", "tests/host/roll_stream_test.cpp",
              "acts on a roll go through the shard"},
    Elsewhere{R"(engine/host/publication\.cpp)", "tests/host/rule_changes_test.cpp",
              "what a publication leaves is what a change needs"},
    Elsewhere{R"(engine/host/plugins\.cpp)", "tests/scenario/plugins.yaml",
              "a town with plugins is played by scenarios"},
    Elsewhere{R"(engine/host/file_outside\.cpp)", "tests/cli/cmd_serve_test.cpp",
              "threads of the running server"},
    Elsewhere{R"(engine/host/outbox_worker\.cpp)", "tests/host/engine_service_test.cpp",
              "threads of the running engine"},
    Elsewhere{R"(engine/core/standing\.cpp)", "tests/host/standard_facts_test.cpp",
              "a standing is tested by the figures it comes to"},
    Elsewhere{R"(engine/host/effect_memory\.cpp)", "tests/host/plugin_outside_test.cpp",
              "what an effect keeps"},
    Elsewhere{R"(engine/plugin/settings\.cpp)", "tests/plugin/manifest_test.cpp",
              "settings are part of a manifest"},
    Elsewhere{R"(engine/plugin/effect\.cpp)", "tests/plugin/author_test_test.cpp",
              "effects run in this process for authors' tests"},
    Elsewhere{R"(engine/cli/host_file\.cpp)", "tests/cli/cmd_serve_test.cpp", "serve --host FILE"},
    Elsewhere{R"(engine/sim/(case_\w+|csv|journal_proof|w1)\.cpp)", "tests/cli/cmd_bench_test.cpp",
              "replays and measurements are run whole"},
    Elsewhere{R"(engine/sim/verify_\w+\.cpp)", "tests/sim/verify_test.cpp",
              "the stages of one exploration, told by the faults it finds"},
    Elsewhere{R"(engine/plugin/(lua_\w+|meter)\.cpp)", "tests/plugin/sandbox_test.cpp",
              "what a script can do is tested by scripts"},
    Elsewhere{R"(engine/(cli/check_dmn|interchange/dmn_places)\.cpp)",
              "tests/cli/cmd_author_test.cpp", "lint of a DMN file"},
    Elsewhere{R"(engine/(cli/(lint|new_town|served_homes|town_package)|host/town_home)\.cpp)",
              "tests/cli/cmd_town_test.cpp", "the parts of what `town` does"},
    Elsewhere{R"(engine/(cli/difference_text|model/upgrade)\.cpp)",
              "tests/cli/cmd_upgrade_test.cpp", "what an upgrade tells"},
    Elsewhere{R"(engine/cli/roll_sheet\.cpp)", "tests/cli/cmd_roll_test.cpp",
              "what an import of people reads and writes"},
    Elsewhere{R"(engine/cli/(write_file|verify_towns)\.cpp)", "tests/cli/cmd_author_test.cpp",
              "fmt writes with it"},
    Elsewhere{R"(engine/cli/(cmd_replay|gzip|gz_file|measure)\.cpp)",
              "tests/cli/cmd_bench_test.cpp", "replays and measurements are run whole"},
};

constexpr std::array kKinds{
    "workflow",  "workflows", "table",     "deadlines", "limits", "ladders", "forms",
    "words",     "roles",     "people",    "calendar",  "town",   "plugin",  "scenario",
    "migration", "流程",      "各流程",    "规则表",    "期限表", "限值表",  "梯级表",
    "表单库",    "词表",      "岗位表",    "人员",      "日历",   "乡镇",    "插件",
    "情景",      "迁移",      "decisions", "判定图",    "faults"};

constexpr std::size_t kMaxLines = 500;

}  // namespace tf::tidy
