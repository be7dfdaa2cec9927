// Outside with a town's plugins in front: an effect named PLUGIN.NAME runs in the plugin worker;
// every other goes on to what stands behind.
// Threads: the outbox worker's. Ownership: owns the worker process.
#pragma once

#include <memory>

#include "core/catalog.h"
#include "host/outside.h"
#include "plugin/worker.h"

namespace tf::host {

// `secret`: the value of a secret by name (null Value when there is none).
using Secrets = std::function<Value(const std::string& name)>;

std::unique_ptr<Outside> plugin_outside(std::shared_ptr<const core::Catalog> catalog,
                                        std::unique_ptr<Outside> behind, Secrets secrets,
                                        plugin::Launch launch = plugin::launch_self());

}  // namespace tf::host
