// Open a case: town, workflow, and the form that workflow asks for.

import { useState, type FormEvent, type ReactNode } from "react";
import { path } from "../api/client";
import type { JsonRecord, Town, Workflow } from "../api/types";
import { draftOf, readForm, type DraftRecord, type Read } from "../form/answers";
import { FormFields } from "../form/fields";
import { caseAddress, go, useFilters } from "../live/address";
import { useKept } from "../live/loaded";
import { saved, useSaved } from "../live/saved";
import { useSubmit } from "../live/submit";
import { ProblemBox } from "../part/problem";
import { useSpeech } from "../text/language";

export function OpenScreen(): ReactNode {
  const { t, of } = useSpeech();
  const [filter, change] = useFilters();
  const { value: list, problem: noTowns } = useKept<{ towns: Town[] }>("/api/v1/towns");
  const towns = list?.towns ?? [];
  const town = towns.find((x) => x.id === filter("town"));
  const id = town?.workflows.includes(filter("workflow")) === true ? filter("workflow") : "";
  const { value: workflow, problem } = useKept<Workflow>(
    town === undefined || id === "" ? null : path("towns", town.id, "workflows", id),
  );
  return (
    <section>
      <div className="heading">
        <h1>{t("open.title")}</h1>
      </div>
      <div className="filters">
        <label>
          {t("open.town")}
          <select value={town?.id ?? ""} onChange={(e) => change({ town: e.target.value })}>
            <option value="">{t("form.choose")}</option>
            {towns.map((x) => (
              <option key={x.id} value={x.id}>
                {of(x, x.id)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("open.workflow")}
          <select value={id} disabled={town === undefined} onChange={(e) => change({ workflow: e.target.value })}>
            <option value="">{t("form.choose")}</option>
            {(town?.workflows ?? []).map((w) => (
              <WorkflowOption key={w} town={town?.id ?? ""} id={w} />
            ))}
          </select>
        </label>
      </div>
      <ProblemBox problem={noTowns ?? problem} />
      {id === "" && noTowns === null && <p className="empty">{t("open.choose")}</p>}
      {workflow !== null && <OpenForm key={`${workflow.town}/${workflow.workflow}`} workflow={workflow} />}
    </section>
  );
}

function WorkflowOption(props: { id: string; town: string }): ReactNode {
  const { of } = useSpeech();
  const { value } = useKept<Workflow>(path("towns", props.town, "workflows", props.id));
  return <option value={props.id}>{of(value?.title, props.id)}</option>;
}

function OpenForm(props: { workflow: Workflow }): ReactNode {
  const { t, of } = useSpeech();
  const { workflow } = props;
  const actor = useSaved(saved.actor);
  const [draft, setDraft] = useState<DraftRecord>({});
  const [mistakes, setMistakes] = useState<Read["mistakes"]>({});
  const submit = useSubmit();
  const fields = workflow.form;

  const file = async (filled: DraftRecord): Promise<void> => {
    const read = readForm(fields, filled);
    setMistakes(read.mistakes);
    if (Object.keys(read.mistakes).length > 0) return;
    const answer = await submit.run("/api/v1/cases", {
      town: workflow.town,
      workflow: workflow.workflow,
      data: read.answers,
    });
    if (answer !== null) go(caseAddress(answer.number));
  };
  const accept = (offer: JsonRecord): void => {
    const next = { ...draft };
    for (const field of fields) if (field.name in offer) next[field.name] = draftOf(field, offer[field.name]);
    setDraft(next);
    void file(next);
  };
  return (
    <form
      className="card"
      noValidate
      onSubmit={(e: FormEvent) => {
        e.preventDefault();
        void file(draft);
      }}
    >
      <h2>{of(workflow.title, workflow.workflow)}</h2>
      {of(workflow.about) !== "" && <p className="about">{of(workflow.about)}</p>}
      <FormFields fields={fields} draft={draft} change={setDraft} mistakes={mistakes} />
      <ProblemBox problem={submit.problem} accept={accept} />
      {actor === "" && <p className="note">{t("actor.missing")}</p>}
      <div className="row">
        <button type="submit" className="strong" disabled={submit.busy || actor === ""}>
          {submit.busy ? t("form.sending") : t("open.submit")}
        </button>
      </div>
    </form>
  );
}
