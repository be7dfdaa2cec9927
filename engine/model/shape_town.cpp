// Town, plugin, scenario and migration files.
#include "model/shape_table.h"

namespace tf::model {

#define TF_PARTS(name, ...) const std::span<const Key> name[] = {__VA_ARGS__}

namespace {

TF_PARTS(kNoTownParts, std::span<const Key>());
constinit const Form kPlains{"strings",   "文字列表", "a list of texts",
                             Scalar::any, nullptr,    &kPlain};

// --- town
constexpr Key kQuietKeys[] = {
    {"from", "从", &kTime, "从几点", "from", "22:30", kRequired},
    {"to", "至", &kTime, "到几点", "to", "06:30", kRequired},
    {"except", "除外", &kReferences, "哪些不受限", "what goes out all the same", "emergency"},
};
TF_PARTS(kQuietParts, kQuietKeys);
constinit const Shape kQuietShape{"quiet", kQuietParts};
constinit const Form kQuiet{"quiet",
                            "{from: 22:30, to: 06:30}",
                            "{from: 22:30, to: 06:30}",
                            Scalar::none,
                            nullptr,
                            nullptr,
                            &kQuietShape};
constexpr Key kHostRetryKeys[] = {
    {"times", "次数", &kWhole, "最多几次", "so often at most", "3", kRequired},
    {"then", "则", &kWho, "仍不成时找谁", "who then", "duty_officer"},
};
TF_PARTS(kHostRetryParts, kHostRetryKeys);
constinit const Shape kHostRetryShape{"retry", kHostRetryParts};
constinit const Form kTownRetry{
    "retry", "{times: …, then: …}", "{times: …, then: …}", Scalar::none, nullptr,
    nullptr, &kHostRetryShape};
constinit const Form kClassWord{"class", "public、internal 或 sensitive",
                                "public, internal or sensitive", Scalar::word, &kClassWords};
constinit const Form kTownClassList{"classes",    "密级列表",   "a list of classes",
                                    Scalar::word, &kClassWords, &kClassWord};
constexpr Key kPersonalKeys[] = {
    {"default", "默认", &kClassWord, "不写密级时", "the class of a field that names none",
     "internal"},
    {"reports", "报表", &kTownClassList, "报表可用哪些", "what reports may use",
     "[public, internal]"},
    {"sensitive_needs", "敏感须", &kPlain, "看敏感信息须填", "what reading a sensitive field needs",
     "reason"},
};
TF_PARTS(kPersonalParts, kPersonalKeys);
constinit const Shape kPersonalShape{"personal", kPersonalParts};
constinit const Form kPersonal{"personal",
                               "{default: internal, reports: …}",
                               "{default: internal, reports: …}",
                               Scalar::none,
                               nullptr,
                               nullptr,
                               &kPersonalShape};
constinit const Shape kConfigShape{"config", kNoTownParts, FreeKey::name, &kAny};
constinit const Form kConfig{"config", "名称: 值", "name: value", Scalar::none,
                             nullptr,  nullptr,    &kConfigShape};
constexpr Key kPluginUseKeys[] = {
    {"version", "版本", &kPlain, "可用的版本", "the versions that will do", "\">=1.0 <2.0\""},
    {"config", "设置", &kConfig, "设置", "its settings", "{rest_days: 2}"},
    {"enabled", "启用", &kTruth, "是否启用", "whether it runs", "true"},
};
TF_PARTS(kPluginUseParts, kPluginUseKeys);
constinit const Shape kPluginUseShape{"plugin", kPluginUseParts};
constinit const Form kPluginUse{
    "plugin", "{version: …, config: …}", "{version: …, config: …}", Scalar::none, nullptr,
    nullptr,  &kPluginUseShape};
constinit const Shape kPluginsShape{"plugins", kNoTownParts, FreeKey::id, &kPluginUse};
constinit const Form kPlugins{
    "plugins", "插件: {version: …}", "plugin: {version: …}", Scalar::none, nullptr,
    nullptr,   &kPluginsShape};
constexpr Key kOverlayKeys[] = {
    {"deadlines", "期限表", &kDeadlineSections, "期限", "deadlines by workflow",
     "{three-lines: {line-1: 2 hours}}"},
    {"limits", "限值表", &kLimitSections, "限值", "limits by workflow",
     "{hall-key: {hall_seats: {is: 200}}}"},
    {"ladders", "梯级表", &kLadders, "梯级", "ladders by name", "{std: {L2: {tell: supervisor}}}"},
    {"tables", "规则表", &kTablePatch, "规则表", "tables by name", "{matter-size: {hit: first}}"},
    {"forms", "表单库", &kSharedForms, "共用表单", "shared forms by name",
     "{call-back: {remark: text}}"},
    {"workflows", "各流程", &kWorkflowPatches, "流程", "workflows by name",
     "{three-lines: {steps: {tea: {before: record, task: drink-tea}}}}"},
};
constexpr Key kTownKeys[] = {
    {"town", "乡镇", &kId, "编号", "its id", "wanshi", kRequired},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 万市镇, en: Wanshi}"},
    {"about", "说明", &kText, "说明", "what it is for", "示范"},
    {"version", "版本", &kPlain, "版本标签", "a label", "2026"},
    {"extends", "继承", &kId, "以谁为底", "the base beneath", "county"},
    {"include", "纳入", &kPlains, "另纳入哪些文件夹（相对本文件）",
     "folders that belong to it too, relative to this file", "[../../workflows, ../../rules]"},
    {"language", "语言", &kLanguages, "使用的语言", "its languages, the first by default",
     "[zh, en]"},
    {"calendar", "日历", &kCalendarBody, "日历", "its calendar", "{base: cn, zone: Asia/Shanghai}"},
    {"quiet", "静默", &kQuiet, "静默时段", "when notices wait", "{from: 22:30, to: 06:30}"},
    {"by", "方式", &kChannels, "通知方式，依次", "channels of notices, in this order",
     "[app, sms]"},
    {"retry", "重试", &kTownRetry, "通知失败时", "when a notice fails",
     "{times: 3, then: duty_officer}"},
    {"may", "可办", &kMay, "承办人处处可做的操作", "what every owner of a task may do",
     "[claim, comment, cc, urge]"},
    {"case", "登记项", &kFields, "每个案件都有的字段", "fields that every case has",
     "{channel: line}"},
    {"personal", "个人信息", &kPersonal, "个人信息", "personal data", "{default: internal}"},
    {"uses", "外接", &kReferences, "外接的系统", "effects that the host connects",
     "[payment, board]"},
    {"levels", "层级", &kLevels, "层级的名称", "the levels of the tree",
     "{grid: {zh: 片区, en: patch}}"},
    {"posts", "岗位", &kPosts, "另设的岗位", "further posts", "{peacemaker: {level: grid}}"},
    {"units", "单位表", &kUnits, "单位", "its units", "{land: {level: town}}"},
    {"near", "邻近", &kNear, "从一步看去的人", "words for people as seen from a step",
     "{next_level: {of: handler, up: 1}}"},
    {"plugins", "插件组", &kPlugins, "使用的插件", "the plugins it uses",
     "{peacemaker-roster: {version: \">=1.0\"}}"},
    {"words", "词表", &kTable, "编号、中文、英文", "id, zh, en", "id | zh | en"},
    {"texts", "通知文字", &kTable, "通知编号、中文、英文", "notices: id, zh, en", "id | zh | en"},
};
TF_PARTS(kTownParts, kTownKeys, kOverlayKeys);

// --- plugin
constinit const Form kApi{"api", "1", "1", Scalar::whole};
constinit const Form kHookKind{"kind", "filter、function、effect、job 或 channel",
                               "filter, function, effect, job or channel", Scalar::word,
                               &kHookKinds};
constinit const Form kOnError{"on_error", "ignore、incident 或 reject",
                              "ignore, incident or reject", Scalar::word, &kOnErrorWords};
constinit const Form kType{"type", "字段类型", "a type", Scalar::type};
constinit const Shape kTypesShape{"types", kNoTownParts, FreeKey::name, &kType};
constinit const Form kTownTypes{"types", "名称: 类型", "name: type", Scalar::none,
                                nullptr, nullptr,      &kTypesShape};
constinit const Form kAnswers{
    "answers", "类型，或 名称: 类型", "a type, or name: type", Scalar::type, nullptr,
    nullptr,   &kTypesShape};
constexpr Key kSeesKeys[] = {
    {"people", "人员", &kReferences, "可见的人员资料", "what it sees of people", "[id, surname]"},
    {"case", "登记项", &kReferences, "可见的案件字段", "what it sees of the case", "[kind]"},
};
TF_PARTS(kSeesParts, kSeesKeys);
constinit const Shape kSeesShape{"sees", kSeesParts};
constinit const Form kSees{"sees",
                           "{people: […], case: […]}",
                           "{people: […], case: […]}",
                           Scalar::none,
                           nullptr,
                           nullptr,
                           &kSeesShape};
constexpr Key kGiveKeys[] = {
    {"kind", "种类", &kHookKind, "过滤、函数、渠道或执行", "what it is", "function", kRequired},
    {"hook", "挂点", &kReference, "挂在哪里", "where it is called", "task.assign"},
    {"sees", "可见", &kSees, "可见什么", "what it sees", "{case: [kind]}"},
    {"takes", "参数", &kTownTypes, "参数", "its arguments", "{person: person}"},
    {"answers", "答复", &kAnswers, "答复", "its answer", "number"},
    {"next", "下一步", &kNames, "结果", "its outcomes", "[ok, failed]"},
    {"every", "每逢", &kTime, "定时：周期", "of a job: when", "day at 07:00 missed=last"},
    {"on_error", "出错时", &kOnError, "出错时", "when it fails", "reject"},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 广播, en: Announce}"},
    {"about", "说明", &kText, "说明", "what it does", "按村广播"},
};
TF_PARTS(kGiveParts, kGiveKeys);
constinit const Shape kGiveShape{"gives", kGiveParts};
constinit const Form kGive{"gives", "{kind: …}", "{kind: …}", Scalar::none,
                           nullptr, nullptr,     &kGiveShape};
constinit const Shape kGivesShape{"gives", kNoTownParts, FreeKey::reference, &kGive};
constinit const Form kGives{"gives", "名称: {kind: …}", "name: {kind: …}", Scalar::none,
                            nullptr, nullptr,           &kGivesShape};
constinit const Form kMethod{"method", "GET、POST …", "GET, POST …", Scalar::word, &kMethodWords};
constinit const Form kMethods{"methods",    "方法列表", "a list of methods",
                              Scalar::none, nullptr,    &kMethod};
constexpr Key kHttpKeys[] = {
    {"host", "主机", &kPlain, "主机", "the host", "speakers.example.cn", kRequired},
    {"methods", "方法", &kMethods, "方法", "the methods", "[POST]"},
    {"timeout", "超时", &kPlain, "最多等多久", "how long it may take", "5s"},
};
TF_PARTS(kHttpParts, kHttpKeys);
constinit const Shape kHttpShape{"http", kHttpParts};
constinit const Form kHttp{
    "http",     "{host: …, methods: …}", "{host: …, methods: …}", Scalar::none, nullptr, nullptr,
    &kHttpShape};
constinit const Form kHttps{
    "http", "{host: …} 的列表", "a list of {host: …}", Scalar::none, nullptr, &kHttp};
constexpr Key kAccessKeys[] = {
    {"read", "读取", &kReferences, "可读的字段", "fields it may read", "[grid, subject]"},
    {"write", "写入", &kReferences, "可写的字段", "fields it may write", "[tags]"},
};
TF_PARTS(kAccessParts, kAccessKeys);
constinit const Shape kAccessShape{"case", kAccessParts};
constinit const Form kAccess{"case",  "{read: […]}", "{read: […]}", Scalar::none,
                             nullptr, nullptr,       &kAccessShape};
constexpr Key kPermissionKeys[] = {
    {"http", "网络", &kHttps, "可连的主机", "hosts it may call",
     "[{host: a.example, methods: [POST]}]"},
    {"case", "登记项", &kAccess, "案件字段", "fields of the case", "{read: [grid]}"},
    {"notify", "通知", &kChannels, "可用的渠道", "channels it may use", "[sms]"},
    {"kv", "存储", &kPlain, "可存多少", "how much it may keep", "1MiB"},
    {"secrets", "密钥", &kReferences, "要用的密钥", "secrets it needs", "[SPEAKER_KEY]"},
};
TF_PARTS(kPermissionParts, kPermissionKeys);
constinit const Shape kPermissionShape{"permissions", kPermissionParts};
constinit const Form kPermissions{
    "permissions", "{http: …, case: …}", "{http: …, case: …}", Scalar::none, nullptr,
    nullptr,       &kPermissionShape};
constexpr Key kBudgetKeys[] = {
    {"fuel", "步数", &kWhole, "最多几步", "so many steps", "200000"},
    {"memory", "内存", &kPlain, "最多多少内存", "so much memory", "4 MiB"},
};
TF_PARTS(kBudgetParts, kBudgetKeys);
constinit const Shape kBudgetShape{"limits", kBudgetParts};
constinit const Form kBudget{
    "limits", "{fuel: …, memory: …}", "{fuel: …, memory: …}", Scalar::none, nullptr,
    nullptr,  &kBudgetShape};
constexpr Key kPluginTestKeys[] = {
    {"call", "计算", &kReference, "调用哪个函数", "the function called", "points_price", kRequired},
    {"title", "名称", &kText, "测什么", "what it shows", "同姓不调同姓"},
    {"with", "带上", &kAny, "参数，依次", "its arguments, in order", "[{id: a}, 3]"},
    {"config", "设置", &kConfig, "设置", "its settings", "{rest_days: 2}"},
    {"expect", "应当", &kAny, "应答复", "the answer", "4"},
    {"refuse", "不予", &kReference, "应退回的代码", "the code it refuses with",
     "THREE_FIXES_INCOMPLETE"},
    {"error", "错误", &kReference, "应出的错误", "the error it ends with", "plugin.error"},
    {"at", "时点", &kDate, "虚拟时钟", "the virtual clock", "2026-03-10 16:40"},
    {"kv", "存储", &kAny, "原来记着什么", "what is kept before", "{last: 3}"},
    {"kv_after", "存储后", &kAny, "后来应记着什么", "what must be kept after", "{last: 4}"},
    {"http", "网络", &kAny, "外面怎样答复", "what the network answers",
     "{GET https://a.example/x: {status: 200, body: ok}}"},
    {"asked", "已请求", &kPlains, "应请求哪些", "what it must have asked",
     "[GET https://a.example/x]"},
};
TF_PARTS(kPluginTestParts, kPluginTestKeys);
constinit const Shape kPluginTestShape{"tests", kPluginTestParts};
constinit const Form kPluginTest{"test",
                                 "{call: …, with: […], expect: …}",
                                 "{call: …, with: […], expect: …}",
                                 Scalar::none,
                                 nullptr,
                                 nullptr,
                                 &kPluginTestShape};
constinit const Form kPluginTests{"tests",      "测试的列表", "a list of tests",
                                  Scalar::none, nullptr,      &kPluginTest};
constexpr Key kPluginKeys[] = {
    {"plugin", "插件", &kId, "编号", "its id", "peacemaker-roster", kRequired},
    {"api", "接口", &kApi, "接口版本", "the version of the interface", "1", kRequired},
    {"version", "版本", &kPlain, "版本", "its version", "1.2.0", kRequired},
    {"engine", "引擎", &kPlain, "适用的引擎版本", "the engines it runs on", "\">=1.0 <2.0\""},
    {"title", "名称", &kText, "显示的名称", "what people read",
     "{zh: 村村响, en: Village loudspeaker}"},
    {"about", "说明", &kText, "说明", "what it is for", "同姓不调同姓"},
    {"entry", "入口", &kPlain, "脚本文件", "the script", "main.lua", kRequired},
    {"gives", "提供", &kGives, "提供什么", "what definitions may use, by name",
     "{announce: {kind: effect}}", kRequired},
    {"config", "设置", &kFields, "设置", "its settings", "{rest_days: {type: whole, default: 3}}"},
    {"permissions", "权限", &kPermissions, "权限", "what it may reach", "{secrets: [KEY]}"},
    {"hours", "时段", &kTime, "何时可做", "the hours of its effects", "07:00-20:30"},
    {"on_error", "出错时", &kOnError, "出错时", "when it fails", "ignore"},
    {"limits", "限值表", &kBudget, "开销上限", "what a call may spend",
     "{fuel: 200000, memory: 4 MiB}"},
    {"priority", "优先级", &kWhole, "先后，小者先", "lower first", "100"},
    {"tests", "测试", &kPluginTests, "测试：townflow plugin test", "what townflow plugin test runs",
     "[{call: points_price, with: [3], expect: 4}]"},
};
TF_PARTS(kPluginParts, kPluginKeys);

// --- scenario
constinit const Shape kDataShape{"data", kNoTownParts, FreeKey::name, &kAny};
constinit const Form kData{"data",  "字段: 值", "field: value", Scalar::none,
                           nullptr, nullptr,    &kDataShape};
constinit const Form kOpenData{"open",  "字段: 值", "field: value", Scalar::none,
                               nullptr, nullptr,    &kDataShape};
TF_PARTS(kChangeParts, kOverlayKeys);
constinit const Shape kChangeShape{"change", kChangeParts};
constinit const Form kChange{"change",
                             "{deadlines: …} 等",
                             "{deadlines: …} or another rule file",
                             Scalar::none,
                             nullptr,
                             nullptr,
                             &kChangeShape,
                             true};
constinit const Form kTownVerbName{"verb", "操作名", "a verb", Scalar::word, &kVerbWords};
constinit const Shape kExpectShape{"expect", kNoTownParts, FreeKey::reference, &kAny};
constinit const Form kExpect{"expect", "名称: 值", "name: value", Scalar::none,
                             nullptr,  nullptr,    &kExpectShape};
constexpr Key kActKeys[] = {
    {"at", "时点", &kDate, "虚拟时钟", "the virtual clock", "2026-03-10 16:40"},
    {"by", "由", &kReference, "谁来办", "who acts", "zhou"},
    {"open", "开立", &kOpenData, "立案", "opens a case with these answers",
     "{kind: neighbour, parties: [A, B]}"},
    {"complete", "办结", &kReference, "办结哪一步", "completes this step", "line-1"},
    {"fill", "填报", &kReference, "填报哪一步的事实", "writes facts of this step's form", "line-1"},
    {"verb", "操作", &kTownVerbName, "做哪个操作", "does this verb", "urge"},
    {"message", "消息", &kReference, "发来消息", "a message comes", "rating"},
    {"signal", "信号", &kReference, "发出信号", "a signal is raised", "bell"},
    {"change", "改规则", &kChange, "改规则", "changes the rules",
     "{deadlines: {common: {night: {until: 07:30}}}}"},
    {"load", "载入", &kAny, "载入什么", "loads a file", "calendar-2027"},
    {"wait", "等待", &kAny, "过多久", "time goes by", "8 hours"},
    {"down", "停机", &kTruth, "主机停机", "the host stops", "true"},
    {"up", "开机", &kTruth, "主机开机", "the host starts again", "true"},
    {"check", "检查", &kTruth, "再检查一遍", "looks for due timers once more", "true"},
    {"people", "人员", &kAny, "人员变动", "the roll changes", "{vacant: [zhou]}"},
    {"plugin", "插件", &kAny, "插件状态", "what a plugin answers", "{peacemaker-roster: fails}"},
    {"effect", "执行结果", &kAny, "外部系统怎样答复", "what an effect answers",
     "{payment.request: failed}"},
    {"vote", "表决", &kAny, "投票", "ballots", "{agree: 3, disagree: 1}"},
    {"workflow", "流程", &kId, "哪个流程", "of this workflow", "three-lines"},
    {"start", "立案", &kReference, "以哪种方式立案", "which of several starts", "by-hand"},
    {"case", "案件", &kAny, "哪个案件", "which case", "A"},
    {"step", "步骤", &kReference, "哪一步", "at this step", "handle"},
    {"item", "项", &kAny, "哪一项", "which item", "2"},
    {"to", "至", &kAny, "给谁，到哪里", "to whom, or where", "li"},
    {"outcome", "结果", &kReference, "哪个结果", "with this outcome", "settled"},
    {"form", "表单", &kData, "填什么", "what is filled in", "{method: oral}"},
    {"with", "带上", &kData, "带上哪些数据", "the data that goes along", "{score: 5}"},
    {"reason", "缘由", &kPlain, "缘由", "the reason", "电话核实"},
    {"text", "文字", &kPlain, "文字", "a text", "请加快"},
    {"role", "岗位", &kReference, "以什么岗位", "in this role", "supervisor"},
    {"apply", "适用", &kApply, "只用于新案或也用于在办案", "new cases, or running ones too", "new"},
    {"as", "记作", &kReference, "给案件取名，后面引用", "a name for the case, for later lines",
     "first"},
    {"expect", "应当", &kExpect, "此时应当", "what must then hold", "{light: green}"},
    {"note", "备注", &kText, "备注", "a note", "星期五"},
};
TF_PARTS(kActParts, kActKeys);
constinit const Shape kActShape{"story", kActParts};
constinit const Form kActPatch{"act",   "不同之处", "what differs", Scalar::none,
                               nullptr, nullptr,    &kActShape,     true};
constinit const Shape kLinesShape{"story", kNoTownParts, FreeKey::any, &kActPatch};
constinit const Form kLines{"story",      "行号: 不同之处", "number of the line: what differs",
                            Scalar::none, nullptr,          nullptr,
                            &kLinesShape};
constexpr Key kVariantKeys[] = {
    {"story", "经过", &kLines, "第几行有何不同", "the lines that differ, by number",
     "{4: {at: 2026-09-29 10:00}}"},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 另例, en: A variant}"},
    {"line", "行", &kWhole, "改第几行", "which line of the story differs", "3"},
};
TF_PARTS(kVariantParts, kVariantKeys, kActKeys);
constinit const Form kAct{"act",
                          "{at: …, open|complete|verb: …, expect: …}",
                          "{at: …, open|complete|verb: …, expect: …}",
                          Scalar::none,
                          nullptr,
                          nullptr,
                          &kActShape};
constinit const Form kStory{"story",      "经过的列表", "a list of what happens",
                            Scalar::none, nullptr,      &kAct};
constinit const Shape kVariantShape{"variant", kVariantParts};
constinit const Form kVariant{"variant", "不同的行", "the lines that differ", Scalar::none,
                              nullptr,   nullptr,    &kVariantShape};
constinit const Shape kVariantsShape{"variants", kNoTownParts, FreeKey::id, &kVariant};
constinit const Form kVariants{"variants",     "名称: 不同的行", "name: the lines that differ",
                               Scalar::none,   nullptr,          nullptr,
                               &kVariantsShape};
constexpr Key kScenarioKeys[] = {
    {"scenario", "情景", &kId, "编号", "its id", "happy", kRequired},
    {"title", "名称", &kText, "显示的名称", "what people read",
     "{zh: 当晚谈妥, en: Settled the same evening}"},
    {"about", "说明", &kText, "说明", "what it shows", "国庆不停表"},
    {"town", "乡镇", &kId, "哪个乡镇", "in this town", "county"},
    {"workflow", "流程", &kId, "哪个流程", "of this workflow", "three-lines"},
    {"after", "之后", &kId, "接着哪个情景", "goes on where that scenario ended", "happy"},
    {"start", "起点", &kDate, "虚拟时钟从何时起", "where the virtual clock begins",
     "2026-03-10 08:00"},
    {"people", "人员", &kAny, "人员变动", "changes of the roll", "{vacant: [zhou]}"},
    {"with", "带上", &kAny, "只在这个情景里改的文件",
     "files of the town laid over, for this one only",
     "{people: {roster: {dale: {duty_officer: [eve]}}}}"},
    {"change", "改规则", &kChange, "先改规则", "rules changed beforehand",
     "{limits: {common: {a: 1}}}"},
    {"story", "经过", &kStory, "经过", "what happens",
     "[{at: 2026-03-10 16:40, open: {amount: 800}}]"},
    {"table", "规则表", &kId, "测试哪张规则表", "the table that is tested", "matter-size"},
    {"rows", "各行", &kTable, "规则表的测试：输入和应有的结果",
     "rows of a table test: inputs and what must come out", "amount | => size"},
    {"routine", "日常", &kStory, "每天此时人们照做的事，故事点名的案除外",
     "what people do every day at that time, in all cases the story gave no name",
     "[{at: 08:30, workflow: rollup-cycle, complete: write-day}]"},
    {"variants", "另例", &kVariants, "另例", "the same story with a line different",
     "{running: {apply: running}}"},
};
TF_PARTS(kScenarioParts, kScenarioKeys);

// --- migration
constexpr Key kDropKeys[] = {
    {"drop", "取消", &kTruth, "取消这一步", "the step is dropped", "true", kRequired}};
TF_PARTS(kDropParts, kDropKeys);
constinit const Shape kDropShape{"step", kDropParts};
constinit const Form kNewStep{"step",
                              "新步骤，或 {drop: true}",
                              "the new step, or {drop: true}",
                              Scalar::id,
                              nullptr,
                              nullptr,
                              &kDropShape};
constinit const Shape kStepMapShape{"steps", kNoTownParts, FreeKey::id, &kNewStep};
constinit const Form kStepMap{"steps", "旧步骤: 新步骤", "old step: new step", Scalar::none,
                              nullptr, nullptr,          &kStepMapShape};
constinit const Form kMigrationRestForm{"rest", "stay", "stay", Scalar::word, &kMigrationRest};
constexpr Key kMigrationKeys[] = {
    {"migration", "迁移", &kId, "哪个流程", "the workflow", "three-lines", kRequired},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 升级, en: Upgrade}"},
    {"from", "从", &kPlain, "旧版本", "the old version", "2025", kRequired},
    {"to", "至", &kPlain, "新版本", "the new version", "2026", kRequired},
    {"steps", "步骤", &kStepMap, "步骤怎样对应", "how steps map",
     "{old-line: line-2, tea: {drop: true}}"},
    {"fields", "字段", &kSet, "字段怎样取值", "how fields are filled", "{clan: unknown}"},
    {"rest", "其余", &kMigrationRestForm, "其余步骤保持", "what becomes of all other steps",
     "stay"},
};
TF_PARTS(kMigrationParts, kMigrationKeys);

}  // namespace

constinit const Shape kTownFile{"town", kTownParts};
constinit const Shape kPluginFile{"plugin", kPluginParts};
constinit const Shape kScenarioFile{"scenario", kScenarioParts};
constinit const Shape kMigrationFile{"migration", kMigrationParts};

}  // namespace tf::model
