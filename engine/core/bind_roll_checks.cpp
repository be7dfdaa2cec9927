// What the roles and people files name of each other, looked at once all of them are read: posts,
// nodes and units a rule of finding people points to.
#include <algorithm>

#include "base/text.h"
#include "core/bind_scope.h"

namespace tf::core {

namespace {

template <class Map>
std::vector<std::string> ids_of(const Map& map) {
  std::vector<std::string> out;
  for (const auto& [id, value] : map) out.push_back(id);
  return out;
}

class RollCheck {
 public:
  explicit RollCheck(TownScope& town)
      : town_(town),
        posts_(ids_of(town.bound.roles.posts)),
        nodes_(ids_of(town.bound.roll.nodes)),
        units_(ids_of(town.bound.roll.units)) {}

  void roles(const model::Node& root) {
    if (const model::Node* find = root.get("find"))
      for (const char* key : {"off_hours", "nobody"}) one_of(find->get(key), posts_, kPosts);
    if (const model::Node* posts = root.get("posts"))
      for (const model::Entry& entry : posts->entries) {
        std::vector<std::string> known = posts_;
        known.emplace_back("self");
        one_of(entry.value->get("off_hours"), known, kPosts);
      }
    if (const model::Node* near = root.get("near"))
      for (const model::Entry& entry : near->entries)
        one_of(entry.value->get("of"), {"handler", "case.grid"}, "handler, case.grid");
    units(root.get("units"));
  }

  void people(const model::Node& root) {
    if (const model::Node* nodes = root.get("tree")) tree(*nodes);
    units(root.get("units"));
  }

 private:
  void tree(const model::Node& nodes) {
    for (const model::Entry& entry : nodes.entries) {
      units(entry.value->get("units"));
      if (const model::Node* below = entry.value->get("below")) tree(*below);
    }
  }

  void units(const model::Node* map) {
    if (map == nullptr) return;
    for (const model::Entry& entry : map->entries) {
      one_of(entry.value->get("at"), nodes_, kTree);
      one_of(entry.value->get("up"), units_, kUnits);
    }
  }

  // A roll that is not read here (an import of posts alone) names nothing to compare with.
  void one_of(const model::Node* name, const std::vector<std::string>& known,
              const std::string& where) {
    if (name == nullptr || !name->is_scalar() || known.empty() ||
        std::ranges::find(known, name->text) != known.end())
      return;
    town_.out.report("bind.unknown_place", name->span, {{"name", name->text}, {"where", where}},
                     closest(name->text, known).value_or(""));
  }

  const std::string kPosts = model::both("岗位", "posts");
  const std::string kTree = model::both("组织树", "tree");
  const std::string kUnits = model::both("单位", "units");
  TownScope& town_;
  std::vector<std::string> posts_, nodes_, units_;
};

}  // namespace

void check_roll(TownScope& town) {
  RollCheck check(town);
  for (const model::Document* document : town.roles) check.roles(*document->root);
  if (town.town != nullptr) check.roles(*town.town->root);
  for (const model::Document* document : town.people) check.people(*document->root);
}

}  // namespace tf::core
