# run · test · lint · bench: each does its own set-up. Nothing else has to be installed by hand.
PYTHON ?= python3
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test lint bench instruments catalogues lock check-python

run: .venv/run
	.venv/bin/python app.py serve --demonstration

test: export REQUIRE_BROWSER = 1
test: .venv/dev .venv/system lint
	.venv/bin/python -m pytest -n 2 --dist worksteal --max-worker-restart 0

lint: .venv/dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache

bench: .venv/dev
	.venv/bin/python -m bench

# docs/instruments.md, after a change of content_store/library/.
instruments: .venv/run
	.venv/bin/python -m content_store.library.table > .venv/instruments.md
	mv .venv/instruments.md docs/instruments.md

# The words of the console that are to be translated, after some were added or changed.
catalogues: .venv/run
	.venv/bin/python -m console.marked

# The hashes of every package, for every system: after a change of pyproject.toml.
lock: .venv/dev
	.venv/bin/pip install -q uv
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

check-python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is needed (Debian: apt-get install python3-venv)"; exit 1; }

.venv/run: requirements.lock | check-python
	$(PYTHON) -m venv .venv
	.venv/bin/pip install -q --require-hashes --only-binary :all: -r requirements.lock
	touch .venv/run

.venv/dev: requirements-dev.lock .venv/run
	.venv/bin/pip install -q --require-hashes --only-binary :all: -r requirements-dev.lock
	touch .venv/dev

# Chromium for the browser tests, PostgreSQL for the second half of the suite.
.venv/system:
	sh tests/install_system_packages.sh
	touch .venv/system
