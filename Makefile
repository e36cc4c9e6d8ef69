# `make run` and `make test` work on a machine with nothing but python3.11, make and this checkout.
PYTHON ?= python3.11
VENV := .venv
PY := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
# Python's compiled files are kept, whatever the caller's shell says: without them each process that starts (the service's,
# and some hundreds of the tests) compiles all it imports anew, which doubles its start.
export PYTHONDONTWRITEBYTECODE :=
# Twice the usual two cores, because tests of real processes mostly wait.
PROCESSES ?= 4

.PHONY: run test lint style types check format lock bench browser messages clean
.DEFAULT_GOAL := run

run: $(INSTALLED)
	@exec $(PY) -m tracker.local

# Tests of one file share what they start; tests/order.py says which file comes when.
PYTEST := $(PY) -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

# The cheap parts first: a slip of the pen is found in seconds.
test: $(INSTALLED) browser
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target types style check
	$(PY) -m tests.services.run $(PYTEST)
	$(PY) -m tests.services.run --postgres $(PYTEST) -m database

lint: style types

style: $(INSTALLED)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'

types: $(INSTALLED)
	$(PY) -m mypy

check: $(INSTALLED)
	DJANGO_SETTINGS_MODULE=tracker.settings.test DATABASE_URL=sqlite://:memory: \
		$(PY) manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=tracker.settings.production DATABASE_URL=sqlite://:memory: DEBUG= SITE_URL= \
		ALLOWED_HOSTS=longstop.example SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		$(PY) manage.py check --deploy --fail-level WARNING

format: $(INSTALLED)
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: $(INSTALLED)
	$(PY) -m bench

# After strings of the source have changed: lists what is to translate in locale/ (docs/german.md).
messages: $(INSTALLED)
	DJANGO_SETTINGS_MODULE=tracker.settings.test $(PY) -m tests.catalogue

# Needs uv; writes versions and hashes, no addresses.
lock:
	uv pip compile pyproject.toml --all-extras --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate -o requirements.lock

# The browser tests drive Debian's Chromium.
browser:
	@if command -v chromium >/dev/null; then chromium --version; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q && apt-get install -q -y --no-install-recommends chromium fonts-dejavu-core; \
	else \
		echo "Chromium is missing and only root can install it here: run 'apt-get install chromium' as root." >&2; \
		exit 1; \
	fi

# The pictures of the README, taken of the demonstration.
screenshots: $(INSTALLED) browser
	$(PY) -m tests.browser.screenshots --readme

clean:
	rm -rf $(VENV) staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(INSTALLED): requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing; install Python 3.11 or set PYTHON." >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) cannot make a virtual environment; on Debian install python3.11-venv." >&2; exit 1; }
	@echo "Installing what requirements.lock names (once, about a minute)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.lock
	@touch $@
