// Forms of single values: text, ids, expressions, people, fields, and the small maps they may be.
#include "model/shape_table.h"

namespace tf::model {

#define TF_PARTS(name, ...) const std::span<const Key> name[] = {__VA_ARGS__}

// --- scalars
constinit const Form kAny{"any", "任意值", "any value", Scalar::any, nullptr, &kAny, nullptr};
constinit const Form kPlain{"string", "文字", "a text", Scalar::any};
constinit const Form kId{"id", "编号（字母、数字、-）", "an id (letters, digits, -)", Scalar::id};
constinit const Form kIds{"ids",      "编号或编号列表", "an id or a list of ids",
                          Scalar::id, nullptr,          &kId};
constinit const Form kName{"name", "名称（字母、数字、_）", "a name (letters, digits, _)",
                           Scalar::name};
constinit const Form kNames{"names",      "名称或名称列表", "a name or a list of names",
                            Scalar::name, nullptr,          &kName};
constinit const Form kReference{"reference", "编号或名称", "an id or a name", Scalar::reference};
constinit const Form kReferences{
    "references", "编号、名称或其列表", "an id, a name or a list of them", Scalar::reference,
    nullptr,      &kReference};
constinit const Form kPaths{"paths",           "字段或字段列表", "a field or a list of fields",
                            Scalar::reference, nullptr,          &kReference};
constinit const Form kExpression{"expression", "表达式", "an expression", Scalar::expression};
constinit const Form kTruth{"truth", "true 或 false", "true or false", Scalar::truth};
constinit const Form kWhole{"whole", "整数", "a whole number", Scalar::whole};
constinit const Form kNumber{"number", "数", "a number", Scalar::number};
constinit const Form kTime{"time", "期限名、时长或时点",
                           "the name of a deadline, a duration or a moment", Scalar::time};
constinit const Form kTimes{"times",      "时长，或其列表", "a duration or a list of them",
                            Scalar::time, nullptr,          &kTime};
constinit const Form kDate{"date", "日期", "a date", Scalar::any};
constinit const Form kTarget{"target", "步骤、end 或 continue", "a step, end or continue",
                             Scalar::target, &kTargetWords};
constinit const Form kTargets{"targets",      "步骤或步骤列表", "a step or a list of steps",
                              Scalar::target, &kTargetWords,    &kTarget};
constinit const Form kTable{"table", "文字表（| 之后另起一行）",
                            "a text table (on the lines after |)", Scalar::table};
constinit const Form kLight{"light", "灯色：green、yellow、red", "a light: green, yellow, red",
                            Scalar::word, &kLightWords};
constinit const Form kState{"state", "状态：open、suspended、closed",
                            "a state: open, suspended, closed", Scalar::word, &kStateWords};
constinit const Form kThenMerge{"then", "merge、reopen 或 open", "merge, reopen or open",
                                Scalar::word, &kThenWords};
constinit const Form kApply{"apply", "new 或 running", "new or running", Scalar::word,
                            &kApplyWords};
namespace {
constinit const Form kLanguageWord{"language", "zh 或 en", "zh or en", Scalar::word,
                                   &kLanguageWords};
constinit const Form kChannel{"channel", "通知方式", "a channel", Scalar::word, &kChannelWords};
}  // namespace
constinit const Form kLanguages{"languages",  "zh、en 或两者", "zh, en or both",
                                Scalar::word, &kLanguageWords, &kLanguageWord};
constinit const Form kChannels{"channels",   "通知方式或其列表", "a channel or a list of channels",
                               Scalar::word, &kChannelWords,     &kChannel};
constinit const Form kLocked{"locked",      "true 或键的列表", "true or a list of keys",
                             Scalar::truth, nullptr,           &kPlain};

// --- text
namespace {
constinit const Form kOneText{"string", "文字", "a text", Scalar::text};
constexpr Key kTextKeys[] = {
    {"zh", "zh", &kOneText, "中文文字", "in Chinese", "签收", kRequired},
    {"en", "en", &kOneText, "英文文字", "in English", "Sign for", kRequired},
};
TF_PARTS(kTextParts, kTextKeys);
}  // namespace
constinit const Shape kTextShape{"text", kTextParts};
constinit const Form kText{"text",
                           "文字，或 {zh: …, en: …}",
                           "a text, or {zh: …, en: …}",
                           Scalar::text,
                           nullptr,
                           nullptr,
                           &kTextShape};

// --- people
namespace {
constexpr Key kPickKeys[] = {{"same_as", "同前", &kReference, "与哪一步同一人",
                              "the person of that step", "handle", kRequired}};
TF_PARTS(kPickParts, kPickKeys);
constinit const Shape kPickShape{"pick", kPickParts};
constinit const Form kPick{
    "pick",       "选人方式",  "a way to pick: claim, in_turn, least_busy, random, a plugin",
    Scalar::word, &kPickWords, nullptr,
    &kPickShape};
constexpr Key kWhoKeys[] = {
    {"role", "岗位", &kReference, "岗位，从案件网格向上找",
     "a role, climbs from the grid of the case", "grid_worker"},
    {"unit", "单位", &kReference, "单位或单位字段", "a unit, or a field that holds one", "land"},
    {"person", "本人", &kExpression, "指定的人", "a person", "h.visitor"},
    {"at", "于", &kExpression, "从哪个节点找起", "the node to start from", "v.village"},
    {"post", "职位", &kName, "单位里的职位", "a post of the unit", "lead"},
    {"duty", "值班", &kTruth, "值班的人", "whoever is on duty", "true"},
    {"skill", "专长", &kReferences, "须有的专长", "a skill the person must have", "electric"},
    {"not", "回避", &kReferences, "这些步骤或字段里的人除外",
     "not the people of these steps or fields", "[handle]"},
    {"pick", "选人", &kPick, "几个人里怎样选", "how one of several is picked", "in_turn"},
    {"else", "否则由", &kWho, "没有人时由谁", "who, when nobody is found", "village_cadre"},
};
TF_PARTS(kWhoParts, kWhoKeys);
constinit const Shape kWhoShape{"who", kWhoParts};
}  // namespace
constinit const Form kWho{"who",
                          "岗位、字段、列表或 {role: …}",
                          "a role, a field, a list or {role: …}",
                          Scalar::reference,
                          &kWhoWords,
                          &kWho,
                          &kWhoShape};

// --- assignments
namespace {
constexpr Key kConstantKeys[] = {{"text", "文字", &kText, "固定文字，可含 <字段>",
                                  "a constant text, with <fields>", "{zh: 已办, en: Done}",
                                  kRequired}};
TF_PARTS(kConstantParts, kConstantKeys);
constinit const Shape kConstantShape{"constant text", kConstantParts};
constinit const Form kValue{
    "value", "表达式或 {text: …}", "an expression or {text: …}", Scalar::expression, nullptr,
    nullptr, &kConstantShape};
TF_PARTS(kNoValueParts, std::span<const Key>());
constinit const Shape kSetShape{"set", kNoValueParts, FreeKey::name, &kValue};
constinit const Shape kMatchShape{"match", kNoValueParts, FreeKey::reference, &kExpression};
}  // namespace
constinit const Form kSet{"set",   "字段: 表达式", "field: expression", Scalar::none,
                          nullptr, nullptr,        &kSetShape};
constinit const Form kWith{"with",  "名称: 表达式", "name: expression", Scalar::none,
                           nullptr, nullptr,        &kSetShape};
constinit const Form kMatch{"match",
                            "字段、字段列表或 字段: 表达式",
                            "fields, or field: expression",
                            Scalar::reference,
                            nullptr,
                            &kReference,
                            &kMatchShape};

// --- refusals
namespace {
constexpr Key kRefusalKeys[] = {
    {"when", "当", &kExpression, "成立时不予办理", "refused when this holds",
     "asked_line > start_line", kRequired},
    {"text", "文字", &kText, "告诉办事人的话", "what the person reads",
     "{zh: 材料不齐, en: Papers are missing}", kRequired},
    {"offer", "建议", &kSet, "一个按钮：换成这些数据再办", "a button with corrected data",
     "{asked_line: start_line}"},
};
TF_PARTS(kRefusalParts, kRefusalKeys);
constinit const Shape kRefusalShape{"refusal", kRefusalParts};
constinit const Form kRefusal{
    "refusal", "{when: …, text: …}", "{when: …, text: …}", Scalar::none, nullptr,
    nullptr,   &kRefusalShape};
constinit const Shape kRefuseShape{"refuse", kNoValueParts, FreeKey::code, &kRefusal};
}  // namespace
constinit const Form kRefuse{"refuse",
                             "代码: {when: …, text: …}",
                             "CODE: {when: …, text: …}",
                             Scalar::none,
                             nullptr,
                             nullptr,
                             &kRefuseShape};

// --- fields and forms
namespace {
constinit const Form kFieldType{"type", "字段类型", "a type: line, text, number, list of person …",
                                Scalar::type};
constinit const Form kClass{"class", "public、internal 或 sensitive",
                            "public, internal or sensitive", Scalar::word, &kClassWords};
constexpr Key kFieldKeys[] = {
    {"type", "类型", &kFieldType, "字段的类型", "what the field holds", "list of person"},
    {"of", "取自", &kNames, "可选的值", "the choices", "[small, big]"},
    {"fields", "字段", &kFields, "每条记录的字段", "the fields of each record",
     "{name: required line}"},
    {"required", "必填", &kExpression, "何时必填", "when it must be filled", "outcome = answered"},
    {"min", "最小", &kExpression, "最小值，或最少几项", "the least value, or number of items", "1"},
    {"max", "最大", &kExpression, "最大值，或最多几项", "the greatest value, or number of items",
     "9"},
    {"default", "默认", &kExpression, "不填时的值", "its value until somebody fills it", "0"},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 金额, en: Amount}"},
    {"about", "说明", &kText, "填写说明", "help for whoever fills it", "按发票填写"},
    {"show", "显示条件", &kExpression, "何时显示", "when it is shown", "method = written"},
    {"class", "密级", &kClass, "谁能看：public、internal、sensitive", "who may see it",
     "sensitive"},
    {"unique", "唯一", &kTruth, "不得与其他案件重复", "no two cases may have the same", "true"},
    {"locked", "锁定", &kLocked, "定后不改；乡镇也不得改",
     "never changed once set; no town may change it", "true"},
    {"is", "即", &kExpression, "总是算出来的值", "always computed, never typed in",
     "count(households)"},
    {"reason", "缘由", &kText, "为何要收集", "why it is asked", "核实身份"},
    {"pattern", "格式", &kPlain, "须符合的格式", "a pattern the text must match", "'[0-9]{6}'"},
};
TF_PARTS(kFieldParts, kFieldKeys);
constinit const Shape kFieldShape{"field", kFieldParts};
constinit const Shape kFieldsShape{"fields", kNoValueParts, FreeKey::name, &kField};
constexpr Key kFormKeys[] = {
    {"use", "采用", &kId, "采用共用表单", "use a shared form", "call-back"},
    {"as", "记作", &kName, "答案记在哪个字段", "the field that takes the answers", "call_back"},
};
TF_PARTS(kFormParts, kFormKeys);
constinit const Shape kFormShape{"form", kFormParts, FreeKey::name, &kField};
}  // namespace
constinit const Form kField{
    "field", "类型，或 {type: …}", "a type, or {type: …}", Scalar::type, nullptr,
    nullptr, &kFieldShape};
constinit const Form kFields{"fields", "字段: 类型", "field: type", Scalar::none,
                             nullptr,  nullptr,      &kFieldsShape};
constinit const Form kCaseForm{"form",
                               "表单名、字段列表或 字段: 类型",
                               "a shared form, a list of fields, or field: type",
                               Scalar::id,
                               nullptr,
                               &kName,
                               &kFormShape};

// --- verbs
namespace {
constinit const Form kReturnTo{"to",
                               "previous、starter、any 或步骤",
                               "previous, starter, any or a step",
                               Scalar::word,
                               &kReturnWords,
                               &kReference};
constinit const Form kGoOn{"then", "go_on 或 come_back", "go_on or come_back", Scalar::word,
                           &kGoOnWords};
constexpr Key kVerbKeys[] = {
    {"to", "至", &kReturnTo, "到哪里", "where to", "dispatch"},
    {"within", "时限内", &kReference, "期限内，或单位范围内", "within this time, or this unit",
     "return"},
    {"times", "次数", &kWhole, "最多几次", "how often at most", "1"},
    {"by", "由", &kWho, "谁可以", "who may", "town_deputy"},
    {"form", "表单", &kCaseForm, "要填什么", "what must be filled", "{why: required line}"},
    {"if", "如果", &kExpression, "何时可以", "when it may be done", "class = complex"},
    {"refuse", "不予", &kRefuse, "何时不可以，并说明", "when not, and why",
     "{TOO_LATE: {when: now > until, text: 已过时限}}"},
    {"then", "则", &kGoOn, "办完后去哪里", "what happens afterwards", "come_back"},
    {"text", "文字", &kText, "按钮文字", "what the button says", "职责异议"},
};
TF_PARTS(kVerbParts, kVerbKeys);
constinit const Shape kVerbShape{"verb", kVerbParts};
constinit const Form kVerb{"verb",
                           "true、false 或 {to: …, times: …}",
                           "true, false or {to: …, times: …}",
                           Scalar::truth,
                           nullptr,
                           nullptr,
                           &kVerbShape};
constinit const Form kVerbName{"verb name", "操作名", "a verb", Scalar::word, &kVerbWords};
constinit const Shape kMayShape{"may", kNoValueParts, FreeKey::word, &kVerb, &kVerbWords};
}  // namespace
constinit const Form kMay{"may",
                          "操作列表，或 操作: 条件",
                          "a list of verbs, or verb: conditions",
                          Scalar::word,
                          &kVerbWords,
                          &kVerbName,
                          &kMayShape};

}  // namespace tf::model
