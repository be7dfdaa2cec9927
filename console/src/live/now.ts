// The server's clock, as far as a browser knows it: the difference to ours is asked for now and
// then, and the page ticks by itself. A server on a virtual clock does not tick between two askings.

import { useEffect, useSyncExternalStore } from "react";
import { get } from "../api/client";
import type { Health } from "../api/types";

const kAsk = 30_000;
const kTick = 10_000;

interface Reading {
  now: number;
  virtual: boolean;
  version: string;
}

let reading: Reading = { now: Date.now(), virtual: false, version: "" };
let ahead = 0; // server − browser
const listeners = new Set<() => void>();

function tell(next: Reading): void {
  reading = next;
  for (const listener of listeners) listener();
}

export async function askTime(): Promise<void> {
  try {
    const health = await get<Health>("/api/v1/health");
    const server = Date.parse(health.now);
    ahead = server - Date.now();
    tell({ now: server, virtual: health.virtual_clock, version: health.version });
  } catch {
    // Not reachable now: the last difference is still the best guess.
  }
}

function tick(): void {
  if (!reading.virtual) tell({ ...reading, now: Date.now() + ahead });
}

export function serverNow(): number {
  return reading.virtual ? reading.now : Date.now() + ahead;
}

export function useNow(): Reading {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => reading,
  );
}

export function useClockTicks(): void {
  useEffect(() => {
    void askTime();
    const asks = window.setInterval(() => void askTime(), kAsk);
    const ticks = window.setInterval(tick, kTick);
    return () => {
      window.clearInterval(asks);
      window.clearInterval(ticks);
    };
  }, []);
}
