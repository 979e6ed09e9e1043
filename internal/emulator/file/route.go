package file

import (
	"net/http"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// The needs of operations: letters of which a SAS must have one. A service SAS does not permit what changes a share.
func shareNeed(account string) auth.Need { return auth.Need{Type: "c", Account: account} }

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
	case r.Container == "":
		op = s.routeService(method, restype, comp)
	case restype == "share" && r.Object == "":
		op = s.routeShare(method, comp)
	case restype == "directory":
		op = s.routeDirectory(method, comp)
	case restype != "":
	case comp == "listhandles" || comp == "forceclosehandles":
		op = s.routeHandles(method, comp)
	case r.Object != "":
		op = s.routeFile(r, method, comp)
	}
	if op.Serve == nil {
		return op, unrouted(method, restype, comp)
	}
	if method != http.MethodGet && restype != "share" && r.Query.Has("sharesnapshot") {
		return op, rest.New(codeShareSnapshotOperationNotSupported)
	}
	op.Takes = takes(op.Name)
	op.Serve = s.settled(unconditional(op.Serve))
	return op, nil
}

// unrouted is the error for a request that no operation answers.
func unrouted(method, restype, comp string) error {
	switch method {
	case http.MethodGet, http.MethodPut, http.MethodDelete:
	default:
		return rest.New(rest.UnsupportedHTTPVerb)
	}
	for _, parameter := range []struct{ name, value string }{{"comp", comp}, {"restype", restype}} {
		if parameter.value != "" {
			return rest.New(rest.NotImplemented, rest.Detail{Name: "QueryParameterName", Value: parameter.name}, rest.Detail{Name: "QueryParameterValue", Value: parameter.value})
		}
	}
	return rest.New(rest.InvalidURI)
}

// unconditional refuses the headers of conditions, which the service does not support.
func unconditional(serve handler) handler {
	return func(w http.ResponseWriter, r *service.Request) error {
		for _, name := range []string{"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"} {
			if r.Header(name) != "" {
				return rest.New(codeConditionHeadersNotSupported, rest.Detail{Name: "HeaderName", Value: name})
			}
		}
		return serve(w, r)
	}
}

func (s *Service) routeService(method, restype, comp string) service.Operation {
	switch method + " " + restype + " " + comp {
	case "GET  list":
		return service.Operation{Name: "List Shares", Need: auth.Need{Type: "s", Account: "l"}, Serve: s.listShares}
	case "GET service properties":
		return service.Operation{Name: "Get File Service Properties", Need: auth.Need{Type: "s", Account: "r"}, Serve: s.getServiceProperties}
	case "PUT service properties":
		return service.Operation{Name: "Set File Service Properties", Need: auth.Need{Type: "s", Account: "w"}, Serve: s.setServiceProperties}
	}
	return service.Operation{}
}

func (s *Service) routeShare(method, comp string) service.Operation {
	switch method + " " + comp {
	case "PUT ":
		return service.Operation{Name: "Create Share", Need: shareNeed("cw"), Serve: s.createShare}
	case "GET ":
		return service.Operation{Name: "Get Share Properties", Need: shareNeed("r"), Serve: s.getShare}
	case "GET metadata":
		return service.Operation{Name: "Get Share Metadata", Need: shareNeed("r"), Serve: s.getShare}
	case "PUT properties":
		return service.Operation{Name: "Set Share Properties", Need: shareNeed("w"), Serve: s.setShareProperties}
	case "PUT metadata":
		return service.Operation{Name: "Set Share Metadata", Need: shareNeed("w"), Serve: s.setShareMetadata}
	case "GET acl":
		return service.Operation{Name: "Get Share ACL", Serve: s.getACL}
	case "PUT acl":
		return service.Operation{Name: "Set Share ACL", Serve: s.setACL}
	case "GET stats":
		return service.Operation{Name: "Get Share Stats", Need: shareNeed("r"), Serve: s.getStats}
	case "PUT snapshot":
		return service.Operation{Name: "Snapshot Share", Need: shareNeed("cw"), Serve: s.takeSnapshot}
	case "PUT lease":
		return service.Operation{Name: "Lease Share", Need: shareNeed("w"), Serve: s.leaseShare}
	case "PUT filepermission":
		return service.Operation{Name: "Create Permission", Need: auth.Need{Type: "c", Account: "cw", Service: "cw"}, Serve: s.createPermission}
	case "GET filepermission":
		return service.Operation{Name: "Get Permission", Need: auth.Need{Type: "c", Account: "r", Service: "r"}, Serve: s.getPermission}
	case "DELETE ":
		return service.Operation{Name: "Delete Share", Need: shareNeed("d"), Serve: s.deleteShare}
	}
	return service.Operation{}
}

func (s *Service) routeDirectory(method, comp string) service.Operation {
	switch method + " " + comp {
	case "PUT ":
		return service.Operation{Name: "Create Directory", Need: objectNeed("cw"), Serve: s.createDirectory}
	case "GET ":
		return service.Operation{Name: "Get Directory Properties", Need: objectNeed("r"), Serve: s.getDirectory}
	case "GET metadata":
		return service.Operation{Name: "Get Directory Metadata", Need: objectNeed("r"), Serve: s.getDirectory}
	case "PUT properties":
		return service.Operation{Name: "Set Directory Properties", Need: objectNeed("w"), Serve: s.setDirectoryProperties}
	case "PUT metadata":
		return service.Operation{Name: "Set Directory Metadata", Need: objectNeed("w"), Serve: s.setMetadata(aDirectory)}
	case "PUT rename":
		return service.Operation{Name: "Rename Directory", Need: objectNeed("w"), Serve: s.rename(aDirectory)}
	case "DELETE ":
		return service.Operation{Name: "Delete Directory", Need: objectNeed("d"), Serve: s.deleteDirectory}
	case "GET list":
		return service.Operation{Name: "List Directories and Files", Need: auth.Need{Type: "c", Account: "l", Service: "l"}, Serve: s.listEntries}
	}
	return s.routeHandles(method, comp)
}

func (s *Service) routeHandles(method, comp string) service.Operation {
	switch method + " " + comp {
	case "GET listhandles":
		return service.Operation{Name: "List Handles", Need: auth.Need{Type: "c", Account: "l", Service: "l"}, Serve: s.handles(listHandles)}
	case "PUT forceclosehandles":
		return service.Operation{Name: "Force Close Handles", Need: objectNeed("w"), Serve: s.handles(closeHandles)}
	}
	return service.Operation{}
}

func (s *Service) routeFile(r *service.Request, method, comp string) service.Operation {
	copies := r.Header(copySource) != ""
	switch method + " " + comp {
	case "PUT ":
		if copies {
			return service.Operation{Name: "Copy File", Need: objectNeed("cw"), Serve: s.copyFile}
		}
		return service.Operation{Name: "Create File", Need: objectNeed("cw"), Serve: s.createFile}
	case "PUT range":
		if copies {
			return service.Operation{Name: "Put Range From URL", Need: objectNeed("w"), Serve: s.putRangeFromURL}
		}
		return service.Operation{Name: "Put Range", Need: objectNeed("w"), Serve: s.putRange}
	case "GET rangelist":
		return service.Operation{Name: "List Ranges", Need: objectNeed("r"), Serve: s.listRanges}
	case "GET ":
		return service.Operation{Name: "Get File", Need: objectNeed("r"), Serve: s.getFile}
	case "GET metadata":
		return service.Operation{Name: "Get File Metadata", Need: objectNeed("r"), Serve: s.getMetadata}
	case "PUT metadata":
		return service.Operation{Name: "Set File Metadata", Need: objectNeed("w"), Serve: s.setMetadata(aFile)}
	case "PUT properties":
		return service.Operation{Name: "Set File Properties", Need: objectNeed("w"), Serve: s.setFileProperties}
	case "PUT rename":
		return service.Operation{Name: "Rename File", Need: objectNeed("w"), Serve: s.rename(aFile)}
	case "PUT copy":
		return service.Operation{Name: "Abort Copy File", Need: objectNeed("w"), Serve: s.abortCopy}
	case "PUT lease":
		return service.Operation{Name: "Lease File", Need: objectNeed("w"), Serve: s.leaseFile}
	case "DELETE ":
		return service.Operation{Name: "Delete File", Need: objectNeed("d"), Serve: s.deleteFile}
	}
	return service.Operation{}
}
