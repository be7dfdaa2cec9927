// My tasks: what waits for one person, the most urgent first.

import type { ReactNode } from "react";
import { query } from "../api/client";
import type { TaskList, TaskRow, Workflow } from "../api/types";
import { caseAddress, Link, useFilters } from "../live/address";
import { useKept, useLoaded } from "../live/loaded";
import { saved, useSaved } from "../live/saved";
import { LightMark } from "../part/light";
import { TimeLeft } from "../part/left";
import { ProblemBox } from "../part/problem";
import { useSpeech } from "../text/language";
import { path } from "../api/client";
import { byTimeLeft } from "../time/left";

export function TasksScreen(): ReactNode {
  const { t } = useSpeech();
  const actor = useSaved(saved.actor);
  const [filter, change] = useFilters();
  const everybody = filter("of") === "all";
  const person = everybody ? "" : actor;
  const asked = everybody || actor !== "" ? `/api/v1/tasks${query({ person, limit: 200 })}` : null;
  const { value, problem, again } = useLoaded<TaskList>(asked);
  const tasks = [...(value?.tasks ?? [])].sort(byTimeLeft);
  return (
    <section>
      <div className="heading">
        <h1>{everybody ? t("tasks.of_all") : actor === "" ? t("nav.tasks") : t("tasks.title", { actor })}</h1>
        <div className="switch" role="group" aria-label={t("list.filter")}>
          <button type="button" aria-pressed={!everybody} onClick={() => change({ of: "" })}>
            {t("tasks.mine")}
          </button>
          <button type="button" aria-pressed={everybody} onClick={() => change({ of: "all" })}>
            {t("tasks.everybody")}
          </button>
        </div>
      </div>
      {asked === null && <p className="empty">{t("tasks.nobody")}</p>}
      <ProblemBox problem={problem} again={again} />
      {asked !== null && value === null && problem === null && <p className="empty">{t("list.loading")}</p>}
      {value !== null && tasks.length === 0 && <p className="empty">{t("tasks.none", { actor: everybody ? "—" : actor })}</p>}
      {tasks.length > 0 && (
        <div className="scroll">
          <table className="list">
            <thead>
              <tr>
                <th>{t("list.light")}</th>
                <th>{t("list.left")}</th>
                <th>{t("list.step")}</th>
                <th>{t("list.workflow")}</th>
                <th>{t("list.number")}</th>
                <th>{t("list.state")}</th>
                <th>{t("list.owner")}</th>
              </tr>
            </thead>
            <tbody>
              {tasks.map((task) => (
                <TaskLine key={`${task.case}/${task.task}`} task={task} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function TaskLine(props: { task: TaskRow }): ReactNode {
  const { word, of } = useSpeech();
  const task = props.task;
  const { value: workflow } = useKept<Workflow>(path("towns", task.town, "workflows", task.workflow));
  const step = workflow?.steps.find((s) => s.id === task.step);
  return (
    <tr>
      <td>
        <LightMark light={task.light} />
      </td>
      <td className="number">
        <TimeLeft due={task.due} />
      </td>
      <td>
        <Link to={`${caseAddress(task.number)}?task=${task.task}`} className="row-link">
          {of(step?.title, task.title || task.step)}
        </Link>
      </td>
      <td>{of(workflow?.title, task.workflow)}</td>
      <td className="number">{task.number}</td>
      <td>{word("task", task.state)}</td>
      <td>{task.owner || task.candidates.join(" · ")}</td>
    </tr>
  );
}
