// One open task: who has it, how long there is, its outcomes with their forms, its verbs.

import { useState, type FormEvent, type ReactNode } from "react";
import { path } from "../../api/client";
import type { CaseView, Outcome, Task } from "../../api/types";
import { readForm, withKnown, type DraftRecord, type Read } from "../../form/answers";
import { FormFields } from "../../form/fields";
import { saved, useSaved } from "../../live/saved";
import { useSubmit } from "../../live/submit";
import { LightMark } from "../../part/light";
import { TimeLeft } from "../../part/left";
import { ProblemBox } from "../../part/problem";
import { useSpeech } from "../../text/language";
import { clockText } from "../../time/left";
import { TaskVerbs } from "./verbs";

interface Props {
  view: CaseView;
  task: Task;
  offset: number | null;
  done: () => void;
}

export function TaskCard(props: Props): ReactNode {
  const { t, of, word } = useSpeech();
  const { task, offset } = props;
  const actor = useSaved(saved.actor);
  const [chosen, setChosen] = useState<string | null>(null);
  // What a ladder asks for is no step of the workflow: it has one end and is called by its work.
  const given = task.outcomes ?? [];
  const outcomes: Outcome[] = given.length > 0 ? given : [{ name: "", title: { zh: "", en: "" }, form: [] }];
  const outcome = outcomes.find((o) => o.name === chosen);
  const concerned = [task.owner, ...task.candidates, ...task.helpers].includes(actor);
  return (
    <article className={`card task edge-${task.light ?? "green"}`}>
      <div className="heading">
        <h3>{given.length > 0 ? of(task.title, task.step) : task.work || of(task.title, task.step)}</h3>
        {task.light !== undefined && <LightMark light={task.light} />}
      </div>
      <p className="case-line">
        <span>{word("task", task.state)}</span>
        <span>
          {task.owner === "" ? t("task.for") : t("task.owner")} <b>{task.owner || task.candidates.join(" · ")}</b>
          {task.helpers.length > 0 && ` (${t("task.helpers")} ${task.helpers.join(" · ")})`}
        </span>
        {task.due !== undefined && (
          <span>
            <TimeLeft due={task.due} offset={offset} /> <small>{t("case.due", { at: clockText(task.due, offset) })}</small>
          </span>
        )}
        <span>
          <small>{t("task.since", { at: clockText(task.offered_at, offset) })}</small>
        </span>
        {task.path.length > 0 && (
          <span>
            <small>{t("task.path", { post: task.post, path: task.path.join(" → ") })}</small>
          </span>
        )}
        {task.urges > 0 && <span>{t("case.urges", { n: task.urges })}</span>}
      </p>
      {actor === "" && <p className="note">{t("actor.missing")}</p>}
      {actor !== "" && !concerned && <p className="note">{t("task.not_yours")}</p>}
      <div className="row" role="group" aria-label={t("task.choose")}>
        {outcomes.map((o) => (
          <button
            key={o.name}
            type="button"
            className={o.name === chosen ? "strong" : "outcome"}
            aria-pressed={o.name === chosen}
            onClick={() => setChosen(o.name === chosen ? null : o.name)}
          >
            {o.name === "" ? t("task.done") : of(o.title, o.name)}
          </button>
        ))}
      </div>
      {outcome !== undefined && (
        <CompleteForm key={outcome.name} {...props} outcome={outcome} cancel={() => setChosen(null)} />
      )}
      <TaskVerbs {...props} />
    </article>
  );
}

function CompleteForm(props: Props & { outcome: Outcome; cancel: () => void }): ReactNode {
  const { t, of } = useSpeech();
  const { view, task, outcome, offset } = props;
  const actor = useSaved(saved.actor);
  const [draft, setDraft] = useState<DraftRecord>({});
  const [mistakes, setMistakes] = useState<Read["mistakes"]>({});
  const submit = useSubmit();
  const asked = withKnown([...(task.form ?? []), ...outcome.form], view.fields);
  const fields = asked.filter((f, i) => asked.findIndex((g) => g.name === f.name) === i);

  const complete = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const read = readForm(fields, draft);
    setMistakes(read.mistakes);
    if (Object.keys(read.mistakes).length > 0) return;
    const answer = await submit.run(path("cases", view.case, "tasks", task.task, "complete"), {
      ...(outcome.name === "" ? {} : { outcome: outcome.name }),
      form: read.answers,
    });
    if (answer !== null) props.done();
  };
  return (
    <form className="inner" noValidate onSubmit={(e) => void complete(e)}>
      {fields.length === 0 && <p className="empty">{t("form.empty")}</p>}
      <FormFields fields={fields} draft={draft} change={setDraft} mistakes={mistakes} offset={offset} />
      <ProblemBox problem={submit.problem} />
      <div className="row">
        <button type="submit" className="strong" disabled={submit.busy || actor === ""}>
          {submit.busy ? t("form.sending") : t("task.submit", { outcome: of(outcome.title, outcome.name || t("task.done")) })}
        </button>
        <button type="button" className="quiet" onClick={props.cancel}>
          {t("task.cancel")}
        </button>
      </div>
    </form>
  );
}
