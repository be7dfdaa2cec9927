// FEEL (OMG DMN 1.5 §10.3), the one language for conditions, cells, assignments and filters:
//
//     text --lexer--> tokens --parser--> ast --compile--> Program --eval--> Value + Warnings
//
// Compiled once per definition; a Program is immutable and shared between threads. Running an
// ordinary condition allocates nothing. Three-valued logic; a null that comes from a mistake
// carries a warning. Limits:  kMaxText, nesting depth, and a Budget of steps and bytes for every
// run; reaching one gives null
//          with the warning feel.budget.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "base/zone.h"

namespace tf::rule {

struct Type;  // rule/feel/type.h

// What a name of the surroundings means. Names may hold spaces and any script; the parser takes the
// longest that fits.
struct Name {
  enum class Kind : unsigned char { variable, constant, function } kind = Kind::variable;
  int slot = 0;    // variable: argument of Env::variable; function: of Env::call
  Value constant;  // constant: its value (a choice is a text equal to its own name)
  std::vector<std::string> domain;  // variable of choice type: the choices it can take; else empty
};

// The names an expression may use. Implementations are tables of the binder.
class Names {
 public:
  virtual ~Names() = default;
  virtual std::optional<Name> find(std::string_view name) const = 0;
  virtual std::vector<std::string> all() const = 0;  // for did-you-mean
  // Of these at least the ones that are no single word ("Monthly Salary", "call-back"): the longest
  // match looks among them. Asked for nearly every text, so a table that knows them says so.
  virtual std::vector<std::string> odd() const { return all(); }
  // Names that may follow a dot or stand in a filter and hold more than letters ("flight-no +1");
  // others need no declaring.
  virtual std::vector<std::string> members() const { return {}; }
  // A type of the surroundings, for `instance of` and parameters; null when there is none.
  virtual std::shared_ptr<const Type> type(std::string_view) const { return nullptr; }
};

// What the names hold while it runs.
class Env {
 public:
  virtual ~Env() = default;
  // What it answers stays where it is until the program has ended.
  virtual const Value& variable(int slot) = 0;
  // A function of the surroundings (done("step"), a plugin's). Null plus a warning when it cannot
  // answer.
  virtual Value call(int function, std::span<const Value> arguments) = 0;
  // The same inside a filter: `item` is the element being looked at (households[done("visit")]).
  virtual Value call_for(const Value& /*item*/, int function, std::span<const Value> arguments) {
    return call(function, arguments);
  }
  virtual Instant now() const = 0;       // FEEL now() and today(): the turn's time
  virtual const Zone& zone() const = 0;  // the town's
};

struct Warning {
  std::size_t offset = 0;  // bytes into the text
  std::size_t length = 0;
  std::string name;  // feel.type, feel.null, feel.call, feel.budget, …
  std::string zh, en;
};

struct FeelError {  // of compiling: the text is not FEEL, or a name is unknown
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string
      name;  // feel.syntax, feel.unknown_name, feel.never (kind is never oral), feel.too_long …
  std::string zh, en;
  std::string suggestion;  // nearest known name, or empty
};

struct Budget {
  std::uint32_t steps = 1'000'000;
  std::uint32_t depth = 200;
  std::size_t bytes = 16 << 20;
};

class Program {
 public:
  struct Code;
  Program() = default;
  explicit Program(std::shared_ptr<const Code> code);
  explicit operator bool() const { return code_ != nullptr; }
  const std::shared_ptr<const Code>& code() const { return code_; }  // for the rest of rule/
  const std::string& text() const;
  // Slots of the variables it reads, ascending, each once; and whether it asks for the time.
  std::span<const int> reads() const;
  bool reads_clock() const;
  // Functions of the surroundings it calls, ascending.
  std::span<const int> calls() const;
  // The constant first arguments of calls to `function` of the surroundings (step names in
  // done("x")), for checks.
  std::vector<std::string> constant_arguments(int function) const;

  Value run(Env& env, std::vector<Warning>* warnings = nullptr, const Budget& budget = {}) const;
  // A condition: as run(), without making a Value; nullopt for null and for what is no boolean.
  std::optional<bool> truth(Env& env, std::vector<Warning>* warnings = nullptr,
                            const Budget& budget = {}) const;
  // Unary tests: does `input` pass? `?` inside the tests is the input. Null (not comparable) counts
  // as no.
  bool test(const Value& input, Env& env, std::vector<Warning>* warnings = nullptr,
            const Budget& budget = {}) const;

 private:
  std::shared_ptr<const Code> code_;
};

std::expected<Program, FeelError> compile_expression(std::string_view text, const Names& names);
std::expected<Program, FeelError> compile_unary_tests(std::string_view text, const Names& names);

// parse∘print is stable: prints an expression in one canonical spelling.
std::expected<std::string, FeelError> print_canonical(std::string_view text, const Names& names);

// Calls a function value (a closure, a built-in) from outside an expression; null when it is none.
Value call_function(const Value& function, std::span<const Value> arguments, Env& env,
                    std::vector<Warning>* warnings = nullptr, const Budget& budget = {});

// FEEL's own three-valued equality and order, for those who compare values outside an expression.
std::optional<bool> feel_equal(const Value& a, const Value& b);
// An at-literal's content ("2026-03-10", "P1D", "16:40:00", date and time with offset or @Zone) as
// a value; null when it is none. to_feel_text is its inverse for date, time, moment, durations.
Value parse_temporal(std::string_view text);
std::string to_feel_text(const Value& value);
std::string quoted(std::string_view text);  // a string literal

}  // namespace tf::rule
