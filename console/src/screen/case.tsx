// One case: what it is, what is to be done, what happened, and why.

import type { ReactNode } from "react";
import { path } from "../api/client";
import type { CaseView, Clock, Workflow } from "../api/types";
import { shown } from "../form/answers";
import { caseAddress, Link } from "../live/address";
import { useKept, useLoaded } from "../live/loaded";
import { LightMark } from "../part/light";
import { TimeLeft } from "../part/left";
import { ProblemBox } from "../part/problem";
import { useSpeech } from "../text/language";
import { clockText, offsetOf } from "../time/left";
import { Clocks } from "./case/clocks";
import { Facts, titlesOf } from "./case/facts";
import { CaseVerbs } from "./case/verbs";
import { TaskCard } from "./case/task_card";
import { Timeline } from "./case/timeline";
import { Why } from "./case/why";

export function CaseScreen(props: { number: string }): ReactNode {
  const { t, language } = useSpeech();
  const { number } = props;
  const { value, problem, again } = useLoaded<CaseView>(
    path("cases", number),
    (change) => change.number === number || change.case === number,
  );
  const { value: workflow } = useKept<Workflow>(
    value === null ? null : path("towns", value.town, "workflows", value.workflow),
  );
  if (value === null)
    return (
      <section>
        <ProblemBox problem={problem} again={again} />
        {problem === null && <p className="empty">{t("list.loading")}</p>}
      </section>
    );
  const offset = offsetOf(value.received_at);
  const titles = titlesOf(value, workflow, language);
  return (
    <section>
      <Header view={value} offset={offset} words={titles.choices} />
      <ProblemBox problem={problem} again={again} />
      <div className="columns">
        <div>
          {value.state !== "closed" && (
            <>
              <h2>{t("case.now")}</h2>
              {value.tasks.length === 0 && <p className="empty">{t("case.no_tasks")}</p>}
              {value.tasks.map((task) => (
                <TaskCard key={task.task} view={value} task={task} offset={offset} done={again} />
              ))}
            </>
          )}
          <CaseVerbs view={value} done={again} />
          <Timeline number={value.number} seq={value.seq} offset={offset} />
        </div>
        <div>
          <Why number={value.number} seq={value.seq} />
          <Clocks clocks={value.clocks} titles={titles.steps} />
          <Facts view={value} titles={titles} />
        </div>
      </div>
    </section>
  );
}

// The clock people mean when they ask how long there is: the whole case's, else the next to end.
function leading(clocks: Clock[]): Clock | undefined {
  const running = clocks.filter((c) => c.state === "running" || c.state === "paused");
  const soonest = [...running].sort((a, b) => Date.parse(a.due ?? "") - Date.parse(b.due ?? ""))[0];
  return running.find((c) => c.of === "case") ?? soonest;
}

function Header(props: { view: CaseView; offset: number | null; words: ReadonlyMap<string, string> }): ReactNode {
  const { t, of, word } = useSpeech();
  const { view, offset } = props;
  const clock = leading(view.clocks);
  const subject = shown(view.fields["subject"] ?? view.fields["text"] ?? view.fields["content"]);
  const facts: [string, ReactNode][] = [
    [t("list.town"), view.town],
    [t("list.grid"), view.grid],
    [t("case.reporter"), view.reporter],
    [t("open.channel"), shown(view.channel, props.words)],
    [t("case.received"), clockText(view.received_at, offset)],
  ];
  if (view.closed_at !== null) facts.push([t("case.closed_at"), clockText(view.closed_at, offset)]);
  if (view.result !== null) facts.push([t("case.result"), shown(view.result, props.words)]);
  if (view.parent !== null) facts.push([t("case.parent"), <Link to={caseAddress(view.parent)}>{view.parent}</Link>]);
  if (view.children.length > 0)
    facts.push([
      t("case.children"),
      view.children.map((child) => (
        <Link key={child.case} to={caseAddress(child.case)} className="child">
          {child.workflow} ({word("state", child.state)})
        </Link>
      )),
    ]);
  return (
    <header className={`case-head edge-${view.light}`}>
      <div className="heading">
        <h1>
          <span className="number">{view.number}</span> {subject || of(view.workflow_title, view.workflow)}
        </h1>
        <LightMark light={view.light} large />
      </div>
      <p className="case-line">
        <span>{of(view.workflow_title, view.workflow)}</span>
        <span>{view.state === "open" ? word("stage", view.stage) : word("state", view.state)}</span>
        {view.state === "closed" ? (
          <span>{view.on_time ? t("case.on_time") : t("case.late")}</span>
        ) : (
          clock !== undefined && (
            <span>
              <b>
                <TimeLeft due={clock.due} offset={offset} />
              </b>{" "}
              <small>
                {clock.of === "case" ? t("case.of_whole") : word("clocks", `of_${clock.of}`)} ·{" "}
                {t("case.due", { at: clockText(clock.due, offset) })}
              </small>
            </span>
          )
        )}
        {view.urges > 0 && <span>{t("case.urges", { n: view.urges })}</span>}
        {view.reopen_count > 0 && <span>{t("case.reopened", { n: view.reopen_count })}</span>}
      </p>
      <dl className="facts-line">
        {facts
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </header>
  );
}
