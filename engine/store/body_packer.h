// How a journal body lies on the disk: as an LZ4 block against a dictionary of what bodies are made
// of (names of events and their fields), which the file itself holds in its table `dictionaries`.
// Hashes, links and everything above see the text only.
//     packed = number of the dictionary (1 byte) | length of the text (4 bytes, least first) |
//     block
// Any LZ4 library reads the blocks (LZ4_decompress_safe_usingDict). Nothing here changes once the
// dictionaries are added, so threads may share it.
// Limit: bodies up to 64 MiB. Errors: Errc::corrupt for a block that does not unpack.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tf::store {

class BodyPacker {
 public:
  // The dictionary this version writes with, by its number. Once released it is never edited: a
  // better one gets the next number.
  static constexpr std::uint8_t kNewest = 1;
  static std::string newest();

  static constexpr std::size_t kMostDictionary = 60'000;  // bytes; a match reaches 65,535 back

  void add(std::uint8_t number, const std::string& dictionary);

  // None when packing saves nothing: then the text is stored as it is.
  std::optional<std::string> pack(std::string_view body) const;
  Result<std::string> unpack(std::string_view packed) const;

 private:
  struct Dictionary;
  std::map<std::uint8_t, std::shared_ptr<const Dictionary>> dictionaries_;
};

}  // namespace tf::store
