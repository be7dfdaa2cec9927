// decide: one decision table of a town, a table file that stands alone, or a graph of decisions;
// what it answers and, with --why, how every rule and every decision came to it.
#pragma once

#include <string_view>
#include <vector>

#include "cli/session.h"
#include "rule/feel/feel.h"

namespace CLI {
class App;
}

namespace tf::cli {

void add_decide(CLI::App& app, Session& session);
// `text`: the expression they are about, when it is one; then each says what it points at.
void tell_warnings(Session& session, const std::vector<rule::Warning>& warnings,
                   std::string_view text = {});

}  // namespace tf::cli
