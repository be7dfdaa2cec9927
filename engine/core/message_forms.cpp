#include "core/message_forms.h"

#include <algorithm>

#include "base/text.h"
#include "core/forms.h"
#include "core/frozen.h"

namespace tf::core {

namespace {

bool asks_for(const EventSpec& event, const std::string& name) {
  return std::ranges::any_of(event.forms, [&](const Form& form) {
    return form.into == name ||
           std::ranges::any_of(form.fields, [&](const auto& field) { return field->name == name; });
  });
}

// Without what only says which message it is.
Value answers_in(const EventSpec& event, const Value& with) {
  if (!with.is(Value::Kind::record)) return with;
  Record out = with.as_record();
  for (const Assign& match : event.match)
    if (!asks_for(event, match.field)) out.erase(match.field);
  return Value::record(std::move(out));
}

using FormsByName = std::map<std::string, std::vector<const Form*>>;

void add_forms(const EventSpec& event, FormsByName& out) {
  if (event.kind == EventSpec::Kind::message)
    for (const Form& form : event.forms) out[event.name].push_back(&form);
  for (const EventSpec& part : event.parts) add_forms(part, out);
}

}  // namespace

MessageAnswers read_message(Turn& turn, const EventSpec& event, const Value& with,
                            std::uint64_t scope) {
  MessageAnswers out;
  out.with = with;
  if (event.forms.empty()) return out;
  std::vector<const Form*> forms;
  for (const Form& form : event.forms) forms.push_back(&form);
  FormAnswers answers = read_answers(turn, forms, answers_in(event, with), scope, false);
  if (!answers.problems.empty()) {
    out.refused = form_rejection(answers.problems);
    return out;
  }
  if ((out.refused = frozen_rejection(turn, answers.values, scope, ""))) return out;
  Record read = with.is(Value::Kind::record) ? with.as_record() : Record{};
  for (const auto& [path, value] : answers.values)
    if (path.find('.') == std::string::npos) read.set(path, value);
  out.with = Value::record(std::move(read));
  out.values = std::move(answers.values);
  return out;
}

FormsByName messages_with_forms(const Definition& definition) {
  FormsByName out;
  for (const Step& step : definition.steps) {
    if (const auto* wait = std::get_if<WaitSpec>(&step.spec)) add_forms(wait->event, out);
    for (const Handler& handler : step.upon) add_forms(handler.event, out);
  }
  for (const Handler& handler : definition.upon) add_forms(handler.event, out);
  return out;
}

std::vector<const Form*> forms_of_message(const Definition& definition, const std::string& name) {
  auto all = messages_with_forms(definition);
  return std::move(all[name]);
}

}  // namespace tf::core
