#!/usr/bin/env bash
# Every shipped process played to its end by `townflow verify`, each in a process of its own:
# bench/verify.sh [TOWN_DIR…]. Prints a row for each of the first town (examples/county, which has
# all of them; the other examples have them with their own rules): states, moves, seconds with
# reading the town, whole or bounded, faults. For each town: how many were whole, and the slowest.
# Exit 1 when one was not whole.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
[ -x "$build/townflow" ] || { echo "build first: make bench, or cmake --build --preset release" >&2; exit 1; }
[ $# -gt 0 ] || set -- examples/county $(ls -d examples/*/ | grep -v county)
echo "machine: $(sed -nE 's/^model name\s*: (.*)/\1/p' /proc/cpuinfo | head -n1), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg); $(git rev-parse --short HEAD)"
echo "| process | states | moves | s | seen | faults |"
echo "|---|---|---|---|---|---|"
rest=0 rows=1
field() { grep -oE "\"$1\":[^,}]*" | head -n1 | cut -d: -f2; }
for town in "$@"; do
  [ -f "$town/town.yaml" ] || continue
  all=0 whole=0 most=0 slowest=- faults=0
  names=$("$build/townflow" verify "$town" --states 1 --json | grep -oE '"workflow":"[^"]*"' | cut -d'"' -f4 || true)
  for name in $names; do
    begin=$EPOCHREALTIME
    found=$("$build/townflow" verify "$town" "$name" --json || true)
    end=$EPOCHREALTIME
    ms=$(((${end/./} - ${begin/./}) / 1000))
    seen=bounded
    [ "$(field complete <<<"$found")" != true ] || { seen=whole; whole=$((whole + 1)); }
    [ "$(field exact <<<"$found")" != true ] || seen="whole, exact"
    all=$((all + 1))
    [ "$ms" -le "$most" ] || { most=$ms; slowest=$name; }
    wrong=$( (grep -oE '"code":"verify' <<<"$found" || true) | wc -l)
    faults=$((faults + wrong))
    [ "$rows" = 0 ] || printf '| %s | %s | %s | %d.%03d | %s | %s |\n' "$name" \
      "$(field states <<<"$found")" "$(field moves <<<"$found")" $((ms / 1000)) $((ms % 1000)) \
      "$seen" "$wrong"
  done
  printf '%s: %d of %d processes whole, %d faults; slowest %s, %d.%03d s\n' "$(basename "$town")" \
    "$whole" "$all" "$faults" "$slowest" $((most / 1000)) $((most % 1000))
  rest=$((rest + all - whole)) rows=0
done
[ "$rest" = 0 ]
