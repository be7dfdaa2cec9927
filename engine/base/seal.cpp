#include "base/seal.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/check.h"
#include "base/hash.h"

namespace tf {
namespace {

constexpr std::size_t kNonce = 12, kTag = 16, kPad = 64;

struct Free {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Free>;

// Once: both are slow to find and to make.
const EVP_CIPHER* aes_gcm() {
  static const EVP_CIPHER* const kAes = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return kAes;
}
EVP_CIPHER_CTX* cipher_context() {
  thread_local const Cipher context(EVP_CIPHER_CTX_new());
  TF_CHECK(context != nullptr);
  return context.get();
}
using Bytes = std::vector<std::uint8_t>;

std::string hex_of(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    out += kHexDigits[bytes[i] >> 4U];
    out += kHexDigits[bytes[i] & 15U];
  }
  return out;
}

std::optional<Bytes> bytes_of_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  Bytes out;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = digit(hex[i]), low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return out;
}

// Two bytes of length, the text, zeros up to a whole number of blocks.
Bytes padded(std::string_view text) {
  TF_CHECK(text.size() < 65536);
  Bytes out{static_cast<std::uint8_t>(text.size() >> 8U), static_cast<std::uint8_t>(text.size())};
  out.insert(out.end(), text.begin(), text.end());
  out.resize((out.size() + kPad - 1) / kPad * kPad);
  return out;
}

}  // namespace

SealKey random_key() {
  SealKey key{};
  TF_CHECK(RAND_bytes(key.data(), static_cast<int>(key.size())) == 1);
  return key;
}

SealKey key_from(std::string_view text) {
  const Hash hash = sha256(text);
  SealKey key{};
  std::ranges::copy(hash, key.begin());
  return key;
}

std::optional<SealKey> key_of_hex(std::string_view hex) {
  const auto bytes = bytes_of_hex(hex);
  SealKey key{};
  if (!bytes || bytes->size() != key.size()) return std::nullopt;
  std::ranges::copy(*bytes, key.begin());
  return key;
}

namespace {

// Nonce, tag, and what was sealed.
Bytes seal_bytes(const SealKey& key, std::string_view once, const Bytes& plain) {
  const Hash nonce = sha256(once);
  Bytes out(kNonce + kTag + plain.size());
  std::copy_n(nonce.begin(), kNonce, out.begin());
  EVP_CIPHER_CTX* const cipher = cipher_context();
  int size = 0;
  TF_CHECK(EVP_EncryptInit_ex(cipher, aes_gcm(), nullptr, key.data(), out.data()) == 1);
  TF_CHECK(EVP_EncryptUpdate(cipher, out.data() + kNonce + kTag, &size, plain.data(),
                             static_cast<int>(plain.size())) == 1);
  TF_CHECK(EVP_EncryptFinal_ex(cipher, out.data() + kNonce + kTag + size, &size) == 1);
  TF_CHECK(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, kTag, out.data() + kNonce) == 1);
  return out;
}

std::optional<Bytes> unseal_bytes(const SealKey& key, Bytes bytes) {
  if (bytes.size() < kNonce + kTag) return std::nullopt;
  const auto body = static_cast<int>(bytes.size() - kNonce - kTag);
  Bytes plain(static_cast<std::size_t>(body));
  EVP_CIPHER_CTX* const cipher = cipher_context();
  int size = 0;
  if (EVP_DecryptInit_ex(cipher, aes_gcm(), nullptr, key.data(), bytes.data()) != 1 ||
      EVP_DecryptUpdate(cipher, plain.data(), &size, bytes.data() + kNonce + kTag, body) != 1 ||
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, kTag, bytes.data() + kNonce) != 1 ||
      EVP_DecryptFinal_ex(cipher, plain.data() + size, &size) != 1)
    return std::nullopt;
  return plain;
}

std::string base64_of(const Bytes& bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(),
                  static_cast<int>(bytes.size()));
  return out;
}

std::optional<Bytes> bytes_of_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  Bytes out(text.size() / 4 * 3);
  if (EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size())) < 0)
    return std::nullopt;
  out.resize(out.size() - static_cast<std::size_t>(std::ranges::count(text, '=')));
  return out;
}

}  // namespace

std::string seal(const SealKey& key, std::string_view once, std::string_view text) {
  const Bytes bytes = seal_bytes(key, once, padded(text));
  return hex_of(bytes.data(), bytes.size());
}

std::optional<std::string> unseal(const SealKey& key, std::string_view sealed) {
  auto bytes = bytes_of_hex(sealed);
  if (!bytes || bytes->size() < kNonce + kTag + kPad) return std::nullopt;
  const auto plain = unseal_bytes(key, std::move(*bytes));
  if (!plain) return std::nullopt;
  const std::size_t length = static_cast<std::size_t>((*plain)[0]) * 256 + (*plain)[1];
  if (length + 2 > plain->size()) return std::nullopt;
  return std::string(plain->begin() + 2, plain->begin() + 2 + static_cast<std::ptrdiff_t>(length));
}

// The text, a one, zeros (ISO/IEC 7816-4).
std::string seal_long(const SealKey& key, std::string_view once, std::string_view text) {
  constexpr std::size_t kBlock = 32;
  Bytes plain(text.begin(), text.end());
  plain.push_back(1);
  plain.resize((plain.size() + kBlock - 1) / kBlock * kBlock);
  return base64_of(seal_bytes(key, once, plain));
}

std::optional<std::string> unseal_long(const SealKey& key, std::string_view sealed) {
  auto bytes = bytes_of_base64(sealed);
  if (!bytes) return std::nullopt;
  auto plain = unseal_bytes(key, std::move(*bytes));
  if (!plain) return std::nullopt;
  while (!plain->empty() && plain->back() == 0) plain->pop_back();
  if (plain->empty() || plain->back() != 1) return std::nullopt;
  return std::string(plain->begin(), plain->end() - 1);
}

Hash hmac_sha256(std::string_view key, std::string_view text) {
  constexpr std::size_t kBlock = 64;
  const Hash hashed = key.size() > kBlock ? sha256(key) : Hash{};
  if (key.size() > kBlock) key = bytes_of(hashed);
  const auto padded_with = [&](char pad) {
    std::array<char, kBlock> block{};
    block.fill(pad);
    for (std::size_t i = 0; i < key.size(); ++i) block[i] = static_cast<char>(block[i] ^ key[i]);
    return block;
  };
  const auto inner = padded_with(0x36), outer = padded_with(0x5c);
  const Hash hash = Hasher().add({inner.data(), inner.size()}).add(text).finish();
  return Hasher().add({outer.data(), outer.size()}).add(hash).finish();
}

}  // namespace tf
