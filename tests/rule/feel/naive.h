// A second evaluator of FEEL, for tests: it walks the parsed tree and knows nothing of slots,
// budgets, indexes or fast paths. It covers what the generator below writes; three-valued logic,
// arithmetic, comparisons, lists, contexts, filters, loops and a few functions of lists.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rule/feel/ast.h"

namespace tf::rule {

class Naive {
 public:
  explicit Naive(std::map<std::string, Value> names) : names_(std::move(names)) {}
  Value run(const ast::Node& node);
  // Unary tests on `input`.
  bool test(const ast::Node& tests, const Value& input);

 private:
  using Truth = std::optional<bool>;
  Value name(const std::string& name) const;
  Truth truth(const ast::Node& node);
  Value arithmetic(const std::string& how, const Value& a, const Value& b);
  Truth compared(const std::string& how, const Value& a, const Value& b);
  Truth one_test(const ast::Node& test, const Value& input);
  Value filter(const ast::Node& node);
  Value call(const ast::Node& node);
  Value path(const Value& of, const std::string& field);
  Value loop(const ast::Node& node);
  Truth quantified(const ast::Node& node);

  std::map<std::string, Value> names_;
  std::vector<Value> items_;
};

Value of_truth(std::optional<bool> truth);

}  // namespace tf::rule
