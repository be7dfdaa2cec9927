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
inline constexpr std::size_t kMostLogged = 20;  // lines of one call
inline constexpr std::size_t kMaxLogged = 500;  // bytes of a line
inline constexpr std::size_t kMostAudits = 5;   // of one call

class TurnMemory : public rule::PluginMemory {
 public:
  TurnMemory(Turn& turn, std::string plugin, std::int64_t quota)
      : turn_(turn), plugin_(std::move(plugin)), quota_(quota) {}

  Value get(const std::string& key) override;
  std::expected<std::optional<Value>, std::string> put(const rule::PluginWrite& write) override;
  // clock.now, ctx, i18n, calendar.…, rules.eval over this case's tables, log, audit.
  std::expected<Value, std::string> ask(std::string_view what,
                                        std::span<const Value> arguments) override;

  // The call went well: later calls of the turn see what it wrote.
  void keep();
  const Record& reads() const { return reads_; }
  const List& logged() const { return logged_; }  // also of a call that failed
  const std::vector<Noted>& audits() const { return audits_; }
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
  List logged_;
  std::vector<Noted> audits_;
};

// What filters and effects alike may ask of a town: clock.now, i18n, calendar.…; nullopt: it is
// none of these.
std::optional<std::expected<Value, std::string>> answer_of_town(const Town& town, Instant now,
                                                                std::string_view what,
                                                                std::span<const Value> arguments);

// What an effect wrote while it ran, under kKeptWrites of its answer, and back. A write whose `was`
// no longer holds is left out; such keys are returned.
inline constexpr const char* kKeptWrites = "@kept";
// … and whom it wants told: [{to, text, by}].
inline constexpr const char* kToldNotices = "@notices";
Value to_value(const rule::PluginWrite& write);
std::vector<std::string> apply_kept(Turn& turn, const Value& writes);

}  // namespace tf::core
