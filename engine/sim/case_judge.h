// What a replayed file of cases shows: how many of its targets the town's rules give, and how many
// of its published lights.
//     reproduced:  the case's clock is due within kTolerance of the published target
//     agree:       red is OVERDUE, of the rows with a target and a published status
#pragma once

#include <map>
#include <span>
#include <string>

#include "core/case_state.h"
#include "sim/case_file.h"

namespace tf::sim {

inline constexpr Milliseconds kTolerance = 2 * kMinute;

struct Share {
  std::size_t published = 0, matched = 0;
  void add(bool matches) {
    ++published;
    if (matches) ++matched;
  }
};
struct TypeShare {
  std::size_t cases = 0;
  Share targets, lights;
  std::size_t later = 0;    // missed targets that are later than the rules' due
  std::size_t unasked = 0;  // a clock, but no published target
};

class CaseJudge {
 public:
  // `ids`: the engine's ids of file.cases, 0 for none. Both outlive the judge.
  CaseJudge(const CaseFile& file, std::span<const std::uint64_t> ids);
  void see(const core::CaseState& state);

  const TypeShare& all() const { return all_; }
  const std::map<std::string_view, TypeShare>& types() const { return types_; }

 private:
  const CaseFile& file_;
  std::map<std::uint64_t, std::size_t> index_;  // case id → of file.cases
  TypeShare all_;
  std::map<std::string_view, TypeShare> types_;
};

}  // namespace tf::sim
