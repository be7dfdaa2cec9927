// What an author's tests run against: a plugin in this process with a clock that is told, a memory
// that is a map, and a network that is a table.
//
// In the manifest (`tests:`), one call each:
//     - {call: remind, with: [{}, key], at: 2026-03-10 09:00, kv: {last: 3}, expect: ok,
//        http: {"POST https://a.example/x": {status: 200, body: ok}}, asked: [POST
//        https://a.example/x], kv_after: {last: 4}}
// In tests/*.lua, as many as they like; a file answers a table of named functions:
//     tf.test.call(name, …) (raises when the call fails), tf.test.fails(name, …) → code, text,
//     tf.test.kv(record) sets, tf.test.kept() reads, tf.test.http(request, answer), tf.test.asked()
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugin/town_plugins.h"

namespace tf::plugin {

// Empty when it went as expected, else a sentence with the place in the script.
std::string run_test(const PluginSource& source, const PluginTest& test);

struct LuaTest {
  std::string name, wrong;  // wrong: empty when it passed
};
// The tests of one file; one entry named by the file when it cannot be run at all.
std::vector<LuaTest> run_lua_tests(const PluginSource& source, std::string_view text,
                                   const std::string& file);

}  // namespace tf::plugin
