# Browline: `make run` starts everything, `make test` checks everything. No root, no Docker needed.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
# The first Python that works here and that the locked dependencies support.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)

# The tests start hundreds of processes, which would compile all modules anew where the environment asks for that.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test thorough faults cluster soak lint bench peers tour words lock advisories clean

help: ## Show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: $(VENV)/.installed ## Install what is needed and start Browline
	@$(BIN)/browline up

test: $(VENV)/.installed-dev ## Check style, types, rooms, and run every test
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m bench.chromium
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

thorough: $(VENV)/.installed-dev ## Run also the tests that take too long for each time
	@$(BIN)/python -m bench.chromium
	$(BIN)/pytest -m thorough -n 2 --dist loadfile

faults: $(VENV)/.installed-dev ## Break everything on purpose, also what takes long; docs/reliability.md has what it measured
	@rm -rf bench-results/faults
	@began=$$(date +%s); \
	$(BIN)/pytest tests/faults tests/hostile -m "thorough or not thorough" -n 2 --dist loadfile; failed=$$?; \
	echo "Took $$((($$(date +%s) - began) / 60)) minutes; what was skipped, and why, is listed above as SKIPPED."; \
	exit $$failed
	$(BIN)/python -m bench.reliability
	$(BIN)/python -m bench.hostile

cluster: $(VENV)/.installed-dev ## Kill hosts and pull cables between them, in network namespaces (as root)
	$(BIN)/pytest tests/cluster -m thorough

soak: $(VENV)/.installed-dev ## Break a running system by chance for MINUTES (30); SEED repeats the choices
	$(BIN)/python -m tests.faults.soak --minutes $(or $(MINUTES),30) $(if $(SEED),--seed $(SEED))

lint: $(VENV)/.installed-dev ## Check style, types and the rooms' imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-dev ## Measure throughput and latency on this machine; fails where a bar is missed
	@failed=0; for each in throughput live results review; do $(BIN)/python -m bench.$$each || failed=1; done; exit $$failed

peers: $(VENV)/.installed-dev $(PEERS)/.installed ## Measure Browline beside BentoML, LitServe, Ray Serve and Celery
	$(BIN)/python -m bench.peers

tour: $(VENV)/.installed-dev ## Photograph the running system for docs/tour.md
	$(BIN)/python -m bench.tour

words: $(VENV)/.installed ## Bring the catalogues of the pages' languages up to date with the code
	@$(BIN)/python -m web.words.extraction

lock: ## Resolve the dependencies anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--extra train pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		-c requirements.lock pyproject.toml -o requirements-serve.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--extra train --extra gpu -c requirements.lock pyproject.toml -o requirements-gpu.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--extra train --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@sed -nE 's/^((ai-edge-litert|numpy|opencv-python-headless|pydantic)==.*) \\$$/\1/p' requirements.lock > $(PEERS).in
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		-c $(PEERS).in bench/peers/requirements.in -o bench/peers/requirements.lock
	@rm $(PEERS).in

advisories: $(VENV)/.installed-dev ## Ask whether security advisories are known for the locked dependencies
	@$(BIN)/python .ci/advisories.py

clean: ## Remove the virtual environment and caches (var/ stays)
	rm -rf $(VENV) $(PEERS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Browline needs Python 3.11, 3.12 or 3.13; none was found on PATH."; exit 1; }
	@echo "Making $(VENV) with $(PYTHON) …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.made
	@echo "Installing the locked dependencies (2.5 GB, some quiet minutes the first time) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(PEERS)/.installed: bench/peers/requirements.lock
	@test -n "$(PYTHON)" || { echo "Browline needs Python 3.11, 3.12 or 3.13; none was found on PATH."; exit 1; }
	@echo "Installing the peers into $(PEERS) (0.8 GB) …"
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r bench/peers/requirements.lock
	@touch $@
