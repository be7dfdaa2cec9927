#include "cli.h"

namespace tf::cli {
namespace {

constexpr const char* kCsv =
    "date,weekday,day_type,festival,year\n"
    "2026-12-31,Thursday,holiday,New Year,2027\n2027-01-01,Friday,holiday,New Year,2027\n"
    "2027-01-03,Sunday,makeup_workday,New Year,2027\n";
constexpr const char* kIcs =
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n"
    "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270102\r\n"
    "SUMMARY:元旦（休）\r\nEND:VEVENT\r\n"
    "BEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20270103\r\nSUMMARY:元旦 补班\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n";
constexpr const char* kYear =
    "calendar: cn\nyears:\n  2027:\n    notice: no. 1\n    rest:\n      new_year: 2026-12-31 to "
    "2027-01-01\n    work: [2027-01-03]\n";

TEST(CmdCalendar, SaysWhatCannotBeRead) {
  EXPECT_EQ(townflow({"calendar", "show", "october"}).exit, kUsage);
  const Folder folder;
  const auto import_of = [&](const std::string& text) {
    return townflow({"calendar", "import", folder.write("bad", text)}).err;
  };
  EXPECT_EQ(import_of("2027,yes\n"),
            "error: line 1: the header should be date,weekday,day_type,festival,year; an import is "
            "a CSV of that header or an iCalendar file (.ics); correct what is said above and try "
            "again\n");
  EXPECT_EQ(import_of("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
            "error: the calendar has no events; correct what is said above and try again\n");
  EXPECT_EQ(
      import_of("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20270101T080000Z\r\n"
                "SUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
      "error: event 'x': DTSTART should be a day without a time (VALUE=DATE); correct what is "
      "said above and try again\n");
  EXPECT_EQ(import_of("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101\r\n"
                      "RRULE:FREQ=YEARLY\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
            "error: event 'x': it repeats, so it belongs to no year; write each year's days, or a "
            "fixed day under 'always'; correct what is said above and try again\n");
}

TEST(CmdCalendar, BothKindsOfTableAreOneFile) {
  const Folder folder;
  for (const char* text : {kCsv, kIcs}) {
    const Ran ran = townflow({"calendar", "import", folder.write("t", text), "--notice", "no. 1"});
    EXPECT_EQ(ran.exit, kOk) << ran.err;
    EXPECT_EQ(ran.out, kYear);
  }
}

TEST(CmdCalendar, AYearIsLaidIntoAFileAndReplacesItself) {
  const Folder folder;
  const std::string table = folder.write("t.csv", kCsv);
  const std::string into = folder.write("cn.yaml",
                                        "calendar: cn\nweek: {rest: [saturday, sunday]}\n"
                                        "always: [01-01]\nyears:\n  # the year of writing\n"
                                        "  2026: {rest: {spring: 2026-02-15 to 2026-02-23}}\n");
  EXPECT_EQ(townflow({"calendar", "import", table, "--into", into}).exit, kOk);
  const std::string once = folder.read("cn.yaml");
  EXPECT_NE(once.find("# the year of writing"), std::string::npos) << once;
  EXPECT_NE(once.find("  2027:\n    rest:\n      new_year: 2026-12-31 to 2027-01-01\n    work: "
                      "[2027-01-03]\n"),
            std::string::npos)
      << once;
  EXPECT_EQ(townflow({"calendar", "import", table, "--into", into}).exit, kOk);
  EXPECT_EQ(folder.read("cn.yaml"), once);
  EXPECT_EQ(townflow({"lint", into}).exit, kOk);
}

TEST(CmdCalendar, ShowsEachDayWithItsReason) {
  Ran ran = townflow({"calendar", "show", "2026-10", "--town", kTestTown});
  EXPECT_EQ(ran.exit, kOk) << ran.err;
  EXPECT_NE(ran.out.find("2026-10-07 Wed  rest  National Day\n2026-10-08 Thu  work  working day\n"),
            std::string::npos)
      << ran.out;
  EXPECT_NE(ran.out.find("2026-10-10 Sat  work  make-up workday"), std::string::npos);
  EXPECT_TRUE(ran.out.ends_with("working days: 18; office: 08:30-12:00 14:00-17:30\n")) << ran.out;
  ran = townflow({"calendar", "show", "2027-01", "--town", kTestTown});
  EXPECT_NE(ran.out.find("2027-01-01 Fri  rest  fixed statutory holiday (provisional: no notice "
                         "yet)\n"),
            std::string::npos)
      << ran.out;
  ran = townflow({"calendar", "show", "2026", "--town", kTestTown, "--json"});
  EXPECT_NE(ran.out.find("\"working_days\":255"), std::string::npos) << ran.out;
}

}  // namespace
}  // namespace tf::cli
