// The edges: addresses, headers, keys, pauses.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { headerBytes, intent, path, query, Refused, same, send, undecided } from "../src/api/client";
import { caseAddress, screenOf } from "../src/live/address";
import { pauseBefore } from "../src/live/events";
import { saved } from "../src/live/saved";

// Browsers have crypto.randomUUID; Node 18 does not offer it as a global.
let made = 0;
beforeEach(() => vi.stubGlobal("crypto", { randomUUID: () => `key-${++made}` }));
afterEach(() => vi.unstubAllGlobals());

describe("addresses", () => {
  it("escapes what people typed", () => {
    expect(path("cases", "A/1", "tasks", 7, "complete")).toBe("/api/v1/cases/A%2F1/tasks/7/complete");
    expect(query({ town: "", q: "沟 & 渠", limit: 50 })).toBe("?q=%E6%B2%9F+%26+%E6%B8%A0&limit=50");
    expect(query({ town: "" })).toBe("");
  });
  it("names a screen", () => {
    expect(screenOf("/")).toEqual({ name: "tasks" });
    expect(screenOf("/tasks/")).toEqual({ name: "tasks" });
    expect(screenOf(caseAddress("RIVERSIDE-2026-0001"))).toEqual({ name: "case", number: "RIVERSIDE-2026-0001" });
    expect(screenOf("/cases/a/b")).toEqual({ name: "nowhere" });
    expect(screenOf("/admin")).toEqual({ name: "nowhere" });
  });
});

describe("commands", () => {
  function stub(status: number, body: unknown): ReturnType<typeof vi.fn> {
    const fetched = vi.fn(async () => new Response(JSON.stringify(body), { status }));
    vi.stubGlobal("fetch", fetched);
    return fetched;
  }
  it("say who acts, in which language, under which key", async () => {
    const fetched = stub(200, { case: "1", number: "N", seq: 1, state: "open" });
    saved.actor.set("王二@临河");
    saved.language.set("zh");
    const wish = intent("/api/v1/cases", { town: "riverside" });
    await send(wish);
    const headers = fetched.mock.calls[0]?.[1].headers as { [name: string]: string };
    expect(headers["Idempotency-Key"]).toBe(wish.key);
    expect(headers["Accept-Language"]).toBe("zh");
    expect(new TextDecoder().decode(Uint8Array.from(headers["X-Townflow-Actor"] ?? "", (c) => c.charCodeAt(0)))).toBe("王二@临河");
  });
  it("fail with the server's problem, whole", async () => {
    const problem = { status: 409, code: "WRONG_LINE", zh: "一", en: "one", title: "", detail: "", offer: { asked_line: 1 } };
    stub(409, problem);
    await expect(send(intent("/x", {}))).rejects.toMatchObject({ problem });
  });
  it("fail with a problem of ours when the server is away or talks nonsense", async () => {
    vi.stubGlobal("fetch", vi.fn(async () => Promise.reject(new TypeError("refused"))));
    await expect(send(intent("/x", {}))).rejects.toMatchObject({ problem: { code: "console.offline", status: 0 } });
    vi.stubGlobal("fetch", vi.fn(async () => new Response("<html>", { status: 502 })));
    await expect(send(intent("/x", {}))).rejects.toMatchObject({ problem: { code: "console.answer", status: 502 } });
  });
  it("keep their key only for the same wish, and only while its fate is unknown", () => {
    const wish = intent("/x", { a: 1 });
    expect(same(wish, "/x", { a: 1 })).toBe(true);
    expect(same(wish, "/x", { a: 2 })).toBe(false);
    expect(intent("/x", { a: 1 }).key).not.toBe(wish.key);
    const status = (n: number): boolean => undecided({ ...new Refused({} as never).problem, status: n } as never);
    expect([0, 503, 409, 422].map(status)).toEqual([true, true, false, false]);
  });
  it("put every name into a header", () => {
    expect(headerBytes("dai")).toBe("dai");
    expect([...headerBytes("王")].every((c) => c.charCodeAt(0) < 256)).toBe(true);
  });
});

describe("the stream", () => {
  it("waits longer each time, never for ever", () => {
    expect([0, 1, 2, 4, 5, 20].map(pauseBefore)).toEqual([1000, 2000, 4000, 16000, 30000, 30000]);
  });
});
