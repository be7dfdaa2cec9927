#include "plugin/arena.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace tf::plugin {

Arena::~Arena() {
  for (void* chunk : chunks_) std::free(chunk);
  while (large_ != nullptr) {
    Large* next = large_->after;
    std::free(large_);
    large_ = next;
  }
}

// 16-byte steps to 1 KiB, then eighths of the way to 4 KiB in steps of 384.
std::size_t Arena::class_of(std::size_t size) {
  if (size <= 1024) return (size + 15) / 16;
  return 64 + (size - 1024 + 383) / 384;
}
std::size_t Arena::class_size(std::size_t index) {
  return index <= 64 ? index * 16 : 1024 + (index - 64) * 384;
}

bool Arena::may_hold(std::size_t more) {
  if (more > limit_ || held_ > limit_ - more) return false;
  held_ += more;
  peak_ = std::max(peak_, held_);
  return true;
}

void* Arena::take_small(std::size_t size) {
  const std::size_t index = class_of(size);
  if (Free* found = free_[index]) {
    free_[index] = found->next;
    return found;
  }
  const std::size_t need = class_size(index);
  if (left_ < need) {
    if (!may_hold(kChunk)) return nullptr;
    void* chunk = std::malloc(kChunk);
    if (chunk == nullptr) {
      held_ -= kChunk;
      return nullptr;
    }
    chunks_.push_back(chunk);
    fresh_ = static_cast<char*>(chunk);
    left_ = kChunk;
  }
  void* out = fresh_;
  fresh_ += need;
  left_ -= need;
  return out;
}

void* Arena::take_large(std::size_t size) {
  if (!may_hold(size)) return nullptr;
  auto* head = static_cast<Large*>(std::malloc(sizeof(Large) + size));
  if (head == nullptr) {
    held_ -= size;
    return nullptr;
  }
  *head = Large{nullptr, large_, size, 0};
  if (large_ != nullptr) large_->before = head;
  large_ = head;
  return head + 1;
}

void* Arena::resize_large(void* block, std::size_t wanted) {
  Large* head = static_cast<Large*>(block) - 1;
  const std::size_t had = head->size;
  if (wanted > had && !may_hold(wanted - had)) return nullptr;
  auto* moved = static_cast<Large*>(std::realloc(head, sizeof(Large) + wanted));
  if (moved == nullptr) {
    if (wanted <= had) return block;
    held_ -= wanted - had;
    return nullptr;
  }
  if (wanted < had) held_ -= had - wanted;
  moved->size = wanted;
  if (moved->before != nullptr)
    moved->before->after = moved;
  else
    large_ = moved;
  if (moved->after != nullptr) moved->after->before = moved;
  return moved + 1;
}

void Arena::give_back(void* block, std::size_t size) {
  if (size == 0) return;
  if (size <= kSmall) {
    auto* freed = static_cast<Free*>(block);
    Free*& first = free_[class_of(size)];
    freed->next = first;
    first = freed;
    return;
  }
  Large* head = static_cast<Large*>(block) - 1;
  if (head->before != nullptr)
    head->before->after = head->after;
  else
    large_ = head->after;
  if (head->after != nullptr) head->after->before = head->before;
  held_ -= head->size;
  std::free(head);
}

void* Arena::resize(void* block, std::size_t size, std::size_t wanted) {
  if (block == nullptr) {
    if (wanted == 0) return nullptr;
    return wanted <= kSmall ? take_small(wanted) : take_large(wanted);
  }
  if (wanted == 0) {
    give_back(block, size);
    return nullptr;
  }
  if (size <= kSmall && wanted <= kSmall && class_of(size) == class_of(wanted)) return block;
  if (size > kSmall && wanted > kSmall) return resize_large(block, wanted);
  void* moved = wanted <= kSmall ? take_small(wanted) : take_large(wanted);
  if (moved == nullptr) return wanted <= size ? block : nullptr;
  std::memcpy(moved, block, std::min(size, wanted));
  give_back(block, size);
  return moved;
}

}  // namespace tf::plugin
