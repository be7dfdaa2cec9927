// Small BPMN files for tests, and what became of them.
#pragma once

#include <string>

#include "base/text.h"
#include "interchange/bpmn.h"
#include "model/print.h"
#include "model/shape.h"

namespace tf::interchange {

inline std::string file_of(const std::string& body, const std::string& head = {}) {
  return cat("<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>", head,
             "<process id='p'>", body, "</process></definitions>");
}

// The steps of the one workflow, in one line.
inline std::string steps_of(const std::string& body, const std::string& head = {},
                            const BpmnFill& fill = {}) {
  auto read = read_bpmn(file_of(body, head), fill);
  if (!read) return read.error().en;
  if (!read->report.errors.empty()) return cat("error: ", read->report.errors.front().en);
  model::Document document;
  document.kind = "workflow";
  document.id = read->workflows.front().id;
  document.root = std::move(read->workflows.front().root);
  model::Diagnostics findings;
  model::check_shape(document, findings);
  if (findings.has_errors()) return model::to_text(findings, model::Language::en);
  const std::string text = model::print_node(*document.root->get("steps"));
  std::string out;
  for (const char c : text)
    if (c == '\n')
      out += ' ';
    else if (c != ' ' || (!out.empty() && out.back() != ' '))
      out += c;
  return std::string(trim(out));
}

// All notes of a file, a line each.
inline std::string notes_of(const std::string& body, const std::string& head = {},
                            const BpmnFill& fill = {}) {
  const auto read = read_bpmn(file_of(body, head), fill);
  if (!read) return read.error().en;
  std::string out;
  for (const BpmnNote& note : read->report.notes) out += cat(note.element, ": ", note.en, "\n");
  return out;
}

inline constexpr const char* kTask =
    "<startEvent id='s'/><sequenceFlow id='f' sourceRef='s' "
    "targetRef='t'/>";

}  // namespace tf::interchange
