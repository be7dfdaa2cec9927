// What a plugin keeps between calls, as one call inside a turn sees it: committed rows, over them
// what this turn has changed, over that what the call itself wrote. Reads and writes become events
// (Found, Noted), so that replay neither asks nor writes again, and the rows can be made anew.
// Limits: a key has at most kMaxKeptKey bytes, a value kMaxKeptValue as JSON, all of a plugin what
// its manifest allows.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::core {

inline constexpr std::size_t kMaxKeptKey = 256;
inline constexpr std::size_t kMaxKeptValue = 16 << 10;

class TurnMemory : public rule::PluginMemory {
 public:
  TurnMemory(Turn& turn, std::string plugin, std::int64_t quota)
      : turn_(turn), plugin_(std::move(plugin)), quota_(quota) {}

  Value get(const std::string& key) override;
  std::expected<std::optional<Value>, std::string> put(const rule::PluginWrite& write) override;

  // The call went well: later calls of the turn see what it wrote.
  void keep();
  const Record& reads() const { return reads_; }
  // In the order of their keys; events are for the caller to emit, once refusals are past.
  std::vector<Noted> writes() const;

 private:
  std::optional<Lookup::Kept> there(const std::string& key) const;

  Turn& turn_;
  std::string plugin_;
  std::int64_t quota_;
  std::map<std::string, Lookup::Kept> written_;
  std::int64_t grown_ = 0;
  Record reads_;
};

// What an effect wrote while it ran, under kKeptWrites of its answer, and back. A write whose `was`
// no longer holds is left out; such keys are returned.
inline constexpr const char* kKeptWrites = "@kept";
Value to_value(const rule::PluginWrite& write);
std::vector<std::string> apply_kept(Turn& turn, const Value& writes);

}  // namespace tf::core
