#include "plugin/package_key.h"

#include <sodium.h>

#include <array>

#include "base/check.h"
#include "plugin/package.h"

namespace tf::plugin {

namespace {

template <std::size_t Size>
using Bytes = std::array<unsigned char, Size>;

template <std::size_t Size>
std::string hex(const Bytes<Size>& bytes) {
  std::string out(2 * Size + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes.data(), Size);
  out.pop_back();
  return out;
}

template <std::size_t Size>
bool from_hex(std::string_view text, Bytes<Size>& out) {
  std::size_t size = 0;
  return text.size() == 2 * Size &&
         sodium_hex2bin(out.data(), Size, text.data(), text.size(), nullptr, &size, nullptr) == 0 &&
         size == Size;
}

const unsigned char* bytes_of_text(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

KeyPair make_key() {
  TF_CHECK(sodium_init() >= 0);
  Bytes<crypto_sign_PUBLICKEYBYTES> open{};
  Bytes<crypto_sign_SECRETKEYBYTES> secret{};
  crypto_sign_keypair(open.data(), secret.data());
  return {hex(secret), hex(open)};
}

Result<std::string> open_key(const std::string& secret) {
  Bytes<crypto_sign_SECRETKEYBYTES> key{};
  if (sodium_init() < 0 || !from_hex(secret, key))
    return fail(Errc::invalid, "no secret key; make one with townflow plugin key FILE",
                "不是私钥；用 townflow plugin key 文件 生成一把");
  Bytes<crypto_sign_PUBLICKEYBYTES> open{};
  crypto_sign_ed25519_sk_to_pk(open.data(), key.data());
  return hex(open);
}

Result<std::string> key_signs(const std::string& secret, std::string_view text) {
  Bytes<crypto_sign_SECRETKEYBYTES> key{};
  if (sodium_init() < 0 || !from_hex(secret, key))
    return fail(Errc::invalid, "no secret key", "不是私钥");
  Bytes<crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr, bytes_of_text(text), text.size(), key.data());
  return hex(signature);
}

bool key_verifies(const std::string& open, std::string_view text, const std::string& signature) {
  Bytes<crypto_sign_PUBLICKEYBYTES> key{};
  Bytes<crypto_sign_BYTES> sign{};
  return sodium_init() >= 0 && from_hex(open, key) && from_hex(signature, sign) &&
         crypto_sign_verify_detached(sign.data(), bytes_of_text(text), text.size(), key.data()) ==
             0;
}

}  // namespace tf::plugin
