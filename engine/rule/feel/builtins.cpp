#include "rule/feel/builtins.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "rule/feel/machine.h"

namespace tf::rule {
namespace {

Builtin::Signature parse_signature(std::string_view form) {
  Builtin::Signature out;
  for (std::string_view part : split(form, ',')) {
    part = trim(part);
    if (part.empty()) continue;
    if (part.starts_with("...")) {
      out.variadic = true;
      part.remove_prefix(3);
    }
    const bool optional = part.ends_with('?');
    if (optional) part.remove_suffix(1);
    out.parameters.emplace_back(part);
    if (!optional && !out.variadic) out.required = out.parameters.size();
  }
  return out;
}

std::vector<Builtin> build_table() {
  struct Family {
    std::vector<Builtin> (*rows)();
    bool takes_single;
  };
  std::vector<Builtin> all;
  for (const Family& family :
       {Family{numeric_builtins, true}, Family{text_builtins, true}, Family{list_builtins, false},
        Family{temporal_builtins, true}, Family{range_builtins, false},
        Family{context_builtins, false}, Family{conversion_builtins, false}}) {
    for (Builtin& one : family.rows()) {
      for (const char* form : one.signatures) one.parsed.push_back(parse_signature(form));
      one.takes_single = family.takes_single;
      all.push_back(std::move(one));
    }
  }
  return all;
}

const std::vector<Builtin>& table() {
  static const std::vector<Builtin> all = build_table();
  return all;
}

}  // namespace

Value Call::wrong(std::string_view zh, std::string_view en) const {
  machine.warn("feel.call", zh, en);
  return {};
}

const Builtin* find_builtin(std::string_view name) {
  static const std::map<std::string_view, const Builtin*> by_name = [] {
    std::map<std::string_view, const Builtin*> out;
    for (const Builtin& one : table()) out.emplace(one.name, &one);
    return out;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

std::vector<std::string> builtin_names() {
  std::vector<std::string> out;
  for (const Builtin& one : table()) out.emplace_back(one.name);
  return out;
}

std::span<const Builtin> all_builtins() {
  return table();
}

const NameIndex& builtin_index() {
  static const NameIndex index = [] {
    NameIndex out;
    for (const Builtin& one : table()) out.add(one.name, false);
    return out;
  }();
  return index;
}

}  // namespace tf::rule
