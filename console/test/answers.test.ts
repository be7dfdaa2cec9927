import { describe, expect, it } from "vitest";
import type { Field, Json } from "../src/api/types";
import { draftOf, emptyDraft, numberJson, readForm, shown, withKnown, type Draft, type Mistake } from "../src/form/answers";

const kTitle = { zh: "", en: "" };
function field(name: string, type: string, more: Partial<Field> = {}): Field {
  return { name, title: kTitle, type, required: false, ...more };
}
const kPeople = field("parties", "list", { required: true, item: field("item", "person") });
const kMark = field("marks", "list", {
  item: field("item", "record", { fields: [field("name", "line", { required: true }), field("weight", "whole")] }),
});

describe("one field", () => {
  const rows: [string, Field, Draft | undefined, Json | undefined, { [path: string]: Mistake }][] = [
    ["nothing filled in is left out", field("a", "line"), undefined, undefined, {}],
    ["blanks are nothing", field("a", "line"), "  ", undefined, {}],
    ["required and empty", field("a", "line", { required: true }), "", undefined, { a: "required" }],
    ["text is trimmed", field("a", "text"), " the drain ", "the drain", {}],
    ["a number", field("a", "number"), "1,200", 1200, {}],
    ["no number is sent as it stands", field("a", "money"), "much", "much", { a: "number" }],
    ["half a whole", field("a", "whole"), "1.5", 1.5, { a: "whole" }],
    ["a whole", field("a", "whole"), "3", 3, {}],
    ["cents keep their zero", field("a", "money"), "0.10", "0.10", {}],
    ["yes", field("a", "yes_no"), "true", true, {}],
    ["no is an answer", field("a", "yes_no", { required: true }), "false", false, {}],
    ["neither yes nor no", field("a", "yes_no"), "", undefined, {}],
    ["a moment without offset", field("a", "moment"), "2026-03-10T17:05", "2026-03-10T17:05", {}],
    ["a choice", field("a", "choice"), "neighbour", "neighbour", {}],
    ["several choices", field("a", "choices"), ["x", "y"], ["x", "y"], {}],
    ["no choice of several", field("a", "choices"), [], undefined, {}],
    ["a place", field("a", "address"), "micro-3 at number 8", "micro-3 at number 8", {}],
    ["empty rows of a list are dropped", kPeople, ["zhang", "", "li"], ["zhang", "li"], {}],
    ["a list of empty rows is empty", kPeople, ["", " "], undefined, { parties: "required" }],
    ["records in a list", kMark, [{ name: "wall", weight: "40" }, { name: "", weight: "" }], [{ name: "wall", weight: 40 }], {}],
    ["a mistake inside a list", kMark, [{ name: "", weight: "x" }], [{ weight: "x" }], { "marks.0.name": "required", "marks.0.weight": "number" }],
  ];
  it.each(rows)("%s", (_, one, draft, value, mistakes) => {
    const read = readForm([one], draft === undefined ? {} : { [one.name]: draft });
    expect(read).toEqual({ answers: value === undefined ? {} : { [one.name]: value }, mistakes });
  });
});

describe("numberJson", () => {
  const rows: [string, Json | undefined][] = [
    ["12", 12],
    ["-0.5", -0.5],
    [".5", ".5"],
    ["1.10", "1.10"],
    ["9007199254740993", "9007199254740993"],
    ["１２", undefined],
    ["1e3", undefined],
    ["", undefined],
    ["--1", undefined],
  ];
  it.each(rows)("%s", (text, json) => {
    expect(numberJson(text)).toBe(json);
  });
});

describe("back into the boxes", () => {
  it("takes what a refusal offers", () => {
    expect(draftOf(field("asked_line", "whole"), 1)).toBe("1");
    expect(draftOf(kPeople, [{ id: "zhang", id_hash: "…" }, "li"])).toEqual(["zhang", "li"]);
    expect(draftOf(kMark, undefined)).toEqual(emptyDraft(kMark));
    expect(draftOf(field("a", "yes_no"), false)).toBe("false");
  });
  it("asks no more for what the case has", () => {
    const [first, other] = withKnown(
      [field("first_contact_at", "moment", { required: true }), field("why", "text", { required: true })],
      { first_contact_at: "2026-03-10T17:05:00+08:00", why: null },
    );
    expect(first).toMatchObject({ required: false, known: "2026-03-10T17:05:00+08:00" });
    expect(other).toMatchObject({ required: true });
  });
});

describe("shown", () => {
  const rows: [Json | undefined, string][] = [
    [undefined, ""],
    [null, ""],
    [7, "7"],
    ["neighbour", "邻事"],
    [["a", "b"], "a · b"],
    [{ id: "zhang", name: "Zhang" }, "Zhang"],
    [{ "@": "2026-11-22T12:20:00@Asia/Shanghai" }, "2026-11-22 12:20"],
    [{ "@": "2026-11-22T12:20:07+08:00" }, "2026-11-22 12:20:07+08:00"],
    [{ "@": "2026-11-22" }, "2026-11-22"],
    [{ code: 3, floor: 2 }, "code: 3; floor: 2"],
  ];
  it.each(rows)("%j", (value, text) => {
    expect(shown(value, new Map([["neighbour", "邻事"]]))).toBe(text);
  });
});
