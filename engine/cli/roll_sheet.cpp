#include "cli/roll_sheet.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>

#include "base/text.h"
#include "model/print_scalar.h"

namespace tf::cli {

namespace {

struct Column {
  const char* en;
  const char* zh;
};
struct EntryKind {
  const char* name;    // of the entries: node, hold, person, absence, unit
  std::size_t needed;  // the first so many columns make a sheet of this kind
  std::vector<Column> columns;
};

// A sheet is of the first kind whose needed columns it has.
const std::vector<EntryKind>& kinds() {
  static const std::vector<EntryKind> kAll = {
      {"hold",
       3,
       {{"node", "节点"}, {"post", "岗位"}, {"person", "人员"}, {"from", "从"}, {"to", "至"}}},
      {"node",
       2,
       {{"node", "节点"},
        {"level", "层级"},
        {"parent", "上级"},
        {"zh", "名称"},
        {"en", "英文"},
        {"addresses", "地址"}}},
      {"person",
       2,
       {{"person", "人员"},
        {"name", "姓名"},
        {"phone", "电话"},
        {"skill", "专长"},
        {"related", "亲属"}}},
      {"absence", 3, {{"person", "人员"}, {"from", "从"}, {"to", "至"}, {"substitute", "代班"}}},
      {"unit",
       2,
       {{"unit", "单位"},
        {"at", "所在"},
        {"zh", "名称"},
        {"en", "英文"},
        {"level", "层级"},
        {"head", "负责人"},
        {"members", "成员"}}}};
  return kAll;
}

std::optional<std::size_t> find_column(const std::vector<std::string>& header, const Column& one) {
  for (std::size_t c = 0; c < header.size(); ++c)
    if (const std::string_view text = trim(header[c]); text == one.en || text == one.zh) return c;
  return std::nullopt;
}

const EntryKind* kind_of(const std::vector<std::string>& header) {
  for (const EntryKind& kind : kinds())
    if (std::all_of(kind.columns.begin(),
                    kind.columns.begin() + static_cast<std::ptrdiff_t>(kind.needed),
                    [&](const Column& one) { return find_column(header, one).has_value(); }))
      return &kind;
  return nullptr;
}

// An id as files have it: no blanks, no punctuation of YAML or of our keys.
bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         text.find_first_of(" \t\n,;:/@\"'[]{}#&*!|>%`") == std::string_view::npos;
}

std::vector<std::string> list_of(std::string text) {
  for (const char* mark : {"，", "、", "；"})
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
      text.replace(at, std::string_view(mark).size(), " ");
  std::vector<std::string> out;
  std::string one;
  for (const char c : cat(text, " ")) {
    if (c != ' ' && c != ',' && c != ';' && c != '\n' && c != '\t') {
      one += c;
    } else if (!one.empty()) {
      out.push_back(std::move(one));
      one.clear();
    }
  }
  return out;
}

Value texts_value(const std::vector<std::string>& all) {
  List out;
  for (const std::string& one : all) out.push_back(Value::text(one));
  return Value::list(std::move(out));
}

class Reader {
 public:
  Reader(RollImport& out, const core::Roles& roles) : out_(out), roles_(roles) {}

  void sheet(const std::string& file, const interchange::SheetTexts& sheet) {
    std::size_t head = 0;
    while (head < sheet.rows.size() && is_empty(sheet.rows[head])) ++head;
    if (head == sheet.rows.size()) return;
    header_ = &sheet.rows[head];
    kind_ = kind_of(*header_);
    place_ = cat(file, ":", sheet.name, ":");
    if (kind_ == nullptr) {
      row_ = head;
      return error(0, "表头不属于任何一类：节点、岗位、人员、缺勤、单位",
                   "the header is of no kind: nodes, posts, persons, absences, units");
    }
    for (row_ = head + 1; row_ < sheet.rows.size(); ++row_) {
      cells_ = &sheet.rows[row_];
      if (is_empty(*cells_)) continue;
      ++out_.rows;
      const std::string_view kind = kind_->name;
      if (kind == "node") node();
      if (kind == "hold") hold();
      if (kind == "person") person();
      if (kind == "absence") absence();
      if (kind == "unit") unit();
      if (out_.errors.size() > kMostErrors) return;
    }
  }

  // What can only be seen once all sheets are read.
  void check_whole() {
    for (const auto& [key, where] : said_) {
      const Value& entry = out_.entries.at(key);
      const auto parts = split(key, ' ');
      if (parts[0] == "node")
        parent(std::string(parts[1]), entry, where);
      else if (parts[0] == "hold" && !has(cat("node ", parts[1])))
        unknown(where, "node", std::string(parts[1]));
      else if (parts[0] == "unit" && !has(cat("node ", entry["at"].str())))
        unknown(where, "node", entry["at"].str());
    }
  }
  const std::set<std::string>& seen_kinds() const { return seen_; }

 private:
  static constexpr std::size_t kMostErrors = 200;
  struct Where {
    std::string place;
    std::size_t row = 0;
    const std::vector<std::string>* header = nullptr;
  };

  static bool is_empty(const std::vector<std::string>& cells) {
    return std::all_of(cells.begin(), cells.end(),
                       [](const std::string& cell) { return trim(cell).empty(); });
  }
  bool has(const std::string& key) const { return out_.entries.contains(key); }

  std::optional<std::size_t> column(std::string_view name) const {
    for (const Column& one : kind_->columns)
      if (one.en == name) return find_column(*header_, one);
    return std::nullopt;
  }
  std::string cell(std::string_view name) const {
    const auto at = column(name);
    return at && *at < cells_->size() ? std::string(trim((*cells_)[*at])) : std::string();
  }
  void error(std::size_t at, std::string zh, std::string en) {
    out_.errors.push_back(
        {cat(place_, row_ + 1, ":", interchange::column_name(at)), std::move(zh), std::move(en)});
  }
  void bad(std::string_view name, std::string zh, std::string en) {
    error(column(name).value_or(0), std::move(zh), std::move(en));
  }
  std::string near(const std::string& word, const std::vector<std::string>& known, bool zh) const {
    const auto found = closest(word, known);
    return found ? cat(zh ? "；是否指 " : "; did you mean ", *found, zh ? "？" : "?") : "";
  }
  void unknown(const Where& where, std::string_view name, const std::string& word) {
    std::vector<std::string> nodes;
    for (const auto& [key, entry] : out_.entries)
      if (key.starts_with("node ")) nodes.push_back(key.substr(5));
    std::size_t at = 0;
    for (std::size_t c = 0; c < where.header->size(); ++c)
      if (trim((*where.header)[c]) == name) at = c;
    out_.errors.push_back({cat(where.place, where.row + 1, ":", interchange::column_name(at)),
                           cat("没有节点“", word, "”", near(word, nodes, true)),
                           cat("there is no node '", word, "'", near(word, nodes, false))});
  }

  // The id in a cell; an error, and empty, when it is none.
  std::string id(std::string_view name) {
    std::string text = cell(name);
    if (is_id(text)) return text;
    bad(name, text.empty() ? "此格须填" : cat("“", text, "”不能作编号：不含空格和标点"),
        text.empty() ? std::string("this cell must be filled")
                     : cat("'", text, "' is no id: no blanks and no punctuation"));
    return {};
  }
  std::vector<std::string> ids(std::string_view name) {
    std::vector<std::string> out = list_of(cell(name));
    for (const std::string& one : out)
      if (!is_id(one)) bad(name, cat("“", one, "”不能作编号"), cat("'", one, "' is no id"));
    return out;
  }
  std::string day(std::string_view name, bool needed) {
    const std::string text = cell(name);
    if (text.empty() && !needed) return {};
    if (const auto date = parse_date(text)) return to_string(*date);
    bad(name, cat("“", text, "”不是日期：写 2026-03-10"),
        cat("'", text, "' is no date: write 2026-03-10"));
    return {};
  }
  bool in_order(const std::string& from, const std::string& to) {
    if (from.empty() || to.empty() || from <= to) return true;
    bad("to", cat("止日 ", to, " 在起日 ", from, " 之前"), cat(to, " is before ", from));
    return false;
  }
  void put_text(Record& row, const char* key, const std::string& text) const {
    if (!text.empty()) row.set(key, Value::text(text));
  }
  void put_list(Record& row, const char* key, const std::vector<std::string>& all) const {
    if (!all.empty()) row.set(key, texts_value(all));
  }
  void say(const std::string& key, Record row) {
    if (said_.contains(key) && !key.starts_with("person "))
      error(0, cat("第 ", said_[key].row + 1, " 行已写过同一项"),
            cat("row ", said_[key].row + 1, " says the same already"));
    out_.entries[key] = Value::record(std::move(row));
    said_[key] = {place_, row_, header_};
  }

  void level(Record& row) {
    const std::string text = cell("level");
    if (text.empty()) return;
    std::string found;
    for (const std::string& one : roles_.levels)
      if (one == text) found = one;
    if (found.empty())
      return bad("level", cat("没有层级“", text, "”；有：", join(roles_.levels, "、")),
                 cat("there is no level '", text, "'; there are: ", join(roles_.levels, ", ")));
    row.set("level", Value::text(found));
  }
  void node() {
    const std::string node = id("node");
    Record row;
    if (cell("level").empty()) bad("level", "此格须填", "this cell must be filled");
    level(row);
    if (!cell("parent").empty()) put_text(row, "parent", id("parent"));
    put_text(row, "zh", cell("zh"));
    put_text(row, "en", cell("en").empty() ? cell("zh") : cell("en"));
    if (!cell("addresses").empty()) put_list(row, "addresses", list_of(cell("addresses")));
    if (!node.empty()) say(cat("node ", node), std::move(row));
    seen_.insert("node");
  }
  void parent(const std::string& node, const Value& entry, const Where& where) {
    if (entry["parent"].is_null()) return;
    const std::string above = entry["parent"].str();
    if (!has(cat("node ", above))) return unknown(where, "parent", above);
    const int own = roles_.level_of(entry["level"].str());
    const int up = roles_.level_of(out_.entries.at(cat("node ", above))["level"].str());
    if (own > up) return;  // so there are no circles either
    out_.errors.push_back({cat(where.place, where.row + 1, ":A"),
                           cat("“", node, "”的上级“", above, "”不在更高的层级"),
                           cat("'", above, "' is not of a level above '", node, "'")});
  }
  void hold() {
    const std::string node = id("node"), post = cell("post"), who = id("person");
    seen_.insert("hold");
    if (!roles_.posts.empty() && !roles_.posts.contains(post)) {
      std::vector<std::string> known;
      for (const auto& [one, declared] : roles_.posts) known.push_back(one);
      return bad("post", cat("没有岗位“", post, "”", near(post, known, true)),
                 cat("there is no post '", post, "'", near(post, known, false)));
    }
    const std::string from = day("from", false), to = day("to", false);
    if (node.empty() || who.empty() || !in_order(from, to)) return;
    const std::string key = cat("hold ", node, " ", post);
    List holders;
    if (said_.contains(key)) holders = out_.entries[key].as_list();
    Record term{{"person", Value::text(who)}};
    put_text(term, "from", from);
    put_text(term, "to", to);
    Value one = term.size() == 1 ? Value::text(who) : Value::record(std::move(term));
    if (std::find(holders.begin(), holders.end(), one) != holders.end())
      return bad("person", cat(who, " 已在此岗位"), cat(who, " is there already"));
    holders.push_back(std::move(one));
    out_.entries[key] = Value::list(std::move(holders));
    said_[key] = {place_, row_, header_};
  }
  Record person_row(const std::string& key) const {
    const auto known = out_.entries.find(key);
    return known != out_.entries.end() && known->second.is(Value::Kind::record)
               ? known->second.as_record()
               : Record();
  }
  void person() {
    const std::string who = id("person");
    const std::string key = cat("person ", who);
    Record row = person_row(key);
    put_text(row, "name", cell("name"));
    put_text(row, "phone", cell("phone"));
    put_list(row, "skill", ids("skill"));
    put_list(row, "related", ids("related"));
    seen_.insert("person");
    if (!who.empty()) say(key, std::move(row));
  }
  void absence() {
    const std::string who = id("person"), from = day("from", true), to = day("to", true);
    const std::string substitute = cell("substitute").empty() ? "" : id("substitute");
    if (who.empty() || from.empty() || to.empty() || !in_order(from, to)) return;
    const std::string key = cat("person ", who);
    Record row = person_row(key);
    List all;
    if (absent_.contains(key) && row.find("absent") != nullptr) all = row.find("absent")->as_list();
    absent_.insert(key);
    Record one{{"from", Value::text(from)}, {"to", Value::text(to)}};
    put_text(one, "substitute", substitute);
    all.push_back(Value::record(std::move(one)));
    row.set("absent", Value::list(std::move(all)));
    say(key, std::move(row));
  }
  void unit() {
    const std::string name = id("unit");
    Record row;
    put_text(row, "at", id("at"));
    level(row);
    put_text(row, "zh", cell("zh"));
    put_text(row, "en", cell("en").empty() ? cell("zh") : cell("en"));
    if (!cell("head").empty()) put_text(row, "head", id("head"));
    put_list(row, "members", ids("members"));
    seen_.insert("unit");
    if (!name.empty()) say(cat("unit ", name), std::move(row));
  }

  RollImport& out_;
  const core::Roles& roles_;
  const EntryKind* kind_ = nullptr;
  const std::vector<std::string>* header_ = nullptr;
  const std::vector<std::string>* cells_ = nullptr;
  std::string place_;
  std::size_t row_ = 0;
  std::map<std::string, Where> said_;
  std::set<std::string> absent_, seen_;
};

// ---- the people file

// As an author writes it; in quotes what a reader would take for a number or for a word of YAML.
std::string quoted(const Value& value) {
  const std::string text = value.str();
  const bool number = text.empty() || std::string_view("0123456789+-.~").contains(text.front());
  return model::scalar_text(text, true,
                            number || text == "true" || text == "false" || text == "null");
}

std::string title_of(const Value& entry) {
  if (entry["zh"].is_null()) return {};
  return cat("title: {zh: ", quoted(entry["zh"]),
             ", en: ", quoted(entry["en"].is_null() ? entry["zh"] : entry["en"]), "}");
}

std::string list_text(const Value& value) {
  std::vector<std::string> out;
  if (value.is(Value::Kind::list))
    for (const Value& one : value.as_list()) {
      if (!one.is(Value::Kind::record)) {
        out.push_back(one.str());
        continue;
      }
      std::vector<std::string> parts;
      for (const auto& [key, part] : one.as_record()) parts.push_back(cat(key, ": ", part.str()));
      out.push_back(cat("{", join(parts, ", "), "}"));
    }
  return cat("[", join(out, ", "), "]");
}

std::string quoted_list(const Value& value) {
  std::vector<std::string> out;
  for (const Value& one : value.as_list()) out.push_back(quoted(one));
  return cat("[", join(out, ", "), "]");
}

class PeopleFile {
 public:
  explicit PeopleFile(const core::RollEntries& entries) : entries_(entries) {
    for (const auto& [key, entry] : entries) {
      if (key.starts_with("node ")) {
        const std::string parent = entry["parent"].is_null() ? "" : entry["parent"].str();
        below_[entries.contains(cat("node ", parent)) ? parent : ""].push_back(key.substr(5));
      } else if (key.starts_with("hold ")) {
        holds_[std::string(split(key, ' ')[1])].push_back(key);
      }
    }
  }
  std::string write(const std::string& id) {
    out_ = cat("people: ", id, "\n");
    if (!below_[""].empty()) {
      out_ += "tree:\n";
      nodes("", "  ");
    }
    part("unit ", "units", [](const Value& entry) {
      std::vector<std::string> parts;
      if (!title_of(entry).empty()) parts.push_back(title_of(entry));
      for (const char* key : {"at", "level", "head"})
        if (!entry[key].is_null()) parts.push_back(cat(key, ": ", entry[key].str()));
      if (!entry["members"].is_null())
        parts.push_back(cat("members: ", list_text(entry["members"])));
      return parts;
    });
    part("person ", "persons", [](const Value& entry) {
      std::vector<std::string> parts;
      if (!entry["name"].is_null()) parts.push_back(cat("name: ", quoted(entry["name"])));
      if (!entry["phone"].is_null()) parts.push_back(cat("phone: ", quoted(entry["phone"])));
      for (const char* key : {"skill", "related", "absent"})
        if (!entry[key].is_null()) parts.push_back(cat(key, ": ", list_text(entry[key])));
      return parts;
    });
    return std::move(out_);
  }

 private:
  void nodes(const std::string& parent, const std::string& indent) {
    for (const std::string& id : below_[parent]) {
      const Value& entry = entries_.find(cat("node ", id))->second;
      out_ += cat(indent, id, ":\n", indent, "  level: ", entry["level"].str(), "\n");
      if (const std::string title = title_of(entry); !title.empty())
        out_ += cat(indent, "  ", title, "\n");
      if (!entry["addresses"].is_null())
        out_ += cat(indent, "  addresses: ", quoted_list(entry["addresses"]), "\n");
      if (!holds_[id].empty()) {
        out_ += cat(indent, "  holds:\n");
        for (const std::string& key : holds_[id])
          out_ += cat(indent, "    ", split(key, ' ')[2], ": ",
                      list_text(entries_.find(key)->second), "\n");
      }
      if (below_[id].empty()) continue;
      out_ += cat(indent, "  below:\n");
      nodes(id, cat(indent, "    "));
    }
  }
  void part(const std::string& prefix, const char* name,
            const std::function<std::vector<std::string>(const Value&)>& parts) {
    bool begun = false;
    for (const auto& [key, entry] : entries_) {
      if (!key.starts_with(prefix)) continue;
      if (!begun) out_ += cat(name, ":\n");
      begun = true;
      out_ += cat("  ", key.substr(prefix.size()), ": {", join(parts(entry), ", "), "}\n");
    }
  }

  const core::RollEntries& entries_;
  std::map<std::string, std::vector<std::string>> below_, holds_;
  std::string out_;
};

}  // namespace

RollImport read_roll(const std::vector<RollSource>& sources, const core::RollEntries& now,
                     const core::Roles& roles, bool replace) {
  RollImport out;
  if (replace) {  // which kinds have a sheet
    RollImport trial;
    Reader reader(trial, roles);
    for (const RollSource& source : sources)
      for (const interchange::SheetTexts& sheet : source.sheets) reader.sheet(source.file, sheet);
    for (const auto& [key, entry] : now)
      if (!reader.seen_kinds().contains(std::string(split(key, ' ')[0]))) out.entries[key] = entry;
  } else {
    out.entries = now;
  }
  Reader reader(out, roles);
  for (const RollSource& source : sources)
    for (const interchange::SheetTexts& sheet : source.sheets) reader.sheet(source.file, sheet);
  if (out.errors.empty()) reader.check_whole();
  return out;
}

std::string people_file(const std::string& id, const core::RollEntries& entries) {
  return PeopleFile(entries).write(id);
}

}  // namespace tf::cli
