// A test file of the DMN Technology Compatibility Kit: its cases, and values as it writes them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "interchange/xml.h"

namespace tf::tck {

struct ExpectedResult {
  std::string name;
  Value value;
  bool is_error = false;  // evaluating it is an error, whose visible result is null
};

struct TestCase {
  std::string id;
  std::string type = "decision";  // decision, bkm, decisionService
  std::string invocable;
  Record inputs;  // "name", or "namespace#name"
  std::vector<ExpectedResult> results;
};

struct TestFile {
  std::string model;
  std::vector<TestCase> cases;
};

TestFile read_test_file(const interchange::XmlElement& root);
// Numbers to a relative 1e-8, times and dates as FEEL values; lists and contexts item by item.
bool agrees(const Value& actual, const Value& expected);

}  // namespace tf::tck
