#include "core/env.h"

#include "base/text.h"
#include "core/decided_why.h"
#include "core/functions.h"
#include "core/polls.h"
#include "core/sealing.h"
#include "core/value_path.h"
#include "core/words.h"

namespace tf::core {

namespace {

constexpr int kMostNested = 20;  // computed fields that read computed fields

Value child_records(Turn& turn) {
  List rows;
  for (const Child& child : turn.state().children)
    rows.push_back(
        Value::record({{"id", Value::number(static_cast<std::int64_t>(child.id))},
                       {"workflow", Value::text(child.workflow)},
                       {"state", Value::text(child.closed ? "closed" : "open")},
                       {"result", child.result.empty() ? Value() : Value::text(child.result)}}));
  return Value::list(std::move(rows));
}

}  // namespace

const Value& CaseEnv::keep(Value v) {
  scratch_.push_back(std::move(v));
  return scratch_.back();
}

const Value& CaseEnv::variable(int slot) {
  if (slot >= kLoop) {
    const std::string& name = turn_.definition().loop_names[static_cast<std::size_t>(slot - kLoop)];
    if (!row_name.empty() && name == row_name) return row;  // as it was asked for: open
    for (const Scope* s = turn_.state().scope(scope_); s != nullptr;) {
      if (s->variable == name) return opened(s->row);
      const Token* outer = turn_.state().token(s->token);
      s = outer == nullptr ? nullptr : turn_.state().scope(outer->scope);
    }
    for (const Start& start : turn_.definition().starts)
      if (start.schedule && start.schedule->row == name) return opened(turn_.row);
    return kNullValue;
  }
  if (slot >= kBuiltin) return keep(turn_.opened(builtin(slot)));
  const Field& declared = *turn_.definition().fields[static_cast<std::size_t>(slot)];
  return field(declared.name, &declared);
}

const Value& CaseEnv::field(std::string_view name, const Field* declared) {
  if (!answers.empty())
    if (const auto found = answers.find(name); found != answers.end()) return found->second;
  if (declared != nullptr && declared->is && depth_ < kMostNested) {
    ++depth_;
    const Value& computed = keep(declared->is.run(*this));
    --depth_;
    return computed;
  }
  for (const Scope* s = scope_ > 1 ? turn_.state().scope(scope_) : nullptr;
       s != nullptr && s->id > 1;) {
    if (s->row.is(Value::Kind::record))
      if (const Value* own = s->row.as_record().find(name)) return opened(*own);
    const Token* outer = turn_.state().token(s->token);
    s = outer == nullptr ? nullptr : turn_.state().scope(outer->scope);
  }
  return opened(turn_.state().field(name));
}

const Value& CaseEnv::opened(const Value& value) {
  return turn_.sealing() == nullptr || !holds_sealed(value) ? value : keep(turn_.opened(value));
}

bool CaseEnv::is_private_path(std::string_view dotted) const {
  return turn_.definition().sealed.contains(dotted.substr(0, dotted.find('.')));
}

Value CaseEnv::builtin(int slot) {
  const CaseState& state = turn_.state();
  const Zone& z = zone();
  const auto moment = [&](const std::optional<Instant>& t) {
    return t ? Value::moment(*t, z) : Value();
  };
  const auto text = [](const std::string& s) { return s.empty() ? Value() : Value::text(s); };
  const auto number = [](std::uint64_t n) { return Value::number(static_cast<std::int64_t>(n)); };
  const Token* at = token == 0 ? nullptr : state.token(token);
  switch (slot) {
    case kNow:
      return moment(turn_.effective());
    case kNumber:
      return text(state.number);
    case kGrid:
      // Of a case that is only about to be opened: where it will be.
      if (const auto given = answers.find("grid"); state.number.empty() && given != answers.end())
        return given->second;
      return node_value(turn_.town(), state.grid);
    case kOwner:
      return text(current_owner(state));
    case kHandler:
      return text(last_worker(state));
    case kReporter:
      return person_value(turn_.town(), state.reporter);
    case kChannel:
      return text(state.channel);
    case kCategory:
      return state.field("category");
    case kState:
      return Value::text(as_closed ? "closed" : word_of(state.phase));
    case kStage:
      return text(state.stage);
    case kResult:
      return text(as_closed && state.result.empty() ? state.last_result : state.result);
    case kOutcome:
      return outcome;
    case kLight:
      return Value::text(word_of(state.light));
    case kReceivedAt:
      return moment(state.received_at);
    case kClosedAt:
      return moment(state.closed_at);
    case kReopenCount:
      return number(state.reopen_count);
    case kUrges:
      return number(state.urges);
    case kParent:
      return state.parent == 0 ? Value() : turn_.world().lookup->case_fields(CaseId{state.parent});
    case kLimit:
      return turn_.rules().limits;
    case kMessage:
      return turn_.message;
    case kCases:
      return turn_.cases.is_null() ? child_records(turn_) : turn_.cases;
    case kArrived: {
      if (at == nullptr) return {};
      const Step* step = turn_.definition().step(at->step);
      if (step == nullptr || !std::holds_alternative<MeetSpec>(step->spec))
        return Value::list(at->done);
      std::map<std::string, std::int64_t> counts;  // by the step they came from
      for (const Token& t : state.tokens)
        if (t.scope == at->scope && t.step == at->step && t.total == 0) ++counts[t.from];
      Record out;
      for (const auto& [from, n] : counts) out.set(from, Value::number(n));
      return Value::record(std::move(out));
    }
    case kDone:
      return at == nullptr ? Value() : Value::number(static_cast<std::int64_t>(at->done.size()));
    case kDoneRows:
      return at == nullptr ? Value() : Value::list(at->done);
    case kTotal:
      return at == nullptr ? Value() : Value::number(at->total);
    case kOpen:
      return at == nullptr ? Value()
                           : Value::number(at->total - static_cast<std::int64_t>(at->done.size()));
    case kMarksMissed:
      return number(missed_milestones(turn_, false));
    case kMarksMissedLate:
      return number(missed_milestones(turn_, true));
    case kTotalWeight:
      return Value::number(total_weight(state, token));
    default:
      return slot >= kVotes && slot < kVotesEnd && at != nullptr
                 ? Value::number(votes_of(state, *at)[static_cast<std::size_t>(slot - kVotes)])
                 : Value();
  }
}

Value CaseEnv::call(int function, std::span<const Value> arguments) {
  if (function >= kFnPlugin) return call_plugin(function, arguments);
  return turn_.opened(call_function(turn_, function, arguments, scope_, nullptr));
}
Value CaseEnv::call_for(const Value& item, int function, std::span<const Value> arguments) {
  if (function >= kFnPlugin) return call_plugin(function, arguments);
  return turn_.opened(call_function(turn_, function, arguments, scope_, &item));
}
Value CaseEnv::call_plugin(int function, std::span<const Value> arguments) {
  const auto& plugins = turn_.definition().plugins;
  if (!plugins) return {};
  const auto at = static_cast<std::size_t>(function - kFnPlugin);
  const rule::Plugins* now_in_force = turn_.town().plugins.get();
  rule::PluginAnswer answer;
  if (now_in_force != nullptr && now_in_force->disabled(plugins->functions()[at].plugin))
    answer = {{}, "plugin.off", "the plugin is switched off"};
  else
    answer = plugins->call(at, arguments, {.now = turn_.effective()});
  if (!answer.good()) plugin_problem = cat(answer.code, ": ", answer.text);
  return std::move(answer.value);
}

Value CaseEnv::path(std::string_view dotted) {
  const std::size_t dot = dotted.find('.');
  const std::string_view head = dotted.substr(0, dot);
  Value value;
  if (const auto name = turn_.definition().names->find(head);
      name && name->kind == rule::Name::Kind::variable)
    value = variable(name->slot);
  else
    value = field(head, nullptr);
  return dot == std::string_view::npos ? value : along(std::move(value), dotted.substr(dot + 1));
}

Value CaseEnv::place() {
  for (const auto& declared : turn_.definition().fields)
    if (declared->type.kind == TypeKind::place || declared->type.kind == TypeKind::address)
      if (const Value& found = field(declared->name, declared.get()); !found.is_null())
        return found;
  return {};
}

Value evaluate(Turn& turn, const rule::Program& program, CaseEnv& env) {
  if (!program) return {};
  std::vector<rule::Warning> warnings;
  if (turn.sealing() != nullptr) turn.sealing()->forget_made();
  Value value = program.run(env, &warnings);
  if (turn.sealing() != nullptr) turn.sealing()->made(value);
  if (value.is_null() && !env.plugin_problem.empty()) {
    Record why{{"expression", Value::text(program.text())},
               {"en", Value::text(env.plugin_problem)},
               {"zh", Value::text(env.plugin_problem)}};
    turn.last_null = Value::record(std::move(why));
    turn.note("null", turn.last_null);
    ++turn.nulls;
    env.plugin_problem.clear();
  } else if (const rule::Warning* mistake = mistake_in(warnings); value.is_null() && mistake) {
    Record why{{"expression", Value::text(program.text())},
               {"en", Value::text(mistake->en)},
               {"zh", Value::text(mistake->zh)}};
    turn.last_null = Value::record(std::move(why));
    turn.note("null", turn.last_null);
    ++turn.nulls;
  }
  return value;
}

Value assigned(Turn& turn, const Assign& assign, CaseEnv& env) {
  if (assign.value) return evaluate(turn, assign.value, env);
  return Value::text(fill_text(assign.text.zh.empty() ? assign.text.en : assign.text.zh, env));
}

bool holds(Turn& turn, const rule::Program& program, CaseEnv& env) {
  const bool real = program && program.run(env).is_true();
  const auto& suppose = turn.world().suppose;
  return program && suppose ? suppose(program, real) : real;
}

std::string fill_text(std::string_view text, CaseEnv& env, bool masked) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t open = text.find('<', i);
    const std::size_t close = open == std::string_view::npos ? open : text.find('>', open);
    if (close == std::string_view::npos) {
      out += text.substr(i);
      break;
    }
    out += text.substr(i, open - i);
    const std::string_view place = text.substr(open + 1, close - open - 1);
    const Value value = env.path(place);
    out += value.is_null() ? "–" : masked && env.is_private_path(place) ? kMasked : value.str();
    i = close + 1;
  }
  return out;
}

Value node_value(const Town& town, std::string_view node) {
  if (node.empty()) return {};
  Record out{{"id", Value::text(node)}, {"code", Value::text(node)}};
  if (const Place* place = town.roll.node(node)) {
    out.set("level", Value::text(place->level));
    for (const Place* p = place; p != nullptr; p = town.roll.node(p->parent))
      out.set(p->level, Value::text(p->id));
  }
  return Value::record(std::move(out));
}

Value person_value(const Town& town, std::string_view person) {
  if (person.empty()) return {};
  Record out{{"id", Value::text(person)}, {"id_hash", Value::text(person)}};
  if (const auto found = town.roll.persons.find(person); found != town.roll.persons.end())
    out.set("name", Value::text(found->second.name));
  else
    out.set("name", Value::text(person));
  return Value::record(std::move(out));
}

Value unit_value(const Town& town, std::string_view unit) {
  if (unit.empty()) return {};
  Record out{{"id", Value::text(unit)}};
  if (const Unit* found = town.roll.unit(unit)) {
    out.set("level", Value::text(found->level));
    out.set("head", found->head.empty() ? Value() : Value::text(found->head));
  }
  return Value::record(std::move(out));
}

}  // namespace tf::core
