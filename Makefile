# Two commands do everything: `make start` for students, `make test` for the project's own tests.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --prefer-binary --config-settings editable_mode=compat

.PHONY: start test processors lint stubs record figures site bench reproduce clean

start: .venv/core  ## install the core (no torch, no Jupyter) and show where you are
	@$(BIN)/grader
	@echo "To have grader and pytest on your path: source .venv/bin/activate"

# One BLAS thread for each of pytest-xdist's workers: more of them than processors stand in each other's way.
# 30 s are for an exercise of a student's; a test of the project may grade a class, on a busy machine.
test: .venv/dev  ## install the dev extra and run the project's own tests
	OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests -n auto --timeout 120

processors: .venv/dev  ## the catalogue's verdicts and tests as on other processors, with one thread and two
	@$(BIN)/python -m tests.platforms.processors

lint: .venv/dev  ## ruff, lint and format, and the contracts between the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

stubs: .venv/core  ## cut exercises/ from solutions/; refuses to touch a stub that was written in
	@$(BIN)/python -m grader.course.stubs

record: .venv/dev  ## record PyTorch's answers beside the forwards in reference/
	@$(BIN)/python -m grader.judge.record_oracle

figures: .venv/dev  ## draw the chapters' figures anew under exercises/figures/
	@$(BIN)/python -m figures

site: .venv/site  ## build the site in build/site (RUNTIME=DIR: with a runtime of its own); the workbench needs Node 18
	@$(BIN)/python -m website $(if $(RUNTIME),--runtime $(RUNTIME))

bench: .venv/dev  ## print the figures, as ratios in one interleaved run; asserts nothing
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.autograde
	@$(BIN)/python -m bench.grade
	@$(BIN)/python -m bench.class_cost

# huggingface_hub fetches; with WEIGHTS and DATA nothing is fetched, and the core is enough.
reproduce: .venv/core  ## GPT-2 124M's published figures, measured again (WEIGHTS=FILE, DATA=FOLDER: without a network)
	@$(BIN)/python -c 'import huggingface_hub' 2>/dev/null || test -n "$(WEIGHTS)" -a -n "$(DATA)" || $(INSTALL) --quiet -e '.[weights]'
	@$(BIN)/python -m grader reproduce $(if $(WEIGHTS),--weights "$(WEIGHTS)") $(if $(DATA),--data "$(DATA)")

clean:  ## remove the environment and caches, never what you wrote
	rm -rf .venv .pytest_cache .ruff_cache .grader build *.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@echo "1 of 3: making .venv, a Python of this folder's own; make clean removes it"
	@$(PYTHON) -m venv .venv

.venv/core: pyproject.toml | .venv/bin/python
	@echo "2 of 3: pip installs NumPy, SciPy, pytest and eight small packages there, some 80 MB; a minute or two"
	@$(INSTALL) -e .
	@echo "3 of 3: where you are"
	@touch $@

.venv/dev: pyproject.toml | .venv/core
	@echo "installing the dev extra, once; PyTorch takes a few minutes"
	@$(INSTALL) --quiet -e '.[dev]'
	@touch $@ .venv/core

.venv/site: pyproject.toml | .venv/core
	@echo "installing the extra site, once: Sphinx and what it needs"
	@$(INSTALL) --quiet -e '.[site]'
	@touch $@ .venv/core
