# Works with GNU make 3.81 (macOS) and newer. Every target makes its own .venv when it needs one.

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
READY := $(VENV)/.ready
# Not pytest's own setting: a test alone is quicker without.
PARALLEL := --numprocesses auto --maxprocesses 8 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help run test lint types layers tests test-both test-full bench docs screenshots lock clean

help: ## say what each target does
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-19s %s\n", $$1, $$2}'

run: $(READY) ## reflect on something now (without a terminal: a worked example)
	@if [ -t 0 ] && [ -t 1 ]; then \
	  $(BIN)/reflect new || [ $$? -eq 130 ]; \
	else \
	  PATH="$(CURDIR)/$(BIN):$$PATH" sh docs/example.sh; \
	fi

test: lint types layers tests ## every check: style, types, layers, tests

lint: $(READY) ## style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## types
	$(BIN)/mypy

layers: $(READY) ## who may import whom
	$(BIN)/lint-imports --no-cache --no-logo

tests: $(READY) ## the tests alone, on every core
	$(PYTHON) -m pytest $(PARALLEL)

test-both: $(READY) ## the tests, each on a plain and on an encrypted journal
	REFLECT_TESTS=both $(PYTHON) -m pytest $(PARALLEL)

test-full: $(READY) ## the tests with every size of docs/reliability.md in full: hours
	REFLECT_TESTS=full $(PYTHON) -m pytest $(PARALLEL)

bench: $(READY) ## measure against the goals; writes docs/performance.md
	$(PYTHON) -m benchmarks

docs: $(READY) ## write the references, docs/cli.md and docs/keys.md, anew
	$(PYTHON) -m reflect.cli.reference > docs/cli.md.new
	mv docs/cli.md.new docs/cli.md
	$(PYTHON) -m reflect.cli.reference keys > docs/keys.md.new
	mv docs/keys.md.new docs/keys.md

screenshots: $(READY) ## draw docs/screens/*.svg anew, from the sample journal
	$(PYTHON) -m tests.docs.screenshots

lock: ## pin the newest versions that fit, in requirements-dev.lock
	sh .ci/lock

clean: ## remove everything that was made here
	rm -rf $(VENV) .venvs build dist *.egg-info docs/*.md.new
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find reflect tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Empty, but newer than what it was made from: the second run has nothing to do.
$(READY): pyproject.toml requirements-dev.lock .ci/venv
	sh .ci/venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check \
	  -c requirements-dev.lock -e '.[dev]'
	@touch $@
