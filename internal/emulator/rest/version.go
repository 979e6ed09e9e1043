package rest

import "time"

// Version is a version of the REST API: a date. Versions compare as strings; the empty one is older than all.
type Version string

// The versions in which behaviour changes: see
// https://learn.microsoft.com/rest/api/storageservices/previous-azure-storage-service-versions.
const (
	// V20150221 signs an empty Content-Length in place of zero.
	V20150221 Version = "2015-02-21"
	// V20160531 raised a block from 4 to 100 MiB and Put Blob from 64 to 256 MiB.
	V20160531 Version = "2016-05-31"
	// V20191212 raised a block to 4000 MiB and Put Blob to 5000 MiB.
	V20191212 Version = "2019-12-12"
	// V20210212 sends names that XML can't hold percent-encoded.
	V20210212 Version = "2021-02-12"
	// V20221102 raised a block of an append blob from 4 to 100 MiB.
	V20221102 Version = "2022-11-02"
)

// ParseVersion checks the form of a version. Versions later than those known here are treated as the newest.
func ParseVersion(s string) (Version, bool) {
	if _, err := time.Parse(time.DateOnly, s); err != nil || s < "2009-09-19" {
		return "", false
	}
	return Version(s), true
}
