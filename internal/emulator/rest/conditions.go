package rest

import (
	"net/http"
	"strings"
	"time"
)

// Conditions are the conditional headers of a request: see
// https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations. The
// zero value always holds.
type Conditions struct {
	ifMatch, ifNoneMatch               string
	ifModifiedSince, ifUnmodifiedSince time.Time
}

// ParseConditions reads the conditional headers. A date that can't be read is an error; conditions on tags are refused
// because blobs here have none.
func ParseConditions(h http.Header) (Conditions, error) { return parseConditions(h, "", "x-ms-") }

// ParseSourceConditions reads the conditional headers that a request has for the source that it copies from.
func ParseSourceConditions(h http.Header) (Conditions, error) {
	return parseConditions(h, "x-ms-source-", "x-ms-source-")
}

func parseConditions(h http.Header, prefix, tagPrefix string) (Conditions, error) {
	c := Conditions{ifMatch: h.Get(prefix + "If-Match"), ifNoneMatch: h.Get(prefix + "If-None-Match")}
	if name := tagPrefix + "if-tags"; h.Get(name) != "" {
		return c, New(UnsupportedHeader, Detail{"HeaderName", name})
	}
	var err error
	if c.ifModifiedSince, err = parseDate(h, prefix+"If-Modified-Since"); err != nil {
		return c, err
	}
	c.ifUnmodifiedSince, err = parseDate(h, prefix+"If-Unmodified-Since")
	return c, err
}

func parseDate(h http.Header, name string) (time.Time, error) {
	value := h.Get(name)
	if value == "" {
		return time.Time{}, nil
	}
	t, err := http.ParseTime(value)
	if err != nil {
		return t, BadHeader(name, value)
	}
	return t, nil
}

// CheckRead returns nil when a resource in this state may be read, 304 when it is what the caller already has, or 412.
// The ETag is quoted.
func (c Conditions) CheckRead(etag string, modified time.Time) error {
	return c.check(etag, modified, http.StatusNotModified)
}

// CheckWrite returns nil when a resource in this state may be changed, or 412.
func (c Conditions) CheckWrite(etag string, modified time.Time) error {
	return c.check(etag, modified, http.StatusPreconditionFailed)
}

// CheckReplace is CheckWrite for an operation that creates the resource or replaces it: when it must not exist yet, the
// answer is the code that says it does.
func (c Conditions) CheckReplace(etag string, modified time.Time, exists Code) error {
	if c.ifNoneMatch == "*" {
		return New(exists)
	}
	return c.CheckWrite(etag, modified)
}

// CheckCreate returns nil when a resource that does not exist may be created.
func (c Conditions) CheckCreate() error {
	if c.ifMatch != "" {
		return New(ConditionNotMet)
	}
	return nil
}

// CheckUncommitted returns nil when what was last staged at a time may be committed as a resource that does not exist.
func (c Conditions) CheckUncommitted(staged time.Time) error {
	if c.ifNoneMatch == "" && !c.ifModifiedSince.IsZero() && !staged.Truncate(time.Second).After(c.ifModifiedSince) {
		return New(ConditionNotMet)
	}
	return nil
}

func (c Conditions) check(etag string, modified time.Time, unchanged int) error {
	// Dates in headers are in whole seconds.
	modified = modified.Truncate(time.Second)
	if c.ifMatch != "" && !matches(c.ifMatch, etag) || !c.ifUnmodifiedSince.IsZero() && modified.After(c.ifUnmodifiedSince) {
		return New(ConditionNotMet)
	}
	if c.isUnchanged(etag, modified) {
		e := New(ConditionNotMet)
		e.Status = unchanged
		e.Header = http.Header{"Etag": {etag}}
		return e
	}
	return nil
}

// isUnchanged evaluates If-None-Match and If-Modified-Since. When both are there, one that holds is enough.
func (c Conditions) isUnchanged(etag string, modified time.Time) bool {
	same := c.ifNoneMatch != "" && matches(c.ifNoneMatch, etag)
	older := !c.ifModifiedSince.IsZero() && !modified.After(c.ifModifiedSince)
	if c.ifNoneMatch != "" && !c.ifModifiedSince.IsZero() {
		return same && older
	}
	return same || older
}

// matches compares an ETag with a list of them. The services also accept ETags without quotes.
func matches(condition, etag string) bool {
	for tag := range strings.SplitSeq(condition, ",") {
		tag = strings.TrimSpace(tag)
		if tag == "*" || strings.Trim(tag, `"`) == strings.Trim(etag, `"`) {
			return true
		}
	}
	return false
}
