// User tasks: who does them, by when, with which form.
#include <algorithm>

#include "base/decimal.h"
#include "base/text.h"
#include "interchange/bpmn_build.h"
#include "interchange/bpmn_text.h"
#include "model/grammar.h"

namespace tf::interchange::bpmn {

using model::Node;

namespace {

// "a, b" → a and b.
std::vector<std::string> names_in_list(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view part : split(text, ','))
    if (const std::string_view name = trim(part); !name.empty()) out.emplace_back(name);
  return out;
}

// The post of this name, as people write groups: "Village Team" is village_team.
std::string post_named(const BpmnFill& fill, std::string_view group) {
  std::string name(group);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ' ' || c == '-') c = '_';
  }
  for (const std::string& one : {std::string(group), name})
    if (fill.posts.contains(one)) return one;
  return {};
}

}  // namespace

// "${starter}", "=starter", where a start event says that its starter is kept under that name.
bool Builder::is_initiator(std::string_view written) const {
  std::string_view name = trim(written);
  if (name.starts_with("${") && name.ends_with('}')) name = name.substr(2, name.size() - 3);
  if (name.starts_with('=')) name.remove_prefix(1);
  name = trim(name);
  return std::ranges::any_of(process_.body.elements, [&](const Element& element) {
    return element.kind == ElementKind::start && !element.initiator.empty() &&
           element.initiator == name;
  });
}

// Null when nobody of the town is meant; `left`: what was said and is not used.
NodePtr Builder::who_of(const Element& element, std::vector<std::string>& left) const {
  auto who = Node::list({});
  who->flow = true;
  const auto person = [&](const std::string& name) {
    if (is_initiator(name)) return who->items.push_back(text("reporter")), true;
    if (!fill_.persons.contains(name)) return false;
    auto one = map_of("person", cat('"', name, '"'));
    one->flow = true;
    return who->items.push_back(std::move(one)), true;
  };
  for (const auto& [key, value] : element.people) {
    if (key == "dueDate" && !span_words(value).empty()) continue;
    bool used = key == "assignee" || key == "candidateUsers" || key == "candidateGroups";
    const auto names = names_in_list(value);
    // Whoever is named owns it; candidates only count where nobody is.
    if (used && key != "assignee" && !who->items.empty() &&
        element.people.front().first == "assignee")
      used = false;
    for (const std::string& name : names) {
      if (!used) break;
      const std::string post = key == "assignee" ? "" : post_named(fill_, name);
      if (!post.empty())
        who->items.push_back(text(post));
      else
        used = key != "candidateGroups" && person(name);
    }
    if (!used || names.empty()) left.push_back(cat(key, "=", value));
  }
  if (who->items.empty()) return nullptr;
  return who->items.size() == 1 ? std::move(who->items.front()) : std::move(who);
}

std::string Builder::type_of(const Element& element, const FormField& asked) {
  constexpr std::pair<std::string_view, const char*> kTypes[] = {
      {"string", "text"},   {"long", "whole"},   {"integer", "whole"}, {"int", "whole"},
      {"double", "number"}, {"float", "number"}, {"number", "number"}, {"boolean", "yes_no"},
      {"date", "date"},     {"user", "text"},    {"group", "text"},    {"textarea", "text"}};
  const bool choices = asked.type == "enum" && !asked.values.empty() &&
                       std::ranges::all_of(asked.values, [&](const auto& value) {
                         return model::is_name(value.first) &&
                                bpmn_variable(value.first) == value.first &&
                                !out_.fields.contains(value.first);
                       });
  if (choices) return "choice";
  for (const auto& [theirs, ours] : kTypes)
    if (asked.type == theirs) return ours;
  report_.note(element.id, element.line,
               cat("表单字段 ", asked.id, " 的类型 ", asked.type, " 作文字填写"),
               cat("the field ", asked.id, " of type ", asked.type, " is filled in as text"));
  return "text";
}

NodePtr Builder::form_field(const Element& element, const FormField& asked) {
  const std::string type = type_of(element, asked);
  auto out = map_of("type", type);
  out->flow = true;
  if (type == "choice") {
    auto values = Node::list({});
    values->flow = true;
    for (const auto& [id, name] : asked.values) values->items.push_back(text(id));
    put(*out, "of", std::move(values));
  }
  if (asked.required) put(*out, "required", "true");
  const bool counts = type == "whole" || type == "number";
  for (const auto& [key, bound] : {std::pair{"min", &asked.min}, std::pair{"max", &asked.max}})
    if (counts && Decimal::parse(*bound)) put(*out, key, *bound);
  if (!asked.label.empty()) {
    std::string label = asked.label;
    std::ranges::replace_if(label, [](char c) { return c == '<' || c == '>' || c == '\n'; }, ' ');
    put(*out, "title", label);
  }
  if (!asked.initial.empty() && asked.initial.find('{') == std::string::npos)
    report_.note(element.id, element.line,
                 cat("字段 ", asked.id, " 的默认值“", asked.initial, "”没有带过来"),
                 cat("the default '", asked.initial, "' of ", asked.id, " was not carried over"));
  return out;
}

// The first form that has a field says its type for all of them.
NodePtr Builder::form_of(const Element& element) {
  auto form = Node::map({});
  form->flow = true;
  for (const FormField& asked : element.form) {
    NodePtr made = form_field(element, asked);
    const std::string type(made->text_of("type"));
    const std::string name = field(asked.id, type == "choice" ? "" : type);
    if (const auto known = declared_.find(asked.id); known == declared_.end()) {
      auto declared = made->clone();
      declared->erase("required");
      declared_.emplace(asked.id, std::move(declared));
    } else {
      put(*made, "type", std::string(known->second->text_of("type")));
      if (const Node* of = known->second->get("of")) put(*made, "of", of->clone());
    }
    put(*form, name, std::move(made));
  }
  return form;
}

// What a start event asks is asked at opening; of a start that is an event nobody is there to ask.
void Builder::read_start_form() {
  for (const Element& element : process_.body.elements) {
    if (element.kind != ElementKind::start || element.form.empty()) continue;
    const bool alone = element.events.empty() && entries(process_.body).size() == 1;
    for (const FormField& asked : element.form) {
      NodePtr made = form_field(element, asked);
      const std::string type(made->text_of("type"));
      field(asked.id, type == "choice" ? "" : type);
      if (!alone) made->erase("required");
      declared_.try_emplace(asked.id, std::move(made));
    }
  }
}

void Builder::user_task(const Element& element, Node& made) {
  put(made, "task", "work");
  std::vector<std::string> left;
  NodePtr who = who_of(element, left);
  const bool known = who != nullptr;
  put(made, "who", known ? std::move(who) : text("reporter"));
  NodePtr form = element.form.empty() ? nullptr : form_of(element);
  if (const auto asked = fill_.asks.find(element.id); asked != fill_.asks.end()) {
    if (form == nullptr) {
      form = Node::list({});
      form->flow = true;
    }
    for (const std::string& variable : asked->second)
      if (const std::string name = field(variable); form->is_list())
        form->items.push_back(text(name));
      else if (!form->has(name))
        put(*form, name, Node::map({}));
  }
  if (form != nullptr) put(made, "form", std::move(form));
  for (const auto& [key, value] : element.people)
    if (const std::string due = key == "dueDate" ? span_words(value) : ""; !due.empty())
      put(made, "due", due);
  const std::string people = left.empty() ? "" : cat(" ", join(left, " "));
  if (!known)
    report_.note(
        element.id, element.line,
        cat("办理人未带过来，先交给报事人；请改写 who", people.empty() ? "" : "：", people),
        cat("who does the work was not carried over, it goes to the reporter; say it in "
            "`who`",
            people.empty() ? "" : ":", people));
  else if (!left.empty())
    report_.note(element.id, element.line, cat("没有带过来：", people),
                 cat("not carried over:", people));
}

}  // namespace tf::interchange::bpmn
