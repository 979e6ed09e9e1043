package blob

import (
	"fmt"
	"net/http"
	"time"

	"azcopy/internal/emulator/rest"
)

// The states of a copy.
const (
	copyPending = "pending"
	copySuccess = "success"
	copyAborted = "aborted"
	copyFailed  = "failed"
)

// copyState is the last copy to a blob.
type copyState struct {
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

func (c *copyState) isPending() bool { return c != nil && c.Status == copyPending }

// end makes the copy one that has ended.
func (c *copyState) end(status, description string, at time.Time) {
	c.Copied = c.copied(at)
	c.Status, c.Description, c.Ended = status, description, at
	c.From, c.ETag, c.Failure = "", "", ""
}

// copied returns how many bytes have been copied.
func (c *copyState) copied(now time.Time) int64 {
	if c.Status != copyPending {
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
func (c *copyState) fields(now time.Time, set func(header, element, value string)) {
	if c == nil {
		return
	}
	set("id", "CopyId", c.ID)
	set("source", "CopySource", c.Source)
	set("status", "CopyStatus", c.Status)
	set("progress", "CopyProgress", fmt.Sprintf("%d/%d", c.copied(now), c.Size))
	if c.Status != copyPending {
		set("completion-time", "CopyCompletionTime", c.Ended.UTC().Format(http.TimeFormat))
	}
	if c.Description != "" {
		set("status-description", "CopyStatusDescription", c.Description)
	}
}

func (c *copyState) writeHeaders(h http.Header, now time.Time) {
	c.fields(now, func(header, _, value string) { h.Set("x-ms-copy-"+header, value) })
}

func (c *copyState) writeElements(x *rest.XML, now time.Time) {
	c.fields(now, func(_, element, value string) { x.Text(element, value) })
}
