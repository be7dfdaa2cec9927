#include "core/people.h"

#include <algorithm>

#include "base/text.h"

namespace tf::core {

namespace {

// The person as of `day`: himself, his substitute, or "" when absent without one.
std::string present(const Roll& roll, const std::string& person, Date day, std::string& why) {
  const auto found = roll.persons.find(person);
  if (found == roll.persons.end()) return person;
  for (const Absence& absence : found->second.absent)
    if (absence.from <= day && day <= absence.to) {
      why = "absent";
      return absence.substitute;
    }
  return person;
}

std::vector<std::string> usable(const std::vector<std::string>& holders, const PeopleQuery& q,
                                std::string& why) {
  std::vector<std::string> out;
  const Date day = q.calendar->date(q.now);
  for (const std::string& holder : holders) {
    const std::string who = present(*q.roll, holder, day, why);
    if (who.empty()) continue;
    if (contains(q.excluded, who)) {
      why = "related";
      continue;
    }
    if (!contains(out, who)) out.push_back(who);
  }
  return out;
}

std::vector<std::string> holders_of(const Place& place, std::string_view post,
                                    const PeopleQuery& q) {
  return place.holders(post, q.calendar->date(q.now));
}

// In which stretches a post serves today; a rest day has none.
bool in_service(const PeopleQuery& q) {
  const LocalTime local = q.calendar->local(q.now);
  if (!q.calendar->is_workday(local.date)) return false;
  const auto& hours = q.hours;
  if (hours.empty()) {
    // Noon belongs to the service hours: from the first opening to the last closing.
    return local.of_day >= q.calendar->opening() && local.of_day < q.calendar->closing();
  }
  return std::any_of(hours.begin(), hours.end(),
                     [&](const Hours& h) { return local.of_day >= h.from && local.of_day < h.to; });
}

// Posts at or above the village secretary answer themselves at night; below, the duty officer owns.
bool relieved_off_hours(const Post& post, const PeopleQuery& q) {
  if (post.queue || post.roster) return false;
  if (q.notice) return !q.calendar->is_workday(q.calendar->date(q.now));
  if (post.serves_always) return false;
  const auto secretary = q.roles->posts.find("village_secretary");
  if (post.id == "village_secretary") return false;
  const int floor =
      secretary == q.roles->posts.end() ? 2 : q.roles->level_of(secretary->second.level);
  return q.roles->level_of(post.level) >= floor;
}

// The nearest node at or above `from` with a duty roster.
std::vector<std::string> on_duty(std::string_view from, const PeopleQuery& q,
                                 std::vector<std::string>& path, std::string& node) {
  for (const Place* p = q.roll->node(from); p != nullptr; p = q.roll->node(p->parent)) {
    if (!contains(path, p->id)) path.push_back(p->id);
    std::string why;
    std::vector<std::string> out = usable(holders_of(*p, q.roles->off_hours, q), q, why);
    if (!out.empty()) {
      node = p->id;
      return out;
    }
  }
  return {};
}

// The posts a case climbs through when its own is vacant (process specifications §0.3); above the
// village nobody inherits a post by level, the command room decides.
const std::vector<std::string>& climbing_posts(std::string_view level) {
  static const std::vector<std::string> kNone;
  static const std::map<std::string, std::vector<std::string>, std::less<>> kLine = {
      {"micro_grid", {"group_leader", "micro_grid_worker"}},
      {"grid", {"grid_worker", "grid_head"}},
      {"village", {"village_cadre", "village_secretary"}}};
  const auto found = kLine.find(level);
  return found == kLine.end() ? kNone : found->second;
}

// Who leads a level: whom "one level up" and "the line's lead" mean.
const std::vector<std::string>& leading_posts(std::string_view level) {
  static const std::vector<std::string> kNone;
  static const std::map<std::string, std::vector<std::string>, std::less<>> kLeads = {
      {"micro_grid", {"group_leader", "micro_grid_worker"}},
      {"grid", {"grid_head", "grid_worker"}},
      {"village", {"village_secretary", "village_cadre"}},
      {"town", {"town_deputy", "town_head", "town_secretary"}},
      {"county", {"county_head", "city_center", "dispute_center"}}};
  const auto found = kLeads.find(level);
  return found == kLeads.end() ? kNone : found->second;
}

}  // namespace

int Roles::level_of(std::string_view level) const {
  const auto found = std::find(levels.begin(), levels.end(), level);
  return found == levels.end() ? -1 : static_cast<int>(found - levels.begin());
}

std::vector<std::string> Place::holders(std::string_view post, Date day) const {
  const auto found = holds.find(post);
  if (found == holds.end()) return {};
  std::vector<std::string> out = found->second;
  const auto dated = terms.find(post);
  if (dated == terms.end()) return out;
  std::erase_if(out, [&](const std::string& person) {
    bool dates = false;
    for (const Term& term : dated->second) {
      if (term.person != person) continue;
      dates = true;
      if ((!term.from || *term.from <= day) && (!term.to || day <= *term.to)) return false;
    }
    return dates;
  });
  return out;
}

const Place* Roll::node(std::string_view id) const {
  const auto found = nodes.find(id);
  return found == nodes.end() ? nullptr : &found->second;
}
const Unit* Roll::unit(std::string_view id) const {
  const auto found = units.find(id);
  return found == units.end() ? nullptr : &found->second;
}
bool Roll::knows(std::string_view person) const {
  if (persons.contains(person)) return true;
  for (const auto& [id, place] : nodes)
    for (const auto& [post, holders] : place.holds)
      if (contains(holders, person)) return true;
  for (const auto& [id, unit] : units)
    if (unit.head == person || contains(unit.members, person)) return true;
  return false;
}

std::string Roll::above(std::string_view from, std::string_view level, const Roles& roles) const {
  static_cast<void>(roles);
  for (const Place* p = node(from); p != nullptr; p = node(p->parent))
    if (p->level == level) return p->id;
  return {};
}

std::string Roll::at_address(std::string_view address) const {
  std::string out;
  std::size_t longest = 0;
  for (const auto& [id, place] : nodes)
    for (const std::string& part : place.addresses)
      if (part.size() > longest && address.find(part) != std::string_view::npos) {
        longest = part.size();
        out = id;
      }
  return out;
}

bool Roll::related(std::string_view a, std::string_view b) const {
  const auto says = [&](std::string_view one, std::string_view other) {
    const auto found = persons.find(one);
    return found != persons.end() && contains(found->second.relatives, other);
  };
  return says(a, b) || says(b, a);
}

std::vector<std::pair<std::string, std::string>> Roll::posts_of(std::string_view person) const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [id, place] : nodes)
    for (const auto& [post, holders] : place.holds)
      if (contains(holders, person)) out.emplace_back(id, post);
  return out;
}

Resolution resolve_role(std::string_view role, const PeopleQuery& q) {
  Resolution out;
  out.post = role;
  const auto declared = q.roles->posts.find(role);
  const Post fallback{.id = std::string(role), .level = "any", .by = "", .title = {}};
  const Post& post = declared == q.roles->posts.end() ? fallback : declared->second;
  const int level = q.roles->level_of(post.level);

  std::string why;
  bool reached = false;
  const Place* start = q.roll->node(q.grid);
  for (const Place* p = start; p != nullptr; p = q.roll->node(p->parent)) {
    out.path.push_back(p->id);
    const int here = q.roles->level_of(p->level);
    if (post.level == "any" || here <= level) {
      std::vector<std::string> tried{std::string(role)};
      if (reached) tried = climbing_posts(p->level);
      if (reached) tried.insert(tried.begin(), std::string(role));
      for (const std::string& name : tried) {
        out.candidates = usable(holders_of(*p, name, q), q, why);
        if (!out.candidates.empty()) {
          out.post = name;
          out.node = p->id;
          break;
        }
      }
      if (!out.candidates.empty()) break;
      if (why.empty()) why = "vacant";
      reached = post.level != "any" || reached;
    }
  }
  // A role held below where the case sits, or nowhere on the way: the whole tree of the town, first
  // found.
  if (out.candidates.empty() && start == nullptr)
    for (const auto& [id, place] : q.roll->nodes) {
      out.candidates = usable(holders_of(place, role, q), q, why);
      if (out.candidates.empty()) continue;
      out.node = id;
      break;
    }
  if (!out.candidates.empty()) {
    out.why = out.post == role ? (why == "absent" ? "absent" : "") : why;
    const auto found_post = q.roles->posts.find(out.post);
    const Post& actual = found_post == q.roles->posts.end() ? post : found_post->second;
    if (relieved_off_hours(actual, q) && !in_service(q)) {
      std::string node;
      std::vector<std::string> path = out.path;
      if (auto officers = on_duty(out.node, q, path, node); !officers.empty())
        return {std::move(officers), q.roles->off_hours, node, std::move(path), "off_hours"};
    }
    return out;
  }
  // Nobody: the command room of the nearest town, whoever sits there, with the reason on record.
  for (const Place* p = q.roll->node(q.grid); p != nullptr; p = q.roll->node(p->parent)) {
    std::string ignored;
    out.candidates = usable(holders_of(*p, q.roles->nobody, q), q, ignored);
    if (out.candidates.empty()) continue;
    out.node = p->id;
    break;
  }
  if (out.candidates.empty())
    for (const auto& [id, place] : q.roll->nodes) {
      out.candidates = holders_of(place, q.roles->nobody, q);
      if (out.candidates.empty()) continue;
      out.node = id;
      break;
    }
  out.post = q.roles->nobody;
  out.why = "ROLE_UNRESOLVED";
  return out;
}

Resolution resolve_unit(std::string_view unit, const PeopleQuery& q) {
  Resolution out;
  out.post = unit;
  if (const Unit* found = q.roll->unit(unit)) {
    out.node = found->at;
    std::vector<std::string> all;
    if (!found->head.empty()) all.push_back(found->head);
    for (const std::string& member : found->members)
      if (!contains(all, member)) all.push_back(member);
    std::string why;
    out.candidates = usable(all, q, why);
    out.why = why;
    if (!out.candidates.empty()) return out;
  }
  // A village or town can promise too: whoever heads that node.
  if (const Place* place = q.roll->node(unit)) {
    PeopleQuery there = q;
    there.grid = place->id;
    for (const std::string& post : leading_posts(place->level)) {
      const std::vector<std::string> holders = holders_of(*place, post, q);
      if (holders.empty()) continue;
      std::string why;
      out.candidates = usable(holders, q, why);
      out.node = place->id;
      out.post = post;
      if (!out.candidates.empty()) return out;
    }
  }
  return unit.empty() ? out : resolve_role(unit, q);
}

Resolution resolve_above(std::string_view person, std::string_view node, int up,
                         const PeopleQuery& q) {
  const Place* place = q.roll->node(node);
  if (place == nullptr) {
    const auto posts = q.roll->posts_of(person);
    if (!posts.empty()) place = q.roll->node(posts.front().first);
  }
  Resolution out;
  for (int i = 0; place != nullptr && i < up; ++i) {
    place = q.roll->node(place->parent);
    // Levels without a leader of their own are walked past.
    while (place != nullptr && leading_posts(place->level).empty())
      place = q.roll->node(place->parent);
  }
  for (; place != nullptr; place = q.roll->node(place->parent)) {
    out.path.push_back(place->id);
    for (const std::string& post : leading_posts(place->level)) {
      std::string why;
      out.candidates = usable(holders_of(*place, post, q), q, why);
      if (out.candidates.empty()) continue;
      out.post = post;
      out.node = place->id;
      const auto actual = q.roles->posts.find(post);
      if (actual != q.roles->posts.end() && relieved_off_hours(actual->second, q) &&
          !in_service(q)) {
        std::string duty_node;
        std::vector<std::string> path = out.path;
        if (auto officers = on_duty(place->id, q, path, duty_node); !officers.empty())
          return {std::move(officers), q.roles->off_hours, duty_node, std::move(path), "off_hours"};
      }
      return out;
    }
  }
  return resolve_role(q.roles->nobody, q);
}

}  // namespace tf::core
