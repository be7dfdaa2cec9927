// Time left until a deadline, in words, and moments as people write them. Pure: `now` is given.

import type { Words } from "../api/types";

const kMinute = 60_000;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;

export type Phase = "none" | "left" | "over";
export interface Left {
  phase: Phase;
  days: number;
  hours: number;
  minutes: number;
}

// Rounded towards the worse: what is left is rounded down, what is over rounded up to a minute.
export function timeLeft(due: string | null | undefined, now: number): Left {
  const at = due ? Date.parse(due) : NaN;
  if (Number.isNaN(at)) return { phase: "none", days: 0, hours: 0, minutes: 0 };
  const over = at < now;
  const span = over ? Math.ceil((now - at) / kMinute) * kMinute : Math.floor((at - now) / kMinute) * kMinute;
  return {
    phase: over ? "over" : "left",
    days: Math.floor(span / kDay),
    hours: Math.floor((span % kDay) / kHour),
    minutes: Math.floor((span % kHour) / kMinute),
  };
}

// The two largest units: "2 天 4 小时", "3 h 20 min". A full day hides the minutes.
export function spanWords(left: Left): Words {
  const { days, hours, minutes } = left;
  const parts: [number, string, string][] =
    days > 0
      ? [
          [days, "天", "d"],
          [hours, "小时", "h"],
        ]
      : [
          [hours, "小时", "h"],
          [minutes, "分", "min"],
        ];
  const said = parts.filter(([n]) => n > 0);
  if (said.length === 0) return { zh: "不到 1 分", en: "less than a minute" };
  return {
    zh: said.map(([n, zh]) => `${n} ${zh}`).join(" "),
    en: said.map(([n, , en]) => `${n} ${en}`).join(" "),
  };
}

export function leftWords(left: Left): Words {
  if (left.phase === "none") return { zh: "无期限", en: "no deadline" };
  const span = spanWords(left);
  return left.phase === "over"
    ? { zh: `超期 ${span.zh}`, en: `${span.en} over` }
    : { zh: `还剩 ${span.zh}`, en: `${span.en} left` };
}

// Least time left first; things without a deadline last.
export function byTimeLeft(a: { due?: string | null }, b: { due?: string | null }): number {
  const at = (due: string | null | undefined): number => (due ? Date.parse(due) : Infinity);
  const [x, y] = [at(a.due), at(b.due)];
  return x === y ? 0 : x - y;
}

// Minutes east of UTC that a moment was written with; null when it has no offset.
export function offsetOf(moment: string | null | undefined): number | null {
  if (!moment) return null;
  if (moment.endsWith("Z")) return 0;
  const found = /([+-])(\d\d):(\d\d)$/.exec(moment);
  if (found === null) return null;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return found[1] === "-" ? -minutes : minutes;
}

// "2026-03-10 19:40" on a clock `offset` minutes east of UTC; null: on the browser's clock.
export function clockText(moment: string | null | undefined, offset: number | null): string {
  const at = moment ? Date.parse(moment) : NaN;
  if (Number.isNaN(at)) return moment ?? "";
  const shift = offset ?? -new Date(at).getTimezoneOffset();
  return new Date(at + shift * kMinute).toISOString().slice(0, 16).replace("T", " ");
}

// What <input type="datetime-local"> wants for `now`, rounded down so it is never in the future.
export function inputMoment(now: number, offset: number | null): string {
  return clockText(new Date(now).toISOString(), offset).replace(" ", "T");
}
