// Why the case stands where it stands and why its light is what it is, in the engine's sentences.

import { useEffect, type ReactNode } from "react";
import { path } from "../../api/client";
import type { Words } from "../../api/types";
import { useLoaded } from "../../live/loaded";
import { ProblemBox } from "../../part/problem";
import { useSpeech } from "../../text/language";

const kNever = (): boolean => false;

export function Why(props: { number: string; seq: number }): ReactNode {
  const { t, of } = useSpeech();
  const { value, problem, again } = useLoaded<Words>(path("cases", props.number, "explain"), kNever);
  useEffect(again, [props.seq, again]);
  const lines = of(value)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return (
    <details className="panel why" open>
      <summary>{t("case.why")}</summary>
      <ProblemBox problem={problem} again={again} />
      <ul>
        {lines.map((line, i) => (
          <li key={i} className={line.startsWith("  ") ? "deeper" : ""}>
            {line.trim()}
          </li>
        ))}
      </ul>
    </details>
  );
}
