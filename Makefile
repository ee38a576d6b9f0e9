# What to do with this repository. `make` makes .venv with carehuddle in it; every other target does that first.
# It needs Python 3.11 or later and the package registry that pip is set up for; nothing else is installed on the machine.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
# Options for `make test`: make test ONLY="tests/unit -k consent"
ONLY ?= tests
# Options for `make bench`: make bench BENCH="--rooms 100 --json"
BENCH ?=

# Where compiled modules may not be kept, everything takes twice as long the second time.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := setup
.PHONY: setup help run test check bench lock clean

setup: $(READY) ## make .venv with carehuddle in it (what plain `make` does)

# Made anew whenever the lock or the package's own description changes; otherwise it costs nothing.
$(READY): locks/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "carehuddle needs Python 3.11 or later: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --no-input --quiet --require-hashes --no-deps --requirement locks/dev.txt
	$(BIN)/python -m pip install --no-input --quiet --no-deps --no-build-isolation --editable .
	@touch $@

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

run: $(READY) ## run the bot: with config.toml against its homeserver, else in a sandbox of its own (STORY=only ends after the story)
	@$(BIN)/carehuddle run $(if $(filter only,$(STORY)),--story-only)

test: check ## everything that must be green: the checks, then every test
	$(BIN)/python -m pytest $(ONLY)

check: $(READY) ## the checks alone: lint, format, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) ## figures of this machine, each beside its floor: lateness of 1,000 and 10,000 moments, and more (some minutes)
	$(BIN)/carehuddle bench $(BENCH)

lock: $(READY) ## renew locks/ from pyproject.toml, with hashes and without addresses
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' > .venv/dev.in
	$(BIN)/pip-compile $(LOCKING) --extra postgres --output-file locks/app.txt pyproject.toml
	$(BIN)/pip-compile $(LOCKING) --all-extras --constraint locks/app.txt --output-file locks/dev.txt pyproject.toml .venv/dev.in

LOCKING := --quiet --allow-unsafe --generate-hashes --no-annotate --no-header --strip-extras \
	--no-emit-find-links --no-emit-index-url --no-emit-options

clean: ## remove .venv and what the tools keep; data and configuration stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
