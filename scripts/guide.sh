#!/bin/bash
# Reruns the guides for authors. docs/guide*.md hold files (```yaml PATH, ```yaml PATH + to add to one) and commands
# (```console, "$ " before each) with what they print. All of it is done anew in a scratch folder with the county beside;
# the outputs are put into the pages; --check: only compared, and a difference is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$(realpath "${TOWNFLOW:-build/dev/townflow}")
check=${1:-}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# What changes whenever anything in the county does is left out: counts of files, hashes of publications, sizes.
steady() {
  sed -E 's/^[0-9]+ files checked/… files checked/; s/检查了 [0-9]+ 个文件/检查了……个文件/
          s/(published|已发布) [0-9a-f]{12}/\1 …/; s/[0-9]+ KiB/… KiB/'
}

# replay PAGE: the page on stdout, with every output as it is now.
replay() {
  local page=$1 state=text line file
  local root=$scratch/$(basename "$page" .md)
  mkdir -p "$root/examples" "$root/bin"
  cp -r workflows rules plugins "$root/"
  cp -r examples/county "$root/examples/"
  ln -s "$binary" "$root/bin/townflow"
  while IFS= read -r line; do
    case $state in
      text)
        printf '%s\n' "$line"
        if [[ $line =~ ^'```yaml '([^ ]+)(' +')?$ ]]; then
          file=$root/${BASH_REMATCH[1]}
          mkdir -p "$(dirname "$file")"
          [[ -n ${BASH_REMATCH[2]:-} ]] || : >"$file"
          state=file
        elif [[ $line == '```console' ]]; then
          state=console
        fi ;;
      file)
        printf '%s\n' "$line"
        if [[ $line == '```' ]]; then state=text; else printf '%s\n' "$line" >>"$file"; fi ;;
      console)
        if [[ $line == '```' ]]; then
          printf '%s\n' "$line"
          state=text
        elif [[ $line == '$ '* ]]; then
          printf '%s\n' "$line"
          (cd "$root" && PATH=$root/bin:$PATH bash -c "${line#'$ '}" </dev/null 2>&1 | steady) || true
        fi ;;
    esac
  done <"$page"
}

bad=0
for page in docs/guide.md docs/guide.zh.md; do
  replay "$page" >"$scratch/page"
  if [[ $check == --check ]]; then
    diff -u "$page" "$scratch/page" || bad=1
  else
    cp "$scratch/page" "$page"
  fi
done
if ((bad)); then
  echo "guide: run scripts/guide.sh and look at what changed" >&2
  exit 1
fi
echo "guide: every command of both editions was run"
