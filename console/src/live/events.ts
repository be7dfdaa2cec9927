// The live stream of /api/v1/events: one connection for the page, closed while nobody looks at it
// (a browser allows six to one server), opened again with a growing pause when it breaks.
//
// Promise: whoever listens hears of every change while connected, and one `kCatchUp` after each
//          time the stream was away, because what was missed is not told again.

import { useEffect, useSyncExternalStore } from "react";

export interface Change {
  case: string;
  number: string;
  kind: string;
}
export const kCatchUp: Change = { case: "", number: "", kind: "catch_up" };
export type LinkState = "live" | "away";

const kKinds = ["opened", "changed", "closed", "refused"];
const kLongestPause = 30_000;

// Milliseconds to wait before try `n` (0 first): 1 s, 2 s, 4 s … 30 s.
export function pauseBefore(n: number): number {
  return Math.min(1000 * 2 ** n, kLongestPause);
}

class Stream {
  private source: EventSource | null = null;
  private timer: number | undefined;
  private failures = 0;
  private started = false;
  private state: LinkState = "away";
  private readonly changes = new Set<(change: Change) => void>();
  private readonly states = new Set<() => void>();

  readonly stateNow = (): LinkState => this.state;
  readonly listenState = (listener: () => void): (() => void) => {
    this.states.add(listener);
    return () => this.states.delete(listener);
  };
  listen(listener: (change: Change) => void): () => void {
    this.changes.add(listener);
    return () => this.changes.delete(listener);
  }

  start(): void {
    if (this.started) return;
    this.started = true;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.stop() : this.open()));
    this.open();
  }

  private open(): void {
    window.clearTimeout(this.timer);
    if (this.source !== null) return;
    const source = new EventSource("/api/v1/events");
    this.source = source;
    source.onopen = () => {
      this.failures = 0;
      this.tell("live");
      this.hear(kCatchUp);
    };
    source.onerror = () => {
      this.stop();
      this.timer = window.setTimeout(() => this.open(), pauseBefore(this.failures++));
    };
    for (const kind of kKinds)
      source.addEventListener(kind, (event) => this.hear(JSON.parse((event as MessageEvent<string>).data) as Change));
  }

  private stop(): void {
    window.clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
    this.tell("away");
  }

  private tell(state: LinkState): void {
    if (state === this.state) return;
    this.state = state;
    for (const listener of this.states) listener();
  }

  private hear(change: Change): void {
    for (const listener of this.changes) listener(change);
  }
}

export const stream = new Stream();

export function useLinkState(): LinkState {
  return useSyncExternalStore(stream.listenState, stream.stateNow);
}

// Calls `act` soon after a change that `concerns` this screen, at most every 100 ms.
export function useChanges(concerns: (change: Change) => boolean, act: () => void): void {
  useEffect(() => {
    let timer: number | undefined;
    const forget = stream.listen((change) => {
      if (timer !== undefined || (change !== kCatchUp && !concerns(change))) return;
      timer = window.setTimeout(() => {
        timer = undefined;
        act();
      }, 100);
    });
    return () => {
      window.clearTimeout(timer);
      forget();
    };
  });
}
