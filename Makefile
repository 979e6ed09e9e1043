.PHONY: build test check

build:
	go build -trimpath -o azcopy ./cmd/azcopy

# Every test, with the outside server.
test:
	scripts/test

# All that must be true of a commit.
check:
	.ci/run
