// A step kind: what happens when a token enters a step of this kind, and when what it waits for
// comes. One file per kind, one line in kinds.cpp; parser words, checker, schema and docs read the
// same table.
#pragma once

#include <span>
#include <string_view>

#include "core/walk.h"

namespace tf::core {

struct StepKind {
  const char* name;
  const char* zh;  // the key in Chinese
  const char* doc_zh;
  const char* doc_en;
  const char* bpmn;  // its counterpart in BPMN 2.0
  // The token has been placed; either complete it or leave it waiting for something.
  void (*enter)(Walk&, const Token&, const Step&);
  // A scope the token owns has no token left: `scope` is still there to be read.
  void (*scope_done)(Walk&, const Token&, const Step&, const Scope& scope) = nullptr;
  // Its time has come, its message (in turn().message), its effect's answer or its child's end.
  void (*woken)(Walk&, const Token&, const Step&) = nullptr;
};

const StepKind* find_kind(std::string_view name);  // null: no such kind

}  // namespace tf::core
