// Words of the language that are values, with their Chinese.
#include <algorithm>

#include "base/text.h"
#include "model/shape_table.h"

namespace tf::model {

namespace {

constexpr Word kTypeList[] = {
    {"line", "单行"},    {"text", "文字"},    {"number", "数"},    {"whole", "整数"},
    {"money", "金额"},   {"yes_no", "是否"},  {"date", "日期"},    {"moment", "时刻"},
    {"choice", "单选"},  {"choices", "多选"}, {"person", "人"},    {"unit", "单位"},
    {"household", "户"}, {"node", "网格"},    {"address", "地址"}, {"place", "地点"},
    {"phone", "电话"},   {"photo", "照片"},   {"file", "文件"},    {"signature", "签名"},
    {"case", "案件"},    {"record", "记录"}};
constexpr Word kVerbList[] = {
    {"claim", "认领"},    {"comment", "沟通"},   {"cc", "抄送"},       {"urge", "催办"},
    {"read", "已阅"},     {"fill", "填报"},      {"return", "退单"},   {"send_back", "驳回"},
    {"transfer", "转办"}, {"delegate", "委派"},  {"add_sign", "加签"}, {"remove_sign", "减签"},
    {"add_item", "加项"}, {"take_back", "拿回"}, {"withdraw", "撤销"}, {"suspend", "挂起"},
    {"resume", "恢复"},   {"extend", "延期"},    {"merge", "并案"},    {"terminate", "终止"},
    {"jump", "跳转"},     {"skip", "跳过"},      {"reopen", "重开"},   {"complete", "办结"},
    {"repair", "修复"},   {"retry", "重试"},     {"dismiss", "消除"},  {"migrate", "迁移"},
    {"resolve", "解决"}};
constexpr Word kHitList[] = {{"unique", "唯一"},
                             {"first", "首个"},
                             {"any", "任一"},
                             {"priority", "优先"},
                             {"rule_order", "按行序"},
                             {"output_order", "按输出序"},
                             {"collect", "汇集"},
                             {"collect sum", "汇集 求和"},
                             {"collect min", "汇集 最小"},
                             {"collect max", "汇集 最大"},
                             {"collect count", "汇集 计数"}};
constexpr Word kEventNameList[] = {
    {"overdue", "超期"}, {"warn", "预警"}, {"cancel", "取消"}, {"undo", "撤回执行"}};
constexpr Word kClockList[] = {{"overdue", "超期"}, {"warn", "预警"}};
constexpr Word kStateList[] = {{"open", "在办"}, {"suspended", "挂起"}, {"closed", "办结"}};
constexpr Word kThenList[] = {{"merge", "并案"}, {"reopen", "重开"}, {"open", "开立"}};
constexpr Word kClassList[] = {{"public", "公开"}, {"internal", "内部"}, {"sensitive", "敏感"}};
constexpr Word kPickList[] = {
    {"claim", "认领"}, {"in_turn", "轮流"}, {"least_busy", "最闲"}, {"random", "随机"}};
constexpr Word kRestList[] = {{"cancel", "取消"}, {"run_on", "继续办"}};
constexpr Word kTakeList[] = {{"first", "首个"}, {"every", "每个"}};
constexpr Word kOrderList[] = {{"listed", "按序"}, {"any", "任意"}, {"free", "自由"}};
constexpr Word kRefusalList[] = {{"ends", "即止"}, {"counts", "计数"}};
constexpr Word kPassList[] = {{"unanimous", "全票"}, {"majority", "过半"}};
constexpr Word kScopeList[] = {{"scope", "本段"}, {"case", "全案"}};
constexpr Word kLightList[] = {{"green", "绿"}, {"yellow", "黄"}, {"red", "红"}};
constexpr Word kChannelList[] = {
    {"app", "应用"},    {"sms", "短信"},   {"phone_robot", "语音电话"}, {"phone", "电话"},
    {"letter", "信函"}, {"paper", "书面"}, {"meeting", "会议"},         {"wechat", "微信"}};
constexpr Word kApplyList[] = {{"new", "新案"}, {"running", "在办案"}};
constexpr Word kLanguageList[] = {{"zh", "中文"}, {"en", "英文"}};
constexpr Word kRollList[] = {{"none", "不顺延"},
                              {"next working day", "下一工作日"},
                              {"previous working day", "上一工作日"},
                              {"past holidays", "避开法定节假日"},
                              {"skip", "跳过"}};
constexpr Word kMissedList[] = {{"all", "全部"}, {"last", "最后一次"}, {"none", "不补"}};
constexpr Word kEndsList[] = {
    {"office", "下班"}, {"midnight", "午夜"}, {"second", "到秒"}, {"opening", "上班"}};
constexpr Word kPauseList[] = {{"run", "照走"}, {"pause", "暂停"}};
constexpr Word kWeekdayList[] = {
    {"monday", "星期一"}, {"tuesday", "星期二"},  {"wednesday", "星期三"}, {"thursday", "星期四"},
    {"friday", "星期五"}, {"saturday", "星期六"}, {"sunday", "星期日"}};
constexpr Word kWhoList[] = {
    {"anyone", "任何人"},        {"import", "导入"},       {"handler", "经办人"},
    {"reporter", "报事人"},      {"next_level", "上一级"}, {"line_lead", "条线负责人"},
    {"unit_head", "单位负责人"}, {"owner", "承办人"},      {"ladder", "梯级"}};
constexpr Word kHookKindList[] = {{"filter", "过滤"},
                                  {"function", "函数"},
                                  {"channel", "渠道"},
                                  {"effect", "执行"},
                                  {"job", "定时"}};
constexpr Word kOnErrorList[] = {{"ignore", "忽略"}, {"incident", "事件"}, {"reject", "拒绝"}};
constexpr Word kNoneList[] = {{"none", "无"}};
constexpr Word kStageList[] = {{"registered", "登记"},
                               {"accepted", "受理"},
                               {"assigned", "交办"},
                               {"in_progress", "办理中"},
                               {"done_pending_review", "办结待审"},
                               {"reviewed", "办结审核"},
                               {"called_back", "已回访"},
                               {"closed", "归档"},
                               {"returned", "退回"},
                               {"suspended", "挂起"},
                               {"escalated", "升级"},
                               {"reopened", "重办"},
                               {"merged", "并案"},
                               {"transferred", "转出"},
                               {"terminated", "终止"},
                               {"rejected", "不予受理"},
                               {"withdrawn", "撤回"}};
constexpr Word kTableTimeList[] = {{"opening", "立案时"}, {"decision", "判定时"}};
constexpr Word kLockList[] = {{"town", "全镇"}, {"case", "本案"}};
constexpr Word kMigrationRestList[] = {{"stay", "保持"}};
constexpr Word kUndoList[] = {{"scope", "本段"}, {"case", "全案"}};
constexpr Word kUrgeList[] = {{"urge", "催办"}};
constexpr Word kReturnList[] = {
    {"previous", "上一步"}, {"starter", "发起人"}, {"any", "任一"}, {"step", "指定步骤"}};
constexpr Word kGoOnList[] = {{"go_on", "继续"}, {"come_back", "回到退回处"}};
constexpr Word kTargetList[] = {{"end", "结束"}, {"continue", "继续"}};
constexpr Word kJoinList[] = {{"all", "全部"}, {"any", "任一"}, {"none", "无"}};
constexpr Word kMeetList[] = {{"all", "全部"}, {"any", "任一"}, {"live", "在途"}};
constexpr Word kSignList[] = {{"all", "全部"}, {"any", "任一"}, {"in turn", "依次"}};
constexpr Word kAnyNameList[] = {{"any", "任一"}};
constexpr Word kLevelList[] = {{"any", "任一"}};
constexpr Word kMethodList[] = {{"GET", "GET"},     {"POST", "POST"},     {"PUT", "PUT"},
                                {"PATCH", "PATCH"}, {"DELETE", "DELETE"}, {"HEAD", "HEAD"}};
constexpr Word kSkipList[] = {{"vacant", "空缺"},
                              {"absent without substitute", "缺勤无人代"},
                              {"related to a party", "与当事人有关"}};

constexpr Phrase kTimeList[] = {{"office hours", "办公小时"},
                                {"office hour", "办公小时"},
                                {"working days", "个工作日"},
                                {"working day", "个工作日"},
                                {"working days", "工作日"},
                                {"calendar days", "个自然日"},
                                {"calendar day", "个自然日"},
                                {"calendar days", "自然日"},
                                {"minutes", "分钟"},
                                {"minute", "分钟"},
                                {"hours", "小时"},
                                {"hours", "个小时"},
                                {"hour", "小时"},
                                {"months", "个月"},
                                {"month", "个月"},
                                {"years", "年"},
                                {"next working day", "下一工作日"},
                                {"previous working day", "上一工作日"},
                                {"until due of case", "到全案期限"},
                                {"of next month", "次月"},
                                {"every", "每"},
                                {"warn", "预警"},
                                {"due", "到期"},
                                {"start", "起点"},
                                {"now", "现在"},
                                {"grace", "宽限"},
                                {"before", "之前"},
                                {"after", "之后"},
                                {"half", "一半"},
                                {"none", "无"},
                                {"monday", "星期一"},
                                {"tuesday", "星期二"},
                                {"wednesday", "星期三"},
                                {"thursday", "星期四"},
                                {"friday", "星期五"},
                                {"saturday", "星期六"},
                                {"sunday", "星期日"},
                                {"quarter", "季"},
                                {"week", "周"},
                                {"day", "日"},
                                {"month", "月"},
                                {"year", "年度"},
                                {"at", "于"},
                                {"on", "在"},
                                {"to", "至"},
                                {"until", "直到"}};
constexpr Phrase kTypeList2[] = {
    {"required", "必填"}, {"list of", "若干"}, {"of", "之"},          {"line", "单行"},
    {"text", "文字"},     {"number", "数"},    {"whole", "整数"},     {"money", "金额"},
    {"yes_no", "是否"},   {"date", "日期"},    {"moment", "时刻"},    {"choices", "多选"},
    {"choice", "单选"},   {"person", "人"},    {"unit", "单位"},      {"household", "户"},
    {"node", "网格"},     {"address", "地址"}, {"place", "地点"},     {"phone", "电话"},
    {"photo", "照片"},    {"file", "文件"},    {"signature", "签名"}, {"case", "案件"},
    {"record", "记录"}};
constexpr Phrase kJoinList2[] = {{"tokens", "个令牌"}};

}  // namespace

#define TF_WORDS(name, list, open) const Words name{list, open};
TF_WORDS(kTypeWords, kTypeList, false)
TF_WORDS(kVerbWords, kVerbList, true)
TF_WORDS(kHitWords, kHitList, false)
TF_WORDS(kEventNames, kEventNameList, true)
TF_WORDS(kClockWords, kClockList, false)
TF_WORDS(kStateWords, kStateList, false)
TF_WORDS(kThenWords, kThenList, false)
TF_WORDS(kClassWords, kClassList, false)
TF_WORDS(kPickWords, kPickList, true)
TF_WORDS(kRestWords, kRestList, false)
TF_WORDS(kTakeWords, kTakeList, false)
TF_WORDS(kOrderWords, kOrderList, false)
TF_WORDS(kRefusalWords, kRefusalList, false)
TF_WORDS(kPassWords, kPassList, true)
TF_WORDS(kScopeWords, kScopeList, false)
TF_WORDS(kLightWords, kLightList, false)
TF_WORDS(kChannelWords, kChannelList, true)
TF_WORDS(kApplyWords, kApplyList, false)
TF_WORDS(kLanguageWords, kLanguageList, false)
TF_WORDS(kRollWords, kRollList, false)
TF_WORDS(kMissedWords, kMissedList, false)
TF_WORDS(kEndsWords, kEndsList, true)
TF_WORDS(kPauseWords, kPauseList, false)
TF_WORDS(kWeekdayWords, kWeekdayList, false)
TF_WORDS(kWhoWords, kWhoList, true)
TF_WORDS(kHookKinds, kHookKindList, false)
TF_WORDS(kOnErrorWords, kOnErrorList, false)
TF_WORDS(kNoneWords, kNoneList, true)
TF_WORDS(kStageWords, kStageList, false)
TF_WORDS(kTableTimeWords, kTableTimeList, false)
TF_WORDS(kLockWords, kLockList, false)
TF_WORDS(kMigrationRest, kMigrationRestList, false)
TF_WORDS(kUndoWords, kUndoList, true)
TF_WORDS(kUrgeWords, kUrgeList, true)
TF_WORDS(kSkipWords, kSkipList, false)
TF_WORDS(kReturnWords, kReturnList, true)
TF_WORDS(kGoOnWords, kGoOnList, false)
TF_WORDS(kTargetWords, kTargetList, true)
TF_WORDS(kJoinWords, kJoinList, true)
TF_WORDS(kMeetWords, kMeetList, true)
TF_WORDS(kSignWords, kSignList, true)
TF_WORDS(kAnyNameWords, kAnyNameList, true)
TF_WORDS(kLevelWords, kLevelList, true)
TF_WORDS(kMethodWords, kMethodList, false)
#undef TF_WORDS

const std::span<const Phrase> kTimePhrases = kTimeList;
const std::span<const Phrase> kTypePhrases = kTypeList2;
const std::span<const Phrase> kJoinPhrases = kJoinList2;

namespace {

const Phrase* longest_chinese(std::string_view text, std::span<const Phrase> phrases) {
  const Phrase* longest = nullptr;
  for (const Phrase& phrase : phrases)
    if (text.starts_with(phrase.zh) &&
        (!longest || std::string_view(phrase.zh).size() > std::string_view(longest->zh).size()))
      longest = &phrase;
  return longest;
}

// "1 hour": the units of time are the only words that have a plural.
std::string_view singular(std::string_view en) {
  if (en.ends_with('s')) en.remove_suffix(1);
  return en;
}

}  // namespace

std::string phrase_to_english(std::string_view text, std::span<const Phrase> phrases) {
  if (std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    return std::string(text);
  std::string out;
  bool apart = false;  // the last thing written was a phrase or a blank
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == ' ') {
      apart = true;
      ++i;
      continue;
    }
    const bool ascii = static_cast<unsigned char>(text[i]) < 0x80;
    const Phrase* phrase = ascii ? nullptr : longest_chinese(text.substr(i), phrases);
    if (!ascii && !phrase) return std::string(text);
    if (!out.empty() && (apart || phrase)) out += ' ';
    apart = phrase != nullptr;
    if (!phrase) {
      out += text[i++];
      continue;
    }
    out +=
        out == "1 " || out.ends_with(" 1 ") ? singular(phrase->en) : std::string_view(phrase->en);
    i += std::string_view(phrase->zh).size();
  }
  return out;
}

std::string phrase_to_chinese(std::string_view text, std::span<const Phrase> phrases) {
  std::string out;
  std::string_view rest = text;
  while (!rest.empty()) {
    const Phrase* longest = nullptr;
    for (const Phrase& phrase : phrases)
      if (starts_with_word(rest, phrase.en) &&
          (!longest || std::string_view(phrase.en).size() > std::string_view(longest->en).size()))
        longest = &phrase;
    if (longest) {
      out += longest->zh;
      rest.remove_prefix(std::string_view(longest->en).size());
    } else {
      const auto end = std::min(rest.find(' '), rest.size());
      out += rest.substr(0, end);
      rest.remove_prefix(end);
    }
    if (rest.starts_with(' ')) {
      out += ' ';
      rest.remove_prefix(1);
    }
  }
  // Only what reads back as the same is printed in Chinese.
  return phrase_to_english(out, phrases) == text ? out : std::string(text);
}

}  // namespace tf::model
