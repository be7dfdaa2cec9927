// People: who holds which post where, and how a role becomes persons for one case at one moment.
// Resolution (process specifications §0.3): start at the case's node, climb to the role's level and
// further while the post is vacant, absent without substitute, or related to a party; outside the
// hours the post serves, the duty officer of the nearest node with a roster owns; nobody found: the
// command room, with the reason ROLE_UNRESOLVED: a case is never dropped. The path walked is part
// of the answer and is recorded. Threads: values; immutable once loaded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/definition.h"

namespace tf::core {

struct Absence {
  Date from, to;           // both included
  std::string substitute;  // "" none
};
struct Person {
  std::string id, name, phone;
  std::vector<Absence> absent;
  std::vector<std::string> relatives, skills;
};
// When a holder holds a post; without dates always.
struct Term {
  std::string person;
  std::optional<Date> from, to;  // both included
};
struct Place {  // a node of the tree
  std::string id, level, parent;
  Words title;
  std::vector<std::string> addresses;                           // what addresses here have in them
  std::map<std::string, std::vector<Term>, std::less<>> terms;  // post → those with dates
  // Who holds `post` on `day`, in the order written.
  std::vector<std::string> holders(std::string_view post, Date day) const;
  std::map<std::string, std::vector<std::string>, std::less<>> holds;  // post → persons
};
struct Unit {
  std::string id, at;  // node
  std::string level;
  Words title;
  std::string head;
  std::vector<std::string> members;
};
struct Post {
  std::string id, level;  // level "any": of whatever node asks
  bool many = false, queue = false, observer = false, roster = false, serves_always = false;
  std::string by;  // field whose value names the unit (line_office by category)
  Words title;
};
struct Near {
  std::string of;  // handler, case.grid
  int up = 0;
  Words title;
};
struct Roles {
  std::vector<std::string> levels;  // top first
  std::map<std::string, Post, std::less<>> posts;
  std::map<std::string, Near, std::less<>> near;
  std::string off_hours = "duty_officer", nobody = "command_room";
  int level_of(std::string_view level) const;  // 0 = top; -1 unknown
};
struct Roll {
  std::string version;
  std::map<std::string, Place, std::less<>> nodes;
  std::map<std::string, Person, std::less<>> persons;
  std::map<std::string, Unit, std::less<>> units;
  const Place* node(std::string_view id) const;
  const Unit* unit(std::string_view id) const;
  bool knows(
      std::string_view person) const;  // anybody who holds a post, is listed, or is in a unit
  // The node of `level` at or above `from`; "" when there is none.
  std::string above(std::string_view from, std::string_view level, const Roles& roles) const;
  // The node in whose area `address` is: the longest of the texts under `addresses` that it has in
  // it; "" when none has.
  std::string at_address(std::string_view address) const;
  // Is one of them a relative of the other, as either's row says?
  bool related(std::string_view a, std::string_view b) const;
  // Where a person holds a post, and which; the lowest first.
  std::vector<std::pair<std::string, std::string>> posts_of(std::string_view person) const;
};

struct Resolution {
  std::vector<std::string> candidates;
  std::string post, node;
  std::vector<std::string> path;
  std::string why;  // "", vacant, absent, related, off_hours, ROLE_UNRESOLVED
};

struct PeopleQuery {
  const Roll* roll = nullptr;
  const Roles* roles = nullptr;
  const Calendar* calendar = nullptr;
  Instant now;
  std::string grid;                   // the case's node
  std::vector<Hours> hours;           // in which the post serves; empty: office hours
  std::vector<std::string> excluded;  // separation of duty, related persons
  bool notice = false;                // only told: no off-hours owner, except leaders on rest days
};
// One role by name, climbing from `query.grid`.
Resolution resolve_role(std::string_view role, const PeopleQuery& query);
// The persons of a unit: its head and members, or the holders of a post named like it.
Resolution resolve_unit(std::string_view unit, const PeopleQuery& query);
// The post one level (or `up` levels) above where `person` serves on this case.
Resolution resolve_above(std::string_view person, std::string_view node, int up,
                         const PeopleQuery& query);

}  // namespace tf::core
