// Arena: the memory of one Lua state. Everything it holds is counted, nothing goes beyond the
// limit, and dropping it takes time by the number of its chunks, not of its objects: a state is
// thrown away without walking what the script left behind.
// Small blocks (to 4 KiB) come from 32 KiB chunks by size class; larger ones from malloc, chained.
// Ownership: owns every block; the destructor frees all. Threads: none.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace tf::plugin {

class Arena {
 public:
  explicit Arena(std::size_t limit) : limit_(limit) {}
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // As realloc with the old size: block null makes one, wanted 0 frees. Null when it would pass the
  // limit; making a block smaller never fails.
  void* resize(void* block, std::size_t size, std::size_t wanted);
  std::size_t held() const { return held_; }  // chunks and large blocks: what the host really gave
  std::size_t peak() const { return peak_; }
  void forget_peak() { peak_ = held_; }
  void set_limit(std::size_t limit) { limit_ = limit; }

 private:
  struct Free {
    Free* next;
  };
  struct Large {
    Large* before;
    Large* after;
    std::size_t size;
    std::size_t unused;  // keeps the block after it on 16 bytes
  };
  static constexpr std::size_t kChunk = 32 << 10;
  static constexpr std::size_t kSmall = 4 << 10;
  static constexpr std::size_t kClasses = 64 + 8 + 1;

  static std::size_t class_of(std::size_t size);
  static std::size_t class_size(std::size_t index);
  void* take_small(std::size_t size);
  void* take_large(std::size_t size);
  void* resize_large(void* block, std::size_t wanted);
  void give_back(void* block, std::size_t size);
  bool may_hold(std::size_t more);

  std::size_t limit_;
  std::size_t held_ = 0;
  std::size_t peak_ = 0;
  std::vector<void*> chunks_;
  char* fresh_ = nullptr;  // what is left of the newest chunk
  std::size_t left_ = 0;
  std::array<Free*, kClasses> free_{};
  Large* large_ = nullptr;
};

}  // namespace tf::plugin
