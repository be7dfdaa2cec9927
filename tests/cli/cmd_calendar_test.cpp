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
  const auto import_of = [&](const std::string& text, const char* language = "en") {
    const Ran ran = townflow({"calendar", "import", folder.write("bad", text), "--lang", language});
    EXPECT_EQ(ran.exit, kUsage);
    EXPECT_EQ(ran.out, "");
    return ran.err.substr(ran.err.find("bad") + 3);
  };
  EXPECT_EQ(import_of("2027,yes\n"),
            ": line 1: the header should be date,weekday,day_type,festival,year; an import is a "
            "CSV of that header or an iCalendar file (.ics)\n");
  EXPECT_EQ(import_of("2027,yes\n", "zh"),
            "：第 1 行：第一行应为 date,weekday,day_type,festival,year；可导入这种表头的 CSV，或 "
            "iCalendar 文件（.ics）。\n");
  EXPECT_EQ(
      import_of("date,weekday,day_type,festival,year\n2027-01-01,Fri,holiday,New Year,1999\n"),
      ": line 2: '1999' is not the year whose notice has this day: write 2027\n");
  EXPECT_EQ(import_of("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), ": the calendar has no events\n");
  const auto event = [&](const std::string& lines, const char* language = "en") {
    return import_of(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20270101\r\nSUMMARY:元旦\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:2\r\n" +
            lines + "SUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        language);
  };
  EXPECT_EQ(event("DTSTART:20270101T080000Z\r\n"),
            ": line 8: event 'x': DTSTART should be a day without a time (VALUE=DATE)\n");
  EXPECT_EQ(event("DTSTART:20270101T080000Z\r\n", "zh"),
            "：第 8 行：事件“x”：DTSTART 应是不带钟点的日子（VALUE=DATE）。\n");
  EXPECT_EQ(event("DTSTART;VALUE=DATE:20270101\r\nRRULE:FREQ=YEARLY\r\n"),
            ": line 8: event 'x': it repeats, so it belongs to no year; write each year's days, or "
            "a fixed day under 'always'\n");
  EXPECT_EQ(event("DTSTART;VALUE=DATE:20270105\r\nDTEND;VALUE=DATE:20270101\r\n"),
            ": line 8: event 'x': DTEND should be a day after DTSTART\n");
  EXPECT_EQ(event("DTSTART;VALUE=DATE:20270105\r\nDTEND;VALUE=DATE:20990101\r\n"),
            ": line 8: event 'x': a stretch has at most 60 days: look at DTEND\n");
  EXPECT_EQ(event("DTSTART;VALUE=DATE:20270101\r\nCATEGORIES:workday\r\n"),
            ": line 8: event 'x': 2027-01-01 is a day off and a make-up workday: keep one\n");
  EXPECT_EQ(event("DTSTART;VALUE=DATE:2027\r\n"),
            ": line 8: event 'x': a line of it cannot be read: write NAME:content, as "
            "DTSTART;VALUE=DATE:20261001\n");
  EXPECT_EQ(import_of("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270101\r\n"),
            ": the file is cut off: it has no END:VCALENDAR; export or fetch it again\n");
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
