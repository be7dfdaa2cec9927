// SHA-256 (FIPS 180-4, by OpenSSL), as 32 bytes and as hex.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tf {

using Hash = std::array<std::uint8_t, 32>;

Hash sha256(std::string_view bytes);
// H(tag, a, b…): the pieces one after the other; callers keep the split unambiguous by fixed
// lengths.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  Hasher& add(std::string_view bytes);
  Hasher& add(const Hash& hash);
  Hash finish();

 private:
  void* context_;
};
std::string to_hex(const Hash& hash);
std::string_view bytes_of(const Hash& hash);
// Empty array when `bytes` is not 32 long.
Hash hash_of_bytes(std::string_view bytes);

}  // namespace tf
