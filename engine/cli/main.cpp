#include <unistd.h>

#include <iostream>

#include "cli/commands.h"

int main(int count, char** words) {
  std::ios::sync_with_stdio(false);
  return tf::cli::run({words + 1, words + count}, std::cout, std::cerr, isatty(2) == 1);
}
