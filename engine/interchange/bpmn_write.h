// A BPMN model → a BPMN 2.0 file with its diagram (BPMNDI), for editors and other engines.
//
//     structs --bpmn_layout--> places --write_bpmn--> XML
//
// What BPMN has no word for stands in extensionElements of our namespace, kOwnSpace: of a process
// the whole workflow (Process::own) and the digest of the drawing it belongs to, of an element the
// step it is (Element::own). Ids are ASCII (bpmn_ids.h). Collections, item names and mappings are
// written as Camunda reads them. Promise: read_model of the text gives the same structs, and two
// writings the same bytes. Source:  OMG BPMN 2.0.2, schemas BPMN20, BPMNDI, DC, DI.
#pragma once

#include <string>

#include "interchange/bpmn_model.h"

namespace tf::interchange::bpmn {

inline constexpr std::string_view kOwnSpace = "https://townflow.org/bpmn/1";

// `plain`: without our extensions, as another engine would read it.
std::string write_bpmn(const Process& process, bool plain = false);

// The same with the workflow it was drawn from, so that an unchanged drawing comes back whole.
std::string write_bpmn_of(Process process, std::string workflow);

// What a process is as a drawing: kinds, names, ways, conditions; the same before and after the
// file. Sixteen letters of its SHA-256.
std::string digest_of(const Process& process);

}  // namespace tf::interchange::bpmn
