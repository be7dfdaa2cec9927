#include "interchange/bpmn_sketch.h"

#include <algorithm>

#include "base/text.h"

namespace tf::interchange::bpmn {

namespace {

struct Words {
  const char *zh, *en;
};

class Sketch {
 public:
  Sketch(const Marks& marks, model::Language language) : marks_(marks), language_(language) {}

  std::string draw(const Process& process) {
    out_ = process.id;
    if (!process.name.empty() && process.name != process.id) out_ += cat("  ", process.name);
    out_ += "\n\n";
    scope(process.body, "");
    return std::move(out_);
  }

 private:
  std::string pick(const Words& words) const {
    return language_ == model::Language::zh ? words.zh : words.en;
  }

  // Drawn with the step it belongs to.
  static bool is_part(const Scope& scope, const Element& element) {
    if (element.kind == ElementKind::boundary) return true;
    if (element.outcomes_of.empty()) return false;
    return scope.entering(element.id).size() == 1;
  }
  static bool is_plain_end(const Element& element) {
    return element.kind == ElementKind::end && element.events.empty() && element.step.empty();
  }

  const char* symbol(const Element& element) const {
    switch (element.kind) {
      case ElementKind::start:
        return "○";
      case ElementKind::end:
        return "●";
      case ElementKind::intermediate_catch:
      case ElementKind::intermediate_throw:
      case ElementKind::boundary:
        return "◎";
      case ElementKind::exclusive:
        return "◇";
      case ElementKind::parallel:
        return "◇+";
      case ElementKind::inclusive:
        return "◇o";
      case ElementKind::complex:
        return "◇*";
      case ElementKind::event_based:
        return "◇?";
      default:
        return element.body ? "▣" : "▢";
    }
  }

  std::string event_word(const EventDefinition& event) const {
    constexpr Words kWords[] = {{"消息", "message"}, {"信号", "signal"},     {"时间", "timer"},
                                {"错误", "error"},   {"升级", "escalation"}, {"条件", "when"},
                                {"撤回", "undo"},    {"取消", "cancel"},     {"终止", "terminate"},
                                {"链接", "link"}};
    std::string out = pick(kWords[static_cast<std::size_t>(event.kind)]);
    std::string what = event.name.empty() ? event.expression : event.name;
    if (what.starts_with('=')) what.erase(0, 1);
    if (!what.empty()) out += cat(" ", what);
    return out;
  }

  std::string remark(const Element& element) const {
    std::vector<std::string> parts = element.details;
    for (const EventDefinition& event : element.events) parts.push_back(event_word(event));
    if (element.by_event) parts.push_back(pick({"事件子流程", "event sub-process"}));
    if (element.loop.kind == Loop::Kind::multi) {
      parts.push_back(cat(
          element.loop.sequential ? pick({"逐个 ", "one by one "}) : pick({"每个 ", "for each "}),
          element.loop.collection.empty() ? element.loop.cardinality : element.loop.collection));
      if (!element.loop.condition.empty())
        parts.push_back(cat(pick({"够了：", "until "}), element.loop.condition));
    }
    if (element.loop.kind == Loop::Kind::standard)
      parts.push_back(cat(pick({"循环 ", "loops while "}), element.loop.condition));
    if (element.for_compensation) parts.push_back(pick({"用于撤回", "undoes"}));
    if (!element.called.empty()) parts.push_back(cat(pick({"开立 ", "opens "}), element.called));
    if (!element.condition.empty() && !element.is_activity()) parts.push_back(element.condition);
    if (parts.empty()) return {};
    return cat("  (", join(parts, " · "), ")");
  }

  static std::string name(const Element& element) {
    std::string out = element.step.empty() ? element.id : element.step;
    if (!element.name.empty() && element.name != out) out += cat("  ", element.name);
    return out;
  }

  // Where a way leads, through the gateways that are part of a step.
  std::string goal(const Scope& scope, const std::string& id) const {
    const Element* element = scope.find(id);
    if (element == nullptr) return id;
    if (is_plain_end(*element)) return pick({"结束", "end"});
    if (element->kind == ElementKind::parallel && is_part(scope, *element)) {
      std::string all;
      for (const SequenceFlow* flow : scope.leaving(id))
        all += cat(all.empty() ? "" : " + ", goal(scope, flow->target));
      return all;
    }
    if (element->kind == ElementKind::end && !element->events.empty() && element->step.empty() &&
        element->events.front().name.starts_with("go-"))
      return element->events.front().name.substr(3);
    return element->step.empty() ? id : element->step;
  }

  struct Way {
    std::string text, to;
  };
  void ways(const Scope& scope, const Element& element, std::vector<Way>& out) const {
    for (const SequenceFlow* flow : scope.leaving(element.id)) {
      const Element* target = scope.find(flow->target);
      if (target != nullptr && target->kind == ElementKind::exclusive && is_part(scope, *target)) {
        ways(scope, *target, out);
        continue;
      }
      std::string text = flow->name;
      if (text.empty() && flow->outcome.empty()) text = flow->condition;
      if (text.empty() && element.default_flow == flow->id) text = pick({"否则", "otherwise"});
      out.push_back({text, goal(scope, flow->target)});
    }
    for (const Element& boundary : scope.elements) {
      if (boundary.kind != ElementKind::boundary || boundary.attached_to != element.id) continue;
      // A way out of its inside is told where it is taken.
      if (!boundary.events.empty() && boundary.events.front().name.starts_with("go-")) continue;
      std::string text = cat("◎ ", boundary.interrupting ? "" : pick({"（不打断）", "(beside) "}));
      for (const EventDefinition& event : boundary.events)
        text += cat(event_word(event), &event == &boundary.events.back() ? "" : " + ");
      std::string to;
      for (const SequenceFlow* flow : scope.leaving(boundary.id))
        to += cat(to.empty() ? "" : " + ", goal(scope, flow->target));
      for (const auto& [from, target] : scope.associations)
        if (from == boundary.id) to += goal(scope, target);
      out.push_back({text, to});
    }
    for (const auto& [from, target] : scope.associations)
      if (from == element.id) out.push_back({pick({"然后", "then"}), goal(scope, target)});
  }

  void scope(const Scope& scope, const std::string& indent) {
    for (const Element& element : scope.elements) {
      if (is_part(scope, element) || is_plain_end(element)) continue;
      if (element.kind == ElementKind::end && element.step.empty() && !element.events.empty() &&
          element.events.front().name.starts_with("go-"))
        continue;
      line(scope, element, indent);
    }
  }

  void line(const Scope& scope, const Element& element, const std::string& indent) {
    const auto mark = element.step.empty() ? marks_.end() : marks_.find(element.step);
    const bool marked = mark != marks_.end();
    std::string state = marked && mark->second.here > 0   ? "▶ "
                        : marked && mark->second.done > 0 ? "✓ "
                                                          : "  ";
    out_ += cat(indent, marks_.empty() ? "" : state, symbol(element), " ", name(element),
                remark(element));
    if (marked) {
      if (mark->second.here > 1) out_ += cat("  ×", mark->second.here);
      if (!mark->second.light.empty()) {
        const std::string& light = mark->second.light;
        out_ += cat("  [",
                    light == "red"      ? pick({"红灯", "red"})
                    : light == "yellow" ? pick({"黄灯", "yellow"})
                                        : pick({"绿灯", "green"}),
                    "]");
      }
      if (mark->second.done > 1) out_ += cat("  ✓", mark->second.done);
    }
    std::vector<Way> all;
    ways(scope, element, all);
    const std::string below = cat(indent, marks_.empty() ? "  " : "    ");
    if (all.size() == 1 && all.front().text.empty()) {
      out_ += cat(" → ", all.front().to, "\n");
      all.clear();
    } else {
      out_ += '\n';
    }
    if (element.body) this->scope(*element.body, cat(below, "│ "));
    for (std::size_t i = 0; i < all.size(); ++i)
      out_ += cat(below, i + 1 == all.size() ? "└─ " : "├─ ", all[i].text,
                  all[i].text.empty() ? "→ "
                  : all[i].to.empty() ? ""
                                      : " → ",
                  all[i].to, "\n");
  }

  const Marks& marks_;
  model::Language language_;
  std::string out_;
};

}  // namespace

std::string to_sketch(const Process& process, const Marks& marks, model::Language language) {
  return Sketch(marks, language).draw(process);
}

}  // namespace tf::interchange::bpmn
