# make demo · test · test-failed · test-part · test-full · seconds · check · fuzz · mutants · bench · docs · requests —
# each sets up what it needs in .venv, with uv where it exists and with python3's own venv and pip where not.

PYTHON ?= python3
UV     := $(shell command -v uv 2>/dev/null)
BIN    := .venv/bin
READY  := .venv/.ready
FUZZ   := .venv/.fuzz

export UV_PYTHON_DOWNLOADS := never
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test test-failed test-part test-full seconds check fix fuzz mutants docs requests bench lock clean

# make demo SERVE=1: then the console over it, until stopped.
demo: $(READY)
	$(BIN)/leftopen demo $(if $(SERVE),--serve)

# The everyday tier: tests/tier.py says what it is, tests/README.md how long it may take.
test: $(READY)
	$(BIN)/python -m pytest -n auto --durations=25

# What failed in the last run, one test at a time.
test-failed: $(READY)
	$(BIN)/python -m pytest --last-failed --last-failed-no-failures none

# A part of the full tier, drawn by the commit; after PART_SECONDS no file of tests begins.
test-part: $(READY)
	$(BIN)/python -m tests.part_of_full $(or $(PART_SECONDS),1200)

# Measures what tests/seconds.toml says, on a machine with nothing else to do: the everyday tier, with all that has turns.
seconds: $(READY)
	TEST_TIER=seconds $(BIN)/python -m pytest -n auto --durations=50

# Everything: more kills, more examples, larger data, the wheel in an empty environment of each Python.
test-full: $(READY)
	$(BIN)/python -m tests.wheel.collect
	TEST_TIER=full $(BIN)/python -m pytest -n auto --durations=50

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/house/write_docs.py --check
	$(BIN)/python -m pytest -n auto

fix: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# FUZZ_SECONDS=2 each instead of 60, or FUZZ_MINUTES=10 in all; FUZZ_ONLY=redis for some: a table, and exit code 1 when
# anything crashed.
fuzz: $(FUZZ)
	$(BIN)/python -m tests.fuzz.run

# Thirty faults in copies of the source, one at a time (SEED=2 COUNT=10 for others): a table, and exit code 1 when the
# tests that reach the line let one pass. Needs root, about 20 minutes.
mutants: $(READY)
	$(BIN)/python -m tests.mutants.run

docs: $(READY)
	$(BIN)/python tests/house/write_docs.py

# After a change of what a check or probe sends: tests/sent/requests.jsonl and docs/reference/requests.md. ONLY=redis_open for some.
requests: $(READY)
	$(BIN)/python -m tests.sent.refresh $(ONLY)

bench: $(READY)
	$(BIN)/python bench/run.py

# uv.lock is the truth; the others are exported from it, with hashes, for plain pip.
lock:
	uv lock
	uv export --quiet --frozen --no-emit-project --no-header --extra demo --group test -o requirements.lock
	uv export --quiet --frozen --no-emit-project --no-header --only-group fuzz -o requirements-fuzz.lock

$(READY): pyproject.toml requirements.lock uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "leftopen needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
ifneq ($(UV),)
	@echo "Setting up .venv with uv …"
	@$(UV) sync --quiet --frozen --extra demo --group test --python "$$(command -v $(PYTHON))"
else
	@echo "Setting up .venv with $(PYTHON) and pip …"
	@$(PYTHON) -m venv .venv || { echo "python3 can't make a virtual environment; on Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
endif
	@touch $(READY)

$(FUZZ): $(READY) requirements-fuzz.lock
ifneq ($(UV),)
	@$(UV) sync --quiet --frozen --inexact --no-install-project --only-group fuzz --python $(BIN)/python
else
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.lock
endif
	@touch $(FUZZ)

clean:
	rm -rf .venv .servers .fuzz
