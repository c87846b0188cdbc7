# Recul: everything a newcomer types. Needs only Python 3.11 or later and make.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help

.PHONY: help run test lint types dialogs unit bench lock clean

help:  ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run  ## talk to Recul: on Telegram if RECUL_TELEGRAM_TOKEN is set, else in this terminal
	@$(BIN)/recul start

test: lint types dialogs unit  ## lint, types, dialogue checks and all tests

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/dev
	$(BIN)/mypy

dialogs: .venv/dev
	$(BIN)/recul dialogs check

unit: .venv/dev
	$(BIN)/pytest

bench: .venv/dev  ## measure; prints the table of bench/README.md
	$(BIN)/python -m bench

lock: .venv/dev  ## pin the newest allowed dependencies, with hashes and without an index address
	$(BIN)/uv pip compile pyproject.toml --extra postgresql --group build $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra postgresql --group build --group dev $(LOCK) -o requirements-dev.lock
LOCK := --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

clean:
	rm -rf .venv var

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Recul needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 run") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

# The stamps are the lock files' own: a changed lock is installed again, an unchanged one costs nothing.
.venv/run: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ .venv/run
