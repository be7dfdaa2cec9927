// Sealed text: what stands in a record that cannot be altered, and may not be read before its time,
// or ever again once its key is gone. AES-256-GCM (NIST SP 800-38D) by OpenSSL; padded, so that the
// length says nothing.
//
// Errors:  unseal answers nothing when the key is another one or a character was changed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"

namespace tf {

using SealKey = std::array<std::uint8_t, 32>;

SealKey random_key();
// The same for the same text: for worlds that must run twice alike.
SealKey key_from(std::string_view text);
std::optional<SealKey> key_of_hex(std::string_view hex);  // of to_hex (hash.h)

// `once`: never the same twice under one key.
std::string seal(const SealKey& key, std::string_view once, std::string_view text);
std::optional<std::string> unseal(const SealKey& key, std::string_view sealed);

// The same for texts of any length, shorter to write down: base64, padded to 32 bytes.
std::string seal_long(const SealKey& key, std::string_view once, std::string_view text);
std::optional<std::string> unseal_long(const SealKey& key, std::string_view sealed);

Hash hmac_sha256(std::string_view key, std::string_view text);  // RFC 2104

}  // namespace tf
