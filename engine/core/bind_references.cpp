// Words that name something of another place, and that nothing else of the binder looks up:
// outcomes that a kind of step can have, buttons nobody listens to, fields of a child, who a rule
// leaves out, levels of a figure.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "core/bind_scope.h"
#include "core/command/verbs.h"
#include "model/shape.h"

namespace tf::core {

namespace {

using KnownNames = std::vector<std::string>;

bool listed_among(const KnownNames& known, std::string_view name) {
  return std::find(known.begin(), known.end(), name) != known.end();
}

std::string_view first_word_of(std::string_view path) {
  return path.substr(0, path.find('.'));
}

// What every `end`, `stop` and handler of a process calls its result.
void results_in(const model::Node& node, KnownNames& out) {
  for (const model::Entry& entry : node.entries) {
    if ((entry.key == "end" || entry.key == "as") && entry.value->is_scalar())
      out.push_back(entry.value->text);
    results_in(*entry.value, out);
  }
  for (const auto& item : node.items) results_in(*item, out);
}

// Messages that a process waits for or begins with.
void messages_in(const model::Node& node, std::set<std::string, std::less<>>& out) {
  for (const model::Entry& entry : node.entries) {
    if (entry.key == "message" && entry.value->is_scalar()) out.insert(entry.value->text);
    messages_in(*entry.value, out);
  }
  for (const auto& item : node.items) messages_in(*item, out);
}

class ReferenceCheck {
 public:
  explicit ReferenceCheck(Flow& flow) : flow_(flow) {}

  void run(const model::Node& root) {
    messages_in(root, messages_);
    look(root);
    if (const model::Node* metrics = root.get("metrics"))
      for (const model::Entry& entry : metrics->entries) per(entry.value->get("per"));
  }

 private:
  void look(const model::Node& node) {
    const std::string_view taken = node.form == nullptr ? "" : node.form->name;
    if (node.is_map() && (taken == "step" || taken == "handler")) step(node);
    if (taken == "who" && node.is_map()) who(node);
    if (const model::Node* may = node.is_map() ? node.get("may") : nullptr) verbs(*may);
    for (const model::Entry& entry : node.entries) look(*entry.value);
    for (const auto& item : node.items) look(*item);
  }

  void step(const model::Node& node) {
    if (const model::Node* next = node.get("next"); next != nullptr && next->is_map())
      outcomes(node, *next);
    if (const model::Node* open = node.get("open")) given(*open, node.get("with"));
  }

  // Outcomes of a step that no person chooses are those of its kind.
  void outcomes(const model::Node& node, const model::Node& next) {
    KnownNames can;
    bool others = false;  // an outcome of its own may come, so only what looks misspelt is told
    if (node.has("vote")) {
      can = {"passed", "failed", "no_quorum"};
    } else if (node.has("sign")) {
      can = {"signed", "refused"};
    } else if (node.has("do")) {
      can = {"ok", "failed"};
      others = true;
    } else if (const model::Node* open = node.get("open")) {
      const auto child = flow_.town.workflows.find(open->text);
      if (child == flow_.town.workflows.end()) return;  // told where it is bound
      results_in(*child->second->root, can);
      can.push_back("done");
      others = child->second->root->has("upon");
    } else {
      return;
    }
    for (const model::Entry& entry : next.entries) {
      if (entry.key == "go" || entry.key == "times" || listed_among(can, entry.key)) continue;
      const auto near = closest(entry.key, can);
      if (others && (!near || next.has(*near))) continue;
      flow_.out.report("bind.unknown_outcome", entry.key_span,
                       {{"name", entry.written}, {"known", join(can, ", ")}}, near.value_or(""));
    }
  }

  // `with` of a child fills its fields.
  void given(const model::Node& open, const model::Node* with) {
    const auto child = flow_.town.workflows.find(open.text);
    if (with == nullptr || child == flow_.town.workflows.end()) return;
    const model::Node& root = *child->second->root;
    KnownNames known;
    for (const BuiltinName& builtin : builtin_names()) known.emplace_back(builtin.name);
    const auto add = [&](const model::Node* fields) {
      if (fields != nullptr)
        for (const model::Entry& entry : fields->entries) known.push_back(entry.key);
    };
    add(root.get("case"));
    add(root.get("fields"));
    if (flow_.town.town != nullptr) add(flow_.town.town->root->get("case"));
    if (root.has("start")) forms_of_starts(*root.get("start"), known);
    for (const model::Entry& entry : with->entries)
      if (!listed_among(known, first_word_of(entry.key)))
        flow_.out.report("bind.unknown_child_field", entry.key_span,
                         {{"name", entry.written}, {"workflow", open.text}},
                         closest(entry.key, known).value_or(""));
  }

  static void forms_of_starts(const model::Node& node, KnownNames& known) {
    if (const model::Node* form = node.get("form"))
      for (const model::Entry& entry : form->entries) known.push_back(entry.key);
    for (const model::Entry& entry : node.entries)
      if (entry.value->is_map()) forms_of_starts(*entry.value, known);
  }

  void verbs(const model::Node& may) {
    for (const auto& item : may.items)
      if (item->is_scalar()) verb(item->text, item->text, item->span);
    for (const model::Entry& entry : may.entries) {
      verb(entry.key, entry.written, entry.key_span);
      if (const model::Node* by = entry.value->get("by")) posts(*by);
    }
  }

  // A word that is no verb sends the message of that name: somebody has to listen.
  void verb(const std::string& word, const std::string& written, const model::Span& span) {
    if (find_verb(word) != nullptr || messages_.contains(word)) return;
    KnownNames known;
    for (const VerbInfo& info : verb_table())
      if (info.word[0] != '@') known.emplace_back(info.word);
    known.insert(known.end(), messages_.begin(), messages_.end());
    flow_.out.report("bind.unheard_verb", span, {{"name", written}},
                     closest(word, known).value_or(""));
  }

  void posts(const model::Node& by) {
    const auto one = [&](const model::Node& name) {
      if (!name.is_scalar() || known_person(name.text)) return;
      unknown_who(name);
    };
    one(by);
    for (const auto& item : by.items) one(*item);
  }

  bool known_person(const std::string& name) const {
    const Roles& roles = flow_.town.bound.roles;
    if (roles.posts.contains(name) || roles.near.contains(name) || name == "anyone" ||
        name == "import" || name == "ladder" || flow_.town.bound.roll.units.contains(name))
      return true;
    for (const char* near : kNear)
      if (name == near) return true;
    return variable(name);
  }

  bool variable(std::string_view path) const {
    const auto meaning = flow_.names->find(first_word_of(path));
    return meaning && meaning->kind == rule::Name::Kind::variable;
  }

  void unknown_who(const model::Node& name) {
    KnownNames known;
    for (const auto& [id, post] : flow_.town.bound.roles.posts) known.push_back(id);
    for (const char* near : kNear) known.emplace_back(near);
    for (const auto& [id, near] : flow_.town.bound.roles.near) known.push_back(id);
    flow_.out.report("bind.unknown_who", name.span, {{"name", name.text}},
                     closest(name.text, known).value_or(""));
  }

  // `not` names steps and fields whose people are left out.
  void who(const model::Node& node) {
    const model::Node* out = node.get("not");
    if (out == nullptr) return;
    const auto one = [&](const model::Node& name) {
      if (!name.is_scalar() || flow_.def->step_index.contains(name.text) ||
          name.text == "handler" || variable(name.text))
        return;
      KnownNames known{"handler"};
      for (const auto& [id, index] : flow_.def->step_index) known.push_back(id);
      for (const auto& field : flow_.def->fields) known.push_back(field->name);
      flow_.out.report("bind.unknown_exclusion", name.span, {{"name", name.text}},
                       closest(name.text, known).value_or(""));
    };
    one(*out);
    for (const auto& item : out->items) one(*item);
  }

  // A figure is told per level, or per value of a field.
  void per(const model::Node* node) {
    if (node == nullptr) return;
    const KnownNames& levels = flow_.town.bound.roles.levels;
    const auto one = [&](const model::Node& name) {
      if (!name.is_scalar() || listed_among(levels, name.text) || variable(name.text)) return;
      KnownNames known = levels;
      for (const auto& field : flow_.def->fields) known.push_back(field->name);
      flow_.out.report(
          "bind.unknown_place", name.span,
          {{"name", name.text}, {"where", model::both("层级和字段", "levels and fields")}},
          closest(name.text, known).value_or(""));
    };
    one(*node);
    for (const auto& item : node->items) one(*item);
  }

  static constexpr const char* kNear[] = {"handler",   "reporter",  "next_level", "line_lead",
                                          "unit_head", "residents", "owner",      "starter"};

  Flow& flow_;
  std::set<std::string, std::less<>> messages_;
};

}  // namespace

void check_references(Flow& flow, const model::Node& written) {
  ReferenceCheck(flow).run(written);
}

}  // namespace tf::core
