// Every word of this console, in both languages: one row a key, so that none can be forgotten.
// What the server says (titles of steps, refusals, timelines) comes in both languages from there.

import type { Words } from "../api/types";

const rows = {
  // The frame.
  "nav.tasks": ["我的待办", "My tasks"],
  "nav.cases": ["事项", "Cases"],
  "nav.open": ["登记", "Open a case"],
  "nav.main": ["主菜单", "Main menu"],
  "nav.skip": ["跳到正文", "Skip to content"],
  "nav.nowhere": ["没有这个页面。", "There is no such page."],
  "actor.label": ["办理人", "Acting as"],
  "actor.hint": ["人员编号，如 dai", "a person's id, such as dai"],
  "actor.missing": ["先在右上角写明您是谁。", "First say who you are, at the top right."],
  "actor.claimed": [
    "现在还没有账号：写谁就是谁，并照此记入档案。",
    "There are no accounts yet: you are who you say, and the record says so.",
  ],
  "language.other": ["English", "中文"],
  "link.live": ["实时", "Live"],
  "link.away": ["未连接", "Not connected"],
  "clock.virtual": ["虚拟时钟：现在是 {now}", "Virtual clock: it is {now}"],

  // Lights and states.
  "light.red": ["红", "red"],
  "light.yellow": ["黄", "yellow"],
  "light.green": ["绿", "green"],
  "light.any": ["全部灯", "Any light"],
  "state.open": ["在办", "open"],
  "state.suspended": ["挂起", "suspended"],
  "state.closed": ["归档", "closed"],
  "state.any": ["全部状态", "Any state"],
  "stage.registered": ["已登记", "registered"],
  "stage.accepted": ["已受理", "accepted"],
  "stage.in_progress": ["办理中", "in progress"],
  "stage.done_pending_review": ["办结待审", "done, to be reviewed"],
  "stage.reviewed": ["已审核", "reviewed"],
  "stage.closed": ["归档", "closed"],
  "task.offered": ["待认领", "to be claimed"],
  "task.claimed": ["办理中", "claimed"],
  "clock.running": ["计时中", "running"],
  "clock.paused": ["暂停", "paused"],
  "clock.met": ["按时", "met in time"],
  "clock.missed": ["超期", "missed"],
  "clock.cancelled": ["取消", "cancelled"],

  // Lists.
  "list.number": ["编号", "Number"],
  "list.title": ["事由", "Matter"],
  "list.workflow": ["流程", "Workflow"],
  "list.step": ["环节", "Step"],
  "list.light": ["灯", "Light"],
  "list.left": ["剩余时间", "Time left"],
  "list.state": ["状态", "State"],
  "list.owner": ["承办人", "Owner"],
  "list.grid": ["网格", "Grid"],
  "list.town": ["镇", "Town"],
  "list.opened": ["登记", "Opened"],
  "list.more": ["下一页", "Next page"],
  "list.back": ["上一页", "Previous page"],
  "list.filter": ["筛选", "Filter"],
  "list.text": ["编号或事由中的文字", "Part of number or matter"],
  "list.any_town": ["全部镇", "Any town"],
  "list.any_workflow": ["全部流程", "Any workflow"],
  "list.loading": ["读取中…", "Loading…"],
  "list.clear": ["清除筛选", "Clear filters"],

  "tasks.title": ["{actor} 的待办", "Tasks of {actor}"],
  "tasks.nobody": ["写明您是谁，这里就列出您的待办。", "Say who you are and your tasks stand here."],
  "tasks.none": ["{actor} 没有待办。", "{actor} has nothing to do."],
  "tasks.of_all": ["全部待办", "Tasks of everybody"],
  "tasks.mine": ["我的", "Mine"],
  "tasks.everybody": ["所有人的", "Everybody's"],
  "cases.title": ["事项", "Cases"],
  "cases.none": ["没有符合条件的事项。", "No case fits."],

  // A case.
  "case.reporter": ["登记人", "Reported by"],
  "case.received": ["登记时间", "Received"],
  "case.closed_at": ["归档时间", "Closed"],
  "case.result": ["结果", "Result"],
  "case.urges": ["催办 {n} 次", "urged {n}×"],
  "case.reopened": ["重办 {n} 次", "reopened {n}×"],
  "case.parent": ["上级事项", "Parent case"],
  "case.children": ["子事项", "Child cases"],
  "case.on_time": ["按时办结", "closed in time"],
  "case.late": ["超期办结", "closed late"],
  "case.due": ["到期 {at}", "due {at}"],
  "case.of_whole": ["全案", "whole case"],
  "case.now": ["当前任务", "To be done now"],
  "case.no_tasks": ["现在没有人需要动手。", "Nobody has to act now."],
  "case.timeline": ["经过", "Timeline"],
  "case.why": ["为什么", "Why"],
  "case.fields": ["内容", "Fields"],
  "case.clocks": ["时钟", "Clocks"],
  "case.whole": ["对整个事项", "On the whole case"],

  "task.for": ["交", "for"],
  "task.owner": ["承办", "owner"],
  "task.helpers": ["协办", "helped by"],
  "task.since": ["自 {at}", "since {at}"],
  "task.path": ["岗位 {post}，经 {path}", "post {post}, by way of {path}"],
  "task.not_yours": ["这项任务交的是别人；能否代办由服务器决定。", "This is somebody else's task; whether you may act is the server's to say."],
  "task.choose": ["选择办理结果", "How does it end?"],
  "task.done": ["办结", "Done"],
  "task.submit": ["提交：{outcome}", "Submit: {outcome}"],
  "task.cancel": ["收起", "Never mind"],

  "verb.claim": ["认领", "Claim"],
  "verb.fill": ["填报", "Record facts"],
  "verb.transfer": ["转办", "Transfer"],
  "verb.urge": ["催办", "Urge"],
  "verb.return": ["退单", "Return"],
  "verb.send_back": ["驳回", "Send back"],
  "verb.extend": ["延期", "Extend"],
  "verb.delegate": ["委派", "Delegate"],
  "verb.add_sign": ["加签", "Ask for a second signature"],
  "verb.comment": ["留言", "Comment"],
  "verb.suspend": ["挂起", "Suspend"],
  "verb.resume": ["恢复", "Resume"],
  "verb.reopen": ["重办", "Reopen"],
  "verb.merge": ["并案", "Merge"],
  "verb.cc": ["抄送", "Copy to"],
  "verb.to": ["交给谁", "To whom"],
  "verb.to_case": ["并入哪个事项", "Into which case"],
  "verb.reason": ["缘由", "Reason"],
  "verb.more": ["更多", "More"],
  "verb.name": ["填报项", "Field"],
  "verb.value": ["内容", "Value"],
  "verb.add_value": ["加一项填报", "Add a field"],
  "verb.do": ["确定", "Do it"],
  "verb.done": ["已办：{what}", "Done: {what}"],

  "timeline.compact": ["简", "Compact"],
  "timeline.full": ["全", "Full"],
  "timeline.effective": ["生效 {at}", "counts from {at}"],
  "timeline.events": ["{n} 个事件", "{n} events"],
  "timeline.more": ["再早的 {n} 行", "{n} earlier rows"],
  "timeline.engine": ["系统", "engine"],
  "timeline.density": ["详略", "Density"],

  "clocks.of_case": ["全案", "Whole case"],
  "clocks.of_step": ["环节", "Step"],
  "clocks.of_milestone": ["节点", "Milestone"],
  "clocks.of_task": ["任务", "Task"],
  "clocks.rule": ["规则", "Rule"],
  "clocks.version": ["版本", "version"],
  "clocks.start": ["起算", "Start"],
  "clocks.warn": ["预警", "Warns"],
  "clocks.due": ["到期", "Due"],
  "clocks.stopped": ["停于", "Stopped"],
  "clocks.provisional": ["日历暂定", "calendar provisional"],
  "clocks.extended": ["已延期 {n} 次", "extended {n}×"],
  "clocks.fired": ["已于 {at} 触发", "fired {at}"],
  "clocks.will": ["将于 {at} 触发", "fires {at}"],
  "clocks.on_condition": ["视条件触发", "fires on a condition"],
  "clocks.none": ["没有时钟。", "No clocks."],

  // Forms.
  "open.title": ["登记一个事项", "Open a case"],
  "open.town": ["镇", "Town"],
  "open.workflow": ["流程", "Workflow"],
  "open.channel": ["渠道", "Channel"],
  "open.choose": ["选镇和流程，表单就在下面。", "Choose a town and a workflow; the form follows."],
  "open.submit": ["登记", "Open it"],
  "form.choose": ["请选择", "choose"],
  "form.required": ["必填", "required"],
  "form.yes": ["是", "Yes"],
  "form.no": ["否", "No"],
  "form.add": ["加一项", "Add one"],
  "form.remove": ["去掉", "Remove"],
  "form.now": ["现在", "Now"],
  "form.known": ["已填：{value}", "already there: {value}"],
  "form.empty": ["没有要填的。", "Nothing to fill in."],
  "form.mistake.required": ["请填写。", "Fill this in."],
  "form.mistake.number": ["应为数字。", "A number is needed."],
  "form.mistake.whole": ["应为整数。", "A whole number is needed."],
  "form.person": ["人员编号", "a person's id"],
  "form.unit": ["单位编号", "a unit's id"],
  "form.place": ["网格编号，后面可加说明，如 micro-3 八号门前", "a grid's id, then words, such as micro-3 at number 8"],
  "form.file": ["文件名或链接（尚不能上传）", "name or link of a file (uploads are not there yet)"],
  "form.sending": ["提交中…", "Sending…"],

  // Refusals.
  "problem.code": ["代码 {code}", "code {code}"],
  "problem.offer": ["按建议改为 {changes} 并提交", "Use {changes} and submit"],
  "problem.again": ["再试一次", "Try again"],
} as const satisfies { [key: string]: readonly [string, string] };

export type Key = keyof typeof rows;
export type Language = "zh" | "en";

export function keys(): Key[] {
  return Object.keys(rows) as Key[];
}

export function isKey(key: string): key is Key {
  return Object.prototype.hasOwnProperty.call(rows, key);
}

// The words of `key`, with {holes} filled.
export function say(language: Language, key: Key, holes: { [name: string]: string | number } = {}): string {
  const text: string = rows[key][language === "zh" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(holes[name] ?? hole));
}

// Words of the server in one language; the other one when it is empty, `otherwise` when both are.
export function pick(words: Words | null | undefined, language: Language, otherwise = ""): string {
  if (!words) return otherwise;
  return (language === "zh" ? words.zh || words.en : words.en || words.zh) || otherwise;
}
