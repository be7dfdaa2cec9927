// A scenario file as items, with moments resolved and variants told apart.
#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "sim/scenario.h"
#include "sim/table_test.h"

namespace tf::sim {

using model::Diagnostics;
using model::Node;

namespace {

struct ActKey {
  const char* key;
  Act act;
};
constexpr ActKey kActs[] = {
    {"open", Act::open},     {"complete", Act::complete}, {"fill", Act::fill},
    {"vote", Act::vote},     {"verb", Act::verb},         {"message", Act::message},
    {"change", Act::change}, {"load", Act::load},         {"down", Act::down},
    {"up", Act::up},         {"check", Act::check}};
// Keys of the language that no runner plays yet: refused, never passed over.
constexpr const char* kNotPlayed[] = {"signal", "wait", "people", "plugin", "role"};

core::Words words_of(const Node* node) {
  if (node == nullptr) return {};
  if (node->is_scalar()) return {node->text, node->text};
  core::Words words{std::string(node->text_of("zh")), std::string(node->text_of("en"))};
  if (words.zh.empty()) words.zh = words.en;
  if (words.en.empty()) words.en = words.zh;
  return words;
}

// "2026-03-10 16:40", or "16:40" on the day of the item before.
std::optional<LocalTime> moment_of(std::string_view text, const std::optional<LocalTime>& before) {
  if (const auto full = parse_local(text)) return full;
  if (const auto date = parse_date(text)) return LocalTime{*date, 0};
  const auto clock = parse_clock_time(text);
  if (!clock || !before) return std::nullopt;
  return normal(LocalTime{before->date, *clock});
}

class ItemReader {
 public:
  explicit ItemReader(Diagnostics& out) : out_(out) {}

  Item read(const Node& node, const std::optional<LocalTime>& before) {
    Item item;
    item.span = node.span;
    read_moment(item, node, before);
    item.by = node.text_of("by");
    item.case_name = node.text_of("case");
    item.as = node.text_of("as");
    item.workflow = node.text_of("workflow");
    item.start = node.text_of("start");
    item.step = node.text_of("step");
    item.to = node.text_of("to");
    if (const auto row = Decimal::parse(node.text_of("item"))) item.row = row->whole().value_or(0);
    item.reason = node.text_of("reason");
    item.outcome = node.text_of("outcome");
    item.running = node.text_of("apply") == "running";
    item.expect = node.get("expect");
    if (const Node* effects = node.get("effect"))
      for (const model::Entry& entry : effects->entries)
        item.effects[entry.key] = entry.value->text;
    read_act(item, node);
    for (const char* key : kNotPlayed)
      if (const model::Entry* entry = node.entry(key))
        out_.report("scenario.not_played", entry->key_span, {{"key", key}});
    return item;
  }

 private:
  void read_moment(Item& item, const Node& node, const std::optional<LocalTime>& before) {
    const Node* at = node.get("at");
    if (at == nullptr && before) {
      item.at = *before;
      return;
    }
    const auto moment = moment_of(at != nullptr ? std::string_view(at->text) : "", before);
    if (!moment) {
      out_.report("scenario.bad_moment", at != nullptr ? at->span : node.span,
                  {{"text", at != nullptr ? at->text : ""}});
      return;
    }
    if (before && *moment < *before)
      out_.report("scenario.time_back", at->span,
                  {{"text", to_string(*moment)}, {"before", to_string(*before)}});
    item.at = *moment;
  }

  void read_act(Item& item, const Node& node) {
    const char* first = nullptr;
    for (const ActKey& row : kActs) {
      const model::Entry* entry = node.entry(row.key);
      if (entry == nullptr) continue;
      if (first != nullptr) {
        out_.report("scenario.two_acts", entry->key_span, {{"first", first}, {"second", row.key}});
        continue;
      }
      first = row.key;
      item.act = row.act;
      const Node& value = *entry->value;
      if (value.is_scalar()) item.name = value.text;
      if (!value.is_scalar()) item.data = &value;
    }
    if (const Node* form = node.get("form"); form != nullptr && item.act != Act::vote)
      item.data = form;
    if (const Node* with = node.get("with")) item.data = with;
  }

  Diagnostics& out_;
};

// The item with the keys of `patch` in place of its own.
std::shared_ptr<Node> patched_item(const Node& item, const Node& patch) {
  std::shared_ptr<Node> merged = item.clone();
  for (const model::Entry& entry : patch.entries)
    merged->put(entry.key, entry.value->clone(), entry.key_span);
  return merged;
}

class ScenarioReader {
 public:
  ScenarioReader(std::shared_ptr<const model::Document> document, Diagnostics& out)
      : document_(std::move(document)), root_(*document_->root), out_(out) {}

  std::vector<Scenario> read() {
    std::vector<Scenario> all;
    const Node* story = root_.get("story");
    if (story == nullptr) out_.report("scenario.no_story", root_.entries.front().key_span);
    if (story == nullptr || !story->is_list()) return all;
    all.push_back(build("", {}));
    if (const Node* variants = root_.get("variants"))
      for (const model::Entry& entry : variants->entries)
        all.push_back(build(entry.key, patches_of(entry, story->items.size())));
    return all;
  }

 private:
  using Patches = std::map<std::size_t, const Node*>;

  // {story: {4: {…}}}, or the keys of one item: the one `line` names, else the last.
  Patches patches_of(const model::Entry& variant, std::size_t items) {
    Patches patches;
    const Node& node = *variant.value;
    if (const Node* lines = node.get("story")) {
      for (const model::Entry& line : lines->entries)
        if (const auto n = number_of(line.key, line.key_span, items))
          patches[*n] = line.value.get();
      return patches;
    }
    std::size_t line = items - 1;
    if (const Node* written = node.get("line"))
      if (const auto n = number_of(written->text, written->span, items)) line = *n;
    patches[line] = &node;
    return patches;
  }

  std::optional<std::size_t> number_of(std::string_view text, const model::Span& span,
                                       std::size_t items) {
    std::size_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error == std::errc() && end == text.data() + text.size() && n < items) return n;
    out_.report("scenario.no_item", span, {{"text", std::string(text)}, {"last", cat(items - 1)}});
    return std::nullopt;
  }

  Scenario build(const std::string& variant, const Patches& patches) {
    Scenario s;
    s.id = variant.empty() ? document_->id : cat(document_->id, "/", variant);
    s.title = words_of(root_.get("title"));
    s.town = root_.text_of("town");
    s.workflow = root_.text_of("workflow");
    s.after = root_.text_of("after");
    s.path = document_->file ? document_->file->path : "";
    s.with = root_.get("with");
    s.change = root_.get("change");
    s.document = document_;
    if (s.town.empty() && variant.empty())
      out_.report("scenario.no_town", root_.entries.front().key_span, {{"id", s.id}});
    ItemReader reader(out_);
    read_routine(s, reader);
    std::optional<LocalTime> before;
    const auto& items = root_.get("story")->items;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const Node* node = items[i].get();
      if (const auto patch = patches.find(i); patch != patches.end()) {
        s.patched.push_back(patched_item(*node, *patch->second));
        node = s.patched.back().get();
      }
      s.story.push_back(reader.read(*node, before));
      before = s.story.back().at;
    }
    return s;
  }

  // Each at a time of day, completing the step of a process.
  void read_routine(Scenario& s, ItemReader& reader) {
    const Node* routine = root_.get("routine");
    if (routine == nullptr) return;
    for (const auto& node : routine->items) {
      Item item = reader.read(*node, LocalTime{});
      if (item.act == Act::complete && !item.workflow.empty() && item.at.date == Date{})
        s.routine.push_back(std::move(item));
      else
        out_.report("scenario.no_routine", node->span);
    }
  }

  std::shared_ptr<const model::Document> document_;
  const Node& root_;
  Diagnostics& out_;
};

}  // namespace

core::Words title_of(const Node& root) {
  return words_of(root.get("title"));
}

std::vector<Scenario> read_scenarios(std::shared_ptr<const model::Document> document,
                                     Diagnostics& out) {
  if (is_table_test(*document)) {
    read_table_test(std::move(document), out);
    return {};
  }
  return ScenarioReader(std::move(document), out).read();
}

}  // namespace tf::sim
