#!/usr/bin/env bash
# kill -9 under load, 100 times by default: bench/kill.sh [KILLS] [SEED]. Nothing acknowledged may be
# lost, nothing done twice, every timer must ring once.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
port=${PORT:-8393}
[ -x "$build/townflow" ] && [ -x "$build/bench/kill_test" ] || { echo "build first: make bench, or cmake --build --preset release" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/data"
"$build/bench/kill_test" --kills "${1:-100}" --seed "${2:-1}" --folder "$folder" --port "$port" -- \
  "$build/townflow" serve bench/town --data "$folder/data" --port "$port"
