// Graphs of decisions: what a DMN file holds beside its tables, in the native form. A decision's
// logic is a FEEL text, the name of a table file, or one of the boxed expressions of DMN.
#include "model/shape_table.h"

namespace tf::model {

#define TF_PARTS(name, ...) const std::span<const Key> name[] = {__VA_ARGS__}

namespace {

extern const Shape kBoxedShape, kTypeShape;
constinit const Form kBoxed{"logic",
                            "FEEL，或 {table: …}、{context: …} 等",
                            "FEEL, or {table: …}, {context: …} …",
                            Scalar::expression,
                            nullptr,
                            nullptr,
                            &kBoxedShape};
constinit const Form kBoxedList{"list of logic", "若干表达式", "a list of expressions",
                                Scalar::none,    nullptr,      &kBoxed};
constinit const Form kBoxedRows{"rows of logic", "若干行表达式", "rows of expressions",
                                Scalar::none,    nullptr,        &kBoxedList};
constinit const Form kPlainList{"texts",     "文字或其列表", "a text or a list of texts",
                                Scalar::any, nullptr,        &kPlain};

// --- one thing with a name, a type and a value
constexpr Key kNamedKeys[] = {
    {"name", "名称", &kPlain, "名称", "its name", "Applicant age"},
    {"type", "类型", &kPlain, "DMN 的类型", "its type in DMN", "number"},
    {"is", "即", &kBoxed, "取值", "its value", "Applicant.age"},
};
TF_PARTS(kNamedParts, kNamedKeys);
constinit const Shape kNamedShape{"entry", kNamedParts};
constinit const Form kNamed{"entry", "{name: …, is: …}", "{name: …, is: …}", Scalar::none, nullptr,
                            nullptr, &kNamedShape};
constinit const Form kNamedList{
    "entries", "若干 {name: …, is: …}", "a list of {name: …, is: …}", Scalar::none, nullptr,
    &kNamed};

// --- tables written inside
constexpr Key kClauseKeys[] = {
    {"is", "即", &kPlain, "表达式", "its expression", "Applicant.age"},
    {"name", "名称", &kPlain, "结果的名称", "the name of a result", "Eligibility"},
    {"label", "标注", &kPlain, "显示的标题", "the heading people read", "Age"},
    {"of", "取自", &kPlain, "可取的值", "the values it may take", "'[18..120]'"},
    {"default", "默认", &kPlain, "没有一行命中时", "when no row fires", "\"declined\""},
};
TF_PARTS(kClauseParts, kClauseKeys);
constinit const Shape kClauseShape{"column", kClauseParts};
constinit const Form kClause{
    "column", "{is: …} 或 {name: …}", "{is: …} or {name: …}", Scalar::none, nullptr,
    nullptr,  &kClauseShape};
constinit const Form kClauses{"columns",    "若干栏", "a list of columns",
                              Scalar::none, nullptr,  &kClause};
constexpr Key kRowKeys[] = {
    {"row", "行名", &kPlain, "行名", "the name of the row", "adult"},
    {"when", "当", &kPlainList, "各输入栏的条件", "a test for each input", "['>= 18', '-']"},
    {"then", "则", &kPlainList, "各结果", "each result", "['\"yes\"']"},
    {"note", "备注", &kPlain, "备注", "a remark", "from 18 on"},
};
TF_PARTS(kRowParts, kRowKeys);
constinit const Shape kRowShape{"row", kRowParts};
constinit const Form kRow{
    "row", "{when: …, then: …}", "{when: …, then: …}", Scalar::none, nullptr, nullptr, &kRowShape};
constinit const Form kRuleRows{"rows",
                               "文字表，或若干 {when: …, then: …}",
                               "a text table, or a list of {when: …, then: …}",
                               Scalar::table,
                               nullptr,
                               &kRow};
constexpr Key kInnerKeys[] = {
    {"hit", "命中", &kPlain, "几行命中时怎样", "what happens when several rows fire", "first"},
    {"label", "标注", &kPlain, "结果的标题", "the heading of the results", "Routing"},
    {"inputs", "输入", &kClauses, "输入栏", "the inputs", "[{is: Applicant.age}]"},
    {"outputs", "输出", &kClauses, "结果栏", "the results", "[{name: size}]", kRequired},
    {"rules", "规则行", &kRuleRows, "规则行", "the rows", "row | age | => size"},
};
TF_PARTS(kInnerParts, kInnerKeys);
constinit const Shape kInnerShape{"inner table", kInnerParts};
constinit const Form kInnerTable{"inner table",
                                 "规则表文件的编号，或 {hit: …, rules: …}",
                                 "the id of a table file, or {hit: …, rules: …}",
                                 Scalar::id,
                                 nullptr,
                                 nullptr,
                                 &kInnerShape};

// --- boxed expressions
constexpr Key kRelationKeys[] = {
    {"columns", "各栏", &kPlainList, "栏名", "names of columns", "[name, rate]"},
    {"rows", "各行", &kBoxedRows, "各行", "the rows", "[['\"a\"', '1']]"},
};
TF_PARTS(kRelationParts, kRelationKeys);
constinit const Shape kRelationShape{"relation", kRelationParts};
constinit const Form kRelation{
    "relation", "{columns: …, rows: …}", "{columns: …, rows: …}", Scalar::none, nullptr,
    nullptr,    &kRelationShape};
constexpr Key kFunctionKeys[] = {
    {"of", "取自", &kNamedList, "参数", "its parameters", "[{name: p, type: number}]"},
    {"is", "即", &kBoxed, "函数体", "its body", "p * 2"},
    {"kind", "种类", &kPlain, "别的语言：Java、PMML", "another language: Java, PMML", "Java"},
};
TF_PARTS(kFunctionParts, kFunctionKeys);
constinit const Shape kFunctionShape{"function", kFunctionParts};
constinit const Form kFunction{"function", "{of: …, is: …}", "{of: …, is: …}", Scalar::none,
                               nullptr,    nullptr,          &kFunctionShape};
constexpr Key kCallKeys[] = {
    {"of", "取自", &kBoxed, "调用的函数", "the function", "PMT"},
    {"with", "带上", &kNamedList, "参数", "its arguments", "[{name: p, is: amount}]"},
};
TF_PARTS(kCallParts, kCallKeys);
constinit const Shape kCallShape{"invocation", kCallParts};
constinit const Form kInvocation{
    "invocation", "{of: …, with: …}", "{of: …, with: …}", Scalar::none, nullptr,
    nullptr,      &kCallShape};
constexpr Key kFilterKeys[] = {
    {"in", "范围", &kBoxed, "哪个列表", "the list", "loans"},
    {"match", "对应", &kBoxed, "留下哪些", "which items stay", "amount > 5000"},
};
TF_PARTS(kFilterParts, kFilterKeys);
constinit const Shape kFilterShape{"filter", kFilterParts};
constinit const Form kFilter{
    "filter", "{in: …, match: …}", "{in: …, match: …}", Scalar::none, nullptr,
    nullptr,  &kFilterShape};
constexpr Key kLoopKeys[] = {
    {"name", "名称", &kPlain, "每一项的名称", "what an item is called", "loan"},
    {"in", "范围", &kBoxed, "哪个列表", "the list", "loans"},
    {"is", "即", &kBoxed, "对每一项", "for every item", "loan.amount * 2"},
};
TF_PARTS(kLoopParts, kLoopKeys);
constinit const Shape kLoopShape{"loop", kLoopParts};
constinit const Form kLoop{"loop",
                           "{name: …, in: …, is: …}",
                           "{name: …, in: …, is: …}",
                           Scalar::none,
                           nullptr,
                           nullptr,
                           &kLoopShape};
constexpr Key kBoxedKeys[] = {
    {"type", "类型", &kPlain, "结果的类型", "the type of the result", "number"},
    {"is", "即", &kExpression, "FEEL", "FEEL", "Applicant.age >= 18"},
    {"table", "规则表", &kInnerTable, "规则表", "a decision table", "eligibility"},
    {"context", "上下文", &kNamedList, "逐项计算，无名的一项是结果",
     "entries, each seeing those before; one without name is the result",
     "[{name: a, is: 1 + 1}, {is: a * 2}]"},
    {"relation", "关系表", &kRelation, "若干行数据", "rows of data", "{columns: [a], rows: [[1]]}"},
    {"list", "列表", &kBoxedList, "列表", "a list", "[1, 2]"},
    {"function", "函数", &kFunction, "函数", "a function", "{of: [{name: p}], is: p * 2}"},
    {"call", "计算", &kInvocation, "调用", "a call", "{of: PMT, with: [{name: p, is: amount}]}"},
    {"if", "如果", &kBoxed, "条件", "a condition", "age >= 18"},
    {"then", "则", &kBoxed, "成立时", "when it is true", "\"adult\""},
    {"else", "否则", &kBoxed, "不成立时", "when it is not", "\"minor\""},
    {"filter", "筛选", &kFilter, "筛选", "items that match", "{in: loans, match: amount > 5}"},
    {"for", "对于", &kLoop, "逐项计算", "computed for every item", "{name: x, in: xs, is: x * 2}"},
    {"some", "有的", &kLoop, "是否有一项成立", "whether it holds for some item",
     "{name: x, in: xs, is: x > 2}"},
    {"every", "每个", &kLoop, "是否每项都成立", "whether it holds for every item",
     "{name: x, in: xs, is: x > 2}"},
};
TF_PARTS(kBoxedParts, kBoxedKeys);
constinit const Shape kBoxedShape{"logic", kBoxedParts};

// --- types
constinit const Form kTypeForm{
    "item type", "{name: …, type: …}", "{name: …, type: …}", Scalar::none, nullptr,
    nullptr,     &kTypeShape};
constinit const Form kDecisionTypes{"item types", "若干类型", "a list of types",
                                    Scalar::none, nullptr,    &kTypeForm};
constexpr Key kTypeKeys[] = {
    {"name", "名称", &kPlain, "名称", "its name", "tLoan", kRequired},
    {"type", "类型", &kPlain, "基于哪个类型", "the type it is made of", "number"},
    {"list", "列表", &kTruth, "是否列表", "whether it is a list", "true"},
    {"of", "取自", &kPlain, "每个值须满足", "what each value must pass", "'\"a\", \"b\"'"},
    {"constraint", "约束", &kPlain, "整个值须满足", "what the whole must pass", "count(?) > 1"},
    {"fields", "其他字段", &kDecisionTypes, "组成", "its parts", "[{name: amount, type: number}]"},
    {"takes", "参数", &kNamedList, "函数的参数", "parameters of a function",
     "[{name: p, type: number}]"},
    {"answers", "答复", &kPlain, "函数的结果类型", "the type of its result", "number"},
};
TF_PARTS(kTypeParts, kTypeKeys);
constinit const Shape kTypeShape{"item type", kTypeParts};

// --- elements
constexpr Key kElementHead[] = {
    {"name", "名称", &kPlain, "名称", "its name", "Eligibility", kRequired},
    {"id", "编号", &kPlain, "编号；不写即名称", "its id; the name unless said", "_e1"},
    {"about", "说明", &kPlain, "说明", "what it is for", "who may borrow"},
    {"variable", "变量", &kPlain, "变量名，与名称不同时", "the name of its variable, when another",
     "eligible"},
    {"type", "类型", &kPlain, "结果的类型", "the type of its value", "tLoan"},
};
constexpr Key kLogicKeys[] = {
    {"needs", "先决", &kPlainList, "用到哪些（编号）", "what it requires, by id", "[applicant]"},
    {"is", "即", &kBoxed, "逻辑", "its logic", "Applicant.age >= 18"},
};
constexpr Key kServiceKeys[] = {
    {"gives", "提供", &kPlainList, "给出的判定", "decisions it answers", "[eligibility]"},
    {"inside", "内含", &kPlainList, "内部的判定", "decisions inside it", "[score]"},
    {"takes", "参数", &kPlainList, "输入数据", "input data it takes", "[applicant]"},
    {"instead", "代入", &kPlainList, "由调用者给出的判定", "decisions its caller gives", "[risk]"},
};
TF_PARTS(kGivenParts, kElementHead);
constinit const Shape kGivenShape{"input data", kGivenParts};
constinit const Form kGiven{
    "input data", "{name: …, type: …}", "{name: …, type: …}", Scalar::none, nullptr,
    nullptr,      &kGivenShape};
constinit const Form kGivens{"input data list", "若干输入数据", "a list of input data",
                             Scalar::none,      nullptr,        &kGiven};
TF_PARTS(kElementParts, kElementHead, kLogicKeys);
constinit const Shape kElementShape{"decision", kElementParts};
constinit const Form kElement{
    "decision", "{name: …, is: …}", "{name: …, is: …}", Scalar::none, nullptr,
    nullptr,    &kElementShape};
constinit const Form kElements{"decisions",  "若干判定", "a list of decisions",
                               Scalar::none, nullptr,    &kElement};
TF_PARTS(kServiceParts, kElementHead, kServiceKeys);
constinit const Shape kServiceShape{"service", kServiceParts};
constinit const Form kService{
    "service", "{name: …, gives: …}", "{name: …, gives: …}", Scalar::none, nullptr,
    nullptr,   &kServiceShape};
constinit const Form kServices{"services",   "若干服务", "a list of services",
                               Scalar::none, nullptr,    &kService};
constexpr Key kImportKeys[] = {
    {"name", "名称", &kPlain, "在本图中的名称", "what it is called here", "rates"},
    {"namespace", "命名空间", &kPlain, "它的命名空间", "its namespace", "urn:rates", kRequired},
    {"type", "类型", &kPlain, "文件的种类", "the kind of file",
     "https://www.omg.org/spec/DMN/20230324/MODEL/"},
};
TF_PARTS(kImportParts, kImportKeys);
constinit const Shape kImportShape{"import", kImportParts};
constinit const Form kImport{"import",
                             "{name: …, namespace: …}",
                             "{name: …, namespace: …}",
                             Scalar::none,
                             nullptr,
                             nullptr,
                             &kImportShape};
constinit const Form kImports{"imports",    "若干引入", "a list of imports",
                              Scalar::none, nullptr,    &kImport};
constexpr Key kDecisionsKeys[] = {
    {"decisions", "判定图", &kId, "编号", "its id", "loans", kRequired},
    {"title", "名称", &kText, "名称", "its name", "Loans"},
    {"about", "说明", &kText, "说明", "what it is for", "who may borrow"},
    {"namespace", "命名空间", &kPlain, "DMN 的命名空间", "its namespace in DMN", "urn:loans"},
    {"effective", "生效日期", &kDate, "从哪天起适用", "the date from which it applies",
     "2026-07-01"},
    {"apply", "适用", &kApply, "只用于新案，或也用于在办案", "new cases only, or running ones too",
     "new"},
    {"imports", "引入", &kImports, "用到的别的图", "other graphs it uses",
     "[{name: rates, namespace: urn:rates}]"},
    {"types", "各类型", &kDecisionTypes, "类型", "types", "[{name: tLoan, type: number}]"},
    {"given", "输入", &kGivens, "输入数据", "input data", "[{name: Applicant, type: tApplicant}]"},
    {"decide", "判定", &kElements, "判定", "decisions",
     "[{name: Eligible, needs: [Applicant], is: Applicant.age >= 18}]"},
    {"functions", "函数", &kElements, "业务知识模型", "business knowledge models",
     "[{name: twice, is: {function: {of: [{name: p}], is: p * 2}}}]"},
    {"services", "服务", &kServices, "判定服务", "decision services",
     "[{name: lending, gives: [Eligible], takes: [Applicant]}]"},
};
TF_PARTS(kDecisionsParts, kDecisionsKeys);

}  // namespace

constinit const Shape kDecisionsFile{"decisions", kDecisionsParts};

}  // namespace tf::model
