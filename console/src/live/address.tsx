// The address of the page is its state: which screen, which case, which filters. Every screen can
// be linked to, and the back button works.

import { useSyncExternalStore, type MouseEvent, type ReactNode } from "react";

export type Screen =
  | { name: "tasks" }
  | { name: "cases" }
  | { name: "case"; number: string }
  | { name: "open" }
  | { name: "nowhere" };

export function screenOf(pathname: string): Screen {
  const [first, second, ...more] = pathname.split("/").filter((s) => s !== "");
  if (more.length > 0) return { name: "nowhere" };
  if (first === undefined || (first === "tasks" && second === undefined)) return { name: "tasks" };
  if (first === "cases" && second === undefined) return { name: "cases" };
  if (first === "cases" && second !== undefined) return { name: "case", number: decodeURIComponent(second) };
  if (first === "open" && second === undefined) return { name: "open" };
  return { name: "nowhere" };
}

export function caseAddress(number: string): string {
  return `/cases/${encodeURIComponent(number)}`;
}

const kMoved = "townflow:moved";

function listen(listener: () => void): () => void {
  window.addEventListener("popstate", listener);
  window.addEventListener(kMoved, listener);
  return () => {
    window.removeEventListener("popstate", listener);
    window.removeEventListener(kMoved, listener);
  };
}

export function go(address: string, replace = false): void {
  if (address === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", address);
  window.dispatchEvent(new Event(kMoved));
  if (!replace) window.scrollTo(0, 0);
}

export function usePathname(): string {
  return useSyncExternalStore(listen, () => location.pathname);
}

// The query of the address, and a way to change some of it. An empty value is left out.
export function useFilters(): [(name: string) => string, (changes: { [name: string]: string }) => void] {
  const search = useSyncExternalStore(listen, () => location.search);
  const values = new URLSearchParams(search);
  const change = (changes: { [name: string]: string }): void => {
    const next = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === "") next.delete(name);
      else next.set(name, value);
    }
    const text = next.toString();
    go(location.pathname + (text === "" ? "" : `?${text}`), true);
  };
  return [(name) => values.get(name) ?? "", change];
}

export function Link(props: {
  to: string;
  className?: string;
  current?: boolean;
  children: ReactNode;
}): ReactNode {
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(props.to);
  };
  return (
    <a
      href={props.to}
      onClick={follow}
      className={props.className ?? ""}
      aria-current={props.current === true ? "page" : undefined}
    >
      {props.children}
    </a>
  );
}
