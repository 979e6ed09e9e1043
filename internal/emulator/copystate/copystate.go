// Package copystate describes the last copy to a blob or a file, which the service carries out. See
// https://learn.microsoft.com/rest/api/storageservices/copy-blob.
package copystate

import (
	"fmt"
	"net/http"
	"time"

	"azcopy/internal/emulator/rest"
)

// The states of a copy.
const (
	Pending = "pending"
	Success = "success"
	Aborted = "aborted"
	Failed  = "failed"
)

// State is the last copy to something, nil if there was none. It is stored as JSON.
type State struct {
	ID          string
	Status      string
	Source      string // its URL, without a SAS
	Description string `json:",omitempty"` // why it failed
	Started     time.Time
	// Ended is when the copy ended; for a pending one, when it will.
	Ended  time.Time
	Size   int64 // of the source, in bytes
	Copied int64 // bytes, when it has ended
	// For a pending copy: the key and the ETag of the source, and why it is going to fail, if a fault makes it.
	From    string `json:",omitempty"`
	ETag    string `json:",omitempty"`
	Failure string `json:",omitempty"`
}

// IsPending reports whether the copy has not ended yet.
func (c *State) IsPending() bool { return c != nil && c.Status == Pending }

// End ends the copy.
func (c *State) End(status, description string, at time.Time) {
	c.Copied = c.copied(at)
	c.Status, c.Description, c.Ended = status, description, at
	c.From, c.ETag, c.Failure = "", "", ""
}

// copied returns how many bytes have been copied.
func (c *State) copied(now time.Time) int64 {
	if c.Status != Pending {
		return c.Copied
	}
	passed, all := now.Sub(c.Started), c.Ended.Sub(c.Started)
	if passed >= all {
		return c.Size
	}
	return int64(float64(c.Size) * max(0, passed.Seconds()) / all.Seconds())
}

// fields calls set with what is known about the copy: the end of a header's name, the name of an element, and the
// value.
func (c *State) fields(now time.Time, set func(header, element, value string)) {
	if c == nil {
		return
	}
	set("id", "CopyId", c.ID)
	set("source", "CopySource", c.Source)
	set("status", "CopyStatus", c.Status)
	set("progress", "CopyProgress", fmt.Sprintf("%d/%d", c.copied(now), c.Size))
	if c.Status != Pending {
		set("completion-time", "CopyCompletionTime", c.Ended.UTC().Format(http.TimeFormat))
	}
	if c.Description != "" {
		set("status-description", "CopyStatusDescription", c.Description)
	}
}

// WriteHeaders sets the headers of an answer that say what is known about the copy.
func (c *State) WriteHeaders(h http.Header, now time.Time) {
	c.fields(now, func(header, _, value string) { h.Set("x-ms-copy-"+header, value) })
}

// WriteElements writes the same as elements of a listing.
func (c *State) WriteElements(x *rest.XML, now time.Time) {
	c.fields(now, func(_, element, value string) { x.Text(element, value) })
}
