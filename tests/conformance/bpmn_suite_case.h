// A case of the BPMN suite as written in NAME.case.yaml: which models, which stories, what must be
// seen. Keys: the suite's README.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/value.h"
#include "interchange/bpmn.h"
#include "model/node.h"

namespace tf::bpmn_suite {

using Variables = std::vector<std::pair<std::string, Value>>;

struct Act {
  std::string verb;  // complete, completeAll, trigger, message, signal, advance, set, start,
                     // enable, finish, expect
  std::vector<std::string> names;
  int times = 1;
  Variables variables;
  const model::Node* expect = nullptr;
};
struct Scenario {
  std::string name, process;
  std::string start_message, start_signal;
  Variables variables;
  std::vector<Act> acts;
  const model::Node* expect = nullptr;
};
struct Case {
  std::string name, level;
  std::vector<std::filesystem::path> models;
  std::map<std::string, interchange::BpmnFill::Sets> set;
  std::map<std::string, std::string> error;
  std::vector<Scenario> scenarios;
  std::shared_ptr<model::Node> root;  // what the scenarios point into
};

std::string read_file(const std::filesystem::path& path);  // empty when it cannot be read
// Throws std::runtime_error when the file cannot be read.
Case read_case(const std::filesystem::path& path);
// A scalar, list or map of the file as a value; unquoted numbers and truths are what they look
// like.
Value value_of(const model::Node& node);

}  // namespace tf::bpmn_suite
