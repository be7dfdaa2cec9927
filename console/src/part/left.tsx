// How much time is left, ticking; the deadline itself on hover.

import type { ReactNode } from "react";
import { useNow } from "../live/now";
import { useSpeech } from "../text/language";
import { clockText, leftWords, timeLeft } from "../time/left";

export function TimeLeft(props: { due: string | null | undefined; offset?: number | null }): ReactNode {
  const { t, of } = useSpeech();
  const { now } = useNow();
  const left = timeLeft(props.due, now);
  if (left.phase === "none") return <span className="left left-none">{of(leftWords(left))}</span>;
  return (
    <time
      className={`left left-${left.phase}`}
      dateTime={props.due ?? ""}
      title={t("case.due", { at: clockText(props.due, props.offset ?? null) })}
    >
      {of(leftWords(left))}
    </time>
  );
}
