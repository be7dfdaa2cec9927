// Secret ballots (`vote` with `secret: true`): what is chosen is sealed before it is recorded, with
// a key that is kept apart from the record and thrown away when the votes are counted. The record
// says who has voted and when; it never says what, nor does a hash of the request.
#pragma once

#include "core/walk.h"

namespace tf::core {

// The poll whose ballot this task is, when it is a secret one; null otherwise.
const Token* secret_poll(Turn& turn, const Task& task);
// The command as the journal may hold it: without what was chosen.
Act without_choice(const Act& command);
// Every answer sealed; nothing but the count will open them.
void seal_ballot(Turn& turn, const Token& poll, std::map<std::string, Value>& answers);
// The choices of a poll that is over, in no order of their voters, one row each; weights are summed
// by choice, since a weight can give its voter away. Its key is gone afterwards.
List count_secretly(Turn& turn, const Token& poll, const List& rows);
// What a voter may keep: the same on his ballot in the list, and it says nothing else.
std::string receipt_of(const Value& sealed);

}  // namespace tf::core
