// Why something did not happen, in the chosen language, with the button that the refusal offers.

import type { ReactNode } from "react";
import type { JsonRecord, Problem } from "../api/types";
import { useSpeech } from "../text/language";

export function ProblemBox(props: {
  problem: Problem | null;
  accept?: ((offer: JsonRecord) => void) | undefined;
  again?: (() => void) | undefined;
}): ReactNode {
  const { t, of, language } = useSpeech();
  const problem = props.problem;
  if (problem === null) return null;
  const sentence = of(problem, problem.detail || problem.title);
  const details = (problem.errors ?? []).filter((e) => (language === "zh" ? e.zh : e.en) !== sentence);
  const offer = problem.offer;
  return (
    <div className="problem" role="alert">
      <p>
        {sentence} <span className="code">{t("problem.code", { code: problem.code })}</span>
      </p>
      {details.length > 0 && (
        <ul>
          {details.map((e, i) => (
            <li key={i}>
              {e.field !== undefined && <b>{e.field} </b>}
              {of({ zh: e.zh ?? "", en: e.en ?? "" })}
            </li>
          ))}
        </ul>
      )}
      {offer !== undefined && props.accept !== undefined && (
        <button type="button" className="strong" onClick={() => props.accept?.(offer)}>
          {t("problem.offer", { changes: changesOf(offer) })}
        </button>
      )}
      {props.again !== undefined && (
        <button type="button" onClick={props.again}>
          {t("problem.again")}
        </button>
      )}
    </div>
  );
}

// {"asked_line": 1} as "asked_line = 1".
function changesOf(offer: JsonRecord): string {
  return Object.entries(offer)
    .map(([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
