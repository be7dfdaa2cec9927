// The workflow file: case, fields, start, steps, handlers of the case, milestones, metrics.
#include "model/shape_table.h"

namespace tf::model {

#define TF_PARTS(name, ...) const std::span<const Key> name[] = {__VA_ARGS__}

namespace {

TF_PARTS(kNoWorkflowParts, std::span<const Key>());

// --- milestones and metrics
constexpr Key kMilestoneKeys[] = {
    {"title", "名称", &kText, "显示的名称", "what people read",
     "{zh: 首次联系, en: First contact}"},
    {"if", "如果", &kExpression, "何时有这个节点", "when there is such a clock", "class = complex"},
    {"from", "从", &kReference, "从哪一步或哪个时刻起", "starts at this step or moment",
     "dispatch"},
    {"met", "达成", &kExpression, "何时算达成", "when it is met", "contact_at != null", kRequired},
    {"due", "期限", &kDue, "期限", "the deadline", "contact", kRequired},
    {"ladder", "梯级", &kLadderUse, "超期后的措施", "what happens as time runs out", "notice"},
    {"tell", "告知", &kWho, "达成时告知谁", "who is told when it is met", "reporter"},
};
TF_PARTS(kMilestoneParts, kMilestoneKeys);
constinit const Shape kMilestoneShape{"milestone", kMilestoneParts};
constinit const Form kMilestone{
    "milestone", "{met: …, due: …}", "{met: …, due: …}", Scalar::none, nullptr,
    nullptr,     &kMilestoneShape};
constinit const Shape kMilestonesShape{"milestones", kNoWorkflowParts, FreeKey::id, &kMilestone};

constexpr Key kMetricKeys[] = {
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 按时率, en: On time}"},
    {"count", "计数", &kExpression, "计多少",
     "counts the cases for which it holds, or adds a number", "result = settled"},
    {"share", "占比", &kExpression, "分子", "the numerator", "on_time(\"handle\")"},
    {"of", "取自", &kExpression, "分母", "the denominator", "state = closed"},
    {"median", "中位数", &kExpression, "中位数", "the median", "spent(\"acknowledge\")"},
    {"p95", "九五位", &kExpression, "第 95 百分位", "the 95th percentile", "spent(\"town-route\")"},
    {"per", "分组", &kPaths, "按什么分组", "grouped by", "[unit, village]"},
};
TF_PARTS(kMetricParts, kMetricKeys);
constinit const Shape kMetricShape{"metric", kMetricParts};
constinit const Form kMetric{"metric",
                             "{count: …} 或 {share: …, of: …}",
                             "{count: …} or {share: …, of: …}",
                             Scalar::none,
                             nullptr,
                             nullptr,
                             &kMetricShape};
constinit const Shape kMetricsShape{"metrics", kNoWorkflowParts, FreeKey::name, &kMetric};

// --- start
constexpr Key kFindKeys[] = {
    {"of", "取自", &kIds, "在哪些流程里找", "in which workflows", "[three-lines]"},
    {"match", "对应", &kMatch, "哪些字段须相同", "the fields that must agree",
     "[kind, place.code]"},
    {"near", "邻近", &kPlain, "相距多近", "so near", "limit.same_place"},
    {"within", "时限内", &kTime, "多久以内", "within this time", "same-matter"},
    {"state", "状态", &kState, "案件状态", "in this state", "open"},
    {"when", "当", &kExpression, "何时适用", "applies when this holds", "count(cases) >= 3"},
};
constexpr Key kSameKeys[] = {
    {"then", "则", &kThenMerge, "并入或重开", "merge it or reopen it", "merge", kRequired},
    {"go", "转到", &kTarget, "重开后转到", "where it goes on", "line-above"},
};
constexpr Key kClusterKeys[] = {
    {"set", "赋值", &kSet, "新案件的字段", "fields of the new case", "{source: cluster}"}};
TF_PARTS(kFindParts, kFindKeys);
TF_PARTS(kSameParts, kFindKeys, kSameKeys);
TF_PARTS(kClusterParts, kFindKeys, kClusterKeys);
constinit const Shape kFindShape{"find", kFindParts};
constinit const Shape kSameShape{"same", kSameParts};
constinit const Shape kClusterShape{"cluster", kClusterParts};
constinit const Form kFindForm{"find",
                               "{of: …, match: …, within: …}",
                               "{of: …, match: …, within: …}",
                               Scalar::none,
                               nullptr,
                               nullptr,
                               &kFindShape};
constinit const Form kSameForm{"same",
                               "{match: …, then: merge}",
                               "{match: …, then: merge}",
                               Scalar::none,
                               nullptr,
                               nullptr,
                               &kSameShape};
constinit const Shape kFindsShape{"find", kNoWorkflowParts, FreeKey::id, &kFindForm};
constinit const Shape kSamesShape{"same", kNoWorkflowParts, FreeKey::id, &kSameForm};
constinit const Form kFinds{"finds", "名称: {of: …}", "name: {of: …}", Scalar::none,
                            nullptr, nullptr,         &kFindsShape};
constinit const Form kSames{"sames",
                            "名称: {match: …, then: …}",
                            "name: {match: …, then: …}",
                            Scalar::none,
                            nullptr,
                            nullptr,
                            &kSamesShape};
constinit const Form kCluster{"cluster",
                              "{of: …, match: …, within: …, when: …}",
                              "{of: …, match: …, within: …, when: …}",
                              Scalar::none,
                              nullptr,
                              nullptr,
                              &kClusterShape};
constinit const Form kEachRow{"each", "表达式 as 名称",
                              "an expression as a name: nodes(\"grid\") as here", Scalar::each};

constexpr Key kStartKeys[] = {
    {"who", "办理人", &kWho, "谁可以立案", "who may open a case", "anyone"},
    {"find", "查找", &kFinds, "立案时查一次的案件", "cases looked up once",
     "{earlier: {of: [three-lines]}}"},
    {"same", "同一事项", &kSames, "同一事项怎么办", "the same matter again",
     "{again: {match: [kind], then: merge}}"},
    {"cluster", "聚集", &kCluster, "多件聚成一件", "several cases become children of a new one",
     "{of: [grid-event], match: [subject], within: cluster, when: count(cases) >= 3}"},
    {"message", "消息", &kReference, "收到消息即立案", "a message opens a case", "warning"},
    {"signal", "信号", &kReference, "有信号即立案", "a signal opens a case", "alert"},
    {"go", "转到", &kTarget, "从哪一步开始", "the step it begins with", "line-2"},
    {"match", "对应", &kMatch, "消息里的字段须等于什么", "what fields of the message must equal",
     "{kind: flood}"},
    {"each", "逐个", &kEachRow, "每一项立一案", "one case for every row",
     "nodes(\"grid\") as here"},
    {"every", "每逢", &kTime, "周期立案", "opens again and again", "month on day 1 at 08:00"},
    {"when", "当", &kExpression, "条件由不成立变为成立时立案",
     "opens a case each time it turns true",
     "metrics(here.id, today(), today()).complaints.num > 20"},
    {"set", "赋值", &kSet, "立案时赋值", "fields set at opening", "{month: today()}"},
    {"decide", "判定", &kReferences, "立案时判定的规则表", "tables decided at opening",
     "[matter-size, start-line]"},
    {"refuse", "不予", &kRefuse, "何时不予立案", "when it is refused",
     "{WRONG_LINE: {when: asked_line > 1, text: 应先由第一道防线受理}}"},
    {"form", "表单", &kCaseForm, "立案另填什么", "what else is asked", "[facts]"},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 自办, en: By hand}"},
};
TF_PARTS(kStartParts, kStartKeys);
constexpr const char* kStartNeeds[] = {"who",  "message", "signal",  "each", "every",
                                       "find", "same",    "cluster", "when"};
constinit const Shape kOneStartShape{"start", kStartParts};
constinit const Form kOneStart{"start",
                               "{who: …}、{message: …} 或 {every: …}",
                               "{who: …}, {message: …} or {every: …}",
                               Scalar::none,
                               nullptr,
                               nullptr,
                               &kOneStartShape};
constinit const Shape kStartShape{.name = "start",
                                  .parts = kStartParts,
                                  .free_key = FreeKey::id,
                                  .free = &kOneStart,
                                  .free_needs = kStartNeeds};

// --- amend
constexpr Key kAmendKeys[] = {
    {"who", "办理人", &kWho, "谁可以更正", "who may change it", "village_secretary", kRequired},
    {"form", "表单", &kCaseForm, "另填什么", "what else is asked", "{why: required text}"},
    {"set", "赋值", &kSet, "同时赋值", "what is set as well", "{risk: mid}"},
    {"if", "如果", &kExpression, "何时可以", "when it may be changed", "state = open"},
    {"refuse", "不予", &kRefuse, "何时不可以", "when it is refused",
     "{TOO_LATE: {when: now > until, text: 已过时限}}"},
    {"due", "期限", &kDue, "期限", "the deadline", "amend"},
};
TF_PARTS(kAmendParts, kAmendKeys);
constinit const Shape kAmendOneShape{"amend", kAmendParts};
constinit const Form kAmendOne{
    "amend", "{who: …, form: …}", "{who: …, form: …}", Scalar::none, nullptr,
    nullptr, &kAmendOneShape};
constinit const Shape kAmendShape{"amend", kNoWorkflowParts, FreeKey::name, &kAmendOne};

// --- the whole
constexpr Key kHeadKeys[] = {
    {"workflow", "流程", &kId, "流程编号", "the id of the process", "three-lines", kRequired}};
constexpr Key kBodyKeys[] = {
    {"title", "名称", &kText, "显示的名称", "what people read",
     "{zh: 三道防线, en: Three lines of defence}"},
    {"about", "说明", &kText, "说明", "what it is for", "邻里纠纷就地化解"},
    {"version", "版本", &kPlain, "版本标签", "a label; the content itself names the version",
     "2026"},
    {"case", "登记项", &kFields, "立案时问的字段", "the fields asked when a case is opened",
     "{kind: {type: choice, of: [family, land]}}"},
    {"fields", "其他字段", &kFields, "以后填写或算出的字段", "fields filled later, or computed",
     "{visit: date}"},
    {"start", "立案", &kStart, "怎样立案", "how a case begins", "{who: anyone}"},
    {"met", "达成", &kExpression, "全案时钟何时停", "when the clock of the whole case stops",
     "settled_line != null"},
    {"due", "期限", &kDue, "全案期限", "the deadline of the whole case", "whole"},
    {"ladder", "梯级", &kLadderUse, "超期后的措施", "what happens as time runs out", "std"},
    {"may", "可办", &kMay, "各步都可做的操作", "verbs open at every step",
     "[urge, cc, suspend, merge]"},
    {"refuse", "不予", &kRefuse, "何时不予办理", "when it is refused",
     "{CLOSED: {when: state = closed, text: 已办结}}"},
    {"amend", "更正", &kAmend, "谁可以更正哪些字段", "which fields may change later, by whom",
     "{size: {who: village_secretary}}"},
    {"tell", "告知", &kWho, "立案时告知谁", "who is told at opening", "reporter"},
    {"help", "协办", &kWho, "谁协助", "who helps, without owning", "assist"},
    {"milestones", "时间节点", &kMilestones, "只计时的节点", "clocks without a task",
     "{contact: {met: contact_at != null, due: contact}}"},
    {"order", "次序", &kOrderForm, "步骤的次序", "listed, any order, or free", "listed"},
    {"steps", "步骤", &kSteps, "步骤", "the steps", "{handle: {task: handle, who: grid_worker}}",
     kRequired},
    {"upon", "遇到", &kHandlers, "全案的事件", "handlers of the whole case",
     "{late: {clock: overdue, go: line-3}}"},
    {"metrics", "指标", &kMetrics, "统计指标", "what is counted",
     "{settled: {count: result = settled}}"},
    {"locked", "锁定", &kLocked, "乡镇不得改", "no town may change it, or these keys", "[due]"},
    {"note", "备注", &kText, "给作者看的备注", "a note for authors", "见办法第五条"},
};
TF_PARTS(kWorkflowParts, kHeadKeys, kBodyKeys);
TF_PARTS(kBodyParts, kBodyKeys);
constinit const Shape kBodyShape{"workflow", kBodyParts};
constinit const Form kWorkflowBody{"workflow", "{steps: …}", "{steps: …}", Scalar::none,
                                   nullptr,    nullptr,      &kBodyShape};
constinit const Shape kBodiesShape{"workflows", kNoWorkflowParts, FreeKey::id, &kWorkflowBody};
constinit const Form kBodies{
    "workflows", "编号: {steps: …}", "id: {steps: …}", Scalar::none, nullptr,
    nullptr,     &kBodiesShape};
constexpr Key kWorkflowsKeys[] = {{"workflows", "各流程", &kBodies, "几个流程", "several processes",
                                   "{a: {steps: {b: {task: work}}}}", kRequired}};
TF_PARTS(kWorkflowsParts, kWorkflowsKeys);

constinit const Form kPatchBody{"workflow patch",
                                "与上级不同之处",
                                "what differs from the base",
                                Scalar::none,
                                nullptr,
                                nullptr,
                                &kBodyShape,
                                true};
constinit const Shape kPatchBodiesShape{"workflows", kNoWorkflowParts, FreeKey::id, &kPatchBody};

}  // namespace

constinit const Shape kWorkflowFile{"workflow", kWorkflowParts};
constinit const Shape kWorkflowsFile{"workflows", kWorkflowsParts};
constinit const Form kMilestones{
    "milestones", "名称: {met: …, due: …}", "name: {met: …, due: …}", Scalar::none, nullptr,
    nullptr,      &kMilestonesShape};
constinit const Form kMetrics{
    "metrics", "名称: {count: …}", "name: {count: …}", Scalar::none, nullptr,
    nullptr,   &kMetricsShape};
constinit const Form kStart{"start",
                            "{who: …}，或几种立案方式",
                            "{who: …}, or several starts by name",
                            Scalar::none,
                            nullptr,
                            nullptr,
                            &kStartShape};
constinit const Form kAmend{"amend", "字段: {who: …}", "field: {who: …}", Scalar::none,
                            nullptr, nullptr,          &kAmendShape};
constinit const Form kWorkflowPatches{"workflow patches",
                                      "流程: 与上级不同之处",
                                      "workflow: what differs from the base",
                                      Scalar::none,
                                      nullptr,
                                      nullptr,
                                      &kPatchBodiesShape};

}  // namespace tf::model
