#!/usr/bin/env bash
# kill -9 while people and cases are being erased, 100 times by default: bench/erase.sh [KILLS] [SEED].
# What was acknowledged must be erased for good, what was not asked for must be there, nothing may be
# half erased, and the journal must hold together after each kill.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
port=${PORT:-8394}
[ -x "$build/townflow" ] && [ -x "$build/bench/erase_test" ] || { echo "build first: make bench, or cmake --build --preset release" >&2; exit 1; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/keep" "$folder/data"
cat > "$folder/keep/town.yaml" <<'YAML'
town: keep
title: {zh: 守镇, en: Keep}
calendar: {zone: Asia/Shanghai, office: 08:30-17:30}
YAML
cat > "$folder/keep/roles.yaml" <<'YAML'
roles: keep
levels: [town]
find: {nobody: clerk}
posts: {clerk: {level: town, off_hours: self, zh: 干事, en: clerk}}
YAML
cat > "$folder/keep/people.yaml" <<'YAML'
people: keep
tree: {hall: {level: town, holds: {clerk: [ann]}}}
YAML
cat > "$folder/keep/visit.yaml" <<'YAML'
workflow: visit
title: {zh: 走访, en: Visit}
case: {who_asks: {type: person, required: true}, phone: {type: phone}}
steps: {over: {end: done}}
YAML
"$build/bench/erase_test" --kills "${1:-100}" --seed "${2:-1}" --folder "$folder" --port "$port" \
  --store "$folder/data/town.db" -- \
  "$build/townflow" serve "$folder/keep" --data "$folder/data" --port "$port"
