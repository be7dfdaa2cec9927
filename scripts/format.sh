#!/usr/bin/env bash
# Formats every C++ file of the repository, or with --check only names those that are not formatted.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=(-i)
[ "${1:-}" = --check ] && mode=(--dry-run -Werror)
find engine tests bench fuzz \( -name '*.cpp' -o -name '*.h' \) -print0 |
  sort -z | xargs -0 -r -n 16 -P "$(nproc)" clang-format-19 "${mode[@]}"
