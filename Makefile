# What one does with Voicegate; `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help deps run test lint format goldens bench chaos load soak clean

# What the build links against: Foundation and libpq (curl, ssl, xml2, pq), GRDB (sqlite3), phone numbers.
packages := libcurl4-openssl-dev libssl-dev libsqlite3-dev libpq-dev libphonenumber-dev libxml2-dev pkg-config g++
swift_files := Package.swift Sources Tests

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install the system packages that are missing
	@.ci/install-packages $(packages)
	@command -v swift >/dev/null || { \
	    echo "make: Swift is missing; install 6.2 or newer from https://www.swift.org/install and try again" >&2; exit 1; }

# A debug build: it takes half the time of a release build, and for a demonstration it is fast enough.
run: deps ## build it and start the demonstration (ARGS="--call push" for one scripted call)
	@echo "building (several minutes the first time, seconds after that) ..."
	@swift build --product voicegate
	@exec "$$(swift build --show-bin-path)/voicegate" demo $(ARGS)

test: deps ## build everything and run all tests (ARGS="--filter CallFlow" for some)
	@.ci/install-packages postgresql
	@echo "building everything (several minutes the first time) ..."
	@swift build --build-tests
	@.ci/test $(ARGS)

lint: deps ## look for what the compiler lets pass
	@.ci/lint $(swift_files)

format: deps ## bring the sources into form
	@swift format format --in-place --parallel --recursive $(swift_files)

goldens: deps ## write the files anew that tests compare with; look at the difference before you commit
	@.ci/install-packages postgresql
	@swift build --build-tests
	@UPDATE_GOLDENS=1 swift test --skip-build --disable-xctest --no-parallel
	@git status --short 2>/dev/null || true

bench: deps ## measure it beside a bare route and small servers of the same purpose
	@.ci/install-packages wrk nginx-light python3 nodejs node-express node-axios python3-flask gunicorn \
	    python3-requests python3-twilio postgresql
	@Tests/Benchmarks/run $(ARGS)

chaos: deps ## bad days on purpose: killed, cut off, full, refused (ARGS="--only kill" for one of them)
	@.ci/install-packages postgresql python3 libfaketime
	@swift build --product voicegate
	@VOICEGATE="$$(swift build --show-bin-path)/voicegate" Tests/Chaos/run $(ARGS)

load: deps ## thousands who wait for a push, a thousand hooks a second (ARGS="--only hooks --hooks 200" for less)
	@.ci/install-packages postgresql python3
	@echo "building for release (several minutes the first time) ..."
	@swift build -c release --product voicegate
	@VOICEGATE="$$(swift build -c release --show-bin-path)/voicegate" Tests/Load/run $(ARGS)

soak: deps ## an hour of everything at a moderate rate: does it grow? (ARGS="--minutes 10" for less)
	@.ci/install-packages python3
	@echo "building for release (several minutes the first time) ..."
	@swift build -c release --product voicegate
	@python3 Tests/Load/soak.py --binary "$$(swift build -c release --show-bin-path)/voicegate" $(ARGS)

clean: ## remove what was built
	@rm -rf .build
