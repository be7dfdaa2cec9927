// One block in the LZ4 format, with a dictionary before it: bytes that a match may reach back into.
// Any LZ4 library decodes what is written here (LZ4_decompress_safe_usingDict).
// Source: LZ4 Block Format Description (Yann Collet, 2022-07-31).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tf::store {

class Lz4 {
 public:
  // Matches reach 65,535 bytes back, so dictionary and text together have a limit.
  static constexpr std::size_t kMaxBytes = 60'000;

  // At most kMaxBytes / 2 of it.
  explicit Lz4(std::string dictionary);
  const std::string& dictionary() const { return dictionary_; }

  // The block; none when `text` is longer than kMaxBytes less the dictionary.
  std::optional<std::string> pack(std::string_view text) const;
  // The text of exactly `size` bytes; none when the block is damaged.
  std::optional<std::string> unpack(std::string_view block, std::size_t size) const;

 private:
  std::string dictionary_;
  std::vector<std::uint16_t> places_;  // by hash of 4 bytes: last place in the dictionary, plus 1
};

}  // namespace tf::store
