// The cases a shard holds in memory: least recently used go first, closed ones at once.
#pragma once

#include <cstdint>
#include <list>
#include <unordered_map>

#include "base/hash.h"
#include "core/case_state.h"
#include "core/standing.h"

namespace tf::host {

struct CachedCase {
  core::CaseState state;
  Hash case_hash{};  // head of its chain
  std::uint64_t snapshot_seq = 0;
  core::Standing standing;  // as the figures count it now
};

class CaseCache {
 public:
  explicit CaseCache(std::size_t most) : most_(most) {}
  CachedCase* find(std::uint64_t id);
  // Pointers stay valid until the case is dropped.
  CachedCase& put(std::uint64_t id, CachedCase entry);
  void drop(std::uint64_t id);
  void clear();
  // Down to the limit; only between batches.
  void trim();
  std::size_t size() const { return entries_.size(); }

 private:
  struct Slot {
    CachedCase entry;
    std::list<std::uint64_t>::iterator place;
  };
  std::size_t most_;
  std::list<std::uint64_t> order_;  // most recent first
  std::unordered_map<std::uint64_t, Slot> entries_;
};

}  // namespace tf::host
