# The one place where commands are spelled out; CI runs `make ci`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?=

.PHONY: help run test check format bench model evaluate near-copies wheel lock ci clean

help: ## Show these commands.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1	/' | expand -t 20

$(VENV)/.run: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint requirements.lock --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --constraint requirements.lock --editable '.[dev]'
	@touch $@

$(VENV)/.training: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet torch==2.13.0
	$(BIN)/python -m pip install --quiet --constraint requirements.lock --editable '.[dev,training]'
	@touch $@

run: $(VENV)/.run ## Start Pleinwacht: your school's chats with a config.toml, else a demo school.
	@$(BIN)/pleinwacht run

test: $(VENV)/.dev ## Run the tests.
	$(BIN)/pytest

check: $(VENV)/.dev ## Everything that must be in order: format, lint, types, imports, tests (with migration drift).
	$(BIN)/ruff format --check bot classifiers tests benchmarks migrations
	$(BIN)/ruff check bot classifiers tests benchmarks migrations
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest

format: $(VENV)/.dev ## Put the code in its usual form.
	$(BIN)/ruff format bot classifiers tests benchmarks migrations
	$(BIN)/ruff check --fix bot classifiers tests benchmarks migrations

bench: $(VENV)/.training ## Measure speed against what one would use instead, in one run.
	$(BIN)/python -m benchmarks

model: $(VENV)/.training ## Make the bundled model again from the corpus; BASE=name-or-folder for another encoder.
	$(BIN)/python -m classifiers.training $(if $(BASE),--base $(BASE))

evaluate: $(VENV)/.dev ## Measure the bundled model; DATA=folder adds the public evaluation data.
	$(BIN)/python -m classifiers.evaluation $(DATA)
	$(BIN)/python -m benchmarks.alerts

near-copies: $(VENV)/.training ## Prove that the corpus copies nothing that measures it; DATA=folder with HateCheck.
	$(BIN)/python -m classifiers.training.near_copies $(DATA)

wheel: $(VENV)/.dev ## Build the wheel into dist/.
	$(BIN)/python -m build --wheel

lock: $(VENV)/.dev ## Write down which versions are used.
	$(BIN)/python -m pip freeze --exclude-editable | grep -viE '^(torch|nvidia|triton|py-spy|uv)' > requirements.lock

ci: $(VENV)/.training check # with the training extra, so that no test is skipped

clean: ## Remove what was made here, but not your data.
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
