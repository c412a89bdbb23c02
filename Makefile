# Every command anybody needs; `make` alone lists them.
PY ?= python3
export UV_PYTHON_DOWNLOADS = never
export UV_NO_PROGRESS = 1
V := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint types floors unit format locks clean bench kill-test order-test flip-test blind-test properties mutations mutation-test fuzz archives vectors web web-test browser-test walk-test second-test county-test texts

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(V)/.boot: locks/boot.lock
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: set PY=/path/to/python3.11"; exit 1; }
	@$(PY) -m venv .venv 2>/dev/null || { $(PY) -m pip install -q --target .boot --require-hashes -r locks/boot.lock && .boot/bin/uv venv -q --seed --clear .venv; } || { echo "Neither venv nor pip is there: on Debian run 'apt install python3-venv', then make again"; exit 1; }
	@$(V)/python -m pip install -q --disable-pip-version-check --require-hashes -r locks/boot.lock
	@touch $@

$(V)/.runtime: $(V)/.boot locks/runtime.lock pyproject.toml
	@$(V)/uv pip install -q -p $(V)/python --require-hashes -r locks/runtime.lock || $(V)/python -m pip install -q --require-hashes -r locks/runtime.lock
	@$(V)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(V)/.dev: $(V)/.runtime locks/dev.lock
	@$(V)/uv pip install -q -p $(V)/python --require-hashes -r locks/dev.lock || $(V)/python -m pip install -q --require-hashes -r locks/dev.lock
	@touch $@

setup: $(V)/.runtime ## Prepare .venv; the command is then .venv/bin/ostraka

demo: setup ## One county's year over real HTTP, from the rolls to the grades (OUT=folder keeps the files)
	@$(V)/ostraka demo $(if $(OUT),--out $(OUT)) $(if $(VOTERS),--voters $(VOTERS))

# Where tests keep their databases: in memory if there is room, because hundreds of them are made.
SCRATCH = df -Pk /dev/shm 2>/dev/null | awk 'END {print(ENVIRON["TMPDIR"] == "" && $$4 > 4e6 ? "/dev/shm" : ENVIRON["TMPDIR"])}'

test: $(V)/.dev web ## All tests on SQLite and PostgreSQL; T=path and K=name narrow them
	@TMPDIR=$$($(SCRATCH)) $(V)/python -m pytest $(if $(T),$(T),-n 2 --dist loadfile) $(if $(K),-k "$(K)") -m "not slow"

check: lint types floors ## Style, strict types, who may import whom

lint: $(V)/.dev ## ruff: style and format
	@$(V)/ruff check . && $(V)/ruff format --check .

types: $(V)/.dev ## mypy, strict
	@$(V)/mypy

floors: $(V)/.dev ## import-linter: floors, rooms and the wall
	@$(V)/lint-imports

unit: $(V)/.dev ## Only what needs no server
	@TMPDIR=$$($(SCRATCH)) $(V)/python -m pytest tests/unit tests/architecture -n 2 --dist loadfile -m "not slow"

format: $(V)/.dev ## Rewrite to the house format
	@$(V)/ruff check --fix . ; $(V)/ruff format .

bench: setup ## Ballots a second on this machine, as JSON lines
	@$(V)/ostraka bench cast

kill-test: $(V)/.dev ## kill -9 of every kind of process while people vote (slow)
	@$(V)/python -m pytest tests/slow/test_kill.py -m slow -x -s

order-test: $(V)/.dev ## Canaries and the order attack on the raw files of 20 meetings (slow)
	@$(V)/python -m pytest tests/slow/test_order.py -m slow -x -s

flip-test: $(V)/.dev ## Change every header byte and 500 others of each archive, one at a time (slow; OUT=folder)
	@OSTRAKA_TEST_ARCHIVES=$(if $(OUT),$(abspath $(OUT))/archives) $(V)/python -m pytest tests/slow/test_flips.py -m slow -x -s

properties: $(V)/.dev ## 1,000 examples of every property of the protocol core (slow)
	@OSTRAKA_TEST_EXAMPLES=1000 $(V)/python -m pytest tests/unit/crypto/test_crypto_properties.py tests/unit/crypto/test_crypto_foreign_proofs.py --timeout 3600

mutations: $(V)/.dev ## 20,000 ballots and archives with one thing changed; none may pass (slow)
	@$(V)/python -m pytest tests/slow/test_mutations.py -m slow -x -s

mutation-test: $(V)/.dev ## Change the verifier's code 3,464 times; the tests must notice (half an hour; N='*proofs*')
	@$(V)/uv pip install -q -p $(V)/python --require-hashes -r locks/mutation.lock || $(V)/python -m pip install -q --require-hashes -r locks/mutation.lock
	@$(V)/mutmut run --max-children 1 $(if $(N),'$(N)')
	@$(V)/mutmut results | grep -v 'not checked' || echo 'None survived.'

second-test: $(V)/.dev ## 100,000 random cases, answered alike by two evaluators of the rules (slow)
	@$(V)/python -m pytest tests/slow/test_second_evaluator.py -m slow -x -s

county-test: $(V)/.dev ## A county's 577 officials: proposals with derivations, and one page, in time (slow)
	@$(V)/python -m pytest tests/slow/test_county.py -m slow -x -s

fuzz: $(V)/.dev ## Fuzz every parser with bytes (slow; SECONDS=1800)
	@OSTRAKA_TEST_FUZZ_SECONDS=$(or $(SECONDS),60) $(V)/python -m pytest tests/slow/test_fuzz.py -m slow -x -s

blind-test: $(V)/.dev ## Ten thousand random requests to a blind issuer (slow)
	@$(V)/python -m pytest tests/slow/test_blind.py -m slow -x -s

archives: setup ## Write every kind of archive that we make, with a MANIFEST, for any Belenios tool (OUT=folder)
	@PYTHONPATH=tests $(V)/python -m vectors.rewrite --out $(or $(OUT),made-archives)

vectors: setup ## Rewrite the archives of ours that the repository keeps
	@PYTHONPATH=tests $(V)/python -m vectors.rewrite

$(V)/.node: $(V)/.boot locks/browser.lock
	@$(V)/uv pip install -q -p $(V)/python --require-hashes -r locks/browser.lock || $(V)/python -m pip install -q --require-hashes -r locks/browser.lock
	@touch $@

shared/browser/node_modules/.package-lock.json: $(V)/.node shared/browser/package-lock.json
	@cd shared/browser && PATH=$(abspath $(V)):$$PATH npm ci --ignore-scripts --no-audit --no-fund --loglevel error
	@touch $@

web: $(V)/.runtime shared/browser/node_modules/.package-lock.json ## Build the pages into build/web
	@cd shared/browser && $(abspath $(V))/node build.mjs
	@$(V)/python -m shared.plumbing.pages.catalogues compile build/web

browser-test: $(V)/.dev web ## 1,000 sheets made in the browser's code, and the waits on a slow phone (slow)
	@$(V)/python -m pytest tests/slow/test_browser_ballots.py tests/slow/test_browser_speed.py tests/pages -m slow -x -s

walk-test: $(V)/.dev web ## Every template walked from creation to certified report by its next step (slow; K=kind)
	@$(V)/python -m pytest tests/slow/test_walk.py $(if $(K),-k "$(K)") -m slow -s

web-test: $(V)/.dev web ## Types and tests of the pages' scripts; two builds, equal bytes
	@$(V)/python -m pytest tests/browser -m "not slow"

texts: $(V)/.runtime ## Bring the Chinese catalogue up to what the templates say
	@$(V)/python -m shared.plumbing.pages.catalogues update

locks: $(V)/.boot ## Rewrite the hashed locks after a change in pyproject.toml
	@$(V)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header locks/boot.in -o locks/boot.lock
	@$(V)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header pyproject.toml -o locks/runtime.lock
	@$(V)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --extra dev pyproject.toml -o locks/dev.lock
	@$(V)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header locks/browser.in -o locks/browser.lock

clean: ## Remove what was installed and built
	@rm -rf .venv .boot .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
