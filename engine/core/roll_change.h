// Acts on the roll of a town: who comes, who goes, who holds which post from when to when, who is
// away and who stands in, teams. One table (roll_verbs) gives the CLI its commands, the API its
// fields, the docs their rows. Pure: roll and act → the entries that differ, or why not; the stream
// that records both is host/roll_stream.h. Nodes and posts themselves are the files' alone.
// Time:    `today` is the town's; a date in an act is a day of service, both ends included.
// Errors:  refusals roll.*, each with what to do instead. The last holder of the post that takes
//          what nobody else does (command_room) can not be taken away.
#pragma once

#include <expected>
#include <span>
#include <string_view>
#include <vector>

#include "core/command.h"
#include "core/roll_entries.h"

namespace tf::core {

struct RollField {
  enum class Kind : unsigned char { text, list, day };
  const char* name;
  Kind kind;
  bool needed;
  const char *zh, *en;
};
struct RollVerb {
  const char* word;
  const char *zh, *en;  // what it does
  std::span<const RollField> fields;
};
std::span<const RollVerb> roll_verbs();
const RollVerb* find_roll_verb(std::string_view word);

struct RollNow {
  const Roll& roll;
  const Roles& roles;
  Date today;
};
std::expected<std::vector<RollDifference>, Rejection> decide_roll(const RollNow& now,
                                                                  const Actor& actor,
                                                                  const ChangeRoll& act);

}  // namespace tf::core
