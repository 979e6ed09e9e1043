// Package resource is what the resources of all services have in common, be it a container, a blob, a share or a file: when
// and as what it was changed last, its metadata, and the properties of HTTP that a client may set.
package resource

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"azcopy/internal/emulator/rest"
)

// State is what every resource has that can be changed. It is stored as JSON.
type State struct {
	ETag     string // with its quotes
	Modified time.Time
	Metadata rest.Metadata `json:",omitempty"`
}

// Write sets the headers of the state.
func (s State) Write(h http.Header) {
	h.Set("Etag", s.ETag)
	h.Set("Last-Modified", s.Modified.UTC().Format(http.TimeFormat))
}

// Clock makes the ETags of successive changes differ, however fast they come. It may be used concurrently.
type Clock struct {
	mu   sync.Mutex
	last int64
}

// State returns the state of a resource that is changed now.
func (c *Clock) State(now time.Time, m rest.Metadata) State {
	return State{ETag: fmt.Sprintf(`"0x8D%X"`, c.Ticks(now)), Modified: now, Metadata: m}
}

// Ticks returns the time in units of 100 ns, later than any that it returned before.
func (c *Clock) Ticks(now time.Time) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = max(c.last+1, now.UnixNano()/100)
	return c.last
}
