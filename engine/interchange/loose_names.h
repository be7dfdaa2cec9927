// Names for a table that stands alone, without the process that declares its fields: what its
// headers and computed columns speak of are inputs, other words of its cells are choices.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "rule/decision_table.h"
#include "rule/feel/feel.h"

namespace tf::interchange {

class LooseNames : public rule::Names {
 public:
  // Reads the texts of `source`; names in `given` are inputs in any case.
  LooseNames(const rule::TableSource& source, const std::vector<std::string>& given);

  std::optional<rule::Name> find(std::string_view name) const override;
  std::vector<std::string> all() const override;
  const std::vector<std::string>& inputs() const { return inputs_; }  // by slot

 private:
  void learn(const std::string& text, bool cell);

  std::vector<std::string> inputs_;
  std::set<std::string, std::less<>> defined_, choices_;
};

}  // namespace tf::interchange
