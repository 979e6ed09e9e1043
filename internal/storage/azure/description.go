package azure

import (
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"azcopy/internal/storage"
)

// Description reads what a service says about an object, and keeps the first error. An invalid value reads as zero, which
// must not be used beside the error.
type Description struct {
	Kind string // of the object, such as "blob"
	Err  error
}

// Fail keeps an error, unless there is one.
func (d *Description) Fail(format string, args ...any) {
	if d.Err == nil {
		d.Err = fmt.Errorf(format, args...)
	}
}

// Odd reports an invalid value.
func (d *Description) Odd(name, value, want string) {
	d.Fail(`the service's %s "%s" is not %s`, name, OneLine(value), want)
}

// Missing reports that a value is missing.
func (d *Description) Missing(name string) {
	d.Fail("the service's description of the %s has no %s", d.Kind, name)
}

// Optional returns the text of an element that occurs once, or not at all.
func (d *Description) Optional(name string, e Element) string {
	if e.Times > 1 {
		d.Fail("the service's description of the %s has %s %d times", d.Kind, name, e.Times)
	}
	return e.Text
}

// Required returns the text of an element that occurs once.
func (d *Description) Required(name string, e Element) string {
	if e.Text == "" {
		d.Missing(name)
	}
	return d.Optional(name, e)
}

// Size returns a Content-Length in bytes.
func (d *Description) Size(text string) int64 {
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil || n > storage.MaxSize {
		d.Odd("Content-Length", text, "the size of a "+d.Kind)
		return 0
	}
	return int64(n)
}

// Modified returns the time of a change. No service is older than 1970.
func (d *Description) Modified(text string) time.Time {
	t, err := http.ParseTime(text)
	if err != nil || t.Unix() < 0 {
		d.Odd("Last-Modified", text, "a time at which a "+d.Kind+" can have changed")
		return time.Time{}
	}
	return t.UTC()
}

// MD5 returns an MD5, or nil when there is none.
func (d *Description) MD5(text string) []byte {
	if text == "" {
		return nil
	}
	sum, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(sum) != md5.Size {
		d.Odd("Content-MD5", text, "an MD5 in base64")
		return nil
	}
	return sum
}
