// All cases, filtered; the filters stand in the address.

import type { ReactNode } from "react";
import { path, query } from "../api/client";
import type { CaseList, CaseRow, Light, Town, Workflow } from "../api/types";
import { caseAddress, Link, useFilters } from "../live/address";
import { useKept, useLoaded } from "../live/loaded";
import { LightMark } from "../part/light";
import { TimeLeft } from "../part/left";
import { ProblemBox } from "../part/problem";
import { useSpeech } from "../text/language";
import { clockText } from "../time/left";

const kPage = 50;
const kLights: Light[] = ["red", "yellow", "green"];
const kStates = ["open", "suspended", "closed"];
const kFilters = ["town", "workflow", "light", "state", "q"];

export function CasesScreen(): ReactNode {
  const { t } = useSpeech();
  const [filter, change] = useFilters();
  const offset = Math.max(0, Number(filter("offset")) || 0);
  const asked = Object.fromEntries(kFilters.map((name) => [name, filter(name)]));
  const { value, problem, again } = useLoaded<CaseList>(
    `/api/v1/cases${query({ ...asked, limit: kPage, offset: offset === 0 ? "" : offset })}`,
  );
  return (
    <section>
      <div className="heading">
        <h1>{t("cases.title")}</h1>
      </div>
      <Filters />
      <ProblemBox problem={problem} again={again} />
      {value === null && problem === null && <p className="empty">{t("list.loading")}</p>}
      {value !== null && value.cases.length === 0 && <p className="empty">{t("cases.none")}</p>}
      {value !== null && value.cases.length > 0 && (
        <div className="scroll">
          <table className="list">
            <thead>
              <tr>
                <th>{t("list.light")}</th>
                <th>{t("list.left")}</th>
                <th>{t("list.number")}</th>
                <th>{t("list.title")}</th>
                <th>{t("list.workflow")}</th>
                <th>{t("list.state")}</th>
                <th>{t("list.owner")}</th>
                <th>{t("list.opened")}</th>
              </tr>
            </thead>
            <tbody>
              {value.cases.map((row) => (
                <CaseLine key={row.case} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {value !== null && (offset > 0 || value.more) && (
        <div className="row pages">
          <button type="button" disabled={offset === 0} onClick={() => change({ offset: offset > kPage ? String(offset - kPage) : "" })}>
            {t("list.back")}
          </button>
          <button type="button" disabled={!value.more} onClick={() => change({ offset: String(offset + kPage) })}>
            {t("list.more")}
          </button>
        </div>
      )}
    </section>
  );
}

function Filters(): ReactNode {
  const { t, of, word } = useSpeech();
  const [filter, change] = useFilters();
  const { value } = useKept<{ towns: Town[] }>("/api/v1/towns");
  const towns = value?.towns ?? [];
  const workflows = [...new Set(towns.filter((x) => filter("town") === "" || x.id === filter("town")).flatMap((x) => x.workflows))].sort();
  const put = (name: string, v: string): void => change({ [name]: v, offset: "" });
  const anySet = kFilters.some((name) => filter(name) !== "");
  return (
    <div className="filters" role="search" aria-label={t("list.filter")}>
      <select aria-label={t("list.town")} value={filter("town")} onChange={(e) => put("town", e.target.value)}>
        <option value="">{t("list.any_town")}</option>
        {towns.map((town) => (
          <option key={town.id} value={town.id}>
            {of(town, town.id)}
          </option>
        ))}
      </select>
      <select aria-label={t("list.workflow")} value={filter("workflow")} onChange={(e) => put("workflow", e.target.value)}>
        <option value="">{t("list.any_workflow")}</option>
        {workflows.map((id) => (
          <WorkflowOption key={id} id={id} town={towns.find((x) => x.workflows.includes(id))?.id ?? ""} />
        ))}
      </select>
      <select aria-label={t("list.light")} value={filter("light")} onChange={(e) => put("light", e.target.value)}>
        <option value="">{t("light.any")}</option>
        {kLights.map((light) => (
          <option key={light} value={light}>
            {word("light", light)}
          </option>
        ))}
      </select>
      <select aria-label={t("list.state")} value={filter("state")} onChange={(e) => put("state", e.target.value)}>
        <option value="">{t("state.any")}</option>
        {kStates.map((state) => (
          <option key={state} value={state}>
            {word("state", state)}
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label={t("list.text")}
        placeholder={t("list.text")}
        value={filter("q")}
        onChange={(e) => put("q", e.target.value)}
      />
      {anySet && (
        <button type="button" className="quiet" onClick={() => change(Object.fromEntries([...kFilters, "offset"].map((n) => [n, ""])))}>
          {t("list.clear")}
        </button>
      )}
    </div>
  );
}

function WorkflowOption(props: { id: string; town: string }): ReactNode {
  const { of } = useSpeech();
  const { value } = useKept<Workflow>(props.town === "" ? null : path("towns", props.town, "workflows", props.id));
  return <option value={props.id}>{of(value?.title, props.id)}</option>;
}

function CaseLine(props: { row: CaseRow }): ReactNode {
  const { of, word, language } = useSpeech();
  const row = props.row;
  const { value: workflow } = useKept<Workflow>(path("towns", row.town, "workflows", row.workflow));
  // Without a subject of its own a case carries its workflow's Chinese title.
  const title = workflow !== null && row.title === workflow.title.zh ? of(workflow.title) : row.title;
  return (
    <tr lang={language}>
      <td>
        <LightMark light={row.light} />
      </td>
      <td className="number">{row.state === "closed" ? "" : <TimeLeft due={row.due} />}</td>
      <td className="number">
        <Link to={caseAddress(row.number)} className="row-link">
          {row.number}
        </Link>
      </td>
      <td>{title}</td>
      <td>{of(workflow?.title, row.workflow)}</td>
      <td>{row.state === "open" ? word("stage", row.stage) : word("state", row.state)}</td>
      <td>{row.owner}</td>
      <td className="number">{clockText(row.opened, null)}</td>
    </tr>
  );
}
