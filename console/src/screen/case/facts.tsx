// The fields of a case, with the titles its forms give them.

import type { ReactNode } from "react";
import type { CaseView, Field, Workflow } from "../../api/types";
import { shown } from "../../form/answers";
import { useSpeech } from "../../text/language";
import { pick, type Language } from "../../text/catalogue";

export interface Titles {
  fields: ReadonlyMap<string, Field["title"]>;
  steps: ReadonlyMap<string, Field["title"]>;
  choices: ReadonlyMap<string, string>; // in the chosen language
}

export function titlesOf(view: CaseView, workflow: Workflow | null, language: Language): Titles {
  const fields = new Map<string, Field["title"]>();
  const choices = new Map<string, string>();
  const walk = (list: Field[]): void => {
    for (const field of list) {
      if (!fields.has(field.name)) fields.set(field.name, field.title);
      for (const choice of field.choices ?? []) choices.set(choice.id, pick(choice.title, language, choice.id));
      walk(field.fields ?? []);
      if (field.item !== undefined) walk([field.item]);
    }
  };
  walk(workflow?.form ?? []);
  walk(workflow?.fields ?? []);
  for (const task of view.tasks) {
    walk(task.form ?? []);
    for (const outcome of task.outcomes ?? []) walk(outcome.form);
  }
  const steps = new Map<string, Field["title"]>();
  for (const step of workflow?.steps ?? []) steps.set(step.id, step.title);
  for (const step of view.steps) steps.set(step.step, step.title);
  return { fields, steps, choices };
}

export function Facts(props: { view: CaseView; titles: Titles }): ReactNode {
  const { t, of } = useSpeech();
  const { view, titles } = props;
  const rows = Object.entries(view.fields).filter(([, value]) => shown(value) !== "");
  return (
    <details className="panel" open>
      <summary>{t("case.fields")}</summary>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{of(titles.fields.get(name), name)}</dt>
            <dd>
              {typeof value === "boolean" ? t(value ? "form.yes" : "form.no") : shown(value, titles.choices)}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
