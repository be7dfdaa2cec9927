#!/usr/bin/env bash
# From exec to the first answer of /health on an empty store, and what the process then holds:
# bench/start.sh [RUNS]. Prints the median of RUNS starts with the least and the greatest.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-9}
build=${BUILD:-build/release}
port=${PORT:-8395}
town=${TOWN:-examples/county}
[ -x "$build/townflow" ] || { echo "build first: make bench, or cmake --build --preset release" >&2; exit 1; }
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
now_ms() { local t=$EPOCHREALTIME; echo $((${t/./} / 1000)); }

for run in $(seq "$runs"); do
  mkdir "$folder/$run"
  begin=$(now_ms)
  "$build/townflow" serve "$town" --data "$folder/$run" --port "$port" >"$folder/server.log" 2>&1 &
  server=$!
  until { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null; do
    kill -0 "$server" || { cat "$folder/server.log" >&2; exit 1; }
    sleep 0.002
  done
  printf 'GET /api/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
  head -c 12 <&3 | grep -q '200' || { echo "not ready" >&2; exit 1; }
  ready=$(($(now_ms) - begin))
  exec 3<&-
  sleep 1
  echo "$ready $(sed -nE 's/^VmRSS:\s+([0-9]+) kB/\1/p' "/proc/$server/status")" >>"$folder/figures"
  kill "$server"
  wait "$server" || true
  server=
done
spread() { sort -n | awk '{v[NR] = $1} END {printf "%s (%s to %s)", v[int((NR + 1) / 2)], v[1], v[NR]}'; }
echo "machine: $(sed -nE 's/^model name\s*: (.*)/\1/p' /proc/cpuinfo | head -n1), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg); $(git rev-parse --short HEAD); $runs starts of $town"
echo "ready in $(cut -d' ' -f1 "$folder/figures" | spread) ms, resident after a second $(cut -d' ' -f2 "$folder/figures" | spread) kB"
