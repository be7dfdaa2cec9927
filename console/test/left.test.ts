import { describe, expect, it } from "vitest";
import { byTimeLeft, clockText, inputMoment, leftWords, offsetOf, timeLeft } from "../src/time/left";

const kNow = Date.parse("2026-03-10T08:40:00Z"); // 16:40 in Riverside

describe("leftWords", () => {
  const rows: [string | null, string, string][] = [
    [null, "无期限", "no deadline"],
    ["not a moment", "无期限", "no deadline"],
    ["2026-03-10T16:39:59+08:00", "超期 1 分", "1 min over"],
    ["2026-03-10T13:40:00+08:00", "超期 3 小时", "3 h over"],
    ["2026-03-08T12:10:00+08:00", "超期 2 天 4 小时", "2 d 4 h over"],
    ["2026-03-10T16:40:00+08:00", "还剩 不到 1 分", "less than a minute left"],
    ["2026-03-10T16:40:59+08:00", "还剩 不到 1 分", "less than a minute left"],
    ["2026-03-10T19:40:00+08:00", "还剩 3 小时", "3 h left"],
    ["2026-03-10T11:59:30Z", "还剩 3 小时 19 分", "3 h 19 min left"],
    ["2026-03-12T16:40:00+08:00", "还剩 2 天", "2 d left"],
    ["2026-03-12T18:45:00+08:00", "还剩 2 天 2 小时", "2 d 2 h left"],
  ];
  it.each(rows)("%s", (due, zh, en) => {
    expect(leftWords(timeLeft(due, kNow))).toEqual({ zh, en });
  });
});

describe("byTimeLeft", () => {
  it("puts the least time first and no deadline last", () => {
    const tasks = [{ due: null }, { due: "2026-03-12T00:00:00Z" }, { due: "2026-03-01T00:00:00Z" }, {}];
    expect(tasks.sort(byTimeLeft).map((t) => t.due)).toEqual([
      "2026-03-01T00:00:00Z",
      "2026-03-12T00:00:00Z",
      null,
      undefined,
    ]);
  });
});

describe("clocks", () => {
  it("reads the offset a moment was written with", () => {
    expect(offsetOf("2026-03-10T16:40:00+08:00")).toBe(480);
    expect(offsetOf("2016-07-01T08:30:00-04:00")).toBe(-240);
    expect(offsetOf("2026-03-10T16:40:00Z")).toBe(0);
    expect(offsetOf("2026-03-10")).toBeNull();
    expect(offsetOf(null)).toBeNull();
  });
  it("writes a moment on the town's clock", () => {
    expect(clockText("2026-03-10T16:30:00Z", 480)).toBe("2026-03-11 00:30");
    expect(clockText("2016-07-01T02:30:00Z", -240)).toBe("2016-06-30 22:30");
    expect(clockText(null, 480)).toBe("");
    expect(clockText("soon", 480)).toBe("soon");
  });
  it("never offers a moment of the future", () => {
    expect(inputMoment(kNow + 59_999, 480)).toBe("2026-03-10T16:40");
  });
});
