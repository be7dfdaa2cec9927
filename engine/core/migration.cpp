#include "core/migration.h"

#include <algorithm>

#include "base/text.h"
#include "core/clocks.h"
#include "core/rungs.h"
#include "core/step/step_kind.h"

namespace tf::core {

std::string StepMap::name(const std::string& step) const {
  if (const auto found = renamed.find(step); found != renamed.end()) return found->second;
  for (std::size_t cut = step.rfind('/'); cut != std::string::npos && cut != 0;
       cut = step.rfind('/', cut - 1))
    if (const auto found = renamed.find(step.substr(0, cut)); found != renamed.end())
      return cat(found->second, step.substr(cut));
  return step;
}

StepMap step_map_of(const Value& steps) {
  StepMap out;
  if (!steps.is(Value::Kind::record)) return out;
  for (const auto& [from, to] : steps.as_record()) {
    if (to.is(Value::Kind::text))
      out.renamed[std::string(from)] = to.as_text();
    else if (to["drop"].is_true())
      out.drop.insert(std::string(from));
  }
  return out;
}

namespace {

class Lander {
 public:
  Lander(Turn& turn, const Definition& from, const Definition& to, const StepMap& map)
      : turn_(turn), state_(turn.state()), from_(from), to_(to), map_(map) {}

  std::expected<Landing, Rejection> run(const Value& fields) {
    for (const auto& [from, to] : map_.renamed)
      if (to_.step(to) == nullptr) no_step(from, to);
    for (const Token& token : state_.tokens) place(token);
    for (const Scope& scope : state_.scopes) place(scope);
    for (const Task& task : state_.tasks)
      if (task.step.starts_with("ladder:")) rung(task);
    names();
    read(fields);
    if (state_.phase != CasePhase::closed && nothing_left())
      fault("migrate.nothing_left", "这样案件就没有可走的了",
            "nothing would be left to do in the case");
    if (no_) return std::unexpected(std::move(*no_));
    return std::move(out_);
  }

 private:
  void fault(const char* code, const std::string& zh, const std::string& en) {
    if (!no_) no_.emplace();
    if (no_->code.empty()) no_->code = code;
    if (no_->en.find(en) != std::string::npos) return;
    no_->zh += cat(no_->zh.empty() ? "" : "；", zh);
    no_->en += cat(no_->en.empty() ? "" : "; ", en);
  }

  void no_step(const std::string& from, const std::string& to) {
    std::vector<std::string> known;
    for (const Step& step : to_.steps) known.push_back(step.id);
    const auto near = closest(to, known);
    fault("migrate.no_step",
          cat("新版本没有步骤“", to, "”（由“", from, "”而来）", near ? cat("；是否指 ", *near) : "",
              "；请在 steps 里写明去处"),
          cat("the new version has no step '", to, "' (for '", from, "')",
              near ? cat("; did you mean ", *near, "?") : "", "; map it under `steps`"));
  }

  const Step* old_step(const Token& token) const { return from_.step(token.step); }
  const std::string& owner(const Definition& definition, const Step& step) const {
    return definition.blocks[static_cast<std::size_t>(step.block)].owner;
  }
  bool left(std::uint64_t token) const {
    return std::ranges::any_of(out_.anew, [&](const auto& a) { return a.token == token; });
  }
  bool dropped(std::uint64_t token) const {
    for (const Token* t = state_.token(token); t != nullptr;) {
      if (map_.drop.contains(t->step)) return true;
      if (t->id != token && left(t->id)) return true;  // what it holds goes with it
      const Scope* scope = state_.scope(t->scope);
      t = scope == nullptr ? nullptr : state_.token(scope->token);
    }
    return false;
  }

  // The open scope the new step's block is, seen from the token: its own or one around it.
  std::uint64_t scope_of(const Token& token, const Step& step) const {
    const std::string& block = owner(to_, step);
    for (const Scope* s = state_.scope(token.scope); s != nullptr;) {
      if ((s->id == 1 && block.empty()) || (s->id != 1 && map_.name(s->block) == block))
        return s->id;
      if (s->id == 1) return 0;
      const Token* holder = state_.token(s->token);
      s = holder == nullptr ? nullptr : state_.scope(holder->scope);
    }
    return 0;
  }

  void place(const Token& token) {
    if (dropped(token.id)) {
      if (map_.drop.contains(token.step)) out_.dropped.push_back(token.id);
      return;
    }
    const std::string name = map_.name(token.step);
    const Step* step = to_.step(name);
    if (step == nullptr) return no_step(token.step, name);
    const std::uint64_t scope = scope_of(token, *step);
    const Step* before = old_step(token);
    const bool written = map_.explicitly(token.step);
    const bool same_kind = before != nullptr && before->kind == step->kind;
    if (!written && !same_kind)
      return fault("migrate.other_kind",
                   cat("步骤“", token.step, "”在新版本里是另一种步骤；请在 steps 里写明去处"),
                   cat("step '", token.step,
                       "' is of another kind in the new version; map it under `steps`"));
    if (scope == 0)
      return fault("migrate.other_place",
                   cat("步骤“", name, "”在新版本里位于“", owner(to_, *step), "”之内，令牌不在其中"),
                   cat("step '", name, "' stands inside '", owner(to_, *step),
                       "' in the new version, where the token is not"));
    if (same_kind && scope == token.scope && fits(token, *before, *step)) return;
    if (!written && scope != token.scope)
      return fault("migrate.other_place",
                   cat("步骤“", name, "”换了所在的一段；请在 steps 里写明去处"),
                   cat("step '", name, "' stands in another block now; map it under `steps`"));
    out_.anew.push_back({token.id, scope, static_cast<int>(step - to_.steps.data())});
  }

  // Whether what the token waits for is still what its step waits for. Told as a fault where the
  // wait cannot be begun again.
  bool fits(const Token& token, const Step& before, const Step& after) {
    if (const auto* wait = std::get_if<WaitSpec>(&before.spec)) {
      const EventSpec& now = std::get<WaitSpec>(after.spec).event;
      return wait->event.kind == now.kind && wait->event.name == now.name &&
             wait->event.parts.size() == now.parts.size();
    }
    if (const auto* effect = std::get_if<DoSpec>(&before.spec)) {
      if (effect->effect != std::get<DoSpec>(after.spec).effect && token.effect != 0)
        fault("migrate.effect", cat("步骤“", token.step, "”的对外动作已经发出，不能换成另一个"),
              cat("the effect of step '", token.step,
                  "' is on its way and cannot become another one"));
      return true;
    }
    if (const auto* open = std::get_if<OpenSpec>(&before.spec)) {
      if (open->workflow != std::get<OpenSpec>(after.spec).workflow && token.child != 0)
        fault("migrate.child", cat("步骤“", token.step, "”已开立子案件，不能换成另一个流程"),
              cat("step '", token.step, "' has opened a child of another process"));
      return true;
    }
    if (const auto* each = std::get_if<EachSpec>(&before.spec)) {
      const auto& now = std::get<EachSpec>(after.spec);
      if (each->field != now.field || each->variable != now.variable ||
          each->one_by_one != now.one_by_one || each->poll != now.poll ||
          each->people.empty() != now.people.empty() || each->secret != now.secret)
        fault("migrate.each", cat("步骤“", token.step, "”正在逐项办理，清单、项名和办法不能换"),
              cat("step '", token.step,
                  "' is working through its list: list, item and manner must stay"));
      return true;
    }
    return true;
  }

  void place(const Scope& scope) {
    if (scope.id == 1) return;
    const Token* holder = state_.token(scope.token);
    if (holder == nullptr || dropped(holder->id) || left(holder->id)) return;
    const std::string name = map_.name(scope.block);
    const bool there =
        std::ranges::any_of(to_.blocks, [&](const Block& b) { return b.owner == name; });
    if (!there)
      fault("migrate.no_block", cat("新版本没有“", name, "”这一段"),
            cat("the new version has no block '", name, "'"));
  }

  void rung(const Task& task) {
    if (asked_rung(turn_, task.step) == nullptr)
      fault("migrate.rung", cat("梯级任务“", task.step, "”在新版本里没有对应"),
            cat("the ladder's task '", task.step, "' has no counterpart in the new version"));
  }

  void names() {
    const auto name = [&](const std::string& id) {
      if (id.empty()) return;
      std::string now = map_.name(id);
      if (now != id) out_.renamed[id] = std::move(now);
    };
    for (const Token& t : state_.tokens) {
      name(t.step);
      name(t.from);
      name(t.back);
    }
    for (const Scope& s : state_.scopes) name(s.block);
    for (const Task& t : state_.tasks) name(t.step);
    for (const auto& [step, visits] : state_.visits) name(step);
  }

  void read(const Value& given) {
    if (given.is(Value::Kind::record))
      for (const auto& [name, value] : given.as_record()) {
        const Field* field = to_.field(name);
        if (field == nullptr || field->is || field->item) {
          fault("migrate.no_field", cat("新版本没有可以写的字段“", name, "”"),
                cat("the new version has no field '", name, "' that can be written"));
          continue;
        }
        take(*field, value);
      }
    for (const auto& [name, value] : state_.facts) {
      const Field* before = from_.field(name);
      const Field* after = to_.field(name);
      if (value.is_null() || before == nullptr || after == nullptr || after->is ||
          before->type.kind == after->type.kind || out_.fields.contains(name))
        continue;
      take(*after, turn_.opened(value));
    }
  }
  void take(const Field& field, const Value& value) {
    Reading reading = value.is_null() ? Reading{} : read_typed(turn_, field.type, value);
    if (!reading.en.empty())
      fault("migrate.field", cat("字段“", field.name, "”的内容与新类型不合：", reading.zh),
            cat("what field '", field.name, "' holds does not fit its new type: ", reading.en));
    out_.fields[field.name] = std::move(reading.value);
  }

  bool nothing_left() const {
    return !state_.tokens.empty() &&
           std::ranges::all_of(state_.tokens, [&](const Token& t) { return dropped(t.id); });
  }

  Turn& turn_;
  const CaseState& state_;
  const Definition& from_;
  const Definition& to_;
  const StepMap& map_;
  Landing out_;
  std::optional<Rejection> no_;
};

}  // namespace

std::expected<Landing, Rejection> land(Turn& turn, const Definition& from, const Definition& to,
                                       const StepMap& map, const Value& fields) {
  return Lander(turn, from, to, map).run(fields);
}

}  // namespace tf::core
