// What an effect of a plugin keeps, as one call of it sees it: committed rows, and over them what
// it wrote itself. Its writes travel with its answer and are made in the turn that takes the answer
// in (core/plugin_memory.h): not before, so that a try that failed has written nothing.
#pragma once

#include <map>
#include <string>

#include "core/catalog.h"
#include "plugin/manifest.h"
#include "store/store.h"

namespace tf::host {

class EffectMemory : public rule::PluginMemory {
 public:
  EffectMemory(store::Store& store, const core::Town& town, const plugin::Manifest& manifest,
               Instant now)
      : store_(store), town_(town), manifest_(manifest), now_(now) {}
  Value get(const std::string& key) override;
  std::expected<std::optional<Value>, std::string> put(const rule::PluginWrite& write) override;
  // clock.now, ctx, i18n, calendar.…; log goes to the host's log; notices go with the answer.
  std::expected<Value, std::string> ask(std::string_view what,
                                        std::span<const Value> arguments) override;

  // The answer with writes and notices beside it; unchanged when there are none.
  Value with_writes(Value answer) const;

 private:
  store::Store& store_;
  const core::Town& town_;
  const plugin::Manifest& manifest_;
  Instant now_;
  std::map<std::string, Value> own_;
  std::expected<Value, std::string> notify(std::span<const Value> arguments);
  List writes_, notices_;
  std::size_t logged_ = 0;
};

}  // namespace tf::host
