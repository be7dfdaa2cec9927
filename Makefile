# The short way in. `make run` and `make test` do all that a bare Debian 12 needs; the rest serves
# whoever works on the code. Every target calls a CMake preset: there is one build description.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: run test build release console lint format bench asan tsan clang fuzz setup clean help

PORT ?= 8311
DATA ?= data
TOWNS ?= $(addprefix examples/,county wanshi chunjiang yinhu dayun haining jiashan wuzhen pujiang chunan longgang xincheng)
JOBS ?= $(shell nproc)
FOR ?= 30

# One ccache for every checkout: paths below this folder are hashed as relative ones.
export CCACHE_BASEDIR := $(CURDIR)
export CCACHE_NOHASHDIR := 1

help:  ## these lines
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup:  ## install what is missing (needs root or sudo; silent when nothing is)
	@scripts/setup.sh

run: release console  ## serve the example county and its towns on http://127.0.0.1:8311
	@mkdir -p $(DATA)
	@echo "townflow: http://127.0.0.1:$(PORT)/  (data in $(DATA)/, stop with Ctrl-C)"
	@exec build/release/townflow serve $(TOWNS) --data $(DATA) --port $(PORT) \
	  $$([ ! -f console/dist/index.html ] || echo --console console/dist)

test: build  ## every test: C++, the scenarios of the examples, the console
	ctest --preset dev -j $(JOBS) --quiet --output-log build/dev/ctest.log || \
	  { grep -E 'Failed|Error|failed' build/dev/ctest.log | tail -n 60; exit 1; }
	@tail -n 3 build/dev/ctest.log
	build/dev/townflow test examples rules --may-miss tests/not-reached.txt
	build/dev/townflow test tests/scenario
	@scripts/practices.sh --check
	@scripts/patterns.sh --check
	@scripts/settings.sh --check
	@scripts/guide.sh --check
	@scripts/bpmn_editors.sh
	@scripts/console.sh test

build: setup  ## debug build
	@cmake --preset dev >/dev/null
	@cmake --build --preset dev -j $(JOBS)

release: setup  ## optimised build
	@cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS) --target townflow

console:  ## build the web console into console/dist, when its sources changed
	@scripts/console.sh

asan tsan clang:  ## the same tests under another compiler or sanitizer
	@scripts/setup.sh lint
	@cmake --preset $@ >/dev/null
	@cmake --build --preset $@ -j $(JOBS)
	ctest --preset $@ -j $(JOBS)

fuzz:  ## each fuzz target for FOR seconds (30) under libFuzzer
	@scripts/setup.sh lint
	scripts/fuzz.sh $(FOR)

lint:  ## clang-tidy and the format check
	@scripts/setup.sh lint
	@cmake --preset clang >/dev/null
	scripts/format.sh --check
	scripts/lint.sh

format:  ## clang-format in place
	@scripts/setup.sh lint
	scripts/format.sh

bench: setup  ## the measured promises: bench/README.md
	@cmake --preset release >/dev/null
	@cmake --build --preset release -j $(JOBS)
	bench/all.sh

clean:  ## forget every build
	rm -rf build
