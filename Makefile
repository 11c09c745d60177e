# Type `make` for the list of targets. None of them is needed to try lifecircle
# or to test it: that is ./run demo and ./run test.

.DEFAULT_GOAL := help
.PHONY: help setup build test quick check fuzz long golden answers answers-diff cover bench beside bench-import interop docker clean

FUZZTIME ?= 2m
COUNT    ?= 6
BENCH    ?= .

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what building needs besides Go (a C compiler), or say how
	@./run setup

build: ## build bin/lifecircle
	go build -trimpath -o bin/lifecircle ./cmd/lifecircle

test: ## run all tests with the race detector (LIFECIRCLE_DATA=DIR adds the real cities)
	./run test

quick: ## vet and test what has changed and what imports it, in a minute (ROOM=coverage/gaps: that room)
	@.ci/quick $(ROOM)

check: ## all that a change must pass: format, vet, staticcheck, go.mod, tests, short fuzz
	.ci/run

fuzz: ## fuzz each target for FUZZTIME (2m)
	.ci/fuzz $(FUZZTIME)

CHECKS ?= 5000
long: ## hunts for hours: what-ifs against rebuilds and sitings against every plan CHECKS (5000) times each, 64 clients for a minute
	LIFECIRCLE_CLIENTS=60s go test -race -run Clients -timeout 30m ./cmd/lifecircle/host
	go test ./coverage/reach -run 'Repair' -rapid.checks $(CHECKS) -timeout 10h
	go test ./coverage/scenario -run 'Rebuild' -rapid.checks $(CHECKS) -timeout 10h
	go test ./coverage/siting/... -run 'BestOfAll|Serving|Curve' -rapid.checks $(CHECKS) -timeout 10h

golden: ## write the golden files and the outputs in README and docs anew; read the diff
	go test $$(grep -rl --include='*_test.go' 'flag.Bool("update"' . | xargs -n1 dirname | sort -u) -update

answers: ## OUT=DIR: everything that BIN (bin/lifecircle) says of four cities, a file a question
	@test -n "$(OUT)" || { echo "make answers OUT=DIR: name a new folder; BIN= says which program, and LIFECIRCLE_DATA where the real cities are"; exit 2; }
	go run ./internal/answers -bin $(or $(BIN),bin/lifecircle) -out $(OUT)

answers-diff: ## OLD=DIR OUT=DIR: which answers moved between two folders
	@go run ./internal/answers -compare $(OLD) $(OUT)

cover: ## test coverage by package and by line: cover.html
	go test -coverpkg=./... -coverprofile=cover.out ./...
	go tool cover -func=cover.out | tail -n 1
	go tool cover -html=cover.out -o cover.html

bench: ## run the benchmarks COUNT (6) times into bench.txt and summarise; OLD=file compares
	go test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) -timeout 60m ./... | tee bench.txt
	go tool benchstat $(OLD) bench.txt

beside: ## GRAPH=DIR: our search beside the C++ reference on the same graph folder
	@test -n "$(GRAPH)" || { echo "make beside GRAPH=DIR: name a graph folder (../shared/bench/README.md says how to make one)"; exit 2; }
	go build -o bin/beside ./bench/beside
	../shared/bench/beside.sh "$(GRAPH)" bin/beside

bench-import: ## PBF to network file beside osmium cat, a million street nodes, in turn (needs osmium-tool)
	@command -v osmium >/dev/null || { echo "osmium is missing: apt-get install osmium-tool"; exit 2; }
	go build -o bin/ ./internal/testcity/gridpbf ./bench/import
	bin/gridpbf -side 1000 bin/grid.osm.pbf
	@for i in 1 2 3 4 5; do bin/import bin/grid.osm.pbf bin/grid.lc; \
	bash -c 'TIMEFORMAT="{\"osmium cat\": %R}"; time osmium cat bin/grid.osm.pbf -o bin/copy.osm.pbf --overwrite'; done

interop: ## GDAL, QGIS and MapLibre open what it gives, and draw it (says what it needs)
	interop/run

docker: ## build the container image lifecircle:latest
	docker build -t lifecircle:latest .

clean: ## remove what was built
	rm -rf bin bench.txt cover.out cover.html
