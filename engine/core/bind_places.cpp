// Where steps stand: one flat list, blocks of it in order, and the steps beside the order.
#include "base/text.h"
#include "core/bind_scope.h"

namespace tf::core {

const char* kind_of(const model::Node& step) {
  constexpr std::pair<const char*, const char*> kKinds[] = {
      {"task", "task"},     {"do", "do"},       {"notify", "do"},         {"wait", "wait"},
      {"choose", "choose"}, {"each", "each"},   {"together", "together"}, {"race", "together"},
      {"meet", "meet"},     {"raise", "raise"}, {"undo", "raise"},        {"open", "open"},
      {"stop", "stop"},     {"end", "end"},     {"decide", "decide"},     {"set", "set"},
      {"steps", "block"}};
  for (const auto& [key, kind] : kKinds)
    if (step.has(key)) return kind;
  return "pass";
}

namespace {

bool is_own_step(const model::Node& handler) {
  return std::string_view(kind_of(handler)) != "pass" || handler.has("tell") ||
         handler.has("stage");
}

class Placer {
 public:
  explicit Placer(Flow& flow) : flow_(flow) {}

  void run() {
    flow_.def->blocks.push_back({});
    flow_.parent_block.push_back(-1);
    const model::Node* steps = flow_.root->get("steps");
    if (steps != nullptr) names_in(*steps);
    if (const model::Node* upon = flow_.root->get("upon")) names_in(*upon);
    if (steps != nullptr) listed(*steps, 0);
    if (const model::Node* upon = flow_.root->get("upon")) handlers(*upon, -1, 0, 0);
  }

 private:
  // Ids of all steps, so that a race's branch takes its own only when nobody else has it.
  void names_in(const model::Node& map) {
    for (const model::Entry& entry : map.entries) {
      ++named_[entry.key];
      for (const char* key : {"steps", "together"})
        if (const model::Node* inner = entry.value->get(key)) names_in(*inner);
      if (const model::Node* choose = entry.value->get("choose"))
        for (const auto& branch : choose->items)
          for (const char* key : {"then", "otherwise"})
            if (const model::Node* inner = branch->get(key); inner != nullptr && inner->is_map())
              names_in(*inner);
    }
  }

  void listed(const model::Node& map, int block) {
    for (const model::Entry& entry : map.entries) {
      const int index = step(entry.key, *entry.value, entry.key_span, block);
      flow_.def->blocks[static_cast<std::size_t>(block)].steps.push_back(index);
    }
  }

  int step(const std::string& id, const model::Node& node, const model::Span& span, int block) {
    const int index = static_cast<int>(flow_.def->steps.size());
    Step made;
    made.id = id;
    made.block = block;
    flow_.def->steps.push_back(std::move(made));
    flow_.step_node.push_back(&node);
    if (!flow_.def->step_index.emplace(id, index).second)
      flow_.out.report("bind.step_twice", span, {{"name", id}});
    int inner = block;
    const std::string_view kind = kind_of(node);
    if (kind == "block" || kind == "each") {
      inner = open(id, block);
      if (const model::Node* steps = node.get("steps")) listed(*steps, inner);
      if (kind == "block")
        flow_.def->steps[at(index)].spec = BlockSpec{inner};
      else
        each_spec(index).block = inner;
    } else if (kind == "together") {
      inner = open(id, block);
      TogetherSpec spec;
      spec.block = inner;
      if (const model::Node* branches = node.get("together"))
        for (const model::Entry& entry : branches->entries)
          spec.branches.push_back(step(entry.key, *entry.value, entry.key_span, inner));
      if (const model::Node* race = node.get("race")) race_in(*race, id, index, block, inner, spec);
      flow_.def->steps[at(index)].spec = std::move(spec);
      flow_.def->blocks[at(inner)].steps =
          std::get<TogetherSpec>(flow_.def->steps[at(index)].spec).branches;
    } else if (kind == "choose") {
      choices(*node.get("choose"), index, block);
      if (node.text_of("take") == "every") meet_again(index, id, block);
    }
    if (const model::Node* upon = node.get("upon")) handlers(*upon, index, block, inner);
    if (const model::Node* undo = node.get("undo_by"); undo != nullptr && undo->is_map())
      own(*undo, cat(id, "/undo"), span, block, {undo, index, true, true});
    return index;
  }

  EachSpec& each_spec(int index) {
    Step& step = flow_.def->steps[at(index)];
    if (!std::holds_alternative<EachSpec>(step.spec)) step.spec = EachSpec{};
    return std::get<EachSpec>(step.spec);
  }

  int open(const std::string& owner, int around) {
    flow_.def->blocks.push_back({owner, {}});
    flow_.parent_block.push_back(around);
    return static_cast<int>(flow_.def->blocks.size()) - 1;
  }

  // Steps written in a choice stand in its own block; after the last the case comes back.
  void choices(const model::Node& branches, int owner, int block) {
    for (const auto& branch : branches.items)
      for (const char* key : {"then", "otherwise"}) {
        const model::Node* group = branch->get(key);
        if (group == nullptr || !group->is_map()) continue;
        int before = -1;
        const auto follow = [&](int index) {
          if (before < 0)
            flow_.own_step[group] = index;
          else
            flow_.then_next[before] = index;
          before = index;
        };
        for (const model::Entry& entry : group->entries) {
          // A step of the order is passed by to the one below it; here that must be said.
          const int gate =
              entry.value->has("if") ? made(cat(entry.key, "/if"), block, ChooseSpec{}) : -1;
          if (gate >= 0) follow(gate);
          follow(step(entry.key, *entry.value, entry.key_span, block));
          if (gate >= 0) flow_.gates[gate] = before;
        }
        if (before >= 0) flow_.then_owner[before] = owner;
      }
  }

  // A step that no author wrote.
  int made(std::string id, int block, Spec spec) {
    const int index = static_cast<int>(flow_.def->steps.size());
    Step step;
    step.id = std::move(id);
    step.block = block;
    step.spec = std::move(spec);
    flow_.def->step_index.emplace(step.id, index);
    flow_.def->steps.push_back(std::move(step));
    flow_.step_node.push_back(nullptr);
    return index;
  }

  // Several ways taken at once, written in place, meet before the case goes on.
  void meet_again(int choose, const std::string& id, int block) {
    std::vector<int> last;
    for (const auto& [step, owner] : flow_.then_owner)
      if (owner == choose) last.push_back(step);
    if (last.size() < 2) return;
    MeetSpec spec;
    spec.join.kind = Join::Kind::live;
    const int index = made(cat(id, "/meet"), block, std::move(spec));
    for (const int step : last) {
      flow_.then_owner.erase(step);
      flow_.then_next[step] = index;
    }
    flow_.then_owner[index] = choose;
  }

  void handlers(const model::Node& upon, int owner, int block, int inner) {
    for (const model::Entry& entry : upon.entries) {
      const model::Node& node = *entry.value;
      if (!node.is_map() || !is_own_step(node)) continue;
      const bool keep = is_true(node.get("keep"));
      std::string id = entry.key;
      if (owner >= 0)
        id = cat(flow_.def->steps[at(owner)].id, "/", entry.key);
      else if (named_[entry.key] > 1)
        id = cat("upon/", entry.key);
      // Beside a block that goes on, and in place of what a block did, it stands inside, so that
      // the block waits for it; items of `each` have scopes of their own.
      const bool block_owner = inner != block && owner >= 0 &&
                               !std::holds_alternative<EachSpec>(flow_.def->steps[at(owner)].spec);
      const bool in_place = !keep && block_owner && !node.has("go") && !is_clock(entry.key, node) &&
                            std::holds_alternative<BlockSpec>(flow_.def->steps[at(owner)].spec);
      const bool within = block_owner && (keep || in_place);
      own(node, id, entry.key_span, within ? inner : block, {&node, owner, keep, within || keep});
    }
  }

  // Of the clock of the step itself, which stops with it.
  static bool is_clock(const std::string& name, const model::Node& node) {
    return name == "overdue" || name == "warn" || name == "cancel" || node.has("clock");
  }

  void own(const model::Node& node, const std::string& id, const model::Span& span, int block,
           Flow::Beside beside) {
    const int index = step(id, node, span, block);
    flow_.own_step[&node] = index;
    flow_.beside[index] = beside;
  }

  // Each branch waits inside; what it then does stands beside the race, so that going there ends
  // the others. A branch that keeps the race open is a handler of it.
  void race_in(const model::Node& race, const std::string& id, int owner, int block, int inner,
               TogetherSpec& spec) {
    spec.race = true;
    spec.join.kind = Join::Kind::any;
    for (const model::Entry& entry : race.entries) {
      const model::Node& node = *entry.value;
      if (!node.is_map()) continue;
      const bool keep = is_true(node.get("keep"));
      const std::string own_id =
          named_[entry.key] == 0 ? entry.key : cat(id, "/", entry.key, "/then");
      if (keep) {
        if (is_own_step(node)) own(node, own_id, entry.key_span, inner, {&node, owner, true, true});
        continue;
      }
      const int wait = static_cast<int>(flow_.def->steps.size());
      Step made;
      made.id = cat(id, "/", entry.key);
      made.block = inner;
      made.spec = WaitSpec{.event = {}, .lock = {}};
      flow_.def->step_index.emplace(made.id, wait);
      flow_.def->steps.push_back(std::move(made));
      flow_.step_node.push_back(&node);
      spec.branches.push_back(wait);
      if (is_own_step(node)) own(node, own_id, entry.key_span, block, {&node, owner, false, false});
    }
  }

  static std::size_t at(int index) { return static_cast<std::size_t>(index); }

  Flow& flow_;
  std::map<std::string, int, std::less<>> named_;
};

}  // namespace

void place_steps(Flow& flow) {
  Placer(flow).run();
}

}  // namespace tf::core
