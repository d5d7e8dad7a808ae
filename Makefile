# Ringfence: everything a person or a build server runs. Needs Python 3.11 or later with venv, and make.
#
#   TORCH=cpu    PyTorch's small build without CUDA, where its index can be reached
#   GNN=0        without PyTorch and LightGBM: no learned scores, and types are not checked
#   WEB=0        without the explorer, where the npm registry cannot be reached
#   PYTHON=…     the Python that makes .venv (default python3)

.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.PHONY: help setup demo explorer test check lint bench bench-learning lock clean distclean

PYTHON ?= python3
GNN ?= 1
WEB ?= 1
TORCH ?= default
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python

# Each stamp stands for one finished install, so that a second run has nothing to do.
RUNTIME := $(VENV)/.installed-runtime
DEV := $(VENV)/.installed-dev
GNN_LOCK := requirements/gnn.txt
GNN_READY := $(if $(filter-out 0,$(GNN)),$(VENV)/.installed-gnn-$(TORCH))

# The explorer's files, built anew when one of its sources has changed.
EXPLORER := api/web/dist/index.html
EXPLORER_SOURCES := $(shell find api/web -name node_modules -prune -o -name dist -prune -o -name schema.d.ts -prune -o -type f -print)
WEB_READY := $(if $(filter-out 0,$(WEB)),$(EXPLORER))

TEST_WORKERS ?= 2
TEST_ARGS ?=
BENCH_ARGS ?=
DEMO_ARGS ?=

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(DEV) $(GNN_READY) $(WEB_READY) ## Install everything a developer needs into .venv

demo: $(RUNTIME) $(GNN_READY) $(WEB_READY) ## Make a small world, load it, show findings, start the API
	$(BIN)/ringfence demo $(DEMO_ARGS)

explorer: $(EXPLORER) ## Build the explorer, with the system's Node or PyPI's

test: $(DEV) $(GNN_READY) $(WEB_READY) ## Run the tests on both databases (TEST_ARGS=…, TEST_WORKERS=N)
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadgroup --no-loadscope-reorder $(TEST_ARGS)

check: lint ## Everything a change must pass: style, types, import contract, tests
	@$(MAKE) test

lint: $(DEV) $(GNN_READY) ## Style, types and import contract, without the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(if $(GNN_READY),$(BIN)/mypy,@echo "TYPES WERE NOT CHECKED: the types of PyTorch are not there with GNN=0")
	$(BIN)/lint-imports
	$(if $(WEB_READY),$(BIN)/python api/web/build.py check,@echo "THE EXPLORER WAS NOT CHECKED: WEB=0")

bench: $(DEV) $(GNN_READY) ## Time the main paths, each beside the plain way (BENCH_ARGS=…)
	$(BIN)/python -m pytest tests/benchmarks --ignore tests/benchmarks/test_learning.py $(BENCH_ARGS)

bench-learning: $(DEV) $(GNN_READY) ## Learn from large worlds with and without contagion, about half an hour (BENCH_ARGS=…)
	$(BIN)/python -m pytest tests/benchmarks/test_learning.py $(BENCH_ARGS)

# ---- installing -------------------------------------------------------------------------------------------------

$(UV): requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements/uv.txt
	@touch $@

$(RUNTIME): requirements/build.txt requirements/runtime.txt pyproject.toml | $(UV)
	$(INSTALL) --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.installed-gnn-default: $(GNN_LOCK) $(RUNTIME)
	@echo "Installing PyTorch with its CUDA libraries, for learned scores: 3.0 GB to download, 5.2 GB on disk."
	@echo "TORCH=cpu takes the small build instead (about 0.2 GB to download); GNN=0 leaves learned scores out."
	$(INSTALL) --require-hashes -r $(GNN_LOCK)
	@rm -f $(VENV)/.installed-gnn-cpu && touch $@

# The build without CUDA has the same version and other hashes: torch alone is taken by version, the rest by hash.
CUDA_BLOCK := ^(torch|triton|nvidia-[a-z0-9-]+|cuda-[a-z-]+)==
$(VENV)/.installed-gnn-cpu: $(GNN_LOCK) $(RUNTIME)
	@echo "Installing PyTorch without CUDA, for learned scores: about 0.2 GB to download. GNN=0 leaves them out."
	awk '/^[a-z]/ {keep = !/$(CUDA_BLOCK)/} keep' $(GNN_LOCK) > $(VENV)/gnn-without-torch.txt
	$(INSTALL) --no-deps --require-hashes -r $(VENV)/gnn-without-torch.txt
	$(INSTALL) --no-deps --torch-backend cpu "$$(awk '/^torch==/ {print $$1}' $(GNN_LOCK))"
	@rm -f $(VENV)/.installed-gnn-default && touch $@

# ---- the explorer -----------------------------------------------------------------------------------------------

$(VENV)/.node-at-hand: requirements/node.txt $(RUNTIME)
	@$(BIN)/python api/web/build.py node >/dev/null 2>&1 || { echo "Installing Node for the explorer: 61 MB."; \
		$(INSTALL) --require-hashes -r requirements/node.txt; }
	@touch $@

$(EXPLORER): $(EXPLORER_SOURCES) | $(VENV)/.node-at-hand
	$(BIN)/python api/web/build.py
	@touch $@

# ---- lock files -------------------------------------------------------------------------------------------------

UPGRADE ?= --upgrade
COMPILE := $(UV) pip compile --quiet --no-config --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)

lock: | $(UV) ## Renew the lock files (UPGRADE= keeps the versions that still fit)
	$(COMPILE) requirements/uv.in -o requirements/uv.txt
	$(COMPILE) pyproject.toml -o requirements/runtime.txt
	$(COMPILE) requirements/node.in -o requirements/node.txt
	$(COMPILE) requirements/build.in -c requirements/runtime.txt -o requirements/build.txt
	$(COMPILE) pyproject.toml --extra py2neo --group dev -c requirements/runtime.txt -c requirements/build.txt -o requirements/dev.txt
	$(COMPILE) pyproject.toml --extra gnn -c requirements/dev.txt -o $(GNN_LOCK)

# ---- clearing away ----------------------------------------------------------------------------------------------

clean: ## Remove caches, build output and the demo's files
	rm -rf api/web/dist build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -path ./$(VENV) -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## As clean, and .venv and node_modules too
	rm -rf $(VENV) api/web/node_modules
