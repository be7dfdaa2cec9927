// Decimals in a test: from text, and back.
#pragma once

#include <optional>
#include <string>

#include "base/decimal.h"

namespace tf {

inline Decimal d(std::string_view text) {
  return *Decimal::parse(text);
}
inline std::string shown(const std::optional<Decimal>& number) {
  return number ? number->str() : "none";
}

}  // namespace tf
