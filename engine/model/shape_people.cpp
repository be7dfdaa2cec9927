// Roles, posts, people.
#include "model/shape_table.h"

namespace tf::model {

#define TF_PARTS(name, ...) const std::span<const Key> name[] = {__VA_ARGS__}

namespace {

TF_PARTS(kNoParts, std::span<const Key>());

constinit const Form kOnePersonText{"string", "文字", "a text", Scalar::text};
constinit const Form kLevelName{"level", "层级名或 any", "a level or any", Scalar::name,
                                &kLevelWords};
constinit const Form kSkipReason{"skip", "跳过的情形",
                                 "vacant, absent without substitute, related to a party",
                                 Scalar::word, &kSkipWords};
constinit const Form kSkip{
    "skip",       "跳过的情形", "vacant, absent without substitute, related to a party",
    Scalar::word, &kSkipWords,  &kSkipReason};

constexpr Key kLabelKeys[] = {
    {"title", "名称", &kText, "显示的名称", "what people read",
     "{zh: 村书记, en: village secretary}"},
    {"zh", "zh", &kOnePersonText, "中文名称", "its name in Chinese", "村书记"},
    {"en", "en", &kOnePersonText, "英文名称", "its name in English", "village secretary"},
};
TF_PARTS(kLabelParts, kLabelKeys);
constinit const Shape kLabelShape{"label", kLabelParts};
constinit const Form kLabel{"label", "{zh: …, en: …}", "{zh: …, en: …}", Scalar::text,
                            nullptr, nullptr,          &kLabelShape};
constinit const Shape kLevelsShape{"levels", kNoParts, FreeKey::name, &kLabel};

constexpr Key kPersonFindKeys[] = {
    {"start", "起点", &kReference, "从哪个节点找起", "the node to start from", "case.grid"},
    {"skip", "跳过", &kSkip, "跳过哪些人", "whom to pass by", "[vacant]"},
    {"off_hours", "下班后", &kReference, "下班后由谁", "who outside office hours", "duty_officer"},
    {"nobody", "无人时", &kReference, "找不到人时由谁", "who, when nobody is found",
     "command_room"},
};
TF_PARTS(kPersonFindParts, kPersonFindKeys);
constinit const Shape kPersonFindShape{"find", kPersonFindParts};
constinit const Form kFind{
    "find",  "{start: …, skip: …}", "{start: …, skip: …}", Scalar::none, nullptr,
    nullptr, &kPersonFindShape};

constexpr Key kPostKeys[] = {
    {"level", "层", &kLevelName, "在哪一层", "the level of the tree", "village"},
    {"many", "多人", &kTruth, "可有多人", "several people hold it", "true"},
    {"queue", "队列", &kTruth, "一组人共同受理", "a queue that a team works on", "true"},
    {"by", "按", &kName, "按哪个字段分设", "one for every value of this field", "category"},
    {"observer", "只读", &kTruth, "只看不办", "sees, never acts", "true"},
    {"roster", "值班表", &kTruth, "按值班表", "whoever the roster names", "true"},
    {"off_hours", "下班后", &kReference, "下班后由谁", "who outside office hours", "self"},
};
TF_PARTS(kPostParts, kPostKeys, kLabelKeys);
constinit const Shape kPostShape{"post", kPostParts};
constinit const Form kPost{"post",
                           "{level: …, zh: …, en: …}",
                           "{level: …, zh: …, en: …}",
                           Scalar::none,
                           nullptr,
                           nullptr,
                           &kPostShape};
constinit const Shape kPostsShape{"posts", kNoParts, FreeKey::name, &kPost};

constexpr Key kNearKeys[] = {
    {"of", "取自", &kReference, "谁的", "of whom", "handler"},
    {"up", "上级", &kWhole, "向上几级", "so many levels up", "1"},
};
TF_PARTS(kNearParts, kNearKeys, kLabelKeys);
constinit const Shape kNearShape{"near", kNearParts};
constinit const Form kNearOne{"near",  "{of: …, up: …}", "{of: …, up: …}", Scalar::none,
                              nullptr, nullptr,          &kNearShape};
constinit const Shape kNearsShape{"near", kNoParts, FreeKey::name, &kNearOne};

constexpr Key kUnitKeys[] = {
    {"level", "层", &kLevelName, "在哪一层", "the level of the tree", "town"},
    {"up", "上级", &kName, "上级单位", "the unit above", "town_office"},
    {"at", "所在", &kReference, "在哪个节点", "the node it belongs to", "riverside"},
    {"head", "负责人", &kReference, "负责人", "its head", "li"},
    {"members", "成员", &kReferences, "单位里的人", "the people of the unit", "[li, ma]"},
    {"calendar", "日历", &kCalendarBody, "单位自己的休息日、值班日和办公时间，叠在镇的日历上",
     "its own rest days, duty days and office hours, laid on the town's",
     "{office: 09:00-17:00, work: [2026-03-14]}"},
};
TF_PARTS(kUnitParts, kUnitKeys, kLabelKeys);
constinit const Shape kUnitShape{"unit", kUnitParts};
constinit const Form kUnit{"unit",
                           "{level: …, zh: …, en: …}",
                           "{level: …, zh: …, en: …}",
                           Scalar::none,
                           nullptr,
                           nullptr,
                           &kUnitShape};
constinit const Shape kUnitsShape{"units", kNoParts, FreeKey::reference, &kUnit};

constexpr Key kRolesKeys[] = {
    {"roles", "岗位表", &kId, "编号", "its id", "county", kRequired},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 岗位, en: Roles}"},
    {"levels", "层级", &kLevels, "组织树的层级", "the levels of the tree, from above",
     "[county, town, village]"},
    {"find", "查找", &kFind, "岗位怎样落到人", "how a role becomes a person", "{start: case.grid}"},
    {"posts", "岗位", &kPosts, "岗位", "the posts",
     "{grid_worker: {level: grid, zh: 网格员, en: grid worker}}"},
    {"near", "邻近", &kNear, "从一步看去的人", "words for people as seen from a step",
     "{next_level: {of: handler, up: 1}}"},
    {"units", "单位表", &kUnits, "单位", "the units",
     "{land: {level: town, zh: 自然资源所, en: land office}}"},
};
TF_PARTS(kRolesParts, kRolesKeys);

// --- people
constinit const Form kDay{"date", "日期", "a date", Scalar::any};
constinit const Form kAddresses{"addresses", "文字列表", "a list of texts",
                                Scalar::any, nullptr,    &kPlain};
constexpr Key kTermKeys[] = {
    {"person", "人员", &kReference, "谁任职", "who holds the post", "wang", kRequired},
    {"from", "从", &kDay, "从哪天起", "from this day", "2026-07-01"},
    {"to", "至", &kDay, "到哪天止", "to this day", "2026-12-31"},
};
TF_PARTS(kTermParts, kTermKeys);
constinit const Shape kTermShape{"term", kTermParts};
constinit const Form kHolder{"holder",
                             "人员，或 {person: …, from: …, to: …}",
                             "a person, or {person: …, from: …, to: …}",
                             Scalar::reference,
                             nullptr,
                             nullptr,
                             &kTermShape};
constinit const Form kHolders{"holders",
                              "人员、{person: …, from: …} 或其列表",
                              "a person, {person: …, from: …} or a list of them",
                              Scalar::reference,
                              nullptr,
                              &kHolder,
                              &kTermShape};
constinit const Shape kHoldsShape{"holds", kNoParts, FreeKey::name, &kHolders};
constinit const Form kHolds{"holds", "岗位: [人员]", "post: [people]", Scalar::none,
                            nullptr, nullptr,        &kHoldsShape};
constexpr Key kNodeKeys[] = {
    {"level", "层", &kLevelName, "在哪一层", "the level of the tree", "village", kRequired},
    {"holds", "任职", &kHolds, "谁任什么职", "who holds which post", "{village_secretary: [wang]}"},
    {"below", "下级", &kTree, "下级节点", "the nodes below", "{grid-2: {level: grid}}"},
    {"units", "单位表", &kUnits, "单位", "its units", "{land: {members: [ma]}}"},
    {"addresses", "地址", &kAddresses, "地址里有这些字样的属于这里",
     "an address with one of these in it lies here", "[银杏路, 柳树村]"},
};
TF_PARTS(kNodeParts, kNodeKeys, kLabelKeys);
constinit const Shape kNodeShape{"node", kNodeParts};
constinit const Form kNode{"node",
                           "{level: …, holds: …, below: …}",
                           "{level: …, holds: …, below: …}",
                           Scalar::none,
                           nullptr,
                           nullptr,
                           &kNodeShape};
constinit const Shape kTreeShape{"tree", kNoParts, FreeKey::id, &kNode};

constexpr Key kAbsenceKeys[] = {
    {"from", "从", &kDay, "从哪天", "from this day", "2026-08-03", kRequired},
    {"to", "至", &kDay, "到哪天", "to this day", "2026-08-14", kRequired},
    {"substitute", "代班", &kReference, "由谁代", "who stands in", "qian"},
    {"reason", "缘由", &kText, "缘由", "why", "休假"},
};
TF_PARTS(kAbsenceParts, kAbsenceKeys);
constinit const Shape kAbsenceShape{"absence", kAbsenceParts};
constinit const Form kAbsence{
    "absence", "{from: …, to: …}", "{from: …, to: …}", Scalar::none, nullptr,
    nullptr,   &kAbsenceShape};
constinit const Form kAbsences{"absences",
                               "{from: …, to: …} 的列表",
                               "a list of {from: …, to: …}",
                               Scalar::none,
                               nullptr,
                               &kAbsence,
                               &kAbsenceShape};
constexpr Key kPersonKeys[] = {
    {"name", "姓名", &kText, "姓名", "the name", "王强"},
    {"phone", "电话", &kPlain, "电话", "a phone number", "\"13800000000\""},
    {"unit", "单位", &kReference, "单位", "the unit", "land"},
    {"skill", "专长", &kReferences, "专长", "what the person can do", "[electric]"},
    {"surname", "姓", &kPlain, "姓", "the family name", "李"},
    {"substitute", "代班", &kReference, "不在时由谁代", "who stands in", "qian"},
    {"related", "亲属", &kReferences, "与谁有亲属关系",
     "relatives, whose cases the person must not handle", "[zhou]"},
    {"absent", "缺勤", &kAbsences, "何时不在", "when the person is away",
     "[{from: 2026-08-03, to: 2026-08-14, substitute: qian}]"},
    {"post", "职位", &kReference, "单位里的职位", "the post within the unit", "lead"},
    {"channels", "联系方式", &kChannels, "怎样通知", "how the person is reached", "[sms]"},
};
TF_PARTS(kPersonParts, kPersonKeys, kLabelKeys);
constinit const Shape kPersonShape{"person", kPersonParts};
constinit const Form kPerson{
    "person", "{zh: …, phone: …}", "{zh: …, phone: …}", Scalar::text, nullptr,
    nullptr,  &kPersonShape};
constinit const Shape kPersonsShape{"persons", kNoParts, FreeKey::id, &kPerson};
constinit const Form kPersons{"persons", "人员: {zh: …}", "person: {zh: …}", Scalar::none,
                              nullptr,   nullptr,         &kPersonsShape};
constinit const Shape kRosterShape{"roster", kNoParts, FreeKey::id, &kHolds};
constinit const Form kRoster{
    "roster", "节点: {岗位: [人员]}", "node: {post: [people]}", Scalar::none, nullptr,
    nullptr,  &kRosterShape};
constexpr Key kPeopleKeys[] = {
    {"people", "人员", &kId, "编号", "its id", "county", kRequired},
    {"title", "名称", &kText, "显示的名称", "what people read", "{zh: 人员, en: People}"},
    {"tree", "组织树", &kTree, "组织树", "the tree of nodes", "{riverside: {level: town}}"},
    {"roster", "值班表", &kRoster, "各节点的值班人员", "who is on duty where",
     "{willow-village: {duty_officer: [tang]}}"},
    {"units", "单位表", &kUnits, "单位及其成员", "offices and their members",
     "{land: {at: riverside, head: jiao, members: [lin]}}"},
    {"persons", "名册", &kPersons, "人员资料", "what is known of each person",
     "{wang: {zh: 王强, unit: land}}"},
};
TF_PARTS(kPeopleParts, kPeopleKeys);

}  // namespace

constinit const Shape kRolesFile{"roles", kRolesParts};
constinit const Shape kPeopleFile{"people", kPeopleParts};
constinit const Form kLevels{"levels",
                             "层级列表，或 层级: {zh: …, en: …}",
                             "a list of levels, or level: {zh: …, en: …}",
                             Scalar::none,
                             nullptr,
                             &kName,
                             &kLevelsShape};
constinit const Form kTree{"tree",  "节点: {level: …}", "node: {level: …}", Scalar::none, nullptr,
                           nullptr, &kTreeShape};
constinit const Form kPosts{"posts", "岗位: {level: …}", "post: {level: …}", Scalar::none, nullptr,
                            nullptr, &kPostsShape};
constinit const Form kNear{"near",  "名称: {of: …}", "name: {of: …}", Scalar::none,
                           nullptr, nullptr,         &kNearsShape};
constinit const Form kUnits{"units", "单位: {level: …}", "unit: {level: …}", Scalar::none, nullptr,
                            nullptr, &kUnitsShape};

}  // namespace tf::model
