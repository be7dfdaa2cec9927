#!/usr/bin/env bash
# scripts/fuzz.sh [SECONDS [TARGET...]]: builds the targets of fuzz/ with clang's libFuzzer,
# AddressSanitizer and UBSan (preset fuzz) and runs each for SECONDS (30) from its corpus. The canary
# must be found. A finding stands in build/fuzz/findings/; new inputs that reach new code gather in
# build/fuzz/corpus/. Ends with a line for each target; exit 1 after a finding.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-30}
shift || true
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz -j "${JOBS:-$(nproc)}"
binary=build/fuzz/fuzz/fuzz_lib
if [ $# -gt 0 ]; then targets=("$@"); else mapfile -t targets < <(ls fuzz/corpus); fi
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
mkdir -p build/fuzz/findings
status=0
for target in "${targets[@]}"; do
  mkdir -p "build/fuzz/corpus/$target"
  log=build/fuzz/$target.log
  found=0
  "$binary" "--target=$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
    -artifact_prefix="build/fuzz/findings/$target-" "build/fuzz/corpus/$target" "fuzz/corpus/$target" \
    >"$log" 2>&1 || found=1
  runs=$(sed -nE 's/^#([0-9]+).*/\1/p' "$log" | tail -n 1)
  reached=$(sed -nE 's/.* cov: ([0-9]+) .*/\1/p' "$log" | tail -n 1)
  if [ "$target" = canary ]; then verdict=$([ $found = 1 ] && echo 'found, as it must be' || echo 'NOT FOUND')
  else verdict=$([ $found = 0 ] && echo 'no finding' || echo "FINDING, see $log"); fi
  case $verdict in FINDING* | NOT*) status=1 ;; esac
  printf '%-10s %9s inputs  %6s edges  %s\n' "$target" "${runs:-0}" "${reached:-0}" "$verdict"
done
exit $status
