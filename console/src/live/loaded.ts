// A thing of the server, kept fresh: read when its address changes, again when a change concerns
// it. What was shown stays on screen while a fresher one is on its way, and when that fails.

import { useCallback, useEffect, useRef, useState } from "react";
import { get, Refused } from "../api/client";
import type { Problem } from "../api/types";
import { useChanges, type Change } from "./events";

export interface Loaded<T> {
  value: T | null;
  problem: Problem | null;
  again: () => void;
}

const kAll = (): boolean => true;

export function useLoaded<T>(address: string | null, concerns: (change: Change) => boolean = kAll): Loaded<T> {
  const [state, setState] = useState<{ of: string; value: T | null; problem: Problem | null }>({
    of: "",
    value: null,
    problem: null,
  });
  const turn = useRef(0);

  const load = useCallback(() => {
    if (address === null) return;
    const mine = ++turn.current;
    get<T>(address).then(
      (value) => {
        if (mine === turn.current) setState({ of: address, value, problem: null });
      },
      (error: unknown) => {
        if (mine !== turn.current || !(error instanceof Refused)) return;
        setState((old) => ({ of: address, value: old.of === address ? old.value : null, problem: error.problem }));
      },
    );
  }, [address]);

  useEffect(load, [load]);
  useChanges(concerns, load);
  const current = state.of === address;
  return { value: current ? state.value : null, problem: current ? state.problem : null, again: load };
}

// Things that do not change while the server runs: towns and workflows. Read once.
const kept = new Map<string, Promise<unknown>>();

export function useKept<T>(address: string | null): { value: T | null; problem: Problem | null } {
  const [state, setState] = useState<{ of: string | null; value: T | null; problem: Problem | null }>({
    of: null,
    value: null,
    problem: null,
  });
  useEffect(() => {
    if (address === null) return undefined;
    let wanted = true;
    const asked = (kept.get(address) as Promise<T> | undefined) ?? get<T>(address);
    kept.set(address, asked);
    asked.then(
      (value) => wanted && setState({ of: address, value, problem: null }),
      (error: unknown) => {
        kept.delete(address);
        if (wanted && error instanceof Refused) setState({ of: address, value: null, problem: error.problem });
      },
    );
    return () => {
      wanted = false;
    };
  }, [address]);
  return state.of === address ? state : { value: null, problem: null };
}
