// The rows of the shape table, shared by its files: shape_words (words that are values),
// shape_values (forms of single values), shape_step, shape_workflow, shape_rules, shape_town (maps,
// one file an area).
#pragma once

#include "model/shape.h"

namespace tf::model {

// One value as check_shape sees it under `key` (shape_check.cpp).
void check_value(Node& value, const Form& form, std::string_view key, Diagnostics& out);

// --- words (shape_words.cpp)
extern const Words kTypeWords, kVerbWords, kHitWords, kEventNames, kClockWords, kStateWords,
    kThenWords, kClassWords, kPickWords, kRestWords, kTakeWords, kOrderWords, kRefusalWords,
    kPassWords, kScopeWords, kLightWords, kChannelWords, kApplyWords, kLanguageWords, kRollWords,
    kMissedWords, kEndsWords, kPauseWords, kWeekdayWords, kWhoWords, kHookKinds, kOnErrorWords,
    kNoneWords, kStageWords, kTableTimeWords, kPlaceWords, kLockWords, kMigrationRest, kUndoWords,
    kUrgeWords, kSkipWords, kReturnWords, kGoOnWords, kTargetWords, kJoinWords, kMeetWords,
    kSignWords, kAnyNameWords, kLevelWords, kMethodWords;
// Words of time and of the small grammar, as phrases inside a longer text.
struct Phrase {
  const char* en;
  const char* zh;
};
extern const std::span<const Phrase> kTimePhrases, kTypePhrases, kJoinPhrases;
// Chinese words of `phrases` turned into English when the whole of `text` consists of them, digits,
// and ASCII; else `text` unchanged. And back.
std::string phrase_to_english(std::string_view text, std::span<const Phrase> phrases);
std::string phrase_to_chinese(std::string_view text, std::span<const Phrase> phrases);

// --- single values (shape_values.cpp)
extern const Form kText, kId, kIds, kName, kNames, kReference, kReferences, kExpression, kTruth,
    kWhole, kNumber, kAny, kPlain, kTime, kTimes, kDate, kWho, kChannels, kTarget, kTargets,
    kLocked, kTable, kWordWarning, kPaths, kState, kThenMerge, kLight, kApply, kLanguages;
extern const Form kField, kFields, kCaseForm, kSet, kWith, kRefuse, kDue, kLadderUse, kMay, kMatch;

// --- areas
extern const Form kStep, kSteps, kHandlers, kEvent, kNext, kMilestones, kMetrics, kStart, kAmend,
    kOrderForm;
extern const Form kDeadline, kDeadlineSections, kLimitSections, kLadders, kLadderLevel, kTablePatch,
    kWorkflowPatches, kCalendarBody, kLevels, kTree, kPosts, kNear, kUnits, kSharedForms, kPauses;
extern const Shape kWorkflowFile, kWorkflowsFile, kTableFile, kDeadlinesFile, kLimitsFile,
    kLaddersFile, kFormsFile, kWordsFile, kRolesFile, kPeopleFile, kCalendarFile, kTownFile,
    kPluginFile, kScenarioFile, kMigrationFile, kDecisionsFile;
extern const Shape kTextShape, kStepShape, kStepsShape;

// --- bits of step kinds, in the order of step_kinds()
enum StepKindBit : std::uint32_t {
  kTaskKind = 1U << 0U,
  kSetKind = 1U << 1U,
  kDecideKind = 1U << 2U,
  kCallKind = 1U << 3U,
  kDoKind = 1U << 4U,
  kNotifyKind = 1U << 5U,
  kWaitKind = 1U << 6U,
  kChooseKind = 1U << 7U,
  kTogetherKind = 1U << 8U,
  kRaceKind = 1U << 9U,
  kEachKind = 1U << 10U,
  kMeetKind = 1U << 11U,
  kOpenKind = 1U << 12U,
  kVoteKind = 1U << 13U,
  kSignKind = 1U << 14U,
  kRaiseKind = 1U << 15U,
  kUndoKind = 1U << 16U,
  kEndKind = 1U << 17U,
  kStopKind = 1U << 18U,
  kStepsKind = 1U << 19U
};
inline constexpr std::uint32_t kPeopleKinds = kTaskKind | kVoteKind | kSignKind;

}  // namespace tf::model
