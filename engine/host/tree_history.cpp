#include "host/tree_history.h"

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/text.h"

namespace tf::host {

namespace {

constexpr std::string_view kTree = "tree/";
constexpr int kMostLevels = 32;  // a tree that leads round ends here

std::string written_tree(const core::Roll& roll) {
  std::vector<Record::Entry> out;
  for (const auto& [id, place] : roll.nodes) out.emplace_back(id, Value::text(place.parent));
  return to_json(Value::record(Record(std::move(out))), true);
}

TreeHistory::Parents parents_of(std::string_view tree) {
  TreeHistory::Parents out;
  const auto read = parse_json(tree);
  if (!read || !read->is(Value::Kind::record)) return out;
  for (const auto& [id, parent] : read->as_record()) out[id] = parent.str();
  return out;
}

}  // namespace

TreeHistory::TreeHistory(const std::map<std::string, std::string>& settings) {
  for (auto at = settings.lower_bound(std::string(kTree));
       at != settings.end() && at->first.starts_with(kTree); ++at) {
    const std::string_view name = std::string_view(at->first).substr(kTree.size());
    const auto slash = name.rfind('/');
    if (slash == std::string_view::npos) {
      now_[std::string(name)] = at->second;
      continue;
    }
    std::int64_t until = 0;
    const std::string_view digits = name.substr(slash + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), until);
    ended_[std::string(name.substr(0, slash))].push_back({Instant{until}, parents_of(at->second)});
  }
  for (auto& [town, trees] : ended_)
    std::ranges::sort(trees, {}, [](const Ended& ended) { return ended.until.ms; });
}

void TreeHistory::note(const core::Catalog& catalog, Instant now,
                       std::map<std::string, std::string>& settings) {
  for (const core::Town* town : catalog.towns()) {
    if (std::exchange(rolls_[town->id], town->roll.version) == town->roll.version) continue;
    std::string tree = written_tree(town->roll);
    std::string& known = now_[town->id];
    if (known == tree) continue;
    settings[cat(kTree, town->id)] = tree;
    if (!known.empty()) {
      settings[cat(kTree, town->id, "/", now.ms)] = known;
      ended_[town->id].push_back({now, parents_of(known)});
    }
    known = std::move(tree);
  }
}

std::optional<std::vector<std::string>> TreeHistory::places(std::string_view town,
                                                            std::string_view grid,
                                                            Instant t) const {
  const auto trees = ended_.find(town);
  if (trees == ended_.end()) return std::nullopt;
  const auto then =
      std::ranges::find_if(trees->second, [&](const Ended& ended) { return t < ended.until; });
  if (then == trees->second.end()) return std::nullopt;
  std::vector<std::string> out;
  for (auto at = then->parents.find(grid); at != then->parents.end() && out.size() < kMostLevels;
       at = then->parents.find(at->second))
    out.push_back(at->first);
  return out;
}

}  // namespace tf::host
