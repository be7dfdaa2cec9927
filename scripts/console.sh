#!/usr/bin/env bash
# Builds or tests the web console with npm, only when that is needed.
#
#   scripts/console.sh         build console/dist, unless it is newer than every source
#   scripts/console.sh test    type check and unit tests
#
# Promise: the engine never waits for the console. Without Node or npm, or when the build fails, this
# says so on stderr and succeeds; `serve` then has the API and a plain page. Failing tests do fail.
set -euo pipefail
cd "$(dirname "$0")/../console"

skip() { echo "console: $*" >&2; exit 0; }

have_tools() { command -v node >/dev/null && command -v npm >/dev/null; }

built() {  # true when no source is newer than what was built
  [ -f dist/index.html ] || return 1
  [ -z "$(find src public index.html package.json package-lock.json vite.config.ts tsconfig.json \
           -newer dist/index.html -print -quit)" ]
}

quietly() {  # quietly WHAT COMMAND...: the last lines of its talk only when it fails
  local what=$1 log
  shift
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    echo "console: $what failed" >&2
    return 1
  fi
  rm -f "$log"
}

install_packages() {
  if [ ! -f node_modules/.package-lock.json ] ||
     [ package-lock.json -nt node_modules/.package-lock.json ]; then
    quietly "npm ci" npm ci --no-audit --no-fund --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000 || return 1
    touch node_modules/.package-lock.json
  fi
}

[ "${1:-}" = test ] || { built && exit 0; }
have_tools || ../scripts/setup.sh console || true
have_tools || skip "Node and npm are missing and could not be installed; going on without the console"
install_packages || skip "its packages could not be fetched; going on without it"

if [ "${1:-}" = test ]; then
  quietly "the type check" npx --no-install tsc --noEmit
  quietly "a test" npx --no-install vitest run
  echo "console: types and tests are fine"
else
  echo "console: building"
  quietly "the build" npm run build || skip "going on without a fresh console"
fi
