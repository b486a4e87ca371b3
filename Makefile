# Two commands for a newcomer: `make demo` and `make test`. Everything is installed into .venv, nothing elsewhere.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PYTEST := pytest -n auto --dist worksteal

.PHONY: demo test coverage slow lowest check bench docs clean

demo: $(VENV)/installed
	rm -rf demo
	@$(BIN)/aidledger demo demo

test: $(VENV)/installed-for-tests
	$(BIN)/python -m $(PYTEST)

coverage: $(VENV)/installed-for-tests
	$(BIN)/coverage erase
	$(BIN)/coverage run -m $(PYTEST)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

slow: $(VENV)/installed-for-tests
	$(BIN)/python -m $(PYTEST) -m slow

lowest:
	$(PYTHON) -m venv $(VENV)-lowest
	$(VENV)-lowest/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(VENV)-lowest/bin/uv pip install --quiet --python $(VENV)-lowest/bin/python --resolution lowest-direct --editable '.[test]'
	@touch $(VENV)-lowest/installed-for-tests
	$(MAKE) coverage VENV=$(VENV)-lowest

check: $(VENV)/installed-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-for-tests
	$(BIN)/python benchmarks/run.py

docs: $(VENV)/installed-for-tests
	$(BIN)/python docs/make_reference.py

clean:
	rm -rf $(VENV) $(VENV)-lowest demo build dist .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-for-tests: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/installed
