// RuleSet: the rules of one version (deadlines, ladders, limits, tables, calendar), bound against
// one definition's names; versioned apart from it. Immutable, shared by the cases that use it.
#pragma once

#include <set>

#include "core/definition.h"

namespace tf::core {

struct BoundDeadline {
  rule::DeadlineEntry entry;
  rule::Program by;  // picks the alternative; empty without `by`
  struct Parts {
    rule::Program date, before;
  };
  std::vector<Parts> parts;  // compiled FEEL of entry.choices, same order
};
struct BoundRung {
  rule::Level level;
  rule::Program when;
  Who tell, call, owner, digest_to, ask_who;
  std::vector<std::string> by;  // channels of its notices
  std::string text;             // words key of its notice; "" = the standard one
  std::vector<Assign> with;     // fields of the case it opens
  std::vector<Who> unlist;      // who signs before the case is off the list, each by one of these
  model::Quota unlist_rule;     // how many of them
  std::vector<Form> ask_forms;
  DueSpec ask_due;  // name of a deadline or a duration
};
struct BoundLadder {
  std::string name;
  std::vector<BoundRung> rungs;  // L1 first
};
struct TableRows {  // a table that decides row by row
  rule::Program list;
  std::string variable;
  std::string field;  // the list whose rows take the outputs
};
struct RuleSet {
  std::string hash;
  std::map<std::string, BoundDeadline, std::less<>> deadlines;  // by name as the workflow sees it
  std::map<std::string, BoundLadder, std::less<>> ladders;
  std::map<std::string, rule::DecisionTable, std::less<>> tables;
  std::map<std::string, std::string, std::less<>> table_versions;
  std::map<std::string, TableRows, std::less<>> table_rows;  // of tables with `each`
  std::set<std::string, std::less<>> at_opening;  // tables taken as of opening, not of the decision
  std::string definition;                         // hash of the definition it is bound to
  Value limits;                                   // record name → value
  std::map<std::string, rule::PauseRule> pauses;
  std::shared_ptr<const Calendar> calendar;
  // Of units that have days or hours of their own: for the clocks of steps that lie with them.
  std::map<std::string, std::shared_ptr<const Calendar>, std::less<>> unit_calendars;
};

}  // namespace tf::core
