// The sealed form of a value: a text that no person types. It names the leaves of the ring whose
// keys it takes, all of them; it opens as long as none is destroyed.
//
//     DEL s <leaf>[,<leaf>…]:<base64>      a leaf in 16 hexadecimal digits
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/seal_ring.h"
#include "base/value.h"

namespace tf {

inline constexpr const char* kErasedText = "erased / 已抹除";  // what people read instead

bool is_sealed(std::string_view text);
bool is_sealed(const Value& value);
bool holds_sealed(const Value& value);  // anywhere in it
std::vector<SealRing::Leaf> leaves_of(std::string_view sealed);
// Every leaf named in a text that holds sealed forms (a row, a state), ascending, each once.
std::vector<SealRing::Leaf> leaves_in(std::string_view text);

// The keys of a ring as one thread uses them: those it has used are kept.
class SealBook {
 public:
  using Leaf = SealRing::Leaf;
  explicit SealBook(std::shared_ptr<const SealRing> ring) : ring_(std::move(ring)) {}

  const SealRing& ring() const { return *ring_; }
  Leaf leaf(const std::string& owner);
  // The same text under the same leaves with the same `once` gives the same bytes; anything else
  // never uses a nonce twice (as AES-SIV makes its own, RFC 5297).
  std::string seal(const std::vector<Leaf>& leaves, std::string_view once, const Value& open);
  // None: a key is destroyed, or it is not of this ring.
  std::optional<Value> open(std::string_view sealed);
  // Everything in it opened; what does not open becomes `gone`.
  Value opened(const Value& value, const Value& gone);
  // What only these keys can compute again; none when one of them is destroyed.
  std::optional<Hash> mark(const std::vector<Leaf>& leaves, std::string_view text);

 private:
  std::optional<SealKey> key(const std::vector<Leaf>& leaves);
  std::shared_ptr<const SealRing> ring_;
  std::map<Leaf, std::optional<SealKey>> keys_;
  std::map<std::string, Leaf> owners_;
};

}  // namespace tf
