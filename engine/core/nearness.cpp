#include "core/nearness.h"

#include <cstdlib>

#include "base/text.h"

namespace tf::core {

namespace {

constexpr std::int64_t kCellSize = 5'000;  // millionths of a degree: some 550 m
constexpr std::int64_t kMetresPerDegree = 111'319;

struct Point {
  std::int64_t lat, lon;  // millionths of a degree
};

std::optional<std::int64_t> millionths(const Value& degrees) {
  if (!degrees.is(Value::Kind::number)) return std::nullopt;
  const auto scaled = multiply(degrees.as_number(), Decimal{1'000'000});
  if (!scaled) return std::nullopt;
  const std::string text = scaled->str();
  const auto whole = Decimal::parse(std::string_view(text).substr(0, text.find('.')));
  return whole ? whole->whole() : std::nullopt;
}

std::optional<Point> point_of(const Value& place) {
  if (!place.is(Value::Kind::record)) return std::nullopt;
  const auto lat = millionths(place["lat"]);
  const auto lon = millionths(place["long"]);
  if (!lat || !lon || std::abs(*lat) > 90'000'000 || std::abs(*lon) > 180'000'000)
    return std::nullopt;
  return Point{*lat, *lon};
}

// The cosine of an angle in millionths of a degree, in millionths: its series to the tenth power.
std::int64_t cosine(std::int64_t angle) {
  constexpr std::int64_t kOne = 1'000'000'000;
  const std::int64_t x = std::abs(angle) * 17'453'293 / 1'000'000;  // radians, in billionths
  const std::int64_t square = x / 1'000 * (x / 1'000) / 1'000;
  std::int64_t term = kOne, sum = kOne;
  for (const std::int64_t over : {2, 12, 30, 56, 90}) {
    term = -(term / 1'000) * (square / 1'000) / 1'000 / over;
    sum += term;
  }
  return sum < 0 ? 0 : sum / 1'000;
}

std::string code_of(const Value& place) {
  const Value& code = place.is(Value::Kind::record) ? place["code"] : place;
  return code.is(Value::Kind::text) ? code.as_text() : std::string();
}

std::int64_t cell(std::int64_t millionths_of_degree) {
  const std::int64_t shifted = millionths_of_degree + 180'000'000;
  return shifted / kCellSize;
}

Value cell_text(std::int64_t lat, std::int64_t lon) {
  return Value::text(cat("c:", lat, ",", lon));
}

}  // namespace

std::optional<std::int64_t> metres_between(const Value& a, const Value& b) {
  const auto here = point_of(a);
  const auto there = point_of(b);
  if (here && there) {
    const std::int64_t north = (here->lat - there->lat) * kMetresPerDegree / 1'000'000;
    const std::int64_t east = (here->lon - there->lon) * kMetresPerDegree / 1'000'000 *
                              cosine((here->lat + there->lat) / 2) / 1'000'000;
    const std::int64_t square = north * north + east * east;
    std::int64_t low = 0, high = 30'000'000;
    while (low < high) {
      const std::int64_t middle = (low + high + 1) / 2;
      if (middle * middle <= square)
        low = middle;
      else
        high = middle - 1;
    }
    return low;
  }
  const std::string code = code_of(a);
  if (!code.empty() && code == code_of(b)) return 0;
  return std::nullopt;
}

Value own_cell(const Value& place) {
  List out;
  if (const auto point = point_of(place))
    out.push_back(cell_text(cell(point->lat), cell(point->lon)));
  if (const std::string code = code_of(place); !code.empty())
    out.push_back(Value::text(cat("p:", code)));
  return out.empty() ? Value() : Value::list(std::move(out));
}

Value cells_around(const Value& place, std::int64_t metres) {
  List out;
  if (const std::string code = code_of(place); !code.empty())
    out.push_back(Value::text(cat("p:", code)));
  if (const auto point = point_of(place)) {
    const std::int64_t lat_reach = metres * 1'000'000 / kMetresPerDegree + 1;
    const std::int64_t across = cosine(point->lat);
    const std::int64_t lon_reach = across < 1'000 ? 1'000'000 : lat_reach * 1'000'000 / across + 1;
    for (std::int64_t y = cell(point->lat - lat_reach); y <= cell(point->lat + lat_reach); ++y)
      for (std::int64_t x = cell(point->lon - lon_reach); x <= cell(point->lon + lon_reach); ++x)
        out.push_back(cell_text(y, x));
  }
  return out.empty() ? Value() : Value::list(std::move(out));
}

}  // namespace tf::core
