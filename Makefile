# Colibri. `make run` and `make test` set up whatever is missing, then do what they say. Both repeat in seconds and offline.

SHELL  := bash
.SHELLFLAGS := -o pipefail -c
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
BRIEFLY := sed -unE 's/^Collecting ([^ ]+).*/   \1/p; s/^Successfully installed.*/   installed/p'
STEP   := @printf '\n== %s\n'

# Of llama.cpp only the library is compiled: no tools, no vision, no helpers of its command line programs.
LLAMA_BUILD := CMAKE_ARGS="-DLLAVA_BUILD=OFF -DCMAKE_PROJECT_INCLUDE=$(abspath $(VENV))/library-only.cmake $(CMAKE_ARGS)"

.PHONY: help run test install installed format lint clean setup setup-dev system models lock
.DELETE_ON_ERROR:

help:
	@echo 'make run     set up, then run the assistant (without a microphone: a recorded conversation)'
	@echo 'make test    set up, then lint, type check and test'
	@echo 'make install as root: install in /opt/colibri (VENV=...), and as a service of this board'
	@echo 'make format  format the code'
	@echo 'make clean   remove what was built here (models stay in the user data folder)'

run: setup
	$(STEP) 'Colibri'
	@$(BIN)/colibri run

test: setup-dev
	@$(MAKE) --no-print-directory lint
	$(STEP) 'Tests'
	@REQUIRE_STARTER_MODELS=1 $(BIN)/python -m pytest

# The service sees no home folders, so it gets an environment and models of its own. YES=--yes asks nothing.
SERVICE_VENV := $(if $(findstring command line,$(origin VENV)),$(VENV),/opt/colibri)

install:
	@[ $$(id -u) = 0 ] || { echo 'This needs root: sudo make install'; exit 2; }
	@$(MAKE) --no-print-directory VENV=$(SERVICE_VENV) installed

installed: export COLIBRI_MODELS = /var/lib/colibri/models
installed: system
	@umask 022; mkdir -p $(dir $(VENV)); $(MAKE) --no-print-directory -j2 $(VENV)/llama $(VENV)/needs
	$(STEP) 'Colibri in $(VENV)'
	@umask 022; $(PIP) install --quiet --no-deps --no-build-isolation --force-reinstall .
	$(STEP) 'Models'
	@umask 022; $(BIN)/colibri models pull
	$(STEP) 'Service'
	@$(BIN)/colibri service install $(YES)

lint:
	$(STEP) 'Lint and types'
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: setup-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis colibri-latency.png
	find assistant tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The three long things run side by side: compiling llama.cpp, installing the other packages, downloading the models.
setup: system
	@$(MAKE) --no-print-directory -j2 $(VENV)/llama models

setup-dev: system
	@$(MAKE) --no-print-directory -j2 $(VENV)/llama $(VENV)/dev models

system:
	@missing=; \
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	  || { command -v $(PYTHON) >/dev/null && { echo "Python 3.11, 3.12 or 3.13 is needed; name one: make PYTHON=python3.11 ..."; exit 2; }; missing="$$missing python3"; }; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || missing="$$missing python3-venv"; \
	command -v g++ >/dev/null || [ -e $(VENV)/llama ] || missing="$$missing g++"; \
	/sbin/ldconfig -p | grep -q libportaudio || missing="$$missing libportaudio2"; \
	[ -z "$$missing" ] && exit 0; \
	command -v apt-get >/dev/null || { echo "Please install:$$missing"; exit 2; }; \
	sudo=; [ $$(id -u) = 0 ] || sudo=sudo; \
	printf '\n== System packages:%s\n' "$$missing"; \
	$$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing

$(VENV)/pip:
	$(STEP) 'Virtual environment'
	@$(PYTHON) -m venv $(VENV)
	@grep -A2 '^pip==' requirements.lock > $@.lock && $(PIP) install --quiet --require-hashes -r $@.lock
	@touch $@

$(VENV)/llama: requirements.lock | $(VENV)/pip
	$(STEP) 'llama.cpp (compiled once, a few minutes; the wheel stays in the cache of pip)'
	@echo 'set(LLAMA_BUILD_COMMON OFF)' > $(VENV)/library-only.cmake
	@grep -A1 '^llama-cpp-python==' $< > $@.lock
	@$(LLAMA_BUILD) $(PIP) install --verbose --no-deps --require-hashes -r $@.lock > $@.log 2>&1 & job=$$!; \
	while sleep 1; do kill -0 $$job 2>/dev/null || break; \
	  step=$$(grep -oE '^ *\[[0-9]+/[0-9]+\]' $@.log | tail -n 1 | tr -d ' '); \
	  [ "$$step" = "$$shown" ] || [ $$((waited = waited + 1)) -lt 5 ] || { echo "   compiling llama.cpp $$step"; shown=$$step; waited=0; }; \
	done; wait $$job || { tail -n 30 $@.log; echo "llama.cpp could not be built; the whole log: $@.log"; exit 1; }
	@touch $@

$(VENV)/needs: requirements.lock | $(VENV)/pip
	$(STEP) 'Python packages'
	@awk '/^llama-cpp-python==/ {skip = 1} /^[a-z]/ && !/^llama-cpp-python==/ {skip = 0} !skip' $< > $@.lock
	@$(PIP) install --require-hashes -r $@.lock | $(BRIEFLY)
	@touch $@

$(VENV)/packages: pyproject.toml $(VENV)/needs
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/packages
	$(STEP) 'Tools for development'
	@awk '/^llama-cpp-python==/ {skip = 1} /^[a-z]/ && !/^llama-cpp-python==/ {skip = 0} !skip' $< > $@.lock
	@$(PIP) install --require-hashes -r $@.lock | $(BRIEFLY)
	@touch $@

models: $(VENV)/packages
	$(STEP) 'Models'
	@$(BIN)/colibri models pull

# For maintainers: pin what pyproject.toml asks for, with hashes and without addresses.
lock:
	@$(BIN)/python -m pip install --quiet uv
	@for one in '--output-file requirements.lock' '--extra dev --constraint requirements.lock --output-file requirements-dev.lock'; do \
	  $(BIN)/uv pip compile pyproject.toml --extra build $$one --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet; done
