// Asking a town's plugins inside a turn (rule/functions.h): the filters at one point, in their
// order, each seeing only the fields its manifest names and never a sensitive one. What they
// answered is recorded as Found events, so that replay never asks. Errors: a filter that fails does
// as its manifest says: ignored, an incident of the case, or the act is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/env.h"

namespace tf::core {

struct HookReply {
  std::string plugin, name;
  Value value;
};
struct HookRound {
  std::vector<HookReply> replies;      // those that answered something
  std::optional<Rejection> rejection;  // the first that refused
  std::vector<Found> facts;
  std::vector<Noted> kept;    // what they keep from now on
  std::vector<Noted> audits;  // what they want on the record
  struct Failed {
    std::string plugin, name, code, text;
  };
  std::vector<Failed> incidents;
};

// `only`: the filter of that name alone ("pick.peacemaker-roster"); empty: all at the point.
// Emits nothing: refusals come before facts.
HookRound ask_hooks(Turn& turn, std::string_view point, const Value& subject, CaseEnv& env,
                    std::string_view only = {});
// What was asked and answered, once facts are written.
void record_hooks(Turn& turn, const HookRound& round);
// Plugins that went off since somebody was told: an incident of this case names each.
void tell_tripped(Turn& turn);
bool has_hook(Turn& turn, std::string_view point, std::string_view only = {});

// deadline.compute: {due = moment} moves a due that was just computed; never before its start.
void move_due_by_plugin(Turn& turn, std::string_view of, std::string_view name, rule::Due& due);
// light.compute: {light = "yellow"} in place of the one a level of a ladder gives.
std::optional<Light> light_by_plugin(Turn& turn, const Clock& clock, std::string_view level,
                                     std::optional<Light> light);
// form.prepare: {values = {field = …}}: what stands in the form of a task before it is filled.
Value prepared_by_plugin(Turn& turn, const Task& task);
// The one a plugin picks of `candidates` (pick: NAME of a who); "" when it leaves the engine's own
// order.
std::string pick_by_plugin(Turn& turn, std::string_view pick,
                           const std::vector<std::string>& candidates, CaseEnv& env);

}  // namespace tf::core
