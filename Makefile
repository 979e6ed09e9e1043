.PHONY: build test check

# make build VERSION=1.2.3 builds a release; without it, the version is what go knows of the commit.
build:
	go build -trimpath $(if $(VERSION),-ldflags "-X main.release=$(VERSION)") -o azcopy ./cmd/azcopy

# Every test, with the outside server.
test:
	scripts/test

# All that must be true of a commit.
check:
	.ci/run
