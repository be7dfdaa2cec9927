// The town random processes run in.
#include "base/text.h"
#include "definitions.h"

namespace tf::random {

bool has_whims(const Plant& plant) {
  return (plant.extras >> 12 & 1U) != 0;
}

std::map<std::string, std::string> town_scripts() {
  return {{"whims/main.lua", R"(
-- Answers now this, now that, breaks, and says no: whatever it is asked.
local calls = 0
local function turn(n) calls = calls + 1; return tf.kv.incr("turn") % n end
return {
  assign = function(people)
    local n = turn(5)
    if n == 0 then error("no idea") end
    if n == 1 then return people[#people] end
  end,
  before = function(done)
    if turn(9) == 0 then return tf.reject("NOT_NOW", {zh = "等一等", en = "wait"}) end
  end,
  moved = function(clock)
    if turn(4) == 0 then return {due = tf.calendar.add_days(clock.due, 1) .. clock.due:sub(11)} end
  end,
  prepared = function() return {values = {n = turn(7)}} end,
}
)"}};
}

std::vector<std::pair<std::string, std::string>> town_files(bool whims) {
  std::vector<std::pair<std::string, std::string>> out;
  if (whims)
    out.emplace_back("whims/plugin.yaml",
                     "plugin: whims\napi: 1\nversion: 1.0.0\ntitle: {zh: 任性, en: Whims}\n"
                     "entry: main.lua\ngives:\n"
                     "  assign: {kind: filter, hook: task.assign}\n"
                     "  before: {kind: filter, hook: task.before_complete}\n"
                     "  moved: {kind: filter, hook: deadline.compute}\n"
                     "  prepared: {kind: filter, hook: form.prepare}\n"
                     "permissions: {kv: 4 KiB}\non_error: incident\n");
  const std::vector<std::pair<std::string, std::string>> files{
      {"town.yaml", cat("town: t\ntitle: {zh: 试验镇, en: Test town}\n"
                        "calendar: {zone: Asia/Shanghai, office: 08:30-12:00 14:00-17:30}\n"
                        "may: [claim, comment, cc, urge]\nuses: [board]\n",
                        whims ? "plugins: {whims: {}}\n" : "")},
      {"roles.yaml",
       "roles: t\nlevels: [town, village]\nfind: {start: case.grid, nobody: clerk}\nposts:\n"
       "  clerk: {level: town, queue: true, off_hours: self, zh: 干事, en: clerk}\n"
       "  boss: {level: town, off_hours: self, zh: 负责人, en: head}\n"
       "  cadre: {level: village, many: true, off_hours: self, zh: 村干部, en: village cadre}\n"
       "near:\n  handler: {zh: 经办人, en: handler}\n"
       "  next_level: {of: handler, up: 1, zh: 上一级, en: next level up}\n"},
      {"people.yaml",
       "people: t\ntree:\n  town-1:\n    level: town\n    holds: {clerk: [ann, bob], boss: [cat]}\n"
       "    below:\n      dale: {level: village, holds: {cadre: [dan, eve]}}\n"
       "      hill: {level: village, holds: {cadre: [flo]}}\n"
       "units:\n  works: {title: {zh: 工程队, en: Works}, at: town-1, head: dan, members: [dan, "
       "eve]}\n"
       "persons:\n  ann: {name: Ann, skill: [electric]}\n  bob: {name: Bob, skill: [water]}\n"},
      {"ladders.yaml",
       "ladders: t\nnotice: {L1: {at: due, light: yellow, tell: handler}}\n"
       "strict:\n  L1: {at: warn, light: yellow, tell: handler}\n"
       "  L2: {at: due, light: red, tell: [handler, next_level]}\n"
       "  L3: {at: due + 1 working days, urge: true, tell: boss}\n"},
      {"deadlines.yaml",
       "deadlines: t\nw: {soon: {for: 2 office hours, extend: {times: 2, at_most: 5 working "
       "days}}, "
       "same: 3 working days}\n"
       "pauses: {waiting: {clock: pause, at_most: 3 working days}}\n"},
      {"notes.yaml",
       "forms: t\nnotes:\n  title: {zh: 记录, en: Notes}\n"
       "  heard: {type: whole, min: 0, max: 8, required: true}\n"
       "  why: {type: line, show: heard > 3, required: heard > 5}\n"},
      {"sizes.yaml",
       "table: sizes\ntitle: {zh: 大小, en: Sizes}\nhit: first\n"
       "outputs:\n  size: {type: choice, of: [small, big]}\n"
       "rules: |\n  row | n   | => size\n  big | > 1 | big\n  few | < 1 | small\n"},
      {"below.yaml",
       "workflow: below\ncase: {m: {type: whole, default: 0}}\nsteps:\n"
       "  own: {task: work, who: clerk, next: {good: fine, bad: broken, thrown: throw}}\n"
       "  fine: {end: done}\n  broken: {end: failed}\n  throw: {raise: {error: E1}}\n"}};
  out.insert(out.end(), files.begin(), files.end());
  return out;
}

}  // namespace tf::random
