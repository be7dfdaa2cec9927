// Catalog: all that was published: towns with their people, definitions by hash, rule sets by hash.
// Immutable once built; a change makes a new one and the shard swaps it between two commands, so
// that no turn sees half a change. Old definitions and rule sets stay as long as a case stands on
// them.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/people.h"
#include "core/rule_set.h"

namespace tf::core {

struct Quiet {  // notices wait; clocks and lights do not
  Milliseconds from = 0, to = 0;
  std::vector<std::string> except;  // urgencies that do not wait
};

// The rules of one workflow in force from a date on; several make its history.
struct RuleVersion {
  std::optional<Date> effective;  // none: always
  std::shared_ptr<const RuleSet> rules;
  bool running = false;  // open cases move to it when it begins
};
using RuleHistory = std::vector<RuleVersion>;  // oldest first
// The last of `history` that has begun on `day`; null when none has.
std::shared_ptr<const RuleSet> rules_on(const RuleHistory& history, Date day);

// The files a catalog was made of, to find old processes again after they changed.
struct Sources {
  std::map<std::string, std::string> texts;  // by path
  std::vector<std::string> towns;
  std::string hash;  // over the texts
};

using WordMap = std::map<std::string, Words, std::less<>>;

struct Town {
  std::uint32_t ordinal = 1;  // never reused; part of every case id
  std::string id, base;       // base: the town it extends, or ""
  Words title;
  Roles roles;
  Roll roll;
  // What its files say, where the roll has gone on from there by commands; null: nothing else.
  std::shared_ptr<const Roll> filed;
  const Roll& filed_roll() const { return filed ? *filed : roll; }
  std::shared_ptr<const Calendar> calendar;
  std::shared_ptr<const rule::Plugins> plugins;  // null: none
  std::optional<Quiet> quiet;
  std::vector<std::string> channels;          // of notices, in order
  std::optional<Retry> retry;                 // of notices; none: as often as the outbox tries
  std::vector<Verb> may;                      // open to everyone who owns a task
  WordMap words;                              // ids people see
  std::shared_ptr<const WordMap> more_words;  // under them: the base's, shared; or null
  std::map<std::string, std::shared_ptr<const Definition>, std::less<>> workflows;
  std::map<std::string, RuleHistory, std::less<>> rules;  // by workflow
  // The rule set of `workflow` for a case opened (or a decision made) at `t`.
  std::shared_ptr<const RuleSet> rules_at(std::string_view workflow, Instant t) const;
  // What a running case opened at `opened` moves to at `now`: the version in force for it, when its
  // files say `apply: running`; else null.
  std::shared_ptr<const RuleSet> running_rules(std::string_view workflow, Instant opened,
                                               Instant now) const;
  const Words& word(std::string_view id) const;  // the id itself when it has no words
};

class Catalog {
 public:
  void add(Town town);
  void add(std::shared_ptr<const Town> town);  // as it is, shared with another catalog
  const Town* town(std::string_view id) const;
  const Town* town(std::uint32_t ordinal) const;
  std::vector<const Town*> towns() const;
  // By hash; null when this catalog never had it.
  std::shared_ptr<const Definition> definition(std::string_view hash) const;
  std::shared_ptr<const RuleSet> rules(std::string_view hash) const;
  // The newest set bound to that definition; null when there is none.
  std::shared_ptr<const RuleSet> rules_for(std::string_view definition) const;
  // Of the history that set belongs to, the one in force on `day`; the set itself when it belongs
  // to none.
  std::shared_ptr<const RuleSet> rules_on(std::string_view hash, Date day) const;
  // Takes over what cases may still stand on; what is here already stays.
  void keep_from(const Catalog& older);
  std::shared_ptr<const Sources> sources;  // none: made of something else than files
  // Rows in the stream of a town's roll so far: the version of its people; 0: it has no stream.
  std::uint64_t roll_seq(std::string_view town) const;
  void set_roll_seq(const std::string& town, std::uint64_t seq) { roll_seqs_[town] = seq; }

 private:
  std::map<std::string, std::shared_ptr<const Town>, std::less<>> towns_;
  std::map<std::string, std::shared_ptr<const Definition>, std::less<>> definitions_;
  std::map<std::string, std::shared_ptr<const RuleSet>, std::less<>> rules_;
  std::map<std::string, std::shared_ptr<const RuleHistory>, std::less<>> histories_;  // by set
  std::map<std::string, std::uint64_t, std::less<>> roll_seqs_;                       // by town
};

}  // namespace tf::core
