# Thin on purpose: the work is in CMakePresets.json and tools/. A new layer of
# `make check` is one row in tools/checking/layers.py; `make check-<layer>` then
# runs it alone without a new target here.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Two, because the layers are planned (and their budgets measured) on two cores.
JOBS ?= 2
PRESET ?= release
export JOBS
export GOSYNC_SEED = $(SEED)
export GOSYNC_BUDGET = $(BUDGET)

SETUP := tools/setup
ORACLE_ARGS = $(if $(XSYNC),--xsync=$(XSYNC)) $(if $(ONLY),"--only=$(ONLY)")

.PHONY: help setup build test check check-full check-bare oracle examples fmt fmt-check lint tables tidy clean tla tla-trace coverage mutants

help: ## this list
	@echo 'make TARGET [JOBS=2] [SEED=n] [BUDGET=n] [PRESET=release|asan|tsan|gcc] [XSYNC=version|latest] [ONLY=text] [P=primitive] [ID=mutant]'
	@sed -n 's/^\([a-z%<>-]*\):[^#]*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) \
	  | while IFS='|' read -r target text; do printf '  %-11s %s\n' "$$target" "$$text"; done

setup: ## install what is missing (Debian packages) and say what else there is
	@$(SETUP)

build: ## compile everything with PRESET (default: release)
	@$(SETUP) --quiet
	@tools/build $(PRESET)

test: ## compile with the preset release and run every C++ test
	@$(SETUP) --quiet
	@python3 tools/check --only build,unit

check: ## the whole gate; closes with "N passed, N failed"
	@$(SETUP)
	@python3 tools/check

check-full: ## the same gate with the long form of every layer
	@$(SETUP)
	@python3 tools/check --full

check-%: ## one layer of the gate alone (python3 tools/check --list names them)
	@$(SETUP) --quiet
	@python3 tools/check --only $*

check-bare: ## make oracle and make check in a fresh minimal Debian (needs root)
	@tools/check-bare

oracle: ## judge live and shipped histories; writes out/oracle/index.html
	@$(SETUP)
	@tools/build release gosync-oracle
	@python3 tools/oracle.py $(ORACLE_ARGS)

examples: ## play the use cases on a clock that jumps, and print their timelines
	@$(SETUP) --quiet
	@tools/build release gosync-examples gosync-oracle
	@python3 tools/examples.py --show

tla: ## run TLC on the specs as make check does; ONLY=semaphore/MC3 for one of them
	@$(SETUP) --quiet
	@tools/build release gosync-oracle
	@python3 tools/tla $(if $(ONLY),"--only=$(ONLY)")

tla-trace: ## a counterexample in words and pictures: MODEL=semaphore/SE7_ReleasedGuard
	@$(SETUP) --quiet
	@tools/build release gosync-oracle
	@python3 tools/tla --trace "$(MODEL)"

coverage: ## lines and branches of impl/ that the tests run (at least 95 % and 90 %)
	@$(SETUP) --quiet
	@tools/build coverage property_tests/all stress/all
	@python3 tools/coverage.py

mutants: ## every mutant has to be refused by the property tests; P=semaphore ID=SE3 for one
	@$(SETUP) --quiet
	@tools/build release
	@stress/run-mutants $(if $(P),--primitive $(P)) $(if $(ID),--id $(ID))

fmt: ## format C++ and Go in place
	@$(SETUP) --quiet
	@python3 tools/fmt.py

fmt-check: ## say which files make fmt would change
	@$(SETUP) --quiet
	@python3 tools/fmt.py --check

lint: ## the rules of the house, each as code
	@$(SETUP) --quiet
	@python3 tools/lint.py

tables: ## write the generated tables of README.md and docs/ anew
	@python3 tools/tables.py

tidy: ## clang-tidy over the C++ sources (slow; needs the package clang-tidy-19)
	@$(SETUP) --quiet
	@tools/build release
	@run-clang-tidy-19 -quiet -p build/release -j $(JOBS)

clean: ## remove build/ and out/
	@rm -rf build out
