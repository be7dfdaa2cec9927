// The JSON of /api/v1 as this console reads it (docs/api.md). Ids of cases are text: they have up
// to 64 bits. Moments are RFC 3339: of a case with its town's offset, of rows and timelines in UTC.

export type Light = "green" | "yellow" | "red";
export interface Words {
  zh: string;
  en: string;
}
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonRecord = { [name: string]: Json };

export interface Town {
  id: string;
  zh: string;
  en: string;
  workflows: string[];
}

export interface Choice {
  id: string;
  title: Words;
}
export interface Field {
  name: string;
  title: Words;
  type: string;
  required: boolean;
  choices?: Choice[];
  item?: Field;
  fields?: Field[];
  known?: string; // not of the API: what the case already has here
}

export interface WorkflowStep {
  id: string;
  title: Words;
  kind: string;
  due: string;
}
export interface Workflow {
  town: string;
  workflow: string;
  title: Words;
  about: Words;
  definition: string;
  form: Field[];
  fields: Field[];
  steps: WorkflowStep[];
}

export interface CaseRow {
  case: string;
  number: string;
  town: string;
  workflow: string;
  title: string;
  state: string;
  stage: string;
  result: string;
  light: Light;
  listed: boolean;
  unit: string;
  grid: string;
  owner: string;
  reporter: string;
  opened: string | null;
  due: string | null;
  closed: string | null;
  on_time: boolean;
  seq: number;
}
export interface TaskRow {
  case: string;
  number: string;
  task: number;
  town: string;
  workflow: string;
  step: string;
  title: string;
  work: string;
  state: string;
  owner: string;
  candidates: string[];
  unit: string;
  light: Light;
  due: string | null;
  offered: string | null;
}
export interface CaseList {
  cases: CaseRow[];
  limit: number;
  offset: number;
  more: boolean;
}
export interface TaskList {
  tasks: TaskRow[];
  limit: number;
  offset: number;
  more: boolean;
}

export interface Outcome {
  name: string;
  title: Words;
  form: Field[];
}
export interface Task {
  task: number;
  step: string;
  title: Words;
  work: string;
  state: string;
  owner: string;
  candidates: string[];
  helpers: string[];
  post: string;
  path: string[];
  why: string;
  urges: number;
  offered_at: string | null;
  due?: string | null;
  warn?: string | null;
  light?: Light;
  form?: Field[];
  outcomes?: Outcome[];
  may?: string[];
  may_forms?: { [verb: string]: Field[] };
}
export interface Rung {
  level: string;
  at: string | null;
  conditional: boolean;
  fired: boolean;
  effective_at: string | null;
}
export interface Clock {
  of: string;
  name: string;
  rule: string;
  rules_version: string;
  start: string | null;
  warn: string | null;
  due: string | null;
  provisional: boolean;
  ladder: string;
  state: string;
  light: Light;
  stopped_at: string | null;
  extended: number;
  rungs: Rung[];
}
export interface CaseView {
  case: string;
  number: string;
  town: string;
  workflow: string;
  workflow_title: Words | null;
  state: string;
  stage: string;
  result: string | null;
  reason: string;
  light: Light;
  listed: boolean;
  on_time: boolean;
  reporter: string;
  channel: string;
  grid: string;
  received_at: string | null;
  closed_at: string | null;
  urges: number;
  reopen_count: number;
  parent: string | null;
  definition: string;
  seq: number;
  lights: { light: Light; effective_at: string; detected_at: string; cause: string }[];
  fields: JsonRecord;
  tasks: Task[];
  clocks: Clock[];
  children: { case: string; workflow: string; state: string; result: string }[];
  steps: {
    step: string;
    title: Words;
    entered: number;
    completed: number;
    outcome: string;
    by: string;
  }[];
}

export interface TimelineEntry {
  seq: number;
  at: string;
  effective: string;
  actor: string;
  kind: string;
  zh: string;
  en: string;
  details: Json;
}
export interface Health {
  status: string;
  version: string;
  now: string;
  virtual_clock: boolean;
}
export interface Answer {
  case: string;
  number: string;
  seq: number;
  state: string;
}

// RFC 9457; zh and en hold the detail in both languages.
export interface Problem {
  status: number;
  title: string;
  detail: string;
  code: string;
  number?: string;
  zh: string;
  en: string;
  errors?: { field?: string; line?: number; column?: number; zh?: string; en?: string }[];
  offer?: JsonRecord;
}
