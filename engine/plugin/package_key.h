// Ed25519 keys and signatures in hex (RFC 8032, by libsodium).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tf::plugin {

Result<std::string> key_signs(const std::string& secret, std::string_view text);
bool key_verifies(const std::string& open, std::string_view text, const std::string& signature);

}  // namespace tf::plugin
