// Keys: the one key file beside a store, apart from what it opens: a copy of the store alone opens
// nothing, and what is destroyed here is gone from every copy of the store. Made on first use,
// readable by its owner only, replaced whole by renaming; `destroy` is durable on return.
//
// Threads: any; a ring once handed out stays as it was.
// Errors:  usable(): Errc::not_found (the store has been sealed into, the file is gone), Errc::io
//          (not readable), Errc::invalid (others may read it, or it is of another store),
//          Errc::corrupt (torn). A store whose keys are not usable can still be verified; nobody
//          works on its cases.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/seal_ring.h"

namespace tf::store {

// Where a store that has been sealed into says with which ring.
inline constexpr const char* kRingSetting = "keys/ring";

class Keys {
 public:
  // fixed: for clocks set by hand; never: beside whoever writes, for turns nothing is kept of.
  enum class Make : std::uint8_t { random, fixed, never };

  static std::unique_ptr<Keys> in_memory(Make make);
  // `ring`: what kRingSetting of the store says, "" when nothing was sealed yet.
  static std::unique_ptr<Keys> open(const std::string& path, const std::string& ring, Make make);
  Result<void> usable() const;

  // Null: none made yet.
  std::shared_ptr<const SealRing> ring() const;
  // Makes it on first use.
  Result<std::shared_ptr<const SealRing>> need();
  Result<void> destroy(const std::vector<SealRing::Leaf>& leaves);
  const std::string& path() const { return path_; }

 private:
  Keys(std::string path, Make make) : path_(std::move(path)), make_(make) {}
  Result<void> read(const std::string& ring);
  Result<void> write(const SealRing& ring) const;

  const std::string path_;  // "": in memory only
  const Make make_;
  std::optional<Error> error_;  // of opening it
  mutable std::mutex mutex_;
  std::shared_ptr<const SealRing> ring_;
};

}  // namespace tf::store
