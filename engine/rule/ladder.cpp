#include "rule/ladder.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rule/deadline_key.h"

namespace tf::rule {
namespace {

constexpr std::array<std::string_view, 15> kLevelKeys{"at",     "when",   "light", "tell", "digest",
                                                      "urge",   "ask",    "owner", "open", "call",
                                                      "listed", "unlist", "by",    "with", "text"};
constexpr std::array<std::string_view, 4> kLadderTextKeys{"title", "about", "note", "base"};
constexpr std::array<std::string_view, 7> kLadderFileKeys{"ladders",   "title", "about",  "version",
                                                          "effective", "apply", "extends"};

// L1 … L99; 0 for anything else.
int level_number(std::string_view name) {
  if (name.size() < 2 || name.size() > 3 || name[0] != 'L' || name[1] == '0') return 0;
  int number = 0;
  for (const char c : name.substr(1)) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + (c - '0');
  }
  return number;
}

class LadderReader {
 public:
  LadderReader(model::Diagnostics& out, Ladders& ladders) : out_(out), ladders_(ladders) {}

  void read_all(const model::Node& root) {
    root_ = &root;
    for (const model::Entry& entry : root.entries)
      if (!among(kLadderFileKeys, entry.key)) get(entry.key);
  }

  const Ladder* get(const std::string& name) {
    if (const auto it = ladders_.find(name); it != ladders_.end()) return &it->second;
    const model::Node* node = root_ ? root_->get(name) : nullptr;
    if (!node || std::find(failed_.begin(), failed_.end(), name) != failed_.end()) return nullptr;
    path_.push_back(name);
    auto ladder = read(*node, name);
    path_.pop_back();
    if (!ladder) {
      failed_.push_back(name);
      return nullptr;
    }
    return &(ladders_[name] = std::move(*ladder));
  }

  std::optional<Ladder> read(const model::Node& node, const std::string& name) {
    Ladder ladder;
    ladder.name = name;
    if (!node.is_map())
      return wrong_shape(name, name, node, "一组梯级", "a map of levels"), std::nullopt;
    if (const model::Node* base = node.get("base")) {
      const Ladder* known = find_base(base->text, *base);
      if (!known) return std::nullopt;
      ladder = *known;
      ladder.name = name;
      ladder.base = base->text;
    }
    bool good = read_shared(node, ladder);
    for (const model::Entry& entry : node.entries)
      if (level_number(entry.key) > 0) good = read_level(entry, ladder) && good;
    if (good && ladder.levels.empty()) {
      out_.report("ladder.empty", node.span, {{"name", name}});
      good = false;
    }
    std::sort(ladder.levels.begin(), ladder.levels.end(), [](const Level& a, const Level& b) {
      return level_number(a.name) < level_number(b.name);
    });
    if (!good) return std::nullopt;
    return ladder;
  }

  const Ladder* find_base(const std::string& name, const model::Node& at) {
    if (std::find(path_.begin(), path_.end(), name) != path_.end()) {
      out_.report("ladder.circular", at.span,
                  {{"name", name}, {"path", cat(join(path_, " → "), " → ", name)}});
      return nullptr;
    }
    const Ladder* known = get(name);
    if (!known && std::find(failed_.begin(), failed_.end(), name) == failed_.end()) {
      std::vector<std::string> names;
      for (const auto& [key, ladder] : ladders_) names.push_back(key);
      if (root_)
        for (const model::Entry& entry : root_->entries) names.push_back(entry.key);
      out_.report("ladder.unknown_base", at.span, {{"name", name}},
                  closest(name, names).value_or(""));
    }
    return known;
  }

 private:
  bool wrong_shape(std::string_view level, std::string_view key, const model::Node& node,
                   std::string zh, std::string en) {
    out_.report("ladder.wrong_shape", node.span,
                {{"level", std::string(level)},
                 {"key", std::string(key)},
                 {"zh", std::move(zh)},
                 {"en", std::move(en)}});
    return false;
  }

  // `{base: notice, tell: supervisor}`: keys beside base and levels go to each level.
  bool read_shared(const model::Node& node, Ladder& ladder) {
    bool good = true;
    for (const model::Entry& entry : node.entries) {
      if (among(kLadderTextKeys, entry.key) || level_number(entry.key) > 0) continue;
      if (!among(kLevelKeys, entry.key)) {
        out_.report("ladder.bad_level", entry.key_span, {{"text", entry.written}});
        good = false;
        continue;
      }
      for (Level& level : ladder.levels) good = apply(level, entry) && good;
    }
    return good;
  }

  bool read_level(const model::Entry& entry, Ladder& ladder) {
    if (!entry.value->is_map())
      return wrong_shape(entry.key, entry.key, *entry.value, "{at, light, tell …}",
                         "{at, light, tell …}");
    auto at = std::find_if(ladder.levels.begin(), ladder.levels.end(),
                           [&](const Level& level) { return level.name == entry.key; });
    if (at == ladder.levels.end()) {
      ladder.levels.emplace_back();
      at = ladder.levels.end() - 1;
      at->name = entry.key;
    }
    at->span = entry.key_span;
    bool good = true;
    for (const model::Entry& key : entry.value->entries) good = apply(*at, key) && good;
    if (good && !at->at && !at->when) {
      out_.report("ladder.no_moment", entry.key_span, {{"level", entry.key}});
      good = false;
    }
    return good;
  }

  bool apply(Level& level, const model::Entry& entry) {
    const model::Node& value = *entry.value;
    if (entry.key == "tell")
      level.tell = clone_of(value);
    else if (entry.key == "owner")
      level.owner = clone_of(value);
    else if (entry.key == "call")
      level.call = clone_of(value);
    else if (entry.key == "by")
      level.by = clone_of(value);
    else if (entry.key == "unlist")
      level.unlist = clone_of(value);
    else if (entry.key == "with")
      level.with = clone_of(value);
    else if (entry.key == "text")
      level.text = clone_of(value);
    else if (entry.key == "digest")
      return apply_digest(level, value);
    else if (entry.key == "ask")
      return apply_ask(level, value);
    else if (among(kLadderTextKeys, entry.key))
      return true;
    else if (among(kLevelKeys, entry.key))
      return apply_plain(level, entry.key, value);
    else {
      out_.report("ladder.unknown_key", entry.key_span,
                  {{"level", level.name}, {"key", entry.written}});
      return false;
    }
    return true;
  }

  bool apply_plain(Level& level, const std::string& key, const model::Node& value) {
    if (!value.is_scalar()) return wrong_shape(level.name, key, value, "一个值", "one value");
    if (key == "at") {
      const auto point = parse_time_point(value.text);
      if (!point) report_term(out_, point.error(), value);
      if (point) level.at = *point;
      return point.has_value();
    }
    if (key == "light") {
      const bool yellow = value.text == "yellow" || value.text == "黄" || value.text == "黄灯";
      const bool red = value.text == "red" || value.text == "红" || value.text == "红灯";
      if (!yellow && !red) out_.report("ladder.bad_light", value.span, {{"text", value.text}});
      if (yellow || red) level.light = yellow ? Light::yellow : Light::red;
      return yellow || red;
    }
    if (key == "urge" || key == "listed") {
      const bool yes = value.text == "true" || value.text == "是";
      if (!yes && value.text != "false" && value.text != "否")
        return wrong_shape(level.name, key, value, "true 或 false", "true or false");
      (key == "urge" ? level.urge : level.listed) = yes;
      return true;
    }
    if (key == "when") level.when = {value.text, value.span};
    if (key == "open") level.open = value.text;
    return true;
  }

  bool apply_digest(Level& level, const model::Node& value) {
    const model::Node* to = value.get("to");
    const auto at = parse_clock_time(value.text_of("at"));
    if (!to || !at)
      return wrong_shape(level.name, "digest", value, "{to: oversight, at: 08:30}",
                         "{to: oversight, at: 08:30}");
    level.digest = LevelDigest{clone_of(*to), *at};
    return true;
  }

  bool apply_ask(Level& level, const model::Node& value) {
    LevelAsk ask;
    if (value.is_scalar()) {
      ask.form = value.text;
    } else {
      ask.form = value.text_of("form");
      ask.task = value.text_of("task");
      if (const model::Node* who = value.get("who")) ask.who = clone_of(*who);
      if (const model::Node* due = value.get("due")) ask.due = due->text, ask.due_span = due->span;
    }
    if (ask.form.empty() == ask.task.empty())
      return wrong_shape(level.name, "ask", value, "{form 或 task, who, due}",
                         "{form or task, who, due}");
    level.ask = std::move(ask);
    return true;
  }

  model::Diagnostics& out_;
  Ladders& ladders_;
  const model::Node* root_ = nullptr;
  std::vector<std::string> path_;
  std::vector<std::string> failed_;
};

}  // namespace

const Level* Ladder::find(std::string_view level) const {
  for (const Level& row : levels)
    if (row.name == level) return &row;
  return nullptr;
}

Ladders read_ladders(const model::Node& root, model::Diagnostics& out) {
  Ladders ladders;
  LadderReader(out, ladders).read_all(root);
  return ladders;
}

std::optional<Ladder> read_ladder(const model::Node& node, const Ladders& known,
                                  model::Diagnostics& out) {
  Ladders copy = known;
  LadderReader reader(out, copy);
  if (!node.is_scalar()) return reader.read(node, "");
  const Ladder* named = reader.find_base(node.text, node);
  if (!named) return std::nullopt;
  return *named;
}

}  // namespace tf::rule
