// Rule files: decision tables, deadlines, limits, ladders; shared forms and words; the calendar.
#include "model/shape_table.h"

namespace tf::model {

#define TF_PARTS(name, ...) const std::span<const Key> name[] = {__VA_ARGS__}

namespace {

TF_PARTS(kNoRuleParts, std::span<const Key>());

constexpr Key kVersionKeys[] = {
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 期限, en: Deadlines}"},
    {"about", "说明", &kText, "说明", "what it is for", "2026 年起执行"},
    {"version", "版本", &kPlain, "版本标签", "a label", "2026"},
    {"effective", "生效日期", &kDate, "从哪天起适用", "the date from which it applies",
     "2026-07-01"},
    {"apply", "适用", &kApply, "只用于新案，或也用于在办案", "new cases only, or running ones too",
     "new"},
    {"locked", "锁定", &kLocked, "乡镇不得改", "no town may change it", "true"},
};

// --- tables
constinit const Form kHit{"hit", "命中方式：unique、first、any …",
                          "a hit policy: unique, first, any …", Scalar::word, &kHitWords};
constinit const Form kTableTime{"time", "opening 或 decision", "opening or decision", Scalar::word,
                                &kTableTimeWords};
constinit const Form kTableEachForm{"each", "表达式 as 名称",
                                    "an expression as a name: consenting as v", Scalar::each};
constinit const Shape kInputsShape{"inputs", kNoRuleParts, FreeKey::name, &kExpression};
constinit const Form kInputs{"inputs", "名称: 表达式", "name: expression", Scalar::none,
                             nullptr,  nullptr,        &kInputsShape};
constinit const Shape kAllowedShape{"allowed", kNoRuleParts, FreeKey::any, &kExpression};
constinit const Form kAllowed{"allowed", "列: 单元格", "column: a cell", Scalar::none,
                              nullptr,   nullptr,      &kAllowedShape};
constexpr Key kOutputExtra[] = {
    {"cap", "封顶", &kNumber, "合计不超过", "the sum never exceeds it", "100"},
    {"hit", "命中", &kPlain, "这一栏另行合并", "how this column folds by itself", "any true"},
};
constinit const Form kOutputType{"type", "字段类型", "a type: choice, number, whole …",
                                 Scalar::type};
constexpr Key kOutputKeys[] = {
    {"type", "类型", &kOutputType, "结果的类型", "the type of the result", "choice", kRequired},
    {"of", "取自", &kNames, "可选的值", "the choices", "[small, big]"},
    {"min", "最小", &kExpression, "最小值", "the least value", "1"},
    {"max", "最大", &kExpression, "最大值", "the greatest value", "3"},
    {"default", "默认", &kExpression, "没有一行命中时", "when no row fires", "small"},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 大小, en: Size}"},
};
TF_PARTS(kOutputParts, kOutputKeys, kOutputExtra);
constinit const Shape kOutputShape{"output", kOutputParts};
constinit const Form kOutput{"output",
                             "类型，或 {type: …, of: …}",
                             "a type, or {type: …, of: …}",
                             Scalar::type,
                             nullptr,
                             nullptr,
                             &kOutputShape};
constinit const Shape kOutputsShape{"outputs", kNoRuleParts, FreeKey::name, &kOutput};
constinit const Form kOutputs{"outputs", "名称: {type: …}", "name: {type: …}", Scalar::none,
                              nullptr,   nullptr,           &kOutputsShape};
constexpr Key kTableHead[] = {
    {"table", "规则表", &kId, "规则表编号", "the id of the table", "matter-size", kRequired}};
constexpr Key kTableKeys[] = {
    {"hit", "命中", &kHit, "几行命中时怎样", "what happens when several rows fire", "first"},
    {"time", "取用时点", &kTableTime, "用立案时还是判定时的表",
     "the table as of opening, or of the decision", "decision"},
    {"each", "逐个", &kTableEachForm, "对每一行判定一次", "decides once for every row",
     "consenting as v"},
    {"inputs", "输入", &kInputs, "不是字段的输入栏", "columns that are not fields",
     "{worst: max(risks.likelihood)}"},
    {"allowed", "容许", &kAllowed, "输入栏可能的值，写法同单元格",
     "what an input column can hold, as a cell says it", "{amount: '>= 0', kind: 'family, land'}"},
    {"outputs", "输出", &kOutputs, "结果栏", "the results",
     "{size: {type: choice, of: [small, big]}}", kRequired},
    {"rules", "规则行", &kTable, "规则行", "the rows", "row | amount | => size", kRequired},
};
TF_PARTS(kTableParts, kTableHead, kVersionKeys, kTableKeys);
TF_PARTS(kTablePatchParts, kVersionKeys, kTableKeys);
constinit const Shape kTablePatchShape{"table", kTablePatchParts};
constinit const Form kOneTablePatch{"table patch",
                                    "与上级不同之处",
                                    "what differs from the base",
                                    Scalar::none,
                                    nullptr,
                                    nullptr,
                                    &kTablePatchShape,
                                    true};
constinit const Shape kTablePatchesShape{"tables", kNoRuleParts, FreeKey::id, &kOneTablePatch};

// --- deadlines
constexpr Key kFirstOfKeys[] = {
    {"first_of", "其中最早", &kTimes, "其中最早的", "the earliest of these", "[22:00, 06:30]",
     kRequired},
    {"more_than", "多于", &kTime, "须早于到期多少", "and so far before due", "2 hours"},
};
TF_PARTS(kFirstOfParts, kFirstOfKeys);
constinit const Shape kFirstOfShape{"warn", kFirstOfParts};
constinit const Form kWarn{"warn",
                           "时点、after 2/3、none 或 {first_of: …}",
                           "a moment, after 2/3, none or {first_of: …}",
                           Scalar::time,
                           nullptr,
                           nullptr,
                           &kFirstOfShape};
constinit const Form kAskTime{"ask", "须提前多久申请", "how long before due it must be asked",
                              Scalar::time};
constexpr Key kExtendKeys[] = {
    {"times", "次数", &kWhole, "最多几次", "how often", "1"},
    {"at_most", "至多", &kTime, "每次最多多久", "how long at most", "5 working days"},
    {"for", "时长", &kTime, "每次多久", "how long", "7 calendar days"},
    {"ask", "须交", &kAskTime, "须何时申请", "when it must be asked", "1 working day before due"},
    {"tell", "告知", &kWho, "告知谁", "who is told", "reporter"},
    {"by", "由", &kWho, "谁批准", "who grants it", "town_deputy"},
};
TF_PARTS(kExtendParts, kExtendKeys);
constinit const Shape kExtendShape{"extend", kExtendParts};
constinit const Form kExtend{"extend",
                             "{times: …, at_most: …}",
                             "{times: …, at_most: …}",
                             Scalar::none,
                             nullptr,
                             nullptr,
                             &kExtendShape};
constinit const Form kRoll{"roll",
                           "none、next working day、previous working day、past holidays 或 skip",
                           "none, next working day, previous working day, past holidays or skip",
                           Scalar::word, &kRollWords};
constinit const Form kMissed{"missed", "all、last 或 none", "all, last or none", Scalar::word,
                             &kMissedWords};
constinit const Form kHours{"open", "时段：06:30-22:30", "hours: 06:30-22:30", Scalar::time};
constinit const Form kEndsForm{"ends", "office、midnight、opening 或时刻",
                               "office, midnight, opening or a time", Scalar::word, &kEndsWords};
constexpr Key kDeadlineKeys[] = {
    {"for", "时长", &kTime, "多久", "how long", "3 hours"},
    {"until", "截止", &kTime, "到哪个时点", "up to which moment", "08:00"},
    {"at_least", "至少", &kTime, "至少多久；乡镇不得更短", "at least so long; no town may go below",
     "4 hours"},
    {"at_most", "至多", &kTime, "乡镇不得超过", "no town may go beyond", "full-month"},
    {"from", "起算", &kReference, "从哪一步或哪个时刻起算", "starts at this step or moment",
     "session_end"},
    {"by", "按", &kExpression, "按哪个选择取用", "the choice that picks an entry", "size"},
    {"otherwise", "否则", &kDeadline, "其余情况", "in every other case", "2 hours"},
    {"open", "开放时段", &kHours, "时钟走的时段", "the hours in which the clock runs",
     "06:30-22:30"},
    {"roll", "顺延", &kRoll, "遇休息日怎样", "what a rest day does", "next working day"},
    {"ends", "截止时刻", &kEndsForm, "当天几时到期", "when on its day it ends", "08:30"},
    {"warn", "预警", &kWarn, "何时预警", "when it warns", "after 2/3"},
    {"before", "之前", &kReference, "在哪个时刻之前", "before this moment", "planned_start"},
    {"by_at_least", "提前量", &kTime, "至少提前多久", "so long before at least", "3 calendar days"},
    {"extend", "延期", &kExtend, "怎样延期", "how it may be extended",
     "{times: 1, at_most: 5 working days}"},
    {"grace", "宽限", &kTime, "梯级用的宽限", "what ladders call grace", "24 hours"},
    {"law", "依据", &kText, "依据", "its source", "信访工作条例 第三十四条"},
    {"every", "每逢", &kTime, "周期", "again and again", "day at 18:00"},
    {"missed", "错过", &kMissed, "停机错过的轮次补几次", "turns that passed while nothing ran",
     "last"},
    {"title", "名称", &kText, "显示的名称", "what people read",
     "{zh: 不过夜, en: Before the night is over}"},
    {"locked", "锁定", &kLocked, "乡镇不得改", "no town may change it", "true"},
};
TF_PARTS(kDeadlineParts, kDeadlineKeys);
constinit const Shape kDeadlineShape{.name = "deadline",
                                     .parts = kDeadlineParts,
                                     .free_key = FreeKey::name,
                                     .free = &kDeadline,
                                     .free_with = "by"};
constexpr Key kDueKeys[] = {{"date", "日期", &kExpression, "哪个日期", "a date", "finish_by"}};
TF_PARTS(kDueParts, kDueKeys, kDeadlineKeys);
constinit const Shape kDueShape{.name = "due",
                                .parts = kDueParts,
                                .free_key = FreeKey::name,
                                .free = &kDeadline,
                                .free_with = "by"};
constinit const Shape kDeadlinesShape{"deadlines", kNoRuleParts, FreeKey::id, &kDeadline};
constinit const Form kDeadlines{"deadlines", "名称: 期限", "name: deadline", Scalar::none,
                                nullptr,     nullptr,      &kDeadlinesShape};
constinit const Form kPauseClock{"clock", "run 或 pause", "run or pause", Scalar::word,
                                 &kPauseWords};
constexpr Key kPauseKeys[] = {
    {"clock", "时钟", &kPauseClock, "时钟照走或暂停", "the clock runs on, or stands", "pause",
     kRequired},
    {"at_most", "至多", &kTime, "最多多久", "so long at most", "30 calendar days"},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 鉴定, en: Appraisal}"},
    {"law", "依据", &kText, "依据", "its source", "信访工作条例"},
};
TF_PARTS(kPauseParts, kPauseKeys);
constinit const Shape kPauseShape{"pause", kPauseParts};
constinit const Form kPause{"pause",
                            "{clock: pause, at_most: …}",
                            "{clock: pause, at_most: …}",
                            Scalar::none,
                            nullptr,
                            nullptr,
                            &kPauseShape};
constinit const Shape kPausesShape{"pauses", kNoRuleParts, FreeKey::name, &kPause};
constexpr Key kSectionKeys[] = {
    {"common", "通用", &kDeadlines, "各流程通用", "for every process", "{night: {until: 08:00}}"},
    {"pauses", "挂起", &kPauses, "挂起的理由", "reasons to suspend",
     "{court: {clock: pause, at_most: none}}"},
};
constexpr Key kDeadlinesHead[] = {
    {"deadlines", "期限表", &kId, "编号", "its id", "county", kRequired}};
TF_PARTS(kSectionParts, kSectionKeys);
TF_PARTS(kDeadlinesParts, kDeadlinesHead, kVersionKeys, kSectionKeys);
constinit const Shape kSectionsShape{"deadlines", kSectionParts, FreeKey::id, &kDeadlines};

// --- limits
constexpr Key kLimitKeys[] = {
    {"is", "即", &kExpression, "现值", "its value", "5", kRequired},
    {"at_least", "至少", &kExpression, "乡镇不得更小", "no town may go below", "3"},
    {"at_most", "至多", &kExpression, "乡镇不得更大", "no town may go above", "10"},
    {"unit", "单位", &kPlain, "计量单位", "its unit", "m"},
    {"title", "名称", &kText, "显示的名称", "what people read",
     "{zh: 最少户数, en: Households needed}"},
    {"law", "依据", &kText, "依据", "its source", "村民委员会组织法"},
    {"locked", "锁定", &kLocked, "乡镇不得改", "no town may change it", "true"},
};
TF_PARTS(kLimitParts, kLimitKeys);
constinit const Shape kLimitShape{"limit", kLimitParts};
constinit const Form kLimit{"limit",
                            "数，或 {is: …, at_least: …}",
                            "a number, or {is: …, at_least: …}",
                            Scalar::expression,
                            nullptr,
                            nullptr,
                            &kLimitShape};
constinit const Shape kLimitsShape{"limits", kNoRuleParts, FreeKey::name, &kLimit};
constinit const Form kLimits{"limits", "名称: {is: …}", "name: {is: …}", Scalar::none,
                             nullptr,  nullptr,         &kLimitsShape};
constexpr Key kLimitSectionKeys[] = {
    {"common", "通用", &kLimits, "各流程通用", "for every process", "{quorum: {is: 5}}"}};
constexpr Key kLimitsHead[] = {{"limits", "限值表", &kId, "编号", "its id", "county", kRequired}};
TF_PARTS(kLimitSectionParts, kLimitSectionKeys);
TF_PARTS(kLimitsParts, kLimitsHead, kVersionKeys, kLimitSectionKeys);
constinit const Shape kLimitSectionsShape{"limits", kLimitSectionParts, FreeKey::id, &kLimits};

// --- ladders
constexpr Key kDigestKeys[] = {
    {"to", "至", &kWho, "汇总给谁", "who reads it", "oversight", kRequired},
    {"at", "时点", &kTime, "几点发", "when it goes out", "08:30"},
};
TF_PARTS(kDigestParts, kDigestKeys);
constinit const Shape kDigestShape{"digest", kDigestParts};
constinit const Form kDigest{
    "digest", "{to: …, at: 08:30}", "{to: …, at: 08:30}", Scalar::none, nullptr,
    nullptr,  &kDigestShape};
constexpr Key kAskKeys[] = {
    {"task", "任务", &kId, "要办的事", "the work", "interview"},
    {"form", "表单", &kCaseForm, "要填的表", "what is filled in", "explanation"},
    {"who", "办理人", &kWho, "谁来办（默认承办人）", "who does it (the owner by default)",
     "town_deputy"},
    {"due", "期限", &kDue, "期限", "the deadline", "explain"},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 约谈, en: Interview}"},
};
TF_PARTS(kAskParts, kAskKeys);
constinit const Shape kAskShape{"ask", kAskParts};
constinit const Form kAsk{"ask",
                          "{form: …, due: …} 或 {task: …, who: …, due: …}",
                          "{form: …, due: …} or {task: …, who: …, due: …}",
                          Scalar::none,
                          nullptr,
                          nullptr,
                          &kAskShape};
constexpr Key kLevelKeys[] = {
    {"at", "时点", &kTime, "时钟的哪个时点", "a moment of the clock", "due + grace"},
    {"when", "当", &kExpression, "或者条件成立时", "or when this holds", "yellows() >= 2"},
    {"light", "灯色", &kLight, "亮什么灯", "the light", "yellow"},
    {"tell", "告知", &kWho, "告知谁", "who is told", "[handler, line_lead]"},
    {"digest", "汇总告知", &kDigest, "汇总后告知", "told in a digest",
     "{to: oversight, at: 08:30}"},
    {"urge", "催办", &kTruth, "计一次催办", "counts as an urge", "true"},
    {"ask", "须交", &kAsk, "须交什么", "what must be handed in",
     "{form: explanation, due: explain}"},
    {"owner", "承办人", &kWho, "换承办人", "moves the case to", "grid_head"},
    {"open", "开立", &kId, "开立案件", "opens a case", "supervision-slip"},
    {"with", "带上", &kWith, "带上哪些数据", "the data that goes along", "{old_date: due}"},
    {"call", "致电", &kWho, "语音电话呼叫谁", "who is called by phone", "duty_officer"},
    {"listed", "挂牌", &kTruth, "挂牌", "lists the case", "true"},
    {"unlist", "摘牌", &kStep, "怎样摘牌", "how it is unlisted",
     "{sign: all, who: [handler, checker]}"},
    {"by", "方式", &kChannels, "通知方式", "channels of notices", "[phone_robot]"},
    {"text", "文字", &kText, "通知文字", "the text of the notice", "remind"},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 挂牌督办, en: Listed}"},
};
TF_PARTS(kLevelParts, kLevelKeys);
constinit const Shape kLevelShape{"level", kLevelParts};
constexpr Key kLadderKeys[] = {
    {"base", "基于", &kId, "以哪个梯级为底", "copies this ladder", "std"},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 标准, en: Standard}"},
    {"about", "说明", &kText, "说明", "what it is for", "只亮黄灯"},
    {"locked", "锁定", &kLocked, "乡镇不得改", "no town may change it", "true"},
};
TF_PARTS(kLadderParts, kLadderKeys);
constinit const Shape kLadderShape{"ladder", kLadderParts, FreeKey::id, &kLadderLevel};
constexpr Key kLadderUseKeys[] = {
    {"tell", "告知", &kWho, "另告知谁", "who else is told", "supervisor"},
    {"by", "方式", &kChannels, "通知方式", "channels of notices", "[phone_robot]"},
};
TF_PARTS(kLadderUseParts, kLadderKeys, kLadderUseKeys);
constinit const Shape kLadderUseShape{"ladder", kLadderUseParts, FreeKey::id, &kLadderLevel};
constinit const Form kLadder{
    "ladder", "{L1: {at: …}, L2: …}", "{L1: {at: …}, L2: …}", Scalar::none, nullptr,
    nullptr,  &kLadderShape};
constexpr Key kLaddersHead[] = {{"ladders", "梯级表", &kId, "编号", "its id", "county", kRequired}};
TF_PARTS(kLaddersParts, kLaddersHead, kVersionKeys);
constinit const Shape kLaddersShape{"ladders", kNoRuleParts, FreeKey::id, &kLadder};

// --- forms and words
constexpr Key kSharedKeys[] = {
    {"title", "名称", &kText, "表单的名称", "what people read", "{zh: 回访记录, en: Call-back}"}};
TF_PARTS(kSharedParts, kSharedKeys);
constinit const Shape kSharedShape{"form", kSharedParts, FreeKey::name, &kField};
constinit const Form kShared{"form",  "字段: 类型", "field: type", Scalar::none,
                             nullptr, nullptr,      &kSharedShape};
constinit const Shape kSharedFormsShape{"forms", kNoRuleParts, FreeKey::id, &kShared};
constexpr Key kFormsHead[] = {{"forms", "表单库", &kId, "编号", "its id", "common", kRequired}};
TF_PARTS(kFormsParts, kFormsHead);
constexpr Key kWordsKeys[] = {
    {"words", "词表", &kId, "编号", "its id", "county", kRequired},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 词表, en: Words}"},
    {"rows", "各行", &kTable, "编号、中文、英文", "id, zh, en", "id | zh | en"},
    {"texts", "通知文字", &kTable, "通知编号、中文、英文", "notices: id, zh, en", "id | zh | en"},
};
TF_PARTS(kWordsParts, kWordsKeys);

// --- calendar
constinit const Form kWeekday{"weekday", "星期几", "a weekday", Scalar::word, &kWeekdayWords};
constinit const Form kWeekdays{"weekdays",   "星期几的列表", "a list of weekdays",
                               Scalar::word, &kWeekdayWords, &kWeekday};
constinit const Form kDays{"days", "日期列表", "a list of dates", Scalar::any, nullptr, &kDate};
constinit const Shape kRestShape{"rest", kNoRuleParts, FreeKey::name, &kDays};
constinit const Form kRestDays{"rest",
                               "日期列表，或 名称: 起 to 止",
                               "a list of dates, or name: first to last",
                               Scalar::none,
                               nullptr,
                               &kDate,
                               &kRestShape};
constexpr Key kWeekKeys[] = {
    {"rest", "休息", &kWeekdays, "每周休息日", "rest days of the week", "[saturday, sunday]"}};
TF_PARTS(kWeekParts, kWeekKeys);
constinit const Shape kWeekShape{"week", kWeekParts};
constinit const Form kWeek{"week",
                           "{rest: [saturday, sunday]}",
                           "{rest: [saturday, sunday]}",
                           Scalar::none,
                           nullptr,
                           nullptr,
                           &kWeekShape};
constexpr Key kYearKeys[] = {
    {"notice", "通知文号", &kText, "放假通知", "the notice", "国务院办公厅 2025-11-04"},
    {"rest", "休息", &kRestDays, "放假", "rest days", "{spring: 2026-02-15 to 2026-02-23}"},
    {"work", "调休上班", &kDays, "调休上班", "make-up working days", "[2026-02-14]"},
};
TF_PARTS(kYearParts, kYearKeys);
constinit const Shape kYearShape{"year", kYearParts};
constinit const Form kYear{
    "year",  "{rest: …, work: …}", "{rest: …, work: …}", Scalar::none, nullptr,
    nullptr, &kYearShape};
constinit const Shape kYearsShape{"years", kNoRuleParts, FreeKey::year, &kYear};
constinit const Form kYears{"years",
                            "年份: {rest: …, work: …}",
                            "year: {rest: …, work: …}",
                            Scalar::none,
                            nullptr,
                            nullptr,
                            &kYearsShape};
constexpr Key kCalendarKeys[] = {
    {"title", "名称", &kText, "显示的名称", "what people read",
     "{zh: 全国节假日, en: National calendar}"},
    {"effective", "生效日期", &kDate, "从哪天起适用", "the date from which it applies",
     "2026-01-01"},
    {"base", "基于", &kId, "以哪个日历为底", "the calendar beneath", "cn"},
    {"zone", "时区", &kPlain, "时区", "the time zone", "Asia/Shanghai"},
    {"office", "办公时间", &kHours, "办公时间", "office hours", "08:30-12:00 14:00-17:30"},
    {"week", "周", &kWeek, "每周休息日", "rest days of the week", "{rest: [saturday, sunday]}"},
    {"always", "法定日", &kDays, "每年固定的法定日（月-日）", "fixed days of every year (MM-DD)",
     "[01-01, 10-01]"},
    {"years", "年份", &kYears, "各年放假与调休", "rest and make-up days by year",
     "{2026: {rest: [2026-01-01], work: [2026-01-04]}}"},
    {"rest", "休息", &kRestDays, "另外的休息日", "further rest days", "[2026-04-16]"},
    {"work", "调休上班", &kDays, "另外的上班日", "further working days", "[]"},
};
constexpr Key kCalendarHead[] = {{"calendar", "日历", &kId, "编号", "its id", "cn", kRequired}};
TF_PARTS(kCalendarParts, kCalendarHead, kCalendarKeys);
TF_PARTS(kCalendarBodyParts, kCalendarKeys);
constinit const Shape kCalendarBodyShape{"calendar", kCalendarBodyParts};

}  // namespace

constinit const Shape kTableFile{"table", kTableParts};
constinit const Shape kDeadlinesFile{"deadlines", kDeadlinesParts, FreeKey::id, &kDeadlines};
constinit const Shape kLimitsFile{"limits", kLimitsParts, FreeKey::id, &kLimits};
constinit const Shape kLaddersFile{"ladders", kLaddersParts, FreeKey::id, &kLadder};
constinit const Shape kFormsFile{"forms", kFormsParts, FreeKey::id, &kShared};
constinit const Shape kWordsFile{"words", kWordsParts};
constinit const Shape kCalendarFile{"calendar", kCalendarParts};

constinit const Form kTablePatch{"table patches",
                                 "规则表: 与上级不同之处",
                                 "table: what differs from the base",
                                 Scalar::none,
                                 nullptr,
                                 nullptr,
                                 &kTablePatchesShape};
constinit const Form kDeadline{
    "deadline", "时长、时点或 {for: …}", "a duration, a moment or {for: …}", Scalar::time, nullptr,
    &kTime,     &kDeadlineShape};
constinit const Form kDue{"due",
                          "期限名、时长或 {date: …}",
                          "the name of a deadline, a duration or {date: …}",
                          Scalar::time,
                          nullptr,
                          nullptr,
                          &kDueShape};
constinit const Form kDeadlineSections{"deadlines",
                                       "流程: {名称: 期限}",
                                       "workflow: {name: deadline}",
                                       Scalar::none,
                                       nullptr,
                                       nullptr,
                                       &kSectionsShape,
                                       true};
constinit const Form kPauses{
    "pauses", "理由: {clock: …}", "reason: {clock: …}", Scalar::none, nullptr,
    nullptr,  &kPausesShape};
constinit const Form kLimitSections{"limits",
                                    "流程: {名称: {is: …}}",
                                    "workflow: {name: {is: …}}",
                                    Scalar::none,
                                    nullptr,
                                    nullptr,
                                    &kLimitSectionsShape,
                                    true};
constinit const Form kLadders{"ladders", "名称: {L1: …}", "name: {L1: …}", Scalar::none,
                              nullptr,   nullptr,         &kLaddersShape,  true};
constinit const Form kLadderLevel{
    "level", "{at: …, light: …}", "{at: …, light: …}", Scalar::none, nullptr,
    nullptr, &kLevelShape};
constinit const Form kLadderUse{"ladder",
                                "梯级名，或 {base: …, L1: …}",
                                "the name of a ladder, or {base: …, L1: …}",
                                Scalar::id,
                                nullptr,
                                nullptr,
                                &kLadderUseShape};
constinit const Form kSharedForms{"forms",
                                  "名称: {字段: 类型}",
                                  "name: {field: type}",
                                  Scalar::none,
                                  nullptr,
                                  nullptr,
                                  &kSharedFormsShape,
                                  true};
constinit const Form kCalendarBody{
    "calendar", "{base: …, zone: …}", "{base: …, zone: …}", Scalar::none, nullptr,
    nullptr,    &kCalendarBodyShape};

}  // namespace tf::model
