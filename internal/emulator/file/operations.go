package file

import (
	"slices"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/service"
)

// row is an operation in the table of them.
type row struct {
	// route is the kind of what is addressed, the method and the parameter comp. A request that names a source to copy from
	// addresses a copy.
	route, name string
	need        auth.Need
	// headers and parameters are what it acts on: of what its reference page lists, all that is emulated.
	headers, parameters []string
	serve               handler
}

// newOperations returns the operations by their routes.
func (s *Service) newOperations() map[string]service.Operation {
	all := make(map[string]service.Operation)
	for _, row := range slices.Concat(s.accountRows(), s.shareRows(), s.directoryRows(), s.fileRows(), s.copyRows()) {
		all[row.route] = service.Operation{
			Name: row.name, Need: row.need, Takes: service.Takes{Headers: row.headers, Parameters: row.parameters},
			Serve: s.settled(unconditional(row.serve)),
		}
	}
	return all
}

// The needs of operations: letters of which a SAS must have one. A service SAS does not permit what changes a share.
func accountNeed(letters string) auth.Need { return auth.Need{Type: "s", Account: letters} }

func shareNeed(letters string) auth.Need { return auth.Need{Type: "c", Account: letters} }

func contentNeed(letters string) auth.Need {
	return auth.Need{Type: "c", Account: letters, Service: letters}
}

func objectNeed(letters string) auth.Need {
	return auth.Need{Type: "o", Account: letters, Service: letters}
}

const (
	metadataHeader = "x-ms-meta-"
	leaseHeader    = "x-ms-lease-id"
	dotsHeader     = "x-ms-allow-trailing-dot"
	rangeHeader    = "x-ms-range"
	snapshotParam  = "sharesnapshot"
)

func with(list []string, more ...string) []string { return slices.Concat(list, more) }

func leasing() []string {
	return []string{leaseHeader, "x-ms-lease-action", "x-ms-lease-duration", "x-ms-lease-break-period", "x-ms-proposed-lease-id"}
}

func smbHeaders() []string {
	return []string{dotsHeader, attributesHeader, createdHeader, writtenHeader, changedHeader, permissionHeader, permissionKeyHeader, permissionFormatHeader}
}

func listed(more ...string) []string {
	return with([]string{"prefix", "marker", "maxresults", "include"}, more...)
}

func (s *Service) accountRows() []row {
	return []row{
		{"account GET list", "List Shares", accountNeed("l"), nil, listed(), s.listShares},
		{"service GET properties", "Get File Service Properties", accountNeed("r"), nil, nil, s.getServiceProperties},
		{"service PUT properties", "Set File Service Properties", accountNeed("w"), nil, nil, s.setServiceProperties},
	}
}

func (s *Service) shareRows() []row {
	configured := []string{leaseHeader, quotaHeader, tierHeader, directoryLeaseHeader}
	leased, snapshot := []string{leaseHeader}, []string{snapshotParam}
	return []row{
		{"share PUT ", "Create Share", shareNeed("cw"), with(configured, metadataHeader, protocolHeader), nil, s.createShare},
		{"share GET ", "Get Share Properties", shareNeed("r"), leased, snapshot, s.getShare},
		{"share GET metadata", "Get Share Metadata", shareNeed("r"), leased, snapshot, s.getShare},
		{"share PUT properties", "Set Share Properties", shareNeed("w"), configured, nil, s.setShareProperties},
		{"share PUT metadata", "Set Share Metadata", shareNeed("w"), with(leased, metadataHeader), nil, s.setShareMetadata},
		{"share GET acl", "Get Share ACL", auth.Need{}, leased, nil, s.getACL},
		{"share PUT acl", "Set Share ACL", auth.Need{}, leased, nil, s.setACL},
		{"share GET stats", "Get Share Stats", shareNeed("r"), leased, nil, s.getStats},
		// The service ignores which snapshot is addressed.
		{"share PUT snapshot", "Snapshot Share", shareNeed("cw"), []string{metadataHeader}, snapshot, s.takeSnapshot},
		{"share PUT lease", "Lease Share", shareNeed("w"), leasing(), snapshot, s.leaseShare},
		{"share PUT filepermission", "Create Permission", contentNeed("cw"), nil, nil, s.createPermission},
		{"share GET filepermission", "Get Permission", contentNeed("r"), []string{permissionKeyHeader, permissionFormatHeader}, nil, s.getPermission},
		{"share DELETE ", "Delete Share", shareNeed("d"), with(leased, deleteSnapshots), snapshot, s.deleteShare},
	}
}

func (s *Service) directoryRows() []row {
	dots, handles, snapshot := []string{dotsHeader}, []string{dotsHeader, "x-ms-recursive", "x-ms-handle-id"}, []string{snapshotParam}
	return []row{
		{"directory PUT ", "Create Directory", objectNeed("cw"), with(smbHeaders(), metadataHeader, semanticsHeader), nil, s.createDirectory},
		{"directory GET ", "Get Directory Properties", objectNeed("r"), dots, snapshot, s.getDirectory},
		{"directory GET metadata", "Get Directory Metadata", objectNeed("r"), dots, snapshot, s.getDirectory},
		{"directory PUT properties", "Set Directory Properties", objectNeed("w"), smbHeaders(), nil, s.setDirectoryProperties},
		{"directory PUT metadata", "Set Directory Metadata", objectNeed("w"), with(dots, metadataHeader), nil, s.setMetadata(aDirectory)},
		{"directory PUT rename", "Rename Directory", objectNeed("w"), with(smbHeaders(), renamingHeaders()...), nil, s.rename(aDirectory)},
		{"directory DELETE ", "Delete Directory", objectNeed("d"), dots, nil, s.deleteDirectory},
		{"directory GET list", "List Directories and Files", contentNeed("l"), with(dots, extendedHeader), listed(snapshotParam), s.listEntries},
		{"directory GET listhandles", "List Handles", contentNeed("l"), handles, with(snapshot, "marker", "maxresults"), s.handles(listHandles)},
		{"directory PUT forceclosehandles", "Force Close Handles", objectNeed("w"), handles, with(snapshot, "marker"), s.handles(closeHandles)},
	}
}

func (s *Service) fileRows() []row {
	kept, body := []string{dotsHeader, leaseHeader}, []string{"x-ms-content-crc64", "x-ms-structured-body", "x-ms-structured-content-length"}
	properties, snapshot := with(smbHeaders(), leaseHeader, "x-ms-content-", "x-ms-cache-control"), []string{snapshotParam}
	return []row{
		{"file PUT ", "Create File", objectNeed("cw"), with(with(properties, body...), metadataHeader, typeHeader, semanticsHeader), nil, s.createFile},
		{"file PUT range", "Put Range", objectNeed("w"), with(with(kept, body...), rangeHeader, writeHeader, writtenHeader), nil, s.putRange},
		{"file GET rangelist", "List Ranges", objectNeed("r"), with(kept, rangeHeader, supportRenameHeader), with(snapshot, "prevsharesnapshot"), s.listRanges},
		{"file GET ", "Get File", objectNeed("r"), with(kept, rangeHeader, "x-ms-range-get-content-", "x-ms-structured-body"), snapshot, s.getFile},
		{"file GET metadata", "Get File Metadata", objectNeed("r"), kept, snapshot, s.getMetadata},
		{"file PUT metadata", "Set File Metadata", objectNeed("w"), with(kept, metadataHeader), nil, s.setMetadata(aFile)},
		{"file PUT properties", "Set File Properties", objectNeed("w"), properties, nil, s.setFileProperties},
		{"file PUT rename", "Rename File", objectNeed("w"), with(smbHeaders(), renamingHeaders()...), nil, s.rename(aFile)},
		{"file PUT copy", "Abort Copy File", objectNeed("w"), with(kept, "x-ms-copy-action"), []string{"copyid"}, s.abortCopy},
		{"file PUT lease", "Lease File", objectNeed("w"), with(leasing(), dotsHeader), nil, s.leaseFile},
		{"file DELETE ", "Delete File", objectNeed("d"), kept, nil, s.deleteFile},
	}
}

// copyRows are the operations that copy from somewhere.
func (s *Service) copyRows() []row {
	source := []string{leaseHeader, copySource, "x-ms-source-allow-trailing-dot", "x-ms-copy-source-authorization"}
	whole := with(smbHeaders(), metadataHeader, copyModeHeader, ignoreReadOnlyHeader, setArchiveHeader)
	part := []string{dotsHeader, rangeHeader, writeHeader, writtenHeader, sourceRangeHeader, sourceSumHeader, sourceMatchHeader, sourceNoneMatchHeader}
	return []row{
		{"copy PUT ", "Copy File", objectNeed("cw"), with(source, whole...), nil, s.copyFile},
		{"copy PUT range", "Put Range From URL", objectNeed("w"), with(source, part...), nil, s.putRangeFromURL},
	}
}

func renamingHeaders() []string {
	return []string{"x-ms-file-rename-", "x-ms-source-lease-id", "x-ms-destination-lease-id", "x-ms-source-allow-trailing-dot", metadataHeader, "x-ms-content-type"}
}
