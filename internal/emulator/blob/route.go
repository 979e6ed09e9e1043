package blob

import (
	"net/http"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// The needs of operations: letters of which a SAS must have one.
func containerNeed(account, service string) auth.Need {
	return auth.Need{Type: "c", Account: account, Service: service}
}

func objectNeed(letters string) auth.Need {
	return auth.Need{Type: "o", Account: letters, Service: letters}
}

// Route returns the operation for a method, an address and the parameters comp and restype.
func (s *Service) Route(r *service.Request) (service.Operation, error) {
	method := r.HTTP.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	comp, restype := r.Query.Get("comp"), r.Query.Get("restype")
	var op service.Operation
	switch {
	case r.Container == "" && restype == "container":
		return op, rest.BadQuery("restype", restype, "The address names no container.")
	case r.Object != "" && restype != "":
		return op, rest.BadQuery("restype", restype, "The address names a blob.")
	case restype != "" && restype != "container":
		return op, unrouted(method, "restype", restype)
	case r.Container == "":
		op = s.routeAccount(method, comp)
	case restype == "container":
		op = s.routeContainer(method, comp)
	case r.Object != "" && method == http.MethodPut && r.Query.Has("snapshot"):
		return op, rest.BadQuery("snapshot", r.Query.Get("snapshot"), "A snapshot does not change.")
	case r.Object != "":
		op = s.routeBlob(r, method, comp)
	}
	if err := checkBlobName(r.Object); err != nil {
		return op, err
	}
	if op.Serve == nil {
		return op, unrouted(method, "comp", comp)
	}
	op.Takes = takes(op.Name)
	op.Serve = s.settled(op.Serve)
	return op, nil
}

// unrouted is the error for a request that no operation answers, because of the value of a parameter unless that is empty.
func unrouted(method, parameter, value string) error {
	switch method {
	case http.MethodGet, http.MethodPut, http.MethodDelete:
	default:
		return rest.New(rest.UnsupportedHTTPVerb)
	}
	if value != "" {
		return rest.New(rest.NotImplemented, rest.Detail{Name: "QueryParameterName", Value: parameter}, rest.Detail{Name: "QueryParameterValue", Value: value})
	}
	return rest.New(rest.InvalidURI)
}

func (s *Service) routeAccount(method, comp string) service.Operation {
	if method == http.MethodGet && comp == "list" {
		return service.Operation{Name: "List Containers", Need: auth.Need{Type: "s", Account: "l"}, Serve: s.listContainers}
	}
	return service.Operation{}
}

func (s *Service) routeContainer(method, comp string) service.Operation {
	switch method + " " + comp {
	case "PUT ":
		return service.Operation{Name: "Create Container", Need: containerNeed("cw", ""), Serve: s.createContainer}
	case "GET ":
		return service.Operation{Name: "Get Container Properties", Need: containerNeed("r", ""), Public: service.PublicContainers, Serve: s.getContainer}
	case "GET metadata":
		return service.Operation{Name: "Get Container Metadata", Need: containerNeed("r", ""), Public: service.PublicContainers, Serve: s.getContainer}
	case "PUT metadata":
		return service.Operation{Name: "Set Container Metadata", Need: containerNeed("w", ""), Serve: s.setContainerMetadata}
	case "PUT lease":
		return service.Operation{Name: "Lease Container", Need: containerNeed("w", ""), Serve: s.leaseContainer}
	case "GET acl":
		return service.Operation{Name: "Get Container ACL", Serve: s.getACL}
	case "PUT acl":
		return service.Operation{Name: "Set Container ACL", Serve: s.setACL}
	case "DELETE ":
		return service.Operation{Name: "Delete Container", Need: containerNeed("d", ""), Serve: s.deleteContainer}
	case "GET list":
		return service.Operation{Name: "List Blobs", Need: containerNeed("l", "l"), Public: service.PublicContainers, Serve: s.listBlobs}
	}
	return service.Operation{}
}

func (s *Service) routeBlob(r *service.Request, method, comp string) service.Operation {
	if isCopy(r) {
		if op := s.routeCopy(r, comp); op.Serve != nil {
			return op
		}
	}
	switch method + " " + comp {
	case "PUT ":
		return service.Operation{Name: "Put Blob", Need: objectNeed("cw"), Serve: s.putBlob}
	case "PUT block":
		return service.Operation{Name: "Put Block", Need: objectNeed("cw"), Serve: s.putBlock}
	case "PUT blocklist":
		return service.Operation{Name: "Put Block List", Need: objectNeed("cw"), Serve: s.putBlockList}
	case "PUT copy":
		return service.Operation{Name: "Abort Copy Blob", Need: objectNeed("cw"), Serve: s.abortCopy}
	case "PUT lease":
		return service.Operation{Name: "Lease Blob", Need: objectNeed("w"), Serve: s.leaseBlob}
	case "PUT snapshot":
		return service.Operation{Name: "Snapshot Blob", Need: objectNeed("cw"), Serve: s.takeSnapshot}
	case "PUT appendblock":
		return service.Operation{Name: "Append Block", Need: objectNeed("aw"), Serve: s.appendBlock}
	case "PUT page":
		return service.Operation{Name: "Put Page", Need: objectNeed("w"), Serve: s.putPage}
	case "GET pagelist":
		return service.Operation{Name: "Get Page Ranges", Need: objectNeed("r"), Public: service.PublicObjects, Serve: s.getPageRanges}
	case "GET blocklist":
		return service.Operation{Name: "Get Block List", Need: objectNeed("r"), Public: service.PublicObjects, Serve: s.getBlockList}
	case "GET ":
		return service.Operation{Name: "Get Blob", Need: objectNeed("r"), Public: service.PublicObjects, Serve: s.getBlob}
	case "GET metadata":
		return service.Operation{Name: "Get Blob Metadata", Need: objectNeed("r"), Public: service.PublicObjects, Serve: s.getMetadata}
	case "PUT metadata":
		return service.Operation{Name: "Set Blob Metadata", Need: objectNeed("w"), Serve: s.setMetadata}
	case "PUT properties":
		return service.Operation{Name: "Set Blob Properties", Need: objectNeed("w"), Serve: s.setProperties}
	case "DELETE ":
		return service.Operation{Name: "Delete Blob", Need: objectNeed("d"), Serve: s.deleteBlob}
	}
	return service.Operation{}
}

// routeCopy returns the operation of a request that names what it copies from.
func (s *Service) routeCopy(r *service.Request, comp string) service.Operation {
	switch comp {
	case "":
		switch {
		case r.Header("x-ms-requires-sync") == "true":
			return service.Operation{Name: "Copy Blob From URL", Need: objectNeed("cw"), Serve: s.copyBlobFromURL}
		case r.Header("x-ms-blob-type") != "":
			return service.Operation{Name: "Put Blob From URL", Need: objectNeed("cw"), Serve: s.putBlobFromURL}
		}
		return service.Operation{Name: "Copy Blob", Need: objectNeed("cw"), Serve: s.copyBlob}
	case "block":
		return service.Operation{Name: "Put Block From URL", Need: objectNeed("cw"), Serve: s.putBlockFromURL}
	case "page":
		return service.Operation{Name: "Put Page From URL", Need: objectNeed("w"), Serve: s.putPageFromURL}
	case "appendblock":
		return service.Operation{Name: "Append Block From URL", Need: objectNeed("aw"), Serve: s.appendBlockFromURL}
	}
	return service.Operation{}
}
