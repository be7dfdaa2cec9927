// What people may do besides completing: on a task, or on the whole case. The server decides
// whether somebody may; here stand the verbs that are always there and those the step opens.

import { useState, type FormEvent, type ReactNode } from "react";
import { path } from "../../api/client";
import type { CaseView, Field, JsonRecord, Task } from "../../api/types";
import { numberJson, readForm, type DraftRecord, type Read } from "../../form/answers";
import { FormFields } from "../../form/fields";
import { saved, useSaved } from "../../live/saved";
import { useSubmit } from "../../live/submit";
import { ProblemBox } from "../../part/problem";
import { useSpeech } from "../../text/language";
import { isKey } from "../../text/catalogue";

interface Target {
  address: (verb: string) => string;
  verbs: string[];
  forms: { [verb: string]: Field[] }; // what a verb asks for; of `fill`, what it may record
  done: () => void;
  offset: number | null;
}

const kNeedsPerson = ["transfer", "delegate", "add_sign", "cc"];
const kNeedsCase = ["merge"];
const kAtOnce = ["claim", "resume"];

export function TaskVerbs(props: { view: CaseView; task: Task; offset: number | null; done: () => void }): ReactNode {
  const { view, task } = props;
  const usual = [...(task.owner === "" ? ["claim"] : []), ...((task.form ?? []).length > 0 ? ["fill"] : []), "urge"];
  return (
    <Verbs
      address={(verb) => path("cases", view.case, "tasks", task.task, verb)}
      verbs={[...new Set([...usual, ...(task.may ?? [])])]}
      forms={{ ...task.may_forms, fill: task.form ?? [] }}
      done={props.done}
      offset={props.offset}
    />
  );
}

export function CaseVerbs(props: { view: CaseView; done: () => void }): ReactNode {
  const { t } = useSpeech();
  const { view } = props;
  const verbs =
    view.state === "closed"
      ? ["reopen", "comment"]
      : view.state === "suspended"
        ? ["resume", "urge", "comment"]
        : ["urge", "comment", "suspend", "merge"];
  return (
    <div className="card case-verbs">
      <h3>{t("case.whole")}</h3>
      <Verbs
        address={(verb) => path("cases", view.case, "actions", verb)}
        verbs={verbs}
        forms={{}}
        done={props.done}
        offset={null}
      />
    </div>
  );
}

function Verbs(props: Target): ReactNode {
  const { t } = useSpeech();
  const [chosen, setChosen] = useState<string | null>(null);
  const [done, setDone] = useState("");
  const actor = useSaved(saved.actor);
  const submit = useSubmit();
  const titleOf = (verb: string): string => {
    const key = `verb.${verb}`;
    return isKey(key) ? t(key) : verb;
  };
  const act = async (verb: string, body: JsonRecord): Promise<void> => {
    setDone("");
    if ((await submit.run(props.address(verb), body)) === null) return;
    setChosen(null);
    setDone(verb);
    props.done();
  };
  const press = (verb: string): void => {
    submit.clear();
    if (kAtOnce.includes(verb)) void act(verb, {});
    else setChosen(verb === chosen ? null : verb);
  };
  return (
    <>
      <div className="row verbs">
        {props.verbs.map((verb) => (
          <button
            key={verb}
            type="button"
            className="quiet"
            aria-pressed={kAtOnce.includes(verb) ? undefined : verb === chosen}
            disabled={actor === "" || submit.busy}
            onClick={() => press(verb)}
          >
            {titleOf(verb)}
          </button>
        ))}
        <span role="status" className="said">
          {done === "" ? "" : t("verb.done", { what: titleOf(done) })}
        </span>
      </div>
      {chosen !== null && (
        <VerbForm
          key={chosen}
          verb={chosen}
          title={titleOf(chosen)}
          form={props.forms[chosen] ?? []}
          offset={props.offset}
          busy={submit.busy}
          run={(body) => void act(chosen, body)}
          cancel={() => setChosen(null)}
        />
      )}
      <ProblemBox problem={submit.problem} />
    </>
  );
}

function VerbForm(props: {
  verb: string;
  title: string;
  form: Field[];
  offset: number | null;
  busy: boolean;
  run: (body: JsonRecord) => void;
  cancel: () => void;
}): ReactNode {
  const { t } = useSpeech();
  const { verb, form } = props;
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const [draft, setDraft] = useState<DraftRecord>({});
  const [mistakes, setMistakes] = useState<Read["mistakes"]>({});
  const [extra, setExtra] = useState<[string, string][]>([]);
  const asked = verb === "fill" ? form.map((field) => ({ ...field, required: false })) : form;
  const needsTo = kNeedsPerson.includes(verb) || kNeedsCase.includes(verb);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = readForm(asked, draft);
    setMistakes(read.mistakes);
    if (Object.keys(read.mistakes).length > 0) return;
    const answers = { ...read.answers };
    for (const [name, value] of extra) if (name.trim() !== "") answers[name.trim()] = numberJson(value) ?? value;
    const body: JsonRecord = {};
    if (to.trim() !== "") body["to"] = to.trim();
    if (reason.trim() !== "") body["reason"] = reason.trim();
    if (Object.keys(answers).length > 0) body["form"] = answers;
    props.run(body);
  };
  return (
    <form className="inner" noValidate onSubmit={submit}>
      {asked.length > 0 && (
        <FormFields fields={asked} draft={draft} change={setDraft} mistakes={mistakes} offset={props.offset} />
      )}
      {verb !== "fill" && (
        <div className="fields">
          {needsTo && (
            <div className="field">
              <label>
                {t(kNeedsCase.includes(verb) ? "verb.to_case" : "verb.to")}
                <input value={to} onChange={(e) => setTo(e.target.value)} />
              </label>
            </div>
          )}
          <div className="field wide">
            <label>
              {t("verb.reason")}
              <textarea rows={2} value={reason} onChange={(e) => setReason(e.target.value)} />
            </label>
          </div>
        </div>
      )}
      {verb !== "fill" && asked.length === 0 && <ExtraFields extra={extra} change={setExtra} />}
      <div className="row">
        <button type="submit" className="strong" disabled={props.busy}>
          {props.busy ? t("form.sending") : props.title}
        </button>
        <button type="button" className="quiet" onClick={props.cancel}>
          {t("task.cancel")}
        </button>
      </div>
    </form>
  );
}

// A rung or a handler may take fields with a verb that no step has told of: they are given by name.
function ExtraFields(props: { extra: [string, string][]; change: (extra: [string, string][]) => void }): ReactNode {
  const { t } = useSpeech();
  const { extra, change } = props;
  const put = (i: number, row: [string, string]): void => change(extra.map((old, k) => (k === i ? row : old)));
  return (
    <div className="extra">
      {extra.map(([name, value], i) => (
        <div key={i} className="row">
          <input aria-label={t("verb.name")} placeholder={t("verb.name")} value={name} onChange={(e) => put(i, [e.target.value, value])} />
          <input aria-label={t("verb.value")} placeholder={t("verb.value")} value={value} onChange={(e) => put(i, [name, e.target.value])} />
        </div>
      ))}
      <button type="button" className="quiet" onClick={() => change([...extra, ["", ""]])}>
        + {t("verb.add_value")}
      </button>
    </div>
  );
}
