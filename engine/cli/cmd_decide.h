// decide: one decision table of a town, a table file that stands alone, or a graph of decisions;
// what it answers and, with --why, how every rule and every decision came to it.
#pragma once

#include <vector>

#include "cli/session.h"
#include "rule/feel/feel.h"

namespace CLI {
class App;
}

namespace tf::cli {

void add_decide(CLI::App& app, Session& session);
void tell_warnings(Session& session, const std::vector<rule::Warning>& warnings);

}  // namespace tf::cli
