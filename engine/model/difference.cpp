#include "model/difference.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "model/diagnostics.h"
#include "model/shape.h"
#include "model/text_table.h"

namespace tf::model {

namespace {

using Kind = Difference::Kind;

// A value on one line.
std::string shown(const Node& node) {
  std::vector<std::string> parts;
  switch (node.kind) {
    case Node::Kind::scalar:
      return node.text;
    case Node::Kind::list:
      for (const auto& item : node.items) parts.push_back(shown(*item));
      return cat("[", join(parts, ", "), "]");
    case Node::Kind::map:
      for (const Entry& entry : node.entries)
        parts.push_back(cat(entry.key, ": ", shown(*entry.value)));
      return cat("{", join(parts, ", "), "}");
  }
  return {};
}

class Comparison {
 public:
  std::vector<Difference> run(const Node& a, const Node& b) {
    maps(a, b, "");
    return std::move(out_);
  }

 private:
  void note(Kind kind, std::string path, std::string from, std::string to) {
    out_.push_back({kind, std::move(path), std::move(from), std::move(to)});
  }

  static bool is_table(const Node& node) {
    return node.form != nullptr && node.form->scalar == Scalar::table && node.is_scalar();
  }

  void values(const Node& a, const Node& b, const std::string& path) {
    if (is_table(a) && is_table(b)) return tables(a, b, path);
    if (a.is_map() && b.is_map()) return maps(a, b, path);
    if (!same_content(a, b)) note(Kind::changed, path, shown(a), shown(b));
  }

  void maps(const Node& a, const Node& b, const std::string& path) {
    const auto below = [&](const std::string& key) {
      return path.empty() ? key : cat(path, ".", key);
    };
    for (const Entry& entry : a.entries) {
      if (const Node* other = b.get(entry.key))
        values(*entry.value, *other, below(entry.key));
      else
        note(Kind::removed, below(entry.key), shown(*entry.value), "");
    }
    for (const Entry& entry : b.entries)
      if (!a.has(entry.key)) note(Kind::added, below(entry.key), "", shown(*entry.value));
  }

  static std::string line_of(const TextTable::Row& row, const TextTable& table) {
    std::vector<std::string> parts;
    for (std::size_t c = 0; c < row.cells.size(); ++c)
      if (!row.cells[c].text.empty() && row.cells[c].text != "-")
        parts.push_back(cat(table.header[c].text, ": ", row.cells[c].text));
    return join(parts, "; ");
  }

  // Rows by the name in their key column, columns by their header. Without a column of names a row
  // is known by its place.
  struct Keys {
    std::vector<std::string> all;
    std::optional<std::size_t> find(const std::string& key) const {
      const auto at = std::ranges::find(all, key);
      return at == all.end() ? std::nullopt
                             : std::optional(static_cast<std::size_t>(at - all.begin()));
    }
  };
  static bool has_names(const TextTable& table) {
    const std::string& head = table.header[table.key_column()].text;
    return head == "row" || head == "行名" || head == "id";
  }
  static Keys keys_of(const TextTable& table, bool named) {
    Keys keys;
    for (std::size_t r = 0; r < table.rows.size(); ++r)
      keys.all.push_back(named ? table.rows[r].cells[table.key_column()].text : cat(r + 1));
    return keys;
  }

  void tables(const Node& a, const Node& b, const std::string& path) {
    Diagnostics quiet;
    const TextTable x = parse_table(a, quiet), y = parse_table(b, quiet);
    if (x.header.empty() || y.header.empty()) {
      if (!same_content(a, b)) note(Kind::changed, path, shown(a), shown(b));
      return;
    }
    for (const TableCell& head : x.header)
      if (!y.column(head.text)) note(Kind::removed, cat(path, " | ", head.text), head.text, "");
    for (const TableCell& head : y.header)
      if (!x.column(head.text)) note(Kind::added, cat(path, " | ", head.text), "", head.text);
    const bool named = has_names(x) && has_names(y);
    const Keys old_keys = keys_of(x, named), new_keys = keys_of(y, named);
    std::set<std::string> moved;
    if (named) moved = moved_rows(old_keys.all, new_keys.all);
    for (std::size_t r = 0; r < x.rows.size(); ++r) {
      const std::string& key = old_keys.all[r];
      const std::string place = cat(path, "[", key, "]");
      const auto at = new_keys.find(key);
      if (!at) {
        note(Kind::removed, place, line_of(x.rows[r], x), "");
        continue;
      }
      if (moved.contains(key)) note(Kind::moved, place, cat(r + 1), cat(*at + 1));
      rows(x, x.rows[r], y, y.rows[*at], place);
    }
    for (std::size_t r = 0; r < y.rows.size(); ++r)
      if (!old_keys.find(new_keys.all[r]))
        note(Kind::added, cat(path, "[", new_keys.all[r], "]"), "", line_of(y.rows[r], y));
  }

  void rows(const TextTable& x, const TextTable::Row& old_row, const TextTable& y,
            const TextTable::Row& new_row, const std::string& place) {
    for (std::size_t c = 0; c < x.header.size(); ++c) {
      const auto other = y.column(x.header[c].text);
      if (!other) continue;
      const std::string &from = old_row.cells[c].text, &to = new_row.cells[*other].text;
      if (from != to) note(Kind::changed, cat(place, ".", x.header[c].text), from, to);
    }
    for (std::size_t c = 0; c < y.header.size(); ++c)
      if (!x.column(y.header[c].text) && !new_row.cells[c].text.empty() &&
          new_row.cells[c].text != "-")
        note(Kind::added, cat(place, ".", y.header[c].text), "", new_row.cells[c].text);
  }

  // The rows both have that are out of the longest common order: the fewest that can be said to
  // have moved.
  static std::set<std::string> moved_rows(const std::vector<std::string>& a,
                                          const std::vector<std::string>& b) {
    std::vector<std::string> common;
    std::vector<std::size_t> place;  // in b
    for (const std::string& key : a)
      if (const auto at = std::ranges::find(b, key); at != b.end()) {
        common.push_back(key);
        place.push_back(static_cast<std::size_t>(at - b.begin()));
      }
    // Longest increasing run of places.
    std::vector<std::size_t> tails, before(common.size(), SIZE_MAX);
    for (std::size_t i = 0; i < common.size(); ++i) {
      const auto at =
          std::ranges::lower_bound(tails, place[i], {}, [&](std::size_t t) { return place[t]; });
      if (at != tails.begin()) before[i] = *std::prev(at);
      if (at == tails.end())
        tails.push_back(i);
      else
        *at = i;
    }
    std::set<std::string> out(common.begin(), common.end());
    for (std::size_t i = tails.empty() ? SIZE_MAX : tails.back(); i != SIZE_MAX; i = before[i])
      out.erase(common[i]);
    return out;
  }

  std::vector<Difference> out_;
};

}  // namespace

std::vector<Difference> differences(const Document& a, const Document& b) {
  return Comparison().run(*a.root, *b.root);
}

}  // namespace tf::model
