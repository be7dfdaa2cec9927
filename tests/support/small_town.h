// A town of two levels in a few lines, and a workflow bound in it, for tests of the binder.
#pragma once

#include <string>
#include <string_view>

#include "core/load_town.h"

namespace tf::support {

inline constexpr const char* kSmallTown =
    "town: small\n"
    "title: {zh: 小镇, en: Small}\n"
    "calendar: {zone: Asia/Shanghai, office: 08:30-12:00 14:00-17:30}\n"
    "may: [claim, urge]\n";
inline constexpr const char* kSmallRoles =
    "roles: small\n"
    "levels: [town, village]\n"
    "find: {nobody: clerk}\n"
    "posts:\n"
    "  clerk: {level: town, queue: true, off_hours: self, zh: 干事, en: clerk}\n"
    "  cadre: {level: village, many: true, zh: 村干部, en: cadre}\n"
    "near:\n"
    "  handler: {zh: 经办人, en: handler}\n";
inline constexpr const char* kSmallPeople =
    "people: small\n"
    "tree:\n"
    "  hall:\n"
    "    level: town\n"
    "    holds: {clerk: [ann, bob]}\n"
    "    below: {dale: {level: village, holds: {cadre: [dan]}}}\n";
inline constexpr const char* kSmallDeadlines =
    "deadlines: small\n"
    "common: {soon: 2 hours}\n"
    "errand: {answer: 3 hours}\n";
inline constexpr const char* kSmallLadders =
    "ladders: small\nplain: {L1: {at: due, light: yellow}}\n";
inline constexpr const char* kSmallTable =
    "table: sizes\n"
    "hit: first\n"
    "outputs: {size: {type: choice, of: [small, big]}}\n"
    "rules: |\n"
    "  row  | amount | => size\n"
    "  big  | > 100  | big\n"
    "  else | -      | small\n";

struct Bound {
  core::Town town;
  model::Diagnostics out;
  std::string findings() const { return model::to_text(out, model::Language::en); }
  // Code and sentence of each finding, a line each.
  std::string sentences() const {
    std::string text;
    for (const model::Diagnostic& row : out.rows()) {
      text += std::to_string(row.span.line) + ":" + std::to_string(row.span.column) + " " +
              message_of(row, model::Language::en);
      if (!row.suggestion.empty()) text += " (" + row.suggestion + "?)";
      text += "\n";
    }
    return text;
  }
  const core::Definition& workflow(std::string_view id = "errand") const {
    return *town.workflows.find(id)->second;
  }
  const core::Step& step(std::string_view id) const { return *workflow().step(id); }
};

// `workflow` is the text of workflows/errand.yaml; `more` further files.
inline Bound bind_small(std::string workflow,
                        std::vector<std::pair<std::string, std::string>> more = {}) {
  std::vector<std::pair<std::string, std::string>> files = {
      {"small/town.yaml", kSmallTown},           {"small/roles.yaml", kSmallRoles},
      {"small/people.yaml", kSmallPeople},       {"small/deadlines.yaml", kSmallDeadlines},
      {"small/ladders.yaml", kSmallLadders},     {"small/sizes.yaml", kSmallTable},
      {"small/errand.yaml", std::move(workflow)}};
  for (auto& file : more) files.push_back(std::move(file));
  Bound bound;
  auto towns = core::load_towns(files, bound.out);
  if (!towns.empty()) bound.town = std::move(towns.front().town);
  return bound;
}

}  // namespace tf::support
