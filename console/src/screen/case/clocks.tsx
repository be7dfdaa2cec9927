// The clocks of a case with their rungs: what was missed, and what comes next.

import type { ReactNode } from "react";
import type { Clock, Rung, Words } from "../../api/types";
import { LightMark } from "../../part/light";
import { TimeLeft } from "../../part/left";
import { useSpeech } from "../../text/language";
import { clockText, offsetOf } from "../../time/left";

export function Clocks(props: { clocks: Clock[]; titles: ReadonlyMap<string, Words> }): ReactNode {
  const { t } = useSpeech();
  return (
    <details className="panel" open>
      <summary>{t("case.clocks")}</summary>
      {props.clocks.length === 0 && <p className="empty">{t("clocks.none")}</p>}
      <ul className="clocks">
        {props.clocks.map((clock, i) => (
          <ClockItem key={i} clock={clock} titles={props.titles} />
        ))}
      </ul>
    </details>
  );
}

function ClockItem(props: { clock: Clock; titles: ReadonlyMap<string, Words> }): ReactNode {
  const { t, of, word } = useSpeech();
  const { clock } = props;
  const offset = offsetOf(clock.due);
  const kind = word("clocks", `of_${clock.of}`);
  const running = clock.state === "running";
  return (
    <li className={running ? "" : "past"}>
      <div className="heading">
        <b>
          {kind} {clock.of === "case" ? "" : of(props.titles.get(clock.name), clock.name)}
        </b>
        <LightMark light={clock.light} />
      </div>
      <p className="case-line">
        <span>{word("clock", clock.state)}</span>
        {running && <TimeLeft due={clock.due} offset={offset} />}
        <span>
          {t("clocks.rule")} <code>{clock.rule}</code>{" "}
          <small>
            {t("clocks.version")} {clock.rules_version.slice(0, 12)}
          </small>
        </span>
        {clock.extended > 0 && <span>{t("clocks.extended", { n: clock.extended })}</span>}
        {clock.provisional && <span>{t("clocks.provisional")}</span>}
      </p>
      <dl className="facts-line">
        <Moment name={t("clocks.start")} at={clock.start} />
        <Moment name={t("clocks.warn")} at={clock.warn} />
        <Moment name={t("clocks.due")} at={clock.due} />
        <Moment name={t("clocks.stopped")} at={clock.stopped_at} />
      </dl>
      {clock.rungs.length > 0 && (
        <ol className="rungs">
          {clock.rungs.map((rung) => (
            <RungItem key={rung.level} rung={rung} offset={offset} running={running} />
          ))}
        </ol>
      )}
    </li>
  );
}

function Moment(props: { name: string; at: string | null }): ReactNode {
  if (props.at === null) return null;
  return (
    <div>
      <dt>{props.name}</dt>
      <dd className="number">{clockText(props.at, offsetOf(props.at))}</dd>
    </div>
  );
}

function RungItem(props: { rung: Rung; offset: number | null; running: boolean }): ReactNode {
  const { t } = useSpeech();
  const { rung, offset } = props;
  if (rung.fired)
    return (
      <li className="fired">
        <b>{rung.level}</b> {t("clocks.fired", { at: clockText(rung.effective_at, offset) })}
      </li>
    );
  if (!props.running) return null;
  return (
    <li>
      <b>{rung.level}</b>{" "}
      {rung.at === null ? t("clocks.on_condition") : t("clocks.will", { at: clockText(rung.at, offset) })}
    </li>
  );
}
