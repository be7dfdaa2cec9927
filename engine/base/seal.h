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

namespace tf {

using SealKey = std::array<std::uint8_t, 32>;

SealKey random_key();
// The same for the same text: for worlds that must run twice alike.
SealKey key_from(std::string_view text);
std::optional<SealKey> key_of_hex(std::string_view hex);  // of to_hex (hash.h)

// `once`: never the same twice under one key.
std::string seal(const SealKey& key, std::string_view once, std::string_view text);
std::optional<std::string> unseal(const SealKey& key, std::string_view sealed);

}  // namespace tf
