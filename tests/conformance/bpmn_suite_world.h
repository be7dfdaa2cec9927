// What one story is played in: the models imported, printed, read again and bound in the smallest
// town there can be; the real core behind a shard, a store in memory, a clock that stands still.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "conformance/bpmn_suite_case.h"
#include "core/definition.h"
#include "host/shard.h"

namespace tf::bpmn_suite {

class World {
 public:
  // Null when the models are refused; `why` then says for what. `again`: what was imported is
  // exported without our extensions, and what is played is the import of that.
  static std::unique_ptr<World> open(const Case& one, const Scenario& scenario, bool again,
                                     std::string& why);

  // False when it is refused. `event`: message or signal that starts it; none: as it starts by
  // itself.
  bool start(const std::string& process, const Variables& variables,
             core::EventSpec::Kind by = core::EventSpec::Kind::none, const std::string& name = {});
  void act(const Act& act);

  // What is seen of all instances together, by ids of the models.
  std::map<std::string, int> tasks() const;
  bool waits(const std::string& element) const;
  int completed(const std::string& element) const;
  std::string state() const;  // completed, active, incident
  Value variable(const std::string& name) const;
  // First completions in order, by element; SIZE_MAX when never.
  std::size_t first_completion(const std::string& element) const;
  std::string incidents() const;

 private:
  World() = default;
  struct Instance {
    CaseId id;
    core::CaseState state;
    const core::Definition* definition = nullptr;
  };
  bool load(const Case& one, bool again, std::string& why);
  bool export_and_import(const std::string& name, const core::Town& town,
                         const interchange::BpmnFill& before, std::string& why);
  void look();  // the instances as they stand
  bool send(CaseId id, core::CommandBody body);
  void advance(const std::string& duration);
  bool complete(const std::string& element, const Variables& variables);
  void message(const std::string& name);
  void signal(const std::string& name);
  std::vector<std::string> steps_of(const std::string& element) const;
  Value data(const Variables& variables) const;
  const std::string& field(const std::string& variable) const;
  void fire();

  std::vector<std::pair<std::string, std::string>> files_;  // of the workflows
  std::shared_ptr<const core::Catalog> catalog_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<host::Shard> shard_;
  VirtualClock clock_;
  std::vector<Instance> instances_;
  std::map<std::string, std::vector<std::string>> steps_;  // element → steps, over all models
  std::map<std::string, std::string> workflows_;           // process → workflow
  std::map<std::string, std::string> fields_;
  bool refused_ = false;
  std::size_t commands_ = 0;
};

}  // namespace tf::bpmn_suite
