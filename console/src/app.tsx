// The frame: menu, who acts, language, connection; and the screen the address names.

import { useEffect, useState, type ReactNode } from "react";
import { Link, screenOf, usePathname, type Screen } from "./live/address";
import { stream, useLinkState } from "./live/events";
import { useClockTicks, useNow } from "./live/now";
import { saved, useSaved } from "./live/saved";
import { CaseScreen } from "./screen/case";
import { CasesScreen } from "./screen/cases";
import { OpenScreen } from "./screen/open";
import { TasksScreen } from "./screen/tasks";
import { useSpeech } from "./text/language";
import { clockText } from "./time/left";

export function App(): ReactNode {
  const { t, language } = useSpeech();
  const screen = screenOf(usePathname());
  const { virtual, now } = useNow();
  useClockTicks();
  useEffect(() => stream.start(), []);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  }, [language]);
  return (
    <>
      <a className="skip" href="#main">
        {t("nav.skip")}
      </a>
      <Frame screen={screen} />
      {virtual && (
        <p className="banner">{t("clock.virtual", { now: clockText(new Date(now).toISOString(), null) })}</p>
      )}
      <main id="main" tabIndex={-1}>
        <ScreenOf screen={screen} />
      </main>
    </>
  );
}

function Frame(props: { screen: Screen }): ReactNode {
  const { t, language } = useSpeech();
  const name = props.screen.name;
  return (
    <header className="frame">
      <span className="brand">
        <img src="/icon.svg" alt="" width="26" height="26" /> townflow
      </span>
      <nav aria-label={t("nav.main")}>
        <Link to="/tasks" current={name === "tasks"}>
          {t("nav.tasks")}
        </Link>
        <Link to="/cases" current={name === "cases" || name === "case"}>
          {t("nav.cases")}
        </Link>
        <Link to="/open" current={name === "open"}>
          {t("nav.open")}
        </Link>
      </nav>
      <LinkMark />
      <ActorBox />
      <button type="button" className="quiet" onClick={() => saved.language.set(language === "zh" ? "en" : "zh")}>
        {t("language.other")}
      </button>
    </header>
  );
}

function LinkMark(): ReactNode {
  const { t } = useSpeech();
  const state = useLinkState();
  return (
    <span className={`link link-${state}`} role="status">
      <span aria-hidden="true">{state === "live" ? "◉" : "◌"}</span> {t(`link.${state}`)}
    </span>
  );
}

function ActorBox(): ReactNode {
  const { t } = useSpeech();
  const actor = useSaved(saved.actor);
  const [typed, setTyped] = useState(actor);
  const take = (): void => saved.actor.set(typed);
  return (
    <label className="actor" title={t("actor.claimed")}>
      {t("actor.label")}
      <input
        value={typed}
        placeholder={t("actor.hint")}
        spellCheck={false}
        autoComplete="off"
        maxLength={64}
        onChange={(e) => setTyped(e.target.value.replace(/[\s,]/g, ""))}
        onBlur={take}
        onKeyDown={(e) => e.key === "Enter" && take()}
      />
    </label>
  );
}

function ScreenOf(props: { screen: Screen }): ReactNode {
  const { t } = useSpeech();
  switch (props.screen.name) {
    case "tasks":
      return <TasksScreen />;
    case "cases":
      return <CasesScreen />;
    case "case":
      return <CaseScreen key={props.screen.number} number={props.screen.number} />;
    case "open":
      return <OpenScreen />;
    case "nowhere":
      return <p className="empty">{t("nav.nowhere")}</p>;
  }
}
