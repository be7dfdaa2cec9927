// How far two places are from each other, for `near`: in whole metres, by integer arithmetic only,
// so that every host says the same. A place is {code, node, text} and, when a map or a phone gave
// it, {lat, long} in degrees.
// Source: the plane around the mean latitude (equirectangular projection), on a sphere of
//         40 075 017 m round; the error is under 0.5 % for the distances asked here.
// Limit:  kMostMetres; farther is never near.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/value.h"

namespace tf::core {

inline constexpr const char* kCell = "@cell";  // of a match tuple: the place, by cell
inline constexpr std::int64_t kMostMetres = 2'000;

// None when either has no coordinates and their codes differ; the same code is no distance.
std::optional<std::int64_t> metres_between(const Value& a, const Value& b);
// What a case is found under: its cell and its code.
Value own_cell(const Value& place);
// What to look under for cases within `metres`: its own code and every cell that can hold one.
Value cells_around(const Value& place, std::int64_t metres);

}  // namespace tf::core
