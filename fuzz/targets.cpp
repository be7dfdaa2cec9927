#include "targets.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/json.h"
#include "core/codec.h"
#include "interchange/dmn.h"
#include "interchange/dmn_write.h"
#include "interchange/graph_file.h"
#include "model/loader.h"
#include "model/print.h"
#include "model/text_table.h"
#include "rule/decision_table.h"
#include "rule/drg.h"
#include "rule/feel/feel.h"

namespace tf::fuzz {
namespace {

// Variables a, b, c with values of several kinds, one name with blanks.
class Names : public rule::Names {
 public:
  std::optional<rule::Name> find(std::string_view name) const override {
    for (std::size_t i = 0; i < kNames.size(); ++i)
      if (kNames[i] == name) {
        rule::Name out;
        out.slot = static_cast<int>(i);
        return out;
      }
    return std::nullopt;
  }
  std::vector<std::string> all() const override { return {kNames.begin(), kNames.end()}; }

 private:
  static constexpr std::array<std::string_view, 4> kNames{"a", "b", "c", "a b"};
};

class Env : public rule::Env {
 public:
  const Value& variable(int slot) override { return values_[static_cast<std::size_t>(slot)]; }
  Value call(int, std::span<const Value>) override { return {}; }
  Instant now() const override { return {1'767'225'600'000}; }
  const Zone& zone() const override { return zone_; }

 private:
  std::array<Value, 4> values_{Value::number(3), Value::text("x"),
                               Value::list({Value::number(1), Value::text("y"), Value()}),
                               Value::record({{"k", Value::boolean(true)}})};
  Zone zone_;
};

constexpr rule::Budget kSmall{.steps = 20'000, .depth = 60, .bytes = 1 << 20};

void feel(std::string_view bytes) {
  const auto once = rule::print_canonical(bytes, Names());
  if (!once) return;
  const auto twice = rule::print_canonical(*once, Names());
  if (!twice || *twice != *once) broken("feel", "what is printed is read again as the same");
}

void eval(std::string_view bytes) {
  for (const bool tests : {false, true}) {
    const auto program = tests ? rule::compile_unary_tests(bytes, Names())
                               : rule::compile_expression(bytes, Names());
    if (!program) continue;
    Env env;
    std::vector<rule::Warning> warnings;
    const Value first = program->run(env, &warnings, kSmall);
    const Value second = program->run(env, nullptr, kSmall);
    if (rule::to_feel_text(first) != rule::to_feel_text(second))
      broken("eval", "the same names give the same answer");
    for (const rule::Warning& warning : warnings)
      if (warning.offset > bytes.size() || warning.zh.empty() || warning.en.empty())
        broken("eval", "a warning has its place and both languages");
    program->test(Value::number(3), env, nullptr, kSmall);
  }
}

// The bytes as a text table over the names above; an empty policy is `rule_order`.
void table(std::string_view bytes) {
  model::Node node;
  node.text = std::string(bytes);
  node.block = true;
  model::Diagnostics told;
  const model::TextTable text = model::parse_table(node, told);
  rule::TableSource source;
  source.hit = rule::HitPolicy::rule_order;
  for (const model::TableCell& cell : text.header) {
    if (cell.text.starts_with("=>")) {
      rule::TableOutput output;
      output.name = cell.text.substr(2);
      source.outputs.push_back(std::move(output));
    } else {
      source.inputs.push_back({cell.text, cell.text, {}});
    }
  }
  if (text.rows.size() > 200) return;
  for (const auto& row : text.rows) {
    rule::TableRule rule;
    for (std::size_t i = 0; i < text.header.size(); ++i)
      (text.header[i].text.starts_with("=>") ? rule.outputs : rule.inputs)
          .push_back(row.cells[i].text);
    source.rules.push_back(std::move(rule));
  }
  // A loop may spend the budget, and a scan spends it earlier than an index does.
  if (bytes.find(" in ") != bytes.npos) return;
  const auto compiled = rule::DecisionTable::compile(source, Names());
  if (!compiled) return;
  Env env;
  rule::Explanation why;
  const rule::Decision decision = compiled->decide(env, why);
  std::vector<std::string> fired;
  for (const rule::Fired& row : why.rules)
    if (row.fired) fired.push_back(row.id);
  if (fired != decision.fired) broken("table", "the index and the scan let the same rules pass");
}

std::string answers(const rule::DrgModel& model) {
  const rule::Graph graph = rule::Graph::link({model});
  std::string out;
  for (const std::string& name : graph.names(rule::DrgElement::Kind::decision))
    out += name + "=" + rule::to_feel_text(graph.decision(name, {}, {}, Zone())) + "\n";
  return out;
}

void dmn(std::string_view bytes) {
  interchange::Report report;
  const auto model = interchange::read_dmn(
      bytes, {.bytes = 1 << 18, .depth = 60, .attributes = 64, .elements = 5000}, &report);
  if (!model) {
    if (model.error().name.empty() || model.error().line < 1)
      broken("dmn", "a refusal has its name and place");
    return;
  }
  const auto again = interchange::read_dmn(interchange::write_dmn(*model));
  if (!again) broken("dmn", "what is written is read again");
  if (model->elements.size() < 50 && answers(*again) != answers(*model))
    broken("dmn", "what is written decides the same");
  interchange::write_graph(*model, "g");
}

void yaml(std::string_view bytes) {
  model::Diagnostics told;
  const model::Document document = model::read_document("f.yaml", std::string(bytes), told);
  for (const model::Diagnostic& row : told.rows())
    if (row.span.line == 0) broken("yaml", "what is wrong has its place");
  if (told.has_errors() || !document.root) return;
  const std::string printed = print_document(document);
  model::Diagnostics again;
  const model::Document second = model::read_document("f.yaml", printed, again);
  if (again.has_errors() || !second.root || print_document(second) != printed)
    broken("yaml", "what is printed is read and printed as the same");
}

void json(std::string_view bytes) {
  const auto value = parse_json(bytes);
  if (!value) return;
  const auto again = parse_json(to_json(*value));
  if (!again || *again != *value) broken("json", "what is written is read again as the same");
}

void codec(std::string_view bytes) {
  if (const auto body = core::decode_row(bytes)) {
    const std::string once =
        body->rejection ? core::encode_refusal(body->actor, body->command, *body->rejection)
                        : core::encode_row(body->actor, body->command, body->events);
    const auto again = core::decode_row(once);
    if (!again) broken("codec", "what is written is read again");
    const std::string twice =
        again->rejection ? core::encode_refusal(again->actor, again->command, *again->rejection)
                         : core::encode_row(again->actor, again->command, again->events);
    if (once != twice) broken("codec", "what is read again is written as the same");
    const auto careful = core::decode_row(" " + once);  // a blank: not as we write it
    if (!careful || careful->rejection.has_value() != again->rejection.has_value() ||
        core::encode_row(careful->actor, careful->command, careful->events) !=
            core::encode_row(again->actor, again->command, again->events))
      broken("codec", "a row is read straight as it is read with care");
  }
  if (const auto state = core::decode_state(bytes)) {
    const auto again = core::decode_state(core::encode_state(*state));
    if (!again || core::state_hash(*again) != core::state_hash(*state))
      broken("codec", "a state is written and read as the same");
  }
}

// Must be found: a promise that does not hold for bytes that begin with "CANARY".
void canary(std::string_view bytes) {
  if (bytes.starts_with("CANARY")) broken("canary", "the fuzzer finds what is there");
}

constexpr std::array kTargets{
    Target{"feel", feel, "printing is stable"},
    Target{"eval", eval, "evaluation ends within its budget and repeats"},
    Target{"table", table, "indexes answer what a scan does"},
    Target{"dmn", dmn, "a file written decides as the file read"},
    Target{"yaml", yaml, "every mistake has its place; printing is stable"},
    Target{"json", json, "a round trip loses nothing"},
    Target{"codec", codec, "journal rows and states survive a round trip"},
    Target{"workflow", workflow, "every mistake of a process has its place"},
    Target{"bpmn", bpmn, "a file is refused with its place or becomes processes"},
    Target{"http", http, "a request is the same in whatever pieces it comes"},
    Target{"canary", canary, "must fail"},
};

}  // namespace

std::span<const Target> targets() {
  return kTargets;
}

const Target* find_target(std::string_view name) {
  for (const Target& target : kTargets)
    if (target.name == name) return &target;
  return nullptr;
}

void broken(std::string_view target, std::string_view promise) {
  std::fprintf(stderr, "BROKEN %.*s: %.*s\n", static_cast<int>(target.size()), target.data(),
               static_cast<int>(promise.size()), promise.data());
  std::abort();
}

}  // namespace tf::fuzz
