# Dangol: everything a developer types. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

CARGO ?= cargo
TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
BUILT := $(TARGET_DIR)/x86_64-unknown-linux-gnu
DEBUG := $(BUILT)/debug/dangol
RELEASE := $(BUILT)/release/dangol

# What is packed: the release binary, or another that is already built.
PACKED ?= $(RELEASE)
PACKAGES := $(TARGET_DIR)/packages

# How often `make long` kills the server, and for how many seconds it fuzzes the API.
KILLS ?= 200
FUZZ_SECONDS ?= 600

# How long `make soak` lasts, and on which part of the full capacity.
SOAK_SECONDS ?= 3600
SOAK_SCALE ?= 1

# The demo agency of `make run`, ignored by git. The log-in file is written last: without it the demo is filled anew.
DEV := .dev
LOGIN := $(DEV)/login.txt

ASSETS := assets/dist/manifest.json
# The build keeps only the classes and icons that the Rust sources use.
ASSET_SOURCES := $(shell find assets src -path assets/node_modules -prune -o -path assets/dist -prune -o -type f -print 2>/dev/null)

##@ Use it

.PHONY: run
run: check-tools assets ## Build, fill a small demo agency on first use, and serve it (ARGS="--listen …" go to serve)
	$(CARGO) build --locked
	@if [ ! -e $(LOGIN) ]; then \
		echo "Filling the demo agency in $(DEV)/data …"; \
		rm -rf $(DEV) && mkdir -p $(DEV); \
		$(DEBUG) demo --data-dir $(DEV)/data > $(LOGIN).part </dev/null; \
		mv $(LOGIN).part $(LOGIN); \
	fi
	@echo; cat $(LOGIN); echo "(to begin anew: rm -r $(DEV))"; echo
	@exec $(DEBUG) serve --data-dir $(DEV)/data $(ARGS)

.PHONY: test
test: check-tools assets chromium restic moto pebble ## All tests: Rust, then the browser
	INSTA_UPDATE=no $(CARGO) test --locked
	@$(MAKE) e2e

.PHONY: release
release: check-tools assets ## The static binary: target/x86_64-unknown-linux-gnu/release/dangol
	$(CARGO) build --release --locked "$$(.ci/pathless)"
	@.ci/static $(RELEASE)

.PHONY: deb
deb: check-tools assets $(if $(filter $(RELEASE),$(PACKED)),release) ## The Debian package, amd64, the same bytes on each run (PACKED=binary to pack another)
	@rm -f $(PACKAGES)/*.deb
	packaging/deb $(PACKED) $(PACKAGES)

.PHONY: tarball
tarball: check-tools assets $(if $(filter $(RELEASE),$(PACKED)),release) ## An archive with an installer, for systems without dpkg
	packaging/tarball/pack $(PACKED) $(PACKAGES)

##@ Work on it

.PHONY: fmt
fmt: ## Format the Rust sources
	$(CARGO) fmt

.PHONY: assets
assets: $(ASSETS) ## Styles, scripts, fonts and icons that the binary embeds

.PHONY: e2e
e2e: assets chromium pebble tests/e2e/node_modules/.installed ## Browser tests alone (SPECS="tests/e2e/main-job.spec.mjs")
	$(CARGO) build --locked
	node --test --test-concurrency=2 $(or $(SPECS),tests/e2e/*.spec.mjs)

.PHONY: lint
lint: assets ## Formatting, clippy and rustdoc, all warnings denied
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps --document-private-items --locked

.PHONY: bench
bench: release ## The figures at full capacity, as target/bench/results.md and .json (BENCH_ONLY="page-br score-night")
	DANGOL_BIN=$(abspath $(RELEASE)) $(CARGO) bench --locked "$$(.ci/pathless)" --bench appliance

.PHONY: bench-scale
bench-scale: release ## Scoring and submissions at 1, 4 and 10 times the full capacity (BENCH_SCALES=1,4,10)
	DANGOL_BIN=$(abspath $(RELEASE)) $(CARGO) bench --locked "$$(.ci/pathless)" --bench appliance -- scale

.PHONY: bench-backup
bench-backup: release ## Thirty nights of backups at full capacity: time, memory, bytes on disk, and what visitors notice
	DANGOL_BIN=$(abspath $(RELEASE)) $(CARGO) bench --locked "$$(.ci/pathless)" --bench appliance -- backup

.PHONY: smoke
smoke: release ## Start the release binary on an empty machine's terms and open both doors
	node .ci/smoke.mjs $(RELEASE)

##@ Prove it

.PHONY: ci
ci: check-tools ## What every change must pass (.ci/run); at most 45 minutes on 2 cores
	@.ci/unchanged remember $(TARGET_DIR)/status-before-ci
	@$(MAKE) lint
	@$(MAKE) test
	@$(MAKE) smoke
	@$(MAKE) package
	@$(MAKE) soak SOAK_SECONDS=120 SOAK_SCALE=0.06
	@.ci/unchanged compare $(TARGET_DIR)/status-before-ci

.PHONY: soak
soak: release ## Mixed load on the full data set: memory stays flat, nothing is lost (SOAK_SECONDS=3600)
	DANGOL_BIN=$(abspath $(RELEASE)) SOAK_SECONDS=$(SOAK_SECONDS) SOAK_SCALE=$(SOAK_SCALE) \
		$(CARGO) test --locked --bench appliance -- soak

.PHONY: long
long: check-tools assets restic moto ## What takes longer: many kills, fuzzing, audits; before an issue is called done
	DANGOL_KILLS=$(KILLS) $(CARGO) test --locked --test it -- crash retention_kills backup_kills restore_kills backup_store::kills upgrade::kills --nocapture
	@$(MAKE) fuzz-api
	@$(MAKE) deb-test
	@$(MAKE) audit

.PHONY: package
package: deb ## The Debian package, clean for lintian; the unit's exposure
	@.ci/lintian $(PACKAGES)/dangol_*_amd64.deb
	@.ci/exposure

.PHONY: deb-test
deb-test: check-tools assets tests/e2e/node_modules/.installed $(if $(filter $(RELEASE),$(PACKED)),release) ## The packages in small systems of Debian 12 and 13: used, upgraded, taken back, purged
	@.ci/debootstrap
	packaging/tests/run $(PACKED) $(TARGET_DIR)/chroots $(SUITES)

.PHONY: fuzz-api
fuzz-api: check-tools assets ## Fuzz the API from its own OpenAPI document (FUZZ_SECONDS=600)
	$(CARGO) build --locked
	DANGOL_BIN=$(abspath $(DEBUG)) FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_DIR=$(TARGET_DIR)/fuzz tests/fuzz/run.sh

.PHONY: audit
audit: ## Licences and advisories of everything we depend on
	TOOLS=$(TARGET_DIR)/tools .ci/audit

##@ Keep house

.PHONY: check-tools
check-tools: ## Say which tools are missing, and what to do about it
	@.ci/check-tools

.PHONY: chromium
chromium: ## Debian's Chromium, for the browser tests
	@.ci/chromium

.PHONY: restic
restic: ## Debian's restic, for the backup tests
	@.ci/restic

.PHONY: pebble
pebble: ## Debian's pebble, a certificate authority for the tests
	@.ci/pebble

.PHONY: moto
moto: ## moto, an S3 server that behaves like AWS, for the backup tests
	@.ci/moto

.PHONY: clean
clean: ## Remove everything built; the demo agency in .dev stays
	$(CARGO) clean
	rm -rf assets/dist assets/node_modules tests/e2e/node_modules tests/e2e/shots

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# npm packages are installed again only when their lock file has changed.
%/node_modules/.installed: %/package.json %/package-lock.json
	cd $* && npm ci --no-audit --no-fund
	@mkdir -p $(@D) && touch $@

$(ASSETS): assets/node_modules/.installed $(ASSET_SOURCES)
	cd assets && npm run --silent build
	@touch $@
