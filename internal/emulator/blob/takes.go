package blob

import (
	"slices"

	"azcopy/internal/emulator/service"
)

// takes returns the parameters and headers that an operation acts on: those of its reference page that are emulated.
func takes(operation string) service.Takes {
	const metadata = "x-ms-meta-"
	var (
		lease      = []string{"x-ms-lease-id"}
		leasing    = []string{"x-ms-lease-id", "x-ms-lease-action", "x-ms-lease-duration", "x-ms-lease-break-period", "x-ms-proposed-lease-id"}
		properties = []string{"x-ms-blob-content-", "x-ms-blob-cache-control"}
		body       = []string{"x-ms-content-crc64", "x-ms-structured-body", "x-ms-structured-content-length"}
		sequence   = []string{"x-ms-if-sequence-number-"}
		appending  = []string{"x-ms-blob-condition-appendpos", "x-ms-blob-condition-maxsize"}
		source     = []string{"x-ms-copy-source", "x-ms-source-if-match", "x-ms-source-if-none-match", "x-ms-source-if-modified-since", "x-ms-source-if-unmodified-since",
			"x-ms-source-lease-id", "x-ms-copy-source-authorization"}
		sourceSums = []string{"x-ms-source-content-md5", "x-ms-source-content-crc64"}
	)
	headers := func(lists ...[]string) service.Takes { return service.Takes{Headers: slices.Concat(lists...)} }
	parameters := func(t service.Takes, names ...string) service.Takes { t.Parameters = names; return t }
	switch operation {
	case "List Containers":
		return parameters(headers(), "prefix", "marker", "maxresults", "include")
	case "Create Container":
		return headers([]string{metadata, "x-ms-blob-public-access"})
	case "Get Container Properties", "Get Container Metadata", "Get Container ACL", "Delete Container":
		return headers(lease)
	case "Set Container Metadata":
		return headers(lease, []string{metadata})
	case "Set Container ACL":
		return headers(lease, []string{"x-ms-blob-public-access"})
	case "Lease Container", "Lease Blob":
		return headers(leasing)
	case "List Blobs":
		return parameters(headers(), "prefix", "delimiter", "marker", "maxresults", "include", "startfrom")
	case "Put Blob":
		return headers(lease, properties, body, []string{metadata, "x-ms-blob-type", "x-ms-blob-sequence-number"})
	case "Put Block":
		return parameters(headers(lease, body), "blockid")
	case "Put Block List":
		return headers(lease, properties, []string{metadata, "x-ms-content-crc64"})
	case "Abort Copy Blob":
		return parameters(headers(lease, []string{"x-ms-copy-action"}), "copyid")
	case "Snapshot Blob":
		return headers(lease, []string{metadata})
	case "Append Block":
		return headers(lease, body, appending)
	case "Put Page":
		return headers(lease, body, sequence, []string{"x-ms-range", "x-ms-page-write"})
	case "Get Page Ranges":
		return parameters(headers(lease, []string{"x-ms-range"}), "snapshot", "marker", "maxresults")
	case "Get Block List":
		return parameters(headers(lease), "snapshot", "blocklisttype")
	case "Get Blob":
		return parameters(headers(lease, []string{"x-ms-range", "x-ms-range-get-content-", "x-ms-structured-body"}), "snapshot")
	case "Get Blob Metadata":
		return parameters(headers(lease), "snapshot")
	case "Set Blob Metadata":
		return headers(lease, []string{metadata})
	case "Set Blob Properties":
		return headers(lease, properties, []string{"x-ms-sequence-number-action", "x-ms-blob-sequence-number"})
	case "Delete Blob":
		return parameters(headers(lease, []string{"x-ms-delete-snapshots"}), "snapshot")
	case "Copy Blob":
		return headers(lease, source, []string{metadata, "x-ms-requires-sync"})
	case "Copy Blob From URL":
		return headers(lease, source, sourceSums, []string{metadata, "x-ms-requires-sync"})
	case "Put Blob From URL":
		return headers(lease, source, sourceSums, properties, []string{metadata, "x-ms-blob-type", "x-ms-source-range", "x-ms-copy-source-blob-properties"})
	case "Put Block From URL":
		return parameters(headers(lease, source, sourceSums, []string{"x-ms-source-range"}), "blockid")
	case "Put Page From URL":
		return headers(lease, source, sourceSums, sequence, []string{"x-ms-range", "x-ms-source-range", "x-ms-page-write"})
	case "Append Block From URL":
		return headers(lease, source, sourceSums, appending, []string{"x-ms-source-range"})
	}
	return service.Takes{}
}
