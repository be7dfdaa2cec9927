// Who: roles, near-words, fields, and what is said of them.
#include <array>

#include "base/text.h"
#include "core/bind_scope.h"

namespace tf::core {

namespace {

constexpr std::array<std::string_view, 6> kNearWords{"handler",   "reporter",  "next_level",
                                                     "line_lead", "unit_head", "residents"};

bool is_near(const TownScope& town, std::string_view name) {
  for (const std::string_view word : kNearWords)
    if (word == name) return true;
  return town.bound.roles.near.contains(name);
}

class WhoReader {
 public:
  explicit WhoReader(Flow& flow)
      : town_(flow.town), names_(*flow.names), steps_(flow.def->step_index), out_(flow.out) {}

  void read(const model::Node& node, Who& who) {
    if (node.is_list()) {
      for (const auto& item : node.items) read(*item, who);
    } else if (node.is_scalar()) {
      who.push_back(word(node));
    } else {
      who.push_back(object(node));
    }
  }

 private:
  // role, then near-word, then field of the case
  WhoItem word(const model::Node& node) {
    WhoItem item;
    item.name = node.text;
    if (node.text == "anyone") {
      item.kind = WhoItem::Kind::everyone;
      return item;
    }
    if (town_.bound.roles.posts.contains(node.text) || node.text == "import" ||
        node.text == "ladder")
      return item;
    if (is_near(town_, node.text)) {
      item.kind = WhoItem::Kind::near;
      return item;
    }
    const auto meaning = names_.find(node.text.substr(0, node.text.find('.')));
    if (meaning && meaning->kind == rule::Name::Kind::variable) {
      item.kind = WhoItem::Kind::field;
      return item;
    }
    if (town_.bound.roll.units.contains(node.text)) {
      item.kind = WhoItem::Kind::unit;
      item.unit = compile_known(cat("\"", node.text, "\""), names_);
      return item;
    }
    std::vector<std::string> known;
    for (const auto& [id, post] : town_.bound.roles.posts) known.push_back(id);
    for (const std::string_view near : kNearWords) known.emplace_back(near);
    for (const auto& [id, near] : town_.bound.roles.near) known.push_back(id);
    for (std::string& name : names_.all())
      if (const auto found = names_.find(name); found && found->kind == rule::Name::Kind::variable)
        known.push_back(std::move(name));
    out_.report("bind.unknown_who", node.span, {{"name", node.text}},
                closest(node.text, known).value_or(""));
    return item;
  }

  WhoItem object(const model::Node& node) {
    WhoItem item;
    check_one(node);
    if (const model::Node* role = node.get("role")) {
      item = word(*role);
    } else if (const model::Node* unit = node.get("unit")) {
      item.kind = WhoItem::Kind::unit;
      const auto field = names_.find(unit->text.substr(0, unit->text.find('.')));
      const bool variable = field && field->kind == rule::Name::Kind::variable;
      item.name = unit->text;
      if (variable && !town_.bound.roll.units.contains(unit->text)) {
        item.unit = compile(*unit, names_, out_);
      } else if (town_.bound.roll.units.contains(unit->text) ||
                 town_.bound.roles.posts.contains(unit->text)) {
        item.unit = compile_known(cat("\"", unit->text, "\""), names_);
      } else {
        item = word(*unit);
      }
    } else if (const model::Node* person = node.get("person")) {
      item.kind = WhoItem::Kind::person;
      item.person = compile(*person, names_, out_);
    }
    if (const model::Node* from = node.get("at")) {
      const auto name = names_.find(from->text.substr(0, from->text.find('.')));
      const bool field = name && name->kind == rule::Name::Kind::variable;
      if (!field && town_.bound.roll.node(from->text) != nullptr)
        item.at = from->text;
      else
        item.at_value = compile(*from, names_, out_);
    }
    item.post = node.text_of("post");
    check_post(node, item);
    item.duty = is_true(node.get("duty"));
    for (const std::string& skill : texts_of(node.get("skill")))
      item.skill += item.skill.empty() ? skill : cat(" ", skill);
    item.not_of = texts_of(node.get("not"));
    if (const model::Node* pick = node.get("pick")) {
      item.pick = pick->is_map() ? cat("same_as:", pick->text_of("same_as")) : pick->text;
      if (pick->is_map()) known_step(*pick->get("same_as"));
    }
    if (const model::Node* otherwise = node.get("else")) read(*otherwise, item.otherwise);
    return item;
  }

  void known_step(const model::Node& step) {
    if (steps_.contains(step.text)) return;
    std::vector<std::string> known;
    for (const auto& [id, index] : steps_) known.push_back(id);
    out_.report("bind.unknown_step", step.span, {{"name", step.text}},
                closest(step.text, known).value_or(""));
  }

  // `lead`, or a post of the roles: of a role the post ROLE_POST, of a unit whoever holds it there.
  void check_post(const model::Node& node, const WhoItem& item) {
    const model::Entry* entry = node.entry("post");
    if (entry == nullptr || item.post == "lead") return;
    const auto& posts = town_.bound.roles.posts;
    const bool known = item.kind == WhoItem::Kind::unit
                           ? posts.contains(item.post)
                           : posts.contains(cat(item.name, "_", item.post));
    if (known) return;
    out_.report("bind.not_here", entry->key_span,
                {{"what", cat("post: ", item.post)},
                 {"zh", "没有这个职位：写 lead，或岗位表里的职位"},
                 {"en", "there is no such post: write 'lead', or a post of the roles"}});
  }

  // role, unit or person: the first says who, a second would be left out.
  void check_one(const model::Node& node) {
    const model::Entry* first = nullptr;
    for (const char* key : {"role", "unit", "person"}) {
      const model::Entry* entry = node.entry(key);
      if (entry == nullptr) continue;
      if (first == nullptr) {
        first = entry;
        continue;
      }
      out_.report("bind.not_here", entry->key_span,
                  {{"what", entry->written},
                   {"zh", cat("已写了 ", first->written, "；要几种人就写成列表")},
                   {"en", cat("'", first->written,
                              "' is there already; for several people write a "
                              "list")}});
    }
    if (first == nullptr)
      out_.report("bind.not_here", node.span,
                  {{"what", "who"},
                   {"zh", "没有写是谁：写 role、unit 或 person"},
                   {"en", "it does not say who: write 'role', 'unit' or 'person'"}});
  }

  const TownScope& town_;
  const rule::Names& names_;
  const std::map<std::string, int, std::less<>>& steps_;
  model::Diagnostics& out_;
};

}  // namespace

Who read_who(Flow& flow, const model::Node* node) {
  Who who;
  if (node != nullptr) WhoReader(flow).read(*node, who);
  return who;
}

}  // namespace tf::core
