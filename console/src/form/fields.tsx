// A form made from the field list of a workflow: one box a type, nested for lists and records.

import { useId, type ReactNode } from "react";
import type { Field } from "../api/types";
import { serverNow } from "../live/now";
import { useSpeech } from "../text/language";
import { inputMoment } from "../time/left";
import { emptyDraft, type Draft, type DraftRecord, type Read } from "./answers";

interface BoxProps {
  field: Field;
  draft: Draft | undefined;
  change: (draft: Draft) => void;
  path: string;
  mistakes: Read["mistakes"];
  offset: number | null;
}

export function FormFields(props: {
  fields: Field[];
  draft: DraftRecord;
  change: (draft: DraftRecord) => void;
  mistakes: Read["mistakes"];
  offset?: number | null;
  prefix?: string;
}): ReactNode {
  const { fields, draft, change, mistakes } = props;
  return (
    <div className="fields">
      {fields.map((field) => (
        <FieldBox
          key={field.name}
          field={field}
          draft={draft[field.name]}
          change={(value) => change({ ...draft, [field.name]: value })}
          path={(props.prefix ?? "") + field.name}
          mistakes={mistakes}
          offset={props.offset ?? null}
        />
      ))}
    </div>
  );
}

function FieldBox(props: BoxProps): ReactNode {
  const { t, of } = useSpeech();
  const id = useId();
  const { field, mistakes, path } = props;
  const mistake = mistakes[path];
  const width = ["list", "record", "text"].includes(field.type)
    ? " wide"
    : ["line", "address", "place"].includes(field.type)
      ? " half"
      : "";
  const title = (
    <>
      {of(field.title, field.name)}
      {field.required && <span className="required"> {t("form.required")}</span>}
    </>
  );
  const grouped = ["list", "record", "yes_no", "choices"].includes(field.type);
  return (
    <div className={`field${width}${mistake === undefined ? "" : " wrong"}`}>
      {grouped ? (
        <fieldset>
          <legend>{title}</legend>
          <Box {...props} id={id} />
        </fieldset>
      ) : (
        <>
          <label htmlFor={id}>{title}</label>
          <Box {...props} id={id} />
        </>
      )}
      {field.known !== undefined && <p className="known">{t("form.known", { value: field.known })}</p>}
      {mistake !== undefined && (
        <p className="mistake" id={`${id}-mistake`}>
          {t(`form.mistake.${mistake}`)}
        </p>
      )}
    </div>
  );
}

function Box(props: BoxProps & { id: string }): ReactNode {
  switch (props.field.type) {
    case "text":
      return <TextBox {...props} />;
    case "yes_no":
      return <YesNo {...props} />;
    case "choice":
      return <ChoiceBox {...props} />;
    case "choices":
      return <ChoicesBox {...props} />;
    case "moment":
      return <MomentBox {...props} />;
    case "list":
      return <ListBox {...props} />;
    case "record":
      return (
        <FormFields
          fields={props.field.fields ?? []}
          draft={isRecord(props.draft) ? props.draft : {}}
          change={props.change}
          mistakes={props.mistakes}
          offset={props.offset}
          prefix={`${props.path}.`}
        />
      );
    default:
      return <LineBox {...props} />;
  }
}

function isRecord(draft: Draft | undefined): draft is DraftRecord {
  return typeof draft === "object" && !Array.isArray(draft);
}

function textOf(draft: Draft | undefined): string {
  return typeof draft === "string" ? draft : "";
}

function LineBox(props: BoxProps & { id: string }): ReactNode {
  const { t } = useSpeech();
  const { field } = props;
  const hints: { [type: string]: string } = {
    person: t("form.person"),
    household: t("form.person"),
    unit: t("form.unit"),
    address: t("form.place"),
    place: t("form.place"),
    node: t("form.place"),
    photo: t("form.file"),
    file: t("form.file"),
    signature: t("form.file"),
  };
  const kinds: { [type: string]: string } = { date: "date", phone: "tel" };
  const numeric = ["number", "whole", "money"].includes(field.type);
  return (
    <input
      id={props.id}
      type={kinds[field.type] ?? "text"}
      inputMode={numeric ? "decimal" : undefined}
      className={numeric ? "short" : ""}
      placeholder={hints[field.type] ?? ""}
      value={textOf(props.draft)}
      onChange={(e) => props.change(e.target.value)}
      aria-required={field.required}
    />
  );
}

function TextBox(props: BoxProps & { id: string }): ReactNode {
  return (
    <textarea
      id={props.id}
      rows={3}
      value={textOf(props.draft)}
      onChange={(e) => props.change(e.target.value)}
      aria-required={props.field.required}
    />
  );
}

function YesNo(props: BoxProps & { id: string }): ReactNode {
  const { t } = useSpeech();
  const value = textOf(props.draft);
  return (
    <div className="choices">
      {(["true", "false"] as const).map((v) => (
        <label key={v} className="pick">
          <input
            type="radio"
            name={props.id}
            checked={value === v}
            onChange={() => props.change(v)}
            onClick={() => value === v && !props.field.required && props.change("")}
          />
          {v === "true" ? t("form.yes") : t("form.no")}
        </label>
      ))}
    </div>
  );
}

function ChoiceBox(props: BoxProps & { id: string }): ReactNode {
  const { t, of } = useSpeech();
  return (
    <select
      id={props.id}
      value={textOf(props.draft)}
      onChange={(e) => props.change(e.target.value)}
      aria-required={props.field.required}
    >
      <option value="">{t("form.choose")}</option>
      {(props.field.choices ?? []).map((choice) => (
        <option key={choice.id} value={choice.id}>
          {of(choice.title, choice.id)}
        </option>
      ))}
    </select>
  );
}

function ChoicesBox(props: BoxProps): ReactNode {
  const { of } = useSpeech();
  const chosen = Array.isArray(props.draft) ? props.draft.map(String) : [];
  return (
    <div className="choices">
      {(props.field.choices ?? []).map(({ id, title }) => (
        <label key={id} className="pick">
          <input
            type="checkbox"
            checked={chosen.includes(id)}
            onChange={(e) => props.change(e.target.checked ? [...chosen, id] : chosen.filter((c) => c !== id))}
          />
          {of(title, id)}
        </label>
      ))}
    </div>
  );
}

// Read on the town's clock, as the server does with a moment without offset.
function MomentBox(props: BoxProps & { id: string }): ReactNode {
  const { t } = useSpeech();
  return (
    <div className="row">
      <input
        id={props.id}
        type="datetime-local"
        value={textOf(props.draft)}
        onChange={(e) => props.change(e.target.value)}
        aria-required={props.field.required}
      />
      <button type="button" onClick={() => props.change(inputMoment(serverNow(), props.offset))}>
        {t("form.now")}
      </button>
    </div>
  );
}

function ListBox(props: BoxProps & { id: string }): ReactNode {
  const { t } = useSpeech();
  const item = props.field.item;
  if (item === undefined) return null;
  const given = Array.isArray(props.draft) ? props.draft : [];
  const rows = given.length === 0 ? [emptyDraft(item)] : given;
  const put = (i: number, draft: Draft): void => props.change(rows.map((old, k) => (k === i ? draft : old)));
  return (
    <div className="items">
      {rows.map((draft, i) => (
        <div key={i} className="item">
          <Box
            {...props}
            id={`${props.id}-${i}`}
            field={item}
            draft={draft}
            change={(d) => put(i, d)}
            path={`${props.path}.${i}`}
          />
          {rows.length > 1 && (
            <button
              type="button"
              className="quiet"
              onClick={() => props.change(rows.filter((_, k) => k !== i))}
            >
              {t("form.remove")}
            </button>
          )}
        </div>
      ))}
      <button type="button" className="quiet" onClick={() => props.change([...rows, emptyDraft(item)])}>
        + {t("form.add")}
      </button>
    </div>
  );
}
