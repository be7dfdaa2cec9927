// The check and the canonical form, driven by the shape table.
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "model/grammar.h"
#include "model/shape_scalar.h"
#include "model/shape_table.h"

namespace tf::model {

namespace {

constexpr std::string_view kWideColon = "\xEF\xBC\x9A";

std::string found_form(const Node& node) {
  if (node.is_list()) return both("列表", "a list");
  if (node.is_map()) return both("{…}", "a map");
  return both(cat("'", node.text, "'"), cat("'", node.text, "'"));
}

std::string expected_form(const Form& form) {
  return both(form.zh, form.en);
}

std::vector<std::string> keys_of(const Shape& shape, bool chinese, bool patch) {
  std::vector<std::string> out;
  for (const auto& part : shape.parts)
    for (const Key& row : part)
      if (patch || !(row.flags & kOnlyInPatch)) out.emplace_back(chinese ? row.zh : row.name);
  return out;
}

std::string nearest_key(const Shape& shape, std::string_view key, bool patch) {
  const bool chinese = !key.empty() && static_cast<unsigned char>(key[0]) >= 0x80;
  std::string small(key);  // keys are written small
  std::ranges::transform(small, small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (const Key* row = find_key(shape, small); row && (patch || !(row->flags & kOnlyInPatch)))
    return row->name;
  return closest(key, keys_of(shape, chinese, patch)).value_or("");
}

std::string kinds_in(std::uint32_t bits) {
  std::vector<std::string> names;
  const auto kinds = step_kinds();
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (bits & (1U << i)) names.emplace_back(kinds[i]);
  return join(names, ", ");
}

// Maps that are not called after a key.
constexpr Word kPlaces[] = {
    {"step", "步骤"},       {"handler", "事件处理"},   {"outcome", "结果"},
    {"choice", "分支"},     {"field", "字段"},         {"verb", "操作"},
    {"refusal", "不予"},    {"event", "事件"},         {"deadline", "期限"},
    {"limit", "限值"},      {"level", "梯级的一级"},   {"pause", "挂起"},
    {"metric", "指标"},     {"milestone", "时间节点"}, {"post", "岗位"},
    {"unit", "单位"},       {"person", "人员"},        {"node", "节点"},
    {"output", "输出"},     {"variant", "另例"},       {"constant text", "文字"},
    {"label", "名称"},      {"absence", "缺勤"},       {"year", "年份"},
    {"find", "查找"},       {"same", "同一事项"},      {"cluster", "聚集"},
    {"amend", "更正"},      {"warn", "预警"},          {"extend", "延期"},
    {"digest", "汇总告知"}, {"ask", "须交"},           {"unlist", "摘牌"}};

class Checker {
 public:
  Checker(Diagnostics& out, bool patch) : out_(out), patch_(patch) {}

  // `key` is what the value stands under, for messages.
  void value(Node& node, const Form& form, std::string_view key) {
    const bool was_patch = patch_;
    patch_ = patch_ || form.patch;
    node.form = &form;
    switch (node.kind) {
      case Node::Kind::scalar:
        if (form.scalar == Scalar::none) {
          wrong(node, form, key);
        } else {
          check_scalar(node, form, key, out_);
        }
        break;
      case Node::Kind::list:
        if (form.item) {
          for (auto& item : node.items) value(*item, *form.item, key);
        } else {
          wrong(node, form, key);
        }
        break;
      case Node::Kind::map:
        if (form.map) {
          map(node, *form.map, key);
        } else if (form.scalar != Scalar::any || &form != &kAny) {
          wrong(node, form, key);
        }
        break;
    }
    patch_ = was_patch;
  }

  void map(Node& node, const Shape& shape, std::string_view owner) {
    canonical_keys(node, shape);
    if (!patch_) required_keys(node, shape);
    for (Entry& e : node.entries) {
      if (shape.is_step && e.key == "locked") canonical_locked(*e.value);
      value(*e.value, e.known ? *e.known->form : *shape.free, e.key);
      if (!e.known && shape.free == kHandlersItem()) handler(e);
    }
    if (shape.is_step) step(node, shape, owner);
    if (const Node* choices = shape.is_step ? node.get("choose") : nullptr) choose(*choices);
  }

 private:
  static const Form* kHandlersItem() { return kHandlers.map->free; }

  void wrong(const Node& node, const Form& form, std::string_view key) {
    if (form.scalar == Scalar::expression && !node.is_scalar()) {
      out_.report("shape.expression_form", node.span);
      return;
    }
    out_.report("shape.wrong_form", node.span,
                {{"key", std::string(key)},
                 {"expected", expected_form(form)},
                 {"found", found_form(node)}});
  }

  // Keys into English; what is doubled or unknown is reported and dropped. An unknown key so near
  // to one that is not written counts as that one from here on: what stands under it is checked
  // too, and nobody is told that the other is missing.
  void canonical_keys(Node& node, const Shape& shape) {
    const bool with = !shape.free_with || patch_ || has_key(node, shape, shape.free_with);
    std::vector<Entry> kept;
    kept.reserve(node.entries.size());
    for (Entry& e : node.entries) {
      const Key* row = find_key(shape, e.key);
      if (row && (row->flags & kOnlyInPatch) && !patch_) row = nullptr;
      if (!row && (!shape.free || !with || !is_free(e, shape))) {
        row = meant_key(node, kept, e, shape);
        if (!row) continue;
      }
      if (row) {
        const auto same = std::ranges::find(kept, std::string_view(row->name), &Entry::key);
        if (same != kept.end()) {
          out_.report("shape.duplicate_key", e.key_span,
                      {{"key", e.written}, {"other", same->written}})
              .notes.push_back({same->key_span, "第一次写在这里", "first written here"});
          continue;
        }
        e.key = row->name;
        e.known = row;
      } else {
        free_key(e, shape);
      }
      kept.push_back(std::move(e));
    }
    node.entries = std::move(kept);
  }

  // Reports an unknown key; the one it was meant for, or null.
  const Key* meant_key(const Node& node, const std::vector<Entry>& kept, const Entry& e,
                       const Shape& shape) {
    const std::string nearest = nearest_key(shape, e.key, patch_);
    out_.report("shape.unknown_key", e.key_span, {{"key", e.written}, {"place", place_name(shape)}},
                nearest);
    const Key* row = nearest.empty() ? nullptr : find_key(shape, nearest);
    const bool taken = row && (has_key(node, shape, row->name) ||
                               std::ranges::find(kept, row->name, &Entry::key) != kept.end());
    return taken ? nullptr : row;
  }

  static bool has_key(const Node& node, const Shape& shape, std::string_view name) {
    return std::ranges::any_of(node.entries, [&](const Entry& e) {
      const Key* row = find_key(shape, e.key);
      return row && row->name == name;
    });
  }

  static std::string place_name(const Shape& shape) {
    return both(cat("“", chinese_place(shape), "”"), cat("'", shape.name, "'"));
  }

  static std::string_view chinese_place(const Shape& shape) {
    for (const Word& place : kPlaces)
      if (std::string_view(place.name) == shape.name) return place.zh;
    if (const FileKind* kind = file_kind(shape.name)) return kind->zh;
    for (const Shape* known :
         {&kStepShape, &kWorkflowFile, &kTownFile, &kPluginFile, &kScenarioFile})
      if (const Key* key = find_key(*known, shape.name)) return key->zh;
    return shape.name;
  }

  // A free key whose value cannot be one counts as a misspelt key.
  static bool is_free(const Entry& e, const Shape& shape) {
    if (shape.free_needs.empty()) return true;
    return e.value->is_map() && std::ranges::any_of(e.value->entries, [&](const Entry& inner) {
             const Key* row = find_key(*shape.free->map, inner.key);
             return row && std::ranges::find(shape.free_needs, std::string_view(row->name)) !=
                               shape.free_needs.end();
           });
  }

  void free_key(Entry& e, const Shape& shape) {
    e.known = nullptr;
    if (shape.free_words)
      for (const Word& word : shape.free_words->all)
        if (e.key == word.zh) e.key = word.name;
    // A full-width colon is no colon to YAML: what it should have ended became part of the key.
    const std::size_t wide = e.key.find(kWideColon);
    const std::string meant =
        wide == std::string::npos ? std::string() : cat(e.key.substr(0, wide), ": ");
    const auto bad = [&](std::string_view code) {
      out_.report(code, e.key_span, {{"text", e.written}}, meant);
    };
    switch (shape.free_key) {
      case FreeKey::id:
        if (!is_id(e.key)) bad("shape.bad_id");
        if (&shape == &kStepsShape && is_target_word(e.key)) bad("shape.reserved_id");
        break;
      case FreeKey::name:
        if (!is_name(e.key)) bad("shape.bad_name");
        break;
      case FreeKey::code:
        if (!is_name(e.key) ||
            std::ranges::any_of(e.key, [](char c) { return c >= 'a' && c <= 'z'; }))
          bad("shape.bad_code");
        break;
      case FreeKey::reference:
      case FreeKey::word:
        if (!is_reference(e.key)) bad("shape.bad_reference");
        break;
      case FreeKey::year:
        if (e.key.size() != 4 || e.key.find_first_not_of("0123456789") != e.key.npos)
          bad("shape.bad_year");
        break;
      case FreeKey::none:
      case FreeKey::any:
        break;
    }
  }

  static bool is_target_word(std::string_view key) {
    return std::ranges::any_of(
        kTargetWords.all, [&](const Word& word) { return key == word.name || key == word.zh; });
  }

  void required_keys(const Node& node, const Shape& shape) {
    for (const auto& part : shape.parts)
      for (const Key& row : part) {
        if (!(row.flags & kRequired) || node.has(row.name)) continue;
        if (&shape == &kTextShape) {
          out_.report("shape.one_language", node.span, {{"language", row.name}});
        } else {
          out_.report("shape.missing_key", node.span,
                      {{"key", row.name}, {"place", place_name(shape)}});
        }
      }
  }

  // The keys that `locked` names are keys of the same step.
  void canonical_locked(Node& locked) {
    for (auto& item : locked.items)
      if (item->is_scalar())
        if (const Key* row = find_key(kStepShape, item->text)) item->text = row->name;
  }

  void step(const Node& node, const Shape& shape, std::string_view owner) {
    const Entry* kind = nullptr;
    const bool has_each = node.has("each");
    for (const Entry& e : node.entries) {
      if (!e.known || !(e.known->flags & kIsKind)) continue;
      if ((e.known->flags & kSecondKind) && has_each) continue;
      if (!kind) {
        kind = &e;
      } else {
        out_.report("shape.two_kinds", e.key_span,
                    {{"first", kind->written}, {"second", e.written}})
            .notes.push_back({kind->key_span, "第一件事写在这里", "the first one stands here"});
      }
    }
    const std::uint32_t bit = kind ? bit_of(kind->key) : 0;
    for (const Entry& e : node.entries) {
      if (!e.known || e.known->kinds == 0 || (e.known->flags & kIsKind)) continue;
      // Of an event of a handler the form is the message's, whatever is done then.
      const bool of_message = shape.is_handler && e.key == "form" && node.has("message");
      if (kind && !of_message && !(e.known->kinds & bit)) {
        out_.report(
            "shape.not_for_kind", e.key_span,
            {{"key", e.written}, {"kind", kind->written}, {"kinds", kinds_in(e.known->kinds)}});
      } else if (!kind && !patch_ && !shape.is_handler) {
        out_.report("shape.no_kind", e.key_span,
                    {{"step", std::string(owner)}, {"key", e.written}});
        break;
      }
    }
  }

  static std::uint32_t bit_of(std::string_view kind) {
    const auto kinds = step_kinds();
    for (std::size_t i = 0; i < kinds.size(); ++i)
      if (kind == kinds[i]) return 1U << i;
    return 0;
  }

  void handler(const Entry& e) {
    if (patch_ || !e.value->is_map()) return;
    const bool named =
        std::ranges::any_of(kEventNames.all, [&](const Word& word) { return e.key == word.name; });
    if (!named && events_of(*e.value).empty())
      out_.report("shape.no_event", e.key_span, {{"name", e.written}});
  }

  void choose(const Node& choices) {
    if (!choices.is_list()) return;
    for (std::size_t i = 0; i < choices.items.size(); ++i) {
      const Node& row = *choices.items[i];
      if (!row.is_map()) continue;
      const bool last = i + 1 == choices.items.size();
      const bool pair = row.has("when") && row.has("then") && !row.has("otherwise");
      const bool other = row.has("otherwise") && !row.has("when") && !row.has("then");
      if (!pair && !(other && last)) out_.report("shape.bad_choice", row.span);
    }
    if (choices.items.empty() || !choices.items.back()->has("otherwise"))
      out_.report("shape.no_otherwise", choices.span);
  }

  Diagnostics& out_;
  bool patch_;
};

}  // namespace

void check_value(Node& value, const Form& form, std::string_view key, Diagnostics& out) {
  Checker(out, form.patch).value(value, form, key);
}

void check_shape(Document& document, Diagnostics& out) {
  const FileKind* kind = file_kind(document.kind);
  if (!kind || !document.root || !document.root->is_map()) return;
  Checker(out, false).map(*document.root, *kind->shape, document.kind);
}

}  // namespace tf::model
