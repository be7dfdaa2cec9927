#include "cli/cmd_decide.h"

#include "cli.h"

namespace tf::cli {
namespace {

constexpr const char* kDecideTable =
    "table: t\nhit: first\ninputs: {twice: amount * 2}\noutputs: {size: {type: choice, of: [small, "
    "big]}}\n"
    "rules: |\n  row  | twice | kind   | => size | note\n  big  | > 10  | -      | big     | much\n"
    "  land | -     | land   | big     |\n  else | -     | -      | small   |\n";

TEST(CmdDecide, ATableThatStandsAlone) {
  const Folder folder;
  const std::string table = folder.write("t.yaml", kDecideTable);
  Ran ran = townflow({"decide", table, "--with", R"({"amount": 6, "kind": "land"})", "--why"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out,
            "{size: big}  (big)\n"
            "  + big  (much)\n"
            "  - land: passes, but a row above fired first\n"
            "  - else: passes, but a row above fired first\n");
  ran = townflow({"decide", table, "--with", R"({"amount": 2, "kind": "sea"})", "--why"});
  EXPECT_EQ(ran.out,
            "{size: small}  (else)\n"
            "  - big: fails at twice = 4, wants > 10  (much)\n"
            "  - land: fails at kind = sea, wants land\n"
            "  + else\n");
  ran = townflow({"decide", table, "--with", R"({"amount": 2})", "--why", "--json"});
  EXPECT_EQ(
      ran.out,
      R"({"outputs":{"size":"small"},"rows":["else"],"problem":null,"why":{"inputs":{"twice":4,)"
      R"("kind":null},"rules":[{"row":"big","fired":false,"fails_at":"twice","cell":"> 10",)"
      R"("note":"much"},{"row":"land","fired":false,"fails_at":"kind","cell":"land"},)"
      R"({"row":"else","fired":true}]}})"
      "\n");
}

TEST(CmdDecide, AGraphTellsTheValuesThatLedThere) {
  const Folder folder;
  folder.write("t.yaml", kDecideTable);
  const std::string graph = folder.write(
      "g.yaml",
      "decisions: g\ngiven:\n  - {name: amount, type: number}\n  - {name: kind, type: string}\n"
      "decide:\n  - {name: size, needs: [amount, kind], is: {table: plain}}\n"
      "  - {name: fee, needs: [size], is: 'if size = \"big\" then 10 else 1'}\n");
  folder.write("plain.yaml",
               "table: plain\nhit: first\noutputs: {size: line}\nrules: |\n"
               "  row | amount | => size\n  a   | > 5    | \"big\"\n  b   | -      | \"small\"\n");
  Ran ran = townflow({"decide", graph, "--with", R"({"amount": 3})", "--why"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out,
            "fee: 1\n"
            "  amount = 3\n"
            "  size = small\n"
            "    - a: fails at amount = 3, wants > 5\n"
            "    + b\n"
            "  fee = 1\n");
  ran = townflow({"decide", graph, "--with", "{}", "--decision", "siz"});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_EQ(ran.err, "error: there is no decision 'siz'; did you mean size?\n");
}

TEST(CmdDecide, AGraphOfATown) {
  const Ran ran = townflow({"decide", "loans", "--town", kTestTown, "--with",
                            R"({"Loan Amount": 500, "age": 20})", "--why"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_EQ(ran.out,
            "may: false\n  Loan Amount = 500\n  Risk Level = high\n    + much\n"
            "    - else: passes, but a row above fired first\n  may = false\n");
}

TEST(CmdDecide, ValuesOutsideTheAllowedAreAProblem) {
  const Folder folder;
  const std::string table = folder.write(
      "t.yaml",
      "table: t\nhit: first\nallowed: {kind: 'cow, goat', count: '[1..9]'}\n"
      "outputs: {size: {type: choice, of: [small, big]}}\nrules: |\n"
      "  row | kind | count | => size\n  a   | cow  | > 3   | big\n  b   | -    | -     | small\n");
  const Ran ran = townflow({"decide", table, "--with", R"({"kind": "cow", "count": 12})"});
  EXPECT_NE((ran.out + ran.err).find("not_allowed"), std::string::npos) << ran.out << ran.err;
  EXPECT_EQ(townflow({"lint", table}).out, "");
  const std::string gap = folder.write(
      "g.yaml",
      "table: g\nhit: first\nallowed: {kind: 'cow, goat, null', count: '[1..9]', colour: red}\n"
      "outputs: {size: {type: choice, of: [small, big]}}\nrules: |\n"
      "  row | kind | count | => size\n  a   | cow  | > 12  | big\n  b   | goat | -     | small\n");
  const std::string told = townflow({"lint", gap}).out;
  EXPECT_NE(told.find("there is no input column 'colour'"), std::string::npos) << told;
}

}  // namespace
}  // namespace tf::cli
