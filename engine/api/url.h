// The target of a request: path segments and query, decoded once and strictly.
// Source: RFC 3986; application/x-www-form-urlencoded for the query (+ is a blank).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tf::api {

class Target {
 public:
  static constexpr std::size_t kSegments = 12;
  static constexpr std::size_t kParameters = 32;

  // False for what no honest client sends: bad % triples, segments . or .. (also written %2e),
  // encoded slashes, backslashes, control characters, broken UTF-8, an empty segment inside, too
  // many segments or parameters. `target` must outlive the object.
  bool parse(std::string_view target);

  std::span<const std::string_view> segments() const { return {segments_.data(), count_}; }
  const std::vector<std::pair<std::string, std::string>>& query() const { return query_; }
  // The last of that name, or nullptr.
  const std::string* find(std::string_view name) const;

 private:
  bool add_segment(std::string_view raw);
  bool parse_query(std::string_view raw);

  std::array<std::string_view, kSegments> segments_{};
  std::array<std::string, kSegments> decoded_{};  // only of segments with a %
  std::size_t count_ = 0;
  std::vector<std::pair<std::string, std::string>> query_;
};

}  // namespace tf::api
