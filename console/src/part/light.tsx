// A light: always a shape and a word, never colour alone.

import type { ReactNode } from "react";
import type { Light } from "../api/types";
import { useSpeech } from "../text/language";

export const kShapes: { [light in Light]: string } = { red: "●", yellow: "▲", green: "■" };

export function LightMark(props: { light: Light; large?: boolean }): ReactNode {
  const { t } = useSpeech();
  return (
    <span className={`light light-${props.light}${props.large === true ? " light-large" : ""}`}>
      <span aria-hidden="true">{kShapes[props.light]}</span> {t(`light.${props.light}`)}
    </span>
  );
}
