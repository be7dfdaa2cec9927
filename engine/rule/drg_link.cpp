// Graph::link: references become units, names become slots, logic becomes programs.
#include <algorithm>

#include "base/text.h"
#include "rule/drg_graph.h"
#include "rule/feel/name_index.h"

namespace tf::rule {
namespace {

// What one element may say: the things it requires, by name.
class NamesOfUnit : public Names {
 public:
  NamesOfUnit(ItemTypes& types, std::size_t model, const std::vector<std::string>& members)
      : types_(types), model_(model), members_(members) {}
  void add(const std::string& name, int slot) {
    if (!find(name)) names_.emplace_back(name, slot);
  }
  std::optional<Name> find(std::string_view name) const override {
    const auto at = std::ranges::find(
        names_, name, [](const auto& one) -> const std::string& { return one.first; });
    if (at == names_.end()) return std::nullopt;
    Name out;
    out.slot = at->second;
    return out;
  }
  std::vector<std::string> all() const override {
    std::vector<std::string> out;
    for (const auto& [name, slot] : names_) out.push_back(name);
    return out;
  }
  std::vector<std::string> members() const override { return members_; }
  TypePtr type(std::string_view name) const override { return types_.find(model_, name); }

 private:
  ItemTypes& types_;
  std::size_t model_;
  const std::vector<std::string>& members_;
  std::vector<std::pair<std::string, int>> names_;
};

void odd_members(const std::vector<ItemDefinition>& items, std::vector<std::string>& out) {
  for (const ItemDefinition& item : items) {
    for (const ItemDefinition& component : item.components)
      if (!is_single_word(component.name)) out.push_back(component.name);
    odd_members(item.components, out);
  }
}

class Linker {
 public:
  explicit Linker(Graph::Impl& graph) : graph_(graph), types_(graph.models, graph.problems) {}

  void run() {
    for (std::size_t m = 0; m < graph_.models.size(); ++m) {
      for (const DrgElement& element : graph_.models[m].elements) {
        if (graph_.units.size() >= Graph::kMaxElements) break;
        by_id_.emplace(cat(graph_.models[m].space, "#", element.id),
                       static_cast<int>(graph_.units.size()));
        GraphUnit unit;
        unit.element = &element;
        unit.model = m;
        graph_.units.push_back(std::move(unit));
      }
      odd_members(graph_.models[m].types, members_);
      for (const DrgElement& element : graph_.models[m].elements)
        if (!is_single_word(element.name)) members_.push_back(element.name);
    }
    for (GraphUnit& unit : graph_.units) refer(unit);
    for (GraphUnit& unit : graph_.units) compile(unit);
    std::vector<Walked> walked(graph_.units.size(), Walked::no);
    for (std::size_t at = 0; at < graph_.units.size(); ++at) find_circle(at, walked);
  }

 private:
  void problem(const GraphUnit& unit, std::string name, std::string zh, std::string en) {
    graph_.problems.push_back({unit.element->name, std::move(name), std::move(zh), std::move(en)});
  }

  // Decisions that require each other have no answer; functions may call each other.
  enum class Walked : unsigned char { no, now, done };
  void find_circle(std::size_t from, std::vector<Walked>& walked) {
    struct Place {
      std::size_t unit, next;
    };
    const auto is_decision = [&](std::size_t at) {
      return graph_.units[at].element->kind == DrgElement::Kind::decision;
    };
    if (walked[from] != Walked::no || !is_decision(from)) return;
    std::vector<Place> path{{from, 0}};
    walked[from] = Walked::now;
    while (!path.empty()) {
      Place& at = path.back();
      const GraphUnit& unit = graph_.units[at.unit];
      if (at.next == unit.required.size()) {
        walked[at.unit] = Walked::done;
        path.pop_back();
        continue;
      }
      const auto to = static_cast<std::size_t>(unit.required[at.next++]);
      if (!is_decision(to) || walked[to] == Walked::done) continue;
      if (walked[to] == Walked::now) {
        const std::string& other = graph_.units[to].element->name;
        problem(unit, "drg.circle", cat("与 `", other, "` 互相依赖，没有结果"),
                cat("requires itself by way of `", other, "` and has no answer"));
        continue;
      }
      walked[to] = Walked::now;
      path.push_back({to, 0});
    }
  }

  int follow(const GraphUnit& unit, const std::string& href) {
    const std::size_t hash = href.find('#');
    const std::string& space = graph_.models[unit.model].space;
    const std::string key = hash == std::string::npos ? cat(space, "#", href)
                            : hash == 0               ? space + href
                                                      : href;
    const auto found = by_id_.find(key);
    if (found != by_id_.end()) return found->second;
    problem(unit, "drg.unknown_reference", cat("引用的 `", href, "` 不存在"),
            cat("the reference `", href, "` leads nowhere"));
    return -1;
  }

  std::vector<int> follow_all(const GraphUnit& unit, const std::vector<std::string>& hrefs) {
    std::vector<int> out;
    for (const std::string& href : hrefs)
      if (const int at = follow(unit, href); at >= 0) out.push_back(at);
    return out;
  }

  void refer(GraphUnit& unit) {
    const DrgElement& e = *unit.element;
    unit.required = follow_all(unit, e.required);
    unit.type = types_.find(unit.model, e.type);
    if (!e.type.empty() && unit.type == nullptr)
      problem(unit, "drg.unknown_type", cat("没有类型 `", e.type, "`"),
              cat("there is no type `", e.type, "`"));
    if (e.kind != DrgElement::Kind::service) return;
    unit.outputs = follow_all(unit, e.outputs);
    unit.inputs = follow_all(unit, e.input_data);
    for (const int one : follow_all(unit, e.input_decisions)) unit.inputs.push_back(one);
  }

  void compile(GraphUnit& unit) {
    const DrgElement& e = *unit.element;
    if (e.logic == nullptr) return;
    NamesOfUnit names(types_, unit.model, members_);
    std::map<std::string, int> imports;  // import → slot
    for (const int other : unit.required) {
      const GraphUnit& needed = graph_.units[static_cast<std::size_t>(other)];
      const std::string& name = variable_of(*needed.element);
      if (needed.model == unit.model) {
        names.add(name, other);
        continue;
      }
      const std::string import = import_name(unit.model, needed.model);
      if (import.empty()) {
        names.add(name, other);
        continue;
      }
      const auto [at, fresh] = imports.try_emplace(
          import, static_cast<int>(graph_.units.size() + graph_.imported.size()));
      if (fresh) graph_.imported.emplace_back();
      graph_.imported[static_cast<std::size_t>(at->second) - graph_.units.size()]
          .members.emplace_back(name, other);
      names.add(import, at->second);
    }
    // A business knowledge model may call itself.
    if (e.kind == DrgElement::Kind::knowledge)
      names.add(variable_of(e), static_cast<int>(&unit - graph_.units.data()));
    std::vector<BoxedError> errors;
    unit.logic = compile_boxed(*e.logic, names, errors);
    for (const BoxedError& one : errors)
      problem(unit, one.error.name, cat(one.error.zh, "：", one.text),
              cat(one.error.en, ": ", one.text));
  }

  std::string import_name(std::size_t from, std::size_t to) const {
    for (const DrgImport& import : graph_.models[from].imports)
      if (import.space == graph_.models[to].space) return import.name;
    return {};
  }

  Graph::Impl& graph_;
  ItemTypes types_;
  std::map<std::string, int> by_id_;
  std::vector<std::string> members_;
};

}  // namespace

const std::string& variable_of(const DrgElement& element) {
  return element.variable.empty() ? element.name : element.variable;
}

Graph Graph::link(std::vector<DrgModel> models) {
  auto impl = std::make_shared<Impl>();
  impl->models = std::move(models);
  Linker(*impl).run();
  Graph out;
  out.impl_ = std::move(impl);
  return out;
}

}  // namespace tf::rule
