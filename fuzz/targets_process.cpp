// Processes from strangers: a workflow bound in a small town, and a BPMN file.
#include <string>
#include <utility>
#include <vector>

#include "core/load_town.h"
#include "interchange/bpmn.h"
#include "model/print.h"
#include "targets.h"

namespace tf::fuzz {
namespace {

const std::vector<std::pair<std::string, std::string>>& rest_of_town() {
  static const std::vector<std::pair<std::string, std::string>> files{
      {"t/town.yaml",
       "town: t\ntitle: {zh: 镇, en: T}\n"
       "calendar: {zone: Asia/Shanghai, office: 08:30-12:00 14:00-17:30}\nmay: [claim, urge]\n"},
      {"t/roles.yaml",
       "roles: t\nlevels: [town, village]\nfind: {nobody: clerk}\nposts:\n"
       "  clerk: {level: town, queue: true, off_hours: self, zh: 干事, en: clerk}\n"
       "near:\n  handler: {zh: 经办人, en: handler}\n"},
      {"t/people.yaml",
       "people: t\ntree:\n  hall:\n    level: town\n    holds: {clerk: [ann, bob]}\n"},
      {"t/deadlines.yaml", "deadlines: t\ncommon: {soon: 2 hours}\nerrand: {answer: 3 hours}\n"},
      {"t/ladders.yaml", "ladders: t\nplain: {L1: {at: due, light: yellow}}\n"},
      {"t/sizes.yaml",
       "table: sizes\nhit: first\noutputs: {size: {type: choice, of: [small, big]}}\nrules: |\n"
       "  row  | amount | => size\n  big  | > 100  | big\n  else | -      | small\n"}};
  return files;
}

}  // namespace

void workflow(std::string_view bytes) {
  auto files = rest_of_town();
  files.emplace_back("t/errand.yaml", std::string(bytes));
  model::Diagnostics told;
  const auto towns = core::load_towns(files, told);
  for (const model::Diagnostic& row : told.rows())
    if (row.span.line == 0) broken("workflow", "what is wrong has its place");
  if (towns.empty() || told.has_errors()) return;
  for (const auto& [id, definition] : towns.front().town.workflows)
    if (definition == nullptr || definition->hash.size() != 64)
      broken("workflow", "a process without error is bound");
}

void bpmn(std::string_view bytes) {
  const auto read = interchange::read_bpmn(
      bytes, {}, {.bytes = 1 << 18, .depth = 60, .attributes = 64, .elements = 5000});
  if (!read) {
    if (read.error().name.empty() || read.error().line < 1)
      broken("bpmn", "a refusal has its name and place");
    return;
  }
  if (!read->report.errors.empty() && !read->workflows.empty())
    broken("bpmn", "of a faulty model no process is given");
  for (const interchange::BpmnNote& one : read->report.errors)
    if (one.line < 1 || one.zh.empty() || one.en.empty())
      broken("bpmn", "a fault has its place and both languages");
  for (const interchange::BpmnWorkflow& one : read->workflows) {
    const std::string printed = model::print_node(*one.root);
    model::Diagnostics told;
    const model::Document document = model::read_document("p.yaml", printed, told);
    if (!document.root || document.kind != "workflow")
      broken("bpmn", "what is made of it is a workflow");
  }
}

}  // namespace tf::fuzz
