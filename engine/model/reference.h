// The reference of the language, printed from the shape table: every key with its Chinese name,
// what it takes, what it means in both languages and an example. docs/language-reference.md is this
// text. Threads: any.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/shape.h"

namespace tf::model {

// Every map of the language, each once, in the order it is first met from the kinds of file.
std::vector<const Shape*> reference_shapes();
std::string language_reference();

// The example of `key` read as the value of that key; what is wrong with it goes to `out`.
void check_example(const Key& key, Diagnostics& out);

}  // namespace tf::model
