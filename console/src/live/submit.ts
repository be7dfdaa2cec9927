// Doing something, once: the same wish keeps its Idempotency-Key until the server has answered it,
// so a second click after a lost answer changes nothing twice.

import { useRef, useState } from "react";
import { intent, Refused, same, send, undecided, type Intent } from "../api/client";
import type { Answer, JsonRecord, Problem } from "../api/types";
import { askTime } from "./now";

export interface Submit {
  busy: boolean;
  problem: Problem | null;
  clear: () => void;
  // The answer, or null when it was refused; the problem is then in `problem`.
  run: (address: string, body: JsonRecord) => Promise<Answer | null>;
}

export function useSubmit(): Submit {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const open = useRef<Intent | null>(null);
  const running = useRef(false);

  const run = async (address: string, body: JsonRecord): Promise<Answer | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    setProblem(null);
    const wish = open.current !== null && same(open.current, address, body) ? open.current : intent(address, body);
    open.current = wish;
    try {
      const answer = await send(wish);
      open.current = null;
      void askTime();
      return answer;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (!undecided(error.problem)) open.current = null;
      setProblem(error.problem);
      return null;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, clear: () => setProblem(null), run };
}
