// Binding: checked, merged model documents → a Town with its definitions and rule sets, or all that
// is wrong.
//
//     documents of one town (overlays merged) --expand sugar--> core documents --bind--> Town
//
// Names become things here: steps, fields, choices, roles, deadlines, ladders, tables, FEEL
// programs. Everything an author can get wrong beyond shape is reported here with its place:
// unknown step, unknown role, unknown deadline, a choice that can never be, a gap in `choose`, a
// loop without a way out…
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::core {

struct TownScope;

// What a town takes over, bound, from the one it extends (share.h).
struct Inherited {
  const Town* base = nullptr;
  std::set<std::string> definitions;  // by process
  std::set<std::string> rules;        // of those, the ones whose rules are the base's too
  const TownScope* scope = nullptr;   // what its documents hold, read once; null: read them all
  const WordMap* words = nullptr;     // with `scope`: all of its words, whose files are left out
  const WordMap* written = nullptr;   // those of its word files: they go before titles of places
  bool choices = false;               // no process brings another choice, or leaves one out
  bool calendar = false;              // nothing of the town's own is a calendar
};

// Runs work(n) once for every n below `count`, in any order and, where the host has the cores, at
// once.
using SideBySide =
    std::function<void(std::size_t count, const std::function<void(std::size_t)>& work)>;

// `documents`: every document of the town, overlays already merged, canonical keys. `ordinal`: the
// town's. A town with errors is still returned as far as it could be bound, for further checks;
// never publish it. `plugins`: what the town's expressions may call besides the engine's own.
Town bind_town(const std::vector<const model::Document*>& documents, std::uint32_t ordinal,
               model::Diagnostics& out, std::shared_ptr<const rule::Plugins> plugins = nullptr,
               const Inherited* inherited = nullptr, const SideBySide& side_by_side = {});

// The people of `documents` alone, with the roles they are held against.
Roll bind_roll(const std::vector<const model::Document*>& documents, model::Diagnostics& out);

// The rules of `documents` (merged, all of the town) against a definition that stays as it is: for
// a change of rules under running cases.
std::shared_ptr<const RuleSet> bind_rules(const Definition& definition,
                                          const std::vector<const model::Document*>& documents,
                                          model::Diagnostics& out);

// The workflow with its sugar expanded to the twelve core constructs, for `show --core`.
std::unique_ptr<model::Node> expand_sugar(const model::Node& workflow);

}  // namespace tf::core
