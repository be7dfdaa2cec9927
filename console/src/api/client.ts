// Requests to /api/v1. Every answer is either JSON or a Problem; a request that never arrived is a
// Problem of ours, code "console.offline". Nothing here throws but Refused.

import { saved } from "../live/saved";
import type { Answer, Json, JsonRecord, Problem } from "./types";

export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.en);
  }
}

const kOffline: Problem = {
  status: 0,
  title: "no connection",
  detail: "",
  code: "console.offline",
  zh: "连不上服务器。内容没有丢，请稍后再试。",
  en: "The server cannot be reached. Nothing you wrote is lost; try again soon.",
};

// Header values carry bytes; names may be Chinese.
export function headerBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

function problemOf(status: number, body: unknown): Problem {
  if (typeof body === "object" && body !== null && "code" in body) return body as Problem;
  return {
    status,
    title: `HTTP ${status}`,
    detail: "",
    code: "console.answer",
    zh: `服务器的答复看不懂（HTTP ${status}）。`,
    en: `The server's answer makes no sense (HTTP ${status}).`,
  };
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch {
    throw new Refused(kOffline);
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok || body === null) throw new Refused(problemOf(response.status, body));
  return body as T;
}

export function path(...segments: (string | number)[]): string {
  return `/api/v1/${segments.map((s) => encodeURIComponent(String(s))).join("/")}`;
}

// Empty values are left out.
export function query(values: { [name: string]: string | number }): string {
  const pairs = Object.entries(values).filter(([, v]) => v !== "");
  return pairs.length === 0
    ? ""
    : `?${new URLSearchParams(pairs.map(([k, v]) => [k, String(v)])).toString()}`;
}

export function get<T>(address: string): Promise<T> {
  return ask<T>(address, { headers: { Accept: "application/json" } });
}

// One thing a person wants done. The key stays with it: sending it again after a lost answer is
// harmless. Another wish needs another Intent.
export interface Intent {
  address: string;
  body: JsonRecord;
  key: string;
}

export function intent(address: string, body: JsonRecord): Intent {
  return { address, body, key: crypto.randomUUID() };
}

export function same(a: Intent, address: string, body: JsonRecord): boolean {
  return a.address === address && JSON.stringify(a.body) === JSON.stringify(body);
}

// Whether the outcome is unknown, so that the same key must be used again.
export function undecided(problem: Problem): boolean {
  return problem.status === 0 || problem.status >= 500;
}

export function send(wish: Intent): Promise<Answer> {
  return ask<Answer>(wish.address, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "Idempotency-Key": wish.key,
      "X-Townflow-Actor": headerBytes(saved.actor.get()),
      "Accept-Language": saved.language.get(),
    },
    body: JSON.stringify(wish.body satisfies Json),
  });
}
