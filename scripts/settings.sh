#!/bin/bash
# Makes docs/settings.md from docs/data/settings.txt and the rules as they are; --check: says what differs, and what a row names that no
# rule file has. A setting that lost its place, its unit or its sentence in either language is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
problems=$(mktemp)
page=$(mktemp)
trap 'rm -f "$problems" "$page"' EXIT

# value_in SECTION NAME FILE...: what stands under NAME in the map SECTION, on one line, comments taken off.
value_in() {
  local section=$1 name=$2
  shift 2
  awk -v section="$section" -v name="$name" '
    function bare(s) { sub(/(^|[ ]+)#.*$/, "", s); gsub(/^[ ]+|[ ]+$/, "", s); return s }
    function shut() { if (deep) v = v "}"; deep = 0 }
    /^[^ #]/ { shut(); inside = (index($0, section ":") == 1); taking = 0; next_file = FILENAME }
    inside && /^  [^ #]/ { shut(); taking = (index($0, "  " name ":") == 1); if (taking) { v = bare(substr($0, length(name) + 4)); place = FILENAME } ; next }
    inside && taking && /^    / {
      one = bare($0)
      if (one == "") next
      if ($0 !~ /^     /) shut()
      v = v (v == "" || v ~ /\{$/ ? "" : ", ") one
      if ($0 !~ /^     / && one ~ /:$/) { v = v " {"; deep = 1 }
    }
    END { shut(); if (place != "") print place "\t" v }' "$@"
}
find_value() {  # find_value KIND WHERE
  local kind=$1 where=$2
  case $kind in
    deadlines) if [[ $where == pauses ]]; then grep -l '^pauses:' rules/deadlines*.yaml | head -1 | sed 's/$/\tby reason/'
               else value_in "${where%%.*}" "${where#*.}" rules/deadlines*.yaml; fi ;;
    limits) value_in "${where%%.*}" "${where#*.}" rules/limits*.yaml ;;
    ladders) value_in "${where%%.*}" "${where#*.}" rules/ladders*.yaml ;;
    table) local file=rules/${where%%:*}.yaml
           awk -F'|' -v row="${where#*: }" '{ gsub(/^ +| +$/, "", $1) } $1 == row { for (i = 2; i <= NF; ++i) { gsub(/^ +| +$/, "", $i); if ($i != "-" && $i != "") v = v (v == "" ? "" : ", ") $i } print FILENAME "\t" v }' "$file" 2>/dev/null ;;
    town) awk -v key="$where" 'index($0, key ":") == 1 { sub(/ +#.*/, ""); print FILENAME "\t" substr($0, length(key) + 3) }' examples/county/town.yaml ;;
    calendar) sed -nE "s/.*$where: ([0-9: -]+)[,}].*/examples\/county\/town.yaml\t\1/p" examples/county/town.yaml ;;
  esac
}
make_page() {
  cat <<'HEAD'
# Settings of a town · 镇里可以调的数

Every value that the processes of the county chose themselves, where it stands, and what it means. A town writes only what it wants otherwise
([guide](guide.md)). Made by `scripts/settings.sh` from `docs/data/settings.txt` and the rules; `make test` checks it.

| | setting | today | unit | 中文 | what it is | file |
|---|---|---|---|---|---|---|
HEAD
  local process kind where unit zh en found value
  while IFS='|' read -r process kind where unit zh en; do
    [[ -n $process && $process != \#* ]] || continue
    [[ -n $unit && -n $zh && -n $en ]] || { echo "$where: no unit or no sentence" >&2; echo bad >>"$problems"; }
    found=$(find_value "$kind" "$where" | head -1)
    [[ -n $found ]] || { echo "$process: no $kind has '$where'" >&2; echo bad >>"$problems"; continue; }
    value=$(cut -f2 <<<"$found" | sed 's/, title: {[^}]*}//g; s/  */ /g; s/|/\\|/g')
    ((${#value} <= 160)) || value="${value:0:157}…"
    echo "| ${process/\*/all} | \`$where\` | ${value:+\`$value\`} | $unit | $zh | $en | [$(basename "$(cut -f1 <<<"$found")")](../$(cut -f1 <<<"$found")) |"
  done <docs/data/settings.txt
}
make_page >"$page"
for n in $(seq -w 1 24); do
  grep -q "^W$n|" docs/data/settings.txt || { echo "W$n has no setting" >&2; echo bad >>"$problems"; }
done
if [[ ${1:-} == --check ]]; then
  diff -u docs/settings.md "$page" || echo bad >>"$problems"
else
  cp "$page" docs/settings.md
fi
[[ ! -s $problems ]]
