# Everything is documented by 'make help'.
STACK ?= local
SERVICE ?=
QUEUE ?=
N ?= 50
SEATS ?= 200
CLIENTS ?= 64
NATIVE ?=
MINUTES ?=
TIMES ?= 10
VARIANT ?=
OVERLAY ?=
RECORD ?=
# Modules tested at a time, and stacks for the end-to-end tests: two take some 12 GB, and on two cores save a few minutes only.
MODULES ?= 2
STACKS ?= 1
# How often a test that fails is tried again; what passes then is told as flaky (CI: 1).
RETRIES ?= 0

build := deploy/local/bin/build
stack := deploy/local/bin/stack
list-dependencies := $(build) plain -q -B -ntp test-compile dependency:list -DincludeScope=runtime \
  -DoutputFile=target/dependencies.txt -DoutputAbsoluteArtifactFilename=true -Dspotless.check.skip
counter = $(shell deploy/local/bin/services counter)
export LOKET_NATIVE := $(NATIVE)
export PUBLIC

.DEFAULT_GOAL := help
# Every documented target is a command, no file.
.PHONY: native-counter $(shell sed -n 's/^\([a-z-]*\):.*## .*/\1/p' Makefile)

help: ## this list
	@echo "Loket. It needs a JDK 25 or newer and a Maven, finds both by itself, and fetches the rest."
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  PUBLIC=1           run, up: other machines reach gateway and apk-ota; no sample users"
	@echo "  NATIVE=1           run, up, bench-booking, bench-order: the native executables instead of JVMs"
	@echo "  STACK=compose      run, up: servers from deploy/compose (needs Docker) instead of local processes"
	@echo "  LOKET_<...>        ports, knobs and servers to use instead: deploy/local/README.md"

run: $(if $(NATIVE),native) ## build, start everything, book a seat, keep running until Ctrl-C
	@LOKET_STACK=$(STACK) deploy/local/bin/build-and-start run

up: $(if $(NATIVE),native) ## the same in the background; returns when all is ready
	@LOKET_STACK=$(STACK) deploy/local/bin/build-and-start up

down: ## stop what 'make up' or 'make run' started
	@LOKET_STACK=$(STACK) deploy/local/bin/start down

status: ## what runs, its process, memory and port
	@$(stack) status

dev: build ## one service with live reload: make dev SERVICE=ticket-app
	@LOKET_MVN=$$(deploy/local/bin/find-maven) $(stack) dev $(SERVICE)

demo: ## many bookings and orders with refusals, failures and a waiting list on the running stack: make demo N=50
	@N=$(N) $(stack) demo

demo-reports: ## a city's damage of three years on the running stack, for analytics and forecasts: N=54000 in the last year
	@N=$(if $(filter command line environment,$(origin N)),$(N)) $(stack) demo-reports

crowd: build ## 64 people at once on each of 200 seats, then the audit, on a stack of its own: SEATS=200 CLIENTS=64
	@SEATS=$(SEATS) CLIENTS=$(CLIENTS) $(stack) crowd

events: build ## who publishes which event and who listens, read from the running broker
	@$(stack) events

audit: ## check the invariants I1-I12 against the running stack's stores
	@$(stack) audit

bench-booking: build $(if $(NATIVE),native-counter) ## bookings/s against pgbench running the same SQL (deploy/bench)
	@$(stack) bench-booking

bench-webhook: build ## webhook deliveries/s, and delays while receivers hang (deploy/bench)
	@$(stack) bench-webhook

bench-sweeps: build ## cost of sweeps beside 10^4, 10^5, 10^6 finished things, and how fast a backlog drains: N=1000000 (deploy/bench)
	@N=$(if $(filter command line environment,$(origin N)),$(N)) $(stack) bench-sweeps

bench-inventory: build ## rows/s of a file of stock against psql's \copy and upsert: N=1000000 (deploy/bench)
	@N=$(if $(filter command line environment,$(origin N)),$(N)) $(stack) bench-inventory

bench-order: build $(if $(NATIVE),native-counter) ## orders/s against pgbench, the way through all services, events/s of the relay (deploy/bench)
	@$(stack) bench-order

bench-drain: build ## events/s of a backlog of 10,000, by one replica and by two (deploy/bench)
	@$(stack) bench-drain

bench-etl: build ## reports/s into OpenSearch against the same bulk sent raw: N=200000 (deploy/bench)
	@N=$(if $(filter command line environment,$(origin N)),$(N)) $(stack) bench-etl

bench-gateway: build ## the gateway's requests/s over TLS against nginx doing the same, and its memory (deploy/bench)
	@$(stack) bench-gateway

bench-apk: build ## downloads of a release against nginx sending the same file, and memory with 200 slow phones: N=500 MB (deploy/bench)
	@N=$(if $(filter command line environment,$(origin N)),$(N)) $(stack) bench-apk

bench-sync: build ## visits/s that devices sync against pgbench inserting the same rows: N=1000 devices (deploy/bench)
	@N=$(if $(filter command line environment,$(origin N)),$(N)) $(stack) bench-sync

bench-handover: build ## how long a closed batch of 200, 1,000, 3,000 and 10,000 visits takes to the core (deploy/bench)
	@$(stack) bench-handover

bench-report: build ## reports/s against pgbench with the same SQL, lookups near a point and lists among 1,000,000 reports: N=1000000 (deploy/bench)
	@N=$(if $(filter command line environment,$(origin N)),$(N)) $(stack) bench-report

bench-photo: build ## photos/s through report-app against the image library called in a loop, and memory: N=2000 (deploy/bench)
	@N=$(if $(filter command line environment,$(origin N)),$(N)) $(stack) bench-photo

bench-start: build ## start, memory and size of each service, JVM and native (deploy/bench)
	@deploy/local/bin/native build $(counter)
	@deploy/local/bin/native floor
	@$(stack) bench-start

bench-load: build native-counter ## memory of the native executables under load: MINUTES=10 (deploy/bench)
	@MINUTES=$(MINUTES) $(stack) bench-load

replay: ## put the dead letters of a queue back: make replay QUEUE=client-app.bookings
	@$(stack) replay $(QUEUE)

build: ## compile and package everything, without tests
	@$(build) quiet package -DskipTests

test: ## all tests of all modules, on real servers, but for those of test-long: MODULES=2 at a time
	@$(build) plain -B -ntp -T $(MODULES) -De2e.forks=$(STACKS) \
	  -Dsurefire.rerunFailingTestsCount=$(RETRIES) -Dfailsafe.rerunFailingTestsCount=$(RETRIES) verify

test-long: ## tests with a million rows, soaks, and the fault tests again and again: MINUTES=120 TIMES=10
	@MINUTES=$(or $(MINUTES),120) TIMES=$(TIMES) MODULES=$(MODULES) STACKS=$(STACKS) deploy/local/bin/test-long

native: ## native executables of all services, or of one: make native SERVICE=ticket-app (needs a GraalVM)
	@deploy/local/bin/native build $(SERVICE)

native-counter:
	@deploy/local/bin/native build $(counter)

test-native: ## the *IT tests of all modules, end-to-end too, against the native executables
	@deploy/local/bin/native test

images: ## container images: make images SERVICE=ticket-app VARIANT=native|jvm REPOSITORY=images.example/ (deploy/images)
	@deploy/images/images engine >/dev/null
	@$(build) quiet package -DskipTests
	@$(if $(filter jvm,$(VARIANT))$(filter dev-servers,$(SERVICE)),,deploy/local/bin/native build $(SERVICE))
	@$(if $(filter dev-servers,$(SERVICE)),,deploy/images/sbom $(SERVICE))
	@SERVICE=$(SERVICE) VARIANT=$(or $(VARIANT),native) deploy/images/images

check-images: build ## the images as far as they can be checked without a container engine, each service started in its own
	@SERVICE=$(SERVICE) VARIANT="$(or $(VARIANT),native jvm)" deploy/images/check

sbom: ## what each service is made of, as CycloneDX: <service>/target/sbom.json
	@deploy/images/sbom $(SERVICE)

verify-dependencies: build ## whether all jars are those recorded, and none has a known weakness: RECORD=1 after a change (deploy/supply)
	@$(list-dependencies)
	@RECORD=$(RECORD) $(stack) verify-dependencies

refresh-advisories: build ## ask OSV what is known of the packages used; needs a network (deploy/supply)
	@$(list-dependencies)
	@$(stack) refresh-advisories

cluster-secrets: build ## passwords and keys for a development cluster, once (deploy/cluster)
	@deploy/cluster/secrets

cluster-apply: ## put an overlay on the cluster of kubectl: make cluster-apply OVERLAY=knative/overlays/dev
	@deploy/cluster/apply $(OVERLAY)

format: ## put all code into the project's format
	@$(build) plain -q -B spotless:apply

clean-data: ## remove the local stack's data, logs and secrets
	@$(stack) clean-data

clean: ## remove everything that was built
	@$(build) plain -q -B clean
