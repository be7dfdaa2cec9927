// A day in the county told without pauses, and the reports of its store.
#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "cli.h"

namespace tf::cli {
namespace {

const std::string kCounty = kRoot + "/examples/county";

// The store of the day, told once for all tests here.
const std::string& day() {
  static const Folder folder;
  static const std::string data = [] {
    const std::string path = folder.path() + "/data";
    const Ran ran =
        townflow({"demo", kCounty + "/day.yaml", "--no-serve", "--speed", "0", "--data", path});
    EXPECT_EQ(ran.exit, kOk) << ran.err;
    EXPECT_NE(ran.out.find("three-lines"), std::string::npos);
    EXPECT_TRUE(ran.out.ends_with("The record was checked row by row: every link holds.\n"))
        << ran.out.substr(ran.out.size() < 900 ? 0 : ran.out.size() - 900);
    return path;
  }();
  return data;
}

Value report(const std::string& kind, const std::string& period) {
  const Ran ran =
      townflow({"report", kind, kCounty, "--data", day(), "--period", period, "--format", "json"});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  const auto json = parse_json(ran.out);
  return json ? *json : Value();
}

std::int64_t whole(const Value& value) {
  return value.is(Value::Kind::number) ? value.as_number().whole().value_or(-1) : -1;
}

// The last row of each of these sheets is the sum of the others, and they agree with one another.
void adds_up(const Value& json, const std::vector<std::string>& sheets) {
  for (const char* column : {"received", "closed", "on_time", "late"}) {
    std::set<std::int64_t> totals;
    for (const Value& sheet : json["sheets"].as_list()) {
      if (std::ranges::find(sheets, sheet["sheet"].str()) == sheets.end()) continue;
      const List& rows = sheet["rows"].as_list();
      ASSERT_FALSE(rows.empty());
      std::int64_t sum = 0;
      for (std::size_t i = 0; i + 1 < rows.size(); ++i) sum += whole(rows[i][column]);
      EXPECT_EQ(sum, whole(rows.back()[column])) << sheet["sheet"].str() << " " << column;
      totals.insert(sum);
    }
    EXPECT_EQ(totals.size(), 1U) << column;
    EXPECT_GT(*totals.begin(), std::string_view(column) == "late" ? -1 : 0) << column;
  }
}

TEST(CmdDemo, AStoryNeedsAFreshStore) {
  const Ran ran =
      townflow({"demo", kCounty + "/day.yaml", "--no-serve", "--speed", "0", "--data", day()});
  EXPECT_EQ(ran.exit, kRefused);
  EXPECT_NE(ran.err.find("a story needs a fresh store"), std::string::npos) << ran.err;
  EXPECT_NE(townflow({"demo", "/nowhere.yaml", "--no-serve"}).exit, kOk);
}

TEST(CmdReport, TotalsAreTheSumsOfDays) {
  adds_up(report("daily", "2026-09"), {"handling"});
  adds_up(report("weekly", "2026-W38"), {"days", "processes", "villages"});
  adds_up(report("monthly", "2026-09"), {"days", "processes", "villages"});
  adds_up(report("quarterly", "2026-Q3"), {"processes", "villages"});
  // The week's total over the days of a week, asked for day by day.
  std::int64_t received = 0;
  for (int d = 14; d <= 20; ++d)
    received += whole(report("daily", cat("2026-09-", d))["sheets"]
                          .as_list()[0]["rows"]
                          .as_list()
                          .back()["received"]);
  const Value week = report("weekly", "2026-W38");
  EXPECT_EQ(received, whole(week["sheets"].as_list()[0]["rows"].as_list().back()["received"]));
}

TEST(CmdReport, ZeroReportsRankingPoints) {
  const Value zero = report("zero", "2026-09");
  EXPECT_FALSE(zero["sheets"].as_list()[0]["rows"].as_list().empty());
  const List ranking = report("ranking", "2026-09")["sheets"].as_list()[0]["rows"].as_list();
  ASSERT_GT(ranking.size(), 1U);
  EXPECT_EQ(whole(ranking[0]["rank"]), 1);
  const List points = report("points", "2026-09")["sheets"].as_list()[0]["rows"].as_list();
  EXPECT_EQ(points.back()["holder"].str(), "total");
}

TEST(CmdReport, AsAFile) {
  const Folder folder;
  const std::string path = folder.path() + "/month.xlsx";
  Ran ran = townflow({"report", "monthly", kCounty, "--data", day(), "--period", "2026-09",
                      "--format", "xlsx", "--out", path});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_TRUE(folder.read("month.xlsx").starts_with("PK"));
  ran = townflow({"report", "weekly", kCounty, "--data", day(), "--period", "2026-W38"});
  EXPECT_TRUE(
      ran.out.starts_with("\xEF\xBB\xBF"
                          "Day by day\r\nDay,Received,"))
      << ran.out;
}

TEST(CmdReport, MistakesOfTheAsker) {
  Ran ran = townflow({"report", "weekly", kCounty, "--data", day(), "--period", "soon"});
  EXPECT_EQ(ran.exit, kUsage);
  EXPECT_NE(ran.err.find("'soon' is no period"), std::string::npos);
  ran = townflow(
      {"report", "weekly", kCounty, "--data", day(), "--period", "2026", "--format", "xlsx"});
  EXPECT_EQ(ran.exit, kUsage);
  EXPECT_NE(townflow({"report", "hourly", kCounty, "--period", "2026"}).exit, kOk);
}

}  // namespace
}  // namespace tf::cli
