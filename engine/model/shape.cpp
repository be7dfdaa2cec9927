// Looking things up in the shape table.
#include "model/shape.h"

#include <array>

#include "model/shape_table.h"

namespace tf::model {

namespace {

constexpr FileKind kFileKinds[] = {
    {"workflow", "流程", &kWorkflowFile, "一个流程", "one process"},
    {"workflows", "各流程", &kWorkflowsFile, "几个流程", "several processes"},
    {"table", "规则表", &kTableFile, "一张规则表", "a decision table"},
    {"decisions", "判定图", &kDecisionsFile, "互相引用的判定（DMN）",
     "decisions that use each other (DMN)"},
    {"deadlines", "期限表", &kDeadlinesFile, "各流程的期限", "deadlines by workflow"},
    {"limits", "限值表", &kLimitsFile, "各流程的限值", "limits by workflow"},
    {"ladders", "梯级表", &kLaddersFile, "超期后的梯级", "ladders of consequences"},
    {"forms", "表单库", &kFormsFile, "共用的表单", "forms used by more than one step"},
    {"words", "词表", &kWordsFile, "编号和通知的中英文", "zh and en of every id and notice"},
    {"roles", "岗位表", &kRolesFile, "岗位怎样落到人", "posts and how they become a person"},
    {"people", "人员", &kPeopleFile, "人员名册", "a roll of people"},
    {"calendar", "日历", &kCalendarFile, "休息日与工作日", "rest and work days"},
    {"town", "乡镇", &kTownFile, "一个乡镇：底本或覆盖", "a town: a base, or an overlay"},
    {"plugin", "插件", &kPluginFile, "插件清单", "the manifest of a plugin"},
    {"scenario", "情景", &kScenarioFile, "一段经过和应有的结果", "a story with expectations"},
    {"migration", "迁移", &kMigrationFile, "旧版本的步骤怎样对应",
     "how steps of an old version map"},
};

// In the order of StepKindBit.
constexpr std::array kKinds{"task",   "set",      "decide", "call", "do",   "notify", "wait",
                            "choose", "together", "race",   "each", "meet", "open",   "vote",
                            "sign",   "raise",    "undo",   "end",  "stop", "steps"};

}  // namespace

std::span<const FileKind> file_kinds() {
  return kFileKinds;
}

const FileKind* file_kind(std::string_view name) {
  for (const FileKind& kind : kFileKinds)
    if (name == kind.name || name == kind.zh) return &kind;
  return nullptr;
}

const Key* find_key(const Shape& shape, std::string_view key) {
  if (key.empty()) return nullptr;
  for (const auto& part : shape.parts)
    for (const Key& row : part) {
      const bool chinese = static_cast<unsigned char>(key[0]) >= 0x80;
      const char* name = chinese ? row.zh : row.name;
      if (key[0] == name[0] && key == name) return &row;
    }
  return nullptr;
}

std::span<const char* const> step_kinds() {
  return kKinds;
}

std::string_view kind_of_step(const Node& step) {
  std::string_view found;
  for (const Entry& e : step.entries) {
    const Key* row = e.known ? e.known : find_key(kStepShape, e.key);
    if (!row || !(row->flags & kIsKind)) continue;
    if (found.empty() || !(row->flags & kSecondKind)) found = row->name;
  }
  return found;
}

std::vector<std::string_view> events_of(const Node& handler) {
  std::vector<std::string_view> out;
  for (const Entry& e : handler.entries) {
    const Key* row = e.known ? e.known : find_key(*kEvent.map, e.key);
    if (row && (row->flags & kIsEvent)) out.push_back(row->name);
  }
  return out;
}

}  // namespace tf::model
