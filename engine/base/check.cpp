#include "base/check.h"

#include "base/text.h"

namespace tf {

void bug(const char* file, int line, const std::string& what) {
  throw Bug(cat(file, ":", line, ": ", what));
}

}  // namespace tf
