#include "cli/new_town.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "cli/towns.h"
#include "cli/write_file.h"

namespace tf::cli {

namespace fs = std::filesystem;

namespace {

using Files = std::map<std::string, std::string>;

std::string title_of(const std::string& title, const std::string& id) {
  const std::string& shown = title.empty() ? id : title;
  return cat("{zh: \"", shown, "\", en: \"", shown, "\"}");
}

// One node a level below the town, the room that takes what nobody has, and who is on duty.
std::string people_of(const std::string& id, const core::Roles& roles) {
  const auto room = roles.posts.find(roles.nobody);
  const std::string room_level = room == roles.posts.end() || room->second.level == "any"
                                     ? roles.levels.front()
                                     : room->second.level;
  std::string out = cat("people: ", id, "   # all names are invented\ntree:\n");
  std::string indent = "  ", seat = id;
  for (const std::string& level : roles.levels) {
    std::string node = level == room_level ? id : cat(id, "-", level);
    std::replace(node.begin(), node.end(), '_', '-');  // no id has one
    if (level == room_level) seat = node;
    out += cat(indent, node, ":\n", indent, "  level: ", level, "\n");
    if (level == room_level)
      out += cat(indent, "  holds: {", roles.nobody, ": [", id, "-1, ", id, "-2]}\n");
    if (&level != &roles.levels.back()) out += cat(indent, "  below:\n");
    indent += "    ";
  }
  if (roles.posts.contains(roles.off_hours))
    out += cat("roster:\n  ", seat, ": {", roles.off_hours, ": [", id, "-2]}\n");
  return out + cat("persons:\n  ", id, "-1: {name: First}\n  ", id, "-2: {name: Second}\n");
}

Files overlay(const std::string& id, const std::string& base, const std::string& title,
              const core::Roles& roles) {
  return {{"town.yaml", cat("town: ", id, "\ntitle: ", title_of(title, id), "\nextends: ", base,
                            "   # everything below is only what differs\n")},
          {"people.yaml", people_of(id, roles)}};
}

Files alone(const std::string& id, const std::string& title) {
  core::Roles roles;
  roles.levels = {"town", "village"};
  roles.posts["command_room"] = {.id = "command_room", .level = "town", .by = "", .title = {}};
  roles.posts["duty_officer"] = {.id = "duty_officer", .level = "any", .by = "", .title = {}};
  return {
      {"town.yaml", cat("town: ", id, "\ntitle: ", title_of(title, id),
                        "\ncalendar: {zone: Asia/Shanghai, office: 08:30-12:00 14:00-17:30}\n")},
      {"people.yaml", people_of(id, roles)},
      {"roles.yaml", cat("roles: ", id, R"(
levels: {town: {zh: 镇, en: Town}, village: {zh: 村, en: Village}}
find: {start: case.grid, off_hours: duty_officer, nobody: command_room}
posts:
  command_room: {level: town, queue: true, off_hours: self, zh: 指挥室, en: command room}
  duty_officer: {level: any, roster: true, zh: 值班人员, en: duty officer}
near:
  handler:    {zh: 经办人, en: handler}
  next_level: {of: handler, up: 1, zh: 上一级, en: next level up}
)")},
      {"words.yaml", cat("words: ", id, R"(
rows: |
  id       | zh   | en
  answer   | 答复 | Answer
  answered | 办结 | Answered
)")},
      {"workflows/question.yaml", R"(workflow: question
title: {zh: 咨询, en: Question}
case: {subject: {title: {zh: 事项, en: Subject}, type: line}}
steps:
  answer:
    task: answer
    who:  command_room
    due:  3 working days
    form: {reply: {title: {zh: 答复, en: Reply}, type: text, required: true}}
  over: {end: answered}
)"}};
}

}  // namespace

int new_town(Session& session, const std::string& folder, const std::string& base,
             const std::string& title) {
  const std::string path = host::folder_path(folder);
  const std::string id = fs::path(path).filename().string();
  std::error_code code;
  if (fs::exists(path, code) && !fs::is_empty(path, code))
    return session.fail(kRefused, cat(folder, " 已存在且不空，不覆盖。"),
                        cat(folder, " exists and is not empty; nothing was written"));
  Files files;
  if (base.empty()) {
    files = alone(id, title);
  } else {
    const std::string around = fs::absolute(path, code).parent_path().string();
    const auto below = host::find_town(base, around);
    if (!below)
      return session.fail(kRefused, cat("在 ", around, " 或其上层没有找到乡镇 ", base, "。"),
                          cat("there is no town ", base, " beside ", around, " or above it"));
    const auto town = open_one(session, *below);
    if (!town) return session.exit;
    if (town->town.roles.levels.empty())
      return session.fail(kRefused, cat("乡镇 ", base, " 没有写层级（levels）。"),
                          cat("the town ", base, " names no levels"));
    files = overlay(id, base, title, town->town.roles);
  }
  for (const auto& [name, text] : files) {
    fs::create_directories((fs::path(path) / name).parent_path(), code);
    if (const auto done = replace_file(cat(path, "/", name), text); !done)
      return session.fail(done.error());
  }
  session.say(cat("已新建 ", path, "；townflow town check ", path, " 检查它。"),
              cat("made ", path, "; check it with townflow town check ", path));
  return session.exit = kOk;
}

}  // namespace tf::cli
