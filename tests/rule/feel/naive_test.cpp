// Generated expressions: printing is stable, and the compiled evaluator answers what the naive one
// (naive.h) does.
#include "rule/feel/naive.h"

#include <gtest/gtest.h>

#include <set>

#include "base/prng.h"
#include "rule/feel/parser.h"
#include "rule/feel/test_env.h"

namespace tf::rule {
namespace {

class Writer {
 public:
  explicit Writer(std::uint64_t seed) : random_(seed) {}

  std::string number(int depth) {
    if (depth <= 0) return pick({"n", "m", "0", "1", "2.5", "-3", "100", "missing"});
    switch (random_.below(7)) {
      case 0:
      case 1:
        return cat_of(number(depth - 1), pick({" + ", " - ", " * ", " / "}), number(depth - 1));
      case 2:
        return "(" + number(depth - 1) + ")";
      case 3:
        return "if " + truth(depth - 1) + " then " + number(depth - 1) + " else " +
               number(depth - 1);
      case 4:
        return pick({"count(", "sum(", "min(", "max("}) + list(depth - 1) + ")";
      case 5:
        return list(depth - 1) + "[" + pick({"1", "2", "-1", "9"}) + "]";
      default:
        return "abs(" + number(depth - 1) + ")";
    }
  }
  std::string truth(int depth) {
    if (depth <= 0) return pick({"true", "false", "yes", "null", "n > 1", "kind = \"a\""});
    switch (random_.below(9)) {
      case 0:
        return truth(depth - 1) + pick({" and ", " or "}) + truth(depth - 1);
      case 1:
        return "(" + truth(depth - 1) + ")" + pick({" and ", " or "}) + "(" + truth(depth - 1) +
               ")";
      case 2:
        return "not(" + truth(depth - 1) + ")";
      case 3:
        return number(depth - 1) + " between " + number(0) + " and " + number(0);
      case 4:
        return "(" + number(depth - 1) + ") in (" +
               pick({"> 1", "[1..3]", "(0..2.5)", "1, 2", "< n, 100"}) + ")";
      case 5:
        return pick({"some", "every"}) + " x in " + list(depth - 1) + " satisfies x " +
               pick({"> ", "= ", "<= "}) + number(0);
      case 6:
        return "kind " + pick({"= ", "!= ", "< "}) + pick({"\"a\"", "\"b\"", "null", "n"});
      default:
        return "(" + number(depth - 1) + ")" + pick({" < ", " <= ", " > ", " >= ", " = ", " != "}) +
               "(" + number(depth - 1) + ")";
    }
  }
  std::string list(int depth) {
    if (depth <= 0) return pick({"[1, 2, 3]", "ns", "[]", "[n, m, 5]", "rows.v"});
    switch (random_.below(5)) {
      case 0:
        return list(depth - 1) + "[item " + pick({"> ", "<= ", "= "}) + number(0) + "]";
      case 1:
        return "(for x in " + list(depth - 1) + " return x " + pick({"+ ", "* "}) + number(0) + ")";
      case 2:
        return "rows[v " + pick({"> ", "< "}) + number(0) + "].v";
      case 3:
        return "[" + number(depth - 1) + ", " + number(0) + "]";
      default:
        return "{a: " + number(depth - 1) + ", b: [a, n]}.b";
    }
  }
  std::string pick(std::initializer_list<const char*> words) {
    return std::data(words)[random_.below(words.size())];
  }

 private:
  static std::string cat_of(const std::string& a, const std::string& b, const std::string& c) {
    return a + b + c;
  }
  Prng random_;
};

const std::map<std::string, Value>& values() {
  static const auto kRow = [](std::int64_t v) { return Value::record({{"v", Value::number(v)}}); };
  static const std::map<std::string, Value> kValues = {
      {"n", Value::number(2)},
      {"m", Value::number(*Decimal::parse("-1.5"))},
      {"yes", Value::boolean(true)},
      {"kind", Value::text("a")},
      {"missing", Value()},
      {"ns", Value::list({Value::number(4), Value::number(0), Value::number(2)})},
      {"rows", Value::list({kRow(1), kRow(3), kRow(-2)})}};
  return kValues;
}

TestNames name_list() {
  TestNames out;
  for (const auto& [name, value] : values()) out.variable(name, value);
  return out;
}

TEST(Naive, TheCompiledEvaluatorAgreesAndPrintingIsStable) {
  const TestNames known = name_list();
  TestEnv env(known);
  int different_answers = 0;
  std::set<std::string> answers;
  for (std::uint64_t seed = 1; seed <= 6000; ++seed) {
    Writer writer(seed);
    const int depth = static_cast<int>(1 + seed % 4);
    const std::string text = seed % 3 == 0   ? writer.number(depth)
                             : seed % 3 == 1 ? writer.truth(depth)
                                             : writer.list(depth);
    SCOPED_TRACE(text);
    const auto tree = parse_expression(text, known);
    ASSERT_TRUE(tree) << tree.error().en;
    const auto once = print_canonical(text, known);
    ASSERT_TRUE(once);
    ASSERT_EQ(print_canonical(*once, known).value_or("not FEEL"), *once);
    const std::string naive = to_feel_text(Naive(values()).run(*tree->root));
    const auto program = compile_expression(text, known);
    ASSERT_TRUE(program);
    ASSERT_EQ(to_feel_text(program->run(env)), naive);
    ASSERT_EQ(to_feel_text(compile_expression(*once, known)->run(env)), naive) << *once;
    if (answers.insert(naive).second) ++different_answers;
  }
  EXPECT_GT(different_answers, 300);  // not all of them null
}

TEST(Naive, UnaryTestsAgree) {
  const TestNames known = name_list();
  TestEnv env(known);
  int passed = 0;
  for (std::uint64_t seed = 1; seed <= 4000; ++seed) {
    Writer w(seed);
    std::string text = w.pick({"> ", "< ", ">= ", "<= ", "", "!= "}) + w.number(0);
    if (seed % 4 == 1) text += ", " + w.pick({"[0..2]", "(1..100]", "3", "null", "\"a\""});
    if (seed % 4 == 2) text = "not(" + text + ")";
    if (seed % 4 == 3) text = w.pick({"? > n", "? * 2 < 4 or ? = 100", "n > 1 and ? != 1"});
    const auto tree = parse_unary_tests(text, known);
    const auto program = compile_unary_tests(text, known);
    ASSERT_TRUE(tree && program) << text;
    for (const Value& input : {Value::number(0), Value::number(2), Value::number(100), Value(),
                               Value::text("a"), Value::boolean(true)}) {
      const bool naive = Naive(values()).test(*tree->root, input);
      ASSERT_EQ(program->test(input, env), naive) << text << " of " << to_feel_text(input);
      passed += naive ? 1 : 0;
    }
  }
  EXPECT_GT(passed, 3000);
}

}  // namespace
}  // namespace tf::rule
