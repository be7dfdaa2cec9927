#include "store/faulty_store.h"

#include "base/text.h"

namespace tf::store {

FaultyStore::FaultyStore(std::unique_ptr<Store> inner, std::vector<Fault> plan)
    : inner_(std::move(inner)), plan_(std::move(plan)) {}

void FaultyStore::fail(Fault fault) {
  const std::lock_guard lock(planning_);
  plan_.push_back(fault);
}

Result<void> FaultyStore::commit(const Batch& batch) {
  const std::lock_guard lock(planning_);
  const std::uint64_t asked = ++commits_;
  if (broken_) return std::unexpected(*broken_);
  for (const Fault& fault : plan_) {
    if (fault.commit != asked) continue;
    if (fault.when == Fault::When::after) TF_OK(inner_->commit(batch));
    const Error error{fault.error, cat("planned fault at commit ", asked)};
    if (fault.final) broken_ = error;
    return std::unexpected(error);
  }
  return inner_->commit(batch);
}

}  // namespace tf::store
