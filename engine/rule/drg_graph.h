// The inside of a Graph, shared by drg_link.cpp, which builds it, and drg.cpp, which runs it.
// Private to rule/.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rule/drg.h"
#include "rule/feel/type.h"

namespace tf::rule {

// An element with its logic compiled. Its slot in every text of the graph is its index.
struct GraphUnit {
  const DrgElement* element = nullptr;
  std::size_t model = 0;
  TypePtr type;  // of its variable; null: any
  Program logic;
  std::vector<int> required;  // units
  // service
  std::vector<int> outputs, inputs;  // inputs: data first, then decisions
};

// What an import's name stands for inside one element: the imported things it requires, by name.
struct ImportedNames {
  std::vector<std::pair<std::string, int>> members;  // name → unit
};

struct Graph::Impl {
  std::vector<DrgModel> models;
  std::vector<GraphUnit> units;
  std::vector<ImportedNames> imported;  // slots behind the units
  std::vector<DrgProblem> problems;

  int find(std::string_view name, DrgElement::Kind kind) const;  // in the first model; or -1
};

const std::string& variable_of(const DrgElement& element);

// The item definitions of a model as types.
class ItemTypes {
 public:
  ItemTypes(const std::vector<DrgModel>& models, std::vector<DrgProblem>& problems)
      : models_(models), problems_(problems) {}
  // "tLoan", "import.tLoan", or a type of FEEL; null when nobody knows it.
  TypePtr find(std::size_t model, std::string_view name);

 private:
  TypePtr build(std::size_t model, const ItemDefinition& item, const std::string& name);
  TypePtr base_of(std::size_t model, const ItemDefinition& item);

  const std::vector<DrgModel>& models_;
  std::vector<DrgProblem>& problems_;
  std::map<std::pair<std::size_t, std::string>, TypePtr> built_;
};

}  // namespace tf::rule
