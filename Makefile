# Everything a fresh machine needs: make, git, and a Python 3.11 or newer. `make help` lists the targets.
# The first target that needs it makes .venv from the pinned, hashed requirements; later runs find it ready.

VENV  := .venv
BIN   := $(VENV)/bin
PIP   := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
UV    ?= $(BIN)/uv
# Workers of the test suite: one per processor.
WORKERS ?= auto

# Which Python: PYTHON=... when given, else the first of these that really starts and is new enough.
PYTHON ?=
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python)
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check lint types house bench docs lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.stamp-demo ## a portfolio of overdue debts, collected day by day, with every refusal explained
	@$(BIN)/debtflow demo

test: lint types ## style, types, floors and the whole test suite
	@$(BIN)/python -m pytest -q -n $(WORKERS)

check: lint types house ## style, types, floors and house rules only: the quick half of `make test`

lint: $(VENV)/.stamp-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: $(VENV)/.stamp-dev
	@$(BIN)/mypy

house: $(VENV)/.stamp-dev
	@$(BIN)/python -m pytest -q tests/test_house.py

bench: $(VENV)/.stamp-dev ## name, measured, goal, ok or short; also in build/bench.json
	@$(BIN)/python tests/benchmarks/run.py

docs: $(VENV)/.stamp-dev ## the manual, in docs/_build/html
	@$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

lock: $(VENV)/.stamp-venv ## pin the requirements anew (the only target that needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: $(BIN)/pip install uv, or UV=/path/to/uv" >&2; exit 1; }
	@$(call export,dev,--group dev,everything a developer needs)
	@$(call export,demo,--group build --no-group dev,the package with what its commands need and what builds it)
	@rm -f uv.lock

clean: ## remove what was built; .venv stays
	rm -rf build dist docs/_build .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	find src tests examples docs -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment -----------------------------------------------------------------------------------------------------

$(VENV)/.stamp-venv:
	@if [ ! -x $(BIN)/python ]; then \
	  for candidate in $(CANDIDATES); do \
	    if "$$candidate" -c '$(NEW_ENOUGH)' >/dev/null 2>&1; then found=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "debtflow needs Python 3.11 or newer; tried: $(CANDIDATES)." >&2; \
	    echo "Install one, or name it: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; \
	  fi; \
	  echo "making $(VENV) with $$found ($$($$found --version))"; \
	  "$$found" -m venv $(VENV) || { rm -rf $(VENV); \
	    echo "$$found cannot make environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
	fi
	@touch $@

# The package's own stamps depend on pyproject.toml, because an editable install keeps a copy of its metadata.
$(VENV)/.stamp-demo: requirements/demo.txt pyproject.toml | $(VENV)/.stamp-venv
	@echo "installing requirements/demo.txt"
	@$(PIP) install --require-hashes -r requirements/demo.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# The developer's requirements hold the demo's too, at the same versions: both come from one resolution.
$(VENV)/.stamp-dev: requirements/dev.txt pyproject.toml | $(VENV)/.stamp-venv
	@echo "installing requirements/dev.txt"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(VENV)/.stamp-demo $@

# export,NAME,OPTIONS,TITLE: one requirements file, universal by markers, with hashes and without any host's name.
define export
{ echo "# Made by \`make lock\`: $(3), pinned and hashed,"; \
  echo "# for every Python from 3.11 on. Install with: pip install --require-hashes -r requirements/$(1).txt"; \
  $(UV) export --quiet --no-python-downloads --python $(BIN)/python --extra all $(2) --no-emit-project --no-header \
    --format requirements.txt; } > requirements/$(1).txt.new && mv requirements/$(1).txt.new requirements/$(1).txt
endef
