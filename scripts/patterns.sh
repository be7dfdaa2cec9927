#!/bin/bash
# Makes docs/patterns.md and its pictures from tests/scenario/patterns, the processes they play and
# docs/data/patterns.txt; --check: says what differs, and which of 43 + 43 patterns is missing.
# Needs build/dev/townflow (or TOWNFLOW=path).
set -euo pipefail
cd "$(dirname "$0")/.."
townflow=$(realpath "${TOWNFLOW:-build/dev/townflow}")
town=tests/scenario/town
pictures=docs/img/patterns
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT

# The YAML of one process, as its file has it: WORKFLOW
source_of() {
  awk -v id="$1" '
    $0 ~ "^  " id ":" { on = 1; print substr($0, 3); next }
    on && (/^  [^ ]/ || /^[^ ]/) { exit }
    on { print substr($0, 3) }' "$town"/workflows/{flow,resource}-patterns.yaml
}

section() {  # KIND TITLE
  echo
  echo "## $2"
  local number file workflow reason name
  for number in $(seq -w 1 43); do
    file=$(find tests/scenario/patterns -name "$1-$number-*.yaml" | LC_ALL=C sort | head -1)
    echo
    if [[ -z $file ]]; then
      reason=$(grep "^$1-$number|" docs/data/patterns.txt) ||
        { echo "$1-$number: neither a scenario nor a reason" >&2; touch "$made/bad"; continue; }
      IFS='|' read -r _ name reason <<<"$reason"
      echo "### $((10#$number)). $name"
      echo
      echo "No scenario: $reason."
      continue
    fi
    name=$(basename "$file" .yaml)
    name=${name#"$1-$number-"}
    name=${name//-/ }
    workflow=$(sed -n 's/^workflow: *//p' "$file")
    echo "### $((10#$number)). ${name^}"
    echo
    echo "$(sed -n 's/^title: *//p' "$file" | tr -d '"'). Played by [$(basename "$file" .yaml)](../$file)."
    echo
    echo '```yaml'
    source_of "$workflow"
    echo '```'
    echo
    "$townflow" --lang en --quiet render "$town" "$workflow" --svg --out "$made/$workflow.svg"
    echo "![$workflow](img/patterns/$workflow.svg)"
  done
}

{
  cat <<'HEAD'
# The 43 + 43 patterns

Every control-flow and resource pattern of the workflow patterns initiative as a small process, with its picture and the scenario that plays it.
Made by `scripts/patterns.sh`; `make test` checks that it agrees with the files. `townflow test tests/scenario/patterns` plays them all,
`townflow render tests/scenario/town flow-01 --text` draws one in the terminal.
HEAD
  section flow "Control flow"
  section resource "Resources"
} >"$made/page"

if [[ ${1:-} == --check ]]; then
  diff -u docs/patterns.md "$made/page" || touch "$made/bad"
  for picture in "$made"/*.svg; do
    diff -q "$picture" "$pictures/$(basename "$picture")" || touch "$made/bad"
  done
else
  mkdir -p "$pictures"
  cp "$made/page" docs/patterns.md
  cp "$made"/*.svg "$pictures/"
fi
[[ ! -e $made/bad ]]
