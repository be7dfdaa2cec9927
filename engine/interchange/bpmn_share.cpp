// Which variables go into called processes and come back.
#include <algorithm>

#include "base/text.h"
#include "interchange/bpmn_build.h"
#include "interchange/bpmn_text.h"

namespace tf::interchange::bpmn {

namespace {

using Passed = BpmnFill::Passed;

template <class Visit>
void for_calls(Scope& scope, Visit visit) {
  for (Element& element : scope.elements) {
    if (element.kind == ElementKind::call) visit(element);
    if (element.body) for_calls(*element.body, visit);
  }
}

void passed_by(Scope& scope, Passed& out) {
  for_calls(scope, [&](const Element& call) {
    for (const Mapping& in : call.in)
      out[call.called].emplace(in.target, type_of_value(to_feel(in.source)));
  });
}

// Adds what `from` has and `into` has not; true when there was such a thing.
bool add(const std::map<std::string, std::string>& from, std::map<std::string, std::string>& into) {
  bool more = false;
  for (const auto& [name, type] : from) {
    auto& known = into[name];
    if (known.empty() && !type.empty()) known = type, more = true;
  }
  return more;
}

// The variables each process reads or sets by itself.
Passed own_variables(Model& model, const BpmnFill& fill) {
  Passed out = fill.known;
  const std::map<std::string, std::string> none;
  for (const Process& process : model.processes) {
    BpmnReport unheard;
    const BpmnWorkflow built = Builder(process, fill, none, unheard).build();
    auto& names = out[process.id];
    for (const auto& [variable, field] : built.fields) {
      const auto type = built.types.find(variable);
      names[variable] = type == built.types.end() ? "" : type->second;
    }
  }
  return out;
}

// Through calls that hand over everything a process has the variables of those it calls.
void spread(Model& model, Passed& known) {
  for (std::size_t round = 0; round <= model.processes.size(); ++round) {
    bool more = false;
    for (Process& process : model.processes)
      for_calls(process.body, [&](const Element& call) {
        if (!call.in_all && !call.out_all) return;
        const std::size_t before = known[process.id].size();
        const auto theirs = known[call.called];
        more = add(theirs, known[process.id]) || known[process.id].size() != before || more;
      });
    if (!more) return;
  }
}

void map_all(Element& call, const std::map<std::string, std::string>& names) {
  const auto has = [](const std::vector<Mapping>& all, const std::string& name) {
    return std::ranges::any_of(all, [&](const Mapping& m) { return m.target == name; });
  };
  for (const auto& [name, type] : names) {
    if (call.in_all && !has(call.in, name)) call.in.push_back({name, name, false});
    if (call.out_all && !has(call.out, name)) call.out.push_back({name, name, true});
  }
}

}  // namespace

Passed share_variables(Model& model, const BpmnFill& fill, Passed& known, BpmnReport& report) {
  bool all = false;
  for (Process& process : model.processes)
    for_calls(process.body, [&](const Element& c) { all = all || c.in_all || c.out_all; });
  if (report.errors.empty()) known = own_variables(model, fill);
  if (all) {
    spread(model, known);
    for (Process& process : model.processes)
      for_calls(process.body, [&](Element& call) {
        if (!call.in_all && !call.out_all) return;
        if (known[call.called].empty())
          report.note(call.id, call.line,
                      cat("流程 ", call.called,
                          " 的变量不详，variables=all 没有带过来；请把它的文件"
                          "一并导入"),
                      cat("the variables of ", call.called,
                          " are not known, variables=all was not carried over; import its file "
                          "together with this one"));
        map_all(call, known[call.called]);
      });
  }
  Passed passed;
  for (Process& process : model.processes) passed_by(process.body, passed);
  for (const auto& [process, names] : fill.passed)
    passed[process].insert(names.begin(), names.end());
  // What it hands on it must have itself.
  if (all)
    for (const Process& process : model.processes) add(known[process.id], passed[process.id]);
  return passed;
}

}  // namespace tf::interchange::bpmn
