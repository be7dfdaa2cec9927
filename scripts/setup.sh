#!/usr/bin/env bash
# Installs what townflow needs on a bare Debian 12, from Debian's own packages, by name.
#
#   scripts/setup.sh             compiler, build tools and libraries
#   scripts/setup.sh lint        also clang 19, its formatter, linter and sanitizer runtime
#   scripts/setup.sh console     also Node 20 and npm, for the web console
#
# Promise: when everything is there it prints nothing, changes nothing and makes no network call.
# Needs root, or sudo. Every package belongs to one part, so a missing one names the part at fault.
set -euo pipefail

build_packages=(
  g++ cmake ninja-build ccache mold pkg-config make git ca-certificates curl tzdata sqlite3
  libboost1.81-dev liblua5.4-dev libyaml-cpp-dev nlohmann-json3-dev libgtest-dev libsqlite3-dev
  libfmt-dev libspdlog-dev libcli11-dev libhowardhinnant-date-dev libdfp-dev libicu-dev
  libexpat1-dev libical-dev libxlsxwriter-dev libgraphviz-dev libarchive-dev libssl-dev libcurl4-openssl-dev zlib1g-dev liblz4-dev
  libmimalloc-dev libseccomp-dev libsodium-dev)
lint_packages=(clang-19 clang-format-19 clang-tidy-19 libclang-rt-19-dev)

fail() { echo "setup: $*" >&2; exit 1; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Boost 1.74 (Debian's default) and 1.81 share their header folder: apt would silently remove one.
refuse_old_boost() {
  local old
  for old in libboost1.74-dev libboost-dev; do
    if installed "$old"; then
      fail "$old is installed and excludes libboost1.81-dev, which townflow needs.
       Nothing was changed. If nothing else on this machine builds against Boost 1.74, run
         apt-get remove libboost1.74-dev libboost-dev
       and try again; else build townflow on another machine or in a container."
    fi
  done
}

install() {  # install PACKAGE...: only those that are missing
  local missing=() name
  for name in "$@"; do installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  for name in "${missing[@]}"; do [ "$name" = libboost1.81-dev ] && refuse_old_boost; done
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "missing ${missing[*]}; run this as root, or install sudo"
    as_root=(sudo)
  fi
  echo "setup: installing ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update -q &&
         "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
           apt-get install -qy --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    fail "apt could not install: ${missing[*]} (whole log: $log)"
  fi
  rm -f "$log"
}

# Node may come from another source than Debian, whose package brings npm along: ask for the tools.
install_node() {
  command -v node >/dev/null || install nodejs
  command -v npm >/dev/null || install npm
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 18 ] || fail "node $major is too old for the console: 18 or newer is needed"
}

command -v dpkg-query >/dev/null || fail "this is for Debian 12; on another system install the
       counterparts of: ${build_packages[*]}"
install "${build_packages[@]}"
for part in "$@"; do
  case $part in
    lint) install "${lint_packages[@]}" ;;
    console) install_node ;;
    *) fail "unknown part '$part': lint, console" ;;
  esac
done
