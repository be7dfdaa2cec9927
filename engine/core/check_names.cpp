#include "core/check_names.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "core/bind_scope.h"
#include "model/shape.h"
#include "rule/feel/builtins.h"
#include "rule/feel/lexer.h"
#include "rule/feel/scope_names.h"

namespace tf::core {

namespace {

using Vocabulary = std::set<std::string, std::less<>>;

void keys_in(const model::Node& node, Vocabulary& out) {
  for (const model::Entry& entry : node.entries) {
    out.insert(entry.key);
    keys_in(*entry.value, out);
  }
  for (const auto& item : node.items) keys_in(*item, out);
}

// What values have besides the fields their author declared.
constexpr const char* kMembers[] = {
    "id",      "id_hash", "name",   "title", "phone",  "code",    "text",    "node",  "lat",
    "long",    "level",   "item",   "num",   "den",    "value",   "year",    "month", "day",
    "hour",    "minute",  "second", "days",  "hours",  "minutes", "seconds", "years", "months",
    "weekday", "start",   "end",    "index", "result", "done_at", "outcome", "owner", "surname"};

class MemberCheck {
 public:
  MemberCheck(const Town& town, const std::vector<const model::Document*>& documents,
              model::Diagnostics& out)
      : town_(town), out_(out) {
    for (const char* member : kMembers) words_.insert(member);
    for (const BuiltinName& builtin : builtin_names()) words_.insert(builtin.name);
    for (const std::string& level : town.roles.levels) words_.insert(level);
    for (const model::Document* document : documents)
      if (document->root && document->kind != "words" && document->kind != "people" &&
          document->kind != "scenario")
        keys_in(*document->root, words_);
    for (const auto& [id, definition] : town.workflows)
      for (const auto& field : definition->fields) {
        fields_.insert(field->name);
        add_inner(field->type);
      }
    for (const rule::Builtin& builtin : rule::all_builtins())
      for (const std::string_view word : split(builtin.name, ' ')) words_.emplace(word);
  }

  void run(const model::Document& workflow) {
    const auto definition = town_.workflows.find(workflow.id);
    if (definition == town_.workflows.end()) return;
    definition_ = definition->second.get();
    look(*workflow.root);
  }

 private:
  void add_inner(const Type& type) {
    if (type.item) add_inner(*type.item);
    for (const auto& field : type.fields) {
      fields_.insert(field->name);
      add_inner(field->type);
    }
  }

  void look(const model::Node& node) {
    if (node.is_scalar() && node.form != nullptr &&
        (node.form->scalar == model::Scalar::expression ||
         node.form->scalar == model::Scalar::each))
      expression(node);
    for (const model::Entry& entry : node.entries) look(*entry.value);
    for (const auto& item : node.items) look(*item);
  }

  void expression(const model::Node& scalar) {
    const auto tokens = rule::tokenize(scalar.text);
    if (!tokens || scalar.text.find("function(") != std::string::npos) return;
    int brackets = 0;
    for (std::size_t i = 0; i < tokens->size(); ++i) {
      const rule::Token& token = (*tokens)[i];
      if (token.is("[")) ++brackets;
      if (token.is("]")) --brackets;
      if (token.kind != rule::TokenKind::word || rule::is_keyword(token)) continue;
      const bool member = i > 0 && (*tokens)[i - 1].is(".");
      if (!member && brackets == 0) continue;
      if (known(token.source) || is_local(*tokens, token.source)) continue;
      if (member && root_of(*tokens, i).is("message"))
        continue;  // whoever sends it says what it has
      const auto near = nearest(token.source);
      if (near)
        out_.report("names.unknown_member", inside(scalar, token.offset, token.length),
                    {{"name", std::string(token.source)}}, *near);
    }
  }

  bool known(std::string_view word) const {
    return words_.contains(word) || fields_.contains(word) ||
           definition_->names->find(word).has_value();
  }

  // The first word of the path that the word at `i` ends.
  static const rule::Token& root_of(const std::vector<rule::Token>& tokens, std::size_t i) {
    while (i >= 2 && tokens[i - 1].is(".")) i -= 2;
    return tokens[i];
  }

  // Bound by the expression itself: for x in …, {key: …}.
  static bool is_local(const std::vector<rule::Token>& tokens, std::string_view word) {
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i)
      if (tokens[i].source == word && (tokens[i + 1].is("in") || tokens[i + 1].is(":")))
        return true;
    return false;
  }

  std::optional<std::string> nearest(std::string_view word) const {
    if (word.size() < 3) return std::nullopt;
    std::vector<std::string> known(fields_.begin(), fields_.end());
    for (const std::string& name : definition_->names->all()) known.push_back(name);
    return closest(word, known);
  }

  const Town& town_;
  model::Diagnostics& out_;
  const Definition* definition_ = nullptr;
  Vocabulary words_, fields_;
};

// Sections of deadlines and limits are called after processes; a town may have rules for processes
// it does not run, so only what looks misspelt is told.
void check_sections(const Town& town, const model::Document& rules, model::Diagnostics& out) {
  std::vector<std::string> known{"common"};
  for (const auto& [id, definition] : town.workflows) known.push_back(id);
  for (const model::Entry& section : rules.root->entries) {
    if (section.known != nullptr || !section.value->is_map() || section.key == "pauses") continue;
    if (std::ranges::find(known, section.key) != known.end()) continue;
    if (const auto near = closest(section.key, known))
      out.report("names.unknown_section", section.key_span, {{"name", section.written}}, *near);
  }
}

}  // namespace

void check_names(const Town& town, const std::vector<const model::Document*>& documents,
                 model::Diagnostics& out) {
  MemberCheck members(town, documents, out);
  for (const model::Document* document : documents) {
    if (!document->root) continue;
    if (document->kind == "workflow") members.run(*document);
    if (document->kind == "deadlines" || document->kind == "limits")
      check_sections(town, *document, out);
  }
}

}  // namespace tf::core
