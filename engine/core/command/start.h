// The parts of opening a case that look before they leap: a trial state on which find, set, decide
// and refuse run, and joining an existing case instead.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/decide.h"
#include "core/forms.h"
#include "core/plugin_hooks.h"

namespace tf::core {

struct SameCase {
  const FindSpec* spec;
  Lookup::Found found;
};

class StartTrial {
 public:
  StartTrial(Turn& turn, const OpenCase& command, const Start& start, const FormAnswers& answers,
             std::string grid, std::string channel, Instant received);
  // The case this one is the same as, if any.
  std::optional<SameCase> same();
  // What the town's own `refuse` says, on a copy that has run `set` and `decide`.
  std::optional<Rejection> refusal();
  // Emits everything: CaseOpened, fields, find, set, decide, the first moves.
  void open();

 private:
  void prepare(Turn& turn, bool with_id);
  std::vector<Lookup::Found> search(Turn& turn, const FindSpec& spec);

  Turn& turn_;
  const OpenCase& command_;
  const Start& start_;
  const FormAnswers& answers_;
  std::string grid_, channel_;
  Instant received_;
  HookRound asked_;  // what plugins said of it
};

// Whether a case found is in the state asked for; one that is suspended counts as open too.
bool in_state(const FindSpec& spec, const Lookup::Found& found);
// `near`, in metres; at most kMostMetres.
std::int64_t metres_asked(Turn& turn, const FindSpec& spec, CaseEnv& env);
// Where a case found is: its first place or address that is known; null when it has none.
Value place_of(Turn& turn, const Lookup::Found& found);
bool is_near(Turn& turn, const Lookup::Found& found, const Value& place, std::int64_t metres);
// How far back `within` looks from now: the span of the deadline it names, laid backwards.
Instant looking_back(Turn& turn, const std::string& within);

// The rest of opening, once the start is known: form, same, refuse, the case itself.
Verdict open_with(Turn& turn, const OpenCase& command, const Start& start, Instant received);

// Merge into or reopening of `same`: the shard is asked to run an Act on that case with the new
// answers; this start is answered by that case.
Verdict join_existing(Turn& turn, const OpenCase& command, const FormAnswers& answers,
                      const SameCase& same);

}  // namespace tf::core
