// The check of one scalar against its form, and its canonical English text.
#pragma once

#include <string_view>

#include "model/shape.h"

namespace tf::model {

void check_scalar(Node& node, const Form& form, std::string_view key, Diagnostics& out);
// The Chinese way of writing a canonical scalar of this form; the text itself where there is none.
std::string chinese_scalar(std::string_view text, const Form& form);

}  // namespace tf::model
