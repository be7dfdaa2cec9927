// A function value where a test needs one that nobody calls: rule/feel defines the real ones.
#pragma once

namespace tf {

struct FunctionValue {
  int arity = 0;
};

}  // namespace tf
