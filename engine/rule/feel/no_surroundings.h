// Names and Env that know nothing: for texts that may only hold literals.
#pragma once

#include "rule/feel/feel.h"

namespace tf::rule {

class NoNames : public Names {
 public:
  std::optional<Name> find(std::string_view) const override { return std::nullopt; }
  std::vector<std::string> all() const override { return {}; }
};

class NoEnv : public Env {
 public:
  const Value& variable(int) override { return kNullValue; }
  Value call(int, std::span<const Value>) override { return {}; }
  Instant now() const override { return {}; }
  const Zone& zone() const override { return zone_; }

 private:
  Zone zone_;
};

}  // namespace tf::rule
