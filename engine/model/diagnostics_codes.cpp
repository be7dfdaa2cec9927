// The table of all diagnostics. Each area keeps its rows in model/codes/<area>.inc, in the order of
// its numbers; a new area is one line below.
//   TF00xx yaml            TF01xx shape and files   TF02xx bind         TF03xx overlay
//   TF04xx text tables     TF05xx deadlines, ladders, calendar          TF06xx FEEL and tables
//   TF08xx people          TF09xx proof             TF10xx plugins      TF11xx scenarios
//   TF12xx interchange
#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "model/diagnostics.h"

namespace tf::model {

namespace {

constexpr auto error = Severity::error;
[[maybe_unused]] constexpr auto warning = Severity::warning;
[[maybe_unused]] constexpr auto note = Severity::note;

#define TF_CODE(number, name, severity, zh, en, help_zh, help_en) \
  Code{number, name, severity, zh, en, help_zh, help_en},

constexpr Code kCodes[] = {
#include "model/codes/yaml.inc"
#if __has_include("model/codes/bind.inc")
#include "model/codes/bind.inc"
#endif
#include "model/codes/overlay.inc"
#include "model/codes/shape.inc"
#include "model/codes/text_table.inc"
#if __has_include("model/codes/feel.inc")
#include "model/codes/feel.inc"
#endif
#if __has_include("model/codes/table.inc")
#include "model/codes/table.inc"
#endif
#if __has_include("model/codes/deadline.inc")
#include "model/codes/deadline.inc"
#endif
#if __has_include("model/codes/calendar.inc")
#include "model/codes/calendar.inc"
#endif
#if __has_include("model/codes/ladder.inc")
#include "model/codes/ladder.inc"
#endif
#if __has_include("model/codes/people.inc")
#include "model/codes/people.inc"
#endif
#include "model/codes/proof.inc"
#if __has_include("model/codes/plugin.inc")
#include "model/codes/plugin.inc"
#endif
#if __has_include("model/codes/scenario.inc")
#include "model/codes/scenario.inc"
#endif
#if __has_include("model/codes/interchange.inc")
#include "model/codes/interchange.inc"
#endif
};
#undef TF_CODE

// Both orders, made once: findings are many, the table is fixed.
std::vector<const Code*> sorted_by(const char* Code::* column) {
  std::vector<const Code*> all;
  for (const Code& code : kCodes) all.push_back(&code);
  std::ranges::sort(all, [&](const Code* a, const Code* b) {
    return std::string_view(a->*column) < std::string_view(b->*column);
  });
  return all;
}

const Code* search(const std::vector<const Code*>& all, const char* Code::* column,
                   std::string_view wanted) {
  const auto found = std::ranges::lower_bound(
      all, wanted, {}, [&](const Code* code) { return std::string_view(code->*column); });
  return found != all.end() && std::string_view((*found)->*column) == wanted ? *found : nullptr;
}

}  // namespace

const Code* find_code(std::string_view number_or_name) {
  static const auto by_number = sorted_by(&Code::number);
  static const auto by_name = sorted_by(&Code::name);
  if (const Code* code = search(by_name, &Code::name, number_or_name)) return code;
  return search(by_number, &Code::number, number_or_name);
}

std::span<const Code> all_codes() {
  return kCodes;
}

}  // namespace tf::model
