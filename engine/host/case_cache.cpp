#include "host/case_cache.h"

namespace tf::host {

CachedCase* CaseCache::find(std::uint64_t id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return nullptr;
  order_.splice(order_.begin(), order_, found->second.place);
  return &found->second.entry;
}

CachedCase& CaseCache::put(std::uint64_t id, CachedCase entry) {
  drop(id);
  order_.push_front(id);
  return entries_.emplace(id, Slot{std::move(entry), order_.begin()}).first->second.entry;
}

void CaseCache::drop(std::uint64_t id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  order_.erase(found->second.place);
  entries_.erase(found);
}

void CaseCache::clear() {
  entries_.clear();
  order_.clear();
}

void CaseCache::trim() {
  while (entries_.size() > most_) {
    entries_.erase(order_.back());
    order_.pop_back();
  }
}

}  // namespace tf::host
