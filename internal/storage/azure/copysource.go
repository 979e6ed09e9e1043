package azure

import (
	"net/url"
	"strconv"
	"strings"
)

// snapshotParameters name a snapshot of a blob, or of a share, in the URL of a copy's source.
func snapshotParameters() [2]string { return [2]string{"snapshot", "sharesnapshot"} }

// SameSource reports whether the source URLs of two copies name the same object or snapshot. The rest of their queries may
// differ from run to run: a service hides signatures, and those of links contain the time.
func SameSource(a, b string) bool {
	x, errX := url.Parse(a)
	y, errY := url.Parse(b)
	if errX != nil || errY != nil || a == "" || hostPort(x) != hostPort(y) || x.Path != y.Path {
		return false
	}
	for _, name := range snapshotParameters() {
		if x.Query().Get(name) != y.Query().Get(name) {
			return false
		}
	}
	return true
}

func hostPort(u *url.URL) string {
	port := u.Port()
	switch {
	case port == "" && u.Scheme == "https":
		port = "443"
	case port == "":
		port = "80"
	}
	return strings.ToLower(u.Hostname()) + ":" + port
}

// ShownSource returns the URL of a copy's source, as a service reports it, without what authorized reading it.
func ShownSource(source string) string {
	u, err := url.Parse(source)
	if err != nil {
		return "an unknown source"
	}
	query := u.Query()
	u.RawQuery, u.User, u.Fragment = "", nil, ""
	for _, name := range snapshotParameters() {
		if snapshot := query.Get(name); snapshot != "" {
			u.RawQuery = name + "=" + url.QueryEscape(snapshot)
		}
	}
	return u.String()
}

// CopyProgress parses x-ms-copy-progress, such as 10/100, and returns the bytes copied so far of an object of this size; 0
// when it has another form.
func CopyProgress(progress string, size int64) int64 {
	done, total, _ := strings.Cut(progress, "/")
	n, errDone := strconv.ParseUint(done, 10, 63)
	of, errTotal := strconv.ParseUint(total, 10, 63)
	if errDone != nil || errTotal != nil || n > of {
		return 0
	}
	return min(int64(n), size)
}
