#include "rule/duration.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/calendars.h"

namespace tf::rule {
namespace {

using model::Language;

std::string told(const TermError& error, Language language) {
  return cat(error.name, "@", error.offset, "+", error.length, ": ",
             language == Language::zh ? error.zh : error.en);
}

struct BadDuration {
  const char* text;
  const char* en;
  const char* zh;
};
TEST(ParseSpan, SaysWhatIsWrongAndWhere) {
  for (const BadDuration& row : {
           BadDuration{"5 days",
                       "deadline.bare_days@0+6: '5 days' does not say which days: write '5 working "
                       "days' or '5 calendar days'",
                       "deadline.bare_days@0+6: “5 "
                       "days”没有说明是工作日还是自然日：写“5个工作日”或“5个自然日”"},
           BadDuration{
               "1 day",
               "deadline.bare_days@0+5: '1 day' does not say which days: write '1 working day' "
               "or '1 calendar day'",
               "deadline.bare_days@0+5: “1 "
               "day”没有说明是工作日还是自然日：写“1个工作日”或“1个自然日”"},
           BadDuration{
               "day",
               "deadline.bare_days@0+3: 'day' does not say which days: write '1 working day' or "
               "'1 calendar day'",
               "deadline.bare_days@0+3: "
               "“day”没有说明是工作日还是自然日：写“1个工作日”或“1个自然日”"},
           BadDuration{
               "天",
               "deadline.bare_days@0+3: '天' does not say which days: write '1 working day' or "
               "'1 calendar day'",
               "deadline.bare_days@0+3: "
               "“天”没有说明是工作日还是自然日：写“1个工作日”或“1个自然日”"},
           BadDuration{
               "a day",
               "deadline.bare_days@0+5: 'a day' does not say which days: write '1 working day' "
               "or '1 calendar day'",
               "deadline.bare_days@0+5: “a "
               "day”没有说明是工作日还是自然日：写“1个工作日”或“1个自然日”"},
           BadDuration{
               "day and night",
               "deadline.bad_duration@0+13: 'day and night' is no duration: write a number and "
               "a unit, as '5 working days'",
               "deadline.bad_duration@0+13: “day and "
               "night”不是时长：要写数字和单位，如“5个工作日”“2小时”"},
           BadDuration{
               "三天",
               "deadline.bare_days@0+6: '三天' does not say which days: write '3 working days' "
               "or '3 calendar days'",
               "deadline.bare_days@0+6: "
               "“三天”没有说明是工作日还是自然日：写“3个工作日”或“3个自然日”"},
           BadDuration{
               "2 weeks",
               "deadline.bad_unit@2+5: there is no unit 'week': write '14 calendar days', or "
               "working days",
               "deadline.bad_unit@2+5: 没有“周”这个单位：写“14个自然日”，或写工作日"},
           BadDuration{
               "3 fortnights later",
               "deadline.bad_unit@2+10: there is no unit 'fortnights': use minutes, hours, "
               "office hours, working days, calendar days, months, or years",
               "deadline.bad_unit@2+10: "
               "没有“fortnights”这个单位：用分钟、小时、办公小时、工作日、自然日、个月或年"},
           BadDuration{
               "12",
               "deadline.bad_unit@0+2: '12' has no unit: write '12 minutes', '12 hours', '12 "
               "working days' …",
               "deadline.bad_unit@0+2: “12”没有单位：写“12分钟”“12小时”“12个工作日”……"},
           BadDuration{
               "1.5 hours",
               "deadline.bad_duration@1+8: a duration has no fraction: use a smaller unit, as "
               "'90 minutes'",
               "deadline.bad_duration@1+8: 时长不用小数：写成更小的单位，如“90分钟”"},
           BadDuration{
               "soon",
               "deadline.bad_duration@0+4: 'soon' is no duration: write a number and a unit, as '5 "
               "working days'",
               "deadline.bad_duration@0+4: “soon”不是时长：要写数字和单位，如“5个工作日”“2小时”"},
           BadDuration{
               "",
               "deadline.bad_duration@0+0: '' is no duration: write a number and a unit, as '5 "
               "working days'",
               "deadline.bad_duration@0+0: “”不是时长：要写数字和单位，如“5个工作日”“2小时”"},
           BadDuration{"100001 minutes",
                       "deadline.bad_duration@0+7: a duration has at most 100000 units",
                       "deadline.bad_duration@0+7: 时长最多 100000 个单位"},
           BadDuration{"2 hours later",
                       "deadline.bad_duration@8+5: 'later' after the duration is too much",
                       "deadline.bad_duration@8+5: 时长之后多出了“later”"},
           BadDuration{"-2 hours",
                       "deadline.bad_duration@0+8: '-2 hours' is no duration: write a number and a "
                       "unit, as '5 working days'",
                       "deadline.bad_duration@0+8: “-2 "
                       "hours”不是时长：要写数字和单位，如“5个工作日”“2小时”"},
       }) {
    const auto span = parse_span(row.text);
    ASSERT_FALSE(span) << row.text;
    EXPECT_EQ(told(span.error(), Language::en), row.en);
    EXPECT_EQ(told(span.error(), Language::zh), row.zh);
  }
}

struct GoodRow {
  const char* text;
  const char* code;
};
TEST(ParseSpan, ReadsBothLanguagesAndTheCode) {
  for (const GoodRow& row : {
           GoodRow{"5 working days", "5WD"},
           GoodRow{"1 working day", "1WD"},
           GoodRow{"5个工作日", "5WD"},
           GoodRow{"五个工作日", "5WD"},
           GoodRow{"15 工作日", "15WD"},
           GoodRow{"5WD", "5WD"},
           GoodRow{"3 business days", "3WD"},
           GoodRow{"2 office hours", "2OH"},
           GoodRow{"2个办公小时", "2OH"},
           GoodRow{"2OH", "2OH"},
           GoodRow{"30 minutes", "30MIN"},
           GoodRow{"30分钟", "30MIN"},
           GoodRow{"30MIN", "30MIN"},
           GoodRow{"半小时", "30MIN"},
           GoodRow{"24 hours", "24H"},
           GoodRow{"两小时", "2H"},
           GoodRow{"2个小时", "2H"},
           GoodRow{"24H", "24H"},
           GoodRow{"60 calendar days", "60D"},
           GoodRow{"六十个自然日", "60D"},
           GoodRow{"６０自然日", "60D"},
           GoodRow{"60D", "60D"},
           GoodRow{"1 month", "1M"},
           GoodRow{"一个月", "1M"},
           GoodRow{"不满月", "1M"},
           GoodRow{"FULLMONTH", "1M"},
           GoodRow{"2 years", "2Y"},
           GoodRow{"两年", "2Y"},
           GoodRow{"一百零五个自然日", "105D"},
           GoodRow{"  3 hours ", "3H"},
           GoodRow{"0 minutes", "0MIN"},
       }) {
    const auto span = parse_span(row.text);
    ASSERT_TRUE(span) << row.text << ": " << span.error().en;
    EXPECT_EQ(to_code(*span), row.code) << row.text;
    EXPECT_EQ(parse_span(to_text(*span, Language::en)), span);
    EXPECT_EQ(parse_span(to_text(*span, Language::zh)), span);
    EXPECT_EQ(parse_span(to_code(*span)), span);
  }
}

struct CompareRow {
  const char* a;
  const char* bound;
  Compared answer;
};
TEST(Compare, LongestAgainstShortest) {
  for (const CompareRow& row : {
           CompareRow{"5WD", "15WD", Compared::within},
           CompareRow{"16WD", "15WD", Compared::beyond},
           CompareRow{"25D", "1M", Compared::within},
           CompareRow{"28D", "1M", Compared::within},
           CompareRow{"29D", "1M", Compared::undecided},
           CompareRow{"32D", "1M", Compared::beyond},
           CompareRow{"12M", "1Y", Compared::within},
           CompareRow{"13M", "1Y", Compared::beyond},
           CompareRow{"24H", "1D", Compared::within},
           CompareRow{"1D", "24H", Compared::undecided},
           CompareRow{"90MIN", "2H", Compared::within},
           CompareRow{"5WD", "5D", Compared::undecided},
           CompareRow{"5D", "5WD", Compared::within},  // five working days are never fewer days
           CompareRow{"5WD", "30D", Compared::within},
           CompareRow{"2OH", "2H", Compared::undecided},
       })
    EXPECT_EQ(compare(*parse_span(row.a), *parse_span(row.bound), test::cn()), row.answer)
        << row.a << " against " << row.bound;
}

}  // namespace
}  // namespace tf::rule
