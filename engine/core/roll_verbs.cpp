// The acts on a roll and their fields: the table of roll_change.h.
#include <algorithm>
#include <array>

#include "core/roll_change.h"

namespace tf::core {

namespace {

using RollKind = RollField::Kind;

constexpr RollField kPersonWho{"person", RollKind::text, true, "人员编号", "id of the person"};
constexpr RollField kAtNode{"node", RollKind::text, true, "在哪个节点", "at which node"};
constexpr RollField kWhichPost{"post", RollKind::text, true, "岗位", "the post"};

constexpr std::array kPersonFields{
    kPersonWho,
    RollField{"name", RollKind::text, false, "姓名；新登记时必填", "name; needed when new"},
    RollField{"phone", RollKind::text, false, "电话", "phone"},
    RollField{"skill", RollKind::list, false, "专长（代替原有）",
              "skills, in place of those before"},
    RollField{"related", RollKind::list, false, "亲属（代替原有）",
              "relatives, in place of those before"}};
constexpr std::array kEndFields{kPersonWho};
constexpr std::array kAppointFields{
    kPersonWho, kWhichPost, kAtNode,
    RollField{"from", RollKind::day, false, "任职首日；不写：即日", "first day; none: at once"},
    RollField{"to", RollKind::day, false, "任职末日；不写：无期", "last day; none: open"}};
constexpr std::array kRelieveFields{
    kPersonWho, kWhichPost, kAtNode,
    RollField{"on", RollKind::day, false, "不再任职的首日；不写：今天",
              "first day without it; none: today"}};
constexpr std::array kAbsentFields{
    kPersonWho,
    RollField{"from", RollKind::day, false, "首日；不写：今天", "first day; none: today"},
    RollField{"to", RollKind::day, true, "末日", "last day"},
    RollField{"substitute", RollKind::text, false, "代班人；不写：没有",
              "who stands in; none: nobody"}};
constexpr std::array kPresentFields{
    kPersonWho,
    RollField{"on", RollKind::day, false, "到岗首日；不写：今天", "first day back; none: today"}};
constexpr std::array kTeamFields{
    RollField{"unit", RollKind::text, true, "单位或班组编号", "id of the unit or team"},
    RollField{"at", RollKind::text, false, "所在节点；新建时必填", "its node; needed when new"},
    RollField{"level", RollKind::text, false, "层级", "level"},
    RollField{"zh", RollKind::text, false, "中文名称", "name in Chinese"},
    RollField{"en", RollKind::text, false, "英文名称", "name in English"},
    RollField{"head", RollKind::text, false, "负责人", "who heads it"},
    RollField{"members", RollKind::list, false, "成员（代替原有）",
              "members, in place of those before"},
    RollField{"join", RollKind::list, false, "加入的人", "who joins"},
    RollField{"leave", RollKind::list, false, "退出的人", "who leaves"}};

constexpr std::array kRollVerbs{
    RollVerb{"person", "登记人员，或改姓名、电话、专长、亲属",
             "registers a person, or changes name, phone, skills, relatives", kPersonFields},
    RollVerb{"end", "离任：从一切岗位、单位和名册中去掉",
             "a person leaves: every post, every unit, the roll", kEndFields},
    RollVerb{"appoint", "任职：从某日到某日任某岗", "gives a post, from a day to a day",
             kAppointFields},
    RollVerb{"relieve", "免职：从某日起不再任某岗", "takes a post, from a day on", kRelieveFields},
    RollVerb{"absent", "缺勤：某日到某日，由谁代班", "away from a day to a day, and who stands in",
             kAbsentFields},
    RollVerb{"present", "到岗：结束缺勤", "back: the absence ends", kPresentFields},
    RollVerb{"team", "建单位或班组，或改负责人、成员",
             "makes a unit or team, or changes its people", kTeamFields},
};

}  // namespace

std::span<const RollVerb> roll_verbs() {
  return kRollVerbs;
}
const RollVerb* find_roll_verb(std::string_view word) {
  const auto* found = std::ranges::find(kRollVerbs, word, &RollVerb::word);
  return found == kRollVerbs.end() ? nullptr : found;
}

}  // namespace tf::core
