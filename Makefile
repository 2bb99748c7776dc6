# The front of the project: `make` lists the targets, and CI runs the same ones.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
N := 60
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make the virtual environment

# Debian ships venv and pip apart from python3; without them the environment is made by virtualenv.
$(STAMP): pyproject.toml constraints.txt tools/environment.sh
	sh tools/environment.sh "$(PYTHON)" "$(VENV)"
	@touch $@

demo: $(STAMP) ## The main job on real documents: changelog, verdict and pages of the Sensay API
	@sh tools/demo.sh "$(BIN)/harness"

gate: $(STAMP) ## Say whether the stored APIs may be published: BASE=REV for another branch to merge into
	$(BIN)/harness gate $(if $(BASE),--base $(BASE))

site: $(STAMP) ## The pages of all stored APIs, in reports/site
	$(BIN)/harness site --output reports/site
	@echo "Open reports/site/index.html"

examples: $(STAMP) ## Render the example reports anew
	sh tools/examples.sh "$(BIN)/harness" reports/examples

examples-fresh: $(STAMP) ## Check that the example reports are what harness renders
	sh tools/examples_fresh.sh "$(BIN)/harness" reports/examples

test: $(STAMP) ## Run all tests
	$(BIN)/python -m pytest -n auto --dist worksteal -q

browser: $(STAMP) ## Only the tests of the pages, in Chromium
	@sh tools/browser.sh
	HARNESS_REQUIRE_BROWSER=1 $(BIN)/python -m pytest -n auto -q -m browser

screenshots: $(STAMP) ## The pictures of the pages that their tests take, into reports/screenshots
	@sh tools/browser.sh
	HARNESS_REQUIRE_BROWSER=1 HARNESS_SCREENSHOTS=reports/screenshots $(BIN)/python -m pytest -n auto -q -m browser

check: lint types layers test ## Everything that CI runs

lint: $(STAMP) ## Look for what a machine can find
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

format: $(STAMP) ## Put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(STAMP) ## Check the types
	$(BIN)/mypy

layers: $(STAMP) ## Check who imports whom, and that nobody does in circles
	$(BIN)/lint-imports --no-cache
	$(BIN)/lint-imports --no-cache --config tools/cycles.toml

golden: $(STAMP) ## Write the golden files anew, to be read in review; those of TESTS=… alone
	$(BIN)/python -m pytest -q --update-golden $(TESTS)
	git diff --stat

rule: $(STAMP) ## The stubs of a new rule: ID=request-thing-happened AREA=arrays
	@$(BIN)/python tools/rule.py "$(ID)" "$(AREA)"

docs: $(STAMP) ## Write the pages of rules, checks, settings and the gate anew
	$(BIN)/python tools/rule_pages.py
	$(BIN)/python tools/check_page.py
	$(BIN)/python tools/settings_page.py
	$(BIN)/python tools/gate_page.py

docs-fresh: $(STAMP) ## Check that the pages of rules, checks, settings and the gate are what the code says
	$(BIN)/python tools/rule_pages.py --check
	$(BIN)/python tools/check_page.py --check
	$(BIN)/python tools/settings_page.py --check
	$(BIN)/python tools/gate_page.py --check

verdicts: $(STAMP) ## Hold our verdicts against pairs whose verdict is known
	$(BIN)/python tools/verdicts.py

measures: $(STAMP) ## Figures of the whole code, and those of BASE=REV beside them
	$(BIN)/python -m tools.measures $(if $(BASE),--base $(BASE))

mutants: $(STAMP) ## Make N=60 small mistakes, those of SEED, and see whether tests notice
	$(BIN)/python -m tools.mutants --count $(N) $(if $(SEED),--seed $(SEED)) $(if $(IN),--packages $(IN))

suites: $(STAMP) ## Hold the stored APIs to every version from pytest: the mock, or the server at BASE_URL
	$(BIN)/python -m pytest suites -n auto -q $(if $(BASE_URL),--base-url $(BASE_URL))

conform: $(STAMP) ## Hold the mock of each stored API to every version of it, in reports/conformance
	@mkdir -p reports/conformance
	$(BIN)/harness conform sensay --mock -r html=reports/conformance/sensay.html -r json=reports/conformance/sensay.json
	$(BIN)/harness conform aivax --mock -r html=reports/conformance/aivax.html -r json=reports/conformance/aivax.json

nightly: $(STAMP) ## Send the corpus of each stored API to its mock, then what another seed makes up; API=… SERVER=URL for a server
	@mkdir -p reports/conformance; code=0; for api in $(or $(API),sensay aivax); do \
		set -- $$api $(if $(SERVER),--base-url $(SERVER),--mock) $(if $(COMMIT),--commit $(COMMIT)); \
		$(BIN)/harness conform "$$@" -r html=reports/conformance/$$api-corpus.html || code=$$?; \
		$(BIN)/harness conform "$$@" --time-limit $(or $(SECONDS),1800) --seed $$(date +%Y%j) --corpus "" \
			-r html=reports/conformance/$$api.html -r json=reports/conformance/$$api.json || code=$$?; \
		$(BIN)/harness runs $$api; \
	done; exit $$code

conform-seeds: $(STAMP) ## Hold the mocks to their word by 20 seeds, in a tenth of the time each: SEEDS=N APIS=…
	@mkdir -p reports/conformance
	@sh tools/conform_seeds.sh $(BIN)/harness "$(or $(APIS),sensay aivax)" $(or $(SEEDS),20)

conform-real: $(STAMP) ## Hold published servers to the documents that their authors ship: NAMES=…
	$(BIN)/python tools/conform_real.py $(NAMES)

conform-mutants: $(STAMP) ## Break each promise of a small API, and see whether its check notices
	HARNESS_MUTANTS=all $(BIN)/python -m pytest -n auto -q tests/mutants

deep: $(STAMP) ## The property tests with many more examples
	$(BIN)/python -m pytest -n auto -q --hypothesis-profile=deep

bench: $(STAMP) ## Time the commands against reading alone, and against the peers that are installed
	$(BIN)/python tests/benchmarks/run.py

growth: $(STAMP) ## How steps grow with the size of documents; fails where they grow faster than linearly
	$(BIN)/python tests/benchmarks/growth.py --check

clean: ## Remove what was made
	rm -rf $(VENV) .mutants .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis reports/demo reports/screenshots

.PHONY: help setup demo gate site examples examples-fresh test browser screenshots check lint format types layers golden rule docs docs-fresh verdicts measures mutants suites conform nightly conform-seeds conform-real conform-mutants deep bench growth clean
