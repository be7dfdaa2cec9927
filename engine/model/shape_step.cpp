// Steps, what may follow them, the events that handlers wait for.
#include "model/shape_table.h"

namespace tf::model {

#define TF_PARTS(name, ...) const std::span<const Key> name[] = {__VA_ARGS__}

namespace {

TF_PARTS(kNoStepParts, std::span<const Key>());

// --- what follows a step
constexpr Key kOutcomeKeys[] = {
    {"go", "转到", &kTargets, "转到哪一步", "where to go", "line-2"},
    {"form", "表单", &kCaseForm, "选这个结果要填什么", "what this outcome asks for",
     "{why: required text}"},
    {"set", "赋值", &kSet, "同时赋值", "what is set", "{settled_line: 1}"},
    {"refuse", "不予", &kRefuse, "何时不可选", "when it is refused",
     "{TOO_FEW: {when: households < 5, text: 到会户数不足}}"},
    {"title", "名称", &kText, "按钮文字", "what the button says", "{zh: 谈妥, en: Settled}"},
    {"tell", "告知", &kWho, "告知谁", "who is told", "reporter"},
    {"if", "如果", &kExpression, "何时有这个按钮", "when the button is there", "size = big"},
};
TF_PARTS(kOutcomeParts, kOutcomeKeys);
constinit const Shape kOutcomeShape{"outcome", kOutcomeParts};
constinit const Form kOutcome{"outcome",
                              "步骤、列表或 {go: …, form: …}",
                              "a step, a list, or {go: …, form: …}",
                              Scalar::target,
                              &kTargetWords,
                              &kTarget,
                              &kOutcomeShape};
constexpr Key kNextKeys[] = {
    {"go", "转到", &kTarget, "下一步", "the next step", "b"},
    {"times", "次数", &kWhole, "同时走几份", "so many tokens", "3"},
};
TF_PARTS(kNextParts, kNextKeys);
constinit const Shape kNextShape{"next", kNextParts, FreeKey::name, &kOutcome};

// --- choose
constinit const Form kThen{"then",
                           "步骤，或就地写出的步骤",
                           "a step, or steps written in place",
                           Scalar::target,
                           &kTargetWords,
                           &kTarget,
                           &kStepsShape};
constexpr Key kChoiceKeys[] = {
    {"when", "当", &kExpression, "条件", "the condition", "size = big"},
    {"then", "则", &kThen, "条件成立时走哪里", "where to go when it holds", "line-3"},
    {"otherwise", "否则", &kThen, "其余情况走哪里（必写）", "where to go else (obligatory)",
     "continue"},
    {"title", "名称", &kText, "图上的文字", "what the drawing says", "{zh: 大事, en: Big}"},
};
TF_PARTS(kChoiceParts, kChoiceKeys);
constinit const Shape kChoiceShape{"choice", kChoiceParts};
constinit const Form kChoice{"choice",
                             "{when: …, then: …} 或 {otherwise: …}",
                             "{when: …, then: …} or {otherwise: …}",
                             Scalar::none,
                             nullptr,
                             nullptr,
                             &kChoiceShape};
constinit const Form kChoices{
    "choices",    "分支列表", "a list of {when: …, then: …}, the last {otherwise: …}",
    Scalar::none, nullptr,    &kChoice};

// --- events
constexpr Key kAheadKeys[] = {
    {"of", "取自", &kExpression, "在哪个日期之前", "before which date", "until", kRequired},
    {"by", "方式", &kTimes, "提前多久", "how long before", "remind-promisor", kRequired},
};
TF_PARTS(kAheadParts, kAheadKeys);
constinit const Shape kAheadShape{"ahead", kAheadParts};
constinit const Form kAhead{
    "ahead",     "{of: 日期, by: 期限}", "{of: date, by: deadline}", Scalar::none, nullptr, nullptr,
    &kAheadShape};
constinit const Form kClockWord{"clock", "overdue 或 warn", "overdue or warn", Scalar::word,
                                &kClockWords};
constinit const Form kThrown{"thrown", "名称或 any", "a name or any", Scalar::reference,
                             &kAnyNameWords};
constinit const Form kEvents{"events",     "事件列表", "a list of events",
                             Scalar::none, nullptr,    &kEvent};

constexpr Key kEventKeys[] = {
    {"clock", "时钟", &kClockWord, "所挂时钟：超期或预警", "the clock it hangs on", "overdue",
     kIsEvent},
    {"after", "之后", &kTime, "进入后多久", "so long after entry", "rating-window", kIsEvent},
    {"at", "时点", &kExpression, "到某一时点", "at a moment", "half_of(finish_by)", kIsEvent},
    {"again", "再隔", &kExpression, "此后每隔多久再来一次", "and again so long after each time",
     "duration(\"PT1H\")"},
    {"times", "次数", &kWhole, "一共几次", "so often in all", "3"},
    {"ahead", "提前", &kAhead, "某日期之前", "before a date", "{of: until, by: remind-promisor}",
     kIsEvent},
    {"every", "每逢", &kTime, "周期", "again and again", "day at 18:00", kIsEvent},
    {"when", "当", &kExpression, "条件由不成立变为成立时", "each time it turns true", "risk = high",
     kIsEvent},
    {"message", "消息", &kReference, "收到消息时", "when this message comes", "rating", kIsEvent},
    {"signal", "信号", &kReference, "有信号时", "when this signal is raised", "bell", kIsEvent},
    {"error", "错误", &kThrown, "内部出错时", "when this error is thrown inside", "any", kIsEvent},
    {"escalation", "升级", &kThrown, "内部升级时", "when this escalation is thrown inside", "any",
     kIsEvent},
    {"match", "对应", &kMatch, "消息里哪些字段须相同", "fields of the message that must agree",
     "{source_no: source_no}"},
};
constexpr Key kWaitKeys[] = {
    {"kept", "留存", &kTruth, "先到的消息也算", "a message that came earlier counts too", "true"},
    {"any", "任一", &kEvents, "其中任一事件", "any of these events", "[{signal: a}, {signal: b}]",
     kIsEvent},
    {"all", "全部", &kEvents, "全部事件", "all of these events", "[{signal: a}, {signal: b}]",
     kIsEvent},
};
TF_PARTS(kEventParts, kEventKeys, kWaitKeys);
constinit const Shape kEventShape{"event", kEventParts};

// --- repeat, lock, retry, join, sign
constexpr Key kRepeatKeys[] = {
    {"until", "截止", &kExpression, "直到成立", "until this holds", "tries >= 3"},
    {"while", "期间", &kExpression, "成立期间", "while this holds", "tries < 3"},
    {"at_most", "至多", &kWhole, "最多几遍", "so often at most", "10"},
};
TF_PARTS(kRepeatParts, kRepeatKeys);
constinit const Shape kRepeatShape{"repeat", kRepeatParts};
constinit const Form kRepeat{"repeat",
                             "{until: …, at_most: …}",
                             "{until: …, at_most: …}",
                             Scalar::none,
                             nullptr,
                             nullptr,
                             &kRepeatShape};
constinit const Form kLockScope{"in", "town 或 case", "town or case", Scalar::word, &kLockWords};
constexpr Key kLockKeys[] = {
    {"name", "名称", &kReference, "独占什么", "what is locked", "meeting_room", kRequired},
    {"in", "范围", &kLockScope, "范围：全镇或本案", "in the town or the case", "town"},
};
TF_PARTS(kLockParts, kLockKeys);
constinit const Shape kLockShape{"lock", kLockParts};
constinit const Form kLock{"lock",
                           "名称或 {name: …, in: town}",
                           "a name or {name: …, in: town}",
                           Scalar::reference,
                           nullptr,
                           nullptr,
                           &kLockShape};
constexpr Key kRetryKeys[] = {
    {"times", "次数", &kWhole, "最多几次", "so often at most", "3", kRequired},
    {"then", "则", &kWho, "仍不成时找谁", "who then", "duty_officer"},
    {"after", "之后", &kTime, "隔多久再试", "how long between", "5 minutes"},
};
TF_PARTS(kRetryParts, kRetryKeys);
constinit const Shape kRetryShape{"retry", kRetryParts};
constinit const Form kRetry{
    "retry", "次数或 {times: …}", "a number or {times: …}", Scalar::whole, nullptr,
    nullptr, &kRetryShape};
constinit const Form kJoinScalar{"join", "all、any、none、数或百分比",
                                 "all, any, none, a number or a share", Scalar::join, &kJoinWords};
constexpr Key kJoinKeys[] = {
    {"when", "当", &kExpression, "何时算齐", "when it fires", "done >= 3 and open = 0"},
    {"need", "须达", &kJoinScalar, "须完成多少", "how many must be done", "60%"},
    {"veto", "否决", &kExpression, "成立即否决", "true: outcome vetoed", "opinion = against"},
};
TF_PARTS(kJoinParts, kJoinKeys);
constinit const Shape kJoinShape{"join", kJoinParts};
constinit const Form kJoin{"join",
                           "all、any、none、数、百分比或 {when: …}",
                           "all, any, none, a number, a share or {when: …}",
                           Scalar::join,
                           &kJoinWords,
                           nullptr,
                           &kJoinShape};
constexpr Key kMeetKeys[] = {
    {"when", "当", &kExpression, "何时会合", "when it fires", "arrived[\"b\"] > 0", kRequired}};
TF_PARTS(kMeetParts, kMeetKeys);
constinit const Shape kMeetShape{"meet", kMeetParts};
constinit const Form kMeet{"meet",
                           "all、any、live、数、n tokens 或 {when: …}",
                           "all, any, live, a number, n tokens or {when: …}",
                           Scalar::meet,
                           &kMeetWords,
                           nullptr,
                           &kMeetShape};
constinit const Form kShare{"share", "百分比", "a share: 60%", Scalar::share};
constexpr Key kWeightedKeys[] = {
    {"weighted", "加权", &kShare, "须达的加权比例", "the weighted share that is needed", "60%",
     kRequired},
    {"weight", "权重", &kExpression, "每人的权重", "the weight of each signer", "area", kRequired},
};
TF_PARTS(kWeightedParts, kWeightedKeys);
constinit const Shape kWeightedShape{"sign", kWeightedParts};
constinit const Form kSign{"sign",
                           "all、any、in turn、数、百分比或 {weighted: …}",
                           "all, any, in turn, a number, a share or {weighted: …}",
                           Scalar::sign,
                           &kSignWords,
                           nullptr,
                           &kWeightedShape};

// --- raise
constexpr Key kRaiseKeys[] = {
    {"error", "错误", &kReference, "错误名", "an error", "TOO_LATE"},
    {"escalation", "升级", &kReference, "升级名", "an escalation", "NOT_ANSWERED"},
    {"signal", "信号", &kReference, "信号名", "a signal", "bell"},
    {"message", "消息", &kReference, "消息名", "a message", "new-date-agreed"},
    {"cancel", "取消", &kTruth, "取消本段，撤回已办", "cancel this scope, undoing what was done",
     "true"},
    {"undo", "撤回执行", &kReference, "撤回哪一步", "undo this step", "request"},
    {"incident", "异常", &kReference, "停在原处，等人处置", "stands still until somebody helps",
     "NO_WAY"},
};
TF_PARTS(kRaiseParts, kRaiseKeys);
constinit const Shape kRaiseShape{"raise", kRaiseParts};
constinit const Form kRaise{"raise",
                            "{error|escalation|signal|message|cancel|undo: 名称}",
                            "{error|escalation|signal|message|cancel|undo: name}",
                            Scalar::none,
                            nullptr,
                            nullptr,
                            &kRaiseShape};

// --- other values of a step
constinit const Form kEachForm{"each", "表达式 as 名称", "an expression as a name: households as h",
                               Scalar::each};
constinit const Form kTakeForm{"take", "first 或 every", "first or every", Scalar::word,
                               &kTakeWords};
constinit const Form kRestForm{"rest", "cancel 或 run_on", "cancel or run_on", Scalar::word,
                               &kRestWords};
constinit const Form kStopForm{"stop", "scope 或 case", "scope or case", Scalar::word,
                               &kScopeWords};
constinit const Form kUndoForm{"undo", "步骤、scope 或 case", "a step, scope or case",
                               Scalar::reference, &kUndoWords};
constinit const Form kRefusalMode{"one_refusal", "ends 或 counts", "ends or counts", Scalar::word,
                                  &kRefusalWords};
constinit const Form kPassesForm{"passes", "unanimous、majority、2/3 或表达式",
                                 "unanimous, majority, 2/3 or an expression", Scalar::expression,
                                 &kPassWords};
constinit const Form kUndoBy{
    "undo_by", "步骤，或 {do: …}", "a step, or {do: …}", Scalar::id, nullptr, nullptr, &kStepShape};
constinit const Form kStageForm{"stage", "阶段", "a stage of the case", Scalar::word, &kStageWords};
constinit const Form kAsForm{"as", "名称", "a name", Scalar::reference, &kUrgeWords};
constinit const Form kTaskWord{"task", "工作名", "a kind of work", Scalar::id};
constinit const Form kNeeds{"needs",    "步骤或步骤列表", "a step or a list of steps",
                            Scalar::id, nullptr,          &kId};
constinit const Form kNotifyText{"text",
                                 "词表中的通知，或文字",
                                 "a text of words.yaml, or a text",
                                 Scalar::text,
                                 nullptr,
                                 nullptr,
                                 &kTextShape};

// --- keys of any step, by what they are for
constexpr Key kKindKeys[] = {
    {"task", "任务", &kTaskWord, "一件要人办的事", "work for a person", "mediate", kIsKind,
     kTaskKind},
    {"set", "赋值", &kSet, "给字段赋值", "assigns fields", "{tries: tries + 1}", kIsKind, kSetKind},
    {"decide", "判定", &kReferences, "按规则表判定", "a decision table", "matter-size", kIsKind,
     kDecideKind},
    {"call", "计算", &kExpression, "调用函数，记入字段", "calls a function", "locate_grid(where)",
     kIsKind, kCallKind},
    {"do", "执行", &kReference, "请外部系统办理", "an effect on the world", "payment.request",
     kIsKind, kDoKind},
    {"notify", "通知", &kWho, "通知谁", "sends a notice", "reporter", kIsKind, kNotifyKind},
    {"wait", "等待", &kEvent, "等一个事件或期限", "waits for an event or a deadline",
     "call-back-after", kIsKind, kWaitKind},
    {"choose", "分支", &kChoices, "按条件走一条路", "takes a way by a condition",
     "[{when: size = big, then: line-3}, {otherwise: line-1}]", kIsKind, kChooseKind},
    {"together", "并行", &kSteps, "几支同时办", "branches at the same time",
     "{a: {task: work}, b: {task: work}}", kIsKind, kTogetherKind},
    {"race", "先到先行", &kHandlers, "先到的决定", "the first event decides",
     "{rated: {message: rating}, quiet: {after: rating-window}}", kIsKind, kRaceKind},
    {"each", "逐个", &kEachForm, "每一项办一遍", "once for every item", "households as h", kIsKind,
     kEachKind},
    {"meet", "会合", &kMeet, "几路会合", "ways meet", "all", kIsKind, kMeetKind},
    {"open", "开立", &kId, "开立一个子案件", "opens a case", "promise", kIsKind, kOpenKind},
    {"vote", "表决", &kEachForm, "逐人表决", "a vote", "v.roll as voter", kIsKind, kVoteKind},
    {"sign", "签署", &kSign, "会签", "signatures", "all", kIsKind, kSignKind},
    {"raise", "发出", &kRaise, "发出错误、信号等", "throws an event", "{error: TOO_LATE}", kIsKind,
     kRaiseKind},
    {"undo", "撤回执行", &kUndoForm, "撤回已办的步骤", "takes back what a step did", "request",
     kIsKind, kUndoKind},
    {"end", "结束", &kReference, "这一路结束并给出结果", "this path is over, with a result",
     "settled", kIsKind, kEndKind},
    {"stop", "中止", &kStopForm, "取消本段或全案其余工作", "cancels all else in the scope or case",
     "case", kIsKind, kStopKind},
    {"steps", "步骤", &kSteps, "里面的步骤", "the steps inside", "{a: {task: work}}",
     kIsKind | kSecondKind, kStepsKind | kEachKind},
};

constexpr Key kAnyStepKeys[] = {
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 签收, en: Sign for}"},
    {"about", "说明", &kText, "说明", "what it is for", "两人以上到场"},
    {"if", "如果", &kExpression, "不成立则跳过", "passed by when not true", "class = complex"},
    {"next", "下一步", &kNext, "下一步；按结果分路", "what follows, by outcome",
     "{settled: record, pass_up: line-2}"},
    {"tell", "告知", &kWho, "进入时告知谁", "who is told on entry", "parties"},
    {"due", "期限", &kDue, "期限", "the deadline", "line-1"},
    {"ladder", "梯级", &kLadderUse, "超期后的措施", "what happens as time runs out", "std"},
    {"upon", "遇到", &kHandlers, "遇到事件时", "handlers of events", "{overdue: {go: line-2}}"},
    {"milestones", "时间节点", &kMilestones, "只计时的节点", "clocks without a task",
     "{contact: {met: contact_at != null, due: contact}}"},
    {"locked", "锁定", &kLocked, "乡镇不得改", "no town may change it, or these keys",
     "[task, who]"},
    {"note", "备注", &kText, "给作者看的备注", "a note for authors", "见办法第五条"},
    {"stage", "阶段", &kStageForm, "进入时案件的阶段", "the stage of the case from here on",
     "in_progress"},
    {"repeat", "重复", &kRepeat, "重复办理", "again and again", "{until: tries >= 3, at_most: 10}"},
    {"lock", "独占", &kLock, "独占", "one at a time", "meeting_room"},
    {"needs", "先决", &kNeeds, "须先办完哪些步骤", "steps that must be done first", "[u]"},
    {"undo_by", "撤回方式", &kUndoBy, "怎样撤回", "how it is undone", "{do: payment.recall}"},
    {"lock_fields", "冻结字段", &kNames, "此后不得改的字段", "fields frozen from here on",
     "[roll]"},
    {"text", "文字", &kNotifyText, "通知文字", "the text of the notice", "promise-near"},
    {"by", "方式", &kChannels, "通知或投票的方式", "channels of notices or ballots", "[letter]"},
    {"as", "记作", &kAsForm, "算作催办；中止的结果", "counts as urge; the result of stop", "urge"},
};

constexpr Key kStepPeopleKeys[] = {
    {"who", "办理人", &kWho, "谁来办", "who does it", "[group_leader, micro_grid_worker]", 0,
     kPeopleKinds},
    {"help", "协办", &kWho, "谁协助", "who helps, without owning", "assist", 0, kPeopleKinds},
    {"form", "表单", &kCaseForm, "要填什么", "what is filled in", "{answer: required text}", 0,
     kPeopleKinds | kWaitKind},
    {"may", "可办", &kMay, "办理人可做的操作", "the verbs this step allows", "[transfer, add_sign]",
     0, kPeopleKinds | kEachKind | kTogetherKind | kStepsKind | kWaitKind | kOpenKind},
    {"refuse", "不予", &kRefuse, "何时不予办理", "when it is refused",
     "{TOO_FEW: {when: households < 5, text: 到会户数不足}}", 0, kPeopleKinds},
    {"pick", "选人", &kReference, "几个人里怎样选", "how one of several is picked", "in_turn", 0,
     kTaskKind | kVoteKind},
    {"only_while", "仅当", &kExpression, "仅在成立期间可办", "may be done only while this holds",
     "open_for_objections", 0, kPeopleKinds | kStepsKind | kEachKind | kOpenKind},
    {"record", "记录", &kTruth, "系统外办理，只作记录", "done outside, only recorded", "true", 0,
     kTaskKind},
    {"one_refusal", "一人拒签", &kRefusalMode, "一人拒签即止或计数",
     "one refusal ends it, or counts", "ends", 0, kSignKind},
    {"distinct", "不得兼签", &kTruth, "一人不得代两方签", "nobody signs twice", "true", 0,
     kSignKind},
    {"quorum", "法定人数", &kPlain, "到会比例", "how many of the roll must take part", "2/3", 0,
     kVoteKind},
    {"passes", "通过条件", &kPassesForm, "怎样算通过", "when it is carried", "majority", 0,
     kVoteKind},
    {"weight", "权重", &kExpression, "每张选票的权重", "what each ballot weighs", "owner.area", 0,
     kVoteKind},
    {"secret", "无记名", &kTruth, "只公布票数", "counts only", "true", 0, kVoteKind},
};

constexpr Key kFlowKeys[] = {
    {"take", "取", &kTakeForm, "取第一个还是每个成立的", "the first that holds, or every one",
     "every", 0, kChooseKind},
    {"join", "汇合条件", &kJoin, "何时算办完", "when it is complete", "60%", 0,
     kEachKind | kTogetherKind},
    {"rest", "其余", &kRestForm, "其余取消或继续办", "what becomes of the rest", "run_on", 0,
     kEachKind | kTogetherKind},
    {"grow", "可增", &kTruth, "办理中可以增加", "items may be added meanwhile", "true", 0,
     kEachKind},
    {"one_by_one", "依次", &kTruth, "一个办完再办下一个", "one after the other", "true", 0,
     kEachKind},
    {"order", "次序", &kOrderForm, "按序、任意或自由", "listed, any order, or free", "any", 0,
     kStepsKind | kTogetherKind},
    {"with", "带上", &kWith, "带上哪些数据", "the data that goes along", "{amount: amount}", 0,
     kDoKind | kOpenKind | kRaiseKind | kDecideKind},
    {"into", "记入", &kReference, "结果记入哪个字段", "the field that takes the answer", "grid", 0,
     kDoKind | kOpenKind | kCallKind | kDecideKind | kEachKind | kVoteKind | kSignKind},
    {"retry", "重试", &kRetry, "失败后试几次", "how often it is tried again", "3", 0, kDoKind},
    {"and_wait", "并等待", &kTruth, "等子案件办完", "waits for its result", "true", 0, kOpenKind},
    {"to", "至", &kReference, "发给哪个案件", "to which case", "parent", 0, kRaiseKind},
};

constexpr Key kPlaceKeys[] = {
    {"after", "之后", &kReference, "插在哪一步或其结果之后",
     "inserts behind a step, or one of its outcomes", "line-3.out_of_village", kOnlyInPatch},
    {"before", "之前", &kReference, "插在哪一步之前", "inserts before a step", "record",
     kOnlyInPatch},
    {"first", "最前", &kTruth, "放在最前", "becomes the first step", "true", kOnlyInPatch},
    {"last", "最后", &kTruth, "放在最后", "becomes the last step", "true", kOnlyInPatch},
    {"remove", "删除", &kTruth, "去掉这一步：直接走到下一步",
     "never entered: what led here leads on", "true", kOnlyInPatch},
};

TF_PARTS(kStepParts, kAnyStepKeys, kKindKeys, kStepPeopleKeys, kFlowKeys, kPlaceKeys);

constexpr Key kHandlerKeys[] = {
    {"keep", "不打断", &kTruth, "原来的步骤继续", "the step goes on", "true"},
    {"go", "转到", &kTarget, "然后转到", "where to go then", "line-2"},
    {"reason", "缘由", &kReference, "记录的缘由代码", "the code that is recorded", "OVERNIGHT"},
    {"while", "期间", &kExpression, "成立期间才触发", "fires only while this holds",
     "quiet_days < 3"},
    {"kept", "留存", &kTruth, "先到的消息也算", "a message that came earlier counts too", "true"},
    {"any", "任一", &kEvents, "其中任一事件", "any of these events", "[{signal: a}, {signal: b}]",
     kIsEvent},
    {"all", "全部", &kEvents, "全部事件", "all of these events", "[{signal: a}, {signal: b}]",
     kIsEvent},
};
TF_PARTS(kHandlerParts, kEventKeys, kHandlerKeys, kAnyStepKeys, kKindKeys, kStepPeopleKeys,
         kFlowKeys);
constinit const Shape kHandlerShape{
    .name = "handler", .parts = kHandlerParts, .is_step = true, .is_handler = true};
constinit const Form kHandler{"handler", "事件和一个步骤", "an event and a step", Scalar::none,
                              nullptr,   nullptr,          &kHandlerShape};
constinit const Shape kHandlersShape{"handlers", kNoStepParts, FreeKey::id, &kHandler,
                                     &kEventNames};

}  // namespace

constinit const Shape kStepShape{.name = "step", .parts = kStepParts, .is_step = true};
constinit const Shape kStepsShape{"steps", kNoStepParts, FreeKey::id, &kStep};
constinit const Form kStep{"step",       "一个步骤", "a step: {task: …} or another kind",
                           Scalar::none, nullptr,    nullptr,
                           &kStepShape};
constinit const Form kOrderForm{"order", "listed、any 或 free", "listed, any or free", Scalar::word,
                                &kOrderWords};
constinit const Form kSteps{"steps", "步骤名: 步骤", "id: step",  Scalar::none,
                            nullptr, nullptr,        &kStepsShape};
constinit const Form kHandlers{
    "handlers", "名称: 事件和步骤", "name: event and step", Scalar::none, nullptr,
    nullptr,    &kHandlersShape};
constinit const Form kEvent{
    "event",
    "期限名，或 {message: …} 等事件",
    "the name of a deadline, or an event: {message: …}, {after: …}, {when: …}",
    Scalar::time,
    nullptr,
    nullptr,
    &kEventShape};
constinit const Form kNext{"next",
                           "步骤、步骤列表或 结果: 步骤",
                           "a step, a list of steps, or outcome: step",
                           Scalar::target,
                           &kTargetWords,
                           &kTarget,
                           &kNextShape};

}  // namespace tf::model
