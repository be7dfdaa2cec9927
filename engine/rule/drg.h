// Decision requirements graphs (OMG DMN 1.5 §6): input data, decisions, business knowledge models,
// decision services, item definitions and imports, and how they are evaluated.
//
//     Model (as read) --Graph::link--> Graph (names bound, logic compiled) --evaluate--> Value +
//     Warnings
//
// An element sees only what it requires. A value is coerced to its declared type where it enters:
// input data, parameters, results. Errors:  texts that are not FEEL, references to nothing,
// circles: rows in Graph::problems(); what depends on
//          them is null.
// Limits:  a graph of kMaxElements; a chain of requirements of kMaxChain.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rule/feel/boxed.h"
#include "rule/feel/feel.h"

namespace tf::rule {

struct ItemDefinition {
  std::string name;
  std::string type;  // typeRef of a simple one
  bool is_collection = false;
  std::string allowed;     // unary tests of each value
  std::string constraint;  // unary tests of the whole (typeConstraint)
  std::vector<ItemDefinition> components;
  bool is_function = false;
  std::string result;                  // of a function
  std::vector<BoxedEntry> parameters;  // of a function: names and types
};

struct DrgElement {
  enum class Kind : unsigned char { input, decision, knowledge, service } kind = Kind::input;
  std::string id;
  std::string name;
  std::string variable;               // the name of its variable, when it differs from `name`
  std::string type;                   // typeRef of its variable
  std::string about;                  // what it is for, in words
  std::vector<std::string> required;  // hrefs: "#id" or "namespace#id"
  BoxedPtr logic;                     // decision: its logic; knowledge: a function
  // service
  std::vector<std::string> outputs, encapsulated, input_decisions, input_data;
};

struct DrgImport {
  std::string name;
  std::string space;  // namespace
  std::string type;   // importType
};

struct DrgModel {
  std::string name;
  std::string space;
  std::vector<DrgImport> imports;
  std::vector<ItemDefinition> types;
  std::vector<DrgElement> elements;
};

// One element that was evaluated on the way to an answer.
struct DrgStep {
  std::string element;  // name
  DrgElement::Kind kind = DrgElement::Kind::input;
  Value value;
  // When its logic is a table: what it saw, and every rule.
  std::shared_ptr<const TableSource> table;
  Explanation why;
};

struct DrgProblem {
  std::string element;  // name
  std::string name;     // feel.syntax, drg.unknown_reference, drg.circle …
  std::string zh, en;
};

class Graph {
 public:
  static constexpr std::size_t kMaxElements = 100'000;
  static constexpr int kMaxChain = 200;

  // The first model is the one asked; the others are there to be imported.
  static Graph link(std::vector<DrgModel> models);
  const std::vector<DrgProblem>& problems() const;

  // `steps`: when asked for, all that was evaluated on the way, what is needed first.
  // `inputs`: values of input data (and, for a service, of its input decisions) by name; imported
  // input data by "import.name" or by name.
  Value decision(std::string_view name, const Record& inputs, Instant now, const Zone& zone,
                 std::vector<Warning>* warnings = nullptr,
                 std::vector<DrgStep>* steps = nullptr) const;
  Value service(std::string_view name, const Record& inputs, Instant now, const Zone& zone,
                std::vector<Warning>* warnings = nullptr) const;
  Value knowledge(std::string_view name, const Record& arguments, Instant now, const Zone& zone,
                  std::vector<Warning>* warnings = nullptr) const;
  // Decisions that no other decision requires: what the graph is for.
  std::vector<std::string> answers() const;
  // The names of the first model's elements of a kind, in order.
  std::vector<std::string> names(DrgElement::Kind kind) const;

  struct Impl;                                 // drg_graph.h
  const Impl& impl() const { return *impl_; }  // for the rest of rule/

 private:
  std::shared_ptr<const Impl> impl_;
};

}  // namespace tf::rule
