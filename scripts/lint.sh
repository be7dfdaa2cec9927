#!/usr/bin/env bash
# clang-tidy over the compiled files of engine/ (all, or those named). Needs build/clang's compile
# commands, which `make lint` writes.
set -euo pipefail
cd "$(dirname "$0")/.."
files=("$@")
if [ ${#files[@]} -eq 0 ]; then mapfile -t files < <(find engine -name '*.cpp' | sort); fi
printf '%s\0' "${files[@]}" |
  xargs -0 -n 1 -P "$(nproc)" clang-tidy-19 -p build/clang --quiet --warnings-as-errors='*'
