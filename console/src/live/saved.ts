// What this browser remembers: who acts, and the language. Values are read once and told to
// whoever listens; a browser without storage keeps them until the page is closed.

import { useSyncExternalStore } from "react";

export class Saved {
  private value: string;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly name: string,
    otherwise: string,
  ) {
    this.value = read(name) ?? otherwise;
  }
  readonly get = (): string => this.value;
  readonly set = (value: string): void => {
    this.value = value;
    try {
      localStorage.setItem(this.name, value);
    } catch {
      // Storage is switched off: the value lives as long as the page.
    }
    for (const listener of this.listeners) listener();
  };
  readonly listen = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function browserLanguage(): string {
  return typeof navigator !== "undefined" && navigator.language.startsWith("zh") ? "zh" : "en";
}

export const saved = {
  actor: new Saved("townflow.actor", ""),
  language: new Saved("townflow.language", browserLanguage()),
  density: new Saved("townflow.timeline", "compact"),
};

export function useSaved(one: Saved): string {
  return useSyncExternalStore(one.listen, one.get);
}
