package plan

import (
	"strings"
	"sync/atomic"

	"azcopy/internal/storage"
)

// counterpart is what the destination has under a name; the error is of kind NotFound when it has nothing.
type counterpart struct {
	object storage.Object
	err    error
}

var errAbsent = storage.Errorf("look for the destination", storage.NotFound, "the destination does not have it")

// counterparts knows which listing of the destination may have a name, and what all sweeps through these listings have found
// out. It is used concurrently.
type counterparts struct {
	listing storage.Lister // nil when each name must be looked up
	scope   func(name string) storage.Query
	reach   int

	missing atomic.Bool // the container does not exist
	refused atomic.Bool // a listing failed, so none is tried again
}

// counterparts returns those of the planner's entries.
//
// A source with folders lists the files of each before what is below, so each folder has a listing of its own. Any other
// source is listed as the destination is.
func (p *Planner) counterparts() *counterparts {
	c := &counterparts{reach: reach}
	if p.DestName == "" && p.Pattern.exact == "" {
		c.listing, _ = p.Dest.(storage.Lister)
	}
	q := p.Pattern.Query()
	c.scope = func(name string) storage.Query {
		if p.Names.From.Folders {
			return storage.Query{Prefix: name[:strings.LastIndexByte(name, '/')+1]}
		}
		return q
	}
	return c
}

// lookedForAlone are counterparts that no listing covers.
func lookedForAlone() *counterparts { return &counterparts{} }

// query returns the query whose listing covers a name, and false when none does.
func (c *counterparts) query(name string) (storage.Query, bool) {
	if c.listing == nil || c.refused.Load() {
		return storage.Query{}, false
	}
	q := c.scope(name)
	below, inside := strings.CutPrefix(name, q.Prefix)
	return q, inside && (q.Recursive || !strings.Contains(below, "/"))
}
