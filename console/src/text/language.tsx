// The language of the page, and how components speak it.

import { saved, useSaved } from "../live/saved";
import { isKey, pick, say, type Key, type Language } from "./catalogue";
import type { Words } from "../api/types";

export interface Speech {
  language: Language;
  t: (key: Key, holes?: { [name: string]: string | number }) => string;
  // A word of the server that this console knows ("state", "open"), or the word itself.
  word: (group: string, id: string) => string;
  of: (words: Words | null | undefined, otherwise?: string) => string;
}

export function useSpeech(): Speech {
  const language: Language = useSaved(saved.language) === "zh" ? "zh" : "en";
  return {
    language,
    t: (key, holes) => say(language, key, holes),
    word: (group, id) => {
      const key = `${group}.${id}`;
      return isKey(key) ? say(language, key) : id;
    },
    of: (words, otherwise) => pick(words, language, otherwise),
  };
}
