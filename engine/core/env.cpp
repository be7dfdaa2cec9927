#include "core/env.h"

#include "base/text.h"
#include "core/functions.h"
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
    for (const Scope* s = turn_.state().scope(scope_); s != nullptr;) {
      if (s->variable == name) return s->row;
      const Token* outer = turn_.state().token(s->token);
      s = outer == nullptr ? nullptr : turn_.state().scope(outer->scope);
    }
    const auto& schedule = turn_.definition().start.schedule;
    return schedule && schedule->row == name ? turn_.row : kNullValue;
  }
  if (slot >= kBuiltin) return keep(builtin(slot));
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
      if (const Value* own = s->row.as_record().find(name)) return *own;
    const Token* outer = turn_.state().token(s->token);
    s = outer == nullptr ? nullptr : turn_.state().scope(outer->scope);
  }
  return turn_.state().field(name);
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
      return child_records(turn_);
    case kArrived:
    case kDone:
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
    default:
      return {};
  }
}

Value CaseEnv::call(int function, std::span<const Value> arguments) {
  if (function >= kFnPlugin) {
    const auto& plugins = turn_.definition().plugins;
    if (!plugins) return {};
    rule::PluginAnswer answer = plugins->call(static_cast<std::size_t>(function - kFnPlugin),
                                              arguments, {turn_.effective(), 0});
    if (!answer.good()) plugin_problem = cat(answer.code, ": ", answer.text);
    return std::move(answer.value);
  }
  return call_function(turn_, function, arguments);
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
  if (dot == std::string_view::npos) return value;
  for (const std::string_view part : split(dotted.substr(dot + 1), '.')) {
    if (value.is(Value::Kind::list)) {  // of each element
      List out;
      for (const Value& item : value.as_list()) out.push_back(item[part]);
      value = Value::list(std::move(out));
    } else {
      value = Value(value[part]);
    }
  }
  return value;
}

Value evaluate(Turn& turn, const rule::Program& program, CaseEnv& env) {
  if (!program) return {};
  std::vector<rule::Warning> warnings;
  Value value = program.run(env, &warnings);
  if (value.is_null() && !env.plugin_problem.empty()) {
    Record why{{"expression", Value::text(program.text())},
               {"en", Value::text(env.plugin_problem)},
               {"zh", Value::text(env.plugin_problem)}};
    turn.note("null", Value::record(std::move(why)));
    env.plugin_problem.clear();
  } else if (value.is_null() && !warnings.empty()) {
    Record why{{"expression", Value::text(program.text())},
               {"en", Value::text(warnings.front().en)},
               {"zh", Value::text(warnings.front().zh)}};
    turn.note("null", Value::record(std::move(why)));
  }
  return value;
}

Value assigned(Turn& turn, const Assign& assign, CaseEnv& env) {
  if (assign.value) return evaluate(turn, assign.value, env);
  return Value::text(fill_text(assign.text.zh.empty() ? assign.text.en : assign.text.zh, env));
}

bool holds(Turn&, const rule::Program& program, CaseEnv& env) {
  return program && program.run(env).is_true();
}

std::string fill_text(std::string_view text, CaseEnv& env) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t open = text.find('<', i);
    const std::size_t close = open == std::string_view::npos ? open : text.find('>', open);
    if (close == std::string_view::npos) {
      out += text.substr(i);
      break;
    }
    out += text.substr(i, open - i);
    const Value value = env.path(text.substr(open + 1, close - open - 1));
    out += value.is_null() ? "–" : value.str();
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
