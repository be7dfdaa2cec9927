#!/usr/bin/env bash
# Opens what `export bpmn` writes as common editors do: every process of the county, with our extensions and without, and the models
# of tests/conformance/bpmn as they go out again. bpmn-moddle reads them (bpmn.io, Camunda Modeler and others are built on it): no
# warning, and a shape or line in the diagram for every node and flow; where a Chromium is there, bpmn-js itself opens them in it.
#
# Promise: without Node or npm, or when the packages cannot be fetched, this says so and succeeds; a warning does fail.
set -euo pipefail
cd "$(dirname "$0")/.."
townflow=$(realpath "${TOWNFLOW:-build/dev/townflow}")
suite=$(realpath "${BPMN_SUITE:-build/dev/tests/conformance/bpmn_suite}")
here=$PWD/tests/interchange/editors
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

skip() { echo "bpmn editors: $*" >&2; exit 0; }

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then skip "Node and npm are missing; not checked"; fi
if [ ! -f "$here/node_modules/.package-lock.json" ] || [ "$here/package-lock.json" -nt "$here/node_modules/.package-lock.json" ]; then
  (cd "$here" && npm ci --no-audit --no-fund --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000) >"$scratch/npm" 2>&1 </dev/null ||
    { tail -n 5 "$scratch/npm" >&2; skip "the packages could not be fetched; not checked"; }
  touch "$here/node_modules/.package-lock.json"
fi

files=$scratch/files
mkdir "$files"
# A file names one process on its first line, or several, each two blanks in, under `workflows:`.
processes() {
  cat workflows/*.yaml examples/county/*.yaml examples/county/workflows/*.yaml 2>/dev/null |
    sed -nE 's/^(workflow|流程): *([^ ]+).*/\2/p' | sort -u
}
for process in $(processes); do
  "$townflow" export bpmn examples/county "$process" --out "$files/$process.bpmn" 2>/dev/null
  "$townflow" export bpmn examples/county "$process" --plain --out "$files/$process.plain.bpmn" 2>/dev/null
done
BPMN_WRITE=$files "$suite" --round-trip tests/conformance/bpmn >"$scratch/suite" || { tail -n 5 "$scratch/suite" >&2; exit 1; }

(cd "$here" && node check.mjs "$files" "$scratch/page.html")

browser=${BROWSER_BINARY:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$browser" ] || { echo "bpmn editors: no Chromium here; bpmn-js itself was not asked"; exit 0; }
opened=$(timeout 300 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$scratch/browser" --virtual-time-budget=240000 \
  --dump-dom "file://$scratch/page.html" 2>/dev/null </dev/null | sed -n '/<pre id="told">/,/<\/pre>/p' | sed -E 's/<[^>]*>//g') || opened=
if [ "$opened" = "opened $(find "$files" -name '*.bpmn' | wc -l)" ]; then
  echo "bpmn editors: $opened in bpmn-js without a warning"
else
  printf 'bpmn editors: bpmn-js says:\n%s\n' "${opened:-nothing}" >&2
  exit 1
fi
