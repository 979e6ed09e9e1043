package file

import (
	"slices"

	"azcopy/internal/emulator/service"
)

// takes returns what an operation acts on: of what its reference page lists, all that is emulated.
func takes(operation string) service.Takes {
	const metadata, dots, lease = "x-ms-meta-", "x-ms-allow-trailing-dot", "x-ms-lease-id"
	var (
		leasing    = []string{lease, "x-ms-lease-action", "x-ms-lease-duration", "x-ms-lease-break-period", "x-ms-proposed-lease-id"}
		permission = []string{permissionHeader, permissionKeyHeader, permissionFormatHeader}
		smb        = slices.Concat(permission, []string{dots, attributesHeader, createdHeader, writtenHeader, changedHeader})
		properties = []string{"x-ms-content-", "x-ms-cache-control"}
		body       = []string{"x-ms-content-crc64", "x-ms-structured-body", "x-ms-structured-content-length"}
		source     = []string{"x-ms-copy-source", "x-ms-source-allow-trailing-dot", "x-ms-copy-source-authorization"}
		renaming   = []string{"x-ms-file-rename-", "x-ms-source-lease-id", "x-ms-destination-lease-id", "x-ms-source-allow-trailing-dot"}
		configured = []string{lease, quotaHeader, tierHeader, directoryLeaseHeader}
		handles    = []string{dots, "x-ms-recursive", "x-ms-handle-id"}
	)
	headers := func(lists ...[]string) service.Takes { return service.Takes{Headers: slices.Concat(lists...)} }
	parameters := func(t service.Takes, names ...string) service.Takes { t.Parameters = names; return t }
	switch operation {
	case "List Shares":
		return parameters(headers(), "prefix", "marker", "maxresults", "include")
	case "Create Share":
		return headers(configured, []string{metadata, "x-ms-enabled-protocols"})
	case "Set Share Properties":
		return headers(configured)
	case "Get Share Properties", "Get Share Metadata":
		return parameters(headers([]string{lease}), "sharesnapshot")
	case "Get Share ACL", "Set Share ACL", "Get Share Stats":
		return headers([]string{lease})
	case "Set Share Metadata":
		return headers([]string{lease, metadata})
	case "Snapshot Share": // the service ignores which snapshot is addressed
		return parameters(headers([]string{metadata}), "sharesnapshot")
	case "Lease Share":
		return parameters(headers(leasing), "sharesnapshot")
	case "Delete Share":
		return parameters(headers([]string{lease, deleteSnapshots}), "sharesnapshot")
	case "Get Permission":
		return headers(permission)
	case "Create Directory":
		return headers(smb, []string{metadata, semanticsHeader})
	case "Get Directory Properties", "Get Directory Metadata":
		return parameters(headers([]string{dots}), "sharesnapshot")
	case "Set Directory Properties":
		return headers(smb)
	case "Set Directory Metadata":
		return headers([]string{dots, metadata})
	case "Delete Directory":
		return headers([]string{dots})
	case "Rename Directory", "Rename File":
		return headers(smb, renaming, []string{metadata, "x-ms-content-type"})
	case "List Directories and Files":
		return parameters(headers([]string{dots, "x-ms-file-extended-info"}), "prefix", "marker", "maxresults", "include", "sharesnapshot")
	case "List Handles", "Force Close Handles":
		return parameters(headers(handles), "marker", "maxresults", "sharesnapshot")
	case "Create File":
		return headers(smb, properties, body, []string{lease, metadata, "x-ms-type", semanticsHeader})
	case "Put Range":
		return headers(body, []string{dots, lease, "x-ms-range", writeHeader, writtenHeader})
	case "Put Range From URL":
		return headers(source, []string{dots, lease, "x-ms-range", writeHeader, writtenHeader, sourceRangeHeader, sourceSumHeader,
			"x-ms-source-if-match-crc64", "x-ms-source-if-none-match-crc64"})
	case "List Ranges":
		return parameters(headers([]string{dots, lease, "x-ms-range", "x-ms-file-support-rename"}), "sharesnapshot", "prevsharesnapshot")
	case "Get File":
		return parameters(headers([]string{dots, lease, "x-ms-range", "x-ms-range-get-content-", "x-ms-structured-body"}), "sharesnapshot")
	case "Get File Metadata":
		return parameters(headers([]string{dots, lease}), "sharesnapshot")
	case "Set File Metadata":
		return headers([]string{dots, lease, metadata})
	case "Set File Properties":
		return headers(smb, properties, []string{lease})
	case "Delete File":
		return headers([]string{dots, lease})
	case "Lease File":
		return headers(leasing, []string{dots})
	case "Copy File":
		return headers(smb, source, []string{lease, metadata, copyModeHeader, ignoreReadOnlyHeader, setArchiveHeader})
	case "Abort Copy File":
		return parameters(headers([]string{dots, lease, "x-ms-copy-action"}), "copyid")
	}
	return service.Takes{}
}
