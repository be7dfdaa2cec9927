import { describe, expect, it } from "vitest";
import { isKey, keys, pick, say } from "../src/text/catalogue";

const kFiles = import.meta.glob<string>("../src/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });
const kSource = Object.entries(kFiles)
  .filter(([name]) => !name.endsWith("catalogue.ts"))
  .map(([, text]) => text)
  .join("\n");

describe("the catalogue", () => {
  it.each(keys())("%s is there in both languages, with the same holes", (key) => {
    const [zh, en] = [say("zh", key), say("en", key)];
    expect(zh.trim()).not.toBe("");
    expect(en.trim()).not.toBe("");
    const holes = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    expect(holes(zh)).toEqual(holes(en));
  });

  it("knows every key the screens use", () => {
    const used = [...kSource.matchAll(/\bt\(\s*"([^"]+)"/g)].map((m) => m[1] ?? "");
    expect(used.length).toBeGreaterThan(50);
    expect(used.filter((key) => !isKey(key))).toEqual([]);
  });

  it("has no key that nothing uses", () => {
    // Keys of these groups are put together from words of the server.
    const made = ["light.", "state.", "stage.", "task.offered", "task.claimed", "clock.", "clocks.of_", "verb.", "link.", "form.mistake."];
    const idle = keys().filter((key) => !kSource.includes(`"${key}"`) && !made.some((group) => key.startsWith(group)));
    expect(idle).toEqual([]);
  });

  it("is the only place where screens get their words", () => {
    const screens = Object.entries(kFiles).filter(([name]) => name.endsWith(".tsx"));
    const written = screens.map(([, text]) => text.replace(/\/\/.*$/gm, "")).join("\n");
    expect(written.match(/[\u4e00-\u9fff]+/g) ?? []).toEqual([]);
    expect(screens.length).toBeGreaterThan(10);
  });
});

describe("say", () => {
  it("fills holes and leaves unknown ones", () => {
    expect(say("en", "case.due", { at: "2026-03-10 19:40" })).toBe("due 2026-03-10 19:40");
    expect(say("zh", "problem.offer", {})).toBe("按建议改为 {changes} 并提交");
  });
});

describe("pick", () => {
  const rows: [Parameters<typeof pick>[0], "zh" | "en", string][] = [
    [{ zh: "调解", en: "Mediate" }, "zh", "调解"],
    [{ zh: "调解", en: "Mediate" }, "en", "Mediate"],
    [{ zh: "调解", en: "" }, "en", "调解"],
    [{ zh: "", en: "" }, "en", "id"],
    [null, "zh", "id"],
  ];
  it.each(rows)("%j in %s", (words, language, text) => {
    expect(pick(words, language, "id")).toBe(text);
  });
});
