// The quick road of codec.h: a row or state exactly as this engine writes it, read straight into
// its structs. None: it is written some other way (an older engine's order of names, a number with
// an exponent), or is not right at all; codec.cpp reads it with care then, and says which.
#pragma once

#include <optional>
#include <string_view>

#include "core/codec.h"

namespace tf::core {

std::optional<RowBody> row_straight(std::string_view body);
std::optional<CaseState> state_straight(std::string_view body);

}  // namespace tf::core
