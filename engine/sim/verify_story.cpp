#include "sim/verify_story.h"

#include <algorithm>

#include "base/text.h"

namespace tf::sim {

namespace {

bool is_plain(std::string_view text) {
  if (text.empty() || text == "true" || text == "false" || text == "null") return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c == '.';
  });
}

std::string quoted_value(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

bool reads_as_number(std::string_view text) {
  return text.find_first_not_of("0123456789.-") == std::string_view::npos;
}

// As an author writes it in braces.
std::string flow_text(const Value& value) {
  if (value.is(Value::Kind::list)) {
    std::string out = "[";
    for (const Value& item : value.as_list()) out += cat(out == "[" ? "" : ", ", flow_text(item));
    return out + "]";
  }
  if (value.is(Value::Kind::record)) {
    std::string out = "{";
    for (const auto& [name, field] : value.as_record())
      out += cat(out == "{" ? "" : ", ", name, ": ", flow_text(field));
    return out + "}";
  }
  if (value.is_null()) return "null";
  const std::string text = value.str();
  if (!value.is(Value::Kind::text)) return text;
  return is_plain(text) && !reads_as_number(text) ? text : quoted_value(text);
}

struct Item {
  std::string at, act, comment;
  std::vector<std::pair<std::string, bool>> effects;  // how those it asks for end
};

// A step inside another is told by its own part of the name.
std::string short_name(const std::string& step) {
  return step.substr(step.rfind('/') + 1);  // npos + 1 is 0
}

bool has_entries(const Value& value) {
  return value.is(Value::Kind::record) && !value.as_record().empty();
}

class Teller {
 public:
  Teller(const core::Town& town, Story& out) : town_(town), out_(out) {}

  void move(const Move& move) {
    for (const auto& [guard, truth] : move.supposed)
      missing(cat("supposing that '", guard->program.text(), "' ",
                  truth ? "holds here" : "does not hold here"));
    if (move.lenient || move.forced)
      missing(cat("fill in what '", move.name, "' asks for so that it is not refused"));
    switch (move.kind) {
      case Move::Kind::effect:
        if (!items_.empty()) items_.back().effects.emplace_back(move.name, move.ok);
        return;
      case Move::Kind::child:
        missing(cat("the case of '", move.name, "' that was opened ends with '", move.outcome,
                    "': play it here"));
        return;
      case Move::Kind::raised:
        missing(cat("the case of '", move.name, "' that was opened raises ", move.outcome,
                    ": play it here"));
        return;
      case Move::Kind::signal:
        missing(cat("the signal '", move.name, "' is raised by another case: play it here"));
        return;
      case Move::Kind::open:
        if (move.by.empty()) missing("it opens by itself");
        break;
      default:
        break;
    }
    items_.push_back({moment(move.at), act(move), std::move(comment_), {}});
    comment_.clear();
  }

  void look(Instant at) { items_.push_back({moment(at), ", check: true", {}, {}}); }

  std::string text(const std::string& expect) const {
    std::string out;
    for (const Item& item : items_) {
      out += item.comment;
      out += cat("  - {at: ", item.at, item.act);
      if (!item.effects.empty()) {
        std::string effects;
        for (const auto& [name, ok] : item.effects)
          effects += cat(effects.empty() ? "" : ", ", name, ": ", ok ? "ok" : "failed");
        out += cat(", effect: {", effects, "}");
      }
      if (&item == &items_.back() && !expect.empty()) out += cat(", expect: ", expect);
      out += "}\n";
    }
    return out + comment_;
  }

 private:
  void missing(const std::string& what) {
    comment_ += cat("  # ", what, "\n");
    out_.playable = false;
  }

  std::string moment(Instant at) const {
    return to_string(town_.calendar->local(Instant{at.ms - at.ms % 1000}));
  }

  std::string act(const Move& move) {
    const std::string by = move.by.empty() ? "" : cat(", by: ", move.by);
    const std::string form = has_entries(move.data) ? cat(", form: ", flow_text(move.data)) : "";
    const std::string row = move.row == 0 ? "" : cat(", item: ", move.row);
    switch (move.kind) {
      case Move::Kind::open:
        return cat(", open: ", flow_text(move.data),
                   move.start.empty() ? "" : cat(", start: ", move.start), by);
      case Move::Kind::complete:
        return cat(", complete: ", short_name(move.name), row, by,
                   move.outcome.empty() ? "" : cat(", outcome: ", move.outcome), form);
      case Move::Kind::verb:
        return cat(", verb: ", move.name,
                   move.start.empty() ? "" : ", step: ", short_name(move.start),
                   ", to: ", move.outcome, by, ", reason: tried", form);
      case Move::Kind::message:
        return cat(", message: ", move.name,
                   has_entries(move.data) ? cat(", with: ", flow_text(move.data)) : "");
      default:
        return ", check: true";
    }
  }

  const core::Town& town_;
  Story& out_;
  std::vector<Item> items_;
  std::string comment_;
};

}  // namespace

Story story_of(const Explored& explored, std::size_t node, const core::Town& town,
               const core::Definition& definition, const std::string& id, const std::string& expect,
               std::optional<Instant> check_at, const Move* last) {
  Story out;
  std::vector<const Move*> path;
  for (std::size_t i = node; i != kNoNode; i = explored.nodes[i].from)
    path.push_back(&explored.nodes[i].move);
  Teller teller(town, out);
  for (auto move = path.rbegin(); move != path.rend(); ++move) teller.move(**move);
  if (last != nullptr) teller.move(*last);
  if (check_at) teller.look(*check_at);
  out.text = cat("scenario: ", id, "\ntown: ", town.id, "\nworkflow: ", definition.id, "\nstory:\n",
                 teller.text(expect));
  return out;
}

}  // namespace tf::sim
