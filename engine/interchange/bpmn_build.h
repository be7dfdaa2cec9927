// One process of a BPMN model → the Node tree of one workflow. Private to interchange/.
//
// bpmn_build.cpp: the workflow and its scopes; bpmn_build_activity.cpp: activities, loops, ad hoc;
// bpmn_build_event.cpp: events and handlers; bpmn_build_flow.cpp: gateways and ways out;
// bpmn_build_start.cpp: how a case begins; bpmn_build_own.cpp: what our own files say.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "interchange/bpmn_model.h"
#include "model/node.h"

namespace tf::interchange::bpmn {

using NodePtr = std::unique_ptr<model::Node>;
NodePtr text(std::string value);
NodePtr map_of(const char* key, NodePtr value);
NodePtr map_of(const char* key, std::string value);
NodePtr texts(const std::vector<std::string>& values);  // a list, or one scalar
void put(model::Node& map, std::string_view key, NodePtr value);
void put(model::Node& map, std::string_view key, std::string value);

class Builder {
 public:
  Builder(const Process& process, const BpmnFill& fill,
          const std::map<std::string, std::string>& passed, BpmnReport& report)
      : process_(process), fill_(fill), passed_(passed), report_(report) {}

  BpmnWorkflow build();

 private:
  // The scope being written: its structs, its steps, where a path ends.
  struct Frame {
    const Scope* scope = nullptr;
    model::Node* steps = nullptr;
    const Element* ad_hoc = nullptr;
    std::string owner;  // for ids made here
  };
  struct Rename {
    std::string name, feel;
  };

  // ---- the whole (bpmn_build.cpp)
  void name_elements(const Scope& scope);
  std::string fresh(const std::string& wanted);
  NodePtr scope_steps(const Scope& scope, const Element* ad_hoc, const std::string& owner);
  void emit(Frame& frame, const Element& element);
  std::vector<const Element*> entries(const Scope& scope) const;
  void read_starts(model::Node& root);
  struct Beginning {
    std::string name, element;
    NodePtr start;
    std::string go;
  };
  const Element* opening_gateway(const Element& element) const;
  bool begins(const Element& element) const;
  void emit_first(Frame& frame, const Element& element);
  NodePtr received(const Element& element) const;
  NodePtr start_of(const Element& element);
  NodePtr start_by_time(const Element& element, const EventDefinition& definition);
  NodePtr whole() const;                    // our own file, its drawing unchanged: as it was
  void take_case(model::Node& root) const;  // … changed: all that is not drawn
  void add_sub_handlers(const Scope& scope, const std::string& owner, model::Node& step);
  std::string field(std::string_view variable, std::string type = {});
  std::string feel(std::string_view expression);
  void guess_types(std::string_view feel);
  void title(model::Node& step, const Element& element) const;
  NodePtr fields() const;
  void outside_handlers(model::Node& root);
  void body_of_task(const Element& element, model::Node& step);
  void decision(const Element& element, model::Node& step);  // bpmn_decision.cpp
  NodePtr decided(const Element& element);
  NodePtr own_step(const Element& element);  // what our own file says of it; null: nothing
  void script(const Element& element, model::Node& step);

  // ---- who does the work, with which form (bpmn_build_people.cpp)
  void user_task(const Element& element, model::Node& made);
  NodePtr who_of(const Element& element, std::vector<std::string>& left) const;
  bool is_initiator(std::string_view text) const;
  NodePtr form_of(const Element& element);
  NodePtr form_field(const Element& element, const FormField& asked);
  std::string type_of(const Element& element, const FormField& asked);
  void read_start_form();

  // ---- activities
  void emit_activity(Frame& frame, const Element& element);
  NodePtr activity(Frame& frame, const Element& element);
  NodePtr call(const Element& element);
  void take_answers(const Element& element, model::Node& call);
  NodePtr kept(const Element& element);  // the value of one instance, into the list of all
  NodePtr ad_hoc(const Element& element);
  void multi(Frame& frame, const Element& element, NodePtr inner);
  void name_instance(const Element& element, const std::string& round);
  // What the names of instances mean in the expressions that follow.
  void count_instances(const std::string& total, const std::string& ended, const std::string& open);
  static bool counts_instances(const Loop& loop);  // what it tells depends on how many have ended
  void standard(Frame& frame, const Element& element, NodePtr inner);
  void boundaries(Frame& frame, const Element& element, model::Node& outer);
  void compensation(Frame& frame, const Element& element, model::Node& inner);

  // ---- events
  NodePtr event(const EventDefinition& definition, const Element& element);
  NodePtr events_of(const Element& element);  // one, any or all of them
  // An event-based gateway waits for it.
  static bool is_raced(const Scope& scope, const Element& element);
  void emit_catch(Frame& frame, const Element& element);
  void emit_throw(Frame& frame, const Element& element);  // throw and end
  NodePtr thrown(const EventDefinition& definition, const Element& element);

  // ---- flow
  struct Way {
    std::string target, condition;
    bool conditional = false, otherwise = false;
  };
  std::vector<Way> ways(Frame& frame, const Element& element);
  std::string path_end(const Frame& frame) const;
  std::string stuck(Frame& frame);
  // The gateway behind `element` that holds its outcomes; null: there is none.
  const Element* outcomes_of(const Scope& scope, const Element& element) const;
  bool is_outcomes(const Scope& scope, const Element& gateway) const;
  void leave_by_outcome(const std::vector<const SequenceFlow*>& flows, model::Node& step);
  // Adds the ways out of `element` to its step.
  void leave(Frame& frame, const Element& element, model::Node& step);
  // `otherwise`: where to go when none holds and there is no default; "": nowhere, an incident.
  NodePtr choice(Frame& frame, const std::vector<Way>& ways, bool every,
                 std::string otherwise = {});
  void emit_gateway(Frame& frame, const Element& element);
  void emit_race(Frame& frame, const Element& element);
  const std::string& step(const std::string& element) const;   // the step that is the element
  const std::string& entry(const std::string& element) const;  // where tokens go in

  const Process& process_;
  const BpmnFill& fill_;
  const std::map<std::string, std::string>& passed_;  // variables its callers pass, with type
  BpmnReport& report_;
  BpmnWorkflow out_;
  std::set<std::string> used_;
  std::map<std::string, std::string> entry_, around_;
  std::map<std::string, std::string> types_;  // variable → type
  std::vector<std::string> order_;            // variables as they came
  std::map<std::string, NodePtr> declared_;   // variable → its field, where a form says more
  std::vector<Rename> renames_;               // innermost last
  std::map<std::string, const Element*> elements_;
};

// What calls hand to the processes they open, of this file and of others (bpmn_share.cpp); a call
// that hands over everything gets a mapping for each variable. `known`: the variables of the
// processes of this file.
BpmnFill::Passed share_variables(Model& model, const BpmnFill& fill, BpmnFill::Passed& known,
                                 BpmnReport& report);

}  // namespace tf::interchange::bpmn
