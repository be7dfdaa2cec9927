// What a BPMN file says, as plain structs: references resolved, nothing of our language yet.
// Order: as written, which is the order conditions are asked in.
//
//     BPMN XML --bpmn_model--> structs --bpmn_build--> workflow
//     workflow --host/chart--> structs --bpmn_layout--> places --bpmn_svg, bpmn_sketch,
//     bpmn_write-->
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interchange/bpmn.h"
#include "interchange/xml.h"

namespace tf::interchange::bpmn {

enum class EventKind : unsigned char {
  message,
  signal,
  timer,
  error,
  escalation,
  conditional,
  compensate,
  cancel,
  terminate,
  link
};
struct EventDefinition {
  EventKind kind = EventKind::message;
  std::string id;
  std::string name;        // message, signal, error, escalation or link; "" when none is named
  std::string timer;       // timeDate, timeDuration, timeCycle
  std::string expression;  // of a timer or a condition
  std::string activity;    // compensate: the one activity, or ""
  bool wait = true;        // compensate: until it is done
};

enum class ElementKind : unsigned char {
  start,
  end,
  intermediate_catch,
  intermediate_throw,
  boundary,
  task,  // without a body of its own here: task, script, service, business rule, manual
  user_task,
  receive_task,
  send_task,
  sub_process,
  ad_hoc,
  transaction,
  call,
  exclusive,
  parallel,
  inclusive,
  complex,
  event_based
};

struct Loop {
  enum class Kind : unsigned char { none, standard, multi } kind = Kind::none;
  bool sequential = false, test_before = false;
  std::string condition;    // standard: goes on while it holds; multi: complete when it holds
  std::string cardinality;  // multi
  std::string collection, item;
  std::string maximum;              // standard
  std::string behavior;             // multi: none, one, all, complex
  std::string output, output_item;  // multi: the list that takes a value of each instance
  // multi: what its behavior tells after each of its rounds, and when
  struct Told {
    std::string event, name, condition;  // id and name of the event definition
  };
  std::vector<Told> told;
};
struct Mapping {
  std::string source, target;
  bool if_set = false;  // out: what the called process never set stays as it was here
};

// A form of Camunda 7, Flowable or Activiti.
struct FormField {
  std::string id, label, type, initial, min, max;
  bool required = false;
  std::vector<std::pair<std::string, std::string>> values;  // of an enum: id, name
};

struct Scope;
struct Element {
  ElementKind kind = ElementKind::task;
  std::string tag, id, name;
  int line = 1;
  std::vector<EventDefinition> events;
  bool parallel_multiple = false;
  bool interrupting = true;  // cancelActivity, isInterrupting
  bool instantiates = false;
  std::string attached_to, default_flow;
  bool for_compensation = false, by_event = false;
  int start_quantity = 1, completion_quantity = 1;
  Loop loop;
  std::string message;  // receive, send
  std::string called;
  std::vector<Mapping> in, out;
  bool in_all = false, out_all = false;                 // every variable there is
  bool one_at_a_time = false, cancel_remaining = true;  // ad hoc
  std::string condition;                                // ad hoc: completion; complex: activation
  std::vector<std::pair<std::string, std::string>> people;
  std::vector<FormField> form;
  std::string initiator;       // start: the variable that holds who opened the case
  std::string script, result;  // script task in FEEL: its text, the variable that takes its value
  std::vector<std::string> work;  // what another product does here: `class=a.b.C`
  std::string decision;           // business rule: the decision it asks
  std::string decision_result;    // how its answer becomes a value: Camunda's words;
                                  // each: every entry under its name; answer: one entry bare
  std::unique_ptr<Scope> body;

  // Of our own files (extensionElements): the step it is, in YAML without its ways; the step whose
  // outcomes or ways this gateway holds.
  std::string step, own, outcomes_of;
  std::vector<std::string> details;  // drawing: who, by when

  bool is_activity() const { return kind >= ElementKind::task && kind <= ElementKind::call; }
  bool has_body() const {
    return kind >= ElementKind::sub_process && kind <= ElementKind::transaction;
  }
};
struct SequenceFlow {
  std::string id, source, target, condition;
  std::string name, outcome;  // outcome: of the step whose gateway it leaves
  bool conditional = false;
  int line = 1;
};
struct Scope {
  std::vector<Element> elements;
  std::vector<SequenceFlow> flows;
  std::vector<std::pair<std::string, std::string>> associations;

  const Element* find(std::string_view id) const;
  std::vector<const SequenceFlow*> leaving(std::string_view id) const;
  std::vector<const SequenceFlow*> entering(std::string_view id) const;
  const Element* linked_catch(std::string_view name) const;
};
struct Process {
  std::string id, name;
  int line = 1;
  Scope body;
  std::string own;     // of our own files: the whole workflow, in YAML
  std::string digest;  // of the structs it was written from
};
struct Model {
  std::vector<Process> processes;
  BpmnReport report;
};

// The structs of a file; faults of it are in report.errors.
// What other products say of an element beside BPMN (bpmn_vendor.cpp): who, by when, with which
// form, what a task does; what is not used is noted.
void read_vendor(const XmlElement& from, Element& made, BpmnReport& report);
// Faults of the whole (bpmn_check.cpp): what the standard forbids and nothing could run.
void check_model(Model& model);

Model read_model(XmlElement definitions);

}  // namespace tf::interchange::bpmn
