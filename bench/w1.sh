#!/usr/bin/env bash
# W1: open a case, three human steps, end: over HTTP, durable. Prints a table for 1, 16, 64 and 256
# connections, each the median of RUNS runs with its least and greatest, on a fresh store.
# With the floor's sources beside the checkout (HTTP and SQLite without an engine) our share of it is
# measured in the same run, run by run in turn.
#
#   bench/w1.sh [CASES at 64 connections, default 20000]
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${RUNS:-3}
cases=${1:-20000}
build=${BUILD:-build/release}
floor_sources=../shared/bench
port=${PORT:-8391}
folder=$(mktemp -d)
server=
floor=
stop() { for p in $server $floor; do kill "$p" 2>/dev/null || true; wait "$p" 2>/dev/null || true; done; server= floor=; }
trap 'stop; rm -rf "$folder"' EXIT

[ -x "$build/townflow" ] && [ -x "$build/bench/http_load" ] || { echo "build first: make bench, or cmake --build --preset release" >&2; exit 1; }
with_floor=
if [ -f "$floor_sources/w1limit.cpp" ]; then
  g++ -O2 -std=c++20 "$floor_sources/w1limit.cpp" -lsqlite3 -o "$folder/w1limit"
  g++ -O2 -std=c++20 "$floor_sources/w1load.cpp" -o "$folder/w1load"
  with_floor=1
fi

wait_for() { for _ in $(seq 300); do curl -sf -o "$folder/health" "$1" && return 0; sleep 0.02; done; echo "no answer from $1" >&2; cat "$folder/server.log" >&2; return 1; }

ours() {  # ours CONNECTIONS CASES → the line of http_load
  rm -rf "$folder/data"; mkdir "$folder/data"
  "$build/townflow" serve bench/town --data "$folder/data" --port "$port" >"$folder/server.log" 2>&1 &
  server=$!
  wait_for "http://127.0.0.1:$port/api/v1/health"
  "$build/bench/http_load" --port "$port" --connections "$1" --cases "$2" --seconds 60 --pid "$server" --store "$folder/data"
  stop
}
the_floor() {  # the_floor CONNECTIONS CASES → commands/s
  rm -f "$folder"/floor.db*
  "$folder/w1limit" $((port + 1)) "$folder/floor.db" >"$folder/floor.log" 2>&1 &
  floor=$!
  sleep 0.3
  "$folder/w1load" $((port + 1)) "$1" "$2" 60 "a$RANDOM-" POST '/start/{id}' '' POST '/complete/{id}/1' '' \
    POST '/complete/{id}/2' '' POST '/complete/{id}/3' '' | sed -nE 's/.*cmd\/s=([0-9]+).*/\1/p'
  stop
}
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
spread() { sort -n | awk '{v[NR]=$1} END {printf "%s/%s/%s", v[1], v[int((NR+1)/2)], v[NR]}'; }

echo "machine: $(sed -nE 's/^model name\s*: (.*)/\1/p' /proc/cpuinfo | head -n1), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg); build: $build; $(git rev-parse --short HEAD); $runs runs, min/median/max"
echo
echo "| connections | commands/s | p50 ms | p99 ms | server CPU µs/command | resident MB | disk B/case | floor commands/s | share |"
echo "|---|---|---|---|---|---|---|---|---|"
for c in ${CONNECTIONS:-1 16 64 256}; do
  n=$cases
  [ "$c" = 1 ] && n=$((cases / 10))
  [ "$c" = 16 ] && n=$((cases / 2))
  : >"$folder/ours"; : >"$folder/floors"
  for _ in $(seq "$runs"); do
    ours "$c" "$n" >>"$folder/ours" || { cat "$folder/ours" >&2; exit 1; }
    if [ -n "$with_floor" ]; then the_floor "$c" "$n" >>"$folder/floors"; fi
  done
  grep -v '^C=' "$folder/ours" >&2 || true
  rate=$(sed -nE 's/.*commands\/s=([0-9]+).*/\1/p' "$folder/ours")
  pick() { sed -nE "s/.*$1=([0-9.]+).*/\1/p" "$folder/ours" | median; }
  base='-' share='-'
  if [ -n "$with_floor" ]; then
    base=$(median <"$folder/floors")
    share=$(awk -v a="$(median <<<"$rate")" -v b="$base" 'BEGIN {printf "%.0f %%", 100*a/b}')
  fi
  echo "| $c | $(spread <<<"$rate") | $(pick p50) | $(pick p99) | $(pick 'cpu\/command') | $(pick rss) | $(pick 'disk\/case') | $base | $share |"
done
