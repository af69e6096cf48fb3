# make run   the page, on http://localhost:8501
# make test  everything that has to hold before a change is done
# make docs  the documentation, in build/site
# make audit  known weaknesses of the packages, and their licences
# make screenshots  the pictures in docs/, taken from the page as it is

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

export HF_HUB_OFFLINE := 1
export HF_HUB_DISABLE_PROGRESS_BARS := 1
export TRANSFORMERS_VERBOSITY := error
export TOKENIZERS_PARALLELISM := false
export ANONYMIZED_TELEMETRY := False
export LANGSMITH_TRACING := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: install run test types suite browser database objects docs audit screenshots format clean

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-compile -c constraints.txt -e '.[test]'
	touch $@

run: install
	$(BIN)/pinpoint chat

test:
	$(MAKE) --no-print-directory --jobs 3 install browser database objects
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory --jobs 2 types suite

types:
	$(BIN)/mypy

suite:
	$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

# The browser tests need Chromium; without it they are skipped, and say so.
browser:
	@command -v chromium >/dev/null || { \
		test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "Installing Chromium for the browser tests" && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	} || echo "No Chromium here and none could be installed: the browser tests will be skipped."

# The tests of the store on servers need PostgreSQL; without it they are skipped, and say so.
database: browser # for apt-get does one thing at a time
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || { \
		test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "Installing PostgreSQL for the tests of servers" && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; \
	} || echo "No PostgreSQL here and none could be installed: the tests of the store on servers will be skipped."

# The tests of documents in an object store need an S3 server, in an environment of its own; without it they are
# skipped, and say so.
objects:
	@test -x build/moto/bin/moto_server || { $(PYTHON) -m venv build/moto && build/moto/bin/pip install --quiet --no-compile 'moto[s3]==5.2.5' flask==3.1.3 flask-cors==6.0.5; } || \
		echo "No S3 server here and none could be installed: the tests of object stores will be skipped."

# The documentation as a site in build/site; whatever is amiss in it ends the build.
docs: install
	$(BIN)/python -m pip install --quiet --no-compile -c constraints.txt -e '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet

# What is known against the packages in requirements.lock (of torch against its version, whatever the build),
# asked by a tool in an environment of its own, and then docs/assurance/licences.md anew; whatever is known, or has changed, ends it.
audit: install
	test -x build/audit/bin/pip-audit || { $(PYTHON) -m venv build/audit && build/audit/bin/pip install --quiet 'pip-audit>=2.10'; }
	sed 's/+cpu//' requirements.lock >build/audit/locked.txt
	build/audit/bin/pip-audit --requirement build/audit/locked.txt --require-hashes --disable-pip --strict
	$(BIN)/python -m pip install --quiet --no-compile -c constraints.txt -e '.[benchmarks,docs,sign-in,test]'
	$(BIN)/python -m docs.licences
	git diff --exit-code --stat docs/assurance/licences.md

# The pictures in docs/, of the shipped documents or of a folder: make screenshots CORPUS=reports/
screenshots: install browser
	$(BIN)/python -m docs.screenshots $(CORPUS) $(INDEX)

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv .pinpoint .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
