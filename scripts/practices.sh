#!/bin/bash
# Makes docs/practices.md from docs/data/practices.txt; --check: says what differs, and what a row names that is not there.
set -euo pipefail
cd "$(dirname "$0")/.."
make_page() {
  cat <<'HEAD'
# Practices, and what runs them

Ninety-four practices of town governance, as five articles on northern Zhejiang tell them. A: core, B: shown in an example, C: context; for these
the table says how a town would add them. Made by `scripts/practices.sh` from `docs/data/practices.txt`. `townflow test examples --filter ID` plays
a scenario.

| | rank | practice | 做法 | seen in | runs as | scenario |
|---|---|---|---|---|---|---|
HEAD
  local id rank zh en where flows scenarios how
  while IFS='|' read -r id rank zh en where flows scenarios how; do
    [[ $id == P* ]] || continue
    local runs="" plays="" one found
    for one in $flows; do
      [[ -f workflows/$one.yaml ]] || { echo "$id: no workflows/$one.yaml" >&2; echo bad >>"$problems"; }
      runs+="${runs:+, }[$one](../workflows/$one.yaml)"
    done
    for one in $scenarios; do
      found=$(find examples -path "*/scenarios/$one.yaml" | LC_ALL=C sort | head -1)
      [[ -n $found ]] || found=$(find examples -path "*/scenarios/$one*.yaml" | LC_ALL=C sort | head -1)
      [[ -n $found ]] || { echo "$id: no scenario $one*" >&2; echo bad >>"$problems"; continue; }
      plays+="${plays:+, }[$(basename "$found" .yaml)](../$found)"
    done
    [[ $rank == C || -n $plays ]] || { echo "$id: nothing runs it" >&2; echo bad >>"$problems"; }
    [[ -n $runs ]] || runs=$how
    echo "| $id | $rank | $en | $zh | $where | $runs | $plays |"
  done <docs/data/practices.txt
}
problems=$(mktemp)
page=$(mktemp)
trap 'rm -f "$problems" "$page"' EXIT
make_page >"$page"
if [[ ${1:-} == --check ]]; then
  diff -u docs/practices.md "$page" || echo bad >>"$problems"
else
  cp "$page" docs/practices.md
fi
[[ ! -s $problems ]]
