// BPMN 2.0 files → workflows of our language, and what of them was not carried over.
//
//     BPMN XML --xml.h--> elements --bpmn_model--> structs --bpmn_build*--> Node trees (LANGUAGE
//     §13)
//
// Every element of a flow becomes a step, named by its id as far as ids here allow it; every
// sequence flow becomes a `next`, a `then` or a `go`. Nothing is folded: what it says is what runs.
// Files that belong together are read twice: what the first reading finds in all of them (passed,
// known) goes into the second.
// Errors:  those of xml.h; bpmn.root; else all faults of the model in report.errors, and then no
//          process is given.
// Limit:   XmlLimits; kMostElements elements a file.
// Source:  OMG BPMN 2.0.2 §8, §10, §13.
#pragma once

#include <expected>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interchange/xml.h"
#include "model/node.h"

namespace tf::interchange {

inline constexpr std::size_t kMostElements = 20'000;

struct BpmnNote {
  std::string element;  // id, or ""
  int line = 1;
  std::string zh, en;
};
struct BpmnReport {
  std::vector<BpmnNote> errors;  // the file cannot be run
  std::vector<BpmnNote> notes;   // not carried over, or carried over otherwise than written
  void error(std::string element, int line, std::string zh, std::string en);
  void note(std::string element, int line, std::string zh, std::string en);
};

// A decision that was given with the file, as the language asks it.
struct BpmnDecision {
  std::string decide;                                        // table or graph
  std::vector<std::pair<std::string, std::string>> inputs;   // names it reads, type or ""
  std::vector<std::pair<std::string, std::string>> outputs;  // entries of its answer, type or ""
  bool graph = false;  // its answer fills fields of these names
};

// What a file leaves open and the one who imports knows: bodies of tasks without any, types.
struct BpmnFill {
  using Sets = std::vector<std::pair<std::string, std::string>>;  // variable, FEEL
  std::map<std::string, Sets> set;                                // by element
  std::map<std::string, std::string> error;                       // element → error it throws
  std::map<std::string, std::string> types;                       // variable → field type
  std::map<std::string, std::set<std::string>> asks;  // user task → variables it asks for
  using Passed = std::map<std::string, std::map<std::string, std::string>>;
  Passed passed;  // process → variables its callers pass → type, "" when not known
  Passed known;   // process of another file → its variables → type
  std::map<std::string, BpmnDecision> decisions;  // by id
  // The posts and persons of the town it is for: groups and users of these names do the work.
  std::set<std::string, std::less<>> posts, persons;
  bool from_outside = false;  // every variable can be set by the message set-<variable>
};

struct BpmnWorkflow {
  std::string process;                        // id in the file
  std::string id;                             // of the workflow
  std::unique_ptr<model::Node> root;          // a map that begins with `workflow`
  std::map<std::string, std::string> steps;   // element id → step id
  std::map<std::string, std::string> starts;  // start element id → name of the start
  std::map<std::string, std::string> fields;  // variable → field
  std::map<std::string, std::string> types;   // variable → type, as far as it is known
};
struct BpmnImport {
  std::vector<BpmnWorkflow> workflows;
  BpmnFill::Passed passed;  // as the calls of this file pass them
  BpmnFill::Passed known;   // the variables of its processes
  BpmnReport report;
};

std::expected<BpmnImport, XmlError> read_bpmn(std::string_view text, const BpmnFill& fill = {},
                                              const XmlLimits& limits = {});

// How names of a file are written here: processes and elements; messages, signals, errors;
// variables.
std::string bpmn_id(std::string_view id);
std::string bpmn_reference(std::string_view name);
std::string bpmn_variable(std::string_view name);

}  // namespace tf::interchange
