#include "model/shape.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "model/shape_table.h"
#include "support.h"

namespace tf::model {
namespace {

using test::findings;

struct ShapeRow {
  const char* name;
  const char* text;
  const char* found;
};
std::ostream& operator<<(std::ostream& out, const ShapeRow& row) {
  return out << row.name;
}

class Shapes : public testing::TestWithParam<ShapeRow> {};

TEST_P(Shapes, NamesThePlace) {
  Diagnostics out;
  test::document(GetParam().text, out);
  EXPECT_EQ(findings(out), GetParam().found) << to_text(out, Language::en);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Shapes,
    testing::Values(
        ShapeRow{"no_kind_of_file", "process: lamp\n", "file.unknown_kind 1:1"},
        ShapeRow{"yaml_first", "process: lamp\nversion: 1\nversion: 2\n", "yaml.duplicate_key 3:1"},
        ShapeRow{"not_a_map", "- a\n", "file.not_map 1:1"},
        ShapeRow{"no_id", "workflow: [a]\n", "file.no_id 1:1"},
        ShapeRow{"unknown_key", "workflow: a\nstep: {b: {task: work}}\n", "shape.unknown_key 2:1"},
        ShapeRow{"far_key", "workflow: a\nlunch: {b: {task: work}}\n",
                 "shape.unknown_key 2:1; shape.missing_key 1:1"},
        ShapeRow{"below_a_misspelt_key", "workflow: a\nstepps: {b: {tsk: work, who: [{rol: x}]}}\n",
                 "shape.unknown_key 2:1; shape.unknown_key 2:14; shape.unknown_key 2:32"},
        ShapeRow{"misspelt_beside_its_own", "workflow: a\nsteps: {b: {task: work, tsak: x}}\n",
                 "shape.unknown_key 2:25"},
        ShapeRow{"misspelt_kind", "workflw: a\nsteps: {b: {tsk: work}}\n",
                 "file.unknown_kind 1:1; shape.unknown_key 2:13"},
        ShapeRow{"missing_steps", "workflow: a\ntitle: b\n", "shape.missing_key 1:1"},
        ShapeRow{"key_in_both_languages",
                 "workflow: a\nsteps: {b: {task: work}}\n步骤: {c: {task: work}}\n",
                 "shape.duplicate_key 3:1"},
        ShapeRow{"wrong_form", "workflow: a\nsteps: {b: {task: [work]}}\n",
                 "shape.wrong_form 2:19"},
        ShapeRow{"two_kinds", "workflow: a\nsteps: {b: {task: work, wait: c}}\n",
                 "shape.two_kinds 2:25"},
        ShapeRow{"each_with_steps",
                 "workflow: a\nsteps: {b: {each: x as y, steps: {c: {task: work}}}}\n", ""},
        ShapeRow{"no_kind", "workflow: a\nsteps: {b: {who: grid_worker}}\n", "shape.no_kind 2:13"},
        ShapeRow{"a_pass",
                 "workflow: a\nsteps: {b: {next: b}, c: {tell: reporter}, d: {if: x, next: end}}\n",
                 ""},
        ShapeRow{"not_for_kind", "workflow: a\nsteps: {b: {task: work, quorum: 2/3}}\n",
                 "shape.not_for_kind 2:25"},
        ShapeRow{"no_event", "workflow: a\nsteps: {b: {task: work, upon: {c: {go: b}}}}\n",
                 "shape.no_event 2:32"},
        ShapeRow{"named_events",
                 "workflow: a\nsteps: {b: {task: work, upon: {超期: {go: b}, undo: {do: x}}}}\n",
                 ""},
        ShapeRow{"no_otherwise", "workflow: a\nsteps: {b: {choose: [{when: x, then: b}]}}\n",
                 "shape.no_otherwise 2:21"},
        ShapeRow{"otherwise_not_last",
                 "workflow: a\nsteps: {b: {choose: [{otherwise: b}, {when: x, then: b}]}}\n",
                 "shape.bad_choice 2:22; shape.no_otherwise 2:21"},
        ShapeRow{"when_without_then",
                 "workflow: a\nsteps: {b: {choose: [{when: x}, {otherwise: b}]}}\n",
                 "shape.bad_choice 2:22"},
        ShapeRow{"bad_id", "workflow: a\nsteps: {b_c: {task: work}}\n", "shape.bad_id 2:9"},
        ShapeRow{"reserved_id", "workflow: a\nsteps: {结束: {task: work}}\n",
                 "shape.reserved_id 2:9"},
        ShapeRow{"bad_name", "workflow: a\ncase: {a-b: text}\nsteps: {b: {task: work}}\n",
                 "shape.bad_name 2:8"},
        ShapeRow{"bad_code",
                 "workflow: a\nsteps: {b: {task: work, refuse: {late: {when: x, text: y}}}}\n",
                 "shape.bad_code 2:34"},
        ShapeRow{"unknown_word",
                 "workflow: a\nsteps: {b: {choose: [{otherwise: b}], take: evry}}\n",
                 "shape.unknown_word 2:45"},
        ShapeRow{"bad_type", "workflow: a\ncase: {b: required txt}\nsteps: {b: {task: work}}\n",
                 "shape.bad_type 2:11"},
        ShapeRow{"expression_as_list", "workflow: a\nsteps: {b: {if: [x], task: work}}\n",
                 "shape.expression_form 2:17"},
        ShapeRow{"one_language", "workflow: a\ntitle: {zh: 甲}\nsteps: {b: {task: work}}\n",
                 "shape.one_language 2:8"},
        ShapeRow{"quoted_truth", "workflow: a\nsteps: {b: {task: work, record: \"true\"}}\n",
                 "shape.wrong_form 2:33"},
        ShapeRow{"bad_join", "workflow: a\nsteps: {b: {together: {c: {task: work}}, join: most}}\n",
                 "shape.wrong_form 2:48"},
        ShapeRow{"placement_only_in_overlays", "workflow: a\nsteps: {b: {task: work, before: c}}\n",
                 "shape.unknown_key 2:25"},
        ShapeRow{"start_misspelt", "workflow: a\nstart: {whoo: anyone}\nsteps: {b: {task: work}}\n",
                 "shape.unknown_key 2:9"},
        ShapeRow{
            "several_starts",
            "workflow: a\nstart: {daily: {every: day at 00:00}, set: {x: 1}}\nsteps: {b: {task: "
            "work}}\n",
            ""},
        ShapeRow{"deadline_entry_without_by", "deadlines: a\nb: {c: {small: 1 hour}}\n",
                 "shape.unknown_key 2:9"},
        ShapeRow{"deadline_by", "deadlines: a\nb: {c: {by: size, small: 1 hour}}\n", ""},
        ShapeRow{"no_table", "table: a\noutputs: {b: text}\nrules: x | y\n", "shape.no_table 3:8"},
        ShapeRow{"table_cells",
                 "table: a\noutputs: {b: text}\nrules: |\n  row | x | => b\n  r1 | 1\n",
                 "text_table.cells 5:3"},
        ShapeRow{"bad_year", "calendar: a\nyears: {26: {work: []}}\n", "shape.bad_year 2:9"},
        ShapeRow{"overlay_may_be_partial",
                 "town: a\nextends: b\nworkflows: {c: {steps: {d: {who: x}, e: {before: d, task: "
                 "work}}}}\n",
                 ""}),
    [](const auto& row) { return row.param.name; });

TEST(Shape, SuggestsInTheLanguageOfTheKey) {
  Diagnostics out;
  test::document("流程: a\n步聚: {b: {task: work}}\nsteps: {b: {tsk: work}}\n", out);
  EXPECT_EQ(to_text(out, Language::en),
            "a.yaml:2:1: error: 'workflow' has no key '步聚' [TF0101]\n"
            "    2 | 步聚: {b: {task: work}}\n"
            "      | ^~~~ did you mean '步骤'?\n"
            "a.yaml:3:13: error: 'step' has no key 'tsk' [TF0101]\n"
            "    3 | steps: {b: {tsk: work}}\n"
            "      |             ^~~ did you mean 'task'?\n");
}

TEST(Shape, SuggestsTheSmallWordAndAPlainColon) {
  Diagnostics out;
  test::document("workflow: a\nsteps:\n  b: {task: work, NEXT: end}\n  c：{task: work}\n", out);
  ASSERT_GE(out.rows().size(), 2U);
  EXPECT_EQ(out.rows()[0].suggestion, "c: ");  // ids of steps before what is in them
  EXPECT_EQ(out.rows()[1].suggestion, "next");
}

TEST(Shape, NamesThePlaceInChinese) {
  Diagnostics out;
  test::document("流程: a\n步骤: {核对: {任务: b, 办理人: {岗未: c}}}\n", out);
  EXPECT_EQ(to_text(out, Language::zh),
            "a.yaml:2:24: 错误：“办理人”里没有键 '岗未' [TF0101]\n"
            "    2 | 步骤: {核对: {任务: b, 办理人: {岗未: c}}}\n"
            "      |                                 ^~~~ 是否想写 '岗位'？\n");
}

TEST(Shape, TurnsChineseIntoEnglish) {
  Diagnostics out;
  const Document document = test::document(
      "流程: hall-key\n"
      "登记项: {人数: {类型: 整数, 必填: 是}, 日期: 必填 日期, 照片: 必填若干照片}\n"
      "立案: {办理人: 任何人}\n"
      "步骤:\n"
      "  核对:\n"
      "    任务: check-hall\n"
      "    期限: 3个工作日\n"
      "    可办: [转办, 我的按钮]\n"
      "    下一步: {可借: 结束, 冲突: 核对}\n"
      "    遇到: {超期: {不打断: true, 通知: 报事人, 文字: 快}}\n"
      "  逐户: {逐个: 各户 记作 户, 汇合条件: 全部, 步骤: {走访: {任务: visit}}}\n"
      "  会签: {签署: 依次, 办理人: [甲, 乙], 锁定: [办理人]}\n",
      out);
  EXPECT_EQ(to_text(out, Language::en), "");
  const Node& root = *document.root;
  EXPECT_EQ(document.kind, "workflow");
  EXPECT_EQ(root.get("case")->get("人数")->text_of("type"), "whole");
  EXPECT_EQ(root.get("case")->get("人数")->text_of("required"), "true");
  EXPECT_EQ(root.get("case")->text_of("日期"), "required date");
  EXPECT_EQ(root.get("case")->text_of("照片"), "required list of photo");
  EXPECT_EQ(root.get("start")->text_of("who"), "anyone");
  const Node& check = *root.get("steps")->get("核对");
  EXPECT_EQ(check.text_of("due"), "3 working days");
  EXPECT_EQ(check.get("may")->items[0]->text, "transfer");
  EXPECT_EQ(check.get("may")->items[1]->text, "我的按钮");
  EXPECT_EQ(check.get("next")->text_of("可借"), "end");
  EXPECT_EQ(check.get("next")->text_of("冲突"), "核对");
  const Node& late = *check.get("upon")->get("overdue");
  EXPECT_EQ(late.text_of("keep"), "true");
  EXPECT_EQ(late.text_of("notify"), "reporter");
  EXPECT_EQ(check.get("upon")->entries[0].written, "超期");
  const Node& each = *root.get("steps")->get("逐户");
  EXPECT_EQ(each.text_of("each"), "各户 as 户");
  EXPECT_EQ(each.text_of("join"), "all");
  EXPECT_EQ(kind_of_step(each), "each");
  const Node& sign = *root.get("steps")->get("会签");
  EXPECT_EQ(sign.text_of("sign"), "in turn");
  EXPECT_EQ(sign.get("locked")->items[0]->text, "who");
}

TEST(Shape, FindsEventsOfAHandler) {
  Diagnostics out;
  const Document document = test::document(
      "workflow: a\nsteps: {b: {race: {c: {message: m, go: b}, d: {after: 3 hours, when: x, go: "
      "end}}}}\n",
      out);
  ASSERT_TRUE(document.root);
  const Node& race = *document.root->get("steps")->get("b")->get("race");
  EXPECT_EQ(events_of(*race.get("c")), (std::vector<std::string_view>{"message"}));
  EXPECT_EQ(events_of(*race.get("d")), (std::vector<std::string_view>{"after", "when"}));
}

// --- the table itself

void walk(const Form& form, std::set<const Shape*>& seen) {
  if (form.item && form.item != &form) walk(*form.item, seen);
  if (!form.map || !seen.insert(form.map).second) return;
  for (const auto& part : form.map->parts)
    for (const Key& key : part) walk(*key.form, seen);
  if (form.map->free) walk(*form.map->free, seen);
}

std::set<const Shape*> all_shapes() {
  std::set<const Shape*> seen;
  for (const FileKind& kind : file_kinds()) {
    seen.insert(kind.shape);
    for (const auto& part : kind.shape->parts)
      for (const Key& key : part) walk(*key.form, seen);
    if (kind.shape->free) walk(*kind.shape->free, seen);
  }
  return seen;
}

TEST(ShapeTable, EveryKeyStandsOnceInItsMapInEitherLanguage) {
  for (const Shape* shape : all_shapes()) {
    std::set<std::string> names;
    for (const auto& part : shape->parts)
      for (const Key& key : part) {
        EXPECT_TRUE(names.insert(key.name).second) << shape->name << " " << key.name;
        const bool alias = std::string_view(key.name) != key.zh;
        EXPECT_TRUE(!alias || names.insert(key.zh).second) << shape->name << " " << key.zh;
        EXPECT_FALSE(std::string_view(key.doc_zh).empty()) << shape->name << " " << key.name;
        EXPECT_FALSE(std::string_view(key.doc_en).empty()) << shape->name << " " << key.name;
        EXPECT_FALSE(std::string_view(key.example).empty()) << shape->name << " " << key.name;
      }
  }
}

// Every word of the language manual's list, under its Chinese name, somewhere.
TEST(ShapeTable, KnowsTheChineseOfTheManual) {
  std::map<std::string, std::set<std::string>> known;
  for (const Shape* shape : all_shapes())
    for (const auto& part : shape->parts)
      for (const Key& key : part) known[key.name].insert(key.zh);
  for (const FileKind& kind : file_kinds()) known[kind.name].insert(kind.zh);
  for (const Words* words : {&kTypeWords, &kVerbWords, &kEventNames, &kWhoWords})
    for (const Word& word : words->all) known[word.name].insert(word.zh);
  std::istringstream list(
      "workflow 流程 workflows 各流程 table 规则表 deadlines 期限表 limits 限值表 ladders 梯级表 "
      "forms 表单库 words 词表 "
      "roles 岗位表 people 人员 calendar 日历 town 乡镇 plugin 插件 scenario 情景 migration 迁移 "
      "title 名称 about 说明 "
      "version 版本 common 通用 case 登记项 fields 其他字段 start 立案 steps 步骤 milestones "
      "时间节点 metrics 指标 find 查找 "
      "same 同一事项 cluster 聚集 of 取自 match 对应 near 邻近 within 时限内 state 状态 amend 更正 "
      "refuse 不予 offer 建议 "
      "task 任务 set 赋值 decide 判定 call 计算 do 执行 notify 通知 wait 等待 choose 分支 together "
      "并行 race 先到先行 "
      "each 逐个 meet 会合 open 开立 vote 表决 sign 签署 raise 发出 undo 撤回执行 end 结束 stop "
      "中止 next 下一步 go 转到 "
      "when 当 then 则 otherwise 否则 take 取 times 次数 order 次序 needs 先决 join 汇合条件 rest "
      "其余 grow 可增 "
      "one_by_one 依次 repeat 重复 if 如果 while 期间 only_while 仅当 lock 独占 in 范围 into 记入 "
      "with 带上 and_wait 并等待 "
      "as 记作 undo_by 撤回方式 upon 遇到 keep 不打断 clock 时钟 overdue 超期 warn 预警 after 之后 "
      "before 之前 at 时点 "
      "ahead 提前 every 每逢 message 消息 signal 信号 error 错误 escalation 升级 cancel 取消 kept "
      "留存 reason 缘由 veto 否决 "
      "any 任一 all 全部 who 办理人 role 岗位 unit 单位 person 本人 post 职位 duty 值班 skill 专长 "
      "not 回避 pick 选人 "
      "else 否则由 help 协办 tell 告知 by 方式 text 文字 anyone 任何人 form 表单 use 采用 may 可办 "
      "locked 锁定 "
      "lock_fields 冻结字段 note 备注 to 至 one_refusal 一人拒签 weighted 加权 weight 权重 "
      "distinct 不得兼签 quorum 法定人数 "
      "passes 通过条件 secret 无记名 claim 认领 comment 沟通 cc 抄送 urge 催办 read 已阅 return "
      "退单 send_back 驳回 "
      "transfer 转办 delegate 委派 add_sign 加签 remove_sign 减签 add_item 加项 take_back 拿回 "
      "withdraw 撤销 suspend 挂起 "
      "resume 恢复 extend 延期 merge 并案 terminate 终止 jump 跳转 skip 跳过 type 类型 required "
      "必填 min 最小 max 最大 "
      "default 默认 show 显示条件 class 密级 unique 唯一 is 即 line 单行 number 数 whole 整数 "
      "money 金额 yes_no 是否 "
      "date 日期 moment 时刻 choice 单选 choices 多选 household 户 node 网格 address 地址 place "
      "地点 phone 电话 photo 照片 "
      "file 文件 signature 签名 count 计数 share 占比 median 中位数 p95 九五位 per 分组 inputs "
      "输入 outputs 输出 hit 命中 "
      "rules 规则行 cap 封顶 rows 各行 texts 通知文字 due 期限 ladder 梯级 for 时长 until 截止 "
      "from 起算 ends 截止时刻 "
      "roll 顺延 grace 宽限 at_most 至多 at_least 至少 by_at_least 提前量 ask 须交 law 依据 pauses "
      "挂起 first_of 其中最早 "
      "more_than 多于 met 达成 base 基于 light 灯色 digest 汇总告知 owner 承办人 listed 挂牌 "
      "unlist 摘牌 levels 层级 "
      "posts 岗位 level 层 many 多人 queue 队列 roster 值班表 observer 只读 units 单位表 up 上级 "
      "off_hours 下班后 "
      "nobody 无人时 tree 组织树 below 下级 holds 任职 zone 时区 office 办公时间 week 周 rest 休息 "
      "work 调休上班 "
      "always 法定日 years 年份 notice 通知文号 extends 继承 remove 删除 first 最前 last 最后 "
      "tables 规则表 plugins 插件组 "
      "language 语言 quiet 静默 except 除外 retry 重试 personal 个人信息 reports 报表 "
      "sensitive_needs 敏感须 uses 外接 "
      "api 接口 engine 引擎 entry 入口 gives 提供 kind 种类 hook 挂点 sees 可见 takes 参数 answers "
      "答复 permissions 权限 "
      "http 网络 host 主机 methods 方法 timeout 超时 secrets 密钥 config 设置 hours 时段 on_error "
      "出错时 fuel 步数 "
      "memory 内存 story 经过 expect 应当 complete 办结 outcome 结果 change 改规则 apply 适用 verb "
      "操作 load 载入 "
      "variants 另例 include 纳入");
  std::string en;
  std::string zh;
  while (list >> en >> zh) EXPECT_TRUE(known[en].contains(zh)) << en << " " << zh;
}

// Everything the repository ships passes without a finding.
TEST(ShapeTable, ShippedFilesPass) {
  namespace fs = std::filesystem;
  std::size_t files = 0;
  for (const char* folder : {"workflows", "rules", "plugins", "examples"}) {
    const fs::path root = fs::path(TF_ROOT) / folder;
    if (!fs::exists(root)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".yaml") continue;
      std::stringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      Diagnostics out;
      test::document(text.str(), out, fs::relative(entry.path(), TF_ROOT).string());
      EXPECT_EQ(to_text(out, Language::en), "");
      ++files;
    }
  }
  EXPECT_GT(files, 0U);
}

}  // namespace
}  // namespace tf::model
