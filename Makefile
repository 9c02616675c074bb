# InnoAtlas: everything runs from .venv, which is made from requirements.lock.
PYTHON ?= python3
PORT ?= 8000
UPGRADE ?=

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCK_VENV := .venv-lock
UV := uv==0.13.9

.DEFAULT_GOAL := help
.PHONY: help run test check bench lock clean .venv

help:  ## show these targets
	@sed -n 's/^\([a-z.]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

run: $(STAMP)  ## load the packaged plan and registers, print matrix and gaps, serve on PORT (8000)
	$(BIN)/innoatlas load --packaged
	$(BIN)/innoatlas ask matrix
	$(BIN)/innoatlas ask gaps
	$(BIN)/innoatlas serve --port $(PORT)

test: $(STAMP)  ## run every test, on both stores where a Neo4j can be had
	$(BIN)/python -m pytest

check: $(STAMP)  ## lint, format, types and the rules of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/python -m pytest tests/test_house.py

bench: $(STAMP)  ## measure loading and questions
	$(BIN)/python -m benchmarks.run

lock:  ## resolve the locks again (UPGRADE=1 takes newer versions)
	$(PYTHON) -m venv --clear $(LOCK_VENV)
	$(LOCK_VENV)/bin/python -m pip install --quiet $(UV)
	$(call resolve,--group dev,requirements.lock)
	$(call resolve,--group build --constraint requirements.lock,requirements-run.lock)
	rm -rf $(LOCK_VENV)

clean:  ## remove .venv and caches; the store stays
	rm -rf $(VENV) $(LOCK_VENV) .pytest_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv: $(STAMP)  ## make the environment without running anything

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "InnoAtlas needs Python 3.11 or newer, and $(PYTHON) is not: name one with make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
		echo "$(PYTHON) lacks its venv module: install it (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@echo "setting up $(VENV) from requirements.lock (once; about a minute)"
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# One lock for every platform and Python the project supports, without any address in it.
define resolve
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(LOCK_VENV)/bin/uv pip compile --quiet --universal --system-certs \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		$(if $(UPGRADE),--upgrade) $(1) --output-file $(2) pyproject.toml
endef
