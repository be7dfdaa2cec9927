// Names and values for tests of FEEL: variables by name, constants, one function.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rule/feel/feel.h"

namespace tf::rule {

class TestNames : public Names {
 public:
  TestNames& variable(const std::string& name, Value value, std::vector<std::string> domain = {}) {
    Name one;
    one.slot = static_cast<int>(values.size());
    one.domain = std::move(domain);
    names_[name] = one;
    values.push_back(std::move(value));
    return *this;
  }
  TestNames& constant(const std::string& name) {
    Name one;
    one.kind = Name::Kind::constant;
    one.constant = Value::text(name);
    names_[name] = one;
    return *this;
  }
  TestNames& function(const std::string& name, int number) {
    Name one;
    one.kind = Name::Kind::function;
    one.slot = number;
    names_[name] = one;
    return *this;
  }
  std::optional<Name> find(std::string_view name) const override {
    const auto found = names_.find(std::string(name));
    return found == names_.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<std::string> all() const override {
    std::vector<std::string> out;
    for (const auto& [name, value] : names_) out.push_back(name);
    return out;
  }

  std::vector<Value> values;

 private:
  std::map<std::string, Name> names_;
};

class TestEnv : public Env {
 public:
  explicit TestEnv(const TestNames& names) : names_(names) {}
  const Value& variable(int slot) override { return names_.values[static_cast<std::size_t>(slot)]; }
  Value call(int function, std::span<const Value> arguments) override {
    std::string out = "f" + std::to_string(function);
    for (const Value& one : arguments) out += " " + one.str();
    return Value::text(out);
  }
  Value call_for(const Value& item, int function, std::span<const Value> arguments) override {
    return Value::text(call(function, arguments).str() + " of " + item.str());
  }
  Instant now() const override { return *parse_instant("2026-03-10T08:40:00Z"); }
  const Zone& zone() const override { return zone_; }

 private:
  const TestNames& names_;
  Zone zone_;
};

// The value as FEEL text, or "error: …".
inline std::string evaluate(std::string_view text, const TestNames& names = {}) {
  const auto program = compile_expression(text, names);
  if (!program)
    return program.error().name + " at " + std::to_string(program.error().offset) + ": " +
           program.error().en;
  TestEnv env(names);
  const Value value = program->run(env);
  return value.is(Value::Kind::text) ? "\"" + value.as_text() + "\"" : to_feel_text(value);
}

}  // namespace tf::rule
