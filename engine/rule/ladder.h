// Ladders: what happens when a clock runs down or out, as plain structs. When a level fires is
// decided by the core (its `when` is FEEL); at which instant, by moment_of(level.at, due,
// calendar). Errors: ladder.* diagnostics. `base:` copies a ladder and merges by level.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostics.h"
#include "model/node.h"
#include "rule/deadline.h"

namespace tf::rule {

enum class Light : unsigned char { green, yellow, red };

struct LevelAsk {
  std::string form;  // one of the two
  std::string task;
  Who who;          // null: the owner
  std::string due;  // name of a deadline, or a duration in words
  model::Span due_span;
};

struct LevelDigest {
  Who to;
  Milliseconds at = 0;  // of the day: collected until the next such time
};

struct Level {
  std::string name;             // L1, L2, …
  std::optional<TimePoint> at;  // either is enough; both absent is an error
  FeelText when;
  std::optional<Light> light;  // green is never written
  Who tell;
  std::optional<LevelDigest> digest;
  bool urge = false;
  std::optional<LevelAsk> ask;
  Who owner;         // new owner
  std::string open;  // workflow id of a child case
  Who call;          // phone, in addition to `by`
  Who by;            // channels
  bool listed = false;
  Who unlist;  // a `sign` block
  Who with;    // fields of the case it opens
  Who text;    // of the notice
  model::Span span;
};

struct Ladder {
  std::string name;  // "" for an inline one
  std::string base;
  std::vector<Level> levels;  // L1 first
  const Level* find(std::string_view level) const;
};

using Ladders = std::map<std::string, Ladder, std::less<>>;

Ladders read_ladders(const model::Node& root, model::Diagnostics& out);
// `ladder: std` or `ladder: {base: notice, tell: supervisor}` (keys beside base and levels go to
// each level).
std::optional<Ladder> read_ladder(const model::Node& node, const Ladders& known,
                                  model::Diagnostics& out);

}  // namespace tf::rule
