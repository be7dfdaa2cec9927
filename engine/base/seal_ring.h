// SealRing: every key that values of persons and cases are sealed under, in the space of one, with
// the power to destroy any of them for ever: a puncturable pseudorandom function, the tree of
// Goldreich, Goldwasser and Micali (1986) as Boneh and Waters (2013) puncture it. A key is a leaf;
// whoever holds a node can compute all leaves below it. To destroy a leaf, the nodes above it are
// given up and replaced by the siblings along the way: all other keys stay what they were.
//
// Time:    kDepth hashes for a key nobody keeps.
// Limit:   a destroyed key adds at most 3 * kDepth nodes of 16 bytes.
// Errors:  parse says what does not fit; a torn or altered text is told by its checksum.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/seal.h"

namespace tf {

class SealRing {
 public:
  using Leaf = std::uint64_t;
  static constexpr int kDepth = 32;  // levels of four

  static SealRing fresh();
  // The same for the same text: for worlds that must run twice alike.
  static SealRing from(std::string_view text);
  static std::expected<SealRing, std::string> parse(std::string_view text);
  std::string text() const;

  // Says which ring it is, and nothing of its keys.
  std::string id() const;
  // Where the key of an owner is. A leaf once destroyed is not used again: what is sealed for the
  // same owner afterwards has another.
  Leaf leaf_of(std::string_view owner) const;
  // None: destroyed.
  std::optional<SealKey> key(Leaf leaf) const;
  // False: it was destroyed already.
  bool destroy(Leaf leaf);
  std::size_t nodes() const { return nodes_.size(); }

 private:
  using Seed = std::array<std::uint8_t, 16>;
  struct Node {
    int depth = 0;
    Seed seed{};
  };
  static Seed child(const Seed& seed, unsigned digit);
  std::map<Leaf, Node>::const_iterator above(Leaf leaf) const;

  SealKey pepper_{};            // what owners become leaves by
  std::map<Leaf, Node> nodes_;  // by the first leaf below
};

}  // namespace tf
