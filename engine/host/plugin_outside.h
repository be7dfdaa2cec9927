// Outside with a town's plugins in front: an effect or job PLUGIN.NAME runs in the plugin worker, a
// notice goes through the channels a plugin gives; every other goes on to what stands behind.
// A case's effect is that of the plugins the case stands on; what an operator switched off is off.
// Threads: the outbox worker's. Ownership: owns the worker process.
#pragma once

#include <memory>
#include <mutex>

#include "core/catalog.h"
#include "host/outside.h"
#include "plugin/worker.h"

namespace tf::host {

// The catalog in force, from whoever publishes to whoever runs effects. Threads: any.
class CurrentCatalog {
 public:
  explicit CurrentCatalog(std::shared_ptr<const core::Catalog> catalog)
      : catalog_(std::move(catalog)) {}
  std::shared_ptr<const core::Catalog> get() const {
    const std::lock_guard lock(mutex_);
    return catalog_;
  }
  // What older cases stand on is kept beside it.
  void publish(const core::Catalog& catalog);

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const core::Catalog> catalog_;
};

// `secret`: the value of a secret by name (null Value when there is none).
using Secrets = std::function<Value(const std::string& name)>;

struct PluginWorld {
  std::shared_ptr<const CurrentCatalog> catalog;
  store::Store* store = nullptr;  // null: nothing is kept, and cases stand on what is in force
  Secrets secrets;
  plugin::Launch launch = plugin::launch_self();
};
std::unique_ptr<Outside> plugin_outside(PluginWorld world, std::unique_ptr<Outside> behind);

}  // namespace tf::host
