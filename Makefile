# make app: set everything up and open the app. make test: set up and pass the tests. make check: what CI runs.
# The browser tests need Chromium; where there is none they are skipped, and say so.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: app test check format

app: .venv/app
	$(BIN)/streamlit run streamlit_app.py

test: .venv/dev
	$(BIN)/python -m pytest

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.venv/app: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

.venv/dev: requirements.txt requirements-cluster.txt requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	@touch $@ .venv/app
