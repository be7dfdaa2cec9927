// What a message must hold: the `form` of a wait, of a branch of a race, or of a handler that has
// no person's work of its own. The sender's answers are read like those of a person; what does not
// fit is refused before anything moves, and what fits fills the fields of the same names.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/turn.h"

namespace tf::core {

struct MessageAnswers {
  std::map<std::string, Value> values;  // by field, as read_answers gives them
  Value with;                           // the message with its values as they were read
  std::optional<Rejection> refused;
};

// `with` as `event` asks for it, seen from `scope`; what it does not ask for but matches by may be
// in it too. An event without a form takes every message as it is.
MessageAnswers read_message(Turn& turn, const EventSpec& event, const Value& with,
                            std::uint64_t scope);
// The messages that must fit a form somewhere in the process, by name.
std::map<std::string, std::vector<const Form*>> messages_with_forms(const Definition& definition);
// The forms that messages of this name must fit somewhere in the process; empty: none.
std::vector<const Form*> forms_of_message(const Definition& definition, const std::string& name);

}  // namespace tf::core
