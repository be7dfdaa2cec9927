// Schedules: what opens by the calendar or on a condition, and how far each has come. The cursor is
// a setting of the store and moves in the commit of the cases it opened, so that a turn is neither
// lost nor taken twice, whoever fires it: serve, check, or the virtual clock of a scenario. Of a
// condition the setting also says for which rows it held, so that it opens once each time it turns
// true; a look at which nothing changed is not stored.
//
// Time:    a schedule never seen before begins at the instant it is armed; its past is not made up.
// Threads: those of its shard.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/schedule.h"
#include "store/store.h"

namespace tf::host {

class Schedules {
 public:
  // `settings` of the store: the cursors.
  explicit Schedules(const std::map<std::string, std::string>& settings);

  // Looks through the towns for schedules, of these processes only if given; new ones begin at
  // `now`. The settings to store, empty when there is nothing new.
  std::map<std::string, std::string> arm(core::World& world, Instant now,
                                         const std::optional<std::set<std::string>>& only);

  struct Turn {
    const core::Town* town = nullptr;
    std::string workflow, start;
    Instant at;
    Instant passed;                             // the cursor goes here
    bool opens = true;                          // false: missed, and not made up
    bool looks = false;                         // opens by a condition
    std::set<std::string, std::less<>> held{};  // the rows for which it held
  };
  // The earliest turn before `now`, by the policy of its cycle for missed ones.
  std::optional<Turn> due(core::World& world, Instant now) const;
  std::optional<Instant> next() const;  // of all, due or not

  // The setting that says `turn` is done; done() once it is committed.
  std::pair<std::string, std::string> cursor(const Turn& turn) const;
  void done(core::World& world, const Turn& turn);

 private:
  struct Entry {
    std::string town, workflow, start;
    Instant origin, cursor;
    Instant next;
    bool looks = false;
  };
  struct Known {
    Instant origin, cursor;
    std::set<std::string, std::less<>> held{};
  };
  static Instant after(core::World& world, const Entry& entry, Instant from);
  std::map<std::string, Known> known_;    // by setting
  std::map<std::string, Entry> entries_;  // by setting
};

}  // namespace tf::host
