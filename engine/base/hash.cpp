#include "base/hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace tf {
namespace {

EVP_MD_CTX* digest(void* context) {
  return static_cast<EVP_MD_CTX*>(context);
}

// One context a thread waits for the next hash: making one costs more than hashing a short text.
struct Spare {
  ~Spare() { EVP_MD_CTX_free(context); }
  EVP_MD_CTX* context = nullptr;
};
thread_local Spare spare;

}  // namespace

Hash sha256(std::string_view bytes) {
  return Hasher().add(bytes).finish();
}

Hasher::Hasher() : context_(std::exchange(spare.context, nullptr)) {
  if (context_ == nullptr) context_ = EVP_MD_CTX_new();
  static const EVP_MD* const kSha256 =
      EVP_MD_fetch(nullptr, "SHA256", nullptr);  // once: it is slow
  TF_CHECK(context_ != nullptr);
  TF_CHECK(EVP_DigestInit_ex(digest(context_), kSha256, nullptr) == 1);
}

Hasher::~Hasher() {
  if (spare.context == nullptr)
    spare.context = digest(context_);
  else
    EVP_MD_CTX_free(digest(context_));
}

Hasher& Hasher::add(std::string_view bytes) {
  TF_CHECK(EVP_DigestUpdate(digest(context_), bytes.data(), bytes.size()) == 1);
  return *this;
}

Hasher& Hasher::add(const Hash& hash) {
  return add(bytes_of(hash));
}

Hash Hasher::finish() {
  Hash hash{};
  TF_CHECK(EVP_DigestFinal_ex(digest(context_), hash.data(), nullptr) == 1);
  return hash;
}

std::string to_hex(const Hash& hash) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * hash.size());
  for (const std::uint8_t byte : hash) {
    out += kHexDigits[byte >> 4];
    out += kHexDigits[byte & 15];
  }
  return out;
}

std::string_view bytes_of(const Hash& hash) {
  const void* data = hash.data();
  return {static_cast<const char*>(data), hash.size()};
}

Hash hash_of_bytes(std::string_view bytes) {
  Hash hash{};
  if (bytes.size() != hash.size()) return hash;
  std::ranges::transform(bytes, hash.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  return hash;
}

}  // namespace tf
