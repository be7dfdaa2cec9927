// What happened to the case: compact (sentences) or full (also when it counts from, and the events).

import { useEffect, useState, type ReactNode } from "react";
import { path } from "../../api/client";
import type { Json, TimelineEntry } from "../../api/types";
import { useLoaded } from "../../live/loaded";
import { saved, useSaved } from "../../live/saved";
import { ProblemBox } from "../../part/problem";
import { useSpeech } from "../../text/language";
import { isKey } from "../../text/catalogue";
import { clockText } from "../../time/left";

const kAtFirst = 100;
const kNever = (): boolean => false;

export function Timeline(props: { number: string; seq: number; offset: number | null }): ReactNode {
  const { t } = useSpeech();
  const density = useSaved(saved.density);
  const [most, setMost] = useState(kAtFirst);
  const { value, problem, again } = useLoaded<{ timeline: TimelineEntry[] }>(
    path("cases", props.number, "timeline"),
    kNever,
  );
  useEffect(again, [props.seq, again]);
  const full = density === "full";
  const entries = (value?.timeline ?? []).filter((e) => full || (e.kind !== "effect" && e.zh !== "")).reverse();
  const hidden = Math.max(0, entries.length - most);
  return (
    <details className="panel" open>
      <summary>{t("case.timeline")}</summary>
      <div className="switch" role="group" aria-label={t("timeline.density")}>
        <button type="button" aria-pressed={!full} onClick={() => saved.density.set("compact")}>
          {t("timeline.compact")}
        </button>
        <button type="button" aria-pressed={full} onClick={() => saved.density.set("full")}>
          {t("timeline.full")}
        </button>
      </div>
      <ProblemBox problem={problem} again={again} />
      <ol className="timeline">
        {entries.slice(0, most).map((entry) => (
          <Entry key={`${entry.seq}/${entry.at}/${entry.kind}`} entry={entry} full={full} offset={props.offset} />
        ))}
      </ol>
      {hidden > 0 && (
        <button type="button" className="quiet" onClick={() => setMost(most + 500)}>
          {t("timeline.more", { n: hidden })}
        </button>
      )}
    </details>
  );
}

function Entry(props: { entry: TimelineEntry; full: boolean; offset: number | null }): ReactNode {
  const { t, of } = useSpeech();
  const { entry, full, offset } = props;
  const events = Array.isArray(entry.details) ? entry.details : [];
  const verb = `verb.${entry.kind}`;
  return (
    <li>
      <div className="when number">
        <time dateTime={entry.at}>{clockText(entry.at, offset)}</time>
        <span className="who">{entry.actor || t("timeline.engine")}</span>
      </div>
      <div>
        <p>{of(entry, isKey(verb) ? t(verb) : entry.kind)}</p>
        {full && (
          <>
            <p className="fine">
              #{entry.seq} · {entry.kind}
              {entry.effective !== entry.at && ` · ${t("timeline.effective", { at: clockText(entry.effective, offset) })}`}
            </p>
            {events.length > 0 && (
              <details className="events">
                <summary>{t("timeline.events", { n: events.length })}</summary>
                <ul>
                  {events.map((event, i) => (
                    <li key={i}>
                      <code>{eventText(event)}</code>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </>
        )}
      </div>
    </li>
  );
}

function eventText(event: Json): string {
  return JSON.stringify(event);
}
