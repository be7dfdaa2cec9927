#include "store/lz4.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/check.h"

namespace tf::store {
namespace {

constexpr std::size_t kMinMatch = 4;
constexpr std::size_t kLastLiterals = 5;   // a block ends with at least so many
constexpr std::size_t kMatchSafeEnd = 12;  // no match begins in the last so many
constexpr int kDictionaryBits = 13;
constexpr int kTextBits = 11;

std::uint32_t four(const char* at) {
  std::uint32_t n = 0;
  std::memcpy(&n, at, sizeof n);
  return n;
}
std::size_t hashed(std::uint32_t n, int bits) {
  return static_cast<std::size_t>((n * 2654435761U) >> (32 - bits));
}
std::size_t equal_bytes(const char* a, const char* b, const char* end) {
  const char* start = b;
  while (b < end && *a == *b) ++a, ++b;
  return static_cast<std::size_t>(b - start);
}

void put_length(std::string& out, std::size_t length) {  // what does not fit into its nibble
  for (; length >= 255; length -= 255) out += '\xff';
  out += static_cast<char>(length);
}
// Literals, and then a match unless `length` is 0.
void put_sequence(std::string& out, std::string_view literals, std::size_t offset,
                  std::size_t length) {
  const std::size_t extra = length == 0 ? 0 : length - kMinMatch;
  out += static_cast<char>(std::min<std::size_t>(literals.size(), 15) << 4 |
                           std::min<std::size_t>(extra, 15));
  if (literals.size() >= 15) put_length(out, literals.size() - 15);
  out += literals;
  if (length == 0) return;
  out += static_cast<char>(offset & 0xff);
  out += static_cast<char>(offset >> 8);
  if (extra >= 15) put_length(out, extra - 15);
}

// Reads a block piece by piece; every piece may be missing.
struct Reader {
  std::string_view rest;

  std::optional<std::size_t> byte() {
    if (rest.empty()) return std::nullopt;
    const auto b = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    return b;
  }
  std::optional<std::size_t> length(std::size_t nibble) {
    if (nibble != 15) return nibble;
    for (std::size_t sum = 15;;) {
      const auto more = byte();
      if (!more) return std::nullopt;
      sum += *more;
      if (*more != 255) return sum;
    }
  }
};

}  // namespace

Lz4::Lz4(std::string dictionary)
    : dictionary_(std::move(dictionary)), places_(std::size_t{1} << kDictionaryBits) {
  TF_CHECK(dictionary_.size() <= kMaxBytes / 2);
  for (std::size_t at = 0; at + kMinMatch <= dictionary_.size(); ++at)
    places_[hashed(four(dictionary_.data() + at), kDictionaryBits)] =
        static_cast<std::uint16_t>(at + 1);
}

std::optional<std::string> Lz4::pack(std::string_view text) const {
  const std::size_t before = dictionary_.size();
  if (text.size() > kMaxBytes - before) return std::nullopt;
  // Dictionary and text in one row, so that a match is one comparison.
  std::string all;
  all.reserve(before + text.size());
  all.append(dictionary_).append(text);
  std::array<std::uint16_t, std::size_t{1} << kTextBits> places{};  // of the text, plus 1
  std::string out;
  out.reserve(text.size() / 2 + 16);
  std::size_t at = before;
  std::size_t pending = before;  // where the literals not yet written begin
  const std::size_t stop = text.size() < kMatchSafeEnd ? before : all.size() - kMatchSafeEnd;
  const char* const end = all.data() + all.size() - std::min(kLastLiterals, text.size());
  while (at < stop) {
    const std::uint32_t word = four(all.data() + at);
    std::size_t best = 0;
    std::size_t from = 0;
    const auto try_place = [&](std::size_t place) {
      if (place == 0 || four(all.data() + place - 1) != word) return;
      const std::size_t length = equal_bytes(all.data() + place - 1, all.data() + at, end);
      if (length > best) best = length, from = place - 1;
    };
    std::uint16_t& recent = places[hashed(word, kTextBits)];
    try_place(recent);
    try_place(places_[hashed(word, kDictionaryBits)]);
    recent = static_cast<std::uint16_t>(at + 1);
    if (best < kMinMatch) {
      ++at;
      continue;
    }
    put_sequence(out, std::string_view(all).substr(pending, at - pending), at - from, best);
    at += best;
    pending = at;
  }
  put_sequence(out, std::string_view(all).substr(pending), 0, 0);
  return out;
}

std::optional<std::string> Lz4::unpack(std::string_view block, std::size_t size) const {
  std::string all;
  all.reserve(dictionary_.size() + size);
  all = dictionary_;
  const std::size_t whole = dictionary_.size() + size;
  Reader in{block};
  for (;;) {
    const auto token = in.byte();
    if (!token) return std::nullopt;
    const auto literals = in.length(*token >> 4);
    if (!literals || *literals > in.rest.size() || *literals > whole - all.size())
      return std::nullopt;
    all.append(in.rest.substr(0, *literals));
    in.rest.remove_prefix(*literals);
    if (in.rest.empty()) break;
    const auto low = in.byte();
    const auto high = in.byte();
    if (!high) return std::nullopt;
    const std::size_t offset = *low | *high << 8;
    const auto extra = in.length(*token & 15);
    if (!extra || offset == 0 || offset > all.size() || *extra + kMinMatch > whole - all.size())
      return std::nullopt;
    // Byte by byte: a match may run into what it is writing.
    for (std::size_t i = 0; i < *extra + kMinMatch; ++i) all += all[all.size() - offset];
  }
  if (all.size() != whole) return std::nullopt;
  return all.substr(dictionary_.size());
}

}  // namespace tf::store
