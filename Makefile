# Works with GNU make 3.81 (macOS) and newer. Every target makes its own .venv when it needs one.

VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
READY := $(VENV)/.ready
TYPER := .venvs/typer
# Without compiled modules, each worker would compile all tests.
unexport PYTHONDONTWRITEBYTECODE
# Not in pytest's own settings: a single test starts faster without workers.
PARALLEL := --numprocesses auto --maxprocesses 8 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help run test lint types layers tests test-faults test-typer bench docs screenshots lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-19s %s\n", $$1, $$2}'

run: $(READY) ## start a reflection (without a terminal: run a worked example)
	@if [ -t 0 ] && [ -t 1 ]; then \
	  $(BIN)/reflect new || [ $$? -eq 130 ]; \
	else \
	  PATH="$(CURDIR)/$(BIN):$$PATH" sh docs/example.sh; \
	fi

test: lint types layers tests ## run every check: style, types, layers, tests

lint: $(READY) ## check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY) ## check types
	$(BIN)/mypy

layers: $(READY) ## check which layer imports which
	$(BIN)/lint-imports --no-cache --no-logo

# Tests on terminals and screens wait in real time, and a busy machine may exhaust their patience:
# what fails runs once more, alone.
tests: $(READY) ## run the tests alone, on every core
	$(PYTHON) -m pytest $(PARALLEL) || { echo "once more, what failed, alone:"; \
	  $(PYTHON) -m pytest --last-failed --last-failed-no-failures none --snapshot-warn-unused; }

test-faults: $(READY) ## run the tests of faults, in the larger sizes of docs/reliability.md
	REFLECT_TESTS=faults $(PYTHON) -m pytest $(PARALLEL) -m faults || { \
	  echo "once more, what failed, alone:"; \
	  REFLECT_TESTS=faults $(PYTHON) -m pytest -m faults --last-failed --last-failed-no-failures none; }

# What depends on Typer: parsing, help, exit codes, streams and completion.
TYPER_TESTS := commands test_app.py test_options.py test_setup.py test_streams.py

test-typer: $(TYPER)/.ready ## run the tests of the command line on the newest Typer
	$(TYPER)/bin/python -m pytest $(PARALLEL) $(TYPER_TESTS:%=tests/cli/%)

bench: $(READY) ## measure against the goals; write docs/performance.md
	$(PYTHON) -m benchmarks

docs: $(READY) ## regenerate docs/cli.md and docs/keys.md, and what other pages share with the help
	$(PYTHON) -m reflect.cli.reference > docs/cli.md.new
	mv docs/cli.md.new docs/cli.md
	$(PYTHON) -m reflect.cli.reference keys > docs/keys.md.new
	mv docs/keys.md.new docs/keys.md
	$(PYTHON) -m reflect.cli.reference help docs/*.md

screenshots: $(READY) ## regenerate docs/screens/*.svg from the sample journal
	$(PYTHON) -m tests.docs.screenshots

lock: ## pin the newest versions that fit, in requirements-dev.lock
	sh .ci/lock

clean: ## remove everything that was built here
	rm -rf $(VENV) .venvs build dist *.egg-info docs/*.md.new
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find reflect tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# An empty file, newer than its sources, so that the second run has nothing to do.
$(READY): pyproject.toml requirements-dev.lock .ci/venv
	sh .ci/venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check \
	  -c requirements-dev.lock -e '.[dev]'
	@touch $@

# pip warns about the pin on Typer in pyproject.toml, as it should.
$(TYPER)/.ready: pyproject.toml requirements-dev.lock .ci/venv
	sh .ci/venv $(TYPER)
	$(TYPER)/bin/python -m pip install --quiet --disable-pip-version-check \
	  -c requirements-dev.lock -e '.[dev]'
	$(TYPER)/bin/python -m pip install --quiet --disable-pip-version-check --upgrade typer
	@touch $@
