# `make` alone explains what there is. Needs make and Python 3.11 or newer; the rest is fetched.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test check format migrate migration chaos bench clean browser wanted-browser
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
# Where a browser is looked for, in this order, unless config.toml or ARSHJUL_BROWSER names one.
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
FIND_BROWSER := { $(foreach name,$(BROWSERS),command -v $(name) ||) false; } > /dev/null
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

help:  ## show this list
	@echo 'Årshjul: the year wheel of a municipal crime-prevention council.'
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  make run PORT=8001 DATA=/srv/arshjul   another port, another data folder'

run: private export ARSHJUL_PORT := $(or $(PORT),$(ARSHJUL_PORT),8000)
run: private export ARSHJUL_DATA_FOLDER := $(or $(DATA),$(ARSHJUL_DATA_FOLDER),data)
run: $(VENV)/.installed browser  ## start the demonstration: web, jobs and its own post office
	@exec $(BIN)/arshjul demo

test: $(VENV)/.tests-installed wanted-browser check  ## check, then every test on SQLite, PostgreSQL and in a browser
	@$(BIN)/pytest -q -n 2 --dist worksteal --ignore tests/browser
	@$(BIN)/pytest -q -n 2 --dist worksteal tests/browser

check: $(VENV)/.tests-installed  ## lint, format, types, who may import whom
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { $(BIN)/ruff format --check; echo 'Run: make format'; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports > $(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }
	@echo 'Lint, format, types and imports are in order.'

format: $(VENV)/.tests-installed  ## let the formatter and the linter put things right
	@$(BIN)/ruff format --quiet
	@$(BIN)/ruff check --fix

migrate: private export ARSHJUL_DATA_FOLDER := $(or $(DATA),$(ARSHJUL_DATA_FOLDER),data)
migrate: $(VENV)/.installed  ## bring the database's tables to the newest version
	@$(BIN)/arshjul migrate

migration: $(VENV)/.tests-installed  ## write the next version from the models: make migration m="what changes"
	@file=$$($(BIN)/python -m tracker.migrations "$(m)") \
	  && $(BIN)/ruff format --quiet "$$file" \
	  && echo "Wrote $$file: read it before you keep it."

chaos: private export CHAOS := full
chaos: $(VENV)/.tests-installed  ## 300 kills a database, bad mail servers, a locked database, a full disk: some minutes
	@$(BIN)/pytest -q tests/chaos

bench: $(VENV)/.tests-installed  ## how fast, as ratios within one run
	@$(BIN)/python -m tests.bench

clean:  ## remove what was built and installed; the data stays
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find tracker jobs tests -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed. Each stamp is newer than what it was made from.

$(VENV)/bin/python:
	@for name in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    found=$$name; break; \
	  fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo 'Årshjul needs Python 3.11 or newer, and found none on this machine.' >&2; exit 1; \
	fi; \
	if ! $$found -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "$$found cannot make a virtual environment here." >&2; \
	  echo 'On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$found --version)."; \
	$$found -m venv --clear $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo 'Installing what Årshjul needs. The first time takes a minute or two.'
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps --no-index -e .
	@touch $@

$(VENV)/.tests-installed: tests/requirements.txt $(VENV)/.installed
	@echo 'Installing what the tests need.'
	@$(BIN)/python -m pip install --quiet --require-hashes -r tests/requirements.txt
	@touch $@

# Pictures in the report's PDF, and the browser tests, need Chrome or Chromium.

browser: | $(VENV)/bin/python
	@$(FIND_BROWSER) || $(GET_BROWSER) || { \
	  echo 'No Chrome or Chromium was found, so the PDF report has its tables but no charts.'; \
	  echo 'To get them: apt-get install chromium (Debian, as root), or install Chrome.'; }

wanted-browser: | $(VENV)/bin/python
	@$(FIND_BROWSER) || $(GET_BROWSER) || { \
	  echo 'The browser tests need Chrome or Chromium, and none was found.' >&2; \
	  echo 'Install it: apt-get install chromium (Debian, as root), or install Chrome.' >&2; \
	  exit 1; }

define GET_BROWSER
{ [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null \
	  && echo 'Fetching Chromium.' \
	  && { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	       apt-get install -y -qq --no-install-recommends chromium fonts-liberation; } > $(VENV)/browser.log 2>&1; }
endef
