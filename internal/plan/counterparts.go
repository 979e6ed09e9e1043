package plan

import (
	"context"
	"strings"
	"sync/atomic"

	"azcopy/internal/storage"
)

// counterpart is what the destination has of a name; the error is of kind NotFound when it has nothing.
type counterpart struct {
	object storage.Object
	err    error
}

var errAbsent = storage.Errorf("look for the destination", storage.NotFound, "the destination does not have it")

// counterparts finds names in the destination's listing, which is read alongside the source's.
type counterparts struct {
	listing storage.Lister // nil when names must be looked for alone
	scope   func(name string) storage.Query
	reach   int

	current *sweep
	begun   bool
	first   <-chan struct{} // closed when the first of all names was looked for

	missing atomic.Bool // the container does not exist
	refused atomic.Bool // the listing failed, and is not tried again
}

// counterparts returns what finds the counterparts of the planner's entries.
//
// A folder is walked files first, so that each has a listing of its own. A container is listed as the source is.
func (p *Planner) counterparts() *counterparts {
	first := make(chan struct{})
	close(first)
	c := &counterparts{reach: reach, first: first}
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

// lookedForAlone returns what finds no name in a listing.
func lookedForAlone() *counterparts { return &counterparts{} }

// place is a name's turn in a sweep. Whoever has it must wait for before, and then call find.
type place struct {
	sweep  *sweep
	before <-chan struct{}
	done   chan struct{}
}

// place returns the turn of a name, or nil when no listing tells of it. Names of one query have their turns in the order
// of the calls; those of different ones go side by side, except that all wait for the very first, by which it shows
// whether there is a listing at all.
func (c *counterparts) place(name string) *place {
	if c.listing == nil || c.refused.Load() {
		return nil
	}
	q := c.scope(name)
	below, ok := strings.CutPrefix(name, q.Prefix)
	if !ok || !q.Recursive && strings.Contains(below, "/") {
		return nil
	}
	if c.current == nil || c.current.query != q {
		c.leave()
		c.current = &sweep{all: c, query: q, last: c.first}
		c.current.users.Store(1)
	}
	p := &place{sweep: c.current, before: c.current.last, done: make(chan struct{})}
	c.current.last = p.done
	c.current.users.Add(1)
	if !c.begun {
		c.begun, c.first = true, p.done
	}
	return p
}

// leave ends the current sweep once its names are done.
func (c *counterparts) leave() {
	if c.current != nil {
		c.current.release()
		c.current = nil
	}
}

// find returns what the destination has of the name, and whether that is certain.
func (p *place) find(ctx context.Context, name string) (counterpart, bool) {
	defer p.sweep.release()
	defer close(p.done)
	if p.sweep.all.missing.Load() {
		return counterpart{err: errAbsent}, true
	}
	if p.sweep.all.refused.Load() {
		return counterpart{}, false
	}
	return p.sweep.find(ctx, name)
}
