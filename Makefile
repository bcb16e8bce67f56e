# Words of the project; CI uses the same. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
MESSAGES := marketplace/locale/vi/LC_MESSAGES/django.mo
export PORT ?= 8000
MARKS ?= not nightly and not fault
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup run test lint types contracts checks unit mutation bench nightly reindex seed docs pins clean messages messages-check

help: ## list these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) $(MESSAGES) ## make .venv with the pinned requirements and compile the messages

$(MESSAGES): $(STAMP) $(MESSAGES:.mo=.po)
	@$(BIN)/python manage.py compile_catalogues --quiet && touch $@

$(STAMP): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; name one with PYTHON=python3.12."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing; Debian and Ubuntu have it in the package python3-venv."; exit 1; }
	@echo "setup: 1 of 2, packages for the floor (about a minute the first time)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all: -r requirements.txt
	@echo "setup: 2 of 2, tools for its tests"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all: -r requirements-dev.txt
	@touch $(STAMP)

run: setup ## serve the floor with its demo data on http://localhost:8000 (PORT=8123 make run)
	@exec $(BIN)/python manage.py run_floor

test: lint types contracts checks unit ## lint, types, contracts, checks and all tests that need no server

lint: setup ## ruff: style, bugs, security patterns, format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup ## mypy with django-stubs
	@$(BIN)/mypy

contracts: setup ## who may import whom
	@$(BIN)/lint-imports --no-cache

checks: setup ## migrations, translations, Django's own checks
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py check_translations
	@BASE_URL=https://floor.example NUM_PROXIES=1 SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') DATA_DIR=var/check $(BIN)/python manage.py check --deploy --fail-level WARNING

messages: setup ## collect new texts into the catalogue (needs GNU gettext)
	@$(BIN)/python manage.py makemessages -l vi

messages-check: setup ## fail when a text of the code is missing from the catalogue
	@cp marketplace/locale/vi/LC_MESSAGES/django.po var/django.po.before
	@$(MAKE) --no-print-directory messages >/dev/null
	@diff -I '^"POT-Creation-Date' var/django.po.before marketplace/locale/vi/LC_MESSAGES/django.po; code=$$?; cp var/django.po.before marketplace/locale/vi/LC_MESSAGES/django.po; exit $$code

unit: setup ## the tests alone
	@$(BIN)/pytest -q -n $(WORKERS) -m "$(MARKS)" $(TESTS)

bench: setup ## measure the goals of docs/performance.md at 100,000 listings
	@$(BIN)/python -m tests.benchmarks

mutation: setup ## change the pure rules one by one and see that a test notices
	@$(BIN)/mutmut run
	@$(BIN)/mutmut results

nightly: setup ## everything long: all tests at full scale, mutation, benchmarks at a million
	@FAULT_SCALE=full $(BIN)/pytest -q -n 2 -m ""
	@$(MAKE) --no-print-directory mutation
	@$(BIN)/python -m tests.benchmarks --rows 1000000

reindex: setup ## rebuild the search index beside the live one and swap
	@$(BIN)/python manage.py reindex

seed: setup ## load code lists and the demo floor (again changes nothing)
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_codes
	@$(BIN)/python manage.py seed

docs: setup ## refresh the generated parts of docs/ and check its links
	@$(BIN)/python manage.py describe --write docs/architecture.md
	@$(BIN)/python manage.py spectacular --lang en --format openapi-json --file docs/openapi.json
	@$(BIN)/pytest -q tests/docs

pins: setup ## make the requirement files from their inputs
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url -o requirements.txt requirements.in
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url -o requirements-dev.txt requirements-dev.in

clean: ## remove the environment and every cache; data below var/ stay
	@rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis
