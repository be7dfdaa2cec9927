// From what stands in the boxes of a form to the JSON the server wants. Pure.
//
// A draft mirrors the form: text for most types, "true" / "false" / "" for yes_no, a list of drafts
// for lists, a record of drafts for records. Empty things are left out, so that the server fills
// its defaults and says what is missing: it alone knows which conditions make a field required.

import type { Field, Json, JsonRecord } from "../api/types";

export type Draft = string | Draft[] | { [name: string]: Draft };
export type DraftRecord = { [name: string]: Draft };

export type Mistake = "required" | "number" | "whole";
export interface Read {
  answers: JsonRecord;
  mistakes: { [path: string]: Mistake };
}

export function emptyDraft(field: Field): Draft {
  if (field.type === "list" || field.type === "choices") return [];
  if (field.type === "record") return Object.fromEntries((field.fields ?? []).map((f) => [f.name, emptyDraft(f)]));
  return "";
}

// JSON numbers where nothing is lost by it, else the digits as text: money is never rounded here.
export function numberJson(text: string): Json | undefined {
  const digits = text.trim().replace(/[,，\s]/g, "");
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(digits)) return undefined;
  return String(Number(digits)) === digits ? Number(digits) : digits;
}

// undefined: nothing was filled in.
function readOne(field: Field, draft: Draft | undefined, path: string, mistakes: Read["mistakes"]): Json | undefined {
  if (field.type === "list") {
    const item = field.item;
    if (!Array.isArray(draft) || item === undefined) return undefined;
    const items = draft.map((d, i) => readOne(item, d, `${path}.${i}`, mistakes)).filter((v) => v !== undefined);
    return items.length === 0 ? undefined : items;
  }
  if (field.type === "choices") return Array.isArray(draft) && draft.length > 0 ? draft.map(String) : undefined;
  if (field.type === "record") {
    if (typeof draft !== "object" || Array.isArray(draft)) return undefined;
    const inner: Read["mistakes"] = {};
    const record = readFields(field.fields ?? [], draft, `${path}.`, inner);
    if (Object.keys(record).length === 0) return undefined;
    Object.assign(mistakes, inner);
    return record;
  }
  const text = typeof draft === "string" ? draft.trim() : "";
  if (text === "") return undefined;
  switch (field.type) {
    case "number":
    case "money":
    case "whole": {
      const value = numberJson(text);
      if (value === undefined) mistakes[path] = "number";
      else if (field.type === "whole" && !/^-?\d+$/.test(String(value))) mistakes[path] = "whole";
      return value ?? text;
    }
    case "yes_no":
      return text === "true";
    default:
      return text;
  }
}

function readFields(fields: Field[], draft: DraftRecord, prefix: string, mistakes: Read["mistakes"]): JsonRecord {
  const out: JsonRecord = {};
  for (const field of fields) {
    const path = prefix + field.name;
    const value = readOne(field, draft[field.name], path, mistakes);
    if (value !== undefined) out[field.name] = value;
    else if (field.required) mistakes[path] = "required";
  }
  return out;
}

export function readForm(fields: Field[], draft: DraftRecord): Read {
  const mistakes: Read["mistakes"] = {};
  return { answers: readFields(fields, draft, "", mistakes), mistakes };
}

// Answers put back into the boxes: an offer of the server, or the facts a case already has.
export function draftOf(field: Field, value: Json | undefined): Draft {
  if (value === undefined || value === null) return emptyDraft(field);
  if (field.type === "list" && field.item !== undefined) {
    const item = field.item;
    return (Array.isArray(value) ? value : [value]).map((v) => draftOf(item, v));
  }
  if (field.type === "choices") return (Array.isArray(value) ? value : [value]).map(String);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map(String).join(" ");
  if (field.type === "record")
    return Object.fromEntries((field.fields ?? []).map((f) => [f.name, draftOf(f, value[f.name])]));
  const text = value["id"] ?? value["text"] ?? value["name"] ?? value["code"];
  return typeof text === "string" ? text : "";
}

// The same fields, knowing what the case has already: such a field need not be filled in again.
export function withKnown(fields: Field[], facts: JsonRecord): Field[] {
  return fields.map((field) => {
    const fact = facts[field.name];
    if (fact === undefined || fact === null) return field;
    return { ...field, required: false, known: shown(fact) };
  });
}

// A value of a case on one line.
export function shown(value: Json | undefined, choices: ReadonlyMap<string, string> = new Map()): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return choices.get(value) ?? value;
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map((v) => shown(v, choices)).join(" · ");
  // Dates, moments and durations come as {"@": "2026-03-10T17:05:00@Asia/Shanghai"}.
  const typed = value["@"];
  if (typeof typed === "string") return typed.replace(/@.*$/, "").replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:00)?/, "$1 $2");
  const name = value["name"] ?? value["title"] ?? value["text"] ?? value["id"];
  if (typeof name === "string") return name;
  if (typeof name === "object" && name !== null) return shown(name, choices);
  return Object.entries(value)
    .map(([key, v]) => `${key}: ${shown(v, choices)}`)
    .join("; ");
}
