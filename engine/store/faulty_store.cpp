#include "store/faulty_store.h"

#include "base/text.h"

namespace tf::store {

FaultyStore::FaultyStore(std::unique_ptr<Store> inner, std::vector<Fault> plan)
    : inner_(std::move(inner)), plan_(std::move(plan)) {}

Result<void> FaultyStore::commit(const Batch& batch) {
  ++commits_;
  if (broken_) return std::unexpected(*broken_);
  for (const Fault& fault : plan_) {
    if (fault.commit != commits_) continue;
    if (fault.when == Fault::When::after) TF_OK(inner_->commit(batch));
    const Error error{fault.error, cat("planned fault at commit ", commits_)};
    if (fault.final) broken_ = error;
    return std::unexpected(error);
  }
  return inner_->commit(batch);
}

}  // namespace tf::store
