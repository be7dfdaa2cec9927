// Short forms of findings and documents for tables of tests.
#pragma once

#include <string>

#include "base/text.h"
#include "model/diagnostics.h"
#include "model/loader.h"
#include "model/yaml.h"

namespace tf::model::test {

// "yaml.number 2:4; yaml.tag 3:1": names and places in the order they were found.
inline std::string findings(const Diagnostics& all) {
  std::string out;
  for (const Diagnostic& row : all.rows()) {
    if (!out.empty()) out += "; ";
    out += cat(row.code->name, " ", row.span.line, ":", row.span.column);
  }
  return out;
}

inline Document document(std::string text, Diagnostics& out, std::string path = "a.yaml") {
  return read_document(std::move(path), std::move(text), out);
}

}  // namespace tf::model::test
