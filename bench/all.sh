#!/usr/bin/env bash
# Every benchmark, one after the other; `make bench` builds what it needs first.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
for bench in "$build"/bench/*_bench; do
  [ -x "$bench" ] || continue
  echo "== $(basename "$bench")"
  "$bench"
done
echo "== start"
bench/start.sh
echo "== verify"
bench/verify.sh
echo "== W1 over HTTP"
bench/w1.sh
echo "== kill -9 while people are being erased"
bench/erase.sh 20
echo "== kill -9 under load"
bench/kill.sh 20
