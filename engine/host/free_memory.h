// Loading a county takes several times the memory that its bound form keeps: trees of every file,
// overlays, findings. While a ReturnFreed lives, memory that becomes free goes back to the system
// at once; at its end so does what the allocator still holds.
//
// Threads: the setting is of the whole process: one at a time, and none while work of people runs.
#pragma once

namespace tf::host {

class ReturnFreed {
 public:
  ReturnFreed();
  ~ReturnFreed();
  ReturnFreed(const ReturnFreed&) = delete;
  ReturnFreed& operator=(const ReturnFreed&) = delete;

 private:
  long delay_ = 0;  // ms, the allocator's own
};

}  // namespace tf::host
