// lint of a DMN file: what cannot be understood, and the analysis of its decision tables.
#pragma once

#include <string>

#include "base/result.h"
#include "model/diagnostics.h"

namespace tf::cli {

// Errc::invalid with the line when it is no DMN file.
Result<void> check_dmn(const std::string& path, const std::string& text, model::Diagnostics& out);

}  // namespace tf::cli
