// NameTable: what the names in a workflow's expressions mean: its fields, loop items, choices and
// outcomes (constants), built-in values and functions.
// The first meaning a name is given stays; a table may lie over another, whose names show through.
// Threads: immutable once the definition is bound; shared by all its cases.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/definition.h"
#include "rule/feel/feel.h"

namespace tf::core {

class NameTable : public rule::Names {
 public:
  NameTable() = default;
  explicit NameTable(const rule::Names& under) : under_(&under) {}
  explicit NameTable(std::shared_ptr<const rule::Names> under)
      : held_(std::move(under)), under_(held_.get()) {}

  // False when the name has a meaning here already, which then stays.
  bool variable(std::string_view name, int slot, std::vector<std::string> domain = {});
  bool constant(std::string_view name);  // a text equal to its name
  bool function(std::string_view name, int slot);
  // Adds choices to those a variable can take.
  void widen(std::string_view name, const std::vector<std::string>& domain);

  std::optional<rule::Name> find(std::string_view name) const override;
  std::vector<std::string> all() const override;
  std::vector<std::string> odd() const override;
  const std::map<std::string, rule::Name, std::less<>>& own() const { return names_; }

 private:
  bool add(std::string_view name, rule::Name meaning);

  std::shared_ptr<const rule::Names> held_;  // keeps `under_`, where it was given to keep
  const rule::Names* under_ = nullptr;
  std::map<std::string, rule::Name, std::less<>> names_;
  std::vector<std::string> odd_;  // of names_, those that are no single word
};

// Values every case has besides its fields: number, grid, state, now …
struct BuiltinName {
  const char* name;
  int slot;
};
const std::vector<BuiltinName>& builtin_names();
// Those that a field of the same name does not hide: the engine keeps them itself.
bool kept_by_engine(std::string_view builtin);
// Variables of a join: done, open, total, arrived.
NameTable join_names(const rule::Names& under);
// Numbers of a vote: agree, disagree, abstain, present, absent, roll.
NameTable vote_names(const rule::Names& under);
// Constants every workflow may use: states, stages, lights.
const std::vector<std::string>& common_constants();

}  // namespace tf::core
