// A town that others extend, kept bound: they take over what their overlays do not touch. A
// definition or rule set taken over is the same object, bound once, however many towns use it.
//
// What counts as touched: a process whose own file changes, or in which, or in a form, table,
// ladder or deadline it names, a name stands that the overlay (or a file or plugin of the town's
// own) changes or brings. The name of a changed process counts when what others see of it changes:
// its choices, the fields it must be opened with. Rules alone are bound anew for a process where
// only the content of ladders, limits and tables it names, or the calendar, changed. When in doubt,
// nothing is taken. Threads: any, once made.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "core/load_town.h"

namespace tf::core {

class SharedBase {
 public:
  explicit SharedBase(LoadedTown loaded);
  ~SharedBase();
  SharedBase(const SharedBase&) = delete;
  SharedBase& operator=(const SharedBase&) = delete;

  const Town& town() const { return loaded_.town; }
  const std::vector<model::Document>& documents() const { return loaded_.documents; }
  const std::shared_ptr<const WordMap>& words() const { return words_; }
  // What a town of these files and plugins takes over. `merged`: the base's documents as its
  // overlay changed them; `added`: processes that its plugins bring.
  Inherited untouched_by(const model::TownFiles& own, const std::vector<model::Document>& merged,
                         const rule::Plugins* plugins,
                         const std::set<std::string>& added = {}) const;

 private:
  using Names = std::set<std::string, std::less<>>;
  const model::Document* process(std::string_view id) const;
  LoadedTown loaded_;
  std::shared_ptr<const WordMap> words_;   // all of them, those it inherited too
  WordMap written_;                        // of its files of words
  model::Diagnostics told_;                // what reading them again finds: nobody is told twice
  std::unique_ptr<TownScope> scope_;       // what its documents hold
  std::map<std::string, Names> mentions_;  // by process: every name it could mean, however far
};

// As load_town, for a town that extends the base; findings are those of its own files. Only the
// documents it changes are copied.
Town load_overlay(const SharedBase& base, const model::Library& library, const std::string& id,
                  std::uint32_t ordinal, model::Diagnostics& out, const PluginLoader& plugins);

}  // namespace tf::core
