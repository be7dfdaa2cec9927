#include "api/route.h"

#include <algorithm>

#include "api/handlers.h"
#include "base/text.h"

namespace tf::api {
namespace {

using Kind = Parameter::Kind;

constexpr Parameter kTown{"town", Kind::text, "镇", "town"};
constexpr Parameter kWorkflow{"workflow", Kind::text, "流程", "workflow"};
constexpr Parameter kState{"state", Kind::text, "状态", "state"};
constexpr Parameter kLight{"light", Kind::light, "灯：green、yellow、red",
                           "light: green, yellow, red"};
constexpr Parameter kUnit{"unit", Kind::text, "单位", "unit"};
constexpr Parameter kLimit{"limit", Kind::count, "每页行数，最多 200",
                           "rows of a page, at most 200"};
constexpr Parameter kOffset{"offset", Kind::count, "跳过的行数", "rows to skip"};

constexpr Parameter kCaseParameters[] = {
    kTown,
    kWorkflow,
    kState,
    kLight,
    kUnit,
    {"grid", Kind::text, "网格", "grid"},
    {"owner", Kind::text, "承办人", "owner"},
    {"q", Kind::text, "编号或标题中的文字", "part of number or title"},
    kLimit,
    kOffset,
};
constexpr Parameter kTaskParameters[] = {
    {"person", Kind::text, "承办人或候选人", "owner or candidate"},
    kTown,
    kUnit,
    kWorkflow,
    kState,
    kLight,
    kLimit,
    kOffset,
};
constexpr Parameter kIncidentParameters[] = {kTown};
constexpr Parameter kMetricParameters[] = {
    {"from", Kind::date, "起始日，默认 30 天前", "first day, by default 30 days back"},
    {"to", Kind::date, "截止日，默认今天", "last day, by default today"},
};
constexpr Parameter kReportParameters[] = {
    {"period", Kind::text, "时段：2026、2026-Q3、2026-09、2026-W40、2026-09-30",
     "2026, 2026-Q3, 2026-09, 2026-W40 or 2026-09-30"},
    {"format", Kind::text, "json、csv 或 xlsx", "json, csv or xlsx"},
};
constexpr Parameter kRollParameters[] = {
    {"after", Kind::count, "此版本之后的变动", "acts after this version"},
    {"limit", Kind::count, "最多几项，至多 500，默认 50", "how many, at most 500, by default 50"},
};
constexpr Parameter kStreamParameters[] = {
    kTown,
    {"case", Kind::text, "事项编号或公开编号", "id or number of a case"},
    {"after", Kind::count, "从此序号之后开始", "begin after this sequence number"},
};

constexpr Route kRoutes[] = {
    {.method = Method::post,
     .pattern = "/api/v1/cases",
     .id = "openCase",
     .tag = "cases",
     .zh = "登记一个事项",
     .en = "Open a case",
     .body = "OpenCase",
     .answer = "Answer",
     .command = open_case},
    {.method = Method::get,
     .pattern = "/api/v1/cases",
     .id = "listCases",
     .tag = "cases",
     .zh = "事项列表：灯最急的在前，然后按到期先后",
     .en = "Cases: worst light first, then due soonest",
     .answer = "CaseList",
     .parameters = kCaseParameters,
     .read = list_cases},
    {.method = Method::get,
     .pattern = "/api/v1/cases/{ref}",
     .id = "showCase",
     .tag = "cases",
     .zh = "一个事项：字段、任务、时钟、子事项",
     .en = "One case: fields, tasks, clocks, children",
     .answer = "CaseView",
     .read = show_case},
    {.method = Method::get,
     .pattern = "/api/v1/cases/{ref}/timeline",
     .id = "showTimeline",
     .tag = "cases",
     .zh = "事项的经过",
     .en = "What happened to a case",
     .answer = "Timeline",
     .read = show_timeline},
    {.method = Method::get,
     .pattern = "/api/v1/cases/{ref}/explain",
     .id = "explainCase",
     .tag = "cases",
     .zh = "为什么在这一步、为什么亮这盏灯",
     .en = "Why it stands where it stands and why its light is what it is",
     .answer = "Explanation",
     .read = explain_case},
    {.method = Method::post,
     .pattern = "/api/v1/cases/{ref}/actions/{verb}",
     .id = "actOnCase",
     .tag = "cases",
     .zh = "对事项办理一个动作",
     .en = "Act on a case",
     .body = "Act",
     .answer = "Answer",
     .command = act_on_case},
    {.method = Method::post,
     .pattern = "/api/v1/cases/{ref}/messages/{name}",
     .id = "sendMessage",
     .tag = "cases",
     .zh = "给事项送一个消息",
     .en = "Send a message to a case",
     .body = "Message",
     .answer = "Answer",
     .command = send_message},
    {.method = Method::get,
     .pattern = "/api/v1/incidents",
     .id = "listIncidents",
     .tag = "cases",
     .zh = "未了的异常：哪件案件、为何、何时再试",
     .en = "Open incidents: which case, why, when it is tried again",
     .answer = "IncidentList",
     .parameters = kIncidentParameters,
     .read = list_incidents},
    {.method = Method::post,
     .pattern = "/api/v1/cases/{ref}/incidents/{incident}/{how}",
     .id = "actOnIncident",
     .tag = "cases",
     .zh = "异常再试一次（retry），按应有的值解决（resolve），或不再试而往下走（skip）；后两者须写"
           "理由",
     .en = "Tries an incident again (retry), completes it with the values it should have had "
           "(resolve), or gives it up (skip); the last two with a reason",
     .body = "Skip",
     .answer = "Answer",
     .command = act_on_incident},
    {.method = Method::post,
     .pattern = "/api/v1/cases/{ref}/erase",
     .id = "eraseCase",
     .tag = "cases",
     .zh = "抹除一件已办结事项中的个人信息：销毁密钥，不可恢复",
     .en = "Erases what is private in a closed case: its key is destroyed for ever",
     .body = "Erase",
     .answer = "Erasure",
     .command = erase_case},
    {.method = Method::post,
     .pattern = "/api/v1/towns/{town}/persons/{person}/erase",
     .id = "erasePerson",
     .tag = "cases",
     .zh = "抹除一个人的信息：销毁密钥，不可恢复",
     .en = "Erases what is kept of a person: the key is destroyed for ever",
     .body = "Erase",
     .answer = "Erasure",
     .command = erase_person},
    {.method = Method::get,
     .pattern = "/api/v1/tasks",
     .id = "listTasks",
     .tag = "tasks",
     .zh = "待办任务",
     .en = "Open tasks",
     .answer = "TaskList",
     .parameters = kTaskParameters,
     .read = list_tasks},
    {.method = Method::post,
     .pattern = "/api/v1/cases/{ref}/tasks/{task}/complete",
     .id = "completeTask",
     .tag = "tasks",
     .zh = "完成任务",
     .en = "Complete a task",
     .body = "Complete",
     .answer = "Answer",
     .command = complete_task},
    {.method = Method::post,
     .pattern = "/api/v1/cases/{ref}/tasks/{task}/{verb}",
     .id = "actOnTask",
     .tag = "tasks",
     .zh = "对任务办理一个动作：claim、transfer、delegate、return、urge、fill 等",
     .en = "Act on a task: claim, transfer, delegate, return, urge, fill and more",
     .body = "Act",
     .answer = "Answer",
     .command = act_on_task},
    {.method = Method::get,
     .pattern = "/api/v1/towns",
     .id = "listTowns",
     .tag = "definitions",
     .zh = "各镇及其流程",
     .en = "Towns and their workflows",
     .answer = "TownList",
     .read = list_towns},
    {.method = Method::get,
     .pattern = "/api/v1/towns/{town}/workflows/{workflow}",
     .id = "showWorkflow",
     .tag = "definitions",
     .zh = "一个流程：标题、表单、步骤",
     .en = "One workflow: titles, forms, steps",
     .answer = "Workflow",
     .read = show_workflow},
    {.method = Method::get,
     .pattern = "/api/v1/towns/{town}/metrics/{metric}",
     .id = "showMetric",
     .tag = "definitions",
     .zh = "一个指标在若干天内的分子与分母",
     .en = "Numerators and denominators of a metric over days",
     .answer = "Metric",
     .parameters = kMetricParameters,
     .read = show_metric},
    {.method = Method::post,
     .pattern = "/api/v1/towns/{town}/preview",
     .id = "previewFiles",
     .tag = "definitions",
     .zh = "改规则前先看：哪些在办案件的期限和灯色会变；什么也不写入",
     .en = "Before rules change: which open cases would change due date or colour; writes nothing",
     .body = "ChangedFiles",
     .answer = "Preview",
     .read = preview_files},
    {.method = Method::get,
     .pattern = "/api/v1/towns/{town}/reports/{kind}",
     .id = "showReport",
     .tag = "definitions",
     .zh = "报表：daily、weekly、monthly、quarterly、zero、ranking、points",
     .en = "A report: daily, weekly, monthly, quarterly, zero, ranking, points",
     .answer = "Report",
     .parameters = kReportParameters,
     .read = show_report},
    {.method = Method::get,
     .pattern = "/api/v1/towns/{town}/roll",
     .id = "showRoll",
     .tag = "people",
     .zh = "现行名册：节点、岗位、人员、单位，及其版本",
     .en = "The roll in force: nodes, posts, persons, units, and its version",
     .answer = "Roll",
     .read = show_roll},
    {.method = Method::get,
     .pattern = "/api/v1/towns/{town}/roll/changes",
     .id = "listRollChanges",
     .tag = "people",
     .zh = "名册的历次变动：何时、何人、何事、改了哪些",
     .en = "The acts that made the roll: when, who, what, and which entries changed",
     .answer = "RollChanges",
     .parameters = kRollParameters,
     .read = list_roll_changes},
    {.method = Method::post,
     .pattern = "/api/v1/towns/{town}/roll/{verb}",
     .id = "actOnRoll",
     .tag = "people",
     .zh = "变动名册：person、end、appoint、relieve、absent、present、team",
     .en = "Act on the roll: person, end, appoint, relieve, absent, present, team",
     .body = "RollAct",
     .answer = "RollAnswer",
     .command = act_on_roll},
    {.method = Method::get,
     .pattern = "/api/v1/events",
     .id = "streamEvents",
     .tag = "engine",
     .zh = "事件流（SSE），凭 Last-Event-ID 续传",
     .en = "Events as they are committed (SSE), resumed by Last-Event-ID",
     .parameters = kStreamParameters,
     .read = open_stream,
     .at_once = true},
    {.method = Method::get,
     .pattern = "/api/v1/health",
     .id = "showHealth",
     .tag = "engine",
     .zh = "引擎是否就绪",
     .en = "Whether the engine is ready",
     .answer = "Health",
     .read = show_health,
     .at_once = true},
    {.method = Method::get,
     .pattern = "/api/v1/problems",
     .id = "listProblems",
     .tag = "engine",
     .zh = "出错代码一览",
     .en = "The codes of problem answers",
     .answer = "Problems",
     .read = show_problems,
     .at_once = true},
    {.method = Method::get,
     .pattern = "/api/v1/openapi.json",
     .id = "showOpenapi",
     .tag = "engine",
     .zh = "本接口的 OpenAPI 文档",
     .en = "This interface as OpenAPI",
     .answer = "OpenApi",
     .read = show_openapi,
     .at_once = true},
    {.method = Method::get,
     .pattern = "/metrics",
     .id = "showFigures",
     .tag = "engine",
     .zh = "监控数字（Prometheus 文本）",
     .en = "Figures as Prometheus text",
     .read = show_figures},
};

// Walks pattern and segments side by side; holes take any segment.
bool fits(std::string_view pattern, std::span<const std::string_view> segments,
          std::array<std::string_view, Context::kArguments>& arguments) {
  std::size_t hole = 0;
  for (const std::string_view segment : segments) {
    if (pattern.empty()) return false;
    pattern.remove_prefix(1);
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    const std::string_view piece = pattern.substr(0, end);
    pattern.remove_prefix(end);
    if (piece.starts_with('{'))
      arguments[hole++] = segment;
    else if (piece != segment)
      return false;
  }
  return pattern.empty();
}

}  // namespace

std::span<const Route> routes() {
  return kRoutes;
}

Match match_route(Method method, std::span<const std::string_view> segments) {
  Match match;
  const Method asked = method == Method::head ? Method::get : method;
  bool get = false;
  bool post = false;
  for (const Route& route : kRoutes) {
    if (!fits(route.pattern, segments, match.arguments)) continue;
    if (route.method == asked) {
      match.route = &route;
      return match;
    }
    (route.method == Method::get ? get : post) = true;
  }
  if (get) match.allow = "GET, HEAD";
  if (post) match.allow += get ? ", POST" : "POST";
  return match;
}

}  // namespace tf::api
