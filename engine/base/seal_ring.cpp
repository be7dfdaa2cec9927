#include "base/seal_ring.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace tf {

namespace {

constexpr std::string_view kRingTitle = "townflow keys 1";
constexpr std::string_view kRingSum = "sum ";

std::string hex_of_leaf(SealRing::Leaf leaf) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(16, '0');
  for (std::size_t i = 16; i-- > 0; leaf >>= 4U) out[i] = kDigits[leaf & 15U];
  return out;
}

template <class Number>
std::optional<Number> ring_number(std::string_view text, int base) {
  Number n{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

unsigned digit_at(SealRing::Leaf leaf, int depth) {
  return static_cast<unsigned>(leaf >> static_cast<unsigned>(62 - 2 * depth)) & 3U;
}

// The last leaf below a node.
SealRing::Leaf last_of(SealRing::Leaf first, int depth) {
  if (depth >= SealRing::kDepth) return first;
  return first | (~SealRing::Leaf{0} >> static_cast<unsigned>(2 * depth));
}

std::string_view bytes_of_key(const SealKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

}  // namespace

SealRing SealRing::fresh() {
  SealRing ring;
  ring.pepper_ = random_key();
  const SealKey root = random_key();
  std::copy_n(root.begin(), 16, ring.nodes_[0].seed.begin());
  return ring;
}

SealRing SealRing::from(std::string_view text) {
  SealRing ring;
  ring.pepper_ = key_from(cat("pepper ", text));
  const SealKey root = key_from(cat("root ", text));
  std::copy_n(root.begin(), 16, ring.nodes_[0].seed.begin());
  return ring;
}

std::string SealRing::text() const {
  std::string out = cat(kRingTitle, "\npepper ", to_hex(pepper_), "\n");
  for (const auto& [first, node] : nodes_) {
    Hash wide{};
    std::copy(node.seed.begin(), node.seed.end(), wide.begin());
    out += cat(node.depth, " ", hex_of_leaf(first), " ", to_hex(wide).substr(0, 32), "\n");
  }
  return out + cat(kRingSum, to_hex(sha256(out)), "\n");
}

std::expected<SealRing, std::string> SealRing::parse(std::string_view text) {
  const auto bad = [](const char* why) { return std::unexpected(std::string(why)); };
  if (!text.starts_with(kRingTitle)) return bad("it is no key file of townflow");
  const std::size_t sum = text.rfind(kRingSum);
  if (sum == std::string_view::npos || sum == 0 || text[sum - 1] != '\n')
    return bad("its end is missing");
  if (text.substr(sum) != cat(kRingSum, to_hex(sha256(text.substr(0, sum))), "\n"))
    return bad("its checksum does not fit: it was cut off or altered");
  SealRing ring;
  const auto lines = split(text.substr(0, sum), '\n');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const auto parts = split(lines[i], ' ');
    if (parts.size() == 2 && parts[0] == "pepper") {
      const auto key = key_of_hex(parts[1]);
      if (!key) return bad("a line of it has the wrong form");
      ring.pepper_ = *key;
      continue;
    }
    const bool whole = parts.size() == 3;
    const auto depth = whole ? ring_number<int>(parts[0], 10) : std::nullopt;
    const auto first = whole ? ring_number<Leaf>(parts[1], 16) : std::nullopt;
    const auto wide = whole ? key_of_hex(cat(parts[2], std::string(32, '0'))) : std::nullopt;
    if (!depth || *depth < 0 || *depth > kDepth || !first || !wide)
      return bad("a line of it has the wrong form");
    Node node;
    node.depth = *depth;
    std::copy_n(wide->begin(), 16, node.seed.begin());
    ring.nodes_[*first] = node;
  }
  return ring;
}

std::string SealRing::id() const {
  return to_hex(hmac_sha256(bytes_of_key(pepper_), "id")).substr(0, 32);
}

SealRing::Leaf SealRing::leaf_of(std::string_view owner) const {
  for (std::uint64_t again = 0;; ++again) {
    const Hash hash = hmac_sha256(bytes_of_key(pepper_), cat(again, " ", owner));
    Leaf leaf = 0;
    for (std::size_t i = 0; i < 8; ++i) leaf = leaf << 8U | hash[i];
    if (above(leaf) != nodes_.end()) return leaf;
  }
}

SealRing::Seed SealRing::child(const Seed& seed, unsigned digit) {
  std::array<char, 17> bytes{};
  std::copy(seed.begin(), seed.end(), bytes.begin());
  bytes[16] = static_cast<char>(digit);
  const Hash hash = sha256({bytes.data(), bytes.size()});
  Seed out{};
  std::copy_n(hash.begin(), out.size(), out.begin());
  return out;
}

std::map<SealRing::Leaf, SealRing::Node>::const_iterator SealRing::above(Leaf leaf) const {
  auto next = nodes_.upper_bound(leaf);
  if (next == nodes_.begin()) return nodes_.end();
  --next;
  return leaf <= last_of(next->first, next->second.depth) ? next : nodes_.end();
}

std::optional<SealKey> SealRing::key(Leaf leaf) const {
  const auto node = above(leaf);
  if (node == nodes_.end()) return std::nullopt;
  Seed seed = node->second.seed;
  for (int depth = node->second.depth; depth < kDepth; ++depth)
    seed = child(seed, digit_at(leaf, depth));
  return hmac_sha256({reinterpret_cast<const char*>(seed.data()), seed.size()}, "key");
}

bool SealRing::destroy(Leaf leaf) {
  const auto found = above(leaf);
  if (found == nodes_.end()) return false;
  const Leaf first = found->first;
  Node node = found->second;
  nodes_.erase(first);
  Leaf at = first;
  for (; node.depth < kDepth; ++node.depth) {
    const unsigned own = digit_at(leaf, node.depth);
    const auto shift = static_cast<unsigned>(62 - 2 * node.depth);
    for (unsigned digit = 0; digit < 4; ++digit)
      if (digit != own)
        nodes_[at | static_cast<Leaf>(digit) << shift] = {node.depth + 1, child(node.seed, digit)};
    at |= static_cast<Leaf>(own) << shift;
    node.seed = child(node.seed, own);
  }
  return true;
}

}  // namespace tf
