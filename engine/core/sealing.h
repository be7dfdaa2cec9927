// Sealing: what a turn does so that no private value reaches a record as it is.
//
//     command, fields read  --(remembered)-->  what is private in this turn
//     event about to be applied             -->  its private values, and every text that holds one,
//                                                in their sealed form
//
// A value is sealed under the key of the person it is about, where one is known, else of the case.
// A text made of several (a notice, a message) is sealed under all their keys: it ends with any of
// them. What `set` or a table writes into a field goes by the field's class.
// Time:    nothing in it depends on when or how often; the same turn gives the same bytes.
// Threads: none; one per turn, and per trial of a turn.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/seal_value.h"
#include "core/catalog.h"
#include "core/command.h"
#include "core/event.h"

namespace tf::core {

// Whose key: the ring knows owners by these names.
std::string person_owner(const std::string& town, const std::string& person);
std::string case_owner(CaseId id);
std::string match_owner(const std::string& town, const std::string& text);

inline constexpr const char* kMasked = "…";  // in a refusal

class Sealing {
 public:
  // Stands for the key of the case until it has its number.
  static constexpr SealBook::Leaf kOwnCase = 0;
  // A shorter text is looked for as a whole only: it stands in too many others by chance.
  static constexpr std::size_t kLeastInside = 6;

  Sealing(SealBook& book, const Town& town) : book_(book), town_(town) {}

  // What the command says of fields of `definition` is private from here on.
  void hear(const CommandBody& body, const Definition& definition);
  // `value` as FEEL may read it; null in place of what is erased.
  Value open(const Value& value);
  // What another case's turn sealed into a command; none when nothing is.
  std::optional<CommandBody> opened(const CommandBody& body);
  // An expression's value, made of what was opened since the last call: its texts are private too.
  void made(const Value& value);
  void forget_made() { made_of_.clear(); }

  // What seals differently from all others: of the command and the case as it stands.
  void stand_at(std::string once, CaseId id);
  // What is private in the case is looked for in what people write from here on.
  void know(const CaseState& state);
  // In place, before it is applied to `state`. `definition` may be null: then by what is known.
  void seal(Event& event, const CaseState& state, const Definition* definition);
  // None when nothing in it is private.
  std::optional<CommandBody> sealed(const CommandBody& body, const Definition* definition);
  Value sealed(const Value& value);  // the texts in it that hold what is private
  // A refusal is answered again word for word, for ever: what is private leaves it at once.
  void mask(Rejection& rejection) const;
  // The keys a case is found by, for values of private fields: `texts` as keys_of makes them.
  std::vector<std::string> marks(const Definition& definition,
                                 const std::vector<std::string>& tuple,
                                 const std::vector<Value>& values, std::size_t most);

 private:
  using Leaves = std::vector<SealBook::Leaf>;
  friend struct EventSealer;
  Leaves person(const Value& value) const;
  void remember(const Value& open, const Leaves& leaves);
  void hear_named(const Value& record, const Definition& definition);
  Leaves own_case(Leaves leaves);
  Value token(const Value& open, Leaves leaves);
  Value typed(const Type& type, bool sensitive, const Value& value, const Leaves& owner);
  Value named(const Value& record, const Definition* definition, bool sensitive);
  // The leaves of everything known that stands in `text`.
  Leaves held_in(const std::string& text) const;
  std::string text(const std::string& plain);
  std::string seal_key(const std::string& key);

  SealBook& book_;
  const Town& town_;
  std::string once_;
  CaseId case_;
  std::map<std::string, Leaves> known_;  // private texts of this turn
  std::map<std::string, Value> opened_;  // by sealed form
  Leaves made_of_;
  bool knows_state_ = false;
};

}  // namespace tf::core
