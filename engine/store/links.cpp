// What is hashed. Numbers are 8 bytes, most significant first, so every piece has a fixed length
// and no two different rows give the same bytes:
//     case_hash  = SHA-256( previous case_hash 32 | SHA-256(body) 32 )
//     shard_hash = SHA-256( 0x02 | previous shard_hash 32 | seq 8 | case_id 8 | case_seq 8 | kind 1
//                           | at 8 | key 16 | request 16 | SHA-256(body) 32 | case_hash 32 )
// The hash before the first is 32 zero bytes. A refusal has a case_hash of zeros and is outside its
// case's chain.
#include <cstring>

#include "base/check.h"
#include "store/store.h"

namespace tf::store {
namespace {

constexpr std::size_t kCaseBytes = 32 + 32;
constexpr std::size_t kShardBytes = 1 + 32 + 8 + 8 + 8 + 1 + 8 + 16 + 16 + 32 + 32;

// Writes pieces one after the other into a frame of known length.
template <std::size_t N>
class Frame {
 public:
  Frame& byte(std::uint8_t b) {
    bytes_[used_++] = static_cast<char>(b);
    return *this;
  }
  Frame& number(std::uint64_t n) {
    for (int shift = 56; shift >= 0; shift -= 8) byte(static_cast<std::uint8_t>(n >> shift));
    return *this;
  }
  template <std::size_t Size>
  Frame& bytes(const std::array<std::uint8_t, Size>& piece) {
    std::memcpy(bytes_.data() + used_, piece.data(), Size);
    used_ += Size;
    return *this;
  }
  Hash hash() const {
    TF_CHECK(used_ == N);
    return sha256({bytes_.data(), N});
  }

 private:
  std::array<char, N> bytes_{};
  std::size_t used_ = 0;
};

Hash case_link_of(const Hash& previous, const Hash& body) {
  return Frame<kCaseBytes>().bytes(previous).bytes(body).hash();
}
Hash shard_link_of(const Hash& previous, const JournalRow& row, const Hash& body) {
  return Frame<kShardBytes>()
      .byte(0x02)
      .bytes(previous)
      .number(row.seq)
      .number(row.case_id)
      .number(row.case_seq)
      .byte(static_cast<std::uint8_t>(row.kind))
      .number(static_cast<std::uint64_t>(row.at.ms))
      .bytes(row.key)
      .bytes(row.request)
      .bytes(body)
      .bytes(row.case_hash)
      .hash();
}

}  // namespace

Hash case_link(const Hash& previous, std::string_view body) {
  return case_link_of(previous, sha256(body));
}

Hash shard_link(const Hash& previous, const JournalRow& row) {
  return shard_link_of(previous, row, sha256(row.body));
}

void link(JournalRow& row, Hash& case_head, Hash& shard_head) {
  const Hash body = sha256(row.body);
  row.case_hash = Hash{};
  if (row.kind == RowKind::accepted) case_head = row.case_hash = case_link_of(case_head, body);
  shard_head = row.shard_hash = shard_link_of(shard_head, row, body);
}

}  // namespace tf::store
